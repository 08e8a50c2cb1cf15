"""`tf.autograph`: nothing is converted here, Python runs as it is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zeal import _lazy

__all__ = ["experimental", "set_verbosity", "trace"]
__getattr__ = _lazy.missing(__name__)


def set_verbosity(level: int, alsologtostdout: bool = False) -> None:
    """Without effect."""


def trace(*args: Any) -> None:
    """Prints its arguments."""
    print(*args)


class _Experimental(_lazy.Namespace):
    """`tf.autograph.experimental`: marks for a converter that is not there."""

    _home = "zeal.autograph.experimental"

    def do_not_convert(self, func: Callable[..., Any] | None = None) -> Any:
        """Gives `func` back, as a decorator with or without parentheses."""
        return (lambda f: f) if func is None else func

    def set_loop_options(self, **kwargs: Any) -> None:
        """Without effect."""


experimental: Any = _Experimental()
