"""Specs of elements, and how the spec of a function's result is found.

Note [Specs of functions]
zeal has no graph that would tell what a function returns, so it is called, when somebody asks:
with tensors of the meta device, which have a shape and a dtype but no data. A dimension that is
unknown is tried with several sizes; what differs among the results is unknown as well. A function
that looks at values cannot be called so: then it gets the first elements of a second iteration over
its input, and random ones, and what is equal for all of them counts as known.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from itertools import islice
from typing import Any

from zeal import _core, _random_seeds, dtypes
from zeal.data._structure import as_result, call, flatten, map_leaves, pack
from zeal.tensor_shape import TensorShape
from zeal.tensor_spec import TensorSpec

_SIZES = (5040, 10080, 1, 0)  # the first two have many divisors; the others may fail
_FIRST = 3  # elements


class Spec:
    """Describes what is not a tensor."""

    _tf_data_leaf = True

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def is_compatible_with(self, spec_or_value: Any) -> bool:
        """Is the other one like this?"""
        return self == spec_or_value


class NoneTensorSpec(Spec):
    """Describes None."""

    def __repr__(self) -> str:
        return "NoneTensorSpec()"


class DatasetSpec(Spec):
    """Describes a dataset, as an element of another or a result.

    Args:
      element_spec: the spec of its elements.
      dataset_shape: the shape of a tensor of datasets; zeal has none, so ().
    """

    def __init__(self, element_spec: Any, dataset_shape: Any = ()) -> None:
        self._element_spec = element_spec
        self._dataset_shape = TensorShape(dataset_shape)

    @property
    def element_spec(self) -> Any:
        """The spec of its elements."""
        return self._element_spec

    def __repr__(self) -> str:
        return f"DatasetSpec({self._element_spec!r}, {self._dataset_shape!r})"


class IteratorSpec(Spec):
    """Describes an iterator over a dataset whose elements have that spec."""

    def __init__(self, element_spec: Any) -> None:
        self._element_spec = element_spec

    @property
    def element_spec(self) -> Any:
        """The spec of its elements."""
        return self._element_spec

    def __repr__(self) -> str:
        return f"IteratorSpec({self._element_spec!r},)"


def spec_of(value: Any) -> Any:
    """The spec of an element."""
    return map_leaves(_leaf_spec, value)


def _leaf_spec(value: Any) -> Any:
    if value is None:
        return NoneTensorSpec()
    if isinstance(value, _core.Tensor):
        return TensorSpec(value.shape, value.dtype)
    return value._tf_data_spec()  # a Dataset or Optional


def batched_dimension(spec: Any) -> tuple[Any, Any]:
    """The first dimension of a tensor's spec, and the spec without it."""
    if not isinstance(spec, TensorSpec) or spec.shape.rank is None:
        return None, spec
    if not spec.shape.rank:
        raise ValueError("Unbatching a tensor is only supported for rank >= 1")
    return spec.shape[0], TensorSpec(spec.shape[1:], spec.dtype)


def with_dimension(size: int | None, spec: Any) -> Any:
    """The spec of a batch."""
    if not isinstance(spec, TensorSpec):
        return spec
    return TensorSpec(TensorShape([size]).concatenate(spec.shape), spec.dtype)


def common(first: Any, second: Any) -> Any:
    """The spec that two have in common; TypeError if there is none."""
    a, b = flatten(first), flatten(second)
    fits = len(a) == len(b) and repr(map_leaves(lambda _: 0, first)) == repr(
        map_leaves(lambda _: 0, second)
    )
    if not fits or any(
        type(x) is not type(y) or (isinstance(x, TensorSpec) and x.dtype != y.dtype)
        for x, y in zip(a, b, strict=True)
    ):
        raise TypeError(f"Incompatible dataset elements:\n  {first} vs.   {second}")
    return pack(first, [_common_leaf(x, y) for x, y in zip(a, b, strict=True)])


def _common_leaf(x: Any, y: Any) -> Any:
    if isinstance(x, TensorSpec):
        return TensorSpec(x.shape.most_specific_compatible_shape(y.shape), x.dtype)
    if isinstance(x, DatasetSpec):
        return DatasetSpec(common(x.element_spec, y.element_spec))
    return x


def of_result(
    function: Callable[..., Any], spec: Any, first: Callable[[], Any], unpack: bool = True
) -> Any:
    """The spec of what `function` returns for elements of `spec`; see Note [Specs of functions].

    Args:
      function: the user's.
      spec: of its arguments.
      first: gives an iterator over elements, for functions that look at values.
      unpack: does a tuple become several arguments?
    """

    def run(element: Any) -> Any:
        result = as_result(call(function, element) if unpack else function(element))
        return spec_of(result)

    unknown = any(isinstance(s, TensorSpec) and not s.shape.is_fully_defined()
                  for s in flatten(spec))  # fmt: skip
    found: Any = None
    with _random_seeds.untouched():
        for size in _SIZES if unknown else _SIZES[:1]:
            try:
                result = run(map_leaves(lambda s, n=size: _stand_in(s, n), spec))
                found = result if found is None else common(found, result)
            except Exception:
                if size > 1:
                    found = None
                    break
        if found is not None:
            return found
        for element in islice(first(), _FIRST):
            result = _guarded(run(element), spec, element)
            found = result if found is None else common(found, result)
            with contextlib.suppress(Exception):  # values that the function does not take
                found = common(found, _guarded(run(map_leaves(_random, element)), spec, element))
    if found is None:
        raise ValueError(
            "the spec of a function that needs values cannot be found without elements"
        )
    return found


def _stand_in(spec: Any, size: int) -> Any:
    if isinstance(spec, TensorSpec):
        before = _core.enter_device("meta")
        try:
            shape = [size if d is None else d for d in spec.shape]
            if spec.shape.rank is None:
                raise ValueError("a shape of unknown rank")
            return _core._ops["zeros"](shape, spec.dtype)
        finally:
            _core.leave_device(before)
    if isinstance(spec, DatasetSpec):
        from zeal.data._sources import Unreadable
        from zeal.data.dataset import Dataset

        return Dataset(Unreadable(spec.element_spec))
    return None


def _guarded(result: Any, spec: Any, element: Any) -> Any:
    """A dimension of a result that may come from an unknown one of the argument is unknown."""
    sizes = {
        d
        for s, x in zip(flatten(spec), flatten(element), strict=True)
        if isinstance(s, TensorSpec)
        for d, known in zip(x.shape, s.shape if s.shape else [None] * len(x.shape), strict=True)
        if known is None
    }

    def guard(s: Any) -> Any:
        if not isinstance(s, TensorSpec) or s.shape.rank is None:
            return s
        return TensorSpec([None if d in sizes else d for d in s.shape], s.dtype)

    return map_leaves(guard, result)


def _random(x: Any) -> Any:
    """Other values of the same shape and dtype."""
    if not isinstance(x, _core.Tensor):
        return x
    draw = _core._ops["raw_ops.RandomUniform"]
    numbers = draw(list(x.shape), dtype=dtypes.float32, seed=[x.dtype.size, len(x.shape)])
    wide = x.dtype.is_integer
    return _core._ops["cast"](numbers * 100.0 if wide else numbers * 2.0, x.dtype)
