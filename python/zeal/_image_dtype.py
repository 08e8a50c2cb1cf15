"""Images of another dtype, and what is done to them in floating point on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zeal._api import tf


def _range(dtype: Any) -> tuple[Any, Any]:
    kind = int if dtype.is_integer else float
    return kind(dtype.min), kind(dtype.max)


def _saturated(x: Any, dtype: Any) -> Any:
    """A cast that keeps to the range of a dtype; values are cut off before the cast."""
    (low, high), (least, most) = _range(x.dtype), _range(dtype)
    ends = tf.constant(max(low, least), x.dtype), tf.constant(min(high, most), x.dtype)
    return tf.cast(tf.clip_by_value(x, *ends), dtype)


def convert_image_dtype(
    image: Any, dtype: Any, saturate: bool = False, name: str | None = None
) -> Any:
    """Casts images, and scales them: floats are in [0, 1], integers in [0, MAX].

    Args:
      image: a Tensor of any shape.
      dtype: a floating point or integer dtype.
      saturate: whether values outside of an integer dtype's range become its nearest end.
      name: ignored.

    Raises:
      AttributeError: a dtype is neither floating point nor integer.
    """
    del name
    x = tf.convert_to_tensor(image)
    dtype = tf.as_dtype(dtype)
    if not (dtype.is_floating or dtype.is_integer):
        raise AttributeError("dtype must be either floating point or integer")
    if not (x.dtype.is_floating or x.dtype.is_integer):
        raise AttributeError("image dtype must be either floating point or integer")
    if dtype == x.dtype:
        return tf.identity(x)
    cast = _saturated if saturate else tf.cast
    if x.dtype.is_integer and dtype.is_integer:
        have, want = x.dtype.max, dtype.max
        if have > want:
            return cast(x // ((have + 1) // (want + 1)), dtype)
        return cast(x, dtype) * ((want + 1) // (have + 1))
    if dtype.is_floating:
        y = tf.cast(x, dtype)
        return y if x.dtype.is_floating else y * (1.0 / x.dtype.max)
    return cast(x * (dtype.max + 0.5), dtype)


def in_floats(image: Any, f: Callable[[Any], Any], saturate: bool) -> Any:
    """f of images as float16 or float32, and its result in the images' own dtype."""
    x = tf.convert_to_tensor(image)
    if x.dtype in (tf.float16, tf.float32):
        return f(x)
    return convert_image_dtype(f(convert_image_dtype(x, tf.float32)), x.dtype, saturate)
