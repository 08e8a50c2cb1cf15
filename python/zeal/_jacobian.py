"""Jacobians of what a tape has recorded, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from zeal import _core, nest
from zeal.indexed_slices import IndexedSlices

_ops = _core._ops


@contextmanager
def _many_gradients(tape: Any, use_pfor: bool) -> Iterator[None]:
    """Lets a tape that is not persistent give the rows of one Jacobian, and nothing after it."""
    was = tape._persistent
    if tape._used and not was:
        raise RuntimeError(
            "A non-persistent GradientTape can only be used to compute one set of gradients (or "
            "jacobians)"
        )
    if not was and not use_pfor:
        raise RuntimeError(
            "GradientTape must be created with persistent=True to compute the jacobian with "
            "experimental_use_pfor set to False."
        )
    if tape._recording and not was:
        tape._pop_tape()
    tape._persistent = True
    try:
        yield
    finally:
        tape._persistent = was


def _dense(gradient: Any) -> Any:
    return _core.convert(gradient) if isinstance(gradient, IndexedSlices) else gradient


def _rows(tape: Any, target: Any, sources: list[Any], weights: Any, how: Any) -> list[Any]:
    """For each source the gradients weighted by each of `weights`, stacked; None if there are none.

    weights: [rows, the shape of target]
    """
    rows = [
        [_dense(g) for g in tape.gradient(target, sources, w, how)]
        for w in _ops["unstack"](weights)
    ]
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in sources]
    return [None if any(g is None for g in c) else list(c) for c in columns]


def jacobian(tape: Any, target: Any, sources: Any, how: Any, use_pfor: bool) -> Any:
    """See GradientTape.jacobian."""
    target = _core.convert(target)
    flat = nest.flatten(sources)
    size = int(_ops["size"](target))
    eye = _ops["eye"](size, dtype=target.dtype)
    weights = _ops["reshape"](eye, [size, *target.shape])
    with _many_gradients(tape, use_pfor):
        columns = _rows(tape, target, flat, weights, how)
    out = [
        None if c is None else _ops["reshape"](_stacked(c, s), [*target.shape, *s.shape])
        for c, s in zip(columns, flat, strict=True)
    ]
    return nest.pack_sequence_as(sources, out)


def _stacked(rows: list[Any], source: Any) -> Any:
    return _ops["stack"](rows) if rows else _ops["zeros"]([0, *source.shape], source.dtype)


def batch_jacobian(tape: Any, target: Any, source: Any, how: Any, use_pfor: bool) -> Any:
    """See GradientTape.batch_jacobian."""
    target = _core.convert(target)
    for shape in (target.shape, source.shape):
        shape.with_rank_at_least(2)
    if target.shape[0] != source.shape[0]:
        raise ValueError(
            f"Need first dimension of target shape ({target.shape}) and source shape "
            f"({source.shape}) to match."
        )
    batch, *inner = target.shape
    size = int(_ops["size"](target)) // max(batch, 1) if batch else 0
    # One row takes the same element of every example of the batch: examples do not mix.
    eye = _ops["reshape"](_ops["eye"](size, dtype=target.dtype), [size, 1, *inner])
    weights = _ops["broadcast_to"](eye, [size, batch, *inner])
    with _many_gradients(tape, use_pfor):
        (rows,) = _rows(tape, target, [source], weights, how)
    shape = [batch, *inner, *source.shape[1:]]
    if not rows:
        return _ops["zeros"](shape, target.dtype)
    return _ops["reshape"](_ops["stack"](rows, axis=1), shape)
