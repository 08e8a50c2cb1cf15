"""The two halves of a transformation: a Node says what it makes, a Stage where an iteration stands.

Note [Nodes and stages]
A dataset is a chain of nodes, which never change. Iterating makes a stage for each of them: an
iterator that pulls from the stage of the input. All that changes while iterating is in `fields` of
stages, so that saving an iteration means to read them, from the last stage to the source, and
restoring it to set them. Values of fields are stages, numbers, strings, tensors and lists of such.

Note [Rows]
Elements that are rows of tensors in memory can be told by their numbers. As long as transformations
only reorder or leave out rows, a node has `rows()`: the tensors, and a cursor that yields row
numbers, many at a time. batch() then makes a batch by one gather per tensor.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from zeal import errors
from zeal.data._structure import flatten, pack

INFINITE = -1
UNKNOWN = -2


class Saved:
    """What can tell where it stands, and go there again; see Note [Nodes and stages]."""

    fields: ClassVar[tuple[str, ...]] = ()

    def save(self) -> dict[str, Any]:
        """The values of the fields."""
        return {name: _saved(getattr(self, name)) for name in self.fields}

    def restore(self, state: dict[str, Any]) -> None:
        """Sets the fields to what save() gave."""
        for name in self.fields:
            computed = isinstance(getattr(type(self), name, None), property)
            value = None if computed else getattr(self, name)
            if isinstance(value, Saved):
                value.restore(state[name])
            elif isinstance(value, list) and value and isinstance(value[0], Saved):
                for part, s in zip(value, state[name], strict=True):
                    part.restore(s)
            else:
                setattr(self, name, state[name])


def _saved(value: Any) -> Any:
    if isinstance(value, Saved):
        return value.save()
    return [_saved(v) for v in value] if isinstance(value, list) else value


class Stage(Saved):
    """An iteration in progress: yields elements until it raises StopIteration, then always."""

    def __iter__(self) -> Stage:
        return self

    def __next__(self) -> Any:
        raise NotImplementedError


class Rows(NamedTuple):
    """Rows of tensors in memory, in some order; see Note [Rows]."""

    source: Any
    cursor: Callable[[], Any]  # makes what yields row numbers
    size: int | None  # how many, if all of them come, in order


class Node:
    """What a dataset yields: a source, or a transformation of other nodes."""

    def __init__(self, *inputs: Node) -> None:
        self.inputs = inputs
        if inputs:
            self.input = inputs[0]

    @cached_property
    def element_spec(self) -> Any:
        """The structure, shapes and dtypes of the elements."""
        return self._spec()

    def _spec(self) -> Any:
        return self.input.element_spec

    def cardinality(self) -> int:
        """How many elements; INFINITE or UNKNOWN if there is no such number."""
        return self.input.cardinality()

    def rows(self) -> Rows | None:
        """The elements as rows, if they are; asked anew for each iteration."""
        return None

    def start(self, options: Any) -> Stage:
        """Begins an iteration."""
        rows = self.rows()
        if rows is not None:
            from zeal.data._rows import RowStage

            return RowStage(rows.source, rows.cursor())
        return self.stage(options)

    def stage(self, options: Any) -> Stage:
        """Begins an iteration of elements that are no rows."""
        raise NotImplementedError


def save_elements(elements: Any) -> list[list[Any]]:
    """Elements as lists of tensors; windows, which are datasets, as their own elements."""
    return [[_saved_leaf(leaf) for leaf in flatten(e)] for e in elements]


def load_elements(spec: Any, saved: Any) -> list[Any]:
    """The elements of that spec that save_elements() was given."""
    specs = flatten(spec)
    return [
        pack(spec, [_loaded_leaf(s, leaf) for s, leaf in zip(specs, flat, strict=True)])
        for flat in saved
    ]


def _saved_leaf(leaf: Any) -> Any:
    elements = getattr(getattr(leaf, "_node", None), "elements", None)
    return leaf if elements is None else {"elements": save_elements(elements)}


def _loaded_leaf(spec: Any, saved: Any) -> Any:
    if not isinstance(saved, dict):
        return saved
    from zeal.data._sources import Elements
    from zeal.data.dataset import Dataset

    return Dataset(Elements(load_elements(spec.element_spec, saved["elements"])))


def invalid(message: str) -> errors.InvalidArgumentError:
    """The error for a bad argument or value."""
    return errors.InvalidArgumentError(None, None, message)


def integer(value: Any, name: str) -> int:
    """An argument that is a number, or a tensor of one."""
    try:
        return int(value.numpy() if hasattr(value, "numpy") else value.__index__())
    except (AttributeError, TypeError, ValueError):
        raise TypeError(f"`{name}` must be an integer, got {value!r}") from None
