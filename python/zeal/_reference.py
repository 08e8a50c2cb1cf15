"""What `tensor.ref()` returns: a hashable stand-in for a tensor or variable."""

from __future__ import annotations

from typing import Any

__all__ = ["Reference"]


class Reference:
    """Refers to one tensor or variable; equal to references to the same object only."""

    __slots__ = ("_wrapped",)

    def __init__(self, wrapped: Any) -> None:
        self._wrapped = wrapped

    def deref(self) -> Any:
        """The tensor or variable that is referred to."""
        return self._wrapped

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reference) and self._wrapped is other._wrapped

    def __hash__(self) -> int:
        return id(self._wrapped)

    def __repr__(self) -> str:
        return f"<Reference wrapping {self._wrapped!r}>"
