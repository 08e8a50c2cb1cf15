"""Sums and the like along axes."""

from __future__ import annotations

import math
from typing import Any

from zeal.experimental.numpy._arrays import asarray, cut, ops
from zeal.experimental.numpy._dtypes import accumulator, dtype_of, numbers
from zeal.experimental.numpy._elementwise import isnan


def _axes(axis: Any) -> Any:
    return [*axis] if isinstance(axis, (tuple, list)) else axis


def _reduced(op: str, a: Any, axis: Any, keepdims: Any) -> Any:
    return ops[op](a, _axes(axis), bool(keepdims))


def sum(a: Any, axis: Any = None, dtype: Any = None, keepdims: Any = None) -> Any:
    """The sum; integers are added in 64 bits."""
    a = asarray(a)
    a = ops["cast"](a, accumulator(a.dtype) if dtype is None else dtype_of(dtype))
    return _reduced("reduce_sum", a, axis, keepdims)


def prod(a: Any, axis: Any = None, dtype: Any = None, keepdims: Any = None) -> Any:
    """The product; integers are multiplied in 64 bits."""
    a = asarray(a)
    a = ops["cast"](a, accumulator(a.dtype) if dtype is None else dtype_of(dtype))
    return _reduced("reduce_prod", a, axis, keepdims)


def mean(
    a: Any, axis: Any = None, dtype: Any = None, out: None = None, keepdims: Any = None
) -> Any:
    """The mean; of integers, in float64."""
    a = asarray(a)
    a = ops["cast"](a, numbers(a.dtype) if dtype is None else dtype_of(dtype))
    return _reduced("reduce_mean", a, axis, keepdims)


def max(a: Any, axis: Any = None, keepdims: Any = None) -> Any:
    """The largest element."""
    return _extreme("reduce_max", "reduce_any", asarray(a), axis, keepdims)


def min(a: Any, axis: Any = None, keepdims: Any = None) -> Any:
    """The smallest element."""
    return _extreme("reduce_min", "reduce_all", asarray(a), axis, keepdims)


def _extreme(op: str, on_bools: str, a: Any, axis: Any, keepdims: Any) -> Any:
    return _reduced(on_bools if a.dtype.is_bool else op, a, axis, keepdims)


def amax(a: Any, axis: Any = None, out: None = None, keepdims: Any = None) -> Any:
    """The largest element."""
    return max(a, axis, keepdims)


def amin(a: Any, axis: Any = None, out: None = None, keepdims: Any = None) -> Any:
    """The smallest element."""
    return min(a, axis, keepdims)


def ptp(a: Any, axis: Any = None, keepdims: Any = None) -> Any:
    """The largest less the smallest element."""
    return max(a, axis, keepdims) - min(a, axis, keepdims)


def all(a: Any, axis: Any = None, keepdims: Any = None) -> Any:
    """Is no element 0?"""
    return _reduced("reduce_all", ops["cast"](asarray(a), "bool"), axis, keepdims)


def any(a: Any, axis: Any = None, keepdims: Any = None) -> Any:
    """Is an element not 0?"""
    return _reduced("reduce_any", ops["cast"](asarray(a), "bool"), axis, keepdims)


