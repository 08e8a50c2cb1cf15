"""Nested structures of lists, tuples, named tuples and dicts: `tf.nest`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from zeal.tensor_shape import TensorShape

__all__ = [
    "assert_same_structure",
    "flatten",
    "is_nested",
    "map_structure",
    "pack_sequence_as",
]


def _is_sequence(x: Any) -> bool:
    return isinstance(x, (list, tuple)) and not isinstance(x, TensorShape)


def is_nested(structure: Any) -> bool:
    """Is this a list, tuple or mapping, rather than a leaf?"""
    return _is_sequence(structure) or isinstance(structure, Mapping)


def flatten(structure: Any, expand_composites: bool = False) -> list[Any]:
    """The leaves in order; mappings by sorted key. A leaf gives a list of itself."""
    out: list[Any] = []
    _flatten_into(structure, out)
    return out


def _flatten_into(structure: Any, out: list[Any]) -> None:
    if isinstance(structure, Mapping):
        for key in _sorted_keys(structure):
            _flatten_into(structure[key], out)
    elif _is_sequence(structure):
        for item in structure:
            _flatten_into(item, out)
    else:
        out.append(structure)


def _sorted_keys(mapping: Mapping[Any, Any]) -> list[Any]:
    try:
        return sorted(mapping)
    except TypeError:
        raise TypeError("nest only supports dicts with sortable keys.") from None


def pack_sequence_as(structure: Any, flat_sequence: Any, expand_composites: bool = False) -> Any:
    """A structure like `structure` with its leaves taken in order from `flat_sequence`.

    Raises:
      ValueError: if the numbers of leaves differ.
    """
    flat = list(flat_sequence) if is_nested(flat_sequence) else [flat_sequence]
    wanted = len(flatten(structure))
    if wanted != len(flat):
        raise ValueError(
            f"Could not pack sequence. Structure had {wanted} atoms, but flat_sequence had "
            f"{len(flat)} items. Structure: {structure}, flat_sequence: {flat}."
        )
    return _pack(structure, iter(flat))


def _pack(structure: Any, leaves: Any) -> Any:
    if isinstance(structure, Mapping):
        items = {key: _pack(structure[key], leaves) for key in _sorted_keys(structure)}
        ordered = {key: items[key] for key in structure}
        return ordered if type(structure) is dict else type(structure)(ordered)  # type: ignore[call-arg]
    if _is_sequence(structure):
        items_list = [_pack(item, leaves) for item in structure]
        if isinstance(structure, tuple) and hasattr(structure, "_fields"):
            return type(structure)(*items_list)
        return type(structure)(items_list)
    return next(leaves)


def map_structure(func: Callable[..., Any], *structure: Any, **kwargs: Any) -> Any:
    """Applies `func` to the leaves of one or several structures of the same form."""
    check_types = kwargs.pop("check_types", True)
    kwargs.pop("expand_composites", None)
    if kwargs:
        raise ValueError(f"Only valid keyword arguments are `check_types` and `expand_composites`, "
                         f"not: `{list(kwargs)}`")  # fmt: skip
    if not callable(func):
        raise TypeError(f"func must be callable, got: {func}")
    if not structure:
        raise ValueError("Must provide at least one structure")
    for other in structure[1:]:
        assert_same_structure(structure[0], other, check_types=check_types)
    columns = [flatten(s) for s in structure]
    return pack_sequence_as(structure[0], [func(*row) for row in zip(*columns, strict=True)])


def assert_same_structure(
    nest1: Any, nest2: Any, check_types: bool = True, expand_composites: bool = False
) -> None:
    """Raises ValueError if the forms differ, TypeError if their types do (with `check_types`)."""
    if is_nested(nest1) != is_nested(nest2):
        raise ValueError(
            f"The two structures don't have the same nested structure.\n\nFirst structure: {nest1}"
            f"\n\nSecond structure: {nest2}"
        )
    if not is_nested(nest1):
        return
    if check_types and type(nest1) is not type(nest2):
        raise TypeError(
            "The two structures don't have the same sequence type. Input structure has type "
            f"{type(nest1)}, while shallow structure has type {type(nest2)}."
        )
    if len(nest1) != len(nest2):
        raise ValueError(
            "The two structures don't have the same number of elements.\n\nFirst structure "
            f"({len(nest1)} elements): {nest1}\n\nSecond structure ({len(nest2)} elements): {nest2}"
        )
    if isinstance(nest1, Mapping):
        if set(nest1) != set(nest2):
            raise ValueError(
                f"The two dictionaries don't have the same set of keys: {set(nest1)}, {set(nest2)}"
            )
        pairs = [(nest1[k], nest2[k]) for k in nest1]
    else:
        pairs = list(zip(nest1, nest2, strict=True))
    for a, b in pairs:
        assert_same_structure(a, b, check_types=check_types)
