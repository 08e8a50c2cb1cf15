"""tf.linalg.svd, whose number of results depends on an argument."""

from __future__ import annotations

from typing import Any

from zeal import _core

__all__ = ["svd"]


def svd(
    tensor: Any, full_matrices: bool = False, compute_uv: bool = True, name: str | None = None
) -> Any:
    """Computes the singular value decompositions of matrices: tensor = u diag(s) v^H.

    Args:
      tensor: [..., m, n].
      full_matrices: whether u and v are square; else they have min(m, n) columns.
      compute_uv: whether u and v are wanted.
      name: ignored.

    Returns:
      s, u and v, or s alone without compute_uv. s is real, [..., min(m, n)], largest first. Of a
      matrix that is not finite, all is NaN.

    Raises:
      InvalidArgumentError: tensor has less than two dimensions.
    """
    s, u, v = _core._ops["raw_ops.Svd"](tensor, compute_uv, full_matrices)
    return (s, u, v) if compute_uv else s
