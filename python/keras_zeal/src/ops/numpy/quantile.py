"""Medians and other quantiles."""

import math

import zeal as tf
import zeal.experimental.numpy as znp
from zeal import math as zm

from keras_zeal.src.ops.operands import cast, floats, floatx, front, result_type, tensor

__all__ = [
    "median", "nanmedian", "nanpercentile", "nanquantile", "percentile", "quantile",
]  # fmt: skip


def _vectors(x, axis):
    """The elements of the axes in a last dimension, and the shape that keeps those axes."""
    rank = x.ndim
    if axis is None:
        axes = [*range(rank)]
    else:
        axes = [front(a, rank) for a in (axis if isinstance(axis, (tuple, list)) else [axis])]
    kept = [1 if i in axes else n for i, n in enumerate(x.shape)]
    others = [i for i in range(rank) if i not in axes]
    if others + axes != [*range(rank)]:
        x = tf.transpose(x, others + axes)
    n = math.prod(x.shape[len(others) :])
    return tf.reshape(x, [*x.shape[: len(others)], n]), kept


def _interpolate(method, place, pick):
    """The values at places between indices."""
    below, above = tf.floor(place), zm.ceil(place)
    if method == "lower":
        return pick(below)
    if method == "higher":
        return pick(above)
    if method == "nearest":
        return pick(tf.round(place))
    first, second = pick(below), pick(above)
    if method == "midpoint":
        return (first + second) * 0.5
    if method != "linear":
        raise ValueError(
            f"quantile: method must be linear, lower, higher, midpoint or nearest, got {method!r}"
        )
    part = cast(place - below, first.dtype)
    # the elements themselves where no part is between: infinities have no difference
    between = first + (second - first) * part
    return tf.where(first == second, first, between)


def _quantile(x, q, axis, method, keepdims, skip_nans):
    x, q = tensor(x), tensor(q)
    dtype = result_type(x.dtype, float)
    x = cast(floats(x), result_type(dtype, "float32"))
    vectors, kept = _vectors(x, axis)
    shape = kept if keepdims else vectors.shape[:-1]
    ordered = tf.sort(vectors)
    n = ordered.shape[-1]
    if not n:
        return tf.fill([*q.shape, *shape], tf.cast(math.nan, dtype))
    # q first: [q..., 1...] against [vectors...]
    levels = tf.reshape(cast(q, x.dtype), [-1] + [1] * (ordered.ndim - 1))
    nans = zm.is_nan(ordered)
    if skip_nans:
        last = n - 1 - tf.reduce_sum(tf.cast(nans, tf.int32), -1)
        last = tf.cast(tf.maximum(last, 0), x.dtype)
    else:
        last = tf.cast(n - 1, x.dtype)
    place = tf.broadcast_to(levels * last, [levels.shape[0], *ordered.shape[:-1]])

    def pick(index):
        index = znp.moveaxis(cast(index, tf.int32), 0, -1)
        found = tf.gather(ordered, index, axis=-1, batch_dims=ordered.ndim - 1)
        return znp.moveaxis(found, -1, 0)

    found = _interpolate(method, place, pick)
    if not skip_nans:  # the last element is nan if any is
        found = tf.where(nans[..., -1], tf.cast(math.nan, x.dtype), found)
    return cast(tf.reshape(found, [*q.shape, *shape]), dtype)


def quantile(x, q, axis=None, method="linear", keepdims=False):
    """The values below which the parts `q` of the elements are; their dimensions come first."""
    return _quantile(x, q, axis, method, keepdims, False)


def percentile(x, q, axis=None, method="linear", keepdims=False):
    """The values below which so many percent of the elements are."""
    return quantile(x, cast(tensor(q), floatx()) / 100.0, axis, method, keepdims)


def median(x, axis=None, keepdims=False):
    """The middle element, or the mean of the two in the middle."""
    return quantile(x, 0.5, axis, "linear", keepdims)


def nanquantile(x, q, axis=None, method="linear", keepdims=False):
    """The quantiles without the nans."""
    return _quantile(x, q, axis, method, keepdims, True)


def nanpercentile(x, q, axis=None, method="linear", keepdims=False):
    """The percentiles without the nans."""
    return nanquantile(x, cast(tensor(q), floatx()) / 100.0, axis, method, keepdims)


def nanmedian(x, axis=None, keepdims=False):
    """The median without the nans."""
    return nanquantile(x, 0.5, axis, "linear", keepdims)
