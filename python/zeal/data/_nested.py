"""Functions from elements to datasets: flat_map, interleave, group_by_window."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

from zeal import _core, dtypes
from zeal.data import _spec
from zeal.data._map import FunctionNode, check_callable
from zeal.data._sources import Elements, Unreadable
from zeal.data._stage import UNKNOWN, Node, Stage, integer, invalid, load_elements, save_elements
from zeal.data._structure import as_element, as_result, call
from zeal.data._watch import Watch
from zeal.data.options import Options


def node_of(value: Any, argument: str) -> Node:
    """The node of the dataset that a user's function returned."""
    node = getattr(value, "_node", None)
    if not isinstance(node, Node):
        raise TypeError(
            f"Invalid `{argument}`. `{argument}` must return a `Dataset` object. Got "
            f"{type(value)!r}."
        )
    return node


class FlatMap(FunctionNode):
    """The elements of f(x), for each element x: one dataset after the other."""

    parallel = False

    def _spec(self) -> Any:
        found = self.result_spec()
        if not isinstance(found, _spec.DatasetSpec):
            raise TypeError("Invalid `map_func`. `map_func` must return a `Dataset` object. Got "
                            f"{found}.")  # fmt: skip
        return found.element_spec

    def cardinality(self) -> int:
        return UNKNOWN

    def inner(self, element: Any, options: Any) -> Stage:
        """Begins the dataset that the function makes of an element."""
        return node_of(call(self.function, element), "map_func").start(options)

    def stage(self, options: Any) -> Stage:
        return InterleaveStage(self, self.input.start(options), options, 1, 1)


class Interleave(FlatMap):
    """Several datasets f(x) at a time, taking turns."""

    def __init__(
        self, input: Node, function: Callable[..., Any], cycle: int, block: int, parallel: bool
    ) -> None:
        super().__init__(input, function)
        if cycle < 1:
            raise invalid("cycle_length must be greater than zero.")
        if block < 1:
            raise invalid("block_length must be greater than zero.")
        self.cycle, self.block, self.parallel = cycle, block, parallel
        self.watch = Watch()

    def inner(self, element: Any, options: Any) -> Stage:
        stage = super().inner(element, options)
        if not self.parallel:
            return stage
        from zeal.data._threads import PrefetchStage

        ahead = PrefetchStage(stage, self.block + 1, self.watch, lambda: self.element_spec)
        if self.watch.is_slow():
            ahead.begin()
        return ahead

    def stage(self, options: Any) -> Stage:
        up = self.input.start(options)
        return InterleaveStage(self, up, options, self.cycle, self.block)


class InterleaveStage(Stage):
    """The datasets that take turns, whose turn it is, and how many elements it has left."""

    fields = ("up", "state")

    def __init__(self, node: FlatMap, up: Stage, options: Any, cycle: int, block: int) -> None:
        self.node, self.up, self.options = node, up, options
        self._block = block
        self._open: list[tuple[Any, Stage] | None] = [None] * cycle  # element and its stage
        self._turn = 0
        self._left = block
        self._ended = False
        self._first = True

    def __next__(self) -> Any:
        if self._first:
            self._first = False
            if self.node.parallel:  # all that take turns begin
                while not self._ended and self._fill():
                    self._advance()
                    if not self._turn:
                        break
                self._turn = 0
        closed = 0  # places in a row that nothing stands at
        while closed < len(self._open):
            entry = self._open[self._turn]
            if entry is None and not self._ended:
                entry = self._fill()
            if entry is None:
                closed += 1
                self._advance()
                continue
            closed = 0
            for element in entry[1]:
                self._left -= 1
                if not self._left:
                    self._advance()
                return element
            self._open[self._turn] = None
            self._advance()
        raise StopIteration

    def _advance(self) -> None:
        self._turn = (self._turn + 1) % len(self._open)
        self._left = self._block

    def _fill(self) -> tuple[Any, Stage] | None:
        for element in self.up:
            entry = element, self.node.inner(element, self.options)
            self._open[self._turn] = entry
            return entry
        self._ended = True
        return None

    @property
    def state(self) -> list[Any]:
        """For each place its element and stage; turn, left, ended."""
        places = [e and [save_elements([e[0]]), e[1].save()] for e in self._open]
        return [places, self._turn, self._left, self._ended]

    @state.setter
    def state(self, state: list[Any]) -> None:
        places, self._turn, self._left, self._ended = state
        self._first = False
        self._open = [p and self._reopen(*p) for p in places]

    def _reopen(self, saved: Any, inner: Any) -> tuple[Any, Stage]:
        element = load_elements(self.node.input.element_spec, saved)[0]
        stage = self.node.inner(element, self.options)
        stage.restore(inner)
        return element, stage


