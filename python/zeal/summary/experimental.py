"""The step of a log's entries, and entries made by hand: `tf.summary.experimental`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from zeal import _core, _lazy
from zeal.module import name_scope
from zeal.summary._writer import emit, state

__all__ = ["get_step", "set_step", "summary_scope", "write_raw_pb"]
__getattr__ = _lazy.missing(__name__)


def get_step() -> Any:
    """The step of this thread's summaries that are given none; None if there is none."""
    return state.step


def set_step(step: Any) -> None:
    """Gives this thread's summaries a step.

    Args:
      step: an integer, or a Variable that is read at each summary; None takes the step away.
    """
    state.step = step


@contextmanager
def summary_scope(
    name: str, default_name: str = "summary", values: Any = None
) -> Iterator[tuple[str, str]]:
    """A context for one summary: gives its tag and its name scope.

    Args:
      name: the summary's name; the name scopes around it come before it in the tag.
      default_name: the name if `name` is empty.
      values: ignored.
    """
    with name_scope(name or default_name) as scope:
        yield scope.rstrip("/"), scope


def write_raw_pb(tensor: Any, step: Any = None, name: str | None = None) -> Any:
    """Writes a Summary protocol buffer that is serialized already.

    Args:
      tensor: its bytes.
      step: as in `tf.summary.scalar`.

    Returns:
      A bool Tensor: was it written?
    """

    def fill(summary: Any) -> None:
        if not isinstance(tensor, bytes):
            raise TypeError(f"write_raw_pb takes bytes, got {type(tensor).__name__}")
        summary.ParseFromString(tensor)

    return _core.convert(emit(fill, step))
