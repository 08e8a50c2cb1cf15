"""Making arrays."""

from __future__ import annotations

import builtins
import math
from typing import Any

import numpy as _np

from zeal import _core
from zeal.experimental.numpy._dtypes import dtype_of, float_, result_type

ops = _core._ops
ndarray = _core.Tensor
newaxis = None


def _leaves(x: Any) -> Any:
    if isinstance(x, (list, tuple)):
        for i in x:
            yield from _leaves(i)
    else:
        yield x


def asarray(a: Any, dtype: Any = None) -> Any:
    """A tensor with the values of `a`; Python's ints are int64, its floats float64."""
    if dtype is not None:
        dtype = dtype_of(dtype)
    if isinstance(a, (_core.Tensor, _core.Variable, _np.ndarray, _np.generic)):
        found = _core.convert(a)
        return found if dtype is None or found.dtype == dtype else ops["cast"](found, dtype)
    leaves = [*_leaves(a)] if isinstance(a, (list, tuple)) else [a]
    if not builtins.all(type(x) in (bool, int, float, complex) for x in leaves):
        if isinstance(a, (list, tuple)) and a:
            rows = [asarray(x) for x in a]
            kind = dtype or dtype_of(result_type(*(r.dtype for r in rows)))
            return ops["stack"]([ops["cast"](r, kind) for r in rows])
        return asarray(_core.convert(a), dtype)
    kind = dtype_of(_np.result_type(*{_np.dtype(type(x)) for x in leaves}) if leaves else float_)
    if {bool} < {*map(type, leaves)}:
        a = _without_bools(a)
    found = _core.convert(a, kind)
    return found if dtype is None or dtype == kind else ops["cast"](found, dtype)


def _without_bools(a: Any) -> Any:
    if isinstance(a, (list, tuple)):
        return [_without_bools(x) for x in a]
    return int(a) if isinstance(a, bool) else a


asanyarray = ascontiguousarray = asarray


def cut(a: Any, axis: int, part: slice) -> Any:
    """A slice along one axis."""
    return a[tuple([slice(None)] * axis + [part])]


def array(val: Any, dtype: Any = None, copy: bool = True, ndmin: int = 0) -> Any:
    """A tensor with the values of `val`, of at least `ndmin` dimensions."""
    found = asarray(val, dtype)
    if copy:
        found = ops["identity"](found)
    missing = ndmin - len(found.shape)
    return ops["reshape"](found, [1] * missing + [*found.shape]) if missing > 0 else found


def copy(a: Any) -> Any:
    """A copy of an array."""
    return array(a)


def _shape(shape: Any) -> Any:
    return [shape] if isinstance(shape, int) else shape


def zeros(shape: Any, dtype: Any = float) -> Any:
    """An array of zeros."""
    return ops["zeros"](_shape(shape), dtype_of(dtype))


def ones(shape: Any, dtype: Any = float) -> Any:
    """An array of ones."""
    return ops["ones"](_shape(shape), dtype_of(dtype))


def empty(shape: Any, dtype: Any = float) -> Any:
    """An array, of zeros: memory is never handed out as it is."""
    return zeros(shape, dtype)


def full(shape: Any, fill_value: Any, dtype: Any = None) -> Any:
    """An array of one value, or of one that is broadcast."""
    return ops["broadcast_to"](asarray(fill_value, dtype), _shape(shape))


def zeros_like(a: Any, dtype: Any = None) -> Any:
    """Zeros in the shape of `a`."""
    a = asarray(a)
    return zeros(a.shape, dtype or a.dtype)


empty_like = zeros_like


def ones_like(a: Any, dtype: Any = None) -> Any:
    """Ones in the shape of `a`."""
    a = asarray(a)
    return ones(a.shape, dtype or a.dtype)


def full_like(
    a: Any, fill_value: Any, dtype: Any = None, order: str = "K", subok: bool = True,
    shape: Any = None,
) -> Any:  # fmt: skip
    """One value in the shape of `a`."""
    a = asarray(a)
    return full(a.shape if shape is None else shape, fill_value, dtype or a.dtype)


def eye(N: int, M: int | None = None, k: int = 0, dtype: Any = float) -> Any:
    """A matrix with ones on its k-th diagonal."""
    return ops["cast"](_column(N) + k == _row(N if M is None else M), dtype_of(dtype))


def identity(n: int, dtype: Any = float) -> Any:
    """The identity matrix."""
    return eye(n, dtype=dtype)


def _row(n: int) -> Any:
    return ops["range"](ops["cast"](n, "int64"))


def _column(n: int) -> Any:
    return ops["expand_dims"](_row(n), 1)


def tri(N: int, M: int | None = None, k: int = 0, dtype: Any = None) -> Any:
    """Ones on and below the k-th diagonal, zeros above."""
    return ops["cast"](_column(N) + k >= _row(N if M is None else M), dtype_of(dtype or float))


def arange(start: Any, stop: Any = None, step: Any = 1, dtype: Any = None) -> Any:
    """The numbers from `start` to before `stop`."""
    if step == 0:
        raise ValueError("arange: argument 'step' must not be 0")
    if stop is None:
        start, stop = 0, start
    if dtype is None:
        kinds = [asarray(x).dtype for x in (start, stop, step)]
        dtype = result_type(*kinds)
    kind = dtype_of(dtype)
    if (step > 0) != (stop > start):
        return zeros([0], kind)
    # by index, as NumPy does, so that errors do not add up
    count = math.ceil((stop - start) / step)
    wide = dtype_of("float64") if kind.is_floating else kind
    index = ops["cast"](_row(count), wide)
    return ops["cast"](asarray(start, wide) + index * asarray(step, wide), kind)


def linspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False,
    dtype: Any = float, axis: int = 0,
) -> Any:  # fmt: skip
    """`num` numbers from `start` to `stop`, evenly spaced; with `retstep`, their distance too."""
    start, stop = asarray(start, "float64"), asarray(stop, "float64")
    parts = num - 1 if endpoint else num
    step = (stop - start) / builtins.max(parts, 1)
    index = ops["cast"](_row(num), "float64")
    rank = builtins.max(len(start.shape), len(stop.shape))
    index = ops["reshape"](index, [num] + [1] * rank)
    found = start + index * step
    if endpoint and num > 1:  # exactly
        found = ops["where"](index == num - 1, stop, found)
    if axis != 0:
        axis = axis % (rank + 1)
        order = [*builtins.range(1, rank + 1)]
        order.insert(axis, 0)
        found = ops["transpose"](found, order)
    found = ops["cast"](found, dtype_of(dtype or float))
    return (found, step) if retstep else found


def logspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: float = 10.0,
    dtype: Any = None, axis: int = 0,
) -> Any:  # fmt: skip
    """Powers of `base` with evenly spaced exponents."""
    powers = linspace(start, stop, num, endpoint, axis=axis)
    return ops["cast"](ops["pow"](asarray(base, "float64"), powers), dtype_of(dtype or float))


def geomspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0
) -> Any:
    """Numbers of which each is the same multiple of the one before."""
    start, stop = asarray(start, "float64"), asarray(stop, "float64")
    sign = ops["sign"](start)
    first, last = (ops["math.log"](x * sign) for x in (start, stop))
    found = sign * ops["exp"](linspace(first, last, num, endpoint, axis=axis))
    return ops["cast"](found, dtype_of(dtype or float))
