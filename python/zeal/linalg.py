"""Linear algebra: `tf.linalg`."""

from zeal import _lazy
from zeal._einsum import einsum
from zeal._endpoints import fill
from zeal._svd import svd
from zeal._tridiagonal import eigh_tridiagonal, tridiagonal_matmul, tridiagonal_solve
from zeal.clip_ops import global_norm
from zeal.norm import norm, normalize

__all__ = [
    *fill(__name__, globals()),
    "eigh_tridiagonal",
    "einsum",
    "global_norm",
    "norm",
    "normalize",
    "svd",
    "tridiagonal_matmul",
    "tridiagonal_solve",
]
__getattr__ = _lazy.missing(__name__)
