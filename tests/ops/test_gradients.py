"""First and second derivatives of every op against finite differences along a random direction."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import zeal as tf
from table import BY_TYPE, TABLE, Call, calls_of, function_of

DIFFERENTIABLE = [
    op["type"]
    for op in TABLE
    if op["cpu"] and (op["has_gradient"] or op["rung"] == "composite") and "float64" in op["dtypes"]
]


def symmetric(op: dict[str, Any]) -> bool:
    """Is the gradient stated for inputs that stay symmetric, as TensorFlow states some?"""
    return "gradient is that of symmetric changes" in op["doc"]


def as_list(x: Any) -> list[Any]:
    return list(x) if isinstance(x, (list, tuple)) else [x]


def results(op: dict[str, Any], call: Call) -> list[Any]:
    """The outputs that can be differentiated; some are there for the gradient itself."""
    hidden = re.search(r"The last (\d+) results are\s+for\s+gradients only", op["doc"])
    ys = as_list(function_of(op)(*call.args, **call.kwargs))
    ys = ys[: len(ys) - int(hidden[1])] if hidden else ys
    return [y for y in ys if isinstance(y, tf.Tensor) and y.dtype == tf.float64]


def float_arrays(call: Call) -> list[np.ndarray]:
    return [a for a in call.arrays() if a.dtype == np.float64]


def with_arrays(call: Call, arrays: list[Any]) -> Call:
    rest = iter(arrays)
    return call.map(lambda a: next(rest) if a.dtype == np.float64 else a)


def weighted(op: dict[str, Any], call: Call, weights: list[np.ndarray]) -> Callable[..., Any]:
    """The call as a scalar function of its float arrays."""

    def f(*xs: Any) -> Any:
        c = with_arrays(call, list(xs))
        ys = results(op, c)
        return tf.add_n([tf.reduce_sum(y * w) for y, w in zip(ys, weights, strict=True)])

    return f


def directional(f: Callable[..., Any], xs: list[np.ndarray], ds: list[np.ndarray]) -> float:
    """df/dt along the direction, by a five-point difference."""
    h = 1e-5  # small, so that few elements cross a kink

    def at(t: float) -> float:
        return float(f(*[tf.constant(x + t * d) for x, d in zip(xs, ds, strict=True)]))

    return (at(-2 * h) - 8 * at(-h) + 8 * at(h) - at(2 * h)) / (12 * h)


def close(
    got: float, f: Callable[..., Any], xs: list[np.ndarray], ds: list[np.ndarray], rel: float
) -> bool:
    """Does a derivative agree with differences? With small steps, too, where a kink is near."""
    wide, narrow = directional(f, xs, ds), simple_difference(f, xs, ds)
    return got == pytest.approx(wide, rel=rel, abs=rel / 10) or got == pytest.approx(
        narrow, rel=1e-4, abs=1e-4
    )


def simple_difference(f: Callable[..., Any], xs: list[np.ndarray], ds: list[np.ndarray]) -> float:
    """df/dt along the direction over a step that seldom crosses a kink."""
    h = 1e-6
    a, b = (
        float(f(*[tf.constant(x + t * d) for x, d in zip(xs, ds, strict=True)])) for t in (-h, h)
    )
    return (b - a) / (2 * h)


def gradient(f: Callable[..., Any], xs: list[Any], ds: list[np.ndarray]) -> Any:
    """The derivative along the direction, by the tape."""
    with tf.GradientTape() as tape:
        tape.watch(xs)
        y = f(*xs)
    grads = tape.gradient(y, xs, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return tf.add_n(
        [tf.reduce_sum(tf.convert_to_tensor(g) * d) for g, d in zip(grads, ds, strict=True)]
    )


def directions(op: dict[str, Any], call: Call, rng: np.random.Generator) -> list[np.ndarray]:
    """One for each float array; zero for those that, the docstring says, no gradient flows into."""
    still = set(re.findall(r"No gradient flows into `(\w+)`", op["doc"]))
    names = [p["name"] for p in op["params"]]
    given = [*zip(names, call.args, strict=False), *call.kwargs.items()]
    frozen = [n in still for n, x in given if isinstance(x, np.ndarray) and x.dtype == np.float64]
    xs = float_arrays(call)
    if not still:
        frozen = [False] * len(xs)
    ds = [rng.standard_normal(x.shape) * (not f) for x, f in zip(xs, frozen, strict=True)]
    return [d + np.swapaxes(d, -1, -2) for d in ds] if symmetric(op) else ds


def prepared(name: str) -> list[tuple[Callable[..., Any], list[np.ndarray], list[np.ndarray]]]:
    op = BY_TYPE[name]
    rng = np.random.default_rng(1)
    out = []
    for call in calls_of(op, "float64"):
        xs = float_arrays(call)
        if not xs or sum(x.size for x in xs) == 0 or max(x.size for x in xs) > 200:
            continue
        ys = results(op, call)
        if not ys:
            continue
        weights = [rng.standard_normal(y.shape) for y in ys]
        out.append((weighted(op, call, weights), xs, directions(op, call, rng)))
    return out


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_first_derivative(name: str) -> None:
    if "has no derivative" in BY_TYPE[name]["doc"]:
        pytest.skip("says that it has no derivative")
    calls = prepared(name)
    if not calls:
        pytest.skip("no floating result by a floating input")
    for f, xs, ds in calls:
        got = float(gradient(f, [tf.constant(x) for x in xs], ds))
        assert close(got, f, xs, ds, 2e-5), f"{got}, by differences {directional(f, xs, ds)}"


@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_second_derivative(name: str) -> None:
    if re.search("has no (second )?derivative", BY_TYPE[name]["doc"]):
        pytest.skip("says that it has no second derivative")
    calls = prepared(name)
    if not calls:
        pytest.skip("no floating result by a floating input")
    for f, xs, ds in calls:
        rng = np.random.default_rng(2)
        es = [rng.standard_normal(x.shape) * (d != 0) for x, d in zip(xs, ds, strict=True)]
        if symmetric(BY_TYPE[name]):
            es = [e + np.swapaxes(e, -1, -2) for e in es]

        def slope(*ts: Any, f: Any = f, ds: Any = ds) -> Any:
            return gradient(f, list(ts), ds)

        got = float(gradient(slope, [tf.constant(x) for x in xs], es))
        assert close(got, slope, xs, es, 1e-4), (
            f"{got}, by differences {directional(slope, xs, es)}"
        )
