"""Gradients of linear algebra by complex matrices, and at singular and degenerate ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import zeal as tf

la = tf.linalg
RNG = np.random.default_rng(7)


def draw(*shape: int) -> np.ndarray:
    return RNG.standard_normal(shape) + 1j * RNG.standard_normal(shape)


W, A, H = draw(3, 3), draw(3, 3) + np.diag([3, 6, 9]), draw(3, 3)
H = H @ H.conj().T + np.diag([1, 4, 9])
TALL, WIDE = draw(4, 3), draw(3, 4)


def inner(x: Any) -> Any:
    """A real number from a complex tensor."""
    w = tf.constant(np.resize(W, x.shape))
    return tf.reduce_sum(tf.math.real(tf.math.conj(w) * tf.cast(x, tf.complex128)))


def hermitian(a: Any) -> Any:
    return a + la.adjoint(a)


def projectors(v: Any) -> Any:
    """What does not change with the phases of the columns."""
    columns = [v[:, i : i + 1] for i in range(3)]
    return tf.concat([la.matmul(c, c, adjoint_b=True) for c in columns], 0)


def svd_parts(a: Any) -> Any:
    """u f(s) v^H, which phases leave alone."""
    s, u, v = la.svd(a)
    f = tf.cast(s**3 + [1.0, 2.0, 3.0], a.dtype)
    return la.matmul(u * f, v, adjoint_b=True)


CASES: dict[str, tuple[Callable[[Any], Any], np.ndarray]] = {
    "cholesky": (lambda a: inner(la.cholesky(hermitian(a))), H),
    "inv": (lambda a: inner(la.inv(a)), A),
    "inv adjoint": (lambda a: inner(la.inv(a, adjoint=True)), A),
    "det": (lambda a: inner(la.det(a)), A),
    "det singular": (lambda a: inner(la.det(a)), draw(3, 2) @ draw(2, 3)),
    "slogdet sign": (lambda a: inner(la.slogdet(a)[0]), A),
    "slogdet": (lambda a: inner(la.slogdet(a)[1]), A),
    "logdet": (lambda a: la.logdet(hermitian(a)), H),
    "solve": (lambda a: inner(la.solve(a, W)), A),
    "solve adjoint": (lambda a: inner(la.solve(a, W, adjoint=True)), A),
    "triangular": (lambda a: inner(la.triangular_solve(a, W)), A),
    "triangular adjoint": (lambda a: inner(la.triangular_solve(a, W, False, True)), A),
    "lu": (lambda a: inner(la.lu(a)[0]), A),
    "qr q": (lambda a: inner(la.qr(a)[0]), TALL),
    "qr r": (lambda a: inner(la.qr(a)[1]), A),
    "qr wide": (lambda a: inner(la.qr(a)[0]) + inner(la.qr(a)[1]), WIDE),
    "svd s": (lambda a: inner(la.svd(a, compute_uv=False)), WIDE),
    "svd": (lambda a: inner(svd_parts(a)), A),
    "svd tall": (lambda a: inner(svd_parts(a)), TALL),
    "svd wide": (lambda a: inner(svd_parts(a)), WIDE),
    "eigvalsh": (lambda a: inner(la.eigvalsh(hermitian(a))), H),
    "eigh": (lambda a: inner(projectors(la.eigh(hermitian(a))[1])), H),
    "eigvals": (lambda a: inner(la.eigvals(a)), A),
    "eig": (lambda a: inner(projectors(la.eig(a)[1])), A),
    "expm": (lambda a: inner(la.expm(a)), W),
    "logm": (lambda a: inner(la.logm(a)), A),
    "sqrtm": (lambda a: inner(la.sqrtm(a)), A),
    "tridiagonal": (lambda a: inner(la.tridiagonal_solve(a, W)), A),
    "lstsq": (lambda a: inner(la.lstsq(a, TALL)), TALL + np.eye(4, 3)),
}  # fmt: skip


def slope(f: Callable[[Any], Any], x: Any, d: Any) -> Any:
    """The derivative along d, by the tape."""
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tf.reduce_sum(tf.math.real(tf.math.conj(tape.gradient(y, x)) * d))


def difference(f: Callable[[Any], Any], x: np.ndarray, d: np.ndarray) -> float:
    h = 1e-4
    y = [float(f(tf.constant(x + t * h * d))) for t in (-2, -1, 1, 2)]
    return (y[0] - 8 * y[1] + 8 * y[2] - y[3]) / (12 * h)


@pytest.mark.parametrize("name", CASES)
def test_complex_gradient(name: str) -> None:
    f, x = CASES[name]
    d, e = (np.random.default_rng(i).standard_normal((2, *x.shape)) for i in (1, 2))
    d, e = d[0] + 1j * d[1], e[0] + 1j * e[1]
    got = float(slope(f, tf.constant(x), d))
    assert got == pytest.approx(difference(f, x, d), rel=1e-6, abs=1e-7)
    got = float(slope(lambda t: slope(f, t, d), tf.constant(x), e))
    want = difference(lambda t: slope(f, t, d), x, e)
    assert got == pytest.approx(want, rel=1e-6, abs=1e-7)


def gradient(f: Callable[[Any], Any], x: Any) -> np.ndarray:
    x = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    return tape.gradient(y, x).numpy()


def test_degenerate_values_have_finite_gradients() -> None:
    eye = np.eye(3)
    for f in (lambda a: la.svd(a)[1], lambda a: la.svd(a)[0], lambda a: la.eigh(a)[1]):
        assert np.all(np.isfinite(gradient(f, eye)))
    np.testing.assert_array_equal(gradient(lambda a: la.svd(a)[1], eye), 0 * eye)


def test_determinant_of_large_and_small_values() -> None:
    """Products of half of the singular values overflow; those of all but one do not."""
    d = np.array([1e3] * 20 + [1e-3] * 20, "f")
    np.testing.assert_allclose(np.diag(gradient(la.det, np.diag(d))), 1 / d, rtol=1e-3)


def test_gradients_of_tensorflow() -> None:
    """Of symmetric matrices, in TensorFlow's choice of a triangle."""
    chol = gradient(la.cholesky, [[4.0, 9.0], [1.0, 3.0]])
    np.testing.assert_allclose(chol, [[0.2063, 0.1746], [0.1746, 0.3015]], atol=1e-4)
    eigh = gradient(lambda a: la.eigh(a)[0][1], [[4.0, 1.0], [1.0, 3.0]])
    np.testing.assert_allclose(eigh, [[0.7236, 0], [0.8944, 0.2764]], atol=1e-4)


def test_gradients_that_there_are_not() -> None:
    with pytest.raises(tf.errors.UnimplementedError, match="full_matrices"):
        gradient(lambda a: la.qr(a, full_matrices=True)[0], np.eye(4, 2))
    with pytest.raises(tf.errors.UnimplementedError, match="full_matrices"):
        gradient(lambda a: la.svd(a, full_matrices=True)[1], np.eye(4, 2))
