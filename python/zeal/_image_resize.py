"""Resizing images, by the method of choice."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from zeal._api import tf
from zeal._image_shape import as_images, int_of, pad_to_bounding_box, size_of

_SAMPLED = ("lanczos3", "lanczos5", "gaussian", "mitchellcubic")


class ResizeMethod:
    """The names of the methods of `tf.image.resize`."""

    BILINEAR = "bilinear"
    NEAREST_NEIGHBOR = "nearest"
    BICUBIC = "bicubic"
    AREA = "area"
    LANCZOS3 = "lanczos3"
    LANCZOS5 = "lanczos5"
    GAUSSIAN = "gaussian"
    MITCHELLCUBIC = "mitchellcubic"


def _size(size: Any) -> list[int]:
    try:
        numbers = np.asarray(size.numpy() if hasattr(size, "numpy") else size)
    except (TypeError, ValueError):
        raise ValueError(f"'size' must be a 1-D int32 Tensor, got {size!r}") from None
    if numbers.dtype.kind not in "iu":
        raise ValueError(f"'size' must be a 1-D int32 Tensor, got {size!r}")
    if numbers.shape != (2,):
        raise ValueError(
            f"'size' must be a 1-D Tensor of 2 elements: new_height, new_width, got {size!r}"
        )
    return [int(n) for n in numbers]


def _sample(x: Any, size: list[int], kernel: str, antialias: bool) -> Any:
    height, width = size_of(x)
    scale = [np.float32(size[0]) / np.float32(height or 1),
             np.float32(size[1]) / np.float32(width or 1)]  # fmt: skip
    return tf.raw_ops.ScaleAndTranslate(
        images=x,
        size=size,
        scale=tf.constant(scale, tf.float32),
        translation=tf.zeros([2]),
        kernel_type=kernel,
        antialias=antialias,
    )


def _resize(x: Any, size: list[int], method: Any, antialias: bool) -> Any:
    if method in ("bilinear", "bicubic") and antialias:
        return _sample(x, size, "triangle" if method == "bilinear" else "keyscubic", True)
    if method == "bilinear":
        return tf.raw_ops.ResizeBilinear(images=x, size=size, half_pixel_centers=True)
    if method == "nearest":
        return tf.raw_ops.ResizeNearestNeighbor(images=x, size=size, half_pixel_centers=True)
    if method == "bicubic":
        return tf.raw_ops.ResizeBicubic(images=x, size=size, half_pixel_centers=True)
    if method == "area":
        return tf.raw_ops.ResizeArea(images=x, size=size)
    if method in _SAMPLED:
        return _sample(x, size, method, antialias)
    raise ValueError(f"Resize method is not implemented: {method}")


def resize(
    images: Any,
    size: Any,
    method: Any = ResizeMethod.BILINEAR,
    preserve_aspect_ratio: bool = False,
    antialias: bool = False,
    name: str | None = None,
) -> Any:
    """Resizes images; the result is float32, but for the method 'nearest'.

    Args:
      images: [height, width, channels] or [batch, height, width, channels].
      size: the new height and width.
      method: 'bilinear', 'nearest', 'bicubic', 'area', 'lanczos3', 'lanczos5', 'gaussian' or
        'mitchellcubic'.
      preserve_aspect_ratio: whether `size` is only what the result must fit in.
      antialias: whether all that a new pixel covers counts where an image shrinks; 'nearest' and
        'area' do not look at it.
      name: ignored.

    Raises:
      ValueError: images or size have the wrong rank, or the method is unknown.
      InvalidArgumentError: a size is not positive.
    """
    del name
    x = tf.convert_to_tensor(images)
    if x.shape.rank not in (3, 4):
        raise ValueError(f"'images' must have either 3 or 4 dimensions, got shape {x.shape}")
    new = _size(size)
    if preserve_aspect_ratio:
        height, width = size_of(x)
        scale = min(np.float32(new[0]) / np.float32(height or 1),
                    np.float32(new[1]) / np.float32(width or 1))  # fmt: skip
        new = [int(np.rint(scale * np.float32(height))), int(np.rint(scale * np.float32(width)))]
    if x.shape.rank == 3:
        return tf.squeeze(_resize(x[None], new, method, antialias), [0])
    return _resize(x, new, method, antialias)


def resize_with_pad(
    image: Any,
    target_height: Any,
    target_width: Any,
    method: Any = ResizeMethod.BILINEAR,
    antialias: bool = False,
) -> Any:
    """Resizes images to fit a size, keeping their proportions, and puts zeros around them.

    Args:
      image: one image or a batch.
      target_height: the new height.
      target_width: the new width.
      method: as for `resize`.
      antialias: as for `resize`.

    Raises:
      ValueError: a target is not positive.
    """
    x = as_images(image)
    rows, columns = int_of(target_height, "target_height"), int_of(target_width, "target_width")
    if columns <= 0:
        raise ValueError(f"target_width must be > 0, got {columns}")
    if rows <= 0:
        raise ValueError(f"target_height must be > 0, got {rows}")
    if 0 in size_of(x):
        raise ValueError(f"image must not be empty, got shape {x.shape}")
    f = np.float32
    height, width = (f(n) for n in size_of(x))
    ratio = max(width / f(columns), height / f(rows))
    new_height, new_width = height / ratio, width / ratio
    top = max(0, math.floor((f(rows) - new_height) / f(2)))
    left = max(0, math.floor((f(columns) - new_width) / f(2)))
    size = [math.floor(new_height), math.floor(new_width)]
    return pad_to_bounding_box(
        resize(x, size, method, antialias=antialias), top, left, rows, columns
    )
