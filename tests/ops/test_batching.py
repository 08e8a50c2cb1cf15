"""Every op on batched tensors against the op on one example after the other."""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import zeal as tf
from table import BY_TYPE, TABLE, Call, Draw, calls_of, function_of, tensor_params
from test_gradients import as_list

EXAMPLES = 3
MOST_ELEMENTS = 300
NAMES = [op["type"] for op in TABLE if op["cpu"]]


def dtype_for(op: dict[str, Any]) -> str:
    """float64 where there is a choice."""
    order = ("float64", "float32", "complex128", "int32", "bool")
    return next((d for d in order if d in op["dtypes"]), op["dtypes"][0])


def with_tensor_lists(op: dict[str, Any], call: Call) -> Call:
    """Lists of numbers that are tensors as arrays, so that they can be batched, too."""
    kinds = {p["name"]: p["kind"] for p in tensor_params(op)}
    names = [p["name"] for p in op["params"]]

    def convert(name: str, value: Any) -> Any:
        if kinds.get(name) not in (None, "Ts") and isinstance(value, list):
            array = np.asarray(value)
            if array.dtype == np.int64:
                return array.astype(np.int32)
        return value

    args = tuple(convert(n, v) for n, v in zip(names, call.args, strict=False))
    return Call(args + call.args[len(args) :], {k: convert(k, v) for k, v in call.kwargs.items()})


def examples_of(op: dict[str, Any]) -> list[list[Call]]:
    """Calls that differ in their values only, one for each example."""
    dtype = dtype_for(op)
    calls = calls_of(op, dtype)
    others = []
    for seed in range(1, EXAMPLES):
        draw = Draw(op, dtype)
        rng = np.random.default_rng(seed)
        draw.rng = rng
        drawn = draw.calls(op["samples"]) if op["samples"] else []
        # The element-wise ones have no text: other values of the same shapes and dtypes.
        drawn += [c.map(lambda a, d=draw: again(d, a)) for c in calls[len(drawn) :]]
        others.append(drawn)
    together = [list(c) for c in zip(calls, *others, strict=True)]
    together = [[with_tensor_lists(op, c) for c in calls] for calls in together]
    return [c for c in together if 0 < sum(a.size for a in c[0].arrays()) <= MOST_ELEMENTS]


def again(draw: Draw, array: np.ndarray) -> np.ndarray:
    return draw.b(*array.shape) if array.dtype == bool else draw.f(*array.shape)


def subsets(n: int) -> list[tuple[int, ...]]:
    """Which arrays are batched: each alone, all, and, where there are few, whatever is between."""
    sizes = range(1, n + 1) if n <= 3 else (1, n)
    return [s for k in sizes for s in itertools.combinations(range(n), k)]


def put(call: Call, values: dict[int, Any]) -> Call:
    """The call with these values in place of its arrays, by number."""
    numbers = itertools.count()

    def one(array: np.ndarray) -> Any:
        return values.get(next(numbers), array)

    return call.map(one)


Cases = list[tuple[Callable[..., Any], list[np.ndarray], Call]]


def cases(name: str) -> Cases:
    """(op of the batched arrays, these arrays with the examples in front, one call)."""
    op = BY_TYPE[name]
    f = function_of(op)
    out: Cases = []
    for calls in examples_of(op):
        arrays = [c.arrays() for c in calls]
        if any(a.shape != b.shape for of in arrays for a, b in zip(of, arrays[0], strict=True)):
            continue
        for chosen in subsets(len(arrays[0])):

            def of_one(*xs: Any, chosen: Any = chosen, call: Call = calls[0]) -> list[Any]:
                c = put(call, dict(zip(chosen, xs, strict=True)))
                return as_list(f(*c.args, **c.kwargs))

            out.append((of_one, [np.stack([a[i] for a in arrays]) for i in chosen], calls[0]))
    return out


