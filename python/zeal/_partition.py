"""Composites that take a tensor apart or put one together, and what has no meaning eagerly."""

from __future__ import annotations

from typing import Any, NoReturn

from zeal import _core, dtypes

__all__ = [
    "dynamic_partition",
    "dynamic_stitch",
    "gradients",
    "guarantee_const",
    "hessians",
    "identity_n",
    "parallel_stack",
    "saturate_cast",
]

_ops = _core._ops


def dynamic_partition(
    data: Any, partitions: Any, num_partitions: int, name: str | None = None
) -> list[Any]:
    """Sorts the slices of `data` into lists.

    Args:
      data: a tensor whose shape starts with that of `partitions`.
      partitions: int32, the number of the list that each slice goes to.
      num_partitions: how many lists there are.

    Returns:
      `num_partitions` tensors, the slices in their order.

    Raises:
      InvalidArgumentError: a number is out of range, or the shapes do not fit.
    """
    from zeal.debugging import _fail

    data, partitions = _core.convert(data), _core.convert(partitions, dtypes.int32)
    rank = len(partitions.shape)
    if data.shape[:rank] != partitions.shape:
        _fail(
            f"DynamicPartition: data.shape must start with partitions.shape, got data.shape = "
            f"{data.shape}, partitions.shape = {partitions.shape}"
        )
    if num_partitions < 1:
        raise ValueError(
            f"DynamicPartition: num_partitions must be at least 1, got {num_partitions}"
        )
    wrong = _ops["math.logical_or"](partitions < 0, partitions >= num_partitions)
    if _ops["math.reduce_any"](wrong):
        _fail(f"DynamicPartition: partitions must be in [0, {num_partitions}), got {partitions}")
    rows = _ops["reshape"](data, [-1, *data.shape[rank:]]) if rank != 1 else data
    flat = _ops["reshape"](partitions, [-1])
    return [
        _ops["gather"](rows, _ops["reshape"](_ops["where"](flat == i), [-1]))
        for i in range(num_partitions)
    ]


def dynamic_stitch(indices: list[Any], data: list[Any], name: str | None = None) -> Any:
    """Puts slices where indices say: `merged[indices[m][i, ...]] = data[m][i, ...]`.

    Where an index comes twice the last one wins; what no index names is zero.

    Args:
      indices: int32 tensors.
      data: as many tensors of one dtype; the shape of each starts with that of its indices.

    Returns:
      A tensor with one slice more than the largest index.

    Raises:
      InvalidArgumentError: an index is negative, or shapes do not fit.
    """
    places = [_core.convert(i, dtypes.int32) for i in indices]
    values = [_core.convert(d) for d in data]
    if len(places) != len(values) or not places:
        raise ValueError(
            f"dynamic_stitch takes as many data tensors as indices, got {len(values)} and "
            f"{len(places)}"
        )
    tail = values[0].shape[len(places[0].shape) :]
    flat = _ops["concat"]([_ops["reshape"](p, [-1]) for p in places], 0)
    rows = _ops["concat"]([_ops["reshape"](v, [-1, *tail]) for v in values], 0)
    count = int(_ops["math.reduce_max"](flat)) + 1 if flat.shape[0] else 0
    into = _ops["zeros"]([max(count, 0), *tail], rows.dtype)
    return _ops["tensor_scatter_nd_update"](into, _ops["expand_dims"](flat, -1), rows)


def identity_n(input: Any, name: str | None = None) -> list[Any]:
    """The same values as `input`, a list of tensors."""
    return [_ops["identity"](x) for x in input]


def guarantee_const(input: Any, name: str | None = None) -> Any:
    """The same value as `input`: a promise that it does not change, which nothing here needs."""
    return _ops["identity"](input)


def saturate_cast(value: Any, dtype: Any, name: str | None = None) -> Any:
    """Casts after clipping to the range of `dtype`, so that nothing wraps or overflows."""
    value, dtype = _core.convert(value), dtypes.as_dtype(dtype)
    if value.dtype.is_complex or dtype.is_complex or value.dtype.is_bool or dtype.is_bool:
        return _ops["cast"](value, dtype)
    if value.dtype.min < dtype.min:
        value = _ops["maximum"](value, _core.convert(dtype.min, value.dtype))
    if value.dtype.max > dtype.max:
        value = _ops["minimum"](value, _core.convert(dtype.max, value.dtype))
    return _ops["cast"](value, dtype)


def _graph_only(name: str, instead: str) -> Any:
    def raises(*args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError(
            f"tf.{name} is not supported when eager execution is enabled. Use {instead} instead."
        )

    raises.__name__ = raises.__qualname__ = name
    raises.__doc__ = f"Raises RuntimeError: use {instead}."
    return raises


gradients = _graph_only("gradients", "tf.GradientTape")
hessians = _graph_only("hessians", "tf.autodiff.hessians, or two nested tf.GradientTapes,")
parallel_stack = _graph_only("parallel_stack", "tf.stack")
