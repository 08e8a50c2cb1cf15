"""Taking elements by index, mask or condition; triangles and diagonals."""

import zeal as tf
import zeal.experimental.numpy as znp

from keras_zeal.src.ops.numpy.reduction import sum_dtype
from keras_zeal.src.ops.operands import (
    Tensor,
    cast,
    front,
    pair,
    tensor,
    together,
)

__all__ = [
    "diag", "diagflat", "diagonal", "isin", "nonzero", "select", "take", "take_along_axis",
    "trace", "tril", "triu", "unravel_index", "where",
]  # fmt: skip


def from_front(indices, n):
    """Indices into `n` elements of which negative ones count from the back."""
    return indices if indices.dtype.is_unsigned else tf.where(indices < 0, indices + n, indices)


def _indices(indices):
    indices = tensor(indices)
    dtype = indices.dtype
    if dtype is tf.int32 or dtype is tf.int64:
        return indices
    return cast(indices, tf.int64 if dtype.is_integer and dtype.size > 2 else tf.int32)


def take(x, indices, axis=None):
    """The slices at indices along an axis; None takes elements of all."""
    x, indices = tensor(x), _indices(indices)
    if axis is None:
        x, axis = tf.reshape(x, [-1]), 0
    return tf.gather(x, from_front(indices, x.shape[axis]), axis=axis)


def take_along_axis(x, indices, axis=None):
    """For each vector along the axis, its elements at its own indices."""
    x, indices = tensor(x), _indices(indices)
    if axis is None:
        x, axis = tf.reshape(x, [-1]), 0
    rank = x.ndim
    axis = front(axis, rank)
    indices = from_front(indices, x.shape[axis])
    outer = x.shape[:axis]
    if axis == rank - 1 and indices.shape[:axis] == outer:  # no need to broadcast or turn
        return tf.gather(x, indices, axis=axis, batch_dims=axis)
    return znp.take_along_axis(x, indices, axis)


def where(condition, x1=None, x2=None):
    """Elements of `x1` where the condition holds, else of `x2`; without both, `nonzero`."""
    if x1 is None or x2 is None:
        return nonzero(condition)
    condition = cast(tensor(condition), tf.bool)
    x1, x2 = pair(x1, x2)
    if type(x1) is not Tensor:
        x1 = tf.cast(x1, x2.dtype)
    elif type(x2) is not Tensor:
        x2 = tf.cast(x2, x1.dtype)
    return tf.where(condition, x1, x2)


def nonzero(x):
    """The indices of what is not 0, for each dimension, int32."""
    x = tensor(x)
    if not x.ndim:
        x = tf.reshape(x, [1])
    places = cast(tf.where(cast(x, tf.bool)), tf.int32)
    return tuple(tf.unstack(places, x.ndim, 1))


def select(condlist, choicelist, default=0):
    """From the first choice whose condition holds."""
    *choices, found = together((*choicelist, default))
    for condition, choice in reversed([*zip(condlist, choices, strict=True)]):
        found = tf.where(cast(tensor(condition), tf.bool), choice, found)
    return found


def isin(x1, x2, assume_unique=False, invert=False):
    """Which elements of `x1` are among those of `x2`."""
    x1, x2 = together((x1, x2))
    if x1.dtype.is_bool:
        x1, x2 = cast(x1, tf.uint8), cast(x2, tf.uint8)
    n = x2.shape.num_elements()
    if not n:
        found = tf.zeros(x1.shape, tf.bool)
    else:
        among = tf.sort(tf.reshape(x2, [-1]))
        flat = tf.reshape(x1, [-1])
        place = tf.minimum(tf.searchsorted(among, flat), n - 1)
        found = tf.reshape(tf.gather(among, place) == flat, x1.shape)
    return tf.logical_not(found) if invert else found


def unravel_index(indices, shape):
    """The indices for each dimension of `shape` that name the elements of a flat index."""
    indices = tensor(indices)
    left = from_front(indices, tf.TensorShape(shape).num_elements())
    found = []
    for n in reversed([*shape]):
        found.append(left % n)
        left = left // n
    return tuple(reversed(found))


def tril(x, k=0):
    """Zeros above the k-th diagonal."""
    x = tensor(x)
    return znp.tril(x, k) if k or x.dtype.is_bool else tf.linalg.band_part(x, -1, 0)


def triu(x, k=0):
    """Zeros below the k-th diagonal."""
    x = tensor(x)
    return znp.triu(x, k) if k or x.dtype.is_bool else tf.linalg.band_part(x, 0, -1)


def diagonal(x, offset=0, axis1=0, axis2=1):
    """The elements whose two indices differ by `offset`."""
    return znp.diagonal(tensor(x), offset, axis1, axis2)


def diag(x, k=0):
    """A matrix with a vector on its k-th diagonal, or that diagonal of a matrix."""
    return znp.diag(tensor(x), k)


def diagflat(x, k=0):
    """A matrix with all elements on its k-th diagonal."""
    return znp.diagflat(tensor(x), k)


def trace(x, offset=0, axis1=0, axis2=1):
    """The sum of a diagonal; of small integers and bools, in 32 bits."""
    found = diagonal(x, offset, axis1, axis2)
    return tf.reduce_sum(cast(found, sum_dtype(found.dtype)), -1)
