"""padded_batch: batches of tensors that are filled up to one shape."""

from __future__ import annotations

from itertools import islice
from typing import Any

from zeal import _core, dtypes, errors
from zeal.data._batch import _stack, batched_spec, batches
from zeal.data._sources import flatten_shapes
from zeal.data._spec import spec_of
from zeal.data._stage import Node, Stage, invalid
from zeal.data._structure import flatten, flatten_like, is_nested, pack
from zeal.tensor_shape import TensorShape
from zeal.tensor_spec import TensorSpec

_pad = _core._ops["pad"]


class PaddedBatch(Node):
    """Batches of elements whose shapes may differ."""

    def __init__(
        self, input: Node, size: int, shapes: Any, values: Any, drop_remainder: bool
    ) -> None:
        super().__init__(input)
        if size < 1:
            raise invalid("Batch size must be greater than zero.")
        self.size, self.drop_remainder = size, drop_remainder
        self.shapes, self.values = shapes, values

    def _spec(self) -> Any:
        shapes = self.padded_shapes(self.input.element_spec)
        specs = flatten(self.input.element_spec)
        padded = [TensorSpec(s, x.dtype) for s, x in zip(shapes, specs, strict=True)]
        size = self.size if self.drop_remainder else None
        return batched_spec(pack(self.input.element_spec, padded), size)

    def padded_shapes(self, spec: Any) -> list[TensorShape]:
        """The shape that each component is padded to; None where the longest decides."""
        specs = flatten(spec)
        for s in specs:
            if not isinstance(s, TensorSpec):
                raise TypeError(f"padded_batch pads tensors, not {s}")
        if self.shapes is None:
            if any(s.shape.rank is None for s in specs):
                raise ValueError(
                    "You must provide `padded_shapes` argument because component 0 has unknown "
                    "rank."
                )
            return [s.shape for s in specs]
        shapes = flatten_shapes(spec, self.shapes)
        for shape, s in zip(shapes, specs, strict=True):
            if s.shape.rank is not None and (
                shape.rank != s.shape.rank
                or any(p is not None and d is not None and p < d
                       for p, d in zip(shape, s.shape, strict=True))
            ):  # fmt: skip
                raise ValueError(
                    f"The padded shape {shape} is not compatible with the shape {s.shape} of the "
                    "corresponding input component."
                )
        return shapes

    def padding(self, spec: Any) -> list[Any]:
        """The value to pad each component with."""
        specs = flatten(spec)
        if self.values is None or not is_nested(self.values):
            values = [self.values] * len(specs)
        else:
            values = flatten_like(spec, self.values)
        return [_padding_value(v, s.dtype) for v, s in zip(values, specs, strict=True)]

    def cardinality(self) -> int:
        return batches(self.input.cardinality(), self.size, self.drop_remainder)

    def stage(self, options: Any) -> Stage:
        return PaddedBatchStage(self, self.input.start(options))


def _padding_value(value: Any, dtype: Any) -> Any:
    if value is None:
        return _core._ops["zeros"]((), dtype)
    value = _core.convert(value)
    if value.shape.rank:
        raise ValueError(
            f"Invalid `padding_values`. `padding_values` values should be scalars, but got "
            f"{value.shape}."
        )
    if value.dtype != dtype:
        raise TypeError(
            f"Invalid `padding_values`. `padding_values` values type {value.dtype!s} does not "
            f"match type {dtype!s} of the corresponding input component."
        )
    return value


class PaddedBatchStage(Stage):
    """Pads when a batch is asked for."""

    fields = ("up",)

    def __init__(self, node: PaddedBatch, up: Stage) -> None:
        self.node, self.up = node, up
        self._shapes: list[Any] = []
        self._values: list[Any] = []

    def __next__(self) -> Any:
        elements = list(islice(self.up, self.node.size))
        if len(elements) < (self.node.size if self.node.drop_remainder else 1):
            raise StopIteration
        if not self._values:
            self._begin(elements[0])
        columns = zip(*(flatten(e) for e in elements), strict=True)
        padded = [
            padded_stack(column, self._shapes[i], self._values[i])
            for i, column in enumerate(columns)
        ]
        return pack(elements[0], padded)

    def _begin(self, element: Any) -> None:
        # The ranks are the element's; its sizes are those of one element only.
        spec = pack(element, [
            TensorSpec([None] * len(s.shape), s.dtype) if isinstance(s, TensorSpec) else s
            for s in flatten(spec_of(element))
        ])  # fmt: skip
        self._shapes = self.node.padded_shapes(spec)
        self._values = self.node.padding(spec)


def padded_stack(column: Any, shape: TensorShape, value: Any) -> Any:
    """Stacks tensors after padding them to a shape, or to the longest where that is None."""
    sizes = [tuple(x.shape) for x in column]
    for s in sizes:
        if len(s) != len(shape):
            raise invalid(
                "All elements in a batch must have the same rank as the padded shape: expected "
                f"rank {len(shape)}, got an element of shape {list(s)}"
            )
    target = [
        max(s[axis] for s in sizes) if d is None else d for axis, d in enumerate(shape)
    ]  # fmt: skip
    out = []
    for x, s in zip(column, sizes, strict=True):
        if any(n > t for n, t in zip(s, target, strict=True)):
            raise errors.DataLossError(
                None,
                None,
                f"Attempted to pad to a smaller size than the input element: {list(s)} to {target}",
            )
        if list(s) != target:
            widths = [[0, t - n] for n, t in zip(s, target, strict=True)]
            x = _padded(x, widths, value)
        out.append(x)
    return _stack(out)


def _padded(x: Any, widths: list[list[int]], value: Any) -> Any:
    if x.dtype == dtypes.bool:
        cast = _core._ops["cast"]
        number = cast(value, dtypes.uint8)
        return cast(_pad(cast(x, dtypes.uint8), widths, constant_values=number), dtypes.bool)
    return _pad(x, widths, constant_values=value)
