"""Jacobians of what a tape has recorded: one backward pass for all rows, or one for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from zeal import _batching, _core, nest
from zeal.indexed_slices import IndexedSlices

_ops = _core._ops
_MAX_RANK = 8


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


def _one_by_one(tape: Any, target: Any, sources: list[Any], weights: Any, how: Any) -> list[Any]:
    """For each source the gradients weighted by each of `weights`, stacked; None if there are none.

    weights: [rows, the shape of target]
    """
    rows = [
        [_dense(g) for g in tape.gradient(target, sources, w, how)]
        for w in _ops["unstack"](weights)
    ]
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in sources]
    return [
        None
        if any(g is None for g in c)
        else _ops["stack"](list(c))
        if c
        else _ops["zeros"]([0, *s.shape], s.dtype)
        for c, s in zip(columns, sources, strict=True)
    ]


def _at_once(s: Any, tape: Any, target: Any, sources: list[Any], weights: Any, how: Any) -> Any:
    """The same by one backward pass, whose gradients are those of every row of the map `s`."""
    gradients = [_dense(g) for g in tape.gradient(target, sources, weights, how)]
    return [None if g is None else s.join(g) for g in gradients]


def _rows(
    tape: Any, target: Any, sources: list[Any], first: int, how: Any, use_pfor: bool, most: Any
) -> list[Any]:
    """For each source its gradients for each element of the target's axes from `first` on, stacked.

    Along the axes before `first`, a row takes all elements. `most`: how many rows at once.
    """
    extents = list(target.shape[first:])
    size = 1
    for n in extents:
        size *= n
    ranks = [len(target.shape), *(len(s.shape) for s in sources)]
    at_once = use_pfor and max(ranks) < _MAX_RANK
    if at_once and (most is None or most >= size):
        with _batching.scope(extents, "jacobian") as s:
            weights = s.spread(_ops["ones_like"](target), list(range(first, len(target.shape))))
            columns: list[Any] = _at_once(s, tape, target, sources, weights, how)
            return columns
    eye = _ops["reshape"](_ops["eye"](size, dtype=target.dtype), [size] + [1] * first + extents)
    all_weights = _ops["broadcast_to"](eye, [size, *target.shape])
    if not at_once:
        return _one_by_one(tape, target, sources, all_weights, how)
    parts = []
    for start in range(0, size, most):
        weights = all_weights[start : start + most]
        with _batching.scope([weights.shape[0]], "jacobian") as s:
            parts.append(_at_once(s, tape, target, sources, s.split(weights), how))
    return [
        None if any(p is None for p in c) else _ops["concat"](list(c), axis=0)
        for c in zip(*parts, strict=True)
    ]


def _at_most(parallel_iterations: int | None) -> int | None:
    if parallel_iterations is not None and parallel_iterations < 1:
        raise ValueError(
            f"parallel_iterations must be None or a positive number, got {parallel_iterations}"
        )
    return parallel_iterations


def jacobian(
    tape: Any, target: Any, sources: Any, how: Any, use_pfor: bool, parallel_iterations: int | None
) -> Any:
    """See GradientTape.jacobian."""
    target = _core.convert(target)
    flat = nest.flatten(sources)
    most = _at_most(parallel_iterations)
    with _many_gradients(tape, use_pfor):
        columns = _rows(tape, target, flat, 0, how, use_pfor, most)
    out = [
        None if c is None else _ops["reshape"](c, [*target.shape, *s.shape])
        for c, s in zip(columns, flat, strict=True)
    ]
    return nest.pack_sequence_as(sources, out)


def batch_jacobian(
    tape: Any, target: Any, source: Any, how: Any, use_pfor: bool, parallel_iterations: int | None
) -> Any:
    """See GradientTape.batch_jacobian."""
    target = _core.convert(target)
    for shape in (target.shape, source.shape):
        shape.with_rank_at_least(2)
    if target.shape[0] != source.shape[0]:
        raise ValueError(
            f"Need first dimension of target shape ({target.shape}) and source shape "
            f"({source.shape}) to match."
        )
    most = _at_most(parallel_iterations)
    with _many_gradients(tape, use_pfor):
        # A row takes the same element of every example of the batch: examples do not mix.
        (rows,) = _rows(tape, target, [source], 1, how, use_pfor, most)
    shape = [*target.shape, *source.shape[1:]]
    if rows is None:
        return _ops["zeros"](shape, target.dtype)
    return _ops["reshape"](_batching.moved(rows, 0, 1), shape)
