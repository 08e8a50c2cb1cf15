"""Special functions: accuracy in float32, values by mpmath, edges, and their derivatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.special as sp
import zeal as tf

ms = tf.math.special


def ulps(got: Any, want: np.ndarray) -> float:
    """The largest error of float32 results, in units in the last place of the exact ones."""
    got = got.numpy()
    exact = want.astype(np.float32)
    same = (got == exact) | (np.isnan(got) & np.isnan(exact))
    with np.errstate(all="ignore"):
        error = np.abs(got.astype(np.float64) - want) / np.spacing(np.abs(exact))
    return float(np.where(same, 0, error).max())


def everywhere(hi: float, positive: bool = False) -> np.ndarray:
    rng = np.random.default_rng(1)
    x = np.concatenate([rng.uniform(-10, 10, 4000), np.exp(rng.uniform(-80, np.log(hi), 4000)),
                        [1e-40, 0.0]]).astype(np.float32)  # fmt: skip
    return np.abs(x) if positive else x


UNARY: dict[str, tuple[Callable[..., Any], Callable[..., Any], float, bool]] = {
    **{n: (getattr(ms, f"bessel_{n}"), getattr(sp, n), 700.0, False) for n in ("i0", "i1")},
    **{n: (getattr(ms, f"bessel_{n}"), getattr(sp, n), 1e30, False) for n in ("i0e", "i1e")},
    **{n: (getattr(ms, f"bessel_{n}"), getattr(sp, n), 1e5, False) for n in ("j0", "j1")},
    **{n: (getattr(ms, f"bessel_{n}"), getattr(sp, n), 1e5, True) for n in ("y0", "y1")},
    **{n: (getattr(ms, f"bessel_{n}"), getattr(sp, n), 1e30, True)
       for n in ("k0", "k0e", "k1", "k1e")},
    "dawsn": (ms.dawsn, sp.dawsn, 1e30, False),
    "expint": (ms.expint, sp.expi, 80.0, True),
    "fresnel_cos": (ms.fresnel_cos, lambda x: sp.fresnel(x)[1], 1e5, False),
    "fresnel_sin": (ms.fresnel_sin, lambda x: sp.fresnel(x)[0], 1e5, False),
    "spence": (ms.spence, sp.spence, 1e30, True),
}  # fmt: skip


@pytest.mark.parametrize("name", UNARY)
def test_float32_is_exact_but_for_rounding(name: str) -> None:
    f, reference, hi, positive = UNARY[name]
    x = everywhere(hi, positive)
    assert ulps(f(x), reference(x.astype(np.float64))) <= 1


def test_float32_of_several_arguments() -> None:
    rng = np.random.default_rng(2)
    a, b = np.exp(rng.uniform(-6, 6, (2, 4000))).astype(np.float32)
    u = rng.uniform(0, 1, 4000).astype(np.float32)
    a64, b64 = a.astype(np.float64), b.astype(np.float64)
    assert ulps(tf.math.igamma(a, b), sp.gammainc(a64, b64)) <= 1
    assert ulps(tf.math.igammac(a, b), sp.gammaincc(a64, b64)) <= 1
    assert ulps(tf.math.betainc(a, b, u), sp.betainc(a64, b64, u.astype(np.float64))) <= 1
    with np.errstate(over="ignore"):
        assert ulps(tf.math.zeta(1 + a, b), sp.zeta((1 + a).astype(np.float64), b64)) <= 1


# To 30 digits by mpmath.
EXACT = [
    (tf.math.igamma, (0.5, 0.1), 0.345279153981423),
    (tf.math.igamma, (10.5, 9.0), 0.35099577245927577),
    (tf.math.igamma, (150.0, 170.0), 0.9443655686898067),
    (tf.math.igamma, (1000.0, 950.0), 0.05505468623073803),
    (tf.math.betainc, (0.5, 0.3, 0.2), 0.20662574700338132),
    (tf.math.betainc, (20.0, 3.0, 0.9), 0.6200409384119036),
    (tf.math.betainc, (300.0, 200.0, 0.55), 0.011853654379737195),
    (tf.math.betainc, (0.001, 5.0, 0.5), 0.9999891279249409),
    (tf.math.zeta, (2.0, 1.0), 1.6449340668482264),
    (tf.math.zeta, (1.1, 0.5), 12.103813495683745),
    (tf.math.zeta, (3.0, -1.5), 0.1181020258208637),
    (tf.math.zeta, (4.0, -10.25), 259.7573089227343),
    (tf.math.zeta, (40.0, 2.0), 9.094947840263888e-13),
    (tf.math.zeta, (2.0, 1000000.0), 1.0000005000001667e-06),
    (ms.bessel_j0, (2.404825557695773,), -6.10876525973673e-17),
    (ms.bessel_y1, (2.404825557695773,), 0.1027466824382596),
    (ms.bessel_j0, (7.9,), 0.19436184484127825),
    (ms.bessel_y1, (7.9,), -0.18172107728057313),
    (ms.bessel_j0, (8.1,), 0.14751745404437766),
    (ms.bessel_y1, (8.1,), -0.13314879595249593),
    (ms.bessel_j0, (1000.0,), 0.024786686152420176),
    (ms.bessel_y1, (1000.0,), -0.024784331292351778),
    (ms.bessel_j0, (10000000000.0,), 2.175591750246892e-06),
    (ms.bessel_y1, (10000000000.0,), -2.175591750630717e-06),
    (ms.dawsn, (0.0134,), 0.013398396045871433),
    (ms.dawsn, (1.6,), 0.3999398943230813),
    (ms.dawsn, (4.0,), 0.12934800123600512),
    (ms.dawsn, (50.0,), 0.010002001201201684),
    (ms.expint, (0.1,), -1.6228128139692766),
    (ms.expint, (3.0,), 9.933832570625416),
    (ms.expint, (8.0,), 440.3798995348383),
    (ms.expint, (20.0,), 25615652.664056588),
    (ms.expint, (50.0,), 1.058563689713169e20),
    (ms.expint, (100.0,), 2.71555274485388e41),
    (ms.fresnel_cos, (0.5,), 0.4923442258714464),
    (ms.fresnel_cos, (1.8,), 0.33363292722155713),
    (ms.fresnel_cos, (1000.0,), 0.4999999998986788),
    (ms.fresnel_sin, (1.6,), 0.6388876835093809),
    (ms.fresnel_sin, (10.0,), 0.46816997858488224),
    (ms.fresnel_sin, (1000.0,), 0.4996816901138163),
    (ms.spence, (0.01,), 1.5886254480763753),
    (ms.spence, (0.9,), 0.1026177910993911),
    (ms.spence, (1.7,), -0.6051584023377052),
    (ms.spence, (3.0,), -1.4367463668836808),
    (ms.spence, (100.0,), -12.192421669033171),
]


@pytest.mark.parametrize(("f", "args", "want"), EXACT)
def test_float64(f: Callable[..., Any], args: tuple[float, ...], want: float) -> None:
    got = float(f(*(tf.constant(a, tf.float64) for a in args)))
    assert got == pytest.approx(want, rel=2e-13, abs=1e-16)


INF, NAN = np.inf, np.nan
EDGES = {
    "bessel_i0": (INF, 1, INF, NAN),
    "bessel_i0e": (0, 1, 0, NAN),
    "bessel_i1": (-INF, 0, INF, NAN),
    "bessel_i1e": (0, 0, 0, NAN),
    "bessel_j0": (0, 1, 0, NAN),
    "bessel_j1": (0, 0, 0, NAN),
    "bessel_y0": (NAN, -INF, 0, NAN),
    "bessel_y1": (NAN, -INF, 0, NAN),
    "bessel_k0": (NAN, INF, 0, NAN),
    "bessel_k1e": (NAN, INF, 0, NAN),
    "dawsn": (0, 0, 0, NAN),
    "expint": (NAN, -INF, INF, NAN),
    "fresnel_cos": (-0.5, 0, 0.5, NAN),
    "fresnel_sin": (-0.5, 0, 0.5, NAN),
    "spence": (NAN, np.pi**2 / 6, -INF, NAN),
}


@pytest.mark.parametrize("name", EDGES)
def test_edges(name: str) -> None:
    """At minus infinity, both zeros, infinity and NaN."""
    low, zero, high, nan = EDGES[name]
    for dtype in (tf.float32, tf.float64):
        y = getattr(ms, name)(tf.constant([-INF, -0.0, 0.0, INF, NAN], dtype)).numpy()
        np.testing.assert_allclose(y, [low, zero, zero, high, nan], rtol=1e-6)
    odd = name in ("bessel_i1", "bessel_i1e", "bessel_j1", "dawsn", "fresnel_cos", "fresnel_sin")
    if odd:
        assert np.signbit(getattr(ms, name)(-0.0).numpy())
    if odd and name != "fresnel_sin":  # which is x^3 there
        assert getattr(ms, name)(1e-42).numpy() > 0


def test_edges_of_several_arguments() -> None:
    def check(f: Any, cases: list[tuple[Any, ...]]) -> None:
        for *args, want in cases:
            np.testing.assert_equal(float(f(*map(float, args))), want, str(args))

    check(tf.math.zeta, [(1, 1, INF), (0.5, 1, NAN), (2, 0, INF), (2, -1, INF), (3, -1, NAN),
                         (2.5, -1.5, NAN), (INF, 2, 0), (2, INF, 0), (NAN, 1, NAN), (-1, 2, NAN),
                         (2, -1e30, INF)])  # fmt: skip
    check(tf.math.igamma, [(1, 0, 0), (-1, 1, NAN), (1, -1, NAN), (INF, 1, 0), (1, INF, 1),
                           (NAN, 1, NAN), (0, 0, NAN)])  # fmt: skip
    check(tf.math.igammac, [(1, 0, 1), (1, INF, 0), (INF, 1, 1)])
    check(tf.math.betainc, [(0, 1, 0.5, NAN), (1, 1, 0, 0), (1, 1, 1, 1), (1, 1, 2, NAN),
                            (-1, 1, 0.5, NAN), (INF, 1, 0.5, NAN)])  # fmt: skip


def gradients(f: Callable[..., Any], *args: float) -> list[float | None]:
    xs = [tf.constant(a, tf.float64) for a in args]
    with tf.GradientTape() as tape:
        tape.watch(xs)
        y = f(*xs)
    return [None if g is None else float(g) for g in tape.gradient(y, xs)]


def test_gradients_are_none_where_tensorflow_has_none() -> None:
    dx, dq = gradients(tf.math.zeta, 3.0, 2.0)
    assert dx is None
    assert dq == pytest.approx(-3 * sp.zeta(4, 2))
    da, db, dx = gradients(tf.math.betainc, 2.0, 3.0, 0.4)
    assert (da, db) == (None, None)
    assert dx == pytest.approx(1.728)


@pytest.mark.parametrize(
    ("a", "x", "want"),
    [
        (0.5, 0.1, -0.822936096979599),
        (3.0, 5.0, -0.113692838687786),
        (20.0, 15.0, -0.0485137680942005),
    ],
)
def test_igamma_gradient_by_a(a: float, x: float, want: float) -> None:
    got, _ = gradients(tf.math.igamma, a, x)
    assert got == pytest.approx(want, rel=1e-12)
    got, _ = gradients(tf.math.igammac, a, x)
    assert got == pytest.approx(-want, rel=1e-12)


@pytest.mark.parametrize("name", ["bessel_i1", "bessel_i1e", "bessel_j1"])
def test_second_derivative_at_zero(name: str) -> None:
    with tf.GradientTape() as outer:
        x = tf.constant(0.0)
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = getattr(ms, name)(x)
        d = inner.gradient(y, x)
    assert float(d) == 0.5
    assert float(outer.gradient(d, x)) == 0


def test_spence_is_smooth_at_one() -> None:
    with tf.GradientTape() as outer:
        x = tf.constant([1.0, 1.007, 1.009], tf.float64)
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = ms.spence(x)
        d = inner.gradient(y, x)
    w = x.numpy()[1:] - 1
    np.testing.assert_allclose(d.numpy(), [-1, *(-np.log1p(w) / w)], rtol=1e-13)
    np.testing.assert_allclose(outer.gradient(d, x).numpy()[0], 0.5)


def test_random_gamma_grad_is_tensorflows() -> None:
    """Its values, where float32 does not lose digits there."""
    got = tf.raw_ops.RandomGammaGrad(alpha=[0.5, 1.0, 3.0, 20.0, 0.01],
                                     sample=[0.1, 2.0, 2.0, 30.0, 1e-30])  # fmt: skip
    want = [0.5097657, 1.6316917, 0.8565715, 1.2265358, 6.8516676e-27]
    np.testing.assert_allclose(got.numpy(), want, rtol=2e-6)


def test_bad_shapes() -> None:
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.math.igamma([1.0, 2.0], [1.0, 2.0, 3.0])
    with pytest.raises((tf.errors.InvalidArgumentError, TypeError)):
        ms.bessel_j0(1j)
