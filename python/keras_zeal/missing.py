"""The error for a function that Keras asks of the backend and that is not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn


class MissingFunctionError(AttributeError, NotImplementedError):
    """Keras' backend on zeal has no function of that name."""


def missing(module: str) -> Callable[[str], NoReturn]:
    """The `__getattr__` of a module of the backend: names what it does not have."""

    def raise_error(name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(f"module {module!r} has no attribute {name!r}", name=name)
        raise MissingFunctionError(
            f"The zeal backend of Keras has no function {name!r} (module {module!r}).", name=name
        )

    return raise_error
