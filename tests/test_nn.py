"""Neural network ops against values that TensorFlow 2.21 gives on a CPU, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import zeal as tf


def wave(f: Callable[[Any], Any], *shape: int) -> Any:
    return tf.constant(f(np.arange(np.prod(shape))).reshape(shape), tf.float32)


def close(got: Any, want: Any, rtol: float = 1e-5) -> None:
    np.testing.assert_allclose(got.numpy(), want, rtol=rtol, atol=1e-6)


# ---- batch normalisation ---------------------------------------------------------------------

ROWS = [-0.34158111, 0.55280626, 1.44719374, 2.34158111]


def test_fused_batch_norm_of_the_batch() -> None:
    x = tf.reshape(tf.range(12.0), [1, 2, 2, 3])
    one = tf.ones([3])
    y, mean, variance = tf.compat.v1.nn.fused_batch_norm(x, one, one)
    close(tf.reshape(y, [4, 3]), np.repeat(np.array(ROWS)[:, None], 3, 1))
    close(mean, [4.5, 5.5, 6.5])
    close(variance, [15, 15, 15])
    y, mean, variance = tf.compat.v1.nn.fused_batch_norm(
        x, one, one, one, one, exponential_avg_factor=0.25
    )
    close(tf.reshape(y, [4, 3])[:, 0], ROWS)
    close(mean, [1.875, 2.125, 2.375])
    close(variance, [4.5, 4.5, 4.5])


def test_fused_batch_norm_with_given_statistics() -> None:
    x = tf.reshape(tf.range(12.0), [1, 2, 2, 3])
    one = tf.ones([3])
    y, mean, _ = tf.compat.v1.nn.fused_batch_norm(x, one, one, one, one, is_training=False)
    close(tf.reshape(y, [-1]), (np.arange(12) - 1) / np.sqrt(1.001) + 1)
    close(mean, [1, 1, 1])
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.compat.v1.nn.fused_batch_norm(x, one, one, is_training=False)


def test_fused_batch_norm_without_channels() -> None:
    zero = tf.zeros([0])
    y, *_ = tf.compat.v1.nn.fused_batch_norm(
        tf.zeros([1, 1, 1, 0]), zero, zero, zero, zero, is_training=False
    )
    assert y.shape == [1, 1, 1, 0]


def test_fused_batch_norm_twice_differentiated() -> None:
    a, w = wave(np.sin, 2, 2, 2, 3), wave(np.cos, 2, 2, 2, 3)
    s, b = tf.constant([1.0, 2.0, 0.5]), tf.constant([0.1, 0.2, 0.3])
    with tf.GradientTape() as outer:
        outer.watch([a, s, b])
        with tf.GradientTape() as inner:
            inner.watch([a, s, b])
            y = tf.compat.v1.nn.fused_batch_norm(a, s, b)[0]
            loss = tf.reduce_sum(y * y * w)
        first = inner.gradient(loss, [a, s, b])
        norm = tf.add_n([tf.reduce_sum(g * g) for g in first])
    second = outer.gradient(norm, [a, s, b])
    want = [
        [2.368283, 3.0307, -0.3396452],
        [-0.09085631, 0.1851881, -0.1599678],
        [-10.19214, 20.39633, 0.1284786],
        [-36.79951, -295.621, 0.2422295],
        [256.1835, 767.4525, 2.373511],
        [0.884676, 55.73164, -0.04984838],
    ]
    for g, row in zip([*first, *second], want, strict=True):
        close(tf.reshape(g, [-1])[:3], row, 2e-4)


# ---- dropout: the numbers are TensorFlow's ---------------------------------------------------


def kept(y: Any) -> list[Any]:
    return (y.numpy() != 0).astype(int).tolist()


def test_dropout_draws_as_tensorflow() -> None:
    x = tf.ones([2, 5])
    tf.random.set_seed(7)
    y = tf.nn.dropout(x, 0.4)
    assert kept(y) == [[1, 0, 1, 0, 1], [1, 1, 1, 1, 0]]
    assert float(tf.reduce_max(y)) == pytest.approx(1 / 0.6)
    assert kept(tf.nn.dropout(x, 0.4, seed=3)) == [[1, 0, 0, 0, 1], [1, 1, 0, 1, 1]]
    rows = tf.nn.dropout(tf.ones([3, 4]), 0.5, noise_shape=[3, 1], seed=3)
    assert kept(rows) == [[1] * 4, [0] * 4, [0] * 4]
    assert tf.nn.dropout(tf.ones([2]), 0.0).numpy().tolist() == [1, 1]
    assert kept(tf.nn.dropout(x, 0.4)) == [[0, 0, 1, 1, 1], [0, 1, 0, 1, 1]]


def test_stateless_dropout() -> None:
    y = tf.nn.experimental.stateless_dropout(tf.ones([2, 5]), 0.4, [1, 2])
    assert kept(y) == [[1, 0, 1, 0, 0], [1, 0, 0, 1, 0]]


def test_dropout_scales_in_the_dtype() -> None:
    tf.random.set_seed(7)
    y = tf.nn.dropout(tf.ones([64], tf.float16), 0.3)
    assert set(y.numpy().tolist()) == {0.0, 1.4287109375}


@pytest.mark.parametrize("rate", [1.0, -0.1, 1.5])
def test_dropout_refuses_a_rate(rate: float) -> None:
    with pytest.raises(ValueError, match="range"):
        tf.nn.dropout(tf.ones([2]), rate)


def test_dropout_refuses_integers() -> None:
    with pytest.raises(ValueError, match="floating point"):
        tf.nn.dropout(tf.ones([2], tf.int32), 0.5)


def test_dropout_takes_a_tensor_for_its_rate() -> None:
    y = tf.nn.dropout(tf.ones([1000]), tf.constant(0.5), seed=1)
    assert set(y.numpy().tolist()) == {0.0, 2.0}


# ---- convolution, pooling, losses ------------------------------------------------------------


def test_conv2d_transpose() -> None:
    x, f = wave(np.sin, 1, 3, 3, 2), wave(np.cos, 3, 3, 4, 2)
    y = tf.nn.conv2d_transpose(x, f, [1, 5, 5, 4], 2, "SAME")
    close(y[0, 0, 0], [-0.011172, -0.7604308, 0.6440737, 0.2243723])
    close(y[0, 1, 1], [0.2858824, 0.1918361, -0.4455466, 0.1789894])
    y = tf.nn.conv2d_transpose(x, f, [1, 6, 6, 4], 2, "SAME")
    close(y[0, 1, 1], [-0.011172, -0.7604308, 0.6440737, 0.2243723])


def test_conv2d_of_empty_images() -> None:
    f = tf.ones([2, 2, 1, 1])
    assert tf.nn.conv2d(tf.ones([0, 4, 4, 1]), f, 1, "VALID").shape == [0, 3, 3, 1]
    assert tf.nn.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([5, 5, 1, 1]), 1, "VALID").shape == [
        1,
        0,
        0,
        1,
    ]
    with pytest.raises(tf.errors.InvalidArgumentError, match="negative"):
        tf.nn.conv2d(tf.ones([1, 4, 4, 1]), tf.ones([7, 7, 1, 1]), 1, "VALID")


def test_conv2d_in_groups_and_batches() -> None:
    x, f = wave(np.sin, 2, 3, 5, 5, 4), wave(np.cos, 3, 3, 2, 6)
    y = tf.nn.conv2d(x, f, 1, "SAME")
    assert y.shape == [2, 3, 5, 5, 6]
    half = tf.nn.conv2d(x[1][..., 2:], f[..., 3:], 1, "SAME")
    close(y[1][..., 3:], half.numpy())


def test_depthwise_is_a_convolution_in_groups() -> None:
    x, f = wave(np.sin, 2, 6, 6, 3), wave(np.cos, 3, 3, 3, 2)
    y = tf.nn.depthwise_conv2d(x, f, [1, 1, 1, 1], "SAME")
    for c in range(3):
        one = tf.nn.conv2d(x[..., c : c + 1], f[:, :, c : c + 1], 1, "SAME")
        close(y[..., 2 * c : 2 * c + 2], one.numpy())


def test_max_pool_keeps_nan_and_ignores_padding() -> None:
    x = tf.constant([[[1.0], [float("nan")], [3.0], [2.0]]])
    y = tf.nn.max_pool1d(x, 2, 2, "VALID").numpy().ravel()
    assert np.isnan(y[0]) and y[1] == 3
    pads = [[0, 0], [1, 1], [1, 1], [0, 0]]
    assert (tf.nn.max_pool2d(-tf.ones([1, 2, 2, 1]), 2, 1, pads).numpy() == -1).all()


def test_weighted_cross_entropy() -> None:
    z, x = tf.constant([0.0, 1.0, 0.5]), tf.constant([-1000.0, 1000.0, 2.0])
    close(tf.nn.weighted_cross_entropy_with_logits(z, x, 3.0), [0, 0, 1.253856])
    x, w = tf.constant([-3.0, 2.0, 0.0]), tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch([z, x, w])
        y = tf.nn.weighted_cross_entropy_with_logits(z, x, w)
    dz, dx, dw = tape.gradient(y, [z, x, w])
    close(dz, [9.097175, -1.746144, 1.386294])
    # At x = 0, TensorFlow's |x| has no slope and it gives 0.5; the function itself falls by 0.5.
    close(dx, [0.04742587, -0.3576088, -0.5])
    close(dw, 0.4735016)


def test_softmax_cross_entropy_broadcasts_its_labels() -> None:
    logits = tf.constant([[1.0, 2, 3], [3, 2, 1]])
    loss = tf.nn.softmax_cross_entropy_with_logits(tf.constant([0.0, 1.0, 0.0]), logits)
    close(loss, [1.407606, 1.407606])


def test_bias_add_by_channel() -> None:
    x = tf.zeros([2, 3, 4, 4])
    y = tf.nn.bias_add(x, tf.constant([1.0, 2, 3]), "NCHW")
    assert y.numpy()[0, :, 0, 0].tolist() == [1, 2, 3]
    with pytest.raises(ValueError, match="data_format"):
        tf.nn.bias_add(x, tf.constant([1.0, 2, 3]), "XX")
