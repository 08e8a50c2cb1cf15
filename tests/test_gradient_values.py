"""Gradients through control flow, of complex numbers, of nothing: TensorFlow 2.21's values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import zeal as tf

c = tf.constant
Z = np.array([1 + 2j, 3 - 1j], np.complex64)


def gradient(f: Callable[..., Any], *values: Any) -> list[Any]:
    xs = [v if isinstance(v, tf.Tensor) else c(v) for v in values]
    with tf.GradientTape() as tape:
        tape.watch(xs)
        y = f(*xs)
    return tape.gradient(y, xs)


def power(x: Any) -> Any:
    return tf.while_loop(lambda i, a: i < 4, lambda i, a: (i + 1, a * x), [c(0), c(1.0)])[1]


def written(x: Any) -> Any:
    """x, x^2 and x^3 by way of a TensorArray that grows in a loop."""
    array = tf.TensorArray(tf.float32, size=0, dynamic_size=True)
    return tf.while_loop(
        lambda i, a, t: i < 3, lambda i, a, t: (i + 1, a * x, t.write(i, a)), [c(0), x, array]
    )[2].stack()


V = [2.0, 3.0, 4.0]
FLOW: list[tuple[Any, list[Any], list[Any]]] = [
    (power, [3.0], [108]),
    (lambda x: tf.while_loop(lambda a: True, lambda a: [a * x], [c(1.0)], maximum_iterations=3)[0],
     [2.0], [12]),
    (lambda x: tf.while_loop(lambda a: tf.reduce_sum(a) < 100.0, lambda a: (a * x,),
                             [c([1.0, 2.0])])[0], [2.0], [576]),
    (lambda x: tf.while_loop(lambda d: d["i"] < 3, lambda d: ({"i": d["i"] + 1, "a": d["a"] * x},),
                             [{"i": c(0), "a": c(1.0)}])[0]["a"], [2.0], [12]),
    (written, [2.0], [17]),
    (lambda x: tf.cond(x > 2.0, lambda: x * x, lambda: -x), [3.0], [6]),
    (lambda x: tf.cond(x > 2.0, lambda: x * x, lambda: -x), [1.0], [-1]),
    (lambda x: tf.case([(x < 1.0, lambda: x), (x < 5.0, lambda: x**3)], lambda: x * 0.0),
     [3.0], [27]),
    (lambda x: tf.switch_case(c(1), [lambda: x, lambda: x * x, lambda: x * 5.0]), [3.0], [6]),
    (lambda x: tf.map_fn(lambda e: e * e, x), [V], [[4, 6, 8]]),
    (lambda x, y: tf.map_fn(lambda e: e[0] * e[1], (x, y), fn_output_signature=tf.float32),
     [V, [5.0, 6.0, 7.0]], [[5, 6, 7], V]),
    (lambda x: tf.map_fn(lambda e: (e * e, e), x, fn_output_signature=(tf.float32, tf.float32)),
     [V], [[5, 7, 9]]),
    (lambda x: tf.scan(lambda a, e: a * e, x), [V], [[16, 10, 6]]),
    (lambda x, i: tf.scan(lambda a, e: a * e, x, initializer=i), [V, 5.0], [[80, 50, 30], 32]),
    (lambda x: tf.scan(lambda a, e: a * e, x, reverse=True), [V], [[12, 12, 10]]),
    (lambda x: tf.scan(lambda a, e: (a[0] * e, a[1] + a[0]), x, initializer=(c(1.0), c(0.0)))[1],
     [V], [[5, 2, 0]]),
    (lambda x: tf.foldl(lambda a, e: a * e, x), [V], [[12, 8, 6]]),
    (lambda x: tf.foldr(lambda a, e: a / e, x), [V], [[-1 / 3, -2 / 9, 1 / 6]]),
    (lambda x, i: tf.foldl(lambda a, e: a * e + 1.0, x, initializer=i), [V, 2.0],
     [[24, 20, 16], 24]),
    (lambda x: tf.stop_gradient(x * x) * x, [3.0], [9]),
    (lambda x: tf.vectorized_map(lambda e: e * e, x), [V], [[4, 6, 8]]),
]  # fmt: skip


@pytest.mark.parametrize(("f", "values", "want"), FLOW)
def test_control_flow(f: Any, values: list[Any], want: list[Any]) -> None:
    for got, w in zip(gradient(f, *values), want, strict=True):
        assert got.numpy() == pytest.approx(np.array(w), rel=1e-5)


def test_second_order_through_a_loop() -> None:
    got = gradient(lambda x: gradient(power, x)[0], 3.0)
    assert got[0].numpy() == 108


def test_init_scope_records_nothing() -> None:
    x = c(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        with tf.init_scope():
            y = x * x
        z = x * 5.0
    assert tape.gradient([y, z], x).numpy() == 5


# ---- Complex numbers ----

# What a function's gradient is, and that of the gradient.
COMPLEX: list[tuple[str, Any, list[complex], list[complex] | None]] = [
    ("abs", tf.abs, [0.44721 + 0.89443j, 0.94868 - 0.31623j],
     [0.35777 - 0.17889j, 0.03162 + 0.09487j]),
    ("square", lambda z: z * z, [2 - 4j, 6 + 2j], [2, 2]),
    ("real", tf.math.real, [1, 1], None),
    ("imag", tf.math.imag, [1j, 1j], None),
    ("angle", tf.math.angle, [-0.4 + 0.2j, 0.1 + 0.3j], [0.16 + 0.12j, -0.06 - 0.08j]),
    ("inverse", lambda z: 1.0 / z, [0.12 - 0.16j, -0.08 + 0.06j],
     [-0.176 - 0.032j, 0.036 - 0.052j]),
    ("cube", lambda z: z**3, [-9 - 12j, 24 + 18j], [6 - 12j, 18 + 6j]),
    ("power", lambda z: z ** c(1.5 + 0.5j, tf.complex64), [0.39273 - 1.30127j, 2.44649 - 2.21831j],
     [0.24795 - 0.35111j, -0.19901 - 0.71113j]),
    ("sqrt", tf.sqrt, [0.28443 + 0.17579j, 0.27754 - 0.04504j],
     [0.00671 - 0.07447j, -0.03938 + 0.02063j]),
    ("tanh", tf.tanh, [-0.30200 - 0.56810j, -0.00409 - 0.00905j],
     [0.42809 + 1.47270j, 0.00812 + 0.01818j]),
    ("sigmoid", tf.sigmoid, [0.14089 + 0.42072j, 0.02861 - 0.03746j],
     [-0.48639 - 0.32506j, -0.02999 + 0.03310j]),
    ("quotient", lambda z: z / (z + 1.0), [0.125j, 0.0519 - 0.02768j],
     [0.0625 - 0.0625j, -0.02117 + 0.01913j]),
    ("product", lambda z: z[None, :] @ z[:, None], [2 - 4j, 6 + 2j], [2, 2]),
    ("where", lambda z: tf.where([True, False], z, z * 2.0), [1, 2], None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "f", "first", "second"), COMPLEX)
def test_complex(name: str, f: Any, first: Any, second: Any) -> None:
    assert gradient(f, Z)[0].numpy() == pytest.approx(np.array(first), abs=1e-4)
    got = gradient(lambda z: gradient(f, z)[0], Z)[0]
    assert (got is None) == (second is None)
    if second is not None:
        assert got.numpy() == pytest.approx(np.array(second), abs=1e-4)


def test_complex_from_real() -> None:
    got = gradient(lambda a, b: tf.abs(tf.complex(a, b)), 3.0, 4.0)
    assert [g.numpy() for g in got] == pytest.approx([0.6, 0.8])
    got = gradient(lambda a: tf.cast(a, tf.complex64) * c(2 + 3j, tf.complex64), 3.0)
    assert got[0].numpy() == 2 and got[0].dtype == tf.float32
    with tf.GradientTape() as tape:
        z = c(Z)
        tape.watch(z)
        y = z * z
    assert tape.gradient(y, z, output_gradients=c(Z)).numpy().tolist() == [10, 20]


# ---- Nothing, integers, what is no tensor ----


def test_unconnected_and_integers() -> None:
    x, v = c(3.0), tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        whole = tf.cast(x, tf.int32)
        between = tf.cast(whole, tf.float32) * x
        square, above = x * x, x > 2.0
    assert tape.gradient(whole, x) is None and tape.gradient(above, x) is None
    assert tape.gradient(between, x).numpy() == 3
    assert tape.gradient([square, whole], x).numpy() == 6
    assert tape.gradient(square, v) is None
    zero = tape.gradient(square, [v, c(2)], unconnected_gradients=tf.UnconnectedGradients.ZERO)
    assert [z.numpy() for z in zero] == [0, 0] and zero[1].dtype == tf.int32
    assert [g.numpy() for g in tape.gradient(square, [x, x])] == [6, 6]
    assert tape.gradient([square, square], x).numpy() == 12
    assert tape.gradient(square, []) == []


def test_a_target_that_is_a_source() -> None:
    x, v = c([3.0, 4.0]), tf.Variable(3.0)
    with tf.GradientTape(persistent=True) as tape:
        y = v * v
    assert tape.gradient(x, x).numpy().tolist() == [1, 1]  # nobody watched it
    assert tape.gradient(x, x, output_gradients=c([1.0, 2.0])).numpy().tolist() == [1, 2]
    assert tape.gradient([y, v], v).numpy() == 7
    unread = tf.Variable(1.0, trainable=False)
    assert tape.gradient(unread, unread).numpy() == 1


@pytest.mark.parametrize("target", [None, [None], 5.0, "y"])
def test_targets_must_be_tensors(target: Any) -> None:
    with tf.GradientTape() as tape:
        pass
    with pytest.raises(TypeError, match="target"):
        tape.gradient(target, c(1.0))


@pytest.mark.parametrize("source", [None, [None], 5.0, "x"])
def test_sources_must_be_tensors(source: Any) -> None:
    with tf.GradientTape() as tape:
        pass
    with pytest.raises(TypeError, match="sources"):
        tape.gradient(c(1.0), source)


def test_what_cannot_be_watched() -> None:
    with tf.GradientTape() as tape:
        for bad in (3.0, np.ones(2)):
            kind = type(bad).__name__
            with pytest.raises(ValueError, match=f"Passed in object .*of type '.*{kind}'"):
                tape.watch(bad)
    with pytest.raises(ValueError, match="not recording"), tape.stop_recording():
        pass


def test_watched_variables_come_as_they_were_made() -> None:
    a, b = tf.Variable(1.0), tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = b * a * b
    tape.gradient(y, a)
    assert [v is w for v, w in zip(tape.watched_variables(), [a, b], strict=True)] == [True, True]
