"""Names of `zeal` whose modules are imported when they are first used, to keep the import short."""

from __future__ import annotations

import importlib
import sys
from typing import Any

_MODULES = ("config", "debugging", "random", "signal", "train")
_FUNCTIONS = {
    "_library": "load_op_library",
    "_print": "print",
    "control_flow": "broadcast_dynamic_shape broadcast_static_shape case cond control_dependencies "
    "foldl foldr get_static_value group init_scope map_fn no_op numpy_function py_function scan "
    "switch_case while_loop",
    "debugging": "Assert assert_equal assert_greater assert_less assert_rank",
    "module": "Module name_scope",
    "tensor_array": "TensorArray",
}
_HOME = {name: module for module, names in _FUNCTIONS.items() for name in names.split()}


def load(package: str, name: str) -> Any:
    """The module or the function of a module that is called `name`; keeps it in the package."""
    if name in _HOME:
        value = getattr(importlib.import_module(f"{package}.{_HOME[name]}"), name)
    elif name in _MODULES:
        value = importlib.import_module(f"{package}.{name}")
    else:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    setattr(sys.modules[package], name, value)
    return value


def names() -> list[str]:
    """All of them."""
    return [*_MODULES, *_HOME]
