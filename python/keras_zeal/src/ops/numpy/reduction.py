"""Sums, means and extrema along axes, and running sums."""

import zeal as tf
from zeal import math as zm

from keras_zeal.src.ops.numpy.binary import maximum, minimum
from keras_zeal.src.ops.operands import (
    as_dtype,
    cast,
    floats,
    named,
    result_type,
    tensor,
    together,
)

__all__ = [
    "all", "amax", "amin", "any", "argmax", "argmin", "average", "count_nonzero", "cumprod",
    "cumsum", "max", "mean", "min", "prod", "ptp", "std", "sum", "var",
]  # fmt: skip

_FLOAT32 = tf.float32
_SUM = {
    tf.bool: tf.int32, tf.int8: tf.int32, tf.int16: tf.int32,
    tf.uint8: tf.uint32, tf.uint16: tf.uint32,
}  # fmt: skip


def sum_dtype(dtype):
    """The dtype of sums: 32 bits for less of them."""
    return _SUM.get(dtype, dtype)


def sum(x, axis=None, keepdims=False):
    """The sum; of small integers and bools, in 32 bits."""
    x = tensor(x)
    dtype = x.dtype
    if dtype is not _FLOAT32:
        x = cast(x, sum_dtype(dtype))
    return tf.reduce_sum(x, axis, keepdims)


def prod(x, axis=None, keepdims=False, dtype=None):
    """The product; of small integers and bools, in 32 bits."""
    x = tensor(x)
    dtype = sum_dtype(x.dtype) if dtype is None else tf.as_dtype(dtype)
    return tf.reduce_prod(cast(x, dtype), axis, keepdims)


def mean(x, axis=None, keepdims=False):
    """The mean; of integers and bools, in float32."""
    x = tensor(x)
    dtype = x.dtype
    if not (dtype is _FLOAT32 or dtype.is_floating or dtype.is_complex):
        x = cast(x, result_type(dtype, "float32"))
    return tf.reduce_mean(x, axis, keepdims)


def var(x, axis=None, keepdims=False):
    """The variance: the mean of squared distances from the mean."""
    x = tensor(x)
    dtype = result_type(x.dtype, float)
    found = zm.reduce_variance(floats(x), axis, keepdims)
    return found if dtype.is_complex else cast(found, dtype)


def std(x, axis=None, keepdims=False):
    """The standard deviation."""
    return tf.sqrt(var(x, axis, keepdims))


def _extreme(name, op, on_bools, pick):
    def f(x, axis=None, keepdims=False, initial=None):
        x = tensor(x)
        if initial is None and 0 in x.shape:
            raise ValueError(f"Cannot compute the {name} of an empty tensor.")
        found = (on_bools if x.dtype.is_bool else op)(x, axis, keepdims)
        return found if initial is None else pick(found, as_dtype(initial, x.dtype))

    return named(f, name, f"The {name} of the elements, and of `initial`.")


max = _extreme("max", tf.reduce_max, tf.reduce_any, maximum)
min = _extreme("min", tf.reduce_min, tf.reduce_all, minimum)


def amax(x, axis=None, keepdims=False):
    """The largest element."""
    return max(x, axis, keepdims)


def amin(x, axis=None, keepdims=False):
    """The smallest element."""
    return min(x, axis, keepdims)


def ptp(x, axis=None, keepdims=False):
    """The largest less the smallest element."""
    x = tensor(x)
    return max(x, axis, keepdims) - min(x, axis, keepdims)


def all(x, axis=None, keepdims=False):
    """Is no element 0?"""
    return tf.reduce_all(cast(tensor(x), tf.bool), axis, keepdims)


def any(x, axis=None, keepdims=False):
    """Is an element not 0?"""
    return tf.reduce_any(cast(tensor(x), tf.bool), axis, keepdims)


def count_nonzero(x, axis=None):
    """How many elements are not 0."""
    return zm.count_nonzero(tensor(x), axis, dtype=tf.int32)


def average(x, axis=None, weights=None):
    """The mean, weighted."""
    if weights is None:
        return mean(floats(x), axis)
    x, weights = together((x, weights), float)
    if weights.shape != x.shape:  # a vector along one axis
        if not isinstance(axis, int) or len(weights.shape) != 1:
            raise ValueError(
                "average: weights of another shape than x's must be a vector along an axis, got "
                f"weights.shape={weights.shape}, x.shape={x.shape}, axis={axis}"
            )
        shape = [1] * len(x.shape)
        shape[axis] = -1
        weights = tf.broadcast_to(tf.reshape(weights, shape), x.shape)
    return tf.reduce_sum(x * weights, axis) / tf.reduce_sum(weights, axis)


def _arg(name, op):
    def f(x, axis=None, keepdims=False):
        x = tensor(x)
        if x.dtype.is_bool:
            x = cast(x, tf.uint8)
        if axis is None:
            found = op(tf.reshape(x, [-1]), 0, tf.int32)
            return tf.reshape(found, [1] * len(x.shape)) if keepdims else found
        found = op(x, axis, tf.int32)
        return tf.expand_dims(found, axis) if keepdims else found

    return named(f, name, f"NumPy's `{name}`: the first index, int32.")


argmax, argmin = _arg("argmax", tf.argmax), _arg("argmin", tf.argmin)


def _running(name, op):
    def f(x, axis=None, dtype=None):
        x = tensor(x)
        dtype = x.dtype if dtype is None else tf.as_dtype(dtype)
        x = cast(x, tf.int32 if dtype.is_bool else dtype)
        return op(tf.reshape(x, [-1]), 0) if axis is None else op(x, axis)

    return named(f, name, f"NumPy's `{name}`, along an axis or of all elements.")


cumsum, cumprod = _running("cumsum", tf.cumsum), _running("cumprod", zm.cumprod)
