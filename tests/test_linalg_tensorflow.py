"""Linear algebra beside TensorFlow's own, where TensorFlow is installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import zeal

tensorflow = pytest.importorskip("tensorflow")

RNG = np.random.default_rng(3)
A = RNG.standard_normal((2, 4, 4)) + np.diag([2.0, 4, 6, 8])
H = A @ np.swapaxes(A, -1, -2) + np.eye(4)
B, TALL = RNG.standard_normal((2, 4, 3)), RNG.standard_normal((5, 3))
D = RNG.standard_normal((3, 4)) + np.array([[0], [5], [0]])

# Expressions over `tf`; those with a sign or an order to choose are compared without it.
CASES = """tf.linalg.cholesky(H)
tf.linalg.inv(A)
tf.linalg.inv(A, adjoint=True)
tf.linalg.det(A)
tf.linalg.slogdet(-A)
tf.linalg.logdet(H)
tf.linalg.solve(A, B)
tf.linalg.solve(A, B, adjoint=True)
tf.linalg.triangular_solve(A, B)
tf.linalg.triangular_solve(A, B, lower=False, adjoint=True)
tf.abs(tf.linalg.qr(TALL)[0])
tf.abs(tf.linalg.qr(A, full_matrices=True)[1])
tf.linalg.svd(TALL, compute_uv=False)
[tf.abs(x) for x in tf.linalg.svd(A)]
[tf.abs(x) for x in tf.linalg.svd(TALL[:4], full_matrices=True)]
[tf.abs(x) for x in tf.linalg.eigh(H)]
tf.linalg.eigvalsh(H)
tf.sort(tf.abs(tf.linalg.eigvals(H)))
tf.linalg.lu(A)
tf.linalg.lu_solve(*tf.linalg.lu(A), B)
tf.linalg.lu_reconstruct(*tf.linalg.lu(A))
tf.linalg.lu_matrix_inverse(*tf.linalg.lu(A))
tf.linalg.expm(A)
tf.linalg.logm(tf.cast(H, tf.complex128))
tf.linalg.sqrtm(H)
tf.linalg.cholesky_solve(tf.linalg.cholesky(H), B)
tf.linalg.lstsq(TALL, TALL[:, :1])
tf.linalg.lstsq(TALL, TALL[:, :1] + 1.0, l2_regularizer=0.5)
tf.linalg.lstsq(TALL, TALL[:, :1] + 1.0, fast=False)
tf.linalg.pinv(TALL)
tf.linalg.pinv(TALL, rcond=0.5)
tf.linalg.matrix_rank(A)
tf.linalg.norm(A, ord=2, axis=[-2, -1])
tf.linalg.norm(A, ord=2, axis=[0, 2], keepdims=True)
tf.linalg.normalize(A, axis=-1)
tf.linalg.tridiagonal_solve(tf.constant(D), tf.constant(B[0]))
tf.linalg.tridiagonal_solve(tf.constant(H[0]), tf.constant(B[0, :, 0]), diagonals_format="matrix")
tf.linalg.tridiagonal_matmul(tf.constant(D), tf.constant(B[0]))
tf.linalg.tridiagonal_matmul(tf.constant(H[0]), tf.constant(B[0]), diagonals_format="matrix")
tf.linalg.banded_triangular_solve(D[1:] + 3, B[0])
tf.linalg.banded_triangular_solve(D[:2] + 3, B[0], lower=False, adjoint=True)
tf.linalg.eigh_tridiagonal(D[1], D[0, 1:])
tf.linalg.eigh_tridiagonal(D[1], D[0, 1:], select="i", select_range=[1, 2])
tf.linalg.eigh_tridiagonal(D[1], D[0, 1:], select="v", select_range=[0.0, 5.0])""".splitlines()

GRADIENTS = """tf.linalg.cholesky(x) @ B
tf.linalg.inv(x)
tf.linalg.det(x)
tf.linalg.slogdet(x)[1]
tf.linalg.solve(x, B)
tf.linalg.triangular_solve(x, B, lower=False)
tf.abs(tf.linalg.qr(x)[0]) + tf.abs(tf.linalg.qr(x)[1])
tf.abs(tf.linalg.svd(x)[1])
tf.linalg.svd(x, compute_uv=False)
tf.abs(tf.linalg.eigh(x)[1])
tf.linalg.eigvalsh(x) ** 2
tf.linalg.expm(x / 9.0)
tf.linalg.sqrtm(x)
tf.linalg.pinv(x)
tf.linalg.lstsq(x, B)""".splitlines()


def evaluate(tf: Any, text: str, x: Any = None) -> list[np.ndarray]:
    scope = {"tf": tf, "A": A, "B": B, "D": D, "H": H, "TALL": TALL, "x": x}
    out = eval(text, scope)
    return [np.asarray(t) for t in (out if isinstance(out, (list, tuple)) else [out])]


@pytest.mark.parametrize("text", CASES)
def test_value(text: str) -> None:
    got, want = evaluate(zeal, text), evaluate(tensorflow, text)
    assert [(g.dtype, g.shape) for g in got] == [(w.dtype, w.shape) for w in want]
    for g, w in zip(got, want, strict=True):
        np.testing.assert_allclose(g, w, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("text", GRADIENTS)
def test_gradient(text: str) -> None:
    def gradient(tf: Any) -> np.ndarray:
        x = tf.constant(H)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = eval(text, {"tf": tf, "B": B, "x": x})
        return np.asarray(tape.gradient(y, x))

    np.testing.assert_allclose(gradient(zeal), gradient(tensorflow), rtol=1e-7, atol=1e-8)
