"""Between Keras' dtypes, tensors and NumPy arrays, and zeal's."""

from __future__ import annotations

from typing import Any

import numpy as np
import zeal
from keras.src.backend.common import KerasVariable, standardize_dtype
from keras.src.backend.common.keras_tensor import KerasTensor
from zeal import _core

Tensor = _core.Tensor
_convert = _core.convert
_cast = _core._ops["cast"]

_INTEGERS = ("uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64")
_FLOATS = ("float16", "bfloat16", "float32", "float64", "float8_e4m3fn", "float8_e5m2")
DTYPES: dict[Any, zeal.DType] = {
    name: zeal.as_dtype(name) for name in ("bool", *_INTEGERS, *_FLOATS, "complex64", "complex128")
}


def to_zeal_dtype(dtype: Any) -> zeal.DType:
    """zeal's dtype for one of Keras', for Python's, NumPy's or zeal's own."""
    found = DTYPES.get(dtype) if isinstance(dtype, str) else None
    if found is not None:
        return found
    if isinstance(dtype, zeal.DType):
        return dtype
    name = standardize_dtype(dtype)
    if name not in DTYPES:
        raise ValueError(f"zeal has no dtype {name!r}")
    return DTYPES[name]


def convert_to_tensor(x: Any, dtype: Any = None, sparse: Any = None, ragged: Any = None) -> Any:
    """A tensor of `x`, which may be a tensor, a variable, a number, a list or an array."""
    if sparse or ragged:
        kind = "sparse" if sparse else "ragged"
        raise ValueError(f"`{kind}=True` is not supported: zeal has no {kind} tensors")
    if type(x) is not Tensor:
        if isinstance(x, KerasVariable):
            x = x.value
        else:
            return _from_python(x, dtype)
    if dtype is None:
        return x
    dtype = to_zeal_dtype(dtype)
    return x if x.dtype is dtype else _cast(x, dtype)


def _from_python(x: Any, dtype: Any) -> Any:
    if dtype is None:
        if isinstance(x, complex) and not isinstance(x, np.generic):
            return _convert(x, zeal.complex64)
        if isinstance(x, float):  # np.float64, too
            return _convert(x, to_zeal_dtype(None))
        return _own(x)
    dtype = to_zeal_dtype(dtype)
    if isinstance(x, (bool, int, float)) and (
        dtype.is_floating or (dtype.is_integer and isinstance(x, int))
    ):
        return _convert(x, dtype)
    if dtype.is_floating and isinstance(x, (list, tuple)):
        try:
            return _convert(x, dtype)  # before it is rounded to float32
        except (TypeError, ValueError):
            pass
    x = _own(x)
    return x if x.dtype is dtype else _cast(x, dtype)


def _own(x: Any) -> Any:
    """A tensor of the dtype that `x` has by itself."""
    if isinstance(x, KerasTensor):
        raise ValueError(f"A KerasTensor is symbolic and has no value: {x}")
    try:
        return _convert(x)
    except (TypeError, ValueError):
        if not isinstance(x, (list, tuple)) and not hasattr(x, "__array__"):
            raise
        return _convert(np.asarray(x))  # mixed numbers, or another library's tensors


def convert_to_numpy(x: Any) -> Any:
    """An array of its own of `x`."""
    if isinstance(x, KerasVariable):
        x = x.value
    if isinstance(x, zeal.IndexedSlices):
        x = zeal.convert_to_tensor(x)
    if isinstance(x, (list, tuple)):
        return np.array([convert_to_numpy(e) for e in x])
    return np.array(x)


def is_tensor(x: Any) -> bool:
    """Is `x` a tensor of zeal's, or what stands for one?"""
    return isinstance(x, (Tensor, _core.Variable, zeal.IndexedSlices))


def cast(x: Any, dtype: Any) -> Any:
    """`x` as a tensor of `dtype`."""
    return convert_to_tensor(x, dtype if dtype is not None else to_zeal_dtype(None))


def shape(x: Any) -> tuple[Any, ...]:
    """The shape of `x`, a tuple."""
    if type(x) is Tensor or hasattr(x, "shape"):
        return tuple(x.shape)
    return tuple(convert_to_tensor(x).shape)
