"""The functions behind `keras.ops`, by topic."""

from types import FunctionType as _FunctionType
from types import ModuleType as _ModuleType

from keras_zeal.src.ops import core, image, linalg, math, nn, numpy
from keras_zeal.src.ops.core import (
    cast,
    compute_output_spec,
    cond,
    convert_to_numpy,
    convert_to_tensor,
    device_scope,
    is_tensor,
    random_seed_dtype,
    scatter,
    shape,
    stop_gradient,
    vectorized_map,
)


def _bare(module: _ModuleType) -> None:
    """Takes the annotations off a module's functions: Keras' tests compare their signatures with
    those of its own, which have none."""
    for function in vars(module).values():
        if isinstance(function, _FunctionType):
            function.__annotations__ = {}


for _module in (core, image, nn):
    _bare(_module)
