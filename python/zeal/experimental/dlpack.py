"""Tensors across libraries without a copy of their data: `tf.experimental.dlpack`."""

from __future__ import annotations

from typing import Any

from zeal import _core

__all__ = ["from_dlpack", "to_dlpack"]


class _Capsule:
    """A capsule as the object that it came from: NumPy's reader asks for one."""

    def __init__(self, capsule: Any) -> None:
        self._capsule = capsule

    def __dlpack__(self, **_: Any) -> Any:
        return self._capsule

    def __dlpack_device__(self) -> tuple[int, int]:
        return _core.dlpack_device(self._capsule)


def to_dlpack(tf_tensor: Any) -> Any:
    """A DLPack capsule of a tensor's data, which must not be written to."""
    return _core.convert(tf_tensor).__dlpack__()


def from_dlpack(dlcapsule: Any) -> Any:
    """A Tensor of the data of a DLPack capsule, or of an object that has `__dlpack__`."""
    if hasattr(dlcapsule, "__dlpack__"):
        return _core.convert(dlcapsule)
    return _core.convert(_Capsule(dlcapsule))
