"""Functions over elements one by one: map, filter, scan, take_while and their like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zeal import _core, dtypes
from zeal.data import _spec
from zeal.data._stage import INFINITE, UNKNOWN, Node, Stage, load_elements, save_elements
from zeal.data._structure import as_element, as_result, call, flatten, pack
from zeal.data._watch import Watch
from zeal.data.options import Options

Tensor = _core.Tensor


def check_callable(function: Any) -> None:
    """Raises unless it can be called."""
    if not callable(function):
        raise ValueError(f"Argument `func` must be a callable. Received func={function} "
                         f"(of type {type(function)})")  # fmt: skip


class FunctionNode(Node):
    """A user's function over the elements of another node."""

    def __init__(self, input: Node, function: Callable[..., Any]) -> None:
        super().__init__(input)
        check_callable(function)
        self.function = function

    def result_spec(self) -> Any:
        """The spec of what the function returns."""
        first = lambda: self.input.start(Options())  # noqa: E731
        return _spec.of_result(self.function, self.input.element_spec, first)


class Map(FunctionNode):
    """f(x) for each element x."""

    def __init__(
        self, input: Node, function: Callable[..., Any], parallel: int | None, ordered: bool | None
    ) -> None:
        super().__init__(input, function)
        self.parallel, self.ordered = parallel, ordered
        self.watch = Watch()

    def _spec(self) -> Any:
        return self.result_spec()

    def stage(self, options: Any) -> Stage:
        up = self.input.start(options)
        if self.parallel is None:
            return MapStage(up, self.function)
        from zeal.data._threads import ParallelMapStage

        wanted = options.deterministic if self.ordered is None else self.ordered
        return ParallelMapStage(self, up, wanted is not False)


class MapStage(Stage):
    """Runs the function when an element is asked for."""

    fields = ("up",)

    def __init__(self, up: Stage, function: Callable[..., Any]) -> None:
        self.up, self.function = up, function
        self._next = up.__next__

    def __next__(self) -> Any:
        element = self._next()
        result = self.function(*element) if type(element) is tuple else self.function(element)
        if type(result) is Tensor:
            return result
        return as_element(result) if type(result) is tuple else as_result(result)


class Filter(FunctionNode):
    """The elements for which a predicate is true."""

    def cardinality(self) -> int:
        return UNKNOWN

    def stage(self, options: Any) -> Stage:
        return FilterStage(self.input.start(options), self.function)


def truth(value: Any) -> bool:
    """What a predicate returned.

    Raises:
      ValueError: unless it is a bool or a bool scalar.
    """
    if type(value) is bool:
        return value
    tensor = as_element(value)
    if not isinstance(tensor, Tensor) or tensor.dtype != dtypes.bool or tensor.shape.rank:
        raise ValueError(
            "Invalid `predicate`. `predicate` must return a `tf.bool` scalar tensor, but its "
            f"return type is {_spec.spec_of(tensor)}."
        )
    return bool(tensor)


class FilterStage(Stage):
    """Pulls until an element fits."""

    fields = ("up",)

    def __init__(self, up: Stage, function: Callable[..., Any]) -> None:
        self.up, self.function = up, function

    def __next__(self) -> Any:
        for element in self.up:
            if truth(call(self.function, element)):
                return element
        raise StopIteration


class TakeWhile(FunctionNode):
    """The elements before the first for which a predicate is false."""

    def cardinality(self) -> int:
        return UNKNOWN

    def stage(self, options: Any) -> Stage:
        return TakeWhileStage(self.input.start(options), self.function)


class TakeWhileStage(Stage):
    """Ends with the first false."""

    fields = ("up", "ended")

    def __init__(self, up: Stage, function: Callable[..., Any]) -> None:
        self.up, self.function = up, function
        self.ended = False

    def __next__(self) -> Any:
        if not self.ended:
            for element in self.up:
                if truth(call(self.function, element)):
                    return element
                break
            self.ended = True
        raise StopIteration


class Scan(Node):
    """Elements from a function that hands a state on."""

    def __init__(self, input: Node, initial: Any, function: Callable[..., Any]) -> None:
        super().__init__(input)
        check_callable(function)
        self.initial, self.function = as_element(initial), function

    def _spec(self) -> Any:
        first = lambda: zip_state(self.initial, self.input.start(Options()))  # noqa: E731
        spec = (_spec.spec_of(self.initial), self.input.element_spec)
        return _spec.of_result(self.step, spec, first)[1]

    def step(self, state: Any, element: Any) -> tuple[Any, Any]:
        """One call of the function."""
        result = self.function(state, element)
        if not isinstance(result, (tuple, list)) or len(result) != 2:
            raise TypeError(
                "Invalid `scan_func`. `scan_func` should return a pair consisting of new state and "
                f"the output value but its return type is {_spec.spec_of(as_result(result))}."
            )
        return as_element(result[0]), as_element(result[1])

    def stage(self, options: Any) -> Stage:
        return ScanStage(self, self.input.start(options))


