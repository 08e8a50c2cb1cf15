"""What of TensorFlow's Dataset is not there, and says so."""

from __future__ import annotations

from typing import Any

from zeal import _absent, errors


class NamesExplained(type):
    """Says of names that are left out why."""

    def __getattr__(cls, name: str) -> Any:
        if not name.startswith("_") and _absent.explain(f"data.Dataset.{name}"):
            raise _absent.error("zeal.data.Dataset", name)
        raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}", name=name)


def no_files(what: str) -> errors.UnimplementedError:
    """The error of what would write elements to files."""
    return errors.UnimplementedError(
        None,
        None,
        f"Dataset.{what} is not part of zeal, which has no files of elements: keep NumPy arrays "
        "(numpy.save) and use from_tensor_slices, or cache() in memory",
    )
