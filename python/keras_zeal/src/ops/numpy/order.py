"""Sorting, and what needs sorted elements: quantiles, bins, unique elements."""

import zeal as tf
import zeal.experimental.numpy as znp
from zeal import math as zm

from keras_zeal.src.ops.operands import (
    cast,
    floats,
    front,
    result_type,
    tensor,
    together,
)

__all__ = [
    "argpartition", "argsort", "bincount", "digitize", "histogram", "searchsorted", "sort",
    "unique",
]  # fmt: skip


def _in_order(op, x, axis):
    """Sorts by `op`; bools as 0 and 1."""
    if axis is None:
        x, axis = tf.reshape(x, [-1]), 0
    return op(cast(x, tf.uint8) if x.dtype.is_bool else x, axis)


def sort(x, axis=-1):
    """The elements in ascending order, nans last."""
    x = tensor(x)
    return cast(_in_order(tf.sort, x, axis), x.dtype) if x.ndim else x


def argsort(x, axis=-1):
    """The indices that sort the elements, int32; equal ones keep their order."""
    x = tensor(x)
    if not x.ndim:
        axis = None
    return _in_order(lambda x, axis: tf.argsort(x, axis, stable=True), x, axis)


def argpartition(x, kth, axis=-1):
    """Indices, the first `kth` of which are of elements not larger than that at `kth`."""
    return argsort(x, axis)


def searchsorted(sorted_sequence, values, side="left"):
    """Where values fit into a sorted vector, int32."""
    sorted_sequence, values = together((sorted_sequence, values))
    if sorted_sequence.ndim != 1:
        raise ValueError(
            "`searchsorted` only supports 1-D sorted sequences. "
            "You can use `keras.ops.vectorized_map` to extend it to N-D sequences. Received: "
            f"sorted_sequence.shape={sorted_sequence.shape}"
        )
    if values.dtype.is_bool:
        sorted_sequence, values = (cast(x, tf.uint8) for x in (sorted_sequence, values))
    found = tf.searchsorted(sorted_sequence, tf.reshape(values, [-1]), side=side)
    return tf.reshape(found, values.shape)


def digitize(x, bins):
    """The number of the bin of each element, int32."""
    return searchsorted(bins, x, "right")


def bincount(x, weights=None, minlength=0, sparse=False):
    """How often each of the integers from 0 on is there, in a vector or in each row."""
    if sparse:
        raise ValueError("bincount: zeal has no sparse tensors, got sparse=True")
    x = tensor(x)
    dtype = tf.int32
    if weights is not None:
        weights = tensor(weights)
        dtype = result_type(x.dtype, weights.dtype)
        weights = cast(weights, dtype if dtype.size > 2 else tf.float32)
    axis = -1 if x.ndim == 2 else None
    return cast(zm.bincount(cast(x, tf.int32), weights, minlength, axis=axis), dtype)


def histogram(x, bins=10, range=None):
    """How many elements are in each of the bins, and the bins' edges."""
    x = tf.reshape(floats(x), [-1])
    if isinstance(bins, int):
        low, high = (tf.reduce_min(x), tf.reduce_max(x)) if range is None else range
        low, high = (cast(tensor(end), x.dtype) for end in (low, high))
        if bool(low == high):
            low, high = low - 0.5, high + 0.5
        edges = cast(znp.linspace(low, high, bins + 1), x.dtype)
    else:
        edges = cast(tensor(bins), x.dtype)
        bins = edges.shape[0] - 1
    # the last bin has its right edge, too
    place = tf.searchsorted(edges, x, side="right") - tf.cast(x == edges[-1], tf.int32)
    inside = tf.boolean_mask(place, (place > 0) & (place <= bins)) - 1
    return cast(zm.bincount(inside, minlength=bins), x.dtype), edges


def unique(
    x,
    sorted=True,
    return_index=False,
    return_inverse=False,
    return_counts=False,
    axis=None,
    size=None,
    fill_value=None,
):
    """The different elements, or slices along an axis, in ascending order.

    With `size`, so many of them, `fill_value` for those that there are not.
    """
    x = tensor(x)
    flat, shape = axis is None, x.shape
    if flat:
        x, axis = tf.reshape(x, [-1, 1]), 0
    else:
        axis = front(axis, x.ndim)
        x = znp.moveaxis(x, axis, 0)
    inner = x.shape[1:]
    rows = tf.reshape(x, [x.shape[0], inner.num_elements()])
    n = rows.shape[0]
    # sorted by the last column first: a stable sort keeps what the others gave
    order = tf.range(n)
    for column in reversed(tf.unstack(rows, rows.shape[1], 1)):
        order = tf.gather(order, argsort(tf.gather(column, order)))
    rows = tf.gather(rows, order)
    new = tf.reduce_any(rows[1:] != rows[:-1], 1)
    new = tf.concat([tf.ones([min(n, 1)], tf.bool), new], 0)
    starts = tf.reshape(cast(tf.where(new), tf.int32), [-1])
    count = starts.shape[0]
    values = tf.reshape(tf.gather(rows, starts), [count, *inner])
    index = tf.gather(order, starts)  # of the first, since the sort was stable
    if return_inverse:
        group = tf.cumsum(tf.cast(new, tf.int32)) - 1
        inverse = tf.tensor_scatter_nd_update(tf.zeros([n], tf.int32), order[:, None], group)
    ends = tf.concat([starts[1:], tf.constant([n], tf.int32)], 0) if count else starts
    counts = ends - starts
    if size is not None:
        more = max(size - count, 0)
        if more:
            filler = values[:1] if fill_value is None else tf.cast(fill_value, values.dtype)
            filler = tf.broadcast_to(filler, [more, *inner])
            values = tf.concat([values, filler], 0)
            index = tf.concat([index, tf.broadcast_to(index[:1], [more])], 0)
            counts = tf.pad(counts, [[0, more]])
        values, index, counts = values[:size], index[:size], counts[:size]
    if flat:
        values = tf.reshape(values, [-1])
    found = [znp.moveaxis(values, 0, axis)]
    if return_index:
        found.append(index)
    if return_inverse:
        found.append(tf.reshape(inverse, shape) if flat else inverse)
    if return_counts:
        found.append(counts)
    return found[0] if len(found) == 1 else tuple(found)
