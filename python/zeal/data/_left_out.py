"""What of TensorFlow's Dataset is not there, and says so."""

from __future__ import annotations

from typing import Any

from zeal import _absent


class NamesExplained(type):
    """Says of names that are left out why."""

    def __getattr__(cls, name: str) -> Any:
        if not name.startswith("_") and _absent.explain(f"data.Dataset.{name}"):
            raise _absent.error("zeal.data.Dataset", name)
        raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}", name=name)
