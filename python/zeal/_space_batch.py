"""Ops on every n-th pixel, by moving space into the batch and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from zeal._api import tf


def _vector(value: Any, what: str) -> list[int]:
    t = tf.convert_to_tensor(value, tf.int64) if isinstance(value, (list, tuple)) else value
    t = tf.cast(t, tf.int64)
    if t.shape.rank != 1:
        raise ValueError(f"{what} must be a vector, got shape {t.shape}")
    return [int(n) for n in t.numpy()]


def required_space_to_batch_paddings(
    input_shape: Any, block_shape: Any, base_paddings: Any = None, name: str | None = None
) -> tuple[Any, Any]:
    """Computes what to pad so that blocks divide a shape, for space_to_batch and batch_to_space.

    Args:
      input_shape: [n], the extents.
      block_shape: [n], the blocks' extents.
      base_paddings: [n, 2], the least paddings; zeros by default.
      name: ignored.

    Returns:
      Paddings and crops, both [n, 2] and int32.

    Raises:
      ValueError: shapes do not fit.
    """
    del name
    sizes, blocks = _vector(input_shape, "input_shape"), _vector(block_shape, "block_shape")
    if len(sizes) != len(blocks):
        raise ValueError(f"input_shape {sizes} and block_shape {blocks} must have one length")
    base = [[0, 0]] * len(sizes)
    if base_paddings is not None:
        base = tf.cast(base_paddings, tf.int64).numpy().tolist()
    if len(base) != len(sizes) or any(len(pair) != 2 for pair in base):
        raise ValueError(f"base_paddings must have shape [{len(sizes)}, 2], got {base_paddings}")
    extra = [-(n + lo + hi) % b for n, b, (lo, hi) in zip(sizes, blocks, base, strict=True)]
    paddings = [[lo, hi + e] for (lo, hi), e in zip(base, extra, strict=True)]
    shape = [len(sizes), 2]
    crops = [[0, e] for e in extra]
    return tf.constant(paddings, tf.int32, shape), tf.constant(crops, tf.int32, shape)


def with_space_to_batch(
    input: Any,
    dilation_rate: Any,
    padding: str,
    op: Callable[..., Any],
    filter_shape: Any = None,
    spatial_dims: Sequence[int] | None = None,
    data_format: str | None = None,
) -> Any:
    """Calls an op on every n-th pixel of images, as if its window had gaps.

    Args:
      input: [batch, spatial dimensions, channels], or as data_format says.
      dilation_rate: [n], the pixels' distance by dimension.
      padding: 'VALID' or 'SAME'.
      op: called with the images, the number of spatial dimensions, and a padding.
      filter_shape: [n], the window's extents; for 'SAME'.
      spatial_dims: which dimensions; the first n ones behind the batch by default.
      data_format: 'NC...' if channels come first.

    Returns:
      What `op` gives, in the images' order.

    Raises:
      ValueError: an argument does not fit.
    """
    x, rates = tf.convert_to_tensor(input), _vector(dilation_rate, "dilation_rate")
    first = 2 if data_format is not None and data_format.startswith("NC") else 1
    dims = list(range(first, first + len(rates))) if spatial_dims is None else list(spatial_dims)
    if len(dims) != len(rates) or dims != sorted(set(dims)) or min(dims, default=1) < 1:
        raise ValueError(f"spatial_dims must be {len(rates)} increasing positive ints, got {dims}")
    if min(rates, default=1) < 1:
        raise ValueError(f"dilation_rate must be positive, got {rates}")
    if max(rates, default=1) == 1:
        return op(x, num_spatial_dims=len(rates), padding=padding)
    base = None
    if padding == "SAME":
        if filter_shape is None:
            raise ValueError("filter_shape must be specified for SAME padding")
        reach = [
            (k - 1) * r for k, r in zip(_vector(filter_shape, "filter_shape"), rates, strict=True)
        ]
        base = [[n // 2, n - n // 2] for n in reach]
    elif padding != "VALID":
        raise ValueError(f"padding must be 'VALID' or 'SAME', got {padding!r}")
    pads, crops = required_space_to_batch_paddings([x.shape[d] for d in dims], rates, base)
    blocks = [1] * dims[-1]
    all_pads, all_crops = [[0, 0]] * dims[-1], [[0, 0]] * dims[-1]
    for d, rate, pad, crop in zip(
        dims, rates, pads.numpy().tolist(), crops.numpy().tolist(), strict=True
    ):
        blocks[d - 1], all_pads[d - 1], all_crops[d - 1] = rate, pad, crop
    y = op(tf.space_to_batch(x, blocks, all_pads), num_spatial_dims=len(rates), padding="VALID")
    return tf.batch_to_space(y, blocks, all_crops)