def zip_state(state: Any, stage: Stage) -> Any:
    """Pairs of one state and elements."""
    return ((state, element) for element in stage)


class ScanStage(Stage):
    """The state so far."""

    fields = ("up", "leaves")

    def __init__(self, node: Scan, up: Stage) -> None:
        self.node, self.up = node, up
        self._state = node.initial

    def __next__(self) -> Any:
        self._state, out = self.node.step(self._state, next(self.up))
        return out

    @property
    def leaves(self) -> list[Any]:
        """The state's tensors."""
        return flatten(self._state)

    @leaves.setter
    def leaves(self, leaves: list[Any]) -> None:
        self._state = pack(self.node.initial, leaves)


def reduced(elements: Any, initial: Any, function: Callable[..., Any]) -> Any:
    """The last state of function(state, element)."""
    state = as_element(initial)
    for element in elements:
        after = as_result(function(state, element))
        new, old = flatten(after), flatten(state)
        if [_dtype(x) for x in new] != [_dtype(x) for x in old]:
            raise TypeError(
                "The element types for the new state must match the initial state. Expected "
                f"{_spec.spec_of(state)}, got {_spec.spec_of(after)}."
            )
        state = pack(state, new)
    return state


def _dtype(x: Any) -> Any:
    return getattr(x, "dtype", None)


class Unique(Node):
    """Each value once."""

    def cardinality(self) -> int:
        return UNKNOWN

    def stage(self, options: Any) -> Stage:
        return UniqueStage(self, self.input.start(options))


class UniqueStage(Stage):
    """The values that there were."""

    fields = ("up", "values")

    def __init__(self, node: Node, up: Stage) -> None:
        self.node, self.up = node, up
        self._seen: dict[Any, Any] = {}

    def __next__(self) -> Any:
        for element in self.up:
            key = tuple(
                (tuple(x.shape), x.dtype.name, x.numpy().tobytes()) for x in flatten(element)
            )
            if key not in self._seen:
                self._seen[key] = element
                return element
        raise StopIteration

    @property
    def values(self) -> list[Any]:
        """Those values."""
        return save_elements(self._seen.values())

    @values.setter
    def values(self, values: list[Any]) -> None:
        self._seen = {}
        up, self.up = self.up, iter(load_elements(self.node.element_spec, values))  # type: ignore[assignment]
        for _ in self:
            pass
        self.up = up


class IgnoreErrors(Node):
    """The elements that come without an error."""

    def __init__(self, input: Node, log: bool) -> None:
        super().__init__(input)
        self.log = log

    def cardinality(self) -> int:
        return UNKNOWN

    def stage(self, options: Any) -> Stage:
        return IgnoreErrorsStage(self.input.start(options), self.log)


class IgnoreErrorsStage(Stage):
    """Pulls until there is no error."""

    fields = ("up",)

    def __init__(self, up: Stage, log: bool) -> None:
        self.up, self.log = up, log

    def __next__(self) -> Any:
        while True:
            try:
                return next(self.up)
            except StopIteration:
                raise
            except Exception as e:
                if self.log:
                    import logging

                    logging.getLogger("zeal").warning("Error raised with error message %s", e)


class AssertCardinality(Node):
    """Says how many elements there are; an error if there are not."""

    def __init__(self, input: Node, expected: int) -> None:
        super().__init__(input)
        self.expected = expected

    def cardinality(self) -> int:
        return self.expected

    def stage(self, options: Any) -> Stage:
        return AssertCardinalityStage(self.input.start(options), self.expected)


class AssertCardinalityStage(Stage):
    """How many there were."""

    fields = ("up", "count")

    def __init__(self, up: Stage, expected: int) -> None:
        self.up, self.expected, self.count = up, expected, 0

    def __next__(self) -> Any:
        from zeal import errors

        what = "an infinite number of" if self.expected == INFINITE else f"{self.expected}"
        text = f"Input dataset was expected to contain {what} elements but contained "
        for element in self.up:
            self.count += 1
            if self.expected != INFINITE and self.count > self.expected:
                raise errors.FailedPreconditionError(
                    None, None, f"{text}at least {self.count} elements."
                )
            return element
        if self.count != self.expected and self.expected != UNKNOWN:
            raise errors.FailedPreconditionError(None, None, f"{text}only {self.count} elements.")
        raise StopIteration


class WithOptions(Node):
    """Carries options; the elements are its input's."""

    def __init__(self, input: Node, options: Any) -> None:
        super().__init__(input)
        self.options = options

    def rows(self) -> Any:
        return self.input.rows()

    def stage(self, options: Any) -> Stage:
        return self.input.start(options)


def given_options(node: Node) -> list[Options]:
    """The options that a node and its inputs were given, the last ones last."""
    found = [o for n in node.inputs for o in given_options(n)]
    return [*found, node.options] if isinstance(node, WithOptions) else found
