"""Where elements come from: tensors, generators, numbers."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from zeal import _core, dtypes
from zeal.data import _rows
from zeal.data._spec import NoneTensorSpec, Spec, batched_dimension, common, spec_of
from zeal.data._stage import (
    INFINITE,
    UNKNOWN,
    Node,
    Rows,
    Stage,
    invalid,
)
from zeal.data._structure import (
    as_element,
    flatten,
    flatten_like,
    is_nested,
    map_leaves,
    pack,
    packer,
)
from zeal.tensor_shape import TensorShape
from zeal.tensor_spec import TensorSpec


class TensorSlice(Node):
    """The slices of tensors along their first dimension."""

    def __init__(self, tensors: Any) -> None:
        super().__init__()
        self.tensors = as_element(tensors)
        self.components = flatten(self.tensors)
        self.count: int | None = None
        for c in self.components:
            if c is None:
                continue
            if not isinstance(c, _core.Tensor):
                raise ValueError("Slicing dataset elements is not supported for rank 0.")
            if not c.shape.rank:
                raise ValueError("Unbatching a tensor is only supported for rank >= 1")
            if self.count not in (None, c.shape[0]):
                raise ValueError(f"Dimensions {self.count} and {c.shape[0]} are not compatible")
            self.count = c.shape[0]
        if self.count is None:
            raise ValueError("Invalid `tensors`. `tensors` should not be empty.")

    def _spec(self) -> Any:
        return map_leaves(lambda c: batched_dimension(spec_of(c))[1], self.tensors)

    def cardinality(self) -> int:
        return self.count or 0

    def rows(self) -> Rows:
        count = self.count or 0
        source = _rows.TensorRows(self.tensors, self.components)
        return Rows(source, lambda: _rows.Straight(count), count)


class Range(Node):
    """start, start + step, … below (or above) stop; without end if there is no stop."""

    def __init__(self, start: int, stop: int | None, step: int, dtype: Any) -> None:
        super().__init__()
        if not step:
            raise invalid("step must be a non-zero integer.")
        self.start_at, self.step, self.dtype = start, step, dtypes.as_dtype(dtype)
        self.endless = stop is None
        self.count = 2**62 if stop is None else len(range(start, stop, step))

    def _spec(self) -> Any:
        return TensorSpec((), self.dtype)

    def cardinality(self) -> int:
        return INFINITE if self.endless else self.count

    def rows(self) -> Rows:
        source = _rows.NumberRows(self.start_at, self.step, self.dtype)
        return Rows(source, lambda: _rows.Straight(self.count), self.count)


class Elements(Node):
    """Elements from a list."""

    def __init__(self, elements: list[Any], spec: Any = None) -> None:
        super().__init__()
        self.elements = elements
        if spec is not None:
            self.element_spec = spec

    def _spec(self) -> Any:
        return reduce(common, map(spec_of, self.elements))

    def cardinality(self) -> int:
        return len(self.elements)

    def stage(self, options: Any) -> Stage:
        return ElementsStage(self.elements)


class ElementsStage(Stage):
    """Where in the list."""

    fields = ("at",)

    def __init__(self, elements: list[Any]) -> None:
        self.elements = elements
        self.at = 0

    def __next__(self) -> Any:
        if self.at >= len(self.elements):
            raise StopIteration
        self.at += 1
        return self.elements[self.at - 1]


class Unreadable(Node):
    """What a function is given to find out what it returns: it has a spec, but no elements."""

    def __init__(self, spec: Any) -> None:
        super().__init__()
        self.element_spec = spec

    def cardinality(self) -> int:
        return UNKNOWN

    def stage(self, options: Any) -> Stage:
        raise invalid("this dataset has no elements: it is there to find the spec of a result")


class Generator(Node):
    """What a Python generator yields, converted to a signature."""

    def __init__(self, generator: Callable[..., Any], signature: Any, args: Any) -> None:
        super().__init__()
        self.generator = generator
        self.args = tuple(_core.convert(a).numpy() for a in args or ())
        self.element_spec = signature

    def cardinality(self) -> int:
        return UNKNOWN

    def stage(self, options: Any) -> Stage:
        return GeneratorStage(self)


class GeneratorStage(Stage):
    """A running generator. Restored by running a new one as far."""

    fields = ("count",)

    def __init__(self, node: Generator) -> None:
        self.node = node
        self._leaves = [Leaf(spec) for spec in flatten(node.element_spec)]
        self._pack = packer(node.element_spec)
        self._iterator: Any = None
        self._count = 0

    def __next__(self) -> Any:
        if self._iterator is None:
            self._iterator = iter(self.node.generator(*self.node.args))
        value = next(self._iterator)
        self._count += 1
        return self._convert(value)

    def _convert(self, value: Any) -> Any:
        spec = self.node.element_spec
        if self._pack is tuple and type(value) is tuple and len(value) == len(self._leaves):
            flat: Any = value
        else:
            try:
                flat = flatten_like(spec, value)
            except (TypeError, ValueError):
                raise self._wrong(value) from None
        out = []
        for leaf, x in zip(self._leaves, flat, strict=True):
            try:
                tensor = leaf.convert(x)
            except (TypeError, ValueError):
                raise self._wrong(value) from None
            if tensor is not None and not leaf.fits(tensor.shape):
                raise invalid(
                    f"TypeError: `generator` yielded an element of shape {tensor.shape} where an "
                    f"element of shape {leaf.shape} was expected."
                )
            out.append(tensor)
        return self._pack(out)

    def _wrong(self, value: Any) -> Exception:
        return invalid(
            "TypeError: `generator` yielded an element that did not match the expected structure. "
            f"The expected structure was {self.node.element_spec}, but the yielded element was "
            f"{value}."
        )

    @property
    def count(self) -> int:
        """How many elements there were."""
        return self._count

    @count.setter
    def count(self, count: int) -> None:
        self._iterator, self._count = None, 0
        while self._count < count:
            next(self)


class Leaf:
    """One component of a generator's elements."""

    def __init__(self, spec: Any) -> None:
        self.none = isinstance(spec, NoneTensorSpec)
        self.shape = TensorShape(None) if self.none else spec.shape
        self._static = self.shape.is_fully_defined()
        self._dtype = None if self.none else spec.dtype
        self._numpy = None if self.none else spec.dtype._numpy

    def convert(self, value: Any) -> Any:
        """A value as a tensor of this dtype; ValueError or TypeError if it cannot become one."""
        if self.none:
            return None
        if isinstance(value, _core.Tensor):
            return value if value.dtype == self._dtype else _core._ops["cast"](value, self._dtype)
        if not isinstance(value, np.generic):
            value = np.asarray(value, self._numpy)
        elif value.dtype != self._numpy:
            value = value.astype(self._numpy)
        return _core.convert(value)

    def fits(self, shape: Any) -> bool:
        """May an element have this shape?"""
        if self._static:
            return tuple.__eq__(shape, self.shape)
        return self.shape.is_compatible_with(shape)


