"""Vectorised maps: a function of one example, run once for all examples of a batch."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from zeal import _core, nest
from zeal.variable import Variable

__all__ = ["vectorized_map", "vmap"]

_ops = _core._ops


@contextmanager
def scope(extents: Any, what: str, may_loop: bool = True, warn: bool = True) -> Iterator[Any]:
    """A map over as many examples as `extents` have elements runs; `what` is named in warnings."""
    s = _core.BatchScope(extents, may_loop)
    s.enter()
    try:
        yield s
    finally:
        s.leave()
    if warn:
        for op in s.looped:
            warnings.warn(
                f"{what}: {op} has no batching rule for these inputs, so it ran for one example "
                "after the other, which may be slow",
                UserWarning,
                stacklevel=4,
            )


def moved(x: Any, start: int, end: int) -> Any:
    """`x` with its axis `start` at the place `end`."""
    if start == end:
        return x
    order = [i for i in range(len(x.shape)) if i != start]
    order.insert(end, start)
    return _ops["transpose"](x, order)


def vectorized_map(
    fn: Callable[..., Any], elems: Any, fallback_to_while_loop: bool = True, warn: bool = True
) -> Any:
    """Stacks what `fn` gives for each row of `elems`, as `map_fn`, but runs it only once.

    Inside of `fn` a row looks like the tensor that it is, but stands for all rows: each operation
    is done for all of them at once. Its value cannot be read there, so Python's `if` and `while`
    cannot depend on it; use operations such as `tf.where`. What `fn` does besides computing, such
    as printing or assigning to variables, happens once. Random numbers that do not come from a
    seed are different for each row.

    Args:
      fn: takes a row, in the structure of `elems`; returns a tensor or a structure of tensors.
      elems: a tensor or a structure of tensors, of one size along axis 0; those of size 1 stand for
        as many equal rows as the others have.
      fallback_to_while_loop: whether operations that cannot be done for all rows at once may be
        done row by row, the others still together. If not, they raise a ValueError.
      warn: whether a warning names these operations.

    Returns:
      What `fn` returns, with one more dimension in front.

    Raises:
      ValueError: an element is a scalar, or the sizes differ.
      TypeError: `fn` reads the value of a row.

    >>> tf.vectorized_map(lambda row: tf.reduce_sum(row) ** 2, tf.constant([[1.0, 2], [3, 4]]))
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([ 9., 49.], dtype=float32)>
    """
    tensors = [_core.convert(e) for e in nest.flatten(elems)]
    if not tensors:
        raise ValueError("vectorized_map: elems must hold at least one tensor")
    if not all(len(t.shape) for t in tensors):
        raise ValueError("vectorized_map: every element needs an axis 0 to go along, got a scalar")
    sizes = {t.shape[0] for t in tensors}
    count = max(sizes - {1}, default=1)
    if sizes - {1, count}:
        raise ValueError(
            f"vectorized_map: the elements' sizes along axis 0 differ: {sorted(sizes)}"
        )
    with scope([count], "vectorized_map", fallback_to_while_loop, warn) as s:
        rows = [s.split(t) if t.shape[0] == count else t[0] for t in tensors]
        result = fn(nest.pack_sequence_as(elems, rows))
        flat = [s.join(_core.convert(r)) for r in nest.flatten(result)]
    return nest.pack_sequence_as(result, flat)


def _axes_of(axes: Any, value: Any, what: str) -> list[int | None]:
    """The axis of each leaf of `value`; an entry of `axes` stands for all leaves below it."""
    if axes is None or (isinstance(axes, int) and not isinstance(axes, bool)):
        return [axes] * len(nest.flatten(value))
    if isinstance(axes, Mapping) and isinstance(value, Mapping) and axes.keys() == value.keys():
        return [a for k in sorted(axes) for a in _axes_of(axes[k], value[k], what)]
    if (
        isinstance(axes, (list, tuple))
        and isinstance(value, (list, tuple))
        and len(axes) == len(value)
    ):
        return [a for x, v in zip(axes, value, strict=True) for a in _axes_of(x, v, what)]
    if isinstance(axes, (list, tuple, Mapping)):
        raise ValueError(f"vmap: {what} does not have the structure of what it is for: {axes!r}")
    raise TypeError(f"vmap: {what} must hold ints and None, got {axes!r}")


def _front_axis(axis: int, rank: int, what: str) -> int:
    if not -rank <= axis < rank:
        raise ValueError(f"vmap: {what} has axis {axis}, which a tensor of rank {rank} lacks")
    return axis % rank


def vmap(
    fn: Callable[..., Any], in_axes: Any = 0, out_axes: Any = 0, axis_size: int | None = None
) -> Callable[..., Any]:
    """Makes a function of batches from a function of one example; see `vectorized_map`.

    Args:
      fn: takes and returns tensors or structures of tensors.
      in_axes: along which axis of the arguments the examples lie; None for arguments that are the
        same for all. An int or None for all arguments, or a list of entries, one for each; an entry
        may have its argument's structure. Keyword arguments go along axis 0.
      out_axes: where the results get the axis of examples, in the same form. None for results that
        do not depend on the example.
      axis_size: the number of examples; needed if no argument has any.

    Returns:
      A function. It may be called inside of another, and gradients flow through it.

    Raises (the function does):
      ValueError: the axes do not fit the arguments, or the sizes differ.
      TypeError: `fn` reads the value of a batched tensor.

    >>> dot = lambda a, b: tf.reduce_sum(a * b)
    >>> tf.vmap(dot, in_axes=(0, None))(tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.ones([2]))
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([3., 7.], dtype=float32)>
    """
    if not callable(fn):
        raise TypeError("vmap: fn must be callable")

    @functools.wraps(fn)
    def mapped(*args: Any, **kwargs: Any) -> Any:
        given = list(args)
        spec = list(in_axes) if isinstance(in_axes, (list, tuple)) else in_axes
        axes = _axes_of(spec, given, "in_axes") + [0] * len(nest.flatten(kwargs))
        leaves = nest.flatten([given, kwargs])
        size = axis_size
        for i, (axis, x) in enumerate(zip(axes, leaves, strict=True)):
            if axis is None:
                continue
            x = x.value() if isinstance(x, Variable) else _core.convert(x)
            rows = moved(x, _front_axis(axis, len(x.shape), "in_axes"), 0)
            if size is not None and rows.shape[0] != size:
                raise ValueError(
                    f"vmap: the arguments have different numbers of examples: {size} and "
                    f"{rows.shape[0]}"
                )
            size, leaves[i] = rows.shape[0], rows
        if size is None:
            raise ValueError("vmap: no argument has an axis of examples; axis_size says how many")
        with scope([size], "vmap") as s:
            one = [x if a is None else s.split(x) for a, x in zip(axes, leaves, strict=True)]
            args_of_one, kwargs_of_one = nest.pack_sequence_as([given, kwargs], one)
            result = fn(*args_of_one, **kwargs_of_one)
            flat = [_core.convert(r) for r in nest.flatten(result)]
            places = _axes_of(out_axes, result, "out_axes")
            out = [_placed(s, r, a) for r, a in zip(flat, places, strict=True)]
        return nest.pack_sequence_as(result, out)

    return mapped


def _placed(s: Any, result: Any, axis: int | None) -> Any:
    if axis is None:
        if s.owns(result):
            raise ValueError(
                "vmap: a result depends on the example, so its entry of out_axes cannot be None"
            )
        return result
    all_examples = s.join(result)
    return moved(all_examples, 0, _front_axis(axis, len(all_examples.shape), "out_axes"))
