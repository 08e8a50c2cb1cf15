"""Linear algebra: decompositions, solutions, norms; gradients forward."""

import math

import zeal as tf
import zeal.experimental.numpy as znp
from zeal import linalg

from keras_zeal.missing import missing as _missing
from keras_zeal.src.ops.operands import cast, floats, front, is_nan, on_meta, tensor, together

__all__ = [
    "cholesky", "cholesky_inverse", "det", "eig", "eigh", "inv", "jvp", "lstsq", "lu_factor",
    "matrix_rank", "norm", "pinv", "qr", "solve", "solve_triangular", "svd",
]  # fmt: skip

_EPSILON = {tf.float32: 2.0**-23, tf.float64: 2.0**-52}


def cholesky(x, upper=False):
    """The triangular matrix that makes `x` when it is multiplied by its adjoint."""
    x = floats(x)
    found = linalg.cholesky(x)
    if not on_meta(x) and bool(tf.reduce_any(is_nan(found))):
        raise ValueError(
            "Cholesky decomposition failed. "
            "The input might not be a valid positive definite matrix."
        )
    return linalg.adjoint(found) if upper else found


def cholesky_inverse(x, upper=False):
    """The inverse of the matrix that has `x` as its Cholesky factor."""
    x = floats(x)
    factor = linalg.adjoint(x) if upper else x
    identity = tf.eye(x.shape[-1], batch_shape=x.shape[:-2], dtype=x.dtype)
    return linalg.cholesky_solve(factor, identity)


def det(x):
    """The determinant."""
    return linalg.det(floats(x))


def eig(x):
    """Eigenvalues and eigenvectors, complex."""
    return tuple(linalg.eig(floats(x)))


def eigh(x):
    """Eigenvalues and eigenvectors of a matrix that is its own adjoint."""
    return tuple(linalg.eigh(floats(x)))


def inv(x):
    """The inverse."""
    return linalg.inv(floats(x))


def lu_factor(x):
    """Both triangular factors in one matrix, and with which row each was exchanged."""
    x = floats(x)
    if x.shape[-2] != x.shape[-1]:
        return _eliminate(x)
    lu, order = linalg.lu(x)
    return lu, _exchanges(order, x.shape[-1])


def _eliminate(x):
    """`lu_factor` of matrices that are not square, which LAPACK's op does not take."""
    rows, columns = x.shape[-2:]
    at, pivots = tf.range(rows), []
    for i in range(min(rows, columns)):
        pivot = tf.argmax(tf.abs(x[..., i:, i]), -1, tf.int32)[..., None] + i
        pivots.append(pivot)
        order = tf.where(at == i, pivot, tf.where(at == pivot, i, at))
        x = tf.gather(x, order, axis=-2, batch_dims=x.ndim - 2)
        top, low = x[..., : i + 1, :], x[..., i + 1 :, :]
        factors = tf.math.divide_no_nan(low[..., i : i + 1], top[..., i:, i : i + 1])
        rest = low[..., i + 1 :] - factors * top[..., i:, i + 1 :]
        x = tf.concat([top, tf.concat([low[..., :i], factors, rest], -1)], -2)
    return x, tf.concat(pivots, -1)


def _exchanges(order, n):
    """LAPACK's pivots of a permutation: at step i, the row that was exchanged with row i."""
    found = []
    now = tf.broadcast_to(tf.range(n), order.shape)
    for i in range(n):
        wanted = order[..., i : i + 1]
        place = tf.argmax(tf.cast(now == wanted, tf.int32), -1, tf.int32)[..., None]
        found.append(place)
        # what stood at i goes where the wanted row was
        moved = tf.where(tf.range(n) == place, now[..., i : i + 1], now)
        now = tf.where(tf.range(n) == i, wanted, moved)
    return tf.concat(found, -1)


def qr(x, mode="reduced"):
    """A matrix with orthonormal columns and a triangular one."""
    if mode not in {"reduced", "complete"}:
        raise ValueError(
            "`mode` argument value not supported. Expected one of {'reduced', 'complete'}. "
            f"Received: mode={mode}"
        )
    return tuple(linalg.qr(floats(x), full_matrices=mode == "complete"))


def solve(a, b):
    """The x for which a @ x is b."""
    a, b = together((a, b), float)
    if b.ndim == a.ndim - 1:
        return tf.squeeze(linalg.solve(a, b[..., None]), -1)
    return linalg.solve(a, b)


def solve_triangular(a, b, lower=False):
    """The x for which a @ x is b, where a is triangular."""
    a, b = together((a, b), float)
    if b.ndim == a.ndim - 1:
        return tf.squeeze(linalg.triangular_solve(a, b[..., None], lower=lower), -1)
    return linalg.triangular_solve(a, b, lower=lower)


