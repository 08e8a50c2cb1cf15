"""Statistics and normalization by them."""

from __future__ import annotations

from typing import Any

from zeal._api import tf

from keras_zeal.src.ops.convert import convert_to_tensor


def moments(
    x: Any, axes: Any, keepdims: bool = False, synchronized: bool = False
) -> tuple[Any, Any]:
    """Mean and variance over axes; those of 16-bit floats are computed in 32 bits.

    `synchronized` changes nothing: there is one device.
    """
    x = convert_to_tensor(x)
    axes = [axes] if isinstance(axes, int) else list(axes)
    if x.dtype != tf.float16:
        return tf.nn.moments(x, axes, keepdims=keepdims)
    mean, variance = tf.nn.moments(tf.cast(x, tf.float32), axes, keepdims=keepdims)
    limit = 65504.0  # clipped where a half would overflow
    return (
        tf.cast(tf.clip_by_value(mean, -limit, limit), tf.float16),
        tf.cast(tf.clip_by_value(variance, -limit, limit), tf.float16),
    )


def batch_normalization(
    x: Any,
    mean: Any,
    variance: Any,
    axis: int,
    offset: Any = None,
    scale: Any = None,
    epsilon: float = 1e-3,
) -> Any:
    """(x - mean) / sqrt(variance + epsilon) * scale + offset, for each channel along `axis`."""
    x = convert_to_tensor(x)
    if axis not in (-1, x.ndim - 1):
        shape = [1] * x.ndim
        shape[axis] = x.shape[axis]
        mean, variance, offset, scale = (
            None if t is None else tf.reshape(t, shape) for t in (mean, variance, offset, scale)
        )
    return tf.nn.batch_normalization(x, mean, variance, offset, scale, epsilon)
