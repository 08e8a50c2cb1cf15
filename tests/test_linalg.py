"""Decompositions give their matrices back, in every dtype; values and shapes are TensorFlow's."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import zeal as tf

la = tf.linalg
DTYPES = ("float32", "float64", "complex64", "complex128")
SHAPES = ((3, 3), (1, 1), (2, 4, 4), (0, 0), (0, 3, 3), (2, 0, 0), (40, 40), (70, 5, 5))


def draw(shape: tuple[int, ...], dtype: str) -> np.ndarray:
    rng = np.random.default_rng(len(shape) + sum(shape))
    x = rng.standard_normal(shape)
    if dtype.startswith("complex"):
        x = x + 1j * rng.standard_normal(shape)
    return x.astype(dtype)


def adjoint(x: Any) -> Any:
    return np.conj(np.swapaxes(x, -1, -2))


def close(got: Any, want: np.ndarray, factor: float = 1.0) -> None:
    got = got.numpy()
    assert got.dtype == want.dtype and got.shape == want.shape
    eps = np.finfo(want.dtype).eps
    size = max(1.0, np.abs(want).max(initial=0))
    np.testing.assert_allclose(got, want, rtol=0, atol=1e3 * factor * eps * size)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES)
def test_square_decompositions(shape: tuple[int, ...], dtype: str) -> None:
    n = shape[-1]
    a = draw(shape, dtype)
    eye = np.broadcast_to(np.eye(n, dtype=dtype), shape)
    hermitian = (a @ adjoint(a) + eye).astype(dtype)
    chol = la.cholesky(hermitian).numpy()
    close(tf.constant(chol @ adjoint(chol)), hermitian)
    assert not np.triu(chol, 1).any()
    close(la.inv(a) @ a, eye, 100)
    close(la.inv(a, adjoint=True), adjoint(la.inv(a).numpy()), 100)
    close(la.matmul(a, la.solve(a, eye)), eye, 100)
    close(la.matmul(adjoint(a), la.solve(a, eye, adjoint=True)), eye, 100)
    close(la.lu_reconstruct(*la.lu(a)), a)
    close(la.matmul(a, la.lu_solve(*la.lu(a), eye)), eye, 100)
    close(la.lu_matrix_inverse(*la.lu(a)) @ a, eye, 100)
    e, v = (x.numpy() for x in la.eigh(hermitian))
    close(tf.constant((v * e[..., None, :]) @ adjoint(v)), hermitian)
    close(la.eigvalsh(hermitian), e)
    e, v = (x.numpy() for x in la.eig(a))
    close(tf.constant(v * e[..., None, :]), a @ v)
    if n < 10:
        close(la.matmul(la.sqrtm(hermitian), la.sqrtm(hermitian)), hermitian)
        close(la.matmul(la.expm(a), la.expm(-a)), eye, 100)
        if dtype.startswith("complex"):
            close(la.expm(la.logm(a)), a, 10)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(3, 3), (5, 3), (3, 5), (2, 4, 3), (0, 3), (3, 0), (2, 0, 3)])
@pytest.mark.parametrize("full", [False, True])
def test_rectangular_decompositions(shape: tuple[int, ...], full: bool, dtype: str) -> None:
    a = draw(shape, dtype)
    m, n = shape[-2:]
    k = min(m, n)
    q, r = la.qr(a, full_matrices=full)
    assert q.shape[-1] == (m if full else k)
    close(la.matmul(q, r), a)
    eye = np.eye(q.shape[-1], dtype=dtype)
    close(la.matmul(q, q, adjoint_a=True), np.broadcast_to(eye, (*shape[:-2], *eye.shape)))
    s, u, v = la.svd(a, full_matrices=full)
    assert s.dtype.is_floating and np.all(np.diff(s.numpy()) <= 0)
    assert (u.shape[-1], v.shape[-1]) == ((m, n) if full else (k, k))
    us = u.numpy()[..., :k] * s.numpy()[..., None, :]
    close(tf.constant(us @ adjoint(v.numpy()[..., :k])), a)
    close(la.svd(a, compute_uv=False), s.numpy())


def test_determinants_of_extreme_size() -> None:
    """No overflow on the way to a determinant that fits."""
    d = np.diag(np.array([1e30, 1e30, 1e-30, 1e-30], "f"))
    assert float(la.det(d)) == pytest.approx(1.0, rel=1e-6)
    assert float(la.det(d * 0)) == 0
    assert float(la.det(np.diag(np.full(4, 1e30, "f")))) == np.inf
    sign, log = la.slogdet(tf.zeros([2, 2]))
    assert (float(sign), float(log)) == (0, -np.inf)


def test_values_as_in_tensorflow() -> None:
    b = tf.constant([[1.0, 2.0], [3.0, 4.0]])
    lu, p = la.lu(b)
    np.testing.assert_allclose(lu, [[3, 4], [1 / 3, 2 / 3]], rtol=1e-6)
    assert p.numpy().tolist() == [1, 0] and p.dtype == tf.int32
    assert la.lu(b, output_idx_type=tf.int64).p.dtype == tf.int64
    assert np.isnan(la.cholesky([[1.0, 2.0], [2.0, 1.0]]).numpy()).tolist() == [
        [True, False],
        [True, True],
    ]
    assert np.all(np.isnan(la.sqrtm([[-4.0, -1.0], [-1.0, -3.0]])))
    np.testing.assert_allclose(la.sqrtm([[0.0, 1.0], [-1.0, 0.0]]), [[0.5**0.5] * 2,
                               [-(0.5**0.5), 0.5**0.5]], rtol=1e-6)  # fmt: skip
    assert np.all(np.isnan(la.logm(tf.zeros([2, 2], tf.complex64))))
    np.testing.assert_allclose(
        la.triangular_solve(tf.zeros([2, 2]), b), [[np.inf, np.inf], [np.nan, np.nan]]
    )
    assert np.all(np.isnan(la.expm([[np.inf, 0.0], [0.0, 1.0]])))
    assert la.logdet(tf.constant([[4, 1j], [-1j, 3]], tf.complex64)).dtype == tf.float32
    assert la.eigvals(b).dtype == tf.complex64
    assert tf.eig(b)[0].dtype == tf.complex64
    assert np.all(np.isnan(la.svd([[np.nan, 1.0], [1.0, 1.0]], compute_uv=False)))


def test_norms() -> None:
    x = tf.ones([2, 3, 4])
    assert la.norm(x, 2, [0, 2], True).shape == (1, 3, 1)
    np.testing.assert_allclose(la.norm(x, 2, (2, 0)), [8**0.5] * 3, rtol=1e-6)
    with pytest.raises(ValueError, match="supported matrix norm"):
        la.norm(x, "nuc", [0, 1])
    y, size = la.normalize([[3.0, 0.0], [0.0, 4.0]])
    assert size.numpy().tolist() == [[5.0]] and float(y[0, 0]) == pytest.approx(0.6)


def test_least_squares_without_full_rank() -> None:
    a, b = tf.ones([3, 2]), tf.ones([3, 1])
    assert np.all(np.isnan(la.lstsq(a, b)))
    np.testing.assert_allclose(la.lstsq(a, b, fast=False), [[0.5], [0.5]], rtol=1e-5)
