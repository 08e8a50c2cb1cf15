"""Elements of several datasets by the numbers that another one gives, and resampling."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

from zeal import _core, dtypes
from zeal.data import _spec
from zeal.data._batch import Batch
from zeal.data._map import Map
from zeal.data._order import Take, Zip
from zeal.data._seeds import Seeds
from zeal.data._sources import RandomNumbers
from zeal.data._stage import INFINITE, UNKNOWN, Node, Stage, invalid
from zeal.data._structure import as_element, call
from zeal.tensor_spec import TensorSpec


class DirectedInterleave(Node):
    """An element of the input whose number comes from a selector."""

    def __init__(self, selector: Node, inputs: list[Node], stop_on_empty: bool) -> None:
        super().__init__(*inputs)
        self.selector, self.stop_on_empty = selector, stop_on_empty

    def _spec(self) -> Any:
        return reduce(_spec.common, [n.element_spec for n in self.inputs])

    def cardinality(self) -> int:
        return INFINITE if INFINITE in [n.cardinality() for n in self.inputs] else UNKNOWN

    def stage(self, options: Any) -> Stage:
        ups = [n.start(options) for n in self.inputs]
        return DirectedInterleaveStage(self.selector.start(options), ups, self.stop_on_empty)


class DirectedInterleaveStage(Stage):
    """The selector, the inputs, and which of them are at their ends."""

    fields = ("selector", "ups", "ended")

    def __init__(self, selector: Stage, ups: list[Stage], stop_on_empty: bool) -> None:
        self.selector, self.ups, self.stop_on_empty = selector, ups, stop_on_empty
        self.ended: list[int] = []

    def __next__(self) -> Any:
        while len(self.ended) < len(self.ups):
            at = int(next(self.selector))
            if not 0 <= at < len(self.ups):
                raise invalid(f"Selector index out of range: {at} >= {len(self.ups)}")
            if at in self.ended:
                continue
            for element in self.ups[at]:
                return element
            self.ended = [*range(len(self.ups))] if self.stop_on_empty else [*self.ended, at]
        raise StopIteration


def check_compatible(nodes: list[Node]) -> None:
    """Raises unless there are inputs and their elements are alike."""
    if not nodes:
        raise ValueError("Invalid `datasets`. `datasets` should not be empty.")
    for i, n in enumerate(nodes[1:], 1):
        try:
            _spec.common(nodes[0].element_spec, n.element_spec)
        except TypeError:
            raise TypeError(
                "Invalid `datasets`. `datasets` must have compatible element specs.\n Dataset 0 "
                f"element_spec={nodes[0].element_spec}.\nDataset {i} element_spec={n.element_spec}."
            ) from None


def sampled(
    nodes: list[Node], weights: Any, seed: Any, stop_on_empty: bool, rerandomize: Any
) -> Node:
    """Elements of inputs that are drawn by weights: numbers, or a node that yields them."""
    check_compatible(nodes)
    log = _core._ops["math.log"]
    seeds = Batch(RandomNumbers(seed, rerandomize), 2, False)
    if isinstance(weights, Node):
        pairs = Zip((None, None), [weights, seeds])
        choose = Map(pairs, lambda w, s: _drawn(log(w)[None], s), None, None)
        return DirectedInterleave(choose, nodes, stop_on_empty)
    if weights is None:
        logits = _core._ops["ones"]([1, len(nodes)], dtypes.float32)
    else:
        if not isinstance(weights, _core.Tensor):
            nodes, weights = _without_zeros(nodes, list(weights))
        weights = _core.convert(weights)
        _check_weights(weights, nodes)
        logits = log(weights)[None]
    if len(nodes) == 1:
        return nodes[0]
    return DirectedInterleave(
        Map(seeds, lambda s: _drawn(logits, s), None, None), nodes, stop_on_empty
    )


def _without_zeros(nodes: list[Node], weights: list[Any]) -> tuple[list[Node], list[Any]]:
    if len(nodes) != len(weights):
        raise ValueError(
            "Invalid `weights`. `weights` should have the same length as `datasets` but got "
            f"`len(weights)={len(weights)}` vs. `len(datasets)={len(nodes)}`."
        )
    kept = [(n, w) for n, w in zip(nodes, weights, strict=True) if w > 0]
    return ([n for n, _ in kept], [w for _, w in kept]) if kept else ([Take(nodes[0], 0)], [1.0])


def _check_weights(weights: Any, nodes: list[Node]) -> None:
    if tuple(weights.shape) != (len(nodes),):
        raise ValueError(
            "Invalid `weights`. The shape of `weights` should be compatible with "
            f"`[len(datasets)]` but is {weights.shape}."
        )
    if weights.dtype not in (dtypes.float32, dtypes.float64):
        raise TypeError(
            "Invalid `weights`. `weights` type must be either `tf.float32` or `tf.float64` but is "
            f"{weights.dtype!r}."
        )


def _drawn(logits: Any, seed: Any) -> Any:
    from zeal import random

    return random.stateless_categorical(logits, 1, seed)[0, 0]


class RejectionResample(Node):
    """(class, element) pairs, some left out so that classes come as often as wanted."""

    def __init__(
        self, input: Node, classes: Callable[..., Any], target: Any, initial: Any, seed: Any
    ) -> None:
        super().__init__(input)
        self.classes = classes
        self.target = _core.convert(target, None, dtypes.float32).numpy()
        self.initial = None if initial is None else _core.convert(initial).numpy()
        self.seeds = Seeds(seed, True)

    def class_of(self, element: Any) -> Any:
        """The class of an element."""
        return as_element(call(self.classes, element))

    def _spec(self) -> Any:
        spec = TensorSpec((), dtypes.int64)
        for element in self.input.start(None):
            spec = _spec.spec_of(self.class_of(element))
            break
        return spec, self.input.element_spec

    def cardinality(self) -> int:
        return UNKNOWN

    def stage(self, options: Any) -> Stage:
        return RejectionResampleStage(self, self.input.start(options))


class RejectionResampleStage(Stage):
    """How often each class came, and the place in the random numbers."""

    fields = ("up", "seeds", "pair", "counts", "drawn")

    def __init__(self, node: RejectionResample, up: Stage) -> None:
        self.node, self.up, self.seeds = node, up, node.seeds
        self.pair = list(self.seeds.seeds())
        self.counts = [1] * len(node.target)
        self.drawn = 0

    def __next__(self) -> Any:
        for element in self.up:
            label = self.node.class_of(element)
            if self._random() < self._acceptance(int(label)):
                return label, element
        raise StopIteration

    def _acceptance(self, label: int) -> float:
        node = self.node
        if not 0 <= label < len(self.counts):
            raise invalid(f"class {label} is not in [0, {len(self.counts)})")
        self.counts[label] += 1
        total = sum(self.counts)
        now = [n / total for n in self.counts] if node.initial is None else node.initial
        ratios = [t / p if p else 0.0 for t, p in zip(node.target, now, strict=True)]
        return float(ratios[label] / max(ratios))

    def _random(self) -> float:
        from zeal.data._seeds import words

        block, at = divmod(self.drawn, 256)
        if at == 0 or not hasattr(self, "_words"):
            self._words = words(self.pair, block * 64, 64)
        self.drawn += 1
        return self._words[at] / 2**32

    def restore(self, state: dict[str, Any]) -> None:
        super().restore(state)
        vars(self).pop("_words", None)
