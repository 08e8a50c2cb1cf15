"""Products of vectors and matrices, and what is made of them."""

import zeal as tf
import zeal.experimental.numpy as znp

from keras_zeal.src.ops.operands import (
    Tensor,
    alike,
    cast,
    floats,
    floatx,
    result_type,
    tensor,
    together,
)

__all__ = [
    "corrcoef", "correlate", "cross", "diff", "dot", "einsum", "inner", "kron", "matmul", "outer",
    "slogdet", "tensordot", "trapezoid", "vdot", "vectorize",
]  # fmt: skip

_BY_32 = {tf.int8, tf.uint8, tf.int16, tf.uint16, tf.bool}
_BY_64 = {tf.uint32, tf.uint64}


def _multiplied(product, xs, int8_is_int32=False):
    """A product of tensors; integers that have no product of their own, by way of larger ones."""
    int8_is_int32 = int8_is_int32 and all(x.dtype is tf.int8 for x in xs)
    xs = alike(xs)
    dtype = xs[0].dtype
    if dtype in _BY_32:
        found = product(*(cast(x, tf.int32) for x in xs))
        return found if int8_is_int32 else cast(found, dtype)
    if dtype in _BY_64:
        return cast(product(*(cast(x, tf.int64) for x in xs)), dtype)
    return product(*xs)


def _matmul(x1, x2):
    if x1.ndim > 1 and x2.ndim > 1:
        return tf.matmul(x1, x2)
    return znp.matmul(x1, x2)


def matmul(x1, x2):
    """The matrix product; of int8 matrices, in int32."""
    if type(x1) is Tensor and type(x2) is Tensor and x1.dtype is x2.dtype is tf.float32:
        return _matmul(x1, x2)
    return _multiplied(_matmul, [tensor(x1), tensor(x2)], True)


def einsum(subscripts, *operands, **kwargs):
    """Sums of products by Einstein's notation; of int8 operands, in int32."""
    return _multiplied(lambda *xs: tf.einsum(subscripts, *xs), [tensor(x) for x in operands], True)


def dot(x1, x2):
    """The product of all vectors along the last axis with those along the last but one."""
    return _multiplied(znp.dot, [tensor(x1), tensor(x2)])


def tensordot(x1, x2, axes=2):
    """The sums of products along axes of both."""
    if isinstance(axes, (tuple, list)):
        axes = [[a] if isinstance(a, int) else [*a] for a in axes]
    return _multiplied(lambda a, b: tf.tensordot(a, b, axes), [tensor(x1), tensor(x2)])


def inner(x1, x2):
    """The products of all vectors along the last axes."""
    return _multiplied(znp.inner, [tensor(x1), tensor(x2)])


def vdot(x1, x2):
    """The product of two vectors, the first one conjugated."""
    return _multiplied(znp.vdot, [tensor(x1), tensor(x2)])


def outer(x1, x2):
    """The products of all pairs."""
    x1, x2 = (tf.reshape(x, [-1]) for x in together((x1, x2)))
    x1, x2 = x1[:, None], x2[None]
    return tf.logical_and(x1, x2) if x1.dtype.is_bool else x1 * x2


def kron(x1, x2):
    """The second one, times each element of the first."""
    return _multiplied(znp.kron, [tensor(x1), tensor(x2)])


def cross(x1, x2, axisa=-1, axisb=-1, axisc=-1, axis=None):
    """The cross product of vectors of two or three elements."""
    return znp.cross(*together((x1, x2)), axisa, axisb, axisc, axis)


def diff(a, n=1, axis=-1):
    """The differences of neighbours, n times."""
    return znp.diff(tensor(a), n, axis)


def trapezoid(y, x=None, dx=1.0, axis=-1):
    """The integral along an axis by the trapezoidal rule."""
    y = floats(y)
    y = znp.moveaxis(y, axis, -1)
    if x is None:
        width = cast(tensor(dx), y.dtype)
    else:
        x = cast(tensor(x), y.dtype)
        if x.ndim > 1:
            x = znp.moveaxis(x, axis, -1)
        width = x[..., 1:] - x[..., :-1]
    return tf.reduce_sum((y[..., 1:] + y[..., :-1]) * width * 0.5, -1)


def corrcoef(x):
    """The correlation of every row with every other."""
    x = tensor(x)
    x = cast(x, tf.float64 if x.dtype is tf.int64 else result_type(x.dtype, float))
    rows = tf.reshape(x, [1, -1]) if x.ndim < 2 else x
    rows = rows - tf.reduce_mean(rows, -1, True)
    covariance = tf.matmul(rows, znp.conj(rows), transpose_b=True)
    scale = tf.sqrt(znp.real(tf.linalg.diag_part(covariance)))
    scale = cast(scale, x.dtype)
    found = covariance / scale[:, None] / scale[None]
    if x.ndim < 2:
        return tf.reshape(found, [])
    if x.dtype.is_complex:
        parts = (tf.clip_by_value(part, -1.0, 1.0) for part in (znp.real(found), znp.imag(found)))
        return tf.complex(*parts)
    return tf.clip_by_value(found, -1.0, 1.0)


def correlate(x1, x2, mode="valid"):
    """The products of one vector with every part of another of its length."""
    x1, x2 = together((x1, x2))
    if not x1.dtype.is_floating:
        dtype = tf.float64 if x1.dtype is tf.int64 else floatx()
        x1, x2 = cast(x1, dtype), cast(x2, dtype)
    n, m = x1.shape[0], x2.shape[0]
    # the longer one slides past the shorter; exchanged, the result is the other way round
    longer, shorter = (x1, x2) if n >= m else (x2, x1)
    short = shorter.shape[0]
    full = tf.pad(longer, [[short - 1, short - 1]])
    places = tf.range(full.shape[0] - short + 1)[:, None] + tf.range(short)
    found = tf.linalg.matvec(tf.gather(full, places), shorter)
    if n < m:
        found = tf.reverse(found, [0])
    if mode == "full":
        return found
    if mode == "valid":
        return found[short - 1 : found.shape[0] - short + 1]
    if mode == "same":
        start = (found.shape[0] - max(n, m)) // 2
        return found[start : start + max(n, m)]
    raise ValueError(f"correlate: mode must be valid, same or full, got {mode!r}")


def slogdet(x):
    """The sign and the logarithm of the size of determinants."""
    return tuple(tf.linalg.slogdet(floats(x)))


def vectorize(pyfunc, *, excluded=None, signature=None):
    """A function of tensors from one of their elements, or of what the signature names."""
    from keras.src.backend.common.backend_utils import vectorize_impl

    return vectorize_impl(pyfunc, _map_over, excluded=excluded, signature=signature)


def _map_over(function, in_axes):
    """Calls it for each slice along the first dimensions that `in_axes` names, one by one."""

    def mapped(*args):
        n = next(x.shape[0] for x, a in zip(args, in_axes, strict=True) if a is not None)
        rows = [
            function(*(x if a is None else x[i] for x, a in zip(args, in_axes, strict=True)))
            for i in range(n)
        ]
        return tf.nest.map_structure(lambda *parts: tf.stack(parts), *rows)

    return mapped
