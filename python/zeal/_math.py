"""Composites of `tf.math` whose arguments a record cannot state."""

from __future__ import annotations

from typing import Any, NamedTuple

from zeal import _core, dtypes, errors

_ops = _core._ops

__all__ = [
    "approx_max_k",
    "approx_min_k",
    "confusion_matrix",
    "lbeta",
    "polygamma",
    "polyval",
]


def polyval(coeffs: Any, x: Any, name: str | None = None) -> Any:
    """Computes a polynomial by Horner's rule, element by element.

    Args:
      coeffs: a list of tensors, the highest power's first; zeros when it is empty.
      x: a tensor.

    Raises:
      ValueError: if coeffs is not a list.
    """
    if not isinstance(coeffs, list):
        raise ValueError(f"Argument coeffs must be list type. Received type {type(coeffs)}.")
    x = _core.convert(x)
    if not coeffs:
        return _ops["zeros_like"](x)
    y, *rest = (_core.convert(c, None, x.dtype) for c in coeffs)
    for c in rest:
        y = c + y * x
    return y


def lbeta(x: Any, name: str | None = None) -> Any:
    """Computes the logarithm of the absolute value of the beta function along the last dimension.

    Args:
      x: a tensor [..., n] of floats.
      name: ignored.

    Returns:
      A Tensor [...]; -inf where n is 0.
    """
    del name
    x = _core.convert(x)
    if x.shape.rank == 0:
        raise errors.InvalidArgumentError(None, None, "lbeta: x must have a dimension at least")
    lgamma, total = _ops["math.lgamma"], _ops["math.reduce_sum"]
    return total(lgamma(x), -1) - lgamma(total(x, -1))


def polygamma(a: Any, x: Any, name: str | None = None) -> Any:
    """Computes the polygamma function of order a: the a-th derivative of digamma.

    Args:
      a: a tensor of floats that are non-negative integers; for others the result is NaN.
      x: a tensor of floats.
      name: ignored.

    Returns:
      A Tensor of the broadcast shape.
    """
    del name
    a = _core.convert(a, None, x.dtype if isinstance(x, _core.Tensor) else None)
    x = _core.convert(x, None, a.dtype)
    if a.shape.num_elements() == 1 and a.shape.rank == 0:
        order = float(a)
        if order.is_integer() and 1 <= order < 100:
            return _ops["raw_ops.Polygamma"](x, int(order))
    where, one, a = _ops["where"], _ops["ones_like"], _ops["stop_gradient"](a)
    whole = (a == _ops["math.floor"](a)) & (a > 0)
    order = where(whole, a, one(a))
    sign = where(_ops["math.floormod"](order, 2.0) == 0, -one(a), one(a))
    value = (
        sign * _ops["math.exp"](_ops["math.lgamma"](order + 1)) * _ops["math.zeta"](order + 1, x)
    )
    nan = _ops["fill"]([], _core.convert(float("nan"), None, x.dtype))
    return where(whole, value, where(a == 0, _ops["math.digamma"](x), nan))


def confusion_matrix(
    labels: Any,
    predictions: Any,
    num_classes: Any = None,
    weights: Any = None,
    dtype: Any = dtypes.int32,
    name: str | None = None,
) -> Any:
    """Counts, for every pair of classes, how often the first was predicted as the second.

    Args:
      labels: [n], the true classes; one more dimension of extent 1 is dropped.
      predictions: [n], the predicted classes; likewise.
      num_classes: the matrix's size; None: one more than the largest class.
      weights: None, or [n], what each pair counts.
      dtype: of the result.

    Returns:
      [num_classes, num_classes]: row l, column p holds the pairs (l, p).

    Raises:
      InvalidArgumentError: a class is negative or not below num_classes.
    """
    pair = []
    for what, given in (("labels", labels), ("predictions", predictions)):
        t = _ops["cast"](_core.convert(given), dtypes.int64)
        if t.shape.rank == 2 and t.shape[-1] == 1:
            t = _ops["squeeze"](t, [-1])
        if t.shape.rank != 1:
            raise errors.InvalidArgumentError(
                None, None, f"`{what}` must be a vector, got shape {t.shape}"
            )
        if t.shape[0] and int(_ops["math.reduce_min"](t)) < 0:
            raise errors.InvalidArgumentError(None, None, f"`{what}` contains negative values.")
        pair.append(t)
    largest = max((int(_ops["math.reduce_max"](t)) for t in pair if t.shape[0]), default=-1)
    size = largest + 1 if num_classes is None else int(num_classes)
    if largest >= size:
        raise errors.InvalidArgumentError(
            None, None, f"`labels` and `predictions` must be below {size}, got {largest}"
        )
    indices = _ops["stack"](pair, axis=1)
    if weights is None:
        values = _ops["ones"]([indices.shape[0]], dtypes.as_dtype(dtype))
    else:
        values = _ops["cast"](_core.convert(weights), dtypes.as_dtype(dtype))
    return _ops["scatter_nd"](indices, values, [size, size])


class ApproxTopK(NamedTuple):
    """What approx_max_k and approx_min_k give."""

    values: Any
    indices: Any


def _top(operand: Any, k: Any, axis: int, largest: bool) -> ApproxTopK:
    x = _core.convert(operand)
    if not x.dtype.is_floating:
        raise TypeError(f"approx_max_k and approx_min_k take floats, got {x.dtype.name}")
    rank = len(x.shape)
    if not -rank <= axis < rank:
        raise errors.InvalidArgumentError(
            None, None, f"reduction_dimension must be in [{-rank}, {rank}), got {axis}"
        )
    order = [d for d in range(rank) if d != axis % rank] + [axis % rank]
    moved = _ops["transpose"](x, order)
    values, indices = _ops["math.top_k"](moved if largest else -moved, k)
    back = sorted(range(rank), key=order.__getitem__)
    values = values if largest else -values
    return ApproxTopK(_ops["transpose"](values, back), _ops["transpose"](indices, back))


def approx_max_k(
    operand: Any,
    k: Any,
    reduction_dimension: int = -1,
    recall_target: float = 0.95,
    reduction_input_size_override: int = -1,
    aggregate_to_topk: bool = True,
    name: str | None = None,
) -> ApproxTopK:
    """Finds the k largest elements along a dimension; here exactly, as top_k does.

    Args:
      operand: floats.
      k: how many, at least 0.
      reduction_dimension: the dimension to search.
      recall_target, reduction_input_size_override, aggregate_to_topk: for devices that
        approximate; without effect.

    Returns:
      A named tuple of `values`, in descending order, and `indices`, int32.
    """
    return _top(operand, k, reduction_dimension, largest=True)


def approx_min_k(
    operand: Any,
    k: Any,
    reduction_dimension: int = -1,
    recall_target: float = 0.95,
    reduction_input_size_override: int = -1,
    aggregate_to_topk: bool = True,
    name: str | None = None,
) -> ApproxTopK:
    """Finds the k smallest elements along a dimension, in ascending order; see approx_max_k."""
    return _top(operand, k, reduction_dimension, largest=False)
