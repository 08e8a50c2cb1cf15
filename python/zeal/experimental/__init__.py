"""What may change: `tf.experimental`."""

from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from zeal import _lazy

if _TYPE_CHECKING:
    from zeal.experimental import numpy as numpy


def __getattr__(name: str) -> _Any:
    if name != "numpy":
        _lazy.missing(__name__)(name)
    from importlib import import_module

    return import_module("zeal.experimental.numpy")


def __dir__() -> list[str]:
    return ["numpy"]
