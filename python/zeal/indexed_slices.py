"""IndexedSlices: rows of a tensor that is zero elsewhere, as gradients of gathers are."""

from __future__ import annotations

from typing import Any

from zeal import _core

__all__ = ["IndexedSlices"]


class IndexedSlices:
    """The rows `values[i]` of a tensor of shape `dense_shape`, at `indices[i]` along axis 0.

    Args:
      values: Tensor of shape `[n, ...]`.
      indices: int32 or int64 Tensor of shape `[n]`; an index may occur more than once, its rows
        add.
      dense_shape: the whole tensor's shape, as an integer Tensor, or None.
    """

    __slots__ = ("_dense_shape", "_indices", "_values")

    def __init__(self, values: Any, indices: Any, dense_shape: Any = None) -> None:
        self._values = _core.convert(values)
        self._indices = _core.convert(indices)
        self._dense_shape = None if dense_shape is None else _core.convert(dense_shape)

    @property
    def values(self) -> Any:
        """The rows, shape `[n, ...]`."""
        return self._values

    @property
    def indices(self) -> Any:
        """Where the rows belong, shape `[n]`."""
        return self._indices

    @property
    def dense_shape(self) -> Any:
        """The whole tensor's shape, a 1-d integer Tensor, or None."""
        return self._dense_shape

    @property
    def shape(self) -> Any:
        """The whole tensor's TensorShape; of unknown rank if `dense_shape` is None."""
        from zeal.tensor_shape import TensorShape

        return TensorShape(None if self._dense_shape is None else self._dense_shape.numpy())

    @property
    def dtype(self) -> Any:
        """The dtype of the values."""
        return self._values.dtype

    @property
    def name(self) -> str:
        """A name for messages: slices are no node of a graph."""
        return "IndexedSlices"

    @property
    def op(self) -> None:
        """None: slices are not made by a node of a graph."""
        return None

    @property
    def device(self) -> str:
        """The device of the values."""
        return str(self._values.device)

    def __tf_tensor__(self, dtype: Any = None) -> Any:
        if self._dense_shape is None:
            raise ValueError(
                f"Tensor conversion requested for IndexedSlices without dense_shape: {self}"
            )
        dense = _core._ops["math.unsorted_segment_sum"](
            self._values, self._indices, int(self._dense_shape[0])
        )
        return dense

    def __neg__(self) -> IndexedSlices:
        return IndexedSlices(-self._values, self._indices, self._dense_shape)

    def __mul__(self, other: Any) -> IndexedSlices:
        return IndexedSlices(self._values * other, self._indices, self._dense_shape)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> IndexedSlices:
        return IndexedSlices(self._values / other, self._indices, self._dense_shape)

    def __repr__(self) -> str:
        return (
            f"IndexedSlices(indices={self._indices!r}, values={self._values!r}, "
            f"dense_shape={self._dense_shape!r})"
        )
