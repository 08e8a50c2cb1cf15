"""Names of `zeal` whose modules are imported when they are first used, to keep the import short."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NoReturn

_MODULES = (
    "autodiff",
    "autograph",
    "bitwise",
    "compat",
    "config",
    "cuda",
    "data",
    "debugging",
    "experimental",
    "image",
    "linalg",
    "math",
    "nn",
    "profiler",
    "quantization",
    "random",
    "raw_ops",
    "signal",
    "summary",
    "sysconfig",
    "test",
    "train",
    "version",
)
_FUNCTIONS = {
    "_array": "meshgrid",
    "_batching": "vectorized_map vmap",
    "_einsum": "einsum",
    "clip_ops": "clip_by_global_norm clip_by_norm",
    "_initializers": "constant_initializer ones_initializer random_normal_initializer "
    "random_uniform_initializer zeros_initializer",
    "_library": "load_library load_op_library",
    "_partition": "dynamic_partition dynamic_stitch gradients guarantee_const hessians identity_n "
    "parallel_stack saturate_cast",
    "_clock": "timestamp",
    "_eager_only": "AggregationMethod CriticalSection get_current_name_scope get_logger "
    "inside_function is_symbolic_tensor shape_n tuple type_spec_from_value",
    "_print": "print",
    "_space_batch": "required_space_to_batch_paddings",
    "math": "scalar_mul",
    "signal": "fftnd ifftnd irfftnd rfftnd",
    "control_flow": "broadcast_dynamic_shape broadcast_static_shape case cond control_dependencies "
    "foldl foldr get_static_value group init_scope map_fn no_op numpy_function py_function scan "
    "switch_case while_loop",
    "debugging": "Assert assert_equal assert_greater assert_less assert_rank",
    "module": "Module name_scope",
    "tensor_array": "TensorArray",
}
_HOME = {name: module for module, names in _FUNCTIONS.items() for name in names.split()}


# What is Keras', or a part of Keras, which need not be installed.
_KERAS = ("initializers", "keras", "losses", "metrics", "optimizers")


def load(package: str, name: str) -> Any:
    """The module or the function of a module that is called `name`; keeps it in the package."""
    if name in _HOME:
        value = getattr(importlib.import_module(f"{package}.{_HOME[name]}"), name)
    elif name in _MODULES:
        value = importlib.import_module(f"{package}.{name}")
    elif name in _KERAS and package == "zeal":
        value = _of_keras(name)
    else:
        return missing(package)(name)
    setattr(sys.modules[package], name, value)
    return value


def _of_keras(name: str) -> Any:
    if not _has_keras():
        raise AttributeError(
            f"tf.{name} is Keras 3, which is not installed: pip install 'zeal[keras]'", name=name
        )
    keras = importlib.import_module("zeal.keras")
    return keras if name == "keras" else getattr(keras, name)


def _has_keras() -> bool:
    spec = importlib.util.find_spec("keras")
    return spec is not None and spec.origin is not None  # a folder on the path is no Keras


def missing(module: str) -> Callable[[str], NoReturn]:
    """The `__getattr__` of a module all of whose names are there: it says why another is not."""

    def raise_error(name: str) -> NoReturn:
        if name.startswith("_"):  # no name of TensorFlow's: Python itself asks for many of these
            raise AttributeError(f"module {module!r} has no attribute {name!r}", name=name)
        raise importlib.import_module("zeal._absent").error(module, name)

    return raise_error


class Namespace(SimpleNamespace):
    """What stands for a module: a name that it does not have says why."""

    _home = ""  # "zeal.config.experimental"

    def __getattr__(self, name: str) -> NoReturn:
        missing(self._home)(name)


def names() -> list[str]:
    """All of them."""
    keras = _KERAS if _has_keras() else ()
    return [*_MODULES, *_HOME, *keras]
