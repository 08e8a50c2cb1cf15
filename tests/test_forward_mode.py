"""Accumulators of forward mode: what they know, what they forget, and how they nest."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
import zeal as tf

Accumulator = tf.autodiff.ForwardAccumulator


def jvp(f: Any, x: Any, t: Any) -> Any:
    with Accumulator(x, t) as acc:
        y = f(x)
    return acc.jvp(y)


def test_forward_mode() -> None:
    x, t = tf.Variable([1.0, 2.0]), tf.constant([1.0, 0.5])
    with Accumulator(x, t) as acc:
        y, z, free = tf.reduce_sum(x**3), 2 * x, tf.constant(1.0) * 3
    assert float(acc.jvp(y)) == 3 * 1 + 12 * 0.5
    np.testing.assert_array_equal(acc.jvp(z).numpy(), [2, 1])
    assert acc.jvp(free) is None
    assert acc.jvp([free, y])[0] is None
    assert float(acc.jvp(free, tf.UnconnectedGradients.ZERO)) == 0
    np.testing.assert_array_equal(acc.jvp(x).numpy(), t.numpy())


def test_forward_over_reverse_and_back() -> None:
    x, t = tf.Variable([1.0, 2.0]), tf.constant([1.0, 0.0])

    def f(x: Any) -> Any:
        return tf.reduce_sum(x**3) * x[1]

    with Accumulator(x, t) as acc:  # a Hessian-vector product
        with tf.GradientTape() as tape:
            y = f(x)
        g = tape.gradient(y, x)
    np.testing.assert_allclose(acc.jvp(g).numpy(), [6 * 2, 3])
    with tf.GradientTape() as tape:
        y = jvp(f, x, t)
    np.testing.assert_allclose(tape.gradient(y, x).numpy(), [12, 3])
    twice = jvp(lambda x: jvp(f, x, t), x, t)
    assert float(twice) == 12


def test_forward_mode_refuses() -> None:
    x = tf.Variable([1.0, 2.0])
    with pytest.raises(ValueError, match="shape"):
        Accumulator(x, tf.constant([1.0, 2.0, 3.0]))
    with pytest.raises(ValueError, match="structure"):
        Accumulator(x, [tf.constant([1.0, 2.0])])
    with pytest.raises(ValueError, match="more than once"):
        Accumulator([x, x], [tf.ones([2]), tf.ones([2])])
    with pytest.raises(TypeError, match="got float"):
        Accumulator([[1.0]], [[1.0]])
    acc = Accumulator(x, tf.constant([1.0, 0.0]))
    with acc, pytest.raises(ValueError, match="already recording"):
        acc.__enter__()


def test_products_after_the_end_nest() -> None:
    """TensorFlow's example: the outer one saw how the inner one's tangents came about."""
    x = tf.constant(1.1)
    with Accumulator(x, tf.constant(1.0)) as outer, Accumulator(x, tf.constant(1.0)) as inner:
        y = x ** tf.constant(3.5)
    first = inner.jvp(y)
    assert float(first) == pytest.approx(3.5 * 1.1**2.5)
    assert float(outer.jvp(y)) == pytest.approx(3.5 * 1.1**2.5)
    assert float(outer.jvp(first)) == pytest.approx(3.5 * 2.5 * 1.1**1.5)
    assert inner.jvp(first) is None


def test_third_derivative_by_three_kinds() -> None:
    x = tf.constant(0.5, tf.float64)
    one = tf.ones([], tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        with Accumulator(x, one) as acc:
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = tf.sin(x) * x
            slope = inner.gradient(y, x)
        second = acc.jvp(slope)
    third = tape.gradient(second, x)
    assert float(second) == pytest.approx(2 * np.cos(0.5) - 0.5 * np.sin(0.5))
    assert float(third) == pytest.approx(-3 * np.sin(0.5) - 0.5 * np.cos(0.5))


def test_a_tape_inside_sees_no_tangents() -> None:
    x = tf.constant([1.0, 2.0])
    with Accumulator(x, tf.ones([2])), tf.GradientTape() as tape:
        tape.watch(x)
        tf.exp(x) * x
    assert [node[0] for node in tf._core.tape_nodes(tape)] == ["Exp", "Multiply"]


def test_several_outputs_and_inputs() -> None:
    x, t = tf.constant([[3.0, 1.0], [1.0, 2.0]]), tf.constant([[1.0, 0.5], [0.5, -1.0]])
    with Accumulator(x, t) as acc:
        a, b = tf.split(x, 2)
        top, where = tf.math.top_k(x, 1)
        values, vectors = tf.linalg.eigh(x)
        stacked = tf.stack([x, x * x, tf.ones([2, 2])])
    np.testing.assert_array_equal(acc.jvp(b).numpy(), t.numpy()[1:])
    np.testing.assert_array_equal(acc.jvp(top).numpy(), [[1.0], [-1.0]])
    assert acc.jvp(where) is None
    v = vectors.numpy()
    np.testing.assert_allclose(acc.jvp(values).numpy(), np.diag(v.T @ t.numpy() @ v), rtol=1e-5)
    want = np.stack([t.numpy(), 2 * x.numpy() * t.numpy(), np.zeros([2, 2])])
    np.testing.assert_allclose(acc.jvp(stacked).numpy(), want)
    assert set(acc.jvp({"a": a, "w": where})) == {"a", "w"}


def test_sparse_gradients_and_what_stops() -> None:
    table, t = tf.Variable(tf.ones([4, 2])), tf.reshape(tf.range(8.0), [4, 2])
    with Accumulator(table, t) as acc:
        rows = tf.gather(table, [3, 3, 0])
        still = tf.stop_gradient(rows)
    np.testing.assert_array_equal(acc.jvp(rows).numpy(), t.numpy()[[3, 3, 0]])
    assert acc.jvp(still) is None


def test_a_variable_moves_as_what_it_was_assigned() -> None:
    v = tf.Variable(3.0)
    with Accumulator(v, tf.constant(1.0)) as acc:
        y = v * v
        v.assign(5.0)
        z = v * 2.0
    assert (float(acc.jvp(y)), float(acc.jvp(z)), float(acc.jvp(v))) == (6.0, 2.0, 1.0)


def test_written_gradients() -> None:
    @tf.custom_gradient
    def f(x: Any) -> Any:
        return tf.exp(x), lambda dy: 10.0 * dy * x

    x = tf.constant(2.0)
    with Accumulator(x, tf.constant(3.0)) as acc:
        y = f(x)
    assert float(acc.jvp(y)) == 10 * 2 * 3

    @tf.custom_gradient
    def broken(x: Any) -> Any:
        def gradient(dy: Any) -> Any:
            raise KeyError("not today")

        return tf.identity(x), gradient

    with Accumulator(x, tf.constant(3.0)) as acc:
        with pytest.raises(KeyError, match="not today"):
            broken(x)
        y = x * x
    assert float(acc.jvp(y)) == 12


def test_maps_inside_and_around() -> None:
    x, t = tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([[1.0, 0.0], [0.5, -1.0]])
    with Accumulator(x, t) as acc:
        y = tf.vectorized_map(lambda r: tf.reduce_sum(r * r), x)
    np.testing.assert_allclose(acc.jvp(y).numpy(), [2.0, 3 - 8])
    around = tf.vectorized_map(lambda a: jvp(lambda r: tf.reduce_sum(r * r), a[0], a[1]), (x, t))
    np.testing.assert_allclose(around.numpy(), [2.0, 3 - 8])


def test_tangents_of_values_that_are_gone_are_dropped() -> None:
    before = tf.config.experimental.get_memory_info("CPU:0")["current"]
    x = tf.ones([1000])
    with Accumulator(x, tf.ones([1000])) as acc:
        y = x
        for _ in range(2000):
            y = tf.sin(y) + x
        held = tf.config.experimental.get_memory_info("CPU:0")["current"] - before
    assert held < 300 * 4000
    assert acc.jvp(y) is not None


def test_each_thread_has_its_own() -> None:
    x, got = tf.constant(2.0), []
    with Accumulator(x, tf.constant(1.0)) as acc:
        other = threading.Thread(target=lambda: got.append(x * x))
        other.start()
        other.join()
        y = x * x
    assert acc.jvp(got[0]) is None
    assert float(acc.jvp(y)) == 4


def quartic(x: Any, y: Any) -> Any:
    return tf.reduce_sum(x**4) * tf.reduce_sum(y) + tf.reduce_sum(tf.sin(y))


def test_hessians_and_their_products() -> None:
    x, y = tf.constant([1.0, 2.0], tf.float64), tf.Variable([[0.5, 1.5]], dtype=tf.float64)
    hx, hy = tf.autodiff.hessians(quartic, [x, y])
    np.testing.assert_allclose(hx.numpy(), np.diag([12 * 2.0, 48 * 2.0]))
    np.testing.assert_allclose(hy.numpy()[0, :, 0], np.diag(-np.sin([0.5, 1.5])), atol=1e-15)
    v, w = np.array([0.5, -1.0]), np.array([[2.0, 1.0]])
    px, py = tf.autodiff.hessian_vector_product(quartic, [x, y], [v, w])
    # The mixed derivative by x[i] and y[j] is 4 x[i]^3.
    np.testing.assert_allclose(px.numpy(), [24 * 0.5 + 4 * 3, -96 + 32 * 3])
    mixed = 4 * 0.5 - 32.0
    np.testing.assert_allclose(py.numpy(), -np.sin([[0.5, 1.5]]) * w + mixed)
    one = tf.autodiff.hessians(lambda a: tf.reduce_sum(a * a), [1.0, 2.0][0])
    assert (one.shape, float(one)) == ((), 2.0)
    np.testing.assert_array_equal(tf.autodiff.hessians(tf.identity, x).numpy(), np.zeros([2, 2]))
    with pytest.raises(ValueError, match="shape"):
        tf.autodiff.hessian_vector_product(tf.reduce_sum, x, tf.ones([3], tf.float64))
