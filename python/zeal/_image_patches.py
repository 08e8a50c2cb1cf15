"""Patches of images, and what changes from pixel to pixel."""

from __future__ import annotations

from typing import Any

from zeal._api import tf


def _spatial(op: str, what: str, values: Any) -> tuple[int, int]:
    """The middle two of [1, rows, columns, 1]."""
    numbers = [int(v) for v in values]
    if len(numbers) != 4 or numbers[0] != 1 or numbers[3] != 1 or min(numbers) < 1:
        raise ValueError(f"{op}: {what} must be [1, rows, columns, 1], all positive, got {values}")
    return numbers[1], numbers[2]


def extract_patches(
    images: Any, sizes: Any, strides: Any, rates: Any, padding: Any, name: str | None = None
) -> Any:
    """Puts each patch of images into the channels of one pixel.

    Args:
      images: [batch, height, width, channels].
      sizes: [1, rows, columns, 1], the patches' size.
      strides: [1, rows, columns, 1], how far apart the patches start.
      rates: [1, rows, columns, 1], how far apart a patch's pixels are.
      padding: 'VALID', or 'SAME' for a border of zeros.
      name: ignored.

    Returns:
      A Tensor [batch, rows of patches, columns of patches, rows * columns * channels].

    Raises:
      ValueError: an argument does not fit.
    """
    del name
    op, x = "extract_patches", tf.convert_to_tensor(images)
    if x.shape.rank != 4:
        raise ValueError(f"{op}: images must have 4 dimensions, got shape {x.shape}")
    if padding not in ("VALID", "SAME"):
        raise ValueError(f"{op}: padding must be 'VALID' or 'SAME', got {padding!r}")
    size = _spatial(op, "sizes", sizes)
    stride, rate = _spatial(op, "strides", strides), _spatial(op, "rates", rates)
    out, border = [], []
    for n, k, s, r in zip(x.shape[1:3], size, stride, rate, strict=True):
        reach = (k - 1) * r + 1
        if padding == "VALID" and n - reach <= -2 * s:
            raise tf.errors.InvalidArgumentError(
                None, None, f"{op}: a patch of {reach} pixels does not fit an image of {n}"
            )
        count = -(-n // s) if padding == "SAME" else max(0, (n - reach) // s + 1)
        missing = max(0, (count - 1) * s + reach - n) if padding == "SAME" else 0
        out.append(count)
        border.append([missing // 2, missing - missing // 2])
    if padding == "SAME":
        x = tf.pad(x, [[0, 0], *border, [0, 0]])

    def taken(offset: int, axis: int) -> slice:
        first, step = offset * rate[axis], stride[axis]
        return slice(first, first + step * max(out[axis] - 1, 0) + min(out[axis], 1), step)

    taps = [x[:, taken(i, 0), taken(j, 1), :] for i in range(size[0]) for j in range(size[1])]
    return tf.concat(taps, -1)


def image_gradients(image: Any) -> tuple[Any, Any]:
    """Gives the differences to the next row and to the next column, zero at the far edges.

    Args:
      image: [batch, height, width, channels].

    Returns:
      (dy, dx), both of the images' shape.

    Raises:
      ValueError: image does not have 4 dimensions.
    """
    x = tf.convert_to_tensor(image)
    if x.shape.rank != 4:
        raise ValueError(
            f"image_gradients expects a 4D tensor [batch_size, h, w, d], not {x.shape}."
        )
    down, right = x[:, 1:] - x[:, :-1], x[:, :, 1:] - x[:, :, :-1]
    return (
        tf.pad(down, [[0, 0], [0, 1], [0, 0], [0, 0]]),
        tf.pad(right, [[0, 0], [0, 0], [0, 1], [0, 0]]),
    )


def sobel_edges(image: Any) -> Any:
    """Finds edges by Sobel's filters, down and across.

    Args:
      image: [batch, height, width, channels], floats.

    Returns:
      A Tensor [batch, height, width, channels, 2].
    """
    x = tf.convert_to_tensor(image)
    if x.shape.rank != 4:
        raise ValueError(f"image must have 4 dimensions, got shape {x.shape}")
    if not x.dtype.is_floating:
        raise TypeError(f"image must be of a floating point dtype, got {x.dtype.name}")
    down = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    across = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    filters = tf.stack([tf.constant(down, x.dtype), tf.constant(across, x.dtype)], -1)
    filters = tf.tile(filters[:, :, None], [1, 1, x.shape[-1], 1])
    padded = tf.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], mode="REFLECT")
    edges = tf.nn.depthwise_conv2d(padded, filters, [1, 1, 1, 1], "VALID")
    return tf.reshape(edges, [*x.shape, 2])


def total_variation(images: Any, name: str | None = None) -> Any:
    """Sums the absolute differences of neighbouring pixels, for each image.

    Args:
      images: [height, width, channels] or [batch, height, width, channels].
      name: ignored.
    """
    del name
    x = tf.convert_to_tensor(images)
    if x.shape.rank not in (3, 4):
        raise ValueError(f"'images' must be either 3 or 4-dimensional, got shape {x.shape}.")
    down = tf.abs(x[..., 1:, :, :] - x[..., :-1, :, :])
    right = tf.abs(x[..., 1:, :] - x[..., :-1, :])
    axes = [-3, -2, -1]
    return tf.reduce_sum(down, axes) + tf.reduce_sum(right, axes)
