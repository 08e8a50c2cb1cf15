"""Tridiagonal matrices, which come in three forms: tf.linalg.tridiagonal_solve and others."""

from __future__ import annotations

from typing import Any

from zeal import _core
from zeal._convert import convert_to_tensor

__all__ = ["eigh_tridiagonal", "tridiagonal_matmul", "tridiagonal_solve"]

_ops = _core._ops


def _padded(x: Any, m: int, what: str, before: bool) -> Any:
    """A diagonal of length m; of one beside the main diagonal, an end may be missing."""
    n = x.shape[-1]
    if n == m:
        return x
    if n != m - 1:
        raise ValueError(f"Expected {what} to have length {m} or {m - 1}, got {n}.")
    pads = [[0, 0]] * (len(x.shape) - 1) + [[1, 0] if before else [0, 1]]
    return _ops["pad"](x, pads)


def _compact(diagonals: Any, form: str) -> Any:
    """[..., 3, m]: the diagonals above, on and below the main one."""
    if form == "compact":
        return convert_to_tensor(diagonals)
    if form == "sequence":
        if not isinstance(diagonals, (tuple, list)) or len(diagonals) != 3:
            raise ValueError("Expected diagonals to be a sequence of length 3.")
        above, main, below = (convert_to_tensor(d) for d in diagonals)
        if not above.shape[:-1] == main.shape[:-1] == below.shape[:-1]:
            raise ValueError(
                "Tensors representing the three diagonals must have the same shape, except for the "
                f"last dimension, got {above.shape}, {main.shape}, {below.shape}"
            )
        m = main.shape[-1]
        above = _padded(above, m, "superdiagonal", before=False)
        return _ops["stack"]([above, main, _padded(below, m, "subdiagonal", before=True)], -2)
    if form == "matrix":
        x = convert_to_tensor(diagonals)
        if len(x.shape) < 2 or x.shape[-1] != x.shape[-2]:
            raise ValueError(f"Expected the last two dimensions to be equal, got shape {x.shape}")
        if x.shape[-1] < 2:
            pads = [[0, 0]] * (len(x.shape) - 2) + [[1, 2 - x.shape[-1]], [0, 0]]
            return _ops["pad"](x, pads)
        return _ops["linalg.diag_part"](x, k=(-1, 1), align="LEFT_RIGHT")
    raise ValueError(f"Unrecognized diagonals_format: {form}")


def tridiagonal_solve(
    diagonals: Any,
    rhs: Any,
    diagonals_format: str = "compact",
    transpose_rhs: bool = False,
    conjugate_rhs: bool = False,
    name: str | None = None,
    partial_pivoting: bool = True,
    perturb_singular: bool = False,
) -> Any:
    """Solves A X = rhs for tridiagonal matrices A.

    Args:
      diagonals: what `diagonals_format` says:
        'compact': [..., 3, m]: the diagonals above, on and below the main one; the last element of
        the first and the first of the last are not read.
        'sequence': three tensors [..., m]; those beside the main diagonal may be [..., m - 1].
        'matrix': [..., m, m], whose other elements are not read.
      rhs: [..., m] or [..., m, k].
      diagonals_format: as above.
      transpose_rhs: whether rhs is given as [..., k, m].
      conjugate_rhs: whether rhs is conjugated first.
      name: ignored.
      partial_pivoting: whether rows are swapped where that is more accurate.
      perturb_singular: whether tiny pivots are raised, so that singular systems have a solution.

    Returns:
      X, of rhs's shape. NaN where A is singular.

    Raises:
      ValueError: the shapes do not fit, or the format is none.
    """
    if perturb_singular and not partial_pivoting:
        raise ValueError("partial_pivoting must be True if perturb_singular is.")
    d, b = _compact(diagonals, diagonals_format), convert_to_tensor(rhs)
    rank, other = len(d.shape), len(b.shape)
    if rank < 2:
        raise ValueError(f"Expected diagonals to have rank at least 2, got {rank}")
    if other not in (rank, rank - 1):
        raise ValueError(f"Expected the rank of rhs to be {rank - 1} or {rank}, got {other}")
    if d.shape[-2] != 3:
        raise ValueError(f"Expected 3 diagonals got {d.shape[-2]}")
    if d.shape[:-2] != b.shape[: rank - 2]:
        raise ValueError(f"Batch shapes {d.shape[:-2]} and {b.shape[: rank - 2]} are incompatible")
    if conjugate_rhs:
        b = _ops["math.conj"](b)
    if vector := other == rank - 1:
        b = _ops["expand_dims"](b, -1)
    elif transpose_rhs:
        b = _ops["linalg.matrix_transpose"](b)
    if d.shape[-1] != b.shape[-2]:
        raise ValueError(
            "Expected number of left-hand sided and right-hand sides to be equal, got "
            f"{d.shape[-1]} and {b.shape[-2]}"
        )
    x = _ops["raw_ops.TridiagonalSolve"](d, b, partial_pivoting, perturb_singular)
    return _ops["squeeze"](x, [-1]) if vector else x


