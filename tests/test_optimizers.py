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


def test_shapes_must_fit() -> None:
    v = tf.Variable([1.0, 2.0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="variable 'Variable'"):
        tf.raw_ops.ResourceApplyGradientDescent(var=v, alpha=1.0, delta=tf.zeros([3]))
    np.testing.assert_array_equal(v.numpy(), [1.0, 2.0])
