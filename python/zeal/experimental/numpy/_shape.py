"""Other shapes for the same elements: joining, splitting, turning."""

from __future__ import annotations

import builtins
from typing import Any

from zeal.experimental.numpy._arrays import asarray, cut, ops
from zeal.experimental.numpy._binary import promoted


def shape(a: Any) -> tuple[int, ...]:
    """The size of each dimension."""
    return tuple(asarray(a).shape)


def ndim(a: Any) -> int:
    """The number of dimensions."""
    return len(asarray(a).shape)


def size(x: Any, axis: Any = None) -> int:
    """The number of elements, along one axis or of all."""
    x = asarray(x)
    return int(x.shape.num_elements()) if axis is None else int(x.shape[axis])


def reshape(a: Any, newshape: Any, order: str = "C") -> Any:
    """The elements in another shape; "F" counts the first index fastest."""
    newshape = [newshape] if isinstance(newshape, int) else [*newshape]
    if order == "F":
        return transpose(reshape(transpose(a), newshape[::-1]))
    if order not in ("C", "A"):
        raise ValueError(f"reshape: argument 'order' must be C, A or F, got {order!r}")
    return ops["reshape"](asarray(a), newshape)


def ravel(a: Any) -> Any:
    """All elements in one dimension."""
    return ops["reshape"](asarray(a), [-1])


def flatten(a: Any, order: str = "C") -> Any:
    """All elements in one dimension."""
    return reshape(a, [-1], order)


def transpose(a: Any, axes: Any = None) -> Any:
    """The dimensions in another order, reversed if none is given."""
    a = asarray(a)
    return ops["transpose"](a) if axes is None else ops["transpose"](a, [*axes])


def _at(axis: int, rank: int, function: str) -> int:
    if not -rank <= axis < rank:
        raise ValueError(f"{function}: axis {axis} is out of bounds for {rank} dimensions")
    return axis % rank


def moveaxis(a: Any, source: Any, destination: Any) -> Any:
    """Moves dimensions to new places; the others keep their order."""
    a = asarray(a)
    rank = len(a.shape)
    pair = [[x] if isinstance(x, int) else [*x] for x in (source, destination)]
    moved, places = ([_at(i, rank, "moveaxis") for i in x] for x in pair)
    order = [i for i in builtins.range(rank) if i not in moved]
    for place, axis in sorted(zip(places, moved, strict=True)):
        order.insert(place, axis)
    return ops["transpose"](a, order)


def swapaxes(a: Any, axis1: int, axis2: int) -> Any:
    """Exchanges two dimensions."""
    a = asarray(a)
    order = [*builtins.range(len(a.shape))]
    i, j = (_at(x, len(order), "swapaxes") for x in (axis1, axis2))
    order[i], order[j] = j, i
    return ops["transpose"](a, order)


def expand_dims(a: Any, axis: Any) -> Any:
    """A new dimension of size 1."""
    a = asarray(a)
    if isinstance(axis, int):
        return ops["expand_dims"](a, axis)
    rank = len(a.shape) + len(axis)
    for i in sorted(_at(x, rank, "expand_dims") for x in axis):
        a = ops["expand_dims"](a, i)
    return a


def squeeze(a: Any, axis: Any = None) -> Any:
    """Without dimensions of size 1."""
    return ops["squeeze"](asarray(a), [*axis] if isinstance(axis, tuple) else axis)


def broadcast_to(array: Any, shape: Any) -> Any:
    """Repeats along dimensions of size 1, and along new ones."""
    return ops["broadcast_to"](asarray(array), [shape] if isinstance(shape, int) else shape)


def broadcast_arrays(*args: Any, **kwargs: Any) -> list[Any]:
    """All arrays in their common shape."""
    arrays = [asarray(a) for a in args]
    common = ops["zeros"]([], "bool")
    for a in arrays:
        common = ops["logical_or"](common, ops["zeros"](a.shape, "bool"))
    return [ops["broadcast_to"](a, common.shape) for a in arrays]


def _at_least(arys: tuple[Any, ...], place: Any) -> Any:
    found = [ops["reshape"](a, place([*a.shape])) for a in map(asarray, arys)]
    return found[0] if len(found) == 1 else found


def atleast_1d(*arys: Any) -> Any:
    """Arrays of one dimension or more."""
    return _at_least(arys, lambda s: s or [1])


def atleast_2d(*arys: Any) -> Any:
    """Arrays of two dimensions or more; a vector becomes a row."""
    return _at_least(arys, lambda s: [1] * (2 - len(s)) + s)


def atleast_3d(*arys: Any) -> Any:
    """Arrays of three dimensions or more; a vector becomes [1, n, 1]."""

    def place(shape: list[int]) -> list[int]:
        return {0: [1, 1, 1], 1: [1, *shape, 1], 2: [*shape, 1]}.get(len(shape), shape)

    return _at_least(arys, place)