def svd(x, full_matrices=True, compute_uv=True):
    """The singular values with both orthonormal matrices: u, s, vh."""
    x = floats(x)
    if not compute_uv:
        return linalg.svd(x, compute_uv=False)
    s, u, v = linalg.svd(x, full_matrices=full_matrices)
    return u, s, linalg.adjoint(v)


def lstsq(a, b, rcond=None):
    """The x for which a @ x comes closest to b, the shortest one if there are several."""
    a, b = together((a, b), float)
    if rcond is None:  # what rounding makes of the larger dimension
        rcond = _EPSILON[a.dtype.real_dtype] * max(a.shape[-2:])
    inverse = pinv(a, rcond)
    if b.ndim == a.ndim - 1:
        return linalg.matvec(inverse, b)
    return tf.matmul(inverse, b)


def matrix_rank(x, tol=None):
    """How many singular values are larger than the tolerance, int32."""
    x = tensor(x)
    if x.ndim < 2:
        raise ValueError(f"Expected input to have rank >= 2. Received input with shape {x.shape}.")
    return cast(linalg.matrix_rank(floats(x), tol), tf.int32)


def pinv(x, rcond=None):
    """The pseudo-inverse; singular values below `rcond` of the largest count as 0."""
    x = tensor(x)
    if x.ndim < 2:
        raise ValueError(f"Expected input to have rank >= 2. Received input with shape {x.shape}.")
    return linalg.pinv(floats(x), rcond)


def norm(x, ord=None, axis=None, keepdims=False):
    """The norm of vectors or, of two axes, of matrices."""
    x = floats(x)
    if axis is None:
        if ord is None:
            found = tf.norm(tf.reshape(x, [-1]))
            return tf.reshape(found, [1] * x.ndim) if keepdims else found
        axis = (*range(x.ndim),)
    axis = tuple(front(a, x.ndim) for a in ((axis,) if isinstance(axis, int) else axis))
    if len(axis) == 1:
        return _vector_norm(x, ord, axis[0], keepdims)
    if len(axis) != 2:
        raise ValueError(f"norm: axis must name one or two dimensions, got {axis}")
    return _matrix_norm(x, ord, axis, keepdims)


def _vector_norm(x, ord, axis, keepdims):
    if isinstance(ord, str):
        raise ValueError(f"Invalid `ord` argument for vector norm. Received: ord={ord}")
    if ord is None or ord == 2:
        return tf.norm(x, axis=axis, keepdims=keepdims)
    size = tf.abs(x)
    if ord == math.inf:
        return tf.reduce_max(size, axis, keepdims)
    if ord == -math.inf:
        return tf.reduce_min(size, axis, keepdims)
    if ord == 0:
        return tf.reduce_sum(tf.cast(x != 0, size.dtype), axis, keepdims)
    if ord == 1:
        return tf.reduce_sum(size, axis, keepdims)
    power = tf.cast(ord, size.dtype)
    return tf.pow(tf.reduce_sum(tf.pow(size, power), axis, keepdims), 1 / power)


def _matrix_norm(x, ord, axis, keepdims):
    rows, columns = axis
    if rows == columns:
        raise ValueError("Duplicate axes given.")
    if ord is None or ord == "fro":
        found = tf.sqrt(tf.reduce_sum(tf.square(tf.abs(x)), [rows, columns], True))
    elif ord in (1, -1, math.inf, -math.inf):
        added, left = (rows, columns) if ord in (1, -1) else (columns, rows)
        extreme = tf.reduce_max if ord > 0 else tf.reduce_min
        found = extreme(tf.reduce_sum(tf.abs(x), added, True), left, True)
    elif ord in (2, -2, "nuc"):
        values = linalg.svd(znp.moveaxis(x, (rows, columns), (-2, -1)), compute_uv=False)
        if ord == "nuc":
            found = tf.reduce_sum(values, -1)
        else:
            found = (tf.reduce_max if ord == 2 else tf.reduce_min)(values, -1)
        for a in sorted((rows, columns)):
            found = tf.expand_dims(found, a)
    else:
        raise ValueError(f"Invalid `ord` argument for matrix norm. Received: ord={ord}")
    return found if keepdims else tf.squeeze(found, [rows, columns])


def jvp(fun, primals, tangents, has_aux=False):
    """What `fun` gives for the primals, and how it changes along the tangents."""
    primals = tf.nest.map_structure(tensor, tuple(primals))
    tangents = tf.nest.map_structure(tensor, tuple(tangents))
    with tf.autodiff.ForwardAccumulator(primals, tangents) as accumulator:
        found = fun(*primals)
        found, *aux = found if has_aux else (found,)
    changes = accumulator.jvp(found, unconnected_gradients="zero")
    return (found, changes, *aux)


__getattr__ = _missing(__name__)
