"""First and second derivatives of every op against finite differences along a random direction."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import zeal as tf
from table import BY_TYPE, TABLE, Call, calls_of, function_of

# What a docstring says of an op that cannot be compared with differences, and why; a sentence about
# complex tensors is about those only.
NO_FIRST = "has no derivative|straight-through|up to phases"
NO_SECOND = "has no (second )?derivative|straight-through|up to phases"
DOUBLE = (np.float64, np.complex128)


def differentiable(dtype: str) -> list[str]:
    """The ops to differentiate in a dtype; float32 only where nothing is more precise."""
    return [
        op["type"]
        for op in TABLE
        if op["cpu"]
        and (op["has_gradient"] or op["rung"] == "composite")
        and dtype in op["dtypes"]
        and (dtype != "float32" or not {"float64", "complex128"} & set(op["dtypes"]))
    ]


CASES = [(n, d) for d in ("float64", "complex128", "float32") for n in differentiable(d)]


def symmetric(op: dict[str, Any]) -> bool:
    """Is the gradient stated for inputs that stay symmetric, as TensorFlow states some?"""
    return "gradient is that of symmetric changes" in op["doc"]


def excused(name: str, dtype: str, why: str) -> bool:
    """Does the docstring say why the op cannot be compared with differences in a dtype?"""
    sentences = re.split(r"\.\s", BY_TYPE[name]["doc"])
    return any(
        re.search(why, s) and ("complex" not in s or dtype.startswith("complex")) for s in sentences
    )


def as_list(x: Any) -> list[Any]:
    return list(x) if isinstance(x, (list, tuple)) else [x]


def results(op: dict[str, Any], call: Call) -> list[Any]:
    """The outputs that can be differentiated; some are there for the gradient itself."""
    hidden = re.search(r"The last (\d+) results are\s+for\s+gradients only", op["doc"])
    ys = as_list(function_of(op)(*call.args, **call.kwargs))
    ys = ys[: len(ys) - int(hidden[1])] if hidden else ys
    ys = [y for y in ys if isinstance(y, tf.Tensor)]
    return [y for y in ys if y.dtype.name in ("float32", "float64", "complex64", "complex128")]


def floating(call: Call) -> Callable[[np.ndarray], bool]:
    """Which arrays to differentiate by: those of double precision, if there are any."""
    double = any(a.dtype in DOUBLE for a in call.arrays())
    return lambda a: a.dtype in (DOUBLE if double else (np.float32,))


def float_arrays(call: Call) -> list[np.ndarray]:
    return [a for a in call.arrays() if floating(call)(a)]


def with_arrays(call: Call, arrays: list[Any]) -> Call:
    rest, mine = iter(arrays), floating(call)
    return call.map(lambda a: next(rest) if mine(a) else a)


def inner(x: Any, w: np.ndarray) -> Any:
    """The inner product as float64: of complex numbers, that of pairs of real ones."""
    if x.dtype.is_complex:
        return tf.cast(tf.reduce_sum(tf.math.real(x * tf.constant(w.conj(), x.dtype))), tf.float64)
    return tf.cast(tf.reduce_sum(x * tf.constant(w.real, x.dtype)), tf.float64)


def squares(y: Any) -> Any:
    """Half the sum of squares, as float64."""
    y = tf.cast(y, tf.complex128 if y.dtype.is_complex else tf.float64)
    parts = [tf.math.real(y), tf.math.imag(y)] if y.dtype.is_complex else [y]
    return tf.add_n([tf.reduce_sum(p * p) for p in parts]) / 2


def drawn(rng: np.random.Generator, shape: Any, is_complex: bool) -> np.ndarray:
    x = rng.standard_normal(shape)
    return np.asarray(x + 1j * rng.standard_normal(shape) if is_complex else x)


@dataclass
class Case:
    """A call as a scalar function of its float arrays, and two directions to walk in."""

    op: dict[str, Any]
    call: Call
    xs: list[np.ndarray]
    ds: list[np.ndarray]
    es: list[np.ndarray]
    weights: list[np.ndarray]
    coarse: bool  # are there only some 7 digits to see?

    def f(self, *xs: Any) -> Any:
        ys = results(self.op, with_arrays(self.call, list(xs)))
        # Squares, so that second derivatives go through what flows back into the call, too.
        return tf.add_n(
            [inner(y, w) + 0.05 * squares(y) for y, w in zip(ys, self.weights, strict=True)]
        )

    def slope(self, *xs: Any) -> Any:
        return gradient(self.f, list(xs), self.ds)


def gradient(f: Callable[..., Any], xs: list[Any], ds: list[np.ndarray]) -> Any:
    """The derivative along the direction, by the tape."""
    with tf.GradientTape() as tape:
        tape.watch(xs)
        y = f(*xs)
    grads = tape.gradient(y, xs, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    return tf.add_n([inner(tf.convert_to_tensor(g), d) for g, d in zip(grads, ds, strict=True)])


def close(
    case: Case, got: float, f: Callable[..., Any], ds: list[np.ndarray], rel: float
) -> tuple[bool, str]:
    """Does a derivative agree with differences? With small steps, too, where a kink is near."""

    def at(t: float) -> float:
        moved = [x + t * d for x, d in zip(case.xs, ds, strict=True)]
        return float(
            f(*[tf.constant(m.astype(x.dtype)) for m, x in zip(moved, case.xs, strict=True)])
        )

    def over(h: float) -> float:
        return (at(h) - at(-h)) / (2 * h)

    h = 1e-2 if case.coarse else 1e-5
    wide = (4 * over(h) - over(2 * h)) / 3
    text = f"{got}, by differences {wide}"
    if case.coarse:
        return got == pytest.approx(wide, rel=5e-3, abs=2e-3), text
    return got == pytest.approx(wide, rel=rel, abs=rel / 10) or got == pytest.approx(
        over(1e-6), rel=1e-4, abs=1e-4
    ), text


def directions(op: dict[str, Any], call: Call, rng: np.random.Generator) -> list[np.ndarray]:
    """One for each float array; zero for those that, the docstring says, no gradient flows into."""
    still = set(re.findall(r"No gradient flows into `(\w+)`", op["doc"]))
    names = [p["name"] for p in op["params"]]
    given = [*zip(names, call.args, strict=False), *call.kwargs.items()]
    mine = floating(call)
    frozen = [n in still for n, x in given if isinstance(x, np.ndarray) and mine(x)]
    xs = float_arrays(call)
    if not still:
        frozen = [False] * len(xs)
    ds = [
        drawn(rng, x.shape, np.iscomplexobj(x)) * (not f) for x, f in zip(xs, frozen, strict=True)
    ]
    return [d + np.conj(np.swapaxes(d, -1, -2)) for d in ds] if symmetric(op) else ds


def prepared(name: str, dtype: str) -> list[Case]:
    op = BY_TYPE[name]
    rng = np.random.default_rng(1)
    out = []
    for call in calls_of(op, dtype):
        xs = float_arrays(call)
        if not xs or sum(x.size for x in xs) == 0 or max(x.size for x in xs) > 200:
            continue
        ys = results(op, call)
        if not ys:
            continue
        narrow = [*(y.dtype.name for y in ys), *(x.dtype.name for x in xs)]
        coarse = any(n not in ("float64", "complex128") for n in narrow)
        weights = [drawn(rng, y.shape, y.dtype.is_complex) for y in ys]
        ds, es = directions(op, call, rng), directions(op, call, np.random.default_rng(2))
        out.append(Case(op, call, xs, ds, es, weights, coarse))
    return out


def cases_of(name: str, dtype: str, why_not: str) -> list[Case]:
    """What to differentiate; skips an op whose docstring says that it cannot be."""
    if excused(name, dtype, why_not):
        pytest.skip("its docstring says why its derivative cannot be compared")
    cases = prepared(name, dtype)
    if not cases:
        pytest.skip("no floating result by a floating input")
    return cases


@pytest.mark.parametrize(("name", "dtype"), CASES)
def test_first_derivative(name: str, dtype: str) -> None:
    for case in cases_of(name, dtype, NO_FIRST):
        got = float(gradient(case.f, [tf.constant(x) for x in case.xs], case.ds))
        fits, text = close(case, got, case.f, case.ds, 2e-5)
        assert fits, text


@pytest.mark.parametrize(("name", "dtype"), CASES)
def test_second_derivative(name: str, dtype: str) -> None:
    for case in cases_of(name, dtype, NO_SECOND):
        got = float(gradient(case.slope, [tf.constant(x) for x in case.xs], case.es))
        fits, text = close(case, got, case.slope, case.es, 1e-4)
        assert fits, text


def test_every_gradient_is_tested() -> None:
    """A record with a gradient has samples to be called with, or is the gradient of one that has,
    or says why it cannot be tested."""
    tested = set()
    for name, dtype in CASES:
        for case in [] if excused(name, dtype, NO_SECOND) else prepared(name, dtype):
            with tf.GradientTape() as tape:
                xs = [tf.constant(x) for x in case.xs]
                tape.watch(xs)
                gradient(case.slope, xs, case.es)
            tested |= {name, *(node[0] for node in tf._core.tape_nodes(tape))}
    missing = [
        op["type"]
        for op in TABLE
        if op["cpu"] and op["has_gradient"] and op["type"] not in tested
        if not re.search(NO_SECOND, op["doc"])
    ]
    assert missing == []
