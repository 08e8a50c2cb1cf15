"""Control flow: Python's, as everything runs at once."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import zeal
from keras.src import tree
from keras.src.backend.common import KerasVariable
from keras.src.backend.common.symbolic_scope import in_symbolic_scope

from keras_zeal.src.ops.convert import convert_to_tensor

_tensor = convert_to_tensor


def _truth(pred: Any) -> bool:
    if isinstance(pred, KerasVariable):
        pred = pred.value
    try:
        return bool(pred)
    except zeal.errors.InvalidArgumentError:
        # On the meta device there is no value; either branch has the same shapes.
        if in_symbolic_scope():
            return True
        raise


def cond(pred: Any, true_fn: Callable[[], Any], false_fn: Callable[[], Any]) -> Any:
    """The result of one of two functions."""
    return true_fn() if _truth(pred) else false_fn()


def switch(index: Any, branches: Any, *operands: Any) -> Any:
    """The result of the branch number `index`, which is clipped to what there is."""
    at = int(_tensor(index, "int32"))
    return branches[min(max(at, 0), len(branches) - 1)](*operands)


def vectorized_map(function: Callable[..., Any], elements: Any) -> Any:
    """The results of `function` for each row of the elements, stacked."""
    return zeal.vectorized_map(function, tree.map_structure(_tensor, elements))


def map(f: Callable[..., Any], xs: Any) -> Any:
    """The results of `f` for each row of `xs`, stacked."""
    return scan(lambda carry, x: (carry, f(x)), (), xs)[1]


def scan(
    f: Callable[..., Any],
    init: Any,
    xs: Any = None,
    length: int | None = None,
    reverse: bool = False,
    unroll: int | bool = 1,
) -> Any:
    """Runs `carry, y = f(carry, x)` over the rows of `xs`; gives the last carry and all y."""
    if not callable(f):
        raise TypeError(f"`f` should be a callable. Received: f={f}")
    if not isinstance(unroll, bool) and (not isinstance(unroll, int) or unroll < 1):
        raise ValueError(
            f"`unroll` must be an positive integer or boolean. Received: unroll={unroll}"
        )
    if xs is None and length is None:
        raise ValueError("Got no `xs` to scan over and `length` not provided.")
    rows = [_tensor(x) for x in tree.flatten(xs)] if xs is not None else []
    count = int(length) if length is not None else rows[0].shape[0]
    carry = tree.map_structure(_tensor, init)
    no_y = tree.map_structure(zeal.zeros_like, carry)
    results = []
    steps = builtins.range(count)
    for i in reversed(steps) if reverse else steps:
        x = tree.pack_sequence_as(xs, [row[i] for row in rows]) if xs is not None else None
        carry, y = f(carry, x)
        results.append(no_y if y is None else y)
    if reverse:
        results.reverse()
    if not results:
        return carry, no_y
    return carry, tree.map_structure(lambda *ys: zeal.stack(ys), *results)


def associative_scan(
    f: Callable[..., Any], elems: Any, reverse: bool = False, axis: int = 0
) -> Any:
    """The partial results of the associative function `f` along `axis`."""
    if not callable(f):
        raise TypeError(f"`f` should be a callable. Received: f={f}")
    flat = [_tensor(x) for x in tree.flatten(elems)]
    if len({x.shape[axis] for x in flat}) > 1:
        raise ValueError(
            "Array inputs to associative_scan must have the same first dimension. "
            f"(saw: {[x.shape for x in flat]})"
        )
    axes = [axis % x.ndim for x in flat]

    def combine(a: list[Any], b: list[Any]) -> list[Any]:
        pack = tree.pack_sequence_as
        return [_tensor(x) for x in tree.flatten(f(pack(elems, a), pack(elems, b)))]

    def cut(xs: list[Any], start: int, stop: int | None, step: int = 1) -> list[Any]:
        return [x[_along(at, start, stop, step)] for x, at in zip(xs, axes, strict=True)]

    # The results at odd places are those of the pairs; those at even places are one step further.
    def run(xs: list[Any]) -> list[Any]:
        n = xs[0].shape[axes[0]]
        if n < 2:
            return xs
        odd = run(combine(cut(xs, 0, n - 1, 2), cut(xs, 1, None, 2)))
        even = cut(xs, 0, 1)
        if n > 2:
            later = combine(cut(odd, 0, (n - 1) // 2), cut(xs, 2, None, 2))
            even = [zeal.concat([e, x], at) for e, x, at in zip(even, later, axes, strict=True)]
        return [_interleave(a, b, at) for a, b, at in zip(even, odd, axes, strict=True)]

    if reverse:
        flat = [zeal.reverse(x, [at]) for x, at in zip(flat, axes, strict=True)]
    flat = run(flat)
    if reverse:
        flat = [zeal.reverse(x, [at]) for x, at in zip(flat, axes, strict=True)]
    return tree.pack_sequence_as(elems, flat)


def _along(axis: int, start: int, stop: int | None, step: int = 1) -> Any:
    return (*(builtins.slice(None),) * axis, builtins.slice(start, stop, step))


def _interleave(a: Any, b: Any, axis: int) -> Any:
    """a0, b0, a1, b1, …: `a` may be longer than `b` by one."""
    n = b.shape[axis]
    head = a[_along(axis, 0, n)]
    shape = list(b.shape)
    shape[axis] = 2 * n
    mixed = zeal.reshape(zeal.stack([head, b], axis=axis + 1), shape)
    if a.shape[axis] == n:
        return mixed
    tail = a[_along(axis, n, None)]
    return zeal.concat([mixed, tail], axis)


def while_loop(
    cond: Callable[..., Any],
    body: Callable[..., Any],
    loop_vars: Any,
    maximum_iterations: int | None = None,
) -> Any:
    """Runs `body` on the loop variables while `cond` says so."""
    several = isinstance(loop_vars, (tuple, list))
    now = tuple(loop_vars) if several else (loop_vars,)
    now = tree.map_structure(_tensor, now)
    count = 0
    while (maximum_iterations is None or count < maximum_iterations) and _truth(cond(*now)):
        result = body(*now)
        now = tuple(result) if isinstance(result, (list, tuple)) else (result,)
        count += 1
    return now if several else now[0]


def fori_loop(lower: Any, upper: Any, body_fun: Callable[..., Any], init_val: Any) -> Any:
    """Runs `body_fun(i, value)` for each i from `lower` to below `upper`."""
    value = init_val
    for i in builtins.range(int(lower), int(upper)):
        value = body_fun(i, value)
    return value
