"""Gamma, Poisson, binomial and truncated normal numbers: TensorFlow's own, and well distributed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import zeal as tf
from scipy import stats

R = tf.random

# What TensorFlow 2.21 gives on a CPU for seed [1, 2].
GAMMA = [[0.06695361383821083, 0.22994833614986177, 8.81850530490622],
         [0.62823544551181, 1.1978731947487329, 7.073713556886247],
         [0.18136731678689116, 0.0173364180945746, 6.156949050453191],
         [0.04758991859990008, 1.868276355562767, 4.061456362419411]]  # fmt: skip
POISSON = [[3, 6, 41], [2, 8, 53], [1, 2, 50], [3, 7, 47]]
BINOMIAL = [[5, 45, 912], [5, 54, 895], [5, 50, 900], [4, 49, 905]]
TRUNCATED: list[tuple[dict[str, Any], list[float]]] = [
    ({}, [0.544110119342804, 0.20738030970096588, 0.0735643208026886, 0.04643455147743225]),
    ({"means": 1.0, "stddevs": 2.0, "minvals": 0.0, "maxvals": 10.0},
     [2.0882201194763184, 1.4147605895996094, 1.1471285820007324, 1.0928690433502197]),
    ({"minvals": 3.0, "maxvals": 10.0},
     [3.0513298511505127, 3.001145601272583, 3.3942105770111084, 3.6768383979797363]),
    ({"minvals": 0.1, "maxvals": 0.3},
     [0.2688120901584625, 0.1384090781211853, 0.2992446720600128, 0.13207748532295227]),
    ({"minvals": -np.inf, "maxvals": -2.0},
     [-2.0702221393585205, -2.0015673637390137, -2.539301633834839, -2.9259519577026367]),
]  # fmt: skip


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_gamma_is_tensorflows(dtype: str) -> None:
    got = R.stateless_gamma([4, 3], [1, 2], alpha=[0.5, 1.0, 7.0], dtype=dtype)
    eps = float(np.finfo(dtype).eps)
    np.testing.assert_allclose(got.numpy().astype(np.float64), GAMMA, rtol=2 * eps)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "int32", "int64"])
def test_counts_are_tensorflows(dtype: str) -> None:
    got = R.stateless_poisson([4, 3], [1, 2], lam=[0.5, 5.0, 50.0], dtype=dtype)
    assert got.dtype == tf.as_dtype(dtype)
    np.testing.assert_array_equal(got, np.array(POISSON))
    got = R.stateless_binomial([4, 3], [1, 2], [10.0, 100.0, 1000.0], [0.3, 0.5, 0.9], dtype)
    np.testing.assert_array_equal(got, np.array(BINOMIAL))


def test_binomial_broadcasts_as_tensorflows() -> None:
    got = R.stateless_binomial([4, 3], [1, 2], [10.0, 100.0, 1000.0], 0.25)
    np.testing.assert_array_equal(got, [[4, 21, 233], [3, 29, 257], [5, 25, 249], [4, 25, 244]])
    np.testing.assert_array_equal(R.stateless_binomial([4], [1, 2], 10, 0.25), [4, 3, 5, 4])


@pytest.mark.parametrize(("parameters", "want"), TRUNCATED)
def test_truncated_normal_is_tensorflows(parameters: dict[str, Any], want: list[float]) -> None:
    got = R.stateless_parameterized_truncated_normal([4], [1, 2], **parameters)
    np.testing.assert_allclose(got, want, rtol=3e-6)


def test_truncated_normal_of_several_parameters_is_tensorflows() -> None:
    got = R.stateless_parameterized_truncated_normal(
        [3, 2], [1, 2], means=[0.0, 10.0], minvals=[-1.0, 8.0], maxvals=[1.0, 13.0]
    )
    want = [[0.6881208419799805, 10.651257514953613], [-0.6159093379974365, 11.104887008666992],
            [0.9924464225769043, 11.374622344970703]]  # fmt: skip
    np.testing.assert_allclose(got, want, rtol=3e-6)
    double = {k: tf.constant(v, tf.float64) for k, v in
              {"means": 0.0, "stddevs": 1.0, "minvals": -1.0, "maxvals": 1.0}.items()}  # fmt: skip
    got = R.stateless_parameterized_truncated_normal([4], [1, 2], **double)
    want = [0.5049675076903601, 0.029623743462444008, 0.21549009956124543, 0.6794961107024462]
    np.testing.assert_allclose(got, want, rtol=1e-14)


def test_seeded_calls_go_on_as_tensorflows() -> None:
    R.set_seed(5)
    first, second = (R.gamma([3], [0.5, 1.0, 7.0], seed=3).numpy() for _ in range(2))
    np.testing.assert_allclose(first[0], [0.0951399952, 0.1295045614, 7.8635678291], rtol=1e-6)
    np.testing.assert_allclose(second[2], [0.0002801021, 0.5424552560, 8.0783929825], rtol=1e-6)
    np.testing.assert_allclose(
        R.gamma([2], 2.0, dtype=tf.float64, seed=1), [0.31479428911899476, 2.2435227502173136]
    )
    R.set_seed(5)
    counts = [R.poisson([3], [0.5, 5.0, 50.0], seed=3).numpy().tolist() for _ in range(2)]
    assert counts == [[[0, 2, 49], [1, 4, 54], [0, 2, 56]], [[0, 7, 49], [1, 7, 45], [1, 6, 60]]]
    assert R.poisson([2], 2, dtype=tf.int64, seed=1).numpy().tolist() == [1, 3]
    got = R.poisson([3], [1e4, 1e8], seed=3).numpy().tolist()
    assert got == [[10069, 100004176], [9895, 99992440], [10040, 99999440]]


def test_generator_binomial_is_tensorflows() -> None:
    g = R.Generator.from_seed(7)
    got = g.binomial([4, 2], [10.0, 100.0], 0.4)
    assert got.numpy().tolist() == [[3, 38], [2, 43], [7, 40], [4, 36]]
    assert g.state.numpy().tolist() == [179207, 0, 0]
    assert g.binomial([2], 10.0, 0.5, dtype=tf.float32).numpy().tolist() == [6, 8]
    np.testing.assert_allclose(g.normal([2]), [1.5280841589, -0.8995530009], rtol=1e-6)


N = 20000
DRAWS: dict[str, tuple[Callable[[], Any], Any]] = {
    "gamma 0.1": (lambda: R.stateless_gamma([N], [3, 4], 0.1, dtype="float64"), stats.gamma(0.1)),
    "gamma 1": (lambda: R.stateless_gamma([N], [3, 4], 1.0), stats.gamma(1)),
    "gamma 30 / 2": (lambda: R.stateless_gamma([N], [3, 4], 30.0, 2.0), stats.gamma(30, scale=0.5)),
    "cut normal": (
        lambda: R.stateless_parameterized_truncated_normal([N], [3, 4], 1.0, 2.0, 0.0, 4.0),
        stats.truncnorm(-0.5, 1.5, 1, 2),
    ),
    "tail of a normal": (
        lambda: R.stateless_parameterized_truncated_normal([N], [3, 4], minvals=3.0, maxvals=9.0),
        stats.truncnorm(3, 9),
    ),
}


@pytest.mark.parametrize("name", DRAWS)
def test_distribution(name: str) -> None:
    draw, distribution = DRAWS[name]
    assert stats.kstest(draw().numpy().astype(np.float64), distribution.cdf).pvalue > 1e-3


@pytest.mark.parametrize(
    ("draw", "distribution"),
    [
        (lambda: R.stateless_poisson([N], [3, 4], 3.0), stats.poisson(3)),
        (lambda: R.stateless_poisson([N], [3, 4], 40.0), stats.poisson(40)),
        (lambda: R.stateless_binomial([N], [3, 4], 12.0, 0.3), stats.binom(12, 0.3)),
        (lambda: R.stateless_binomial([N], [3, 4], 200.0, 0.8), stats.binom(200, 0.8)),
    ],
)
def test_counts_are_distributed(draw: Callable[[], Any], distribution: Any) -> None:
    x = draw().numpy()
    mean, variance = distribution.stats()
    assert abs(x.mean() - mean) < 4 * np.sqrt(variance / N)
    assert abs(x.var() / variance - 1) < 0.05
    values = np.arange(int(distribution.ppf(0.01)), int(distribution.ppf(0.99)) + 1)
    expected = distribution.pmf(values) * N
    counted = np.array([(x == v).sum() for v in values])
    assert ((counted - expected) ** 2 / expected).sum() < stats.chi2(len(values)).ppf(0.999)


def test_odd_parameters() -> None:
    tiny = np.finfo(np.float32).tiny
    np.testing.assert_array_equal(R.gamma([1], [-1.0, 0.0, np.nan], seed=4)[0],
                                  [np.nan, tiny, np.nan])  # fmt: skip
    np.testing.assert_array_equal(R.poisson([1], [-2.0, 0.0, np.inf, np.nan], seed=1)[0],
                                  [0, 0, np.inf, np.nan])  # fmt: skip
    assert int(R.stateless_poisson([], [1, 2], 1e12)) == 2**31 - 1
    counts, probs = [10.0, 10.0, -1.0, 0.0], [-1.0, 2.0, 0.5, 0.5]
    assert R.stateless_binomial([4], [1, 2], counts, probs).numpy().tolist() == [0, 10, 0, 0]
    assert np.isnan(R.stateless_binomial([1], [1, 2], [10.0], np.nan, tf.float32).numpy()).all()
    assert R.gamma([0], 2.0).shape == [0]
    assert R.gamma([2], tf.zeros([0])).shape == [2, 0]
    assert R.poisson([2], tf.zeros([0, 3])).shape == [2, 0, 3]


def test_shapes_and_parameters_that_do_not_fit() -> None:
    bad = [
        lambda: R.stateless_gamma([4], [1, 2], [0.5, 1.0, 7.0]),
        lambda: R.stateless_poisson([4], [1, 2], [0.5, 1.0, 7.0]),
        lambda: R.stateless_binomial([4], [1, 2], [1.0, 2.0], 0.5),
        lambda: R.gamma([-1], [1.0, 2.0], seed=4),
        lambda: R.stateless_parameterized_truncated_normal([4], [1, 2], minvals=1.0, maxvals=1.0),
        lambda: R.stateless_parameterized_truncated_normal([4], [1, 2], stddevs=-1.0),
    ]
    for call in bad:
        with pytest.raises(tf.errors.InvalidArgumentError):
            call()
    with pytest.raises(TypeError):
        R.gamma([2], 2.0, dtype=tf.int32)


def test_gamma_gradients_are_tensorflows() -> None:
    alpha, beta = tf.constant([0.5, 2.0]), tf.constant([1.0, 3.0])
    with tf.GradientTape() as tape:
        tape.watch([alpha, beta])
        y = R.stateless_gamma([3, 2], [1, 2], alpha, beta)
    da, db = tape.gradient(y, [alpha, beta])
    np.testing.assert_allclose(da, [2.6393623, 1.0777903], rtol=1e-5)
    np.testing.assert_allclose(db, [-0.8765564, -0.66392696], rtol=1e-5)


def test_gamma_gradient_has_the_mean_of_the_mean() -> None:
    """The mean of gamma(alpha) is alpha, so its samples move by 1 on average."""
    for a in (0.05, 0.7, 5.0, 300.0, 3e6):
        alpha = tf.constant(a, tf.float64)
        with tf.GradientTape() as tape:
            tape.watch(alpha)
            mean = tf.reduce_mean(R.stateless_gamma([N], [5, 6], alpha, dtype=tf.float64))
        assert abs(float(tape.gradient(mean, alpha)) - 1) < 0.1, a
