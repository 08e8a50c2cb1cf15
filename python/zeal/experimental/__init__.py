"""What may change: `tf.experimental`."""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from zeal import _lazy

if _TYPE_CHECKING:
    from zeal.data.iterator import Optional as Optional
    from zeal.experimental import numpy as numpy


def __getattr__(name: str) -> _Any:
    if name == "Optional":
        return _import_module("zeal.data").iterator.Optional
    if name != "numpy":
        _lazy.missing(__name__)(name)
    return _import_module("zeal.experimental.numpy")


def __dir__() -> list[str]:
    return ["Optional", "numpy"]
