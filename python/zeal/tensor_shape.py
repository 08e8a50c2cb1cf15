"""TensorShape: a tuple of dimensions that also answers TensorFlow's questions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zeal import _core

__all__ = ["TensorShape", "as_shape"]


class TensorShape(_core.Dimensions):
    """The shape of a tensor: a tuple of ints, or of ints and None where a dimension is unknown.

    `TensorShape(None)` is a shape of unknown rank; only signatures have such.
    """

    _unknown_rank = False

    def __new__(cls, dims: Iterable[Any] | int | None = ()) -> TensorShape:
        if dims is None:
            self = super().__new__(cls, ())
            self._unknown_rank = True
            return self
        if isinstance(dims, TensorShape):
            return dims
        if isinstance(dims, int):
            raise TypeError(f"Dimensions of a TensorShape must be a list, got the integer {dims}")
        return super().__new__(cls, (None if d is None or d == -1 else _dimension(d) for d in dims))

    @property
    def rank(self) -> int | None:
        """The number of dimensions; None if unknown."""
        return None if self._unknown_rank else len(self)

    ndims = rank

    @property
    def dims(self) -> list[int | None] | None:
        """The dimensions as a list; None if the rank is unknown."""
        return None if self._unknown_rank else list(self)

    def as_list(self) -> list[int | None]:
        """The dimensions as a list. ValueError if the rank is unknown."""
        if self._unknown_rank:
            raise ValueError("as_list() is not defined on an unknown TensorShape.")
        return list(self)

    def num_elements(self) -> int | None:
        """The number of elements; None if not fully defined."""
        if not self.is_fully_defined():
            return None
        n = 1
        for d in self:
            n *= d
        return n

    def is_fully_defined(self) -> bool:
        """Are the rank and every dimension known?"""
        return not self._unknown_rank and None not in self

    def assert_is_fully_defined(self) -> None:
        """Raises ValueError unless fully defined."""
        if not self.is_fully_defined():
            raise ValueError(f"Shape {self} is not fully defined")

    def is_compatible_with(self, other: Any) -> bool:
        """Could a tensor have both shapes?"""
        other = as_shape(other)
        if self._unknown_rank or other._unknown_rank:
            return True
        return len(self) == len(other) and all(
            a is None or b is None or a == b for a, b in zip(self, other, strict=True)
        )

    def assert_is_compatible_with(self, other: Any) -> None:
        """Raises ValueError if no tensor could have both shapes."""
        if not self.is_compatible_with(other):
            raise ValueError(f"Shapes {self} and {as_shape(other)} are incompatible")

    def assert_has_rank(self, rank: int) -> None:
        """Raises ValueError unless the rank may be `rank`."""
        if self.rank not in (None, rank):
            raise ValueError(f"Shape {self} must have rank {rank}")

    def with_rank(self, rank: int) -> TensorShape:
        """This shape if it may have `rank`, else ValueError."""
        if self._unknown_rank:
            return TensorShape([None] * rank)
        self.assert_has_rank(rank)
        return self

    def with_rank_at_least(self, rank: int) -> TensorShape:
        """This shape if its rank may be `rank` or more, else ValueError."""
        if self.rank is not None and self.rank < rank:
            raise ValueError(f"Shape {self} must have rank at least {rank}")
        return self

    def with_rank_at_most(self, rank: int) -> TensorShape:
        """This shape if its rank may be `rank` or less, else ValueError."""
        if self.rank is not None and self.rank > rank:
            raise ValueError(f"Shape {self} must have rank at most {rank}")
        return self

    def assert_same_rank(self, other: Any) -> None:
        """Raises ValueError if the ranks are known and differ."""
        other = as_shape(other)
        if None not in (self.rank, other.rank) and self.rank != other.rank:
            raise ValueError(f"Shapes {self} and {other} must have the same rank")

    def most_specific_compatible_shape(self, other: Any) -> TensorShape:
        """The shape that says all that holds for both."""
        other = as_shape(other)
        if self._unknown_rank or other._unknown_rank or len(self) != len(other):
            return TensorShape(None)
        return TensorShape([a if a == b else None for a, b in zip(self, other, strict=True)])

    def is_subtype_of(self, other: Any) -> bool:
        """Has every tensor of this shape the other one, too?"""
        if not isinstance(other, TensorShape):
            return False
        if other._unknown_rank:
            return True
        return self.rank == other.rank and all(
            b is None or a == b for a, b in zip(self, other, strict=True)
        )

    def merge_with(self, other: Any) -> TensorShape:
        """The shape that combines what is known of both. ValueError if they disagree."""
        other = as_shape(other)
        if self._unknown_rank:
            return other
        if other._unknown_rank:
            return self
        self.assert_is_compatible_with(other)
        return TensorShape([b if a is None else a for a, b in zip(self, other, strict=True)])

    def concatenate(self, other: Any) -> TensorShape:
        """The dimensions of both shapes, one after the other."""
        other = as_shape(other)
        if self._unknown_rank or other._unknown_rank:
            return TensorShape(None)
        return TensorShape((*self, *other))

    def _item(self, key: Any) -> Any:
        """What Dimensions asks for: slices, and what has no such element."""
        if self._unknown_rank:
            return TensorShape(None) if isinstance(key, slice) else None
        item = tuple.__getitem__(self, key)
        return tuple.__new__(TensorShape, item) if isinstance(key, slice) else item

    def __add__(self, other: Any) -> TensorShape:
        return self.concatenate(other)

    def __radd__(self, other: Any) -> TensorShape:
        return as_shape(other).concatenate(self)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TensorShape):
            return self._unknown_rank == other._unknown_rank and tuple.__eq__(self, other)
        if isinstance(other, list):
            return tuple.__eq__(self, tuple(other))
        return tuple.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return tuple.__hash__(self)

    def __bool__(self) -> bool:
        return not self._unknown_rank

    def __repr__(self) -> str:
        return "TensorShape(None)" if self._unknown_rank else f"TensorShape({list(self)})"

    def __str__(self) -> str:
        return "<unknown>" if self._unknown_rank else tuple.__repr__(self)

    def __reduce__(self) -> Any:
        return TensorShape, (None if self._unknown_rank else list(self),)


def _dimension(value: Any) -> int:
    d = value.__index__()
    if d < 0:
        raise ValueError(f"Dimension {d} must be >= 0")
    return int(d)


def as_shape(shape: Any) -> TensorShape:
    """Converts a TensorShape, list, tuple or None to a TensorShape."""
    return shape if isinstance(shape, TensorShape) else TensorShape(shape)
