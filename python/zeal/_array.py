"""Array functions whose arguments a record cannot state."""

from __future__ import annotations

from typing import Any

from zeal import _core

__all__ = ["meshgrid"]


def meshgrid(*args: Any, indexing: str = "xy", name: str | None = None) -> list[Any]:
    """Spreads vectors over the grid that they span.

    Args:
      args: tensors of rank 0 or 1 and of one dtype, one for each dimension of the grid.
      indexing: "xy" swaps the first two dimensions, "ij" keeps the order of `args`.
      name: ignored.

    Returns:
      As many tensors as `args`, all of the grid's shape; the i-th varies along dimension i.
    """
    return _core._ops["raw_ops.Meshgrid"](list(args), indexing) if args else []
