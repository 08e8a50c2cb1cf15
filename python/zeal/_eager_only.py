"""Names that code asks for when it may run in graphs, too; here all is eager."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any

from zeal._api import tf
from zeal.module import current_scope


class AggregationMethod:
    """How gradients are summed up, in graphs: accepted where TensorFlow takes it, and ignored."""

    ADD_N = 0
    DEFAULT = 0
    EXPERIMENTAL_TREE = 1
    EXPERIMENTAL_ACCUMULATE_N = 2


class CriticalSection:
    """Runs functions one at a time, whatever thread they come from.

    Args:
      name, shared_name: sections of one shared_name are one.
      critical_section_def, import_scope: ignored.
    """

    _shared: dict[str, threading.RLock] = {}  # noqa: RUF012

    def __init__(
        self,
        name: str | None = None,
        shared_name: str | None = None,
        critical_section_def: Any = None,
        import_scope: str | None = None,
    ) -> None:
        self.name = name or shared_name or "critical_section"
        lock = threading.RLock()
        self._lock = lock if shared_name is None else self._shared.setdefault(shared_name, lock)

    def execute(
        self, fn: Callable[[], Any], exclusive_resource_access: bool = True, name: str | None = None
    ) -> Any:
        """Calls fn() when no other function runs here, and gives its result."""
        with self._lock:
            return fn()


def get_logger() -> logging.Logger:
    """The logger called "zeal", of Python's logging; zeal itself writes nothing to it."""
    return logging.getLogger("zeal")


def get_current_name_scope() -> str:
    """The names of the `tf.name_scope`s that are open, with slashes between them."""
    return current_scope().rstrip("/")


def inside_function() -> bool:
    """False: functions run eagerly."""
    return False


def is_symbolic_tensor(tensor: Any) -> bool:
    """False: every Tensor has its values."""
    return False


def shape_n(input: Sequence[Any], out_type: Any = None, name: str | None = None) -> list[Any]:
    """Computes the shapes of several tensors.

    Args:
      input: a list of tensors.
      out_type: int32 (the default) or int64.
      name: ignored.
    """
    del name
    return [tf.shape(x, out_type or tf.int32) for x in input]


def tuple(tensors: Sequence[Any], control_inputs: Any = None, name: str | None = None) -> list[Any]:
    """The tensors, as a list: all of them have been computed.

    Args:
      tensors: a sequence of tensors, IndexedSlices or None.
      control_inputs, name: ignored.

    Raises:
      ValueError: all of them are None.
    """
    del control_inputs, name
    given = [
        x if x is None or isinstance(x, tf.IndexedSlices) else tf.convert_to_tensor(x)
        for x in tensors
    ]
    if all(x is None for x in given):
        raise ValueError(f"Must have at least one Tensor. Received: {tensors}")
    return given


def type_spec_from_value(value: Any) -> Any:
    """The TensorSpec of a tensor, or of what can become one."""
    return tf.TensorSpec.from_tensor(tf.convert_to_tensor(value))
