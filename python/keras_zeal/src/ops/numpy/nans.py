"""Reductions that pass over nans."""

import math

import zeal as tf

from keras_zeal.src.ops.numpy import reduction
from keras_zeal.src.ops.operands import cast, floats, is_nan, named, result_type, tensor

__all__ = [
    "nanargmax", "nanargmin", "nancumprod", "nancumsum", "nanmax", "nanmean", "nanmin", "nanprod",
    "nanstd", "nansum", "nanvar",
]  # fmt: skip


def _can_be(x):
    return x.dtype.is_floating or x.dtype.is_complex


def _instead(x, number):
    return tf.where(is_nan(x), tf.cast(number, x.dtype), x) if _can_be(x) else x


def nansum(x, axis=None, keepdims=False):
    """The sum without the nans."""
    return reduction.sum(_instead(tensor(x), 0), axis, keepdims)


def nanprod(x, axis=None, keepdims=False):
    """The product without the nans."""
    return reduction.prod(_instead(tensor(x), 1), axis, keepdims)


def nancumsum(x, axis=None, dtype=None):
    """The running sum, nans as 0."""
    return reduction.cumsum(_instead(tensor(x), 0), axis, dtype)


def nancumprod(x, axis=None, dtype=None):
    """The running product, nans as 1."""
    return reduction.cumprod(_instead(tensor(x), 1), axis, dtype)


def _extreme(name, op, end):
    def f(x, axis=None, keepdims=False):
        x = tensor(x)
        if not _can_be(x):
            return op(x, axis, keepdims)
        nans = is_nan(x)
        found = op(tf.where(nans, tf.cast(end, x.dtype), x), axis, keepdims)
        none = tf.reduce_all(nans, axis, keepdims)
        return tf.where(none, tf.cast(math.nan, x.dtype), found)

    return named(f, name, f"NumPy's `{name}`: nan only where nothing else is.")


def _arg(name, op, end):
    def f(x, axis=None, keepdims=False):
        x = tensor(x)
        if not _can_be(x):
            return op(x, axis, keepdims)
        nans = is_nan(x)
        found = op(tf.where(nans, tf.cast(end, x.dtype), x), axis, keepdims)
        return tf.where(tf.reduce_all(nans, axis, keepdims), tf.constant(-1, tf.int32), found)

    return named(f, name, f"NumPy's `{name}`: -1 only where nothing but nans is.")


nanmax = _extreme("nanmax", reduction.max, -math.inf)
nanmin = _extreme("nanmin", reduction.min, math.inf)
nanargmax = _arg("nanargmax", reduction.argmax, -math.inf)
nanargmin = _arg("nanargmin", reduction.argmin, math.inf)


def nanmean(x, axis=None, keepdims=False):
    """The mean without the nans."""
    x = floats(x)
    nans = is_nan(x)
    total = tf.reduce_sum(tf.where(nans, tf.zeros_like(x), x), axis, keepdims)
    return total / _count(nans, axis, keepdims, x.dtype)


def _count(nans, axis, keepdims, dtype):
    number = tf.reduce_sum(tf.cast(~nans, tf.int64), axis, keepdims)
    return tf.cast(number, dtype)


def nanvar(x, axis=None, keepdims=False):
    """The variance without the nans."""
    x = tensor(x)
    x = cast(x, result_type(x.dtype, float))
    nans = is_nan(x)
    away = tf.where(nans, tf.zeros_like(x), x - nanmean(x, axis, True))
    squares = tf.square(tf.abs(away))
    total = tf.reduce_sum(squares, axis, keepdims)
    return total / _count(nans, axis, keepdims, total.dtype)


def nanstd(x, axis=None, keepdims=False):
    """The standard deviation without the nans."""
    return tf.sqrt(nanvar(x, axis, keepdims))
