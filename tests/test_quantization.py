"""Fake quantisation, histograms and other array functions, with TensorFlow's values."""

from __future__ import annotations

import numpy as np
import pytest
import zeal as tf

Q = tf.quantization
V = [-10.0, -6.0, -0.1, 0.0, 0.3, 2.5, 6.0, 9.0, np.nan, np.inf]


def test_fake_quant_is_tensorflows() -> None:
    got = Q.fake_quant_with_min_max_args(V).numpy()
    want = [-6.023529529571533, -5.976470470428467, -0.0941176488995552, 0.0, 0.2823529541492462,
            2.4941177368164062, 5.976470470428467, 5.976470470428467, np.nan,
            5.976470470428467]  # fmt: skip
    np.testing.assert_array_equal(got, np.float32(want))
    got = Q.fake_quant_with_min_max_args(V[:6], -1, 3, 4, True).numpy()
    want = [-1.1428571939468384, -1.1428571939468384, 0.0, 0.0, 0.2857142984867096, 2.57142877578]
    np.testing.assert_array_equal(got, np.float32(want))
    got = Q.fake_quant_with_min_max_vars(V[:6], -1.0, 3.0).numpy()
    want = [-1.003921627998352, -1.003921627998352, -0.0941176563501358, 0.0, 0.2980392277240753,
            2.4941177368164062]  # fmt: skip
    np.testing.assert_array_equal(got, np.float32(want))
    got = Q.fake_quant_with_min_max_vars_per_channel([[0.5, 2.0], [-3.0, 4.0]], [-1.0, 0.0],
                                                     [1.0, 3.0]).numpy()  # fmt: skip
    np.testing.assert_allclose(got, [[0.5019608, 2], [-0.9960784912109375, 3]], rtol=1e-6)
    assert not Q.fake_quant_with_min_max_vars(V, 0.0, 0.0).numpy().any()


def test_fake_quant_gradients_are_tensorflows() -> None:
    x, lo, hi = tf.constant(V), tf.constant(-1.0), tf.constant(3.0)
    with tf.GradientTape() as tape:
        tape.watch([x, lo, hi])
        y = Q.fake_quant_with_min_max_vars(x, lo, hi)
    by_tape = [g.numpy().tolist() for g in tape.gradient(y, [x, lo, hi])]
    assert by_tape == [[0, 0, 1, 1, 1, 1, 0, 0, 0, 0], 2, 3]
    by_op = Q.fake_quant_with_min_max_vars_gradient(tf.ones([10]), x, lo, hi)
    assert [g.numpy().tolist() for g in by_op] == by_tape
    by_op = Q.fake_quant_with_min_max_vars_per_channel_gradient(
        tf.ones([2, 2]), [[1.0, 2.0], [-3.0, 4.0]], [-1.0, 0.0], [1.0, 3.0]
    )
    assert [g.numpy().tolist() for g in by_op] == [[[1, 1], [0, 0]], [1, 0], [0, 1]]
    slope = Q.fake_quant_with_min_max_args_gradient(tf.ones([10]), V)
    assert slope.numpy().tolist() == [0, 1, 1, 1, 1, 1, 0, 0, 0, 0]


W = [-1.5, -0.3, 0.0, 0.27, 0.8, 2.0]


def test_quantize_and_dequantize_is_tensorflows() -> None:
    def check(want: list[float], *args: float, **kwargs: object) -> None:
        got = Q.quantize_and_dequantize_v2(W, *args, **kwargs).numpy()
        np.testing.assert_array_equal(got, np.float32(want))

    third = 0.3333333432674408
    check([-1.0078740119934082, -0.29921260476112366, 0, 0.26771652698516846, 0.8031495809555054,
           1], -1.0, 1.0, range_given=True)  # fmt: skip
    check([-1.496062994003296, -0.29921260476112366, 0, 0.26771652698516846, 0.8031495809555054, 2],
          0.0, 0.0)  # fmt: skip
    check([0, 0, 0, 0.2705882489681244, 0.8000000715255737, 1], -1.0, 1.0, range_given=True,
          signed_input=False)  # fmt: skip
    check([-1.3333333730697632, -third, 0, third, 2 * third, 1], -1.0, 1.0, num_bits=3,
          range_given=True, round_mode="HALF_UP")  # fmt: skip
    check([-1, -third, 0, third, 2 * third, 1], -1.0, 1.0, num_bits=3, range_given=True,
          narrow_range=True)  # fmt: skip
    check([-1.5, -0.375, 0, 0.375, 0.75, 1.875], -3.0, 1.0, num_bits=4, range_given=True)
    rows = Q.quantize_and_dequantize_v2([W, [2 * w for w in W]], 0.0, 0.0, axis=0).numpy()
    np.testing.assert_array_equal(rows[1], 2 * rows[0])
    assert not Q.quantize_and_dequantize_v2(tf.zeros([3]), 0.0, 0.0).numpy().any()
    assert Q.quantize_and_dequantize_v2([], 0.0, 0.0).shape == [0]


