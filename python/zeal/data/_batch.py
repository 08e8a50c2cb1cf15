"""Several elements as one, and one as several: batch, padded_batch, unbatch, rebatch, window."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Any, ClassVar

from zeal import _core, errors
from zeal.data import _spec
from zeal.data._stage import (
    UNKNOWN,
    Node,
    Stage,
    invalid,
    load_elements,
    save_elements,
)
from zeal.data._structure import flatten, map_leaves, pack, packer

_stack = _core._ops["stack"]
Tensor = _core.Tensor


def batched_spec(spec: Any, size: int | None) -> Any:
    """The spec of a batch of such elements."""
    return map_leaves(lambda s: _spec.with_dimension(size, s), spec)


def stacked(elements: list[Any]) -> Any:
    """One element that holds several along a new first dimension."""
    first = elements[0]
    if type(first) is Tensor:
        return _stack_component(0, elements)
    if type(first) is tuple and all(type(x) is Tensor for x in first):
        columns = zip(*elements, strict=True)
        return tuple([_stack_component(i, list(column)) for i, column in enumerate(columns)])
    columns = zip(*(flatten(e) for e in elements), strict=True)
    return pack(first, [_stack_component(i, list(column)) for i, column in enumerate(columns)])


def _stack_component(i: int, column: list[Any]) -> Any:
    try:
        return _stack(column)
    except (errors.InvalidArgumentError, TypeError, ValueError):
        pass
    first = column[0]
    if first is None:
        return None
    for n, x in enumerate(column):
        if not isinstance(x, Tensor):
            raise TypeError(f"a batch can hold tensors, not {x!r}")
        if x.shape != first.shape:
            raise invalid(
                f"Cannot batch tensors with different shapes in component {i}. First element had "
                f"shape {list(first.shape)} and element {n} had shape {list(x.shape)}."
            )
        if x.dtype != first.dtype:
            raise invalid(
                f"Cannot batch tensors of different dtypes in component {i}: {first.dtype.name} "
                f"and {x.dtype.name}"
            )
    return _stack(column)


def batches(count: int, size: int, drop_remainder: bool) -> int:
    """How many batches that many elements make."""
    return count if count < 0 else count // size if drop_remainder else -(-count // size)


class Batch(Node):
    """Batches of a number of elements."""

    def __init__(self, input: Node, size: int, drop_remainder: bool) -> None:
        super().__init__(input)
        if size < 1:
            raise invalid("Batch size must be greater than zero.")
        self.size, self.drop_remainder = size, drop_remainder

    def _spec(self) -> Any:
        return batched_spec(self.input.element_spec, self.size if self.drop_remainder else None)

    def cardinality(self) -> int:
        return batches(self.input.cardinality(), self.size, self.drop_remainder)

    def stage(self, options: Any) -> Stage:
        rows = self.input.rows()
        least = self.size if self.drop_remainder else 1
        if rows is not None:
            return RowBatchStage(rows.source, rows.cursor(), self.size, least)
        return BatchStage(self.input.start(options), self.size, least, stacked)


class RowBatchStage(Stage):
    """Batches of rows: a gather, or a view, for each tensor."""

    fields = ("cursor",)

    def __init__(self, source: Any, cursor: Any, size: int, least: int) -> None:
        self.cursor = cursor
        self._take, self.size, self.least = source.take, size, least

    def __next__(self) -> Any:
        block = self.cursor.take(self.size)
        if len(block) < self.least:
            raise StopIteration
        return self._take(block)


class BatchStage(Stage):
    """Batches of whatever comes."""

    fields = ("up",)

    def __init__(
        self, up: Stage, size: int, least: int, combine: Callable[[list[Any]], Any]
    ) -> None:
        self.up, self.size, self.least, self.combine = up, size, least, combine

    def __next__(self) -> Any:
        elements = list(islice(self.up, self.size))
        if len(elements) < self.least:
            raise StopIteration
        return self.combine(elements)


class Unbatch(Node):
    """The slices of elements along their first dimension."""

    def _spec(self) -> Any:
        return map_leaves(lambda s: _spec.batched_dimension(s)[1], self.input.element_spec)

    def cardinality(self) -> int:
        n = self.input.cardinality()
        if n < 0:
            return n
        try:
            sizes = {_spec.batched_dimension(s)[0] for s in flatten(self.input.element_spec)}
        except Exception:  # of a user's function, whose result is not known then
            return UNKNOWN
        sizes.discard(None)
        return n * sizes.pop() if sizes else UNKNOWN

    def stage(self, options: Any) -> Stage:
        return UnbatchStage(self, self.input.start(options))


class Slices:
    """The slices of one element, from some place on."""

    def __init__(self, element: Any, at: int = 0) -> None:
        self.components = flatten(element)
        sizes = {c.shape[0] for c in self.components if c is not None and c.shape.rank}
        if any(c is not None and not c.shape.rank for c in self.components):
            raise ValueError("Unbatching a tensor is only supported for rank >= 1")
        if len(sizes) > 1:
            raise invalid(
                "the components of an element have different first dimensions, and cannot be "
                f"unbatched: {', '.join(str(c.shape) for c in self.components if c is not None)}"
            )
        self.size = sizes.pop() if sizes else 0
        self.at = at
        self.pack = packer(element)

    def next(self) -> Any:
        """The next one."""
        self.at += 1
        return self.pack([None if c is None else c[self.at - 1] for c in self.components])

    def rest(self, n: int) -> Any:
        """The next n as one batch."""
        begin, self.at = self.at, self.at + n
        return self.pack([None if c is None else c[begin : self.at] for c in self.components])


class UnbatchStage(Stage):
    """The element whose slices come now."""

    fields: ClassVar[tuple[str, ...]] = ("up", "state")

    def __init__(self, node: Node, up: Stage) -> None:
        self.node, self.up = node, up
        self._now: Slices | None = None

    def __next__(self) -> Any:
        while self._now is None or self._now.at >= self._now.size:
            self._now = None
            self._now = Slices(next(self.up))
        return self._now.next()

    @property
    def state(self) -> list[Any]:
        """That element and the place in it."""
        now = self._now
        return [] if now is None else [now.components, now.at]

    @state.setter
    def state(self, state: list[Any]) -> None:
        self._now = (
            Slices(pack(self.node.input.element_spec, state[0]), state[1]) if state else None
        )


class Rebatch(Node):
    """Batches cut anew, to sizes that take turns."""

    def __init__(self, input: Node, sizes: list[int], drop_remainder: bool) -> None:
        super().__init__(input)
        if not sizes or min(sizes) < 1:
            raise invalid("Batch sizes must be greater than zero.")
        self.sizes, self.drop_remainder = sizes, drop_remainder

    def _spec(self) -> Any:
        same = len(set(self.sizes)) == 1
        size = self.sizes[0] if same and self.drop_remainder else None
        single = map_leaves(lambda s: _spec.batched_dimension(s)[1], self.input.element_spec)
        return batched_spec(single, size)

    def cardinality(self) -> int:
        return UNKNOWN

    def stage(self, options: Any) -> Stage:
        return RebatchStage(self, self.input.start(options))


class RebatchStage(UnbatchStage):
    """What is left of the last batch, and whose turn it is."""

    fields = (*UnbatchStage.fields, "turn")
    node: Rebatch

    def __init__(self, node: Rebatch, up: Stage) -> None:
        super().__init__(node, up)
        self.turn = 0

    def __next__(self) -> Any:
        wanted = self.node.sizes[self.turn % len(self.node.sizes)]
        parts: list[Any] = []
        lacking = wanted
        while lacking:
            if self._now is None or self._now.at >= self._now.size:
                self._now = None
                for element in self.up:
                    self._now = Slices(element)
                    break
                if self._now is None:
                    break
            n = min(lacking, self._now.size - self._now.at)
            if n:
                parts.append(self._now.rest(n))
            lacking -= n
        if not parts or (lacking and self.node.drop_remainder):
            raise StopIteration
        self.turn += 1
        return joined(parts)


def joined(parts: list[Any]) -> Any:
    """Several batches as one."""
    if len(parts) == 1:
        return parts[0]
    concat = _core._ops["concat"]
    return map_leaves(lambda *p: None if p[0] is None else concat(list(p), 0), *parts)


class Window(Node):
    """Datasets of neighbours: a structure of one dataset for each component."""

    def __init__(
        self, input: Node, make: Callable[[Node], Any], size: int, shift: int, stride: int,
        drop_remainder: bool,
    ) -> None:  # fmt: skip
        super().__init__(input)
        for name, value in (("size", size), ("shift", shift), ("stride", stride)):
            if value < 1:
                raise invalid(f"Window {name} must be greater than zero.")
        self.make, self.size, self.shift, self.stride = make, size, shift, stride
        self.drop_remainder = drop_remainder

    def _spec(self) -> Any:
        return map_leaves(_spec.DatasetSpec, self.input.element_spec)

    def cardinality(self) -> int:
        n = self.input.cardinality()
        if n < 0:
            return n
        if not self.drop_remainder:
            return -(-n // self.shift)
        return max((n - (self.size - 1) * self.stride - 1) // self.shift + 1, 0)

    def stage(self, options: Any) -> Stage:
        return WindowStage(self, self.input.start(options))


class WindowStage(Stage):
    """The elements that the next windows need."""

    fields = ("up", "state")

    def __init__(self, node: Window, up: Stage) -> None:
        self.node, self.up = node, up
        self._ended = False
        self._buffer: deque[Any] = deque()
        self._ahead = 0  # elements before the next window, still to come

    def __next__(self) -> Any:
        node, buffer = self.node, self._buffer
        span = (node.size - 1) * node.stride + 1
        while not self._ended and len(buffer) < span:
            for element in self.up:
                if self._ahead:
                    self._ahead -= 1
                else:
                    buffer.append(element)
                break
            else:
                self._ended = True
        if not buffer or (len(buffer) < span and node.drop_remainder):
            buffer.clear()
            raise StopIteration
        window = list(islice(buffer, 0, span, node.stride))
        for _ in range(min(node.shift, len(buffer))):
            buffer.popleft()
        self._ahead = max(node.shift - span, 0)
        return self._datasets(window)

    def _datasets(self, window: list[Any]) -> Any:
        from zeal.data._sources import Elements

        columns = zip(*(flatten(e) for e in window), strict=True)
        return pack(window[0], [self.node.make(Elements(list(column))) for column in columns])

    @property
    def state(self) -> list[Any]:
        """Those elements, whether the input is at its end, how many to leave out."""
        return [save_elements(self._buffer), self._ended, self._ahead]

    @state.setter
    def state(self, state: list[Any]) -> None:
        saved, self._ended, self._ahead = state
        self._buffer = deque(load_elements(self.node.input.element_spec, saved))