def var(
    a: Any, axis: Any = None, dtype: Any = None, out: None = None, ddof: int = 0,
    keepdims: Any = None,
) -> Any:  # fmt: skip
    """The variance: the squares' sum, over the number of elements less `ddof`."""
    a = asarray(a)
    a = ops["cast"](a, numbers(a.dtype) if dtype is None else dtype_of(dtype))
    away = ops["abs"](a - _reduced("reduce_mean", a, axis, True))
    total = _reduced("reduce_sum", away * away, axis, keepdims)
    whole = math.prod(a.shape)
    left = math.prod(total.shape)
    return total / ((whole // left if left else 1) - ddof)


def std(a: Any, axis: Any = None, keepdims: Any = None) -> Any:
    """The standard deviation."""
    return ops["sqrt"](var(a, axis, keepdims=keepdims))


def average(a: Any, axis: Any = None, weights: Any = None, returned: bool = False) -> Any:
    """The mean, weighted; with `returned`, the weights' sum as well."""
    a = asarray(a)
    a = ops["cast"](a, numbers(a.dtype))
    if weights is None:
        found = mean(a, axis)
        count = math.prod(a.shape) // (math.prod(found.shape) or 1)
        return (found, ops["ones_like"](found) * count) if returned else found
    weights = asarray(weights, a.dtype)
    if weights.shape != a.shape:  # a vector along one axis
        if not isinstance(axis, int) or len(weights.shape) != 1:
            raise ValueError("average: argument 'weights' of another shape than a's needs an axis")
        shape = [1] * len(a.shape)
        shape[axis] = -1
        weights = ops["broadcast_to"](ops["reshape"](weights, shape), a.shape)
    total = sum(weights, axis)
    found = sum(a * weights, axis) / total
    return (found, total) if returned else found


def _without_nan(a: Any, instead: int) -> Any:
    a = asarray(a)
    return ops["where"](isnan(a), ops["cast"](instead, a.dtype), a)


def nansum(a: Any, axis: Any = None, dtype: Any = None, keepdims: Any = False) -> Any:
    """The sum without the nans."""
    return sum(_without_nan(a, 0), axis, dtype, keepdims)


def nanprod(a: Any, axis: Any = None, dtype: Any = None, keepdims: Any = False) -> Any:
    """The product without the nans."""
    return prod(_without_nan(a, 1), axis, dtype, keepdims)


def nanmean(a: Any, axis: Any = None, dtype: Any = None, keepdims: Any = False) -> Any:
    """The mean without the nans."""
    total = nansum(a, axis, dtype, keepdims)
    kind = numbers(total.dtype)
    count = sum(ops["logical_not"](isnan(a)), axis, keepdims=keepdims)
    return ops["cast"](total, kind) / ops["cast"](count, kind)


def count_nonzero(a: Any, axis: Any = None) -> Any:
    """How many elements are not 0."""
    return sum(ops["cast"](asarray(a), "bool"), axis)


def _along(op: str, a: Any, axis: Any) -> Any:
    a = asarray(a)
    return ops[op](ops["reshape"](a, [-1]), 0) if axis is None else ops[op](a, axis)


def argmax(a: Any, axis: Any = None) -> Any:
    """Where the first of the largest elements is."""
    return _along("argmax", a, axis)


def argmin(a: Any, axis: Any = None) -> Any:
    """Where the first of the smallest elements is."""
    return _along("argmin", a, axis)


def cumsum(a: Any, axis: Any = None, dtype: Any = None) -> Any:
    """The sums of the first elements."""
    a = asarray(a)
    a = ops["cast"](a, accumulator(a.dtype) if dtype is None else dtype_of(dtype))
    return _along("cumsum", a, axis)


def cumprod(a: Any, axis: Any = None, dtype: Any = None) -> Any:
    """The products of the first elements."""
    a = asarray(a)
    a = ops["cast"](a, accumulator(a.dtype) if dtype is None else dtype_of(dtype))
    return _along("math.cumprod", a, axis)


def sort(a: Any, axis: Any = -1, kind: str = "quicksort", order: None = None) -> Any:
    """The elements in ascending order."""
    a = asarray(a)
    return ops["sort"](ops["reshape"](a, [-1]), 0) if axis is None else ops["sort"](a, axis)


def argsort(a: Any, axis: Any = -1, kind: str = "quicksort", order: None = None) -> Any:
    """The indices that sort the elements; equal ones keep their order."""
    a = asarray(a)
    if axis is None:
        a, axis = ops["reshape"](a, [-1]), 0
    return ops["cast"](ops["argsort"](a, axis, stable=True), "int64")


def diff(a: Any, n: int = 1, axis: int = -1) -> Any:
    """The differences of neighbours, n times."""
    a = asarray(a)
    axis = axis % len(a.shape)
    for _ in range(n):
        later, sooner = cut(a, axis, slice(1, None)), cut(a, axis, slice(None, -1))
        a = later != sooner if a.dtype.is_bool else later - sooner
    return a
