"""TensorArray: a list of tensors that is filled one by one."""

from __future__ import annotations

from typing import Any

from zeal import _core, dtypes, errors
from zeal.tensor_shape import TensorShape

__all__ = ["TensorArray"]


class TensorArray:
    """A list of tensors of one dtype. Each may be written once, and by default read once.

    Args:
      dtype: of the elements.
      size: how many there are at first.
      dynamic_size: may write() make it longer?
      clear_after_read: may each element be read only once? Yes by default.
      infer_shape: must all elements have the shape of the first?
      element_shape: a shape that all elements must fit.
      tensor_array_name, handle, flow, colocate_with_first_write_call, name: accepted and ignored.
    """

    def __init__(
        self,
        dtype: Any,
        size: Any = None,
        dynamic_size: bool | None = None,
        clear_after_read: bool | None = None,
        tensor_array_name: str | None = None,
        handle: Any = None,
        flow: Any = None,
        infer_shape: bool = True,
        element_shape: Any = None,
        colocate_with_first_write_call: bool = True,
        name: str | None = None,
    ) -> None:
        self._dtype = dtypes.as_dtype(dtype)
        self._items: list[Any] = [None] * int(size or 0)
        self._cleared: set[int] = set()
        self._dynamic = bool(dynamic_size)
        self._clear = clear_after_read is None or bool(clear_after_read)
        self._infer = infer_shape
        self._shape = TensorShape(element_shape)

    @property
    def dtype(self) -> dtypes.DType:
        """The dtype of the elements."""
        return self._dtype

    @property
    def flow(self) -> Any:
        """A float32 zero: reads and writes need nothing to be in order."""
        return _core.convert(0.0)

    @property
    def handle(self) -> None:
        """None: there is no resource behind the list."""
        return None

    @property
    def dynamic_size(self) -> bool:
        """May write() make it longer?"""
        return self._dynamic

    @property
    def element_shape(self) -> TensorShape:
        """What is known of the elements' shape."""
        return self._shape

    def size(self, name: str | None = None) -> Any:
        """The number of elements."""
        return _core.convert(len(self._items))

    def identity(self) -> TensorArray:
        """This array."""
        return self

    def write(self, index: Any, value: Any, name: str | None = None) -> TensorArray:
        """Sets an element; returns the array, to be used from now on.

        Raises:
          OutOfRangeError: if there is no such element and the size is fixed.
          InvalidArgumentError: if the dtype does not fit, or the element was written before.
          ValueError: if the shape does not fit.
        """
        i = int(index)
        if i < 0 or (i >= len(self._items) and not self._dynamic):
            raise errors.OutOfRangeError(
                None,
                None,
                f"Tried to write to index {i} but array is not resizeable and size is: "
                f"{len(self._items)}",
            )
        plain = not hasattr(value, "dtype")
        tensor = _core.convert(value, self._dtype if plain else None)
        if tensor.dtype != self._dtype:
            raise errors.InvalidArgumentError(
                None,
                None,
                f"TensorArray dtype is {self._dtype.name} but Op is trying to write dtype "
                f"{tensor.dtype.name}",
            )
        if not self._shape.is_compatible_with(tensor.shape):
            raise ValueError(
                f"Incompatible shape for value ({tensor.shape}), expected ({self._shape})"
            )
        if self._infer:
            self._shape = self._shape.merge_with(tensor.shape)
        self._items += [None] * (i + 1 - len(self._items))
        self._items[i] = tensor
        self._cleared.discard(i)
        return self

    def read(self, index: Any, name: str | None = None) -> Any:
        """An element; zeros if it was never written.

        Raises:
          OutOfRangeError: if there is no such element.
          InvalidArgumentError: if it was read before and is cleared.
        """
        i = int(index)
        if not 0 <= i < len(self._items):
            raise errors.OutOfRangeError(
                None, None, f"Tried to read from index {i} but array size is: {len(self._items)}"
            )
        if i in self._cleared:
            raise errors.InvalidArgumentError(
                None,
                None,
                f"Could not read index {i} twice because it was cleared after a previous read "
                "(perhaps try setting clear_after_read = false?)",
            )
        tensor = self._at(i)
        if self._clear:
            self._cleared.add(i)
            self._items[i] = None
        return tensor

    def _at(self, i: int) -> Any:
        if self._items[i] is None:
            if not self._shape.is_fully_defined():
                raise errors.InvalidArgumentError(
                    None, None, f"element {i} was never written and its shape is not known"
                )
            self._items[i] = _core._ops["zeros"](self._shape, self._dtype)
        return self._items[i]

    def stack(self, name: str | None = None) -> Any:
        """All elements as one tensor with a new first dimension."""
        if not self._items:
            return _core._ops["zeros"]((0, *(d or 0 for d in self._shape)), self._dtype)
        return _core._ops["stack"]([self._at(i) for i in range(len(self._items))])

    def gather(self, indices: Any, name: str | None = None) -> Any:
        """The elements at `indices` as one tensor with a new first dimension."""
        at = [int(i) for i in _core.convert(indices).numpy()]
        return _core._ops["stack"]([self._at(i) for i in at])

    def concat(self, name: str | None = None) -> Any:
        """All elements joined along their first dimension."""
        return _core._ops["concat"]([self._at(i) for i in range(len(self._items))], 0)

    def unstack(self, value: Any, name: str | None = None) -> TensorArray:
        """Sets the elements to the rows of `value`."""
        rows = _core._ops["unstack"](_core.convert(value, self._dtype))
        if len(rows) > len(self._items) and not self._dynamic and self._items:
            raise ValueError(f"Cannot unstack {len(rows)} rows into {len(self._items)} elements")
        self._items = list(rows)
        self._cleared.clear()
        return self

    def scatter(self, indices: Any, value: Any, name: str | None = None) -> TensorArray:
        """Sets the elements at `indices` to the rows of `value`."""
        rows = _core._ops["unstack"](_core.convert(value, self._dtype))
        for i, row in zip(_core.convert(indices).numpy(), rows, strict=True):
            self.write(int(i), row)
        return self

    def split(self, value: Any, lengths: Any, name: str | None = None) -> TensorArray:
        """Sets the elements to pieces of `value`, of the given lengths."""
        sizes = [int(n) for n in _core.convert(lengths).numpy()]
        self._items = list(_core._ops["split"](_core.convert(value, self._dtype), sizes))
        self._cleared.clear()
        return self

    def close(self, name: str | None = None) -> None:
        """Lets go of the elements."""
        self._items = []