def test_quantize_and_dequantize_gradient() -> None:
    x, lo, hi = tf.constant(W), tf.constant(-1.0), tf.constant(1.0)
    with tf.GradientTape() as tape:
        tape.watch([x, lo, hi])
        y = Q.quantize_and_dequantize_v2(x, lo, hi, range_given=True)
    slopes = [g.numpy().tolist() for g in tape.gradient(y, [x, lo, hi])]
    assert slopes == [[0, 1, 1, 1, 1, 0], 0, 0]


def test_histograms() -> None:
    values = [-1.0, 0.0, 1.5, 2.0, 5.0, 15.0]
    assert tf.histogram_fixed_width(values, [0.0, 5.0], nbins=5).numpy().tolist() == [2, 1, 1, 0, 2]
    bins = tf.histogram_fixed_width_bins(values, [0.0, 5.0], nbins=5)
    assert bins.numpy().tolist() == [0, 0, 1, 2, 4, 4]
    assert tf.histogram_fixed_width([1, 2, 3], [0, 3], 3).numpy().tolist() == [0, 1, 2]
    assert tf.histogram_fixed_width([np.inf, -np.inf], [1.0, 2.0], 2).numpy().tolist() == [1, 1]
    assert tf.histogram_fixed_width([1.0], [0.0, 1.0], dtype=tf.int64).dtype == tf.int64


def test_blocks_go_to_the_batch_and_back() -> None:
    x = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
    y = tf.space_to_batch(x, [2, 2], [[0, 0], [0, 0]])
    assert y.numpy()[1].ravel().tolist() == [1, 3, 9, 11]
    np.testing.assert_array_equal(tf.batch_to_space(y, 2, [[0, 0], [0, 0]]), x)
    assert tf.space_to_batch_nd is tf.space_to_batch or tf.space_to_batch_nd(
        x, [4, 1], [[0, 0], [0, 0]]
    ).shape == [4, 1, 4, 1]


def test_confusion_matrix() -> None:
    m = tf.math.confusion_matrix([1, 2, 4], [2, 2, 4])
    assert m.shape == [5, 5]
    assert np.argwhere(m.numpy()).tolist() == [[1, 2], [2, 2], [4, 4]]
    m = tf.math.confusion_matrix([1, 2], [[2], [2]], weights=[0.5, 2.0], dtype=tf.float32)
    assert m.numpy().tolist() == [[0, 0, 0], [0, 0, 0.5], [0, 0, 2]]
    for labels, n in ([1, 2, 4], 3), ([-1, 2, 2], None):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.math.confusion_matrix(labels, [2, 2, 2], n)


def test_polynomials_and_approximate_extremes() -> None:
    assert float(tf.math.polyval([1.0, 2.0, 3.0], 2.0)) == 11
    assert tf.math.polyval([], [1.0, 2.0]).numpy().tolist() == [0, 0]
    with pytest.raises(ValueError, match="must be list"):
        tf.math.polyval(tf.constant([1.0]), 2.0)
    top = tf.math.approx_max_k([[1.0, 3.0, 2.0]], 2)
    assert (top.values.numpy().tolist(), top.indices.numpy().tolist()) == ([[3, 2]], [[1, 2]])
    low = tf.nn.approx_min_k([[1.0, 3.0], [0.0, 5.0]], 1, reduction_dimension=0)
    assert (low.values.numpy().tolist(), low.indices.numpy().tolist()) == ([[0, 3]], [[1, 0]])


def test_timestamp_and_build_info() -> None:
    assert tf.timestamp().dtype == tf.float64
    assert float(tf.timestamp()) > 1.6e9
    assert tf.sysconfig.get_build_info()["is_cuda_build"] is False
    assert tf.sysconfig.get_compile_flags() == ["-I" + tf.sysconfig.get_include()]