def concatenate(arys: Any, axis: Any = 0) -> Any:
    """Joins arrays along a dimension that they have."""
    parts = promoted(*arys)
    if axis is None:
        return ops["concat"]([ravel(p) for p in parts], 0)
    return ops["concat"](parts, axis)


def stack(arrays: Any, axis: int = 0) -> Any:
    """Joins arrays along a new dimension."""
    return ops["stack"](promoted(*arrays), axis)


def vstack(tup: Any) -> Any:
    """Joins arrays by rows."""
    return concatenate([atleast_2d(a) for a in tup], 0)


def hstack(tup: Any) -> Any:
    """Joins arrays by columns, vectors end to end."""
    parts = [atleast_1d(a) for a in tup]
    return concatenate(parts, 0 if len(parts[0].shape) == 1 else 1)


def dstack(tup: Any) -> Any:
    """Joins arrays along the third dimension."""
    return concatenate([atleast_3d(a) for a in tup], 2)


def append(arr: Any, values: Any, axis: Any = None) -> Any:
    """Adds values at the end."""
    return concatenate([arr, values], axis)


def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Cuts into equal parts, or at indices."""
    ary = asarray(ary)
    if isinstance(indices_or_sections, int):
        return list(ops["split"](ary, indices_or_sections, axis))
    axis = _at(axis, len(ary.shape), "split")
    ends = [*map(int, indices_or_sections), None]
    starts = [0, *ends[:-1]]
    return [cut(ary, axis, slice(i, j)) for i, j in zip(starts, ends, strict=True)]


def vsplit(ary: Any, indices_or_sections: Any) -> list[Any]:
    """Cuts between rows."""
    return split(ary, indices_or_sections, 0)


def hsplit(ary: Any, indices_or_sections: Any) -> list[Any]:
    """Cuts between columns."""
    return split(ary, indices_or_sections, 0 if ndim(ary) == 1 else 1)


def dsplit(ary: Any, indices_or_sections: Any) -> list[Any]:
    """Cuts along the third dimension."""
    return split(ary, indices_or_sections, 2)


def flip(m: Any, axis: Any = None) -> Any:
    """Reverses the order along axes, along all if none is given."""
    m = asarray(m)
    if axis is None:
        axis = [*builtins.range(len(m.shape))]
    return ops["reverse"](m, [axis] if isinstance(axis, int) else [*axis])


def flipud(m: Any) -> Any:
    """The rows in reverse."""
    return flip(m, 0)


def fliplr(m: Any) -> Any:
    """The columns in reverse."""
    return flip(m, 1)


def rot90(m: Any, k: int = 1, axes: tuple[int, int] = (0, 1)) -> Any:
    """Turns by k right angles, from the first axis to the second."""
    first, second = axes
    if k % 4 == 0:
        return asarray(m)
    if k % 4 == 2:
        return flip(m, [first, second])
    if k % 4 == 1:
        return swapaxes(flip(m, second), first, second)
    return flip(swapaxes(m, first, second), second)


def roll(a: Any, shift: Any, axis: Any = None) -> Any:
    """Moves elements along; what falls off comes in at the other end."""
    a = asarray(a)
    if axis is None:
        return ops["reshape"](ops["roll"](ravel(a), shift, 0), a.shape)
    return ops["roll"](a, shift, axis)


def repeat(a: Any, repeats: Any, axis: Any = None) -> Any:
    """Each element several times."""
    return ops["repeat"](asarray(a), repeats, axis)


def tile(a: Any, reps: Any) -> Any:
    """The whole array several times."""
    a = asarray(a)
    reps = [reps] if isinstance(reps, int) else [*reps]
    rank = builtins.max(len(reps), len(a.shape))
    a = ops["reshape"](a, [1] * (rank - len(a.shape)) + [*a.shape])
    return ops["tile"](a, [1] * (rank - len(reps)) + reps)


def pad(array: Any, pad_width: Any, mode: str = "constant", **kwargs: Any) -> Any:
    """Adds a border; the modes are constant, reflect and symmetric.

    Args:
      constant_values: what a constant border holds, 0 if not given.
    """
    array = asarray(array)
    if mode not in ("constant", "reflect", "symmetric"):
        raise ValueError(f"pad: argument 'mode' is {mode!r}, not constant, reflect or symmetric")
    rank = len(array.shape)
    if isinstance(pad_width, int):
        pad_width = [[pad_width, pad_width]] * rank
    elif isinstance(pad_width[0], int):
        pad_width = [[pad_width[0], pad_width[-1]]] * rank
    elif len(pad_width) == 1:
        pad_width = [pad_width[0]] * rank
    value = kwargs.get("constant_values", 0)
    widths = [[*w] for w in pad_width]
    return ops["pad"](array, widths, mode.upper(), asarray(value, array.dtype))
