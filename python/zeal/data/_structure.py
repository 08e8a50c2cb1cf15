"""The structure of elements: tuples, named tuples and dicts are structures, a list is a tensor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from zeal import _core
from zeal.tensor_shape import TensorShape

Tensor = _core.Tensor


def is_nested(x: Any) -> bool:
    """Has `x` parts? Lists have not: they are values of tensors."""
    return isinstance(x, (tuple, Mapping)) and not isinstance(x, TensorShape)


def flatten(structure: Any) -> list[Any]:
    """The leaves in order; mappings by sorted key."""
    if not is_nested(structure):
        return [structure]
    out: list[Any] = []
    for part in _parts(structure):
        out += flatten(part) if is_nested(part) else [part]
    return out


def _parts(structure: Any) -> Iterable[Any]:
    if isinstance(structure, Mapping):
        return [structure[key] for key in _sorted(structure)]
    return structure


def _sorted(mapping: Mapping[Any, Any]) -> list[Any]:
    try:
        return sorted(mapping)
    except TypeError:
        raise TypeError("tf.data needs dicts with sortable keys") from None


def pack(structure: Any, flat: Iterable[Any]) -> Any:
    """A structure like `structure` with other leaves."""
    return _pack(structure, iter(flat))


def _pack(structure: Any, leaves: Any) -> Any:
    if not is_nested(structure):
        return next(leaves)
    if isinstance(structure, Mapping):
        by_key = {key: _pack(structure[key], leaves) for key in _sorted(structure)}
        ordered = {key: by_key[key] for key in structure}
        return ordered if type(structure) is dict else type(structure)(ordered)  # type: ignore[call-arg]
    items = [_pack(part, leaves) for part in structure]
    return type(structure)(*items) if hasattr(structure, "_fields") else tuple(items)


def packer(structure: Any) -> Callable[[list[Any]], Any]:
    """pack() for one structure, faster for single tensors and flat tuples."""
    if not is_nested(structure):
        return lambda flat: flat[0]
    if type(structure) is tuple and not any(is_nested(part) for part in structure):
        return tuple
    return lambda flat: _pack(structure, iter(flat))


def map_leaves(function: Callable[..., Any], structure: Any, *others: Any) -> Any:
    """Applies `function` to the leaves of structures of one form."""
    columns = [flatten(structure), *(flatten_like(structure, o) for o in others)]
    return _pack(structure, iter([function(*row) for row in zip(*columns, strict=True)]))


def flatten_like(structure: Any, value: Any) -> list[Any]:
    """The parts of `value` that stand where `structure` has its leaves.

    Raises:
      ValueError or TypeError: if `value` has not that form.
    """
    if not is_nested(structure):
        return [value]
    if isinstance(structure, Mapping):
        if not isinstance(value, Mapping) or set(value) != set(structure):
            raise ValueError(f"expected a structure like {structure}, got {value}")
        keys = _sorted(structure)
        return [x for k in keys for x in flatten_like(structure[k], value[k])]
    if isinstance(value, list):  # how tuples may be written where a structure is asked for
        value = tuple(value)
    if not isinstance(value, tuple) or len(value) != len(structure):
        raise TypeError(f"expected a structure like {structure}, got {value}")
    return [x for s, v in zip(structure, value, strict=True) for x in flatten_like(s, v)]


def as_element(value: Any) -> Any:
    """Converts the leaves to tensors. None stays, and so do datasets."""
    if type(value) is Tensor:
        return value
    if type(value) is tuple:
        for x in value:
            if type(x) is not Tensor:
                return tuple([as_element(x) for x in value])
        return value
    if is_nested(value):
        return _pack(value, iter([as_element(x) for x in flatten(value)]))
    if value is None or hasattr(value, "_tf_data_leaf"):
        return value
    return _core.convert(value)


def as_result(value: Any) -> Any:
    """What a user's function returned, as an element; a list of results counts as a tuple."""
    return as_element(tuple(value) if isinstance(value, list) else value)


def call(function: Callable[..., Any], element: Any) -> Any:
    """Gives an element to a user's function: a plain tuple as several arguments."""
    return function(*element) if type(element) is tuple else function(element)
