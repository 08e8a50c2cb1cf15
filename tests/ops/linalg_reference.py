"""References for linear algebra, by NumPy's and SciPy's LAPACK."""

import numpy as np
import scipy.linalg


def _adjoint(x):
    return np.conj(np.swapaxes(x, -1, -2))


class UpToPhase(np.ndarray):
    """Columns that may be multiplied by any number of absolute value one."""

    @classmethod
    def of(cls, x):
        return np.asarray(x).view(cls)

    def align(self, got):
        """`got` with each column turned to where ours points."""
        ours = np.asarray(self)
        along = (np.conj(got) * ours).sum(-2, keepdims=True) if got.size else np.ones(())
        size = np.abs(along)
        return (got * np.where(size > 0, along / np.where(size > 0, size, 1), 1)).astype(got.dtype)


def _each(f, x):
    """f of each matrix of a batch."""
    x = np.asarray(x)
    if x.size == 0:
        return x
    flat = [f(m) for m in x.reshape(-1, *x.shape[-2:])]
    return np.stack(flat).reshape(*x.shape[:-2], *flat[0].shape)


def triangular_solve(matrix, rhs, lower=True, adjoint=False):
    a = np.tril(matrix) if lower else np.triu(matrix)
    return np.linalg.solve(_adjoint(a) if adjoint else a, rhs)


def banded_triangular_solve(bands, rhs, lower=True, adjoint=False):
    m = bands.shape[-1]
    a = np.zeros((*bands.shape[:-2], m, m), bands.dtype)
    for i in range(min(bands.shape[-2], m)):
        for j in range(m - i):
            if lower:
                a[..., j + i, j] = bands[..., i, j + i]
            else:
                a[..., j, j + i] = bands[..., -1 - i, j]
    return np.linalg.solve(_adjoint(a) if adjoint else a, rhs)


def cholesky_solve(chol, rhs):
    low = np.tril(chol)
    return np.linalg.solve(low @ _adjoint(low), rhs)


def cofactors(input):
    """Of each element: the determinant of the rest, with its sign; conjugated."""
    n = input.shape[-1]
    out = np.zeros_like(input)
    for i in range(n):
        for j in range(n):
            rest = np.delete(np.delete(input, i, -2), j, -1)
            out[..., i, j] = (-1) ** (i + j) * np.conj(np.linalg.det(rest))
    return out


def lu_reconstruct(lower_upper, perm):
    n = lower_upper.shape[-1]
    a = (np.tril(lower_upper, -1) + np.eye(n)) @ np.triu(lower_upper)
    return np.take_along_axis(a, np.argsort(perm)[..., None], -2)


def lu(input):
    n = input.shape[-1]
    packed, perm = np.zeros_like(input), np.zeros(input.shape[:-1], "i")
    for at in np.ndindex(input.shape[:-2]):
        if n == 0:
            continue
        p, low, up = scipy.linalg.lu(input[at])
        packed[at] = np.tril(low, -1) + up
        perm[at] = np.argmax(p, 0)
    return packed, perm


def qr(input, full_matrices=False):
    return tuple(np.linalg.qr(input, "complete" if full_matrices else "reduced"))


def svd(input, compute_uv=True, full_matrices=False):
    if not compute_uv:
        return np.linalg.svd(input, compute_uv=False), np.zeros(0), np.zeros(0)
    u, s, vh = np.linalg.svd(input, full_matrices)
    return s, UpToPhase.of(u), UpToPhase.of(_adjoint(vh))


def pinv(a, rcond=None):
    if rcond is None:
        rcond = 10 * max(a.shape[-2:]) * np.finfo(a.dtype).eps
    return np.linalg.pinv(a, np.asarray(rcond))


def eigh(input, compute_v=True):
    e, v = np.linalg.eigh(input)
    return e.astype(input.dtype), UpToPhase.of(v) if compute_v else np.zeros(0)


def expm(input):
    return _each(scipy.linalg.expm, input)


def logm(input):
    return _each(scipy.linalg.logm, input)


def sqrtm(input):
    return _each(scipy.linalg.sqrtm, input)


def _tridiagonal(diagonals):
    m = diagonals.shape[-1]
    a = np.zeros((*diagonals.shape[:-2], m, m), diagonals.dtype)
    for i in range(m):
        a[..., i, i] = diagonals[..., 1, i]
        if i + 1 < m:
            a[..., i, i + 1] = diagonals[..., 0, i]
            a[..., i + 1, i] = diagonals[..., 2, i + 1]
    return a


def tridiagonal_solve(diagonals, rhs, partial_pivoting=True, perturb_singular=False):
    return np.linalg.solve(_tridiagonal(diagonals), rhs)


def tridiagonal_matmul(superdiag, maindiag, subdiag, rhs):
    return _tridiagonal(np.concatenate([superdiag, maindiag, subdiag], -2)) @ rhs


def lstsq(matrix, rhs, l2_regularizer=0.0, fast=True):
    if not fast or not l2_regularizer:
        return np.linalg.pinv(matrix) @ rhs
    ridge = l2_regularizer * np.eye(matrix.shape[-1])
    return np.linalg.solve(_adjoint(matrix) @ matrix + ridge, _adjoint(matrix) @ rhs)