def tridiagonal_matmul(
    diagonals: Any, rhs: Any, diagonals_format: str = "compact", name: str | None = None
) -> Any:
    """Multiplies tridiagonal matrices by matrices.

    Args:
      diagonals: as for `tridiagonal_solve`.
      rhs: [..., m, n].
      diagonals_format: as for `tridiagonal_solve`.
      name: ignored.
    """
    d = _compact(diagonals, diagonals_format)
    if len(d.shape) < 2 or d.shape[-2] != 3:
        raise ValueError(f"Expected 3 diagonals got shape {d.shape}")
    return _ops["raw_ops.TridiagonalMatMul"](*_ops["split"](d, 3, -2), rhs)


def eigh_tridiagonal(
    alpha: Any,
    beta: Any,
    eigvals_only: bool = True,
    select: str = "a",
    select_range: Any = None,
    tol: Any = None,
    name: str | None = None,
) -> Any:
    """Computes eigenvalues of Hermitian tridiagonal matrices, ascending.

    The matrix is made in full, so this takes as long as `tf.linalg.eigh`.

    Args:
      alpha: [n], the diagonal.
      beta: [n - 1], the diagonal above the main one; the one below it is its conjugate.
      eigvals_only: whether to leave out the eigenvectors.
      select: 'a' for all eigenvalues, 'v' for those in the interval (lower, upper] that
        select_range gives, 'i' for those from the first to the last index that it gives.
      select_range: as above.
      tol: ignored: all eigenvalues are accurate to rounding.
      name: ignored.

    Returns:
      The eigenvalues; with eigvals_only=False also the eigenvectors, as columns.
    """
    if select not in ("a", "v", "i"):
        raise ValueError("'select must have a value in {'a', 'i', 'v'}.")
    if select != "a" and (select_range is None or len(select_range) != 2):
        raise ValueError(f"select_range must have two elements for select={select!r}")
    alpha, beta = convert_to_tensor(alpha), convert_to_tensor(beta)
    if len(alpha.shape) != 1 or len(beta.shape) != 1 or beta.shape[0] != alpha.shape[0] - 1:
        raise ValueError(
            f"alpha must be [n] and beta [n - 1], got shapes {alpha.shape} and {beta.shape}"
        )
    matrix = _ops["linalg.diag"](alpha)
    if beta.shape[0]:
        matrix = _ops["linalg.set_diag"](matrix, _ops["math.conj"](beta), k=-1)
    e, v = (_ops["linalg.eigvalsh"](matrix), None) if eigvals_only else _ops["linalg.eigh"](matrix)
    e = _ops["math.real"](e)
    first, last = 0, alpha.shape[0]
    if select == "i":
        first, last = int(select_range[0]), int(select_range[1]) + 1
    elif select == "v":
        values = e.numpy()
        first = int((values <= float(select_range[0])).sum())
        last = int((values <= float(select_range[1])).sum())
    e = e[first:last]
    return e if v is None else (e, v[:, first:last])
