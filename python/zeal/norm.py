"""Norms of vectors and matrices: `tf.norm`, `tf.linalg.norm`, `tf.linalg.normalize`."""

from __future__ import annotations

import math as _math
from typing import Any

from zeal import _core
from zeal._convert import convert_to_tensor
from zeal._svd import svd

_ops = _core._ops


def _matrix_axes(axis: Any) -> tuple[int, int] | None:
    """The two axes of a matrix norm; None for a vector norm."""
    if not isinstance(axis, (list, tuple)):
        return None
    axes = tuple(axis)
    if len(axes) != 2 or axes[0] == axes[1] or not all(isinstance(a, int) for a in axes):
        raise ValueError(
            f"'axis' must be None, an integer, or a tuple of 2 unique integers, got {axis}"
        )
    return axes


def _spectral(x: Any, axes: tuple[int, int], keep: bool) -> Any:
    """The largest singular values of the matrices in two axes."""
    rank = len(x.shape)
    if not all(-rank <= a < rank for a in axes) or axes[0] % rank == axes[1] % rank:
        raise ValueError(f"'axis' must be two axes of a tensor of rank {rank}, got {axes}")
    last = [a % rank for a in axes]
    if last != [rank - 2, rank - 1]:
        x = _ops["transpose"](x, [i for i in range(rank) if i not in last] + last)
    y = _ops["math.reduce_max"](svd(x, compute_uv=False), -1)
    for axis in sorted(last) if keep else ():
        y = _ops["expand_dims"](y, axis)
    return y


def norm(
    tensor: Any,
    ord: Any = "euclidean",
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
) -> Any:
    """Computes the norm of vectors or matrices.

    Args:
      tensor: a Tensor of floats or complex numbers.
      ord: for vectors 'euclidean', 1, 2, inf or any positive number p; for matrices 'euclidean' or
        'fro', 1, 2, inf.
      axis: None to take all elements as one vector, an int for vectors along an axis, or two ints
        for matrices.
      keepdims: whether reduced axes stay, with extent 1.
    """
    matrix = _matrix_axes(axis)
    if matrix is not None:
        if ord not in ("euclidean", "fro", 1, 2, _math.inf):
            allowed = "['euclidean', 'fro', 1, 2, inf]"
            raise ValueError(f"'ord' must be a supported matrix norm in {allowed}, got {ord}")
    elif ord != "euclidean" and (isinstance(ord, str) or not ord > 0):
        raise ValueError(f"'ord' must be a supported vector norm, got {ord}")
    x = convert_to_tensor(tensor)
    if not (x.dtype.is_floating or x.dtype.is_complex):
        raise TypeError(f"norm: argument 'tensor' must be floating or complex, got {x.dtype.name}")
    keep = bool(keepdims)
    if matrix is not None and ord == 2:
        return _spectral(x, matrix, keep)
    if ord in ("euclidean", "fro", 2):
        return _ops["math.reduce_euclidean_norm"](x, axis, keep)
    x = _ops["math.abs"](x)
    if matrix is not None:
        add, peak = matrix if ord == 1 else (matrix[1], matrix[0])
        y = _ops["math.reduce_max"](_ops["math.reduce_sum"](x, add, True), peak, True)
        return y if keep else _core._ops["squeeze"](y, list(matrix))
    if ord == 1:
        return _ops["math.reduce_sum"](x, axis, keep)
    if ord == _math.inf:
        return _ops["math.reduce_max"](x, axis, keep)
    return _ops["math.pow"](_ops["math.reduce_sum"](_ops["math.pow"](x, ord), axis, keep), 1 / ord)


def normalize(
    tensor: Any, ord: Any = "euclidean", axis: Any = None, name: str | None = None
) -> tuple[Any, Any]:
    """Divides vectors or matrices by their norms.

    Args:
      tensor, ord, axis: as for `norm`.
      name: ignored.

    Returns:
      The normalized tensor, and the norms, of the tensor's rank.
    """
    x = convert_to_tensor(tensor)
    size = norm(x, ord, axis, keepdims=True)
    divisor = _ops["cast"](size, x.dtype) if size.dtype != x.dtype else size
    return _ops["math.divide"](x, divisor), size
