"""The fused optimizer steps, on variables, against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
import zeal as tf


def test_gradient_descent() -> None:
    v = tf.Variable([1.0, 2.0])
    before = v.read_value()
    tf.raw_ops.ResourceApplyGradientDescent(var=v, alpha=0.5, delta=tf.constant([1.0, -1.0]))
    np.testing.assert_allclose(v.numpy(), [0.5, 2.5])
    np.testing.assert_array_equal(before.numpy(), [1.0, 2.0])  # tensors do not change


def test_momentum() -> None:
    v, a = tf.Variable([1.0, 2.0]), tf.Variable([0.5, 0.0])
    tf.raw_ops.ResourceApplyMomentum(var=v, accum=a, lr=0.1, grad=[1.0, 2.0], momentum=0.9)
    np.testing.assert_allclose(a.numpy(), [1.45, 2.0])
    np.testing.assert_allclose(v.numpy(), [0.855, 1.8], rtol=1e-6)


def test_sparse_gradient() -> None:
    v = tf.Variable([[1.0], [2.0], [3.0]])
    rows = tf.IndexedSlices([[1.0], [1.0]], tf.constant([2, 2]), [3, 1])
    tf.raw_ops.ResourceApplyGradientDescent(var=v, alpha=1.0, delta=rows)
    np.testing.assert_allclose(v.numpy(), [[1.0], [2.0], [1.0]])


def test_sparse_steps_are_the_dense_ones() -> None:
    """On rows that repeat, and on rows that have no gradient but a past."""
    rng = np.random.default_rng(0)
    start = rng.normal(size=(40, 30)).astype(np.float32)
    sparse, dense = ([tf.Variable(abs(start)) for _ in range(3)] for _ in range(2))
    for step in range(1, 4):
        where = tf.constant(rng.integers(0, 40, 25))
        rows = tf.constant(rng.normal(size=(25, 30)), tf.float32)
        slices = tf.IndexedSlices(rows, where, [40, 30])
        for vs, grad in ((sparse, slices), (dense, tf.convert_to_tensor(slices))):
            tf.raw_ops.ResourceApplyAdam(
                var=vs[0], m=vs[1], v=vs[2], beta1_power=0.9**step, beta2_power=0.99**step, lr=0.1,
                beta1=0.9, beta2=0.99, epsilon=1e-7, grad=grad,
            )  # fmt: skip
            tf.raw_ops.ResourceApplyMomentum(
                var=vs[1], accum=vs[2], lr=0.1, grad=grad, momentum=0.9, use_nesterov=True
            )
            tf.raw_ops.ResourceApplyGradientDescent(var=vs[2], alpha=0.1, delta=grad)
            vs[2].assign(abs(vs[2]))
    for a, b in zip(sparse, dense, strict=True):
        np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=2e-5, atol=1e-6)


def test_a_bad_row_changes_nothing() -> None:
    v, seen = tf.Variable([[1.0], [2.0]]), tf.Variable([[1.0], [2.0]])
    kept = seen.read_value()
    for var in (v, seen):
        with pytest.raises(
            tf.errors.InvalidArgumentError, match=r"indices\[1\] = 2 is out of range"
        ):
            tf.raw_ops.ResourceApplyGradientDescent(
                var=var, alpha=1.0, delta=tf.IndexedSlices([[1.0], [1.0]], [0, 2], [2, 1])
            )
        np.testing.assert_array_equal(var.numpy(), [[1.0], [2.0]])
    np.testing.assert_array_equal(kept.numpy(), [[1.0], [2.0]])


def test_shapes_must_fit() -> None:
    v = tf.Variable([1.0, 2.0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="variable 'Variable'"):
        tf.raw_ops.ResourceApplyGradientDescent(var=v, alpha=1.0, delta=tf.zeros([3]))
    np.testing.assert_array_equal(v.numpy(), [1.0, 2.0])
