"""Which elements come, and in which order: shuffle, repeat, take, skip, shard, concatenate, zip."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zeal import _core, dtypes
from zeal.data import _rows, _spec
from zeal.data._seeds import Seeds
from zeal.data._stage import (
    INFINITE,
    UNKNOWN,
    Node,
    Rows,
    Stage,
    invalid,
    load_elements,
    save_elements,
)
from zeal.data._structure import packer

_MOST = 2**62


class Shuffle(Node):
    """Random elements out of a buffer that moves over the input."""

    def __init__(self, input: Node, buffer_size: int, seed: Any, reshuffle: bool) -> None:
        super().__init__(input)
        if buffer_size < 1 and buffer_size != UNKNOWN:
            raise invalid("buffer_size must be greater than zero or UNKNOWN_CARDINALITY")
        self.capacity = _MOST if buffer_size == UNKNOWN else buffer_size
        self.seeds = Seeds(seed, reshuffle)

    def rows(self) -> Rows | None:
        rows = self.input.rows()
        if rows is None:
            return None
        return Rows(
            rows.source, lambda: _rows.Shuffled(rows.cursor(), self.capacity, self.seeds), None
        )

    def stage(self, options: Any) -> Stage:
        return ShuffleStage(self, self.input.start(options))


class ShuffleStage(Stage):
    """The elements in the buffer; ShuffleBuffer knows them by numbers."""

    fields = ("up", "seeds", "pair", "state")

    def __init__(self, node: Shuffle, up: Stage) -> None:
        self.node, self.up, self.seeds = node, up, node.seeds
        self.pair = list(self.seeds.seeds())
        self._ended = False
        self._buffer = _core.ShuffleBuffer(node.capacity, *self.pair)
        self._elements: dict[int, Any] = {}
        self._count = 0

    def __next__(self) -> Any:
        buffer = self._buffer
        while not self._ended and buffer.lacking():
            for element in self.up:
                self._elements[self._count] = element
                buffer.add(self._count)
                self._count += 1
                break
            else:
                self._ended = True
        if not buffer.size:
            raise StopIteration
        return self._elements.pop(buffer.pick_one())

    @property
    def state(self) -> list[Any]:
        """The elements, oldest first, and where the random numbers are."""
        items = self._buffer.items.numpy().tolist()
        elements = save_elements(self._elements[i] for i in items)
        return [elements, self._buffer.picks, self._ended]

    @state.setter
    def state(self, state: list[Any]) -> None:
        saved, picks, self._ended = state
        self._elements = dict(enumerate(load_elements(self.node.element_spec, saved)))
        self._count = len(saved)
        self._buffer = _core.ShuffleBuffer(self.node.capacity, *self.pair)
        self._buffer.restore(_core.convert(list(range(self._count)), dtypes.int64), picks)


class Repeat(Node):
    """The input several times, or without end."""

    def __init__(self, input: Node, count: int) -> None:
        super().__init__(input)
        self.count = max(count, -1)

    def cardinality(self) -> int:
        n = self.input.cardinality()
        if self.count == 0 or n == 0:
            return 0
        if self.count < 0:
            return INFINITE
        return n if n < 0 else n * self.count

    def rows(self) -> Rows | None:
        rows = self.input.rows()
        if rows is None:
            return None
        return Rows(rows.source, lambda: _rows.Repeated(rows.cursor, self.count), None)

    def stage(self, options: Any) -> Stage:
        return RepeatStage(lambda: self.input.start(options), self.count)


class RepeatStage(Stage):
    """The round, and where in it."""

    fields = ("done", "up")

    def __init__(self, start: Callable[[], Stage], count: int) -> None:
        self._start, self.count = start, count
        self.done = 0
        self.up = start()
        self._empty = False

    def __next__(self) -> Any:
        while self.done != self.count:
            for element in self.up:
                self._empty = False
                return element
            if self._empty:  # two rounds without an element: there are none
                self.done = self.count
                break
            self._empty = True
            self.done += 1
            if self.done != self.count:
                self.up = self._start()
        raise StopIteration


class Take(Node):
    """The first elements; all if the count is negative."""

    def __init__(self, input: Node, count: int) -> None:
        super().__init__(input)
        self.count = count if count >= 0 else _MOST

    def cardinality(self) -> int:
        n = self.input.cardinality()
        if self.count == _MOST or n == 0:
            return n
        if n == UNKNOWN:
            return UNKNOWN
        return self.count if n == INFINITE else min(n, self.count)

    def rows(self) -> Rows | None:
        rows = self.input.rows()
        if rows is None:
            return None
        count = None if rows.size is None else min(rows.size, self.count)
        return Rows(rows.source, lambda: _rows.Taken(rows.cursor(), self.count), count)

    def stage(self, options: Any) -> Stage:
        return TakeStage(self.input.start(options), self.count)


class TakeStage(Stage):
    """How many are left."""

    fields = ("left", "up")

    def __init__(self, up: Stage, count: int) -> None:
        self.up, self.left = up, count

    def __next__(self) -> Any:
        if not self.left:
            raise StopIteration
        element = next(self.up)
        self.left -= 1
        return element


class Skip(Node):
    """All but the first elements; none if the count is negative."""

    def __init__(self, input: Node, count: int) -> None:
        super().__init__(input)
        self.count = count if count >= 0 else _MOST

    def cardinality(self) -> int:
        n = self.input.cardinality()
        if self.count == _MOST:
            return 0
        return n if n < 0 else max(n - self.count, 0)

    def rows(self) -> Rows | None:
        rows = self.input.rows()
        if rows is None or self.count == _MOST:
            return None
        return Rows(rows.source, lambda: _rows.Skipped(rows.cursor(), self.count), None)

    def stage(self, options: Any) -> Stage:
        return SkipStage(self.input.start(options), self.count)


class SkipStage(Stage):
    """How many are still to be skipped."""

    fields = ("left", "up")

    def __init__(self, up: Stage, count: int) -> None:
        self.up, self.left = up, count

    def __next__(self) -> Any:
        if self.left == _MOST:
            raise StopIteration
        while self.left:
            next(self.up)
            self.left -= 1
        return next(self.up)


class Shard(Node):
    """Every n-th element."""

    def __init__(self, input: Node, shards: int, index: int) -> None:
        super().__init__(input)
        if shards < 1:
            raise invalid(
                f"Number of shards must be greater than zero (currently num_shards = {shards})."
            )
        if not 0 <= index < shards:
            raise invalid(f"Index must be between 0 and {shards - 1} (currently index = {index}).")
        self.shards, self.index = shards, index

    def cardinality(self) -> int:
        n = self.input.cardinality()
        return n if n < 0 else len(range(self.index, n, self.shards))

    def rows(self) -> Rows | None:
        rows = self.input.rows()
        if rows is None:
            return None
        return Rows(
            rows.source, lambda: _rows.Sharded(rows.cursor(), self.shards, self.index), None
        )

    def stage(self, options: Any) -> Stage:
        return ShardStage(self.input.start(options), self.shards, self.index)


class ShardStage(Stage):
    """Takes one of a group of elements."""

    fields = ("up",)

    def __init__(self, up: Stage, shards: int, index: int) -> None:
        self.up, self.shards, self.index = up, shards, index

    def __next__(self) -> Any:
        for _ in range(self.index):
            next(self.up)
        element = next(self.up)
        for _ in range(self.shards - self.index - 1):
            next(self.up, None)
        return element


class Concatenate(Node):
    """The elements of one input, then those of another."""

    def _spec(self) -> Any:
        return _spec.common(*(n.element_spec for n in self.inputs))

    def cardinality(self) -> int:
        counts = [n.cardinality() for n in self.inputs]
        if INFINITE in counts:
            return INFINITE
        return UNKNOWN if UNKNOWN in counts else sum(counts)

    def stage(self, options: Any) -> Stage:
        return ConcatenateStage([n.start(options) for n in self.inputs])


class ConcatenateStage(Stage):
    """Which input it is the turn of."""

    fields = ("at", "ups")

    def __init__(self, ups: list[Stage]) -> None:
        self.ups = ups
        self.at = 0

    def __next__(self) -> Any:
        while self.at < len(self.ups):
            for element in self.ups[self.at]:
                return element
            self.at += 1
        raise StopIteration


class Zip(Node):
    """Elements of several inputs side by side, as long as all have one."""

    def __init__(self, structure: Any, inputs: list[Node]) -> None:
        super().__init__(*inputs)
        self.structure = structure

    def _spec(self) -> Any:
        return packer(self.structure)([n.element_spec for n in self.inputs])

    def cardinality(self) -> int:
        counts = [n.cardinality() for n in self.inputs]
        finite = [n for n in counts if n != INFINITE]
        if UNKNOWN in finite:
            return UNKNOWN
        return min(finite, default=INFINITE)

    def rows(self) -> Rows | None:
        all_rows = [n.rows() for n in self.inputs]
        counts = []
        for rows in all_rows:
            if rows is None or rows.size is None:
                return None
            counts.append(rows.size)
        source = _rows.ZipRows(self.structure, [r.source for r in all_rows if r])
        return Rows(source, lambda: _rows.Straight(min(counts)), min(counts))

    def stage(self, options: Any) -> Stage:
        return ZipStage(self.structure, [n.start(options) for n in self.inputs])


class ZipStage(Stage):
    """One stage for each input."""

    fields = ("ups", "ended")

    def __init__(self, structure: Any, ups: list[Stage]) -> None:
        self.ups = ups
        self.ended = False
        self._pack = packer(structure)

    def __next__(self) -> Any:
        if self.ended:
            raise StopIteration
        try:
            return self._pack([next(up) for up in self.ups])
        except StopIteration:
            self.ended = True
            raise


class Cache(Node):
    """Keeps the elements of the first whole round in memory."""

    def __init__(self, input: Node) -> None:
        super().__init__(input)
        self.kept: list[Any] | None = None

    def rows(self) -> Rows | None:
        rows = self.input.rows()
        return rows if rows and rows.size is not None else None  # they are in memory already

    def stage(self, options: Any) -> Stage:
        return CacheStage(self, lambda: self.input.start(options))


class CacheStage(Stage):
    """Fills the memory, or reads from it."""

    fields = ("state",)

    def __init__(self, node: Cache, start: Callable[[], Stage]) -> None:
        self.node = node
        self._start = start
        self._elements = [] if node.kept is None else node.kept
        self._up = start() if node.kept is None else None
        self._at = 0

    def __next__(self) -> Any:
        if self._at == len(self._elements):
            if self._up is None:
                raise StopIteration
            try:
                self._elements.append(next(self._up))
            except StopIteration:
                self.node.kept = self._elements
                self._up = None
                raise
        self._at += 1
        return self._elements[self._at - 1]

    @property
    def state(self) -> list[Any]:
        """All that is kept, and where in it."""
        up = None if self._up is None else self._up.save()
        return [save_elements(self._elements), self._at, up]

    @state.setter
    def state(self, state: list[Any]) -> None:
        saved, self._at, up = state
        self._elements = load_elements(self.node.element_spec, saved)
        self._up = None
        if up is None:
            self.node.kept = self._elements
        else:
            self._up = self._start()
            self._up.restore(up)
