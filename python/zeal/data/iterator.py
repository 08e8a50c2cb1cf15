"""Iterators over datasets, which a checkpoint can save, and Optional."""

from __future__ import annotations

import collections.abc
from typing import Any

from zeal import _core, dtypes, errors
from zeal.data import _spec, _state
from zeal.data._stage import Node, invalid
from zeal.data._structure import as_element, flatten, pack
from zeal.data.options import Options


class Iterator(collections.abc.Iterator[Any]):
    """Yields the elements of a dataset; made by `iter(dataset)`.

    A `tf.train.Checkpoint` that has it saves where it stands. Restored into an iterator over a
    dataset that is built in the same way, it goes on with the same elements.
    """

    def __init__(self, node: Node, options: Options) -> None:
        self._node = node
        self._stage = node.start(options)
        self._next = self._stage.__next__

    def __iter__(self) -> Iterator:
        return self

    def __next__(self) -> Any:
        return self._next()

    @property
    def element_spec(self) -> Any:
        """The structure, shapes and dtypes of the elements."""
        return self._node.element_spec

    @property
    def _type_spec(self) -> _spec.IteratorSpec:
        return _spec.IteratorSpec(self.element_spec)

    def get_next(self) -> Any:
        """The next element.

        Raises:
          OutOfRangeError: if there is none.
        """
        try:
            return self._next()
        except StopIteration:
            raise errors.OutOfRangeError(None, None, "End of sequence") from None

    def get_next_as_optional(self) -> Optional:
        """The next element as an Optional, which is empty if there is none."""
        for element in self:
            return Optional(element, True)
        return Optional.empty(self.element_spec)

    def _checkpoint_value(self) -> Any:
        return _state.encode(self._stage.save())

    def _restore_checkpoint_value(self, value: Any) -> None:
        state = _state.decode(value)
        try:
            self._stage.restore(state)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as e:
            raise errors.InvalidArgumentError(
                None,
                None,
                "the saved state does not fit this iterator: its dataset was built in another way "
                f"({type(e).__name__}: {e})",
            ) from e


class NumpyIterator(collections.abc.Iterator[Any]):
    """Yields the elements of a dataset as NumPy arrays."""

    def __init__(self, iterator: Iterator) -> None:
        self._iterator = iterator

    def __iter__(self) -> NumpyIterator:
        return self

    def __next__(self) -> Any:
        element = next(self._iterator)
        return pack(element, [_as_numpy(x) for x in flatten(element)])

    def __repr__(self) -> str:
        return f"NumpyIterator(iterator={self._iterator!r})"


def _as_numpy(x: Any) -> Any:
    if x is None or isinstance(x, _core.Tensor):
        return None if x is None else x.numpy()
    return x.as_numpy_iterator()


class Optional:
    """A value that may be missing: what `get_next_as_optional` returns."""

    _tf_data_leaf = True

    def __init__(self, value: Any, there: bool, spec: Any = None) -> None:
        self._value, self._there, self._spec = value, there, spec

    @classmethod
    def from_value(cls, value: Any) -> Optional:
        """An Optional with a value."""
        return cls(as_element(value), True)

    @classmethod
    def empty(cls, element_spec: Any) -> Optional:
        """An Optional without one."""
        return cls(None, False, element_spec)

    def has_value(self, name: str | None = None) -> Any:
        """Is there a value? A bool tensor."""
        return _core.convert(self._there, dtypes.bool)

    def get_value(self, name: str | None = None) -> Any:
        """The value.

        Raises:
          InvalidArgumentError: if there is none.
        """
        if not self._there:
            raise invalid("The given optional does not have a value.")
        return self._value

    @property
    def element_spec(self) -> Any:
        """The spec of the value."""
        return _spec.spec_of(self._value) if self._there else self._spec

    def _tf_data_spec(self) -> Any:
        return OptionalSpec(self.element_spec)

    def __repr__(self) -> str:
        return f"Optional({self._value!r})" if self._there else f"Optional.empty({self._spec!r})"


class OptionalSpec(_spec.Spec):
    """Describes an Optional."""

    def __init__(self, element_spec: Any) -> None:
        self._element_spec = element_spec

    def __repr__(self) -> str:
        return f"OptionalSpec({self._element_spec!r})"
