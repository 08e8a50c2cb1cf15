"""What may change: `tf.experimental`."""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from zeal import _lazy
from zeal import dtypes as _dtypes

if _TYPE_CHECKING:
    from zeal.data.iterator import Optional as Optional
    from zeal.experimental import dlpack as dlpack
    from zeal.experimental import numpy as numpy


def __getattr__(name: str) -> _Any:
    if name == "Optional":
        return _import_module("zeal.data").iterator.Optional
    if name in ("float8_e4m3fn", "float8_e5m2"):
        return getattr(_dtypes.experimental, name)
    if name not in ("dlpack", "numpy"):
        _lazy.missing(__name__)(name)
    return _import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return ["Optional", "dlpack", "float8_e4m3fn", "float8_e5m2", "numpy"]