def signature_of(output_types: Any, output_shapes: Any, output_signature: Any) -> Any:
    """The spec that from_generator's arguments describe."""
    if output_types is not None and output_signature is not None:
        raise TypeError("The `output_types` argument can not be used together with the "
                        "`output_signature` argument.")  # fmt: skip
    if output_shapes is not None and output_signature is not None:
        raise TypeError("The `output_shapes` argument can not be used together with the "
                        "`output_signature` argument.")  # fmt: skip
    if output_signature is not None:
        for leaf in flatten(output_signature):
            if not isinstance(leaf, (TensorSpec, Spec)):
                raise TypeError(
                    "`output_signature` must contain objects that are subclass of `tf.TypeSpec` "
                    f"but found {type(leaf)} which is not."
                )
        return output_signature
    if output_types is None:
        raise TypeError("To specify the output signature you need to provide either the "
                        "`output_signature` argument or the `output_types` argument.")  # fmt: skip
    types = tuple(output_types) if isinstance(output_types, list) else output_types
    if output_shapes is None:
        return map_leaves(lambda t: TensorSpec(None, t), types)
    shapes = flatten_shapes(types, output_shapes)
    return pack(types, [TensorSpec(s, t) for s, t in zip(shapes, flatten(types), strict=True)])


def flatten_shapes(structure: Any, shapes: Any) -> list[TensorShape]:
    """The shapes that stand where `structure` has its leaves; tuples of numbers are shapes."""
    if not is_nested(structure):
        if isinstance(shapes, _core.Tensor):
            shapes = shapes.numpy().tolist()
        return [shapes if isinstance(shapes, TensorShape) else TensorShape(shapes)]
    if isinstance(structure, dict):
        return [s for k in sorted(structure) for s in flatten_shapes(structure[k], shapes[k])]
    if len(shapes) != len(structure):
        raise TypeError(f"expected shapes for {structure}, got {shapes}")
    return [s for a, b in zip(structure, shapes, strict=True) for s in flatten_shapes(a, b)]


class RandomNumbers(Node):
    """Random integers in [0, 2**32), as int64; TensorFlow's for a seed."""

    def __init__(self, seed: Any, rerandomize: Any) -> None:
        super().__init__()
        from zeal.data._seeds import Seeds

        self.seeds = Seeds(seed, bool(rerandomize))

    def _spec(self) -> Any:
        return TensorSpec((), dtypes.int64)

    def cardinality(self) -> int:
        return INFINITE

    def stage(self, options: Any) -> Stage:
        return RandomStage(self.seeds)


class RandomStage(Stage):
    """A stream of random numbers, made some at a time."""

    fields = ("pair", "at", "generator")
    _BLOCKS = 64

    def __init__(self, seeds: Any) -> None:
        self.generator = seeds
        self.pair = list(seeds.seeds())
        self.at = 0
        self._first, self._numbers = -1, []  # type: tuple[int, list[int]]

    def __next__(self) -> Any:
        from zeal.data._seeds import words

        first, offset = divmod(self.at, 4 * self._BLOCKS)
        if first != self._first:
            self._numbers = words(self.pair, first * self._BLOCKS, self._BLOCKS)
            self._first = first
        self.at += 1
        return _core.convert(self._numbers[offset], dtypes.int64)

    def restore(self, state: dict[str, Any]) -> None:
        super().restore(state)
        self._first = -1
