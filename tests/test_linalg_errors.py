"""Linear algebra refuses what it cannot do, in TensorFlow's words, and survives all else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import zeal as tf

la = tf.linalg
Invalid = tf.errors.InvalidArgumentError
NAN = [[float("nan"), 1.0], [1.0, 1.0]]
ONE = [[1.0, 0.0], [0.0, 1.0]]

ERRORS: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: la.inv(tf.zeros([2, 2])), Invalid, "Input is not invertible."),
    (lambda: la.inv(NAN), Invalid, "Input is not invertible."),
    (lambda: la.lu(tf.zeros([2, 2])), Invalid, "Input is not invertible."),
    (lambda: la.solve(tf.zeros([2, 2]), ONE), Invalid, "Input matrix is not invertible."),
    (lambda: la.solve(ONE, tf.ones([2])), Invalid, "must have the same rank"),
    (lambda: la.solve(ONE, tf.ones([3, 1])), Invalid, "Input matrix and rhs are incompatible"),
    (lambda: la.eig(NAN), Invalid, "Eigen decomposition was not successful"),
    (lambda: la.cholesky(tf.zeros([2, 3])), Invalid, "Input matrix must be square"),
    (lambda: la.det(tf.zeros([2])), Invalid, "must have rank >= 2"),
    (lambda: la.triangular_solve(tf.zeros([2, 3]), ONE), Invalid, "must be square"),
    (lambda: la.triangular_solve(ONE, tf.ones([3, 1])), Invalid, "2 vs. 3"),
    (lambda: la.lu_solve(*la.lu(ONE), tf.ones([2])), ValueError, "at least 2 dimensions"),
    (lambda: la.lu_solve(ONE, [0, 5], ONE), Invalid, "5"),
    (lambda: la.pinv(tf.zeros([2])), ValueError, "at least 2 dimensions"),
    (lambda: la.tridiagonal_solve(tf.zeros([2, 3]), tf.ones([3])), ValueError, "3 diagonals"),
    (lambda: la.tridiagonal_solve(tf.ones([3, 3]), tf.ones([2])), ValueError, "got 3 and 2"),
    (lambda: la.tridiagonal_solve(ONE, ONE, "x"), ValueError, "Unrecognized diagonals_format"),
    (lambda: la.logm(tf.ones([2, 2])), Exception, "float32"),
    (lambda: la.cholesky(tf.ones([2, 2], tf.float16)), Exception, "float16"),
]


@pytest.mark.parametrize("case", range(len(ERRORS)))
def test_error(case: int) -> None:
    call, kind, text = ERRORS[case]
    with pytest.raises(kind, match=text):
        call()


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e38, 1e-45])
@pytest.mark.parametrize("dtype", ["float32", "complex64"])
@pytest.mark.parametrize("n", [1, 2, 5, 40])
def test_extreme_values_never_abort(value: float, dtype: str, n: int) -> None:
    """Each op gives a result of the right shape, or raises."""
    a = np.eye(n, dtype=dtype) + 1
    a[n // 2, n - 1] = value
    a[n - 1, n // 2] = value
    for f in (la.cholesky, la.inv, la.det, la.slogdet, la.logdet, la.lu, la.qr, la.svd, la.eigh,
              la.eig, la.expm, la.sqrtm, la.logm, la.pinv, la.matrix_rank):  # fmt: skip
        try:
            f(a)
        except (tf.errors.OpError, TypeError, ValueError) as e:
            assert str(e)
    for f in (la.solve, la.triangular_solve, la.cholesky_solve, la.lstsq):
        try:
            assert f(a, a).shape == (n, n)
        except tf.errors.OpError as e:
            assert str(e)


def test_singular_matrix_in_a_batch() -> None:
    batch = np.stack([np.eye(2), np.zeros((2, 2)), np.eye(2) * 2])
    with pytest.raises(Invalid, match="not invertible"):
        la.inv(batch)
    chol = la.cholesky(batch).numpy()
    assert np.isnan(chol).any((1, 2)).tolist() == [False, True, False]