def loop(f: Callable[..., list[Any]], xs: list[Any]) -> list[Any] | None:
    """The op for each example, stacked; None if it refuses one, or their shapes differ."""
    try:
        rows = [f(*(x[i] for x in xs)) for i in range(EXAMPLES)]
    except (tf.errors.OpError, ValueError, TypeError):
        return None
    columns = list(zip(*rows, strict=True)) if len({len(r) for r in rows}) == 1 else []
    if not columns or any(len({tuple(y.shape) for y in c}) > 1 for c in columns):
        return None
    return [tf.stack(list(c)) for c in columns]


def mapped(f: Callable[..., list[Any]], xs: list[Any]) -> list[Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out: list[Any] = tf.vectorized_map(lambda rows: f(*rows), [tf.constant(x) for x in xs])
    return out


def same(got: Any, want: Any, what: str) -> None:
    assert got.dtype == want.dtype, what
    np.testing.assert_allclose(
        got.numpy(), want.numpy(), rtol=1e-9 if got.dtype.size >= 8 else 1e-4, atol=1e-9,
        err_msg=what,
    )  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_values(name: str) -> None:
    count = 0
    for f, xs, call in cases(name):
        want = loop(f, [tf.constant(x) for x in xs])
        if want is None:
            continue
        try:
            got = mapped(f, xs)
        except TypeError as error:  # what a composite takes for an attribute
            assert BY_TYPE[name]["rung"] == "composite", error
            assert "has a value for each example" in str(error)
            continue
        count += 1
        assert len(got) == len(want)
        for g, w in zip(got, want, strict=True):
            same(g, w, str(call))
    if not count:
        pytest.skip("no sample that can be batched")


def differentiable(name: str) -> bool:
    op = BY_TYPE[name]
    return (op["has_gradient"] or op["rung"] == "composite") and "float64" in op["dtypes"]


def total(ys: list[Any]) -> Any:
    """A number that depends on all elements in different ways."""
    terms = [
        tf.reduce_sum(y * tf.cos(tf.cast(tf.reshape(tf.range(tf.size(y)), y.shape), y.dtype)))
        for y in ys
    ]
    return tf.add_n(terms) if terms else None


@pytest.mark.parametrize("name", [n for n in NAMES if differentiable(n)])
def test_gradients(name: str) -> None:
    """The gradients of each example, from a tape inside of the map, and those from one outside."""
    op = BY_TYPE[name]
    if "has no derivative" in op["doc"]:
        pytest.skip("says that it has no derivative")
    count = 0
    for f, xs, call in cases(name):
        if any(x.dtype != np.float64 for x in xs) or loop(f, [tf.constant(x) for x in xs]) is None:
            continue

        def gradients(*xs: Any, f: Any = f) -> list[Any]:
            with tf.GradientTape() as tape:
                tape.watch(list(xs))
                loss = total(visible(op, f(*xs)))
            if loss is None:
                return []
            zero = tf.UnconnectedGradients.ZERO
            return [
                tf.convert_to_tensor(g)
                for g in tape.gradient(loss, list(xs), unconnected_gradients=zero)
            ]

        def all_gradients(xs: list[Any], f: Any = f) -> list[Any]:
            with tf.GradientTape() as tape, warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tape.watch(xs)
                ys = tf.vectorized_map(lambda rows: visible(op, f(*rows)), xs)
                loss = tf.add_n([total([y[i] for y in ys]) for i in range(EXAMPLES)])
            zero = tf.UnconnectedGradients.ZERO
            return [
                tf.convert_to_tensor(g) for g in tape.gradient(loss, xs, unconnected_gradients=zero)
            ]

        want = loop(gradients, [tf.constant(x) for x in xs])
        if want is None:
            continue
        count += 1
        for got in (mapped(gradients, xs), all_gradients([tf.constant(x) for x in xs])):
            for g, w in zip(got, want, strict=True):
                same(g, w, str(call))
    if not count:
        pytest.skip("no sample that can be batched")


def visible(op: dict[str, Any], ys: list[Any]) -> list[Any]:
    """The results that can be differentiated; some are there for the gradient itself."""
    hidden = re.search(r"The last (\d+) results are\s+for\s+gradients only", op["doc"])
    ys = ys[: len(ys) - int(hidden[1])] if hidden else ys
    return [y for y in ys if y.dtype == tf.float64]
