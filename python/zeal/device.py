"""device(): where the ops of a `with` block run."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from zeal import _core

__all__ = ["DeviceSpec", "device"]


class device:
    """A context in which ops run on the named device.

    Args:
      device_name: "/cpu:0", "CPU:0", "gpu:0", "/job:localhost/replica:0/task:0/device:CPU:0",
        "meta" (shapes and dtypes only, no data), a DeviceSpec, or None for the default
        device. Case does not matter.

    Raises:
      ValueError: if the name is not a device's.
    """

    __slots__ = ("_before", "_name")

    def __init__(self, device_name: Any) -> None:
        if isinstance(device_name, DeviceSpec):
            device_name = device_name.to_string()
        if callable(device_name):
            raise RuntimeError(
                "tf.device does not support functions when eager execution is enabled."
            )
        if device_name is not None:
            try:
                device_name = _core.parse_device(device_name or "/cpu:0")
            except Exception as e:
                raise ValueError(str(e)) from None
        self._name = device_name
        self._before: list[Any] = []

    def __enter__(self) -> None:
        self._before.append(_core.enter_device(self._name))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        _core.leave_device(self._before.pop())


class DeviceSpec:
    """A device name in parts: `DeviceSpec(device_type="GPU", device_index=0)`."""

    def __init__(
        self,
        job: str | None = None,
        replica: int | None = None,
        task: int | None = None,
        device_type: str | None = None,
        device_index: int | None = None,
    ) -> None:
        self.job = job
        self.replica = replica
        self.task = task
        self.device_type = None if device_type is None else str(device_type).upper()
        self.device_index = None if device_index is None else int(device_index)

    @classmethod
    def from_string(cls, spec: str) -> DeviceSpec:
        """Reads a device name. ValueError if it is none."""
        try:
            full = _core.parse_device(spec)
        except Exception as e:
            raise ValueError(str(e)) from None
        kind, index = full.rsplit("device:", 1)[1].split(":")
        return cls("localhost", 0, 0, kind, int(index))

    def to_string(self) -> str:
        """The device name."""
        parts = []
        if self.job is not None:
            parts.append(f"/job:{self.job}")
        if self.replica is not None:
            parts.append(f"/replica:{self.replica}")
        if self.task is not None:
            parts.append(f"/task:{self.task}")
        if self.device_type is not None:
            index = "*" if self.device_index is None else self.device_index
            parts.append(f"/device:{self.device_type}:{index}")
        return "".join(parts)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DeviceSpec) and self.to_string() == other.to_string()

    def __hash__(self) -> int:
        return hash(self.to_string())

    def __repr__(self) -> str:
        return f"DeviceSpec({self.to_string()!r})"
