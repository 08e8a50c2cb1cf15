"""Jacobians, forward mode and vectorized_map."""

from __future__ import annotations

import numpy as np
import pytest
import zeal as tf


def test_jacobian() -> None:
    x, w = tf.Variable([1.0, 2.0]), tf.constant([[1.0, 2], [3, 4], [5, 6]])
    with tf.GradientTape() as tape:
        tape.watch(w)
        y = tf.linalg.matvec(w, x)
    dx, dw, none = tape.jacobian(y, [x, w, tf.Variable(1.0)])
    np.testing.assert_array_equal(dx.numpy(), w.numpy())
    want = np.zeros([3, 3, 2])
    for i in range(3):
        want[i, i] = [1, 2]
    np.testing.assert_array_equal(dw.numpy(), want)
    assert none is None


def test_jacobian_counts_as_one_gradient() -> None:
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = x * x
        assert tape.jacobian(y, x).shape == [2, 2]
    for call in (tape.gradient, tape.jacobian):
        with pytest.raises(RuntimeError, match="one set of gradients"):
            call(y, x)
    with tf.GradientTape() as tape:
        y = x * x
    with pytest.raises(RuntimeError, match="persistent=True"):
        tape.jacobian(y, x, experimental_use_pfor=False)
    with tf.GradientTape(persistent=True) as tape:
        y = x * x
    first, second = (tape.jacobian(y, x, experimental_use_pfor=p).numpy() for p in (True, False))
    np.testing.assert_array_equal(first, second)


def test_jacobians_corners() -> None:
    x = tf.Variable([[1.0, 2.0]])
    with tf.GradientTape(persistent=True) as tape:
        rows = tf.gather(x, [0, 0])
        none, scalar = tf.zeros([0]) * x[0, 0], tf.reduce_sum(x)
    assert tape.jacobian(rows, x).shape == [2, 2, 1, 2]
    assert tape.jacobian(none, x).shape == [0, 1, 2]
    np.testing.assert_array_equal(tape.jacobian(scalar, x).numpy(), [[1, 1]])
    zero = tape.jacobian(scalar, tf.Variable([1.0]), tf.UnconnectedGradients.ZERO)
    np.testing.assert_array_equal(zero.numpy(), [0])


def test_hessian_by_nesting() -> None:
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as outer:
        with tf.GradientTape() as tape:
            y = x[0] ** 2 * x[1]
        g = tape.gradient(y, x)
    np.testing.assert_allclose(outer.jacobian(g, x).numpy(), [[4, 2], [2, 0]])


def test_batch_jacobian() -> None:
    x = tf.constant([[1.0, 2], [3, 4], [5, 6]])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.stack([x[:, 0] * x[:, 1], x[:, 0] ** 2, x[:, 1]], axis=1)
        wrong, vector = x[:2], x[:, 0]
    got = tape.batch_jacobian(y, x)
    whole = tape.jacobian(y, x).numpy()
    np.testing.assert_array_equal(got.numpy(), whole[range(3), :, range(3)])
    with pytest.raises(ValueError, match="first dimension"):
        tape.batch_jacobian(wrong, x)
    with pytest.raises(ValueError, match="rank at least 2"):
        tape.batch_jacobian(vector, x)
    nothing = tape.batch_jacobian(tf.ones([3, 1]), x)
    np.testing.assert_array_equal(nothing.numpy(), np.zeros([3, 1, 2]))


def test_vectorized_map() -> None:
    x = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    out = tf.vectorized_map(lambda r: {"s": tf.reduce_sum(r[0]) * r[1]}, (x, tf.constant([2.0])))
    assert out["s"].numpy().tolist() == [6, 14]
    with pytest.raises(ValueError, match="scalar"):
        tf.vectorized_map(lambda a: a, tf.constant(1.0))
