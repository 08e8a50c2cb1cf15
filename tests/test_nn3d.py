"""Volumes, CTC, normalisation over channels, morphology and statistics: TensorFlow's values."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import zeal as tf

nn = tf.nn


def test_any_rank_by_one_name() -> None:
    x, f = tf.random.normal([1, 4, 4, 4, 2]), tf.random.normal([2, 2, 2, 2, 3])
    np.testing.assert_array_equal(nn.convolution(x, f), nn.conv3d(x, f, 1, "VALID"))
    np.testing.assert_array_equal(
        nn.conv_transpose(nn.conv3d(x, f, 1, "SAME"), f, [1, 4, 4, 4, 2], 1),
        nn.conv3d_transpose(nn.conv3d(x, f, 1, "SAME"), f, [4, 4, 4], 1),
    )
    np.testing.assert_array_equal(
        nn.pool(x, [2, 2, 2], "AVG", data_format="NDHWC"), nn.avg_pool3d(x, 2, 1, "VALID")
    )


def test_conv3d_gradients_are_its_backprop_ops() -> None:
    x, f = tf.random.normal([2, 5, 4, 3, 2]), tf.random.normal([3, 2, 2, 2, 3])
    with tf.GradientTape() as tape:
        tape.watch([x, f])
        y = nn.conv3d(x, f, [1, 2, 1, 1, 1], "SAME")
    dy = tf.random.normal(y.shape)
    dx, df = tape.gradient(y, [x, f], output_gradients=dy)
    args = {"out_backprop": dy, "strides": [1, 2, 1, 1, 1], "padding": "SAME"}
    want = tf.raw_ops.Conv3DBackpropInputV2(input_sizes=x.shape, filter=f, **args)
    np.testing.assert_allclose(dx, want, rtol=1e-5, atol=1e-5)
    want = tf.raw_ops.Conv3DBackpropFilterV2(input=x, filter_sizes=f.shape, **args)
    np.testing.assert_allclose(df, want, rtol=1e-5, atol=1e-5)


def test_max_pool3d_gradient_goes_to_the_first() -> None:
    x = tf.ones([1, 2, 2, 2, 1])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = nn.max_pool3d(x, 2, 2, "VALID")
    assert tape.gradient(y, x).numpy().ravel().tolist() == [1, 0, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("batch", [False, True])
def test_max_pool_with_argmax_gradient(batch: bool) -> None:
    x = tf.random.normal([2, 5, 4, 3])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y, _ = nn.max_pool_with_argmax(x, 2, 2, "SAME", include_batch_in_index=batch)
        z = nn.max_pool(x, 2, 2, "SAME")
    np.testing.assert_array_equal(y, z)
    np.testing.assert_array_equal(tape.gradient(y, x), tape.gradient(z, x))


def test_lrn_is_tensorflows() -> None:
    x = tf.constant(np.arange(12).reshape(1, 1, 2, 6) / 4, tf.float32)
    got = nn.lrn(x, 1, 2.0, 0.5, 0.75).numpy().ravel()
    want = [0.0, 0.14049655, 0.25630763, 0.33694696, 0.38564157, 0.51272029,
            0.473221, 0.42229491, 0.41800135, 0.41074866, 0.40196812, 0.53341049]  # fmt: skip
    np.testing.assert_allclose(got, want, rtol=1e-6)


def test_dilation_is_tensorflows() -> None:
    image = tf.reshape(tf.constant([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]), [1, 2, 3, 1])
    kernel = tf.constant([[[0.1], [0.2]], [[0.3], [0.0]]])
    args: tuple[Any, ...] = ([1, 1, 1, 1], "SAME", "NHWC", [1, 1, 1, 1])
    with tf.GradientTape() as tape:
        tape.watch([image, kernel])
        y = nn.dilation2d(image, kernel, *args)
    np.testing.assert_allclose(y.numpy().ravel(), [0.7, 0.8, 0.9, 0.7, 0.8, 0.7], rtol=1e-6)
    dy = tf.reshape(tf.range(1.0, 7.0), [1, 2, 3, 1])
    dx, df = tape.gradient(y, [image, kernel], output_gradients=dy)
    assert dx.numpy().ravel().tolist() == [0, 0, 0, 1, 6, 14]
    assert df.numpy().ravel().tolist() == [6, 9, 6, 0]
    got = nn.erosion2d(image, kernel, *args).numpy().ravel()
    np.testing.assert_allclose(got, [-0.1, 0, 0.3, 0.2, 0.3, 0.6], atol=1e-6)


LABELS = [[1, 2, 0], [3, 3, 0]]


def brute_force(p: np.ndarray, labels: list[int], blank: int) -> float:
    """The negative log-probability, from every path of frames."""
    total = 0.0
    for path in itertools.product(range(p.shape[1]), repeat=len(p)):
        merged = [c for c, _ in itertools.groupby(path) if c != blank]
        if merged == labels:
            total += np.prod([p[t, c] for t, c in enumerate(path)])
    return -np.log(total) if total else np.inf


@pytest.mark.parametrize("blank", [0, -1, None])
@pytest.mark.parametrize("time_major", [True, False])
def test_ctc_loss(blank: int | None, time_major: bool) -> None:
    x = np.random.default_rng(0).normal(size=(5, 2, 5))
    labels, sizes, frames = [[1, 2, 1], [3, 3, 3]], [3, 2], [5, 4]
    p = np.exp(x) / np.exp(x).sum(-1, keepdims=True)
    index = {0: 0, -1: 4, None: 0}[blank]
    want = [brute_force(p[:t, b], labels[b][:n], index)
            for b, (n, t) in enumerate(zip(sizes, frames, strict=True))]  # fmt: skip
    logits = tf.constant(x if time_major else x.transpose(1, 0, 2))
    got = nn.ctc_loss(labels, logits, sizes, frames, time_major, blank_index=blank)
    np.testing.assert_allclose(got, want, rtol=1e-12)


def test_ctc_loss_gradient() -> None:
    x = np.random.default_rng(1).normal(size=(5, 2, 4))

    def loss(v: Any) -> Any:
        return nn.ctc_loss(LABELS, v, [2, 2], [5, 4], blank_index=0)

    t = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(t)
        y = tf.reduce_sum(loss(t) * [1.0, 2.0])
    slope = tape.gradient(y, t).numpy()
    d = np.random.default_rng(2).normal(size=x.shape) * 1e-6
    up, down = (float(tf.reduce_sum(loss(tf.constant(x + s * d)) * [1.0, 2.0])) for s in (1, -1))
    assert (slope * d).sum() == pytest.approx((up - down) / 2, rel=1e-5)
    assert not slope[4, 1].any()


def test_ctc_loss_of_labels_that_do_not_fit() -> None:
    x = tf.zeros([5, 2, 4])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = nn.ctc_loss(LABELS, x, [2, 2], [5, 2], blank_index=0)
    assert np.isinf(y.numpy()[1])
    assert not tape.gradient(y, x).numpy()[:, 1].any()
    np.testing.assert_allclose(
        nn.ctc_loss(LABELS, x, [0, 0], [5, 0]), [5 * np.log(4), 0], rtol=1e-6
    )
    for labels, sizes, frames in ([[1, 2], [4, 0]], [2, 1], [5, 5]), (LABELS, [4, 1], [5, 5]):
        with pytest.raises(tf.errors.InvalidArgumentError):
            nn.ctc_loss(labels, x, sizes, frames)


def test_sparse_labels_and_results_are_refused() -> None:
    sparse = tf.IndexedSlices([1, 2], [0, 1], [2])
    with pytest.raises(NotImplementedError, match="sparse"):
        nn.ctc_loss(sparse, tf.zeros([5, 2, 4]), [2, 2], [5, 4])
    for name in ("ctc_greedy_decoder", "ctc_beam_search_decoder"):
        with pytest.raises(AttributeError, match="no sparse tensors"):
            getattr(nn, name)


def test_statistics() -> None:
    x = tf.constant([[1.0, 2.0], [3.0, 5.0]])
    count, mean_ss, variance_ss, shift = nn.sufficient_statistics(x, [0], shift=1.0, keepdims=True)
    assert (float(count), float(shift)) == (2, 1)
    assert (mean_ss.numpy().tolist(), variance_ss.numpy().tolist()) == ([[2, 5]], [[4, 17]])
    mean, variance = nn.normalize_moments(4.0, [8.0, 4.0], [20.0, 9.0], [1.0, 1.0])
    assert (mean.numpy().tolist(), variance.numpy().tolist()) == ([3, 2], [1, 1.25])
    mean, variance = nn.weighted_moments(x, [0], [[1.0], [3.0]])
    assert (mean.numpy().tolist(), variance.numpy().tolist()) == ([2.5, 4.25], [0.75, 1.6875])
    mean, _ = nn.weighted_moments(x, 0, 2.0, keepdims=True)
    assert mean.numpy().tolist() == [[2, 3.5]]


def test_log_poisson_loss_and_crelu() -> None:
    args = [0.0, 1.0, 3.0], [0.1, 0.2, 0.3]
    np.testing.assert_allclose(nn.log_poisson_loss(*args), [1.1051710, 1.0214027, 0.4498588], 1e-6)
    full = nn.log_poisson_loss(*args, compute_full_loss=True)
    np.testing.assert_allclose(full, [1.1051710, 1.0214027, 2.2139404], 1e-6)
    with pytest.raises(ValueError, match="same shape"):
        nn.log_poisson_loss([0.0], [0.1, 0.2])
    assert nn.crelu([[-1.0, 2.0]]).numpy().tolist() == [[0, 2, 1, 0]]
    assert nn.crelu([[-1.0, 2.0]], axis=0).numpy().tolist() == [[0, 2], [1, 0]]