class GroupByWindow(Node):
    """Collects elements by a key, and turns each full group into a dataset."""

    def __init__(
        self,
        input: Node,
        make: Callable[[Node], Any],
        key_function: Callable[..., Any],
        reduce_function: Callable[..., Any],
        size_of: Callable[[Any], int],
    ) -> None:
        super().__init__(input)
        check_callable(key_function)
        check_callable(reduce_function)
        self.make, self.key_function, self.reduce_function = make, key_function, reduce_function
        self.size_of = size_of

    def _spec(self) -> Any:
        try:
            group = self.make(Unreadable(self.input.element_spec))
            made = self.reduce_function(_key(0), group)
        except Exception:  # it reads its group
            first = [*islice(self.input.start(Options()), 1)]
            made = self.reduce_function(_key(0), self.make(Elements(first)))
        return node_of(made, "reduce_func").element_spec

    def cardinality(self) -> int:
        return UNKNOWN

    def reduced(self, key: int, elements: list[Any], options: Any) -> Stage:
        """Begins the dataset that a group becomes."""
        group = self.make(Elements(elements))
        made = self.reduce_function(_key(key), group)
        return node_of(made, "reduce_func").start(options)

    def stage(self, options: Any) -> Stage:
        return GroupByWindowStage(self, self.input.start(options), options)


def key_of(function: Callable[..., Any], element: Any) -> int:
    """The group that an element belongs to."""
    key = as_element(call(function, element))
    if not key.dtype.is_integer or key.shape.rank:
        raise ValueError(
            "Invalid `key_func`. `key_func` must return a single `tf.int64` scalar tensor but "
            f"its return type is {_spec.spec_of(key)}."
        )
    return int(key)


def _key(key: int) -> Any:
    return _core.convert(key, dtypes.int64)


class GroupByWindowStage(Stage):
    """The groups so far, and the one that is being given out."""

    fields = ("up", "state")

    def __init__(self, node: GroupByWindow, up: Stage, options: Any) -> None:
        self.node, self.up, self.options = node, up, options
        self._groups: dict[int, list[Any]] = {}
        self._now: tuple[int, list[Any], Stage] | None = None
        self._ended = False

    def __next__(self) -> Any:
        while True:
            if self._now is not None:
                for element in self._now[2]:
                    return element
                self._now = None
            key = self._next_full()
            if key is None:
                raise StopIteration
            elements = self._groups.pop(key)
            self._now = key, elements, self.node.reduced(key, elements, self.options)

    def _next_full(self) -> int | None:
        if not self._ended:
            for element in self.up:
                key = key_of(self.node.key_function, element)
                group = self._groups.setdefault(key, [])
                group.append(element)
                size = integer(self.node.size_of(_key(key)), "window_size")
                if size < 1:
                    raise invalid(f"Window size must be greater than zero, but got {size}.")
                if len(group) >= size:
                    return key
            self._ended = True
        return min(self._groups, default=None)

    @property
    def state(self) -> list[Any]:
        """Keys and elements of the groups; those of the present one, and where in it."""
        groups = [[k, save_elements(g)] for k, g in self._groups.items()]
        now = self._now and [self._now[0], save_elements(self._now[1]), self._now[2].save()]
        return [groups, now, self._ended]

    @state.setter
    def state(self, state: list[Any]) -> None:
        groups, now, self._ended = state
        spec = self.node.input.element_spec
        self._groups = {k: load_elements(spec, g) for k, g in groups}
        self._now = None
        if now is not None:
            elements = load_elements(spec, now[1])
            stage = self.node.reduced(now[0], elements, self.options)
            stage.restore(now[2])
            self._now = now[0], elements, stage


class GroupByReducer(Node):
    """One element for each key, reduced from those that have it."""

    def __init__(self, input: Node, key_function: Callable[..., Any], reducer: Any) -> None:
        super().__init__(input)
        check_callable(key_function)
        self.key_function, self.reducer = key_function, reducer

    def _spec(self) -> Any:
        state = as_result(self.reducer.init_func(_key(0)))
        first = lambda: iter([state])  # noqa: E731
        return _spec.of_result(self.reducer.finalize_func, _spec.spec_of(state), first)

    def cardinality(self) -> int:
        return UNKNOWN

    def stage(self, options: Any) -> Stage:
        return GroupByReducerStage(self, self.input.start(options))


class GroupByReducerStage(Stage):
    """The results, once all elements have been read, last first."""

    fields = ("up", "state")

    def __init__(self, node: GroupByReducer, up: Stage) -> None:
        self.node, self.up = node, up
        self._results: list[Any] | None = None

    def __next__(self) -> Any:
        if self._results is None:
            self._results = self._reduced()
        if not self._results:
            raise StopIteration
        return self._results.pop()

    def _reduced(self) -> list[Any]:
        reducer = self.node.reducer
        states: dict[int, Any] = {}
        for element in self.up:
            key = key_of(self.node.key_function, element)
            if key not in states:
                states[key] = as_result(reducer.init_func(_key(key)))
            states[key] = as_result(reducer.reduce_func(states[key], element))
        final = [call(reducer.finalize_func, states[k]) for k in sorted(states, reverse=True)]
        return [as_result(x) for x in final]

    @property
    def state(self) -> Any:
        """Results that are left."""
        return None if self._results is None else save_elements(self._results)

    @state.setter
    def state(self, state: Any) -> None:
        self._results = None if state is None else load_elements(self.node.element_spec, state)
