"""Rows of tensors in memory, and the cursors that tell their order; see Note [Rows].

A block of rows is a `range` with a positive step, or an int64 vector.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zeal import _core, dtypes
from zeal.data._stage import Saved, Stage
from zeal.data._structure import is_nested, packer

Block = Any
_AT_ONCE = 1 << 16  # rows that a cursor takes from another at a time
_gather = _core._ops["gather"]
_concat = _core._ops["concat"]
_range = _core._ops["range"]


def as_vector(block: Block) -> Any:
    """A block as int64 vector."""
    if isinstance(block, range):
        return _range(block.start, block.stop, block.step, dtype=dtypes.int64)
    return block


def joined(blocks: list[Block]) -> Block:
    """Several blocks as one."""
    if len(blocks) == 1:
        return blocks[0]
    return _concat([as_vector(b) for b in blocks], 0) if blocks else range(0)


class TensorRows:
    """The slices of tensors along their first dimension."""

    def __init__(self, structure: Any, components: list[Any]) -> None:
        self.structure = structure
        self.components = components
        self._pack = packer(structure)

    def rows(self, numbers: list[int]) -> list[Any]:
        """Elements one by one; they share the tensors' memory."""
        columns = [
            [None] * len(numbers) if c is None else [c[i] for i in numbers] for c in self.components
        ]
        if not is_nested(self.structure):
            return columns[0]
        lines = zip(*columns, strict=True)
        return [*lines] if self._pack is tuple else [self._pack(list(line)) for line in lines]

    def take(self, block: Block) -> Any:
        """A batch of elements, and views where the rows lie side by side."""
        if isinstance(block, range):
            where = slice(block.start, block.stop, block.step if block.step != 1 else None)
            return self._pack([None if c is None else c[where] for c in self.components])
        return self._pack([None if c is None else _gather(c, block) for c in self.components])


class NumberRows:
    """The numbers start, start + step, …"""

    def __init__(self, start: int, step: int, dtype: Any) -> None:
        self.start, self.step, self.dtype = start, step, dtype

    def rows(self, numbers: list[int]) -> list[Any]:
        """Numbers one by one."""
        return [_core.convert(self.start + i * self.step, self.dtype) for i in numbers]

    def take(self, block: Block) -> Any:
        """A vector of them."""
        if isinstance(block, range):
            first, step = self.start + block.start * self.step, block.step * self.step
            return _range(first, first + len(block) * step, step, dtype=self.dtype)
        return _core._ops["cast"](block * self.step + self.start, self.dtype)


class ZipRows:
    """Rows of several sources side by side."""

    def __init__(self, structure: Any, sources: list[Any]) -> None:
        self.sources = sources
        self._pack = packer(structure)

    def rows(self, numbers: list[int]) -> list[Any]:
        """Elements one by one."""
        columns = [s.rows(numbers) for s in self.sources]
        return [self._pack(list(line)) for line in zip(*columns, strict=True)]

    def take(self, block: Block) -> Any:
        """A batch."""
        return self._pack([s.take(block) for s in self.sources])


class RowStage(Stage):
    """Yields rows one by one."""

    fields = ("cursor", "ready")

    def __init__(self, source: Any, cursor: Any) -> None:
        self.source = source
        self.cursor = cursor
        self._at_once = 1
        self._numbers: list[int] = []
        self._elements: list[Any] = []  # the last ones of those numbers; the next is the last

    def __next__(self) -> Any:
        if not self._elements:
            self._at_once = min(2 * self._at_once, 256)
            block = self.cursor.take(self._at_once)
            if not len(block):
                raise StopIteration
            self._begin(list(block) if isinstance(block, range) else block.numpy().tolist())
        return self._elements.pop()

    def _begin(self, numbers: list[int]) -> None:
        self._numbers = numbers
        self._elements = self.source.rows(numbers)[::-1]

    @property
    def ready(self) -> Any:
        """Rows that the cursor has given and this stage has not."""
        left = self._numbers[len(self._numbers) - len(self._elements) :]
        return _core.convert(left, dtypes.int64)

    @ready.setter
    def ready(self, rows: Any) -> None:
        self._begin(rows.numpy().tolist())


class Cursor(Saved):
    """Yields row numbers."""

    def take(self, n: int) -> Block:
        """The next n; fewer only at the end."""
        raise NotImplementedError


class Straight(Cursor):
    """All rows in order."""

    fields = ("at",)

    def __init__(self, count: int) -> None:
        self.count = count
        self.at = 0

    def take(self, n: int) -> Block:
        begin = self.at
        self.at = min(begin + n, self.count)
        return range(begin, self.at)


class Shuffled(Cursor):
    """Rows from a shuffle buffer."""

    fields = ("up", "seeds", "pair", "state")

    def __init__(self, up: Cursor, capacity: int, seeds: Any) -> None:
        self.up = up
        self.seeds = seeds
        self._capacity = capacity
        self._ended = False
        self.pair = list(seeds.seeds())
        self.buffer = _core.ShuffleBuffer(capacity, *self.pair)

    def take(self, n: int) -> Block:
        buffer = self.buffer
        while not self._ended and (lacking := buffer.lacking(n)):
            wanted = min(lacking, _AT_ONCE)
            block = self.up.take(wanted)
            if isinstance(block, range):
                buffer.add_range(block.start, block.stop, block.step)
            else:
                buffer.add_vector(block)
            self._ended = len(block) < wanted
        return buffer.pick(n)

    @property
    def state(self) -> list[Any]:
        """Rows in the buffer, picks so far, whether the input is at its end."""
        return [self.buffer.items, self.buffer.picks, self._ended]

    @state.setter
    def state(self, state: list[Any]) -> None:
        items, picks, self._ended = state
        self.buffer = _core.ShuffleBuffer(self._capacity, *self.pair)
        self.buffer.restore(items, picks)


class Repeated(Cursor):
    """The rows again and again."""

    fields = ("done", "up")

    def __init__(self, start: Callable[[], Cursor], count: int) -> None:
        self._start, self.count = start, count
        self.done = 0  # whole rounds
        self.up = start()

    def take(self, n: int) -> Block:
        blocks: list[Block] = []
        lacking, empty = n, False
        while self.done != self.count:
            block = self.up.take(lacking)
            if len(block):
                blocks.append(block)
            if len(block) == lacking:
                break
            lacking -= len(block)
            if empty and not len(block):
                self.done = self.count
                break
            empty = not len(block)  # at the border of two rounds one may come, not two
            self.done += 1
            if self.done != self.count:
                self.up = self._start()
        return joined(blocks)


class Taken(Cursor):
    """The first rows."""

    fields = ("left", "up")

    def __init__(self, up: Cursor, count: int) -> None:
        self.up, self.left = up, count

    def take(self, n: int) -> Block:
        block = self.up.take(min(n, self.left))
        self.left -= len(block)
        return block


class Skipped(Cursor):
    """All rows but the first."""

    fields = ("left", "up")

    def __init__(self, up: Cursor, count: int) -> None:
        self.up, self.left = up, count

    def take(self, n: int) -> Block:
        while self.left:
            wanted = min(self.left, _AT_ONCE)
            if len(self.up.take(wanted)) < wanted:
                self.left = 0
            else:
                self.left -= wanted
        return self.up.take(n)


class Sharded(Cursor):
    """Each row whose number in the order is `index` modulo `shards`."""

    fields = ("up",)

    def __init__(self, up: Cursor, shards: int, index: int) -> None:
        self.up, self.shards, self.index = up, shards, index

    def take(self, n: int) -> Block:
        return self.up.take(n * self.shards)[self.index :: self.shards]
