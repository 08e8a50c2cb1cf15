"""Taking elements by index, mask or condition; triangles and diagonals."""

from __future__ import annotations

import builtins
from typing import Any

from zeal.experimental.numpy._arrays import _row, asarray, ops, tri, zeros
from zeal.experimental.numpy._binary import promoted
from zeal.experimental.numpy._dtypes import accumulator, dtype_of
from zeal.experimental.numpy._shape import _at, moveaxis, ravel


def where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """Elements of `x` where the condition holds, else of `y`; without both, `nonzero`."""
    condition = ops["cast"](asarray(condition), "bool")
    if x is None and y is None:
        return nonzero(condition)
    if x is None or y is None:
        raise ValueError("where: either both or neither of x and y should be given")
    return ops["where"](condition, *promoted(x, y))


def nonzero(a: Any) -> tuple[Any, ...]:
    """The indices of what is not 0, for each dimension."""
    a = asarray(a)
    a = ops["reshape"](a, [1]) if not len(a.shape) else a
    return tuple(ops["unstack"](ops["where"](ops["cast"](a, "bool")), len(a.shape), 1))


def select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    """From the first choice whose condition holds."""
    if len(condlist) != len(choicelist):
        raise ValueError(f"select: {len(condlist)} conditions, but {len(choicelist)} choices")
    *choices, found = promoted(*choicelist, default)
    for condition, choice in reversed([*zip(condlist, choices, strict=True)]):
        found = ops["where"](asarray(condition), choice, found)
    return found


def take(a: Any, indices: Any, axis: Any = None, out: None = None, mode: str = "clip") -> Any:
    """The elements at indices, which are clipped or wrapped to what there is."""
    a, indices = asarray(a), asarray(indices)
    if axis is None:
        a, axis = ravel(a), 0
    count = a.shape[axis]
    if mode == "wrap":
        indices = indices % count
    elif mode == "clip":
        indices = ops["clip_by_value"](indices, 0, count - 1)
    else:
        raise ValueError(f"take: argument 'mode' must be clip or wrap, got {mode!r}")
    return ops["gather"](a, indices, axis=axis)


def take_along_axis(arr: Any, indices: Any, axis: Any) -> Any:
    """For each vector along the axis, its elements at its own indices."""
    arr, indices = asarray(arr), asarray(indices)
    if axis is None:
        arr, axis = ravel(arr), 0
    axis = _at(axis, len(arr.shape), "take_along_axis")
    count = arr.shape[axis]
    indices = ops["where"](indices < 0, indices + count, indices)
    a, i = moveaxis(arr, axis, -1), moveaxis(indices, axis, -1)
    outer = [builtins.max(m, n) for m, n in zip(a.shape[:-1], i.shape[:-1], strict=True)]
    a = ops["broadcast_to"](a, [*outer, a.shape[-1]])
    i = ops["broadcast_to"](i, [*outer, i.shape[-1]])
    return moveaxis(ops["gather"](a, i, axis=-1, batch_dims=len(outer)), -1, axis)


def compress(condition: Any, a: Any, axis: Any = None) -> Any:
    """The slices where the condition holds."""
    a, kept = asarray(a), ops["cast"](asarray(condition), "bool")
    if axis is None:
        a, axis = ravel(a), 0
    return ops["gather"](a, ops["reshape"](ops["where"](kept), [-1]), axis=axis)


def _triangle(m: Any, keep: Any) -> Any:
    return ops["where"](keep, m, ops["zeros_like"](m))


def tril(m: Any, k: int = 0) -> Any:
    """Zeros above the k-th diagonal."""
    m = asarray(m)
    return _triangle(m, tri(m.shape[-2], m.shape[-1], k, bool))


def triu(m: Any, k: int = 0) -> Any:
    """Zeros below the k-th diagonal."""
    m = asarray(m)
    return _triangle(m, ops["logical_not"](tri(m.shape[-2], m.shape[-1], k - 1, bool)))


def diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """The elements whose two indices differ by `offset`."""
    a = moveaxis(asarray(a), (axis1, axis2), (-2, -1))
    rows, columns = a.shape[-2:]
    first, second = builtins.max(-offset, 0), builtins.max(offset, 0)
    count = builtins.max(builtins.min(rows - first, columns - second), 0)
    flat = ops["reshape"](a, [*a.shape[:-2], rows * columns])
    index = (_row(count) + first) * columns + _row(count) + second
    return ops["gather"](flat, index, axis=-1)


def diag(v: Any, k: int = 0) -> Any:
    """A matrix with a vector on its k-th diagonal, or that diagonal of a matrix."""
    v = asarray(v)
    if len(v.shape) == 2:
        return diagonal(v, k)
    if len(v.shape) != 1:
        raise ValueError(f"diag: argument 'v' must have 1 or 2 dimensions, got shape {v.shape}")
    n = v.shape[0] + builtins.abs(k)
    first, second = builtins.max(-k, 0), builtins.max(k, 0)
    places = ops["stack"]([_row(v.shape[0]) + first, _row(v.shape[0]) + second], 1)
    return ops["tensor_scatter_nd_update"](zeros([n, n], v.dtype), places, v)


def diagflat(v: Any, k: int = 0) -> Any:
    """A matrix with all elements on its k-th diagonal."""
    return diag(ravel(v), k)


def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None) -> Any:
    """The sum of a diagonal."""
    found = diagonal(a, offset, axis1, axis2)
    kind = accumulator(found.dtype) if dtype is None else dtype_of(dtype)
    return ops["reduce_sum"](ops["cast"](found, kind), -1)


def diag_indices(n: int, ndim: int = 2) -> tuple[Any, ...]:
    """The indices of a diagonal."""
    return (_row(n),) * ndim


def ix_(*args: Any) -> list[Any]:
    """Vectors, each along a dimension of its own, that index their product."""
    found = []
    for n, a in enumerate(map(asarray, args)):
        if a.dtype.is_bool:
            a = nonzero(a)[0]
        shape = [1] * len(args)
        shape[n] = -1
        found.append(ops["reshape"](a, shape))
    return found


def meshgrid(*xi: Any, **kwargs: Any) -> Any:
    """Spreads vectors over the grid that they span; `indexing` is "xy" or "ij"."""
    order = [*builtins.range(len(xi))]
    if kwargs.get("indexing", "xy") == "xy" and len(xi) > 1:
        order[:2] = [1, 0]
    arrays = [ravel(x) for x in xi]
    shape = [arrays[i].shape[0] for i in order]
    found = []
    for n, a in enumerate(arrays):
        place = [1] * len(xi)
        place[order.index(n)] = -1
        found.append(ops["broadcast_to"](ops["reshape"](a, place), shape))
    return found


def vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:
    """Columns of powers of a vector."""
    x = asarray(x)
    n = x.shape[0] if N is None else N
    powers = _row(n) if increasing else _row(n)[::-1]
    column = ops["expand_dims"](x, 1)
    if x.dtype.is_integer:
        return ops["pow"](ops["cast"](column, "int64"), powers)
    return ops["pow"](column, ops["cast"](powers, x.dtype))
