"""Data types: `zeal.float32` and the like, TensorFlow's `DType`."""

from __future__ import annotations

import builtins
from typing import Any

import ml_dtypes
import numpy as np

from zeal import _lazy
from zeal._endpoints import fill


class DType:
    """The type of a tensor's elements. There is one object per type; compare with `==` or `is`."""

    __slots__ = ("_code", "_is_floating", "_name", "_numpy")

    def __init__(self, name: str, numpy_type: Any, code: int) -> None:
        self._name = name
        self._numpy = np.dtype(numpy_type)
        self._code = code
        self._is_floating = not (self.is_complex or self.is_integer or self.is_bool)

    @property
    def name(self) -> str:
        """The name, such as "float32"."""
        return self._name

    @property
    def as_numpy_dtype(self) -> Any:
        """The NumPy scalar type, such as `numpy.float32`."""
        return self._numpy.type

    @property
    def as_datatype_enum(self) -> int:
        """The number that TensorFlow's protocol buffers use for this type."""
        return _ENUM[self._name]

    @property
    def base_dtype(self) -> DType:
        """This type: reference types do not exist."""
        return self

    @property
    def real_dtype(self) -> DType:
        """The dtype of the real part."""
        return {"complex64": float32, "complex128": float64}.get(self._name, self)

    @property
    def size(self) -> int:
        """Bytes per element."""
        return self._numpy.itemsize

    @property
    def is_bool(self) -> builtins.bool:
        """Is this bool?"""
        return self._name == "bool"

    @property
    def is_integer(self) -> builtins.bool:
        """Is this a signed or unsigned integer type?"""
        return self._numpy.kind in "iu"

    @property
    def is_unsigned(self) -> builtins.bool:
        """Is this an unsigned integer type?"""
        return self._numpy.kind == "u"

    @property
    def is_floating(self) -> builtins.bool:
        """Is this a floating point type, the narrow ones included?"""
        return self._is_floating

    @property
    def is_complex(self) -> builtins.bool:
        """Is this a complex type?"""
        return self._numpy.kind == "c"

    @property
    def is_quantized(self) -> builtins.bool:
        """Always False."""
        return False

    @property
    def is_numpy_compatible(self) -> builtins.bool:
        """Always True."""
        return True

    @property
    def min(self) -> Any:
        """The smallest finite value; TypeError for bool and complex types."""
        return self._limits().min

    @property
    def max(self) -> Any:
        """The largest finite value; TypeError for bool and complex types."""
        return self._limits().max

    @property
    def limits(self) -> tuple[Any, Any]:
        """(smallest, largest) of an intensity range: (0, 1) for floats, (min, max) for integers."""
        return (0, 1) if self.is_floating else (self.min, self.max)

    def _limits(self) -> Any:
        if self.is_bool or self.is_complex:
            raise TypeError(f"Cannot find minimum value of {self!r}.")
        if self.is_integer:
            return np.iinfo(self._numpy)
        return ml_dtypes.finfo(self._numpy)  # type: ignore[no-untyped-call]

    def is_compatible_with(self, other: Any) -> builtins.bool:
        """Does a tensor of `other` fit where this type is expected?"""
        return self == as_dtype(other)

    def __eq__(self, other: object) -> builtins.bool:
        if self is other:
            return True
        if other is None or isinstance(other, DType):
            return False
        try:
            return as_dtype(other) is self
        except TypeError:
            return False

    def __hash__(self) -> int:
        return self._code

    def __repr__(self) -> str:
        return f"tf.{self._name}"

    def __str__(self) -> str:
        return f"<dtype: '{self._name}'>"

    def __reduce__(self) -> Any:
        return as_dtype, (self._name,)

    def __int__(self) -> int:
        return self.as_datatype_enum


# In the order of zeal::DType.
_ALL = [
    DType(name, kind, code)
    for code, (name, kind) in enumerate(
        {
            "bool": np.bool_,
            "uint8": np.uint8,
            "int8": np.int8,
            "uint16": np.uint16,
            "int16": np.int16,
            "uint32": np.uint32,
            "int32": np.int32,
            "uint64": np.uint64,
            "int64": np.int64,
            "float16": np.float16,
            "bfloat16": ml_dtypes.bfloat16,
            "float32": np.float32,
            "float64": np.float64,
            "complex64": np.complex64,
            "complex128": np.complex128,
            "float8_e4m3fn": ml_dtypes.float8_e4m3fn,
            "float8_e5m2": ml_dtypes.float8_e5m2,
        }.items()
    )
]
(
    bool, uint8, int8, uint16, int16, uint32, int32, uint64, int64, float16, bfloat16, float32,
    float64, complex64, complex128, float8_e4m3fn, float8_e5m2,
) = _ALL  # fmt: skip
half = float16
double = float64

# TensorFlow's types.proto
_ENUM = {
    "float32": 1, "float64": 2, "int32": 3, "uint8": 4, "int16": 5, "int8": 6, "complex64": 8,
    "int64": 9, "bool": 10, "bfloat16": 14, "uint16": 17, "complex128": 18, "float16": 19,
    "uint32": 22, "uint64": 23, "float8_e5m2": 24, "float8_e4m3fn": 25,
}  # fmt: skip

_BY_NAME = {d.name: d for d in _ALL} | {"half": float16, "float": float32, "double": float64}
_BY_NUMPY = {d._numpy: d for d in _ALL}
_BY_ENUM = {code: _BY_NAME[name] for name, code in _ENUM.items()}
_BY_PYTHON: dict[Any, DType] = {
    float: float32,
    int: int32,
    complex: complex128,
    builtins.bool: bool,
}


def as_dtype(type_value: Any) -> DType:
    """Converts a name, NumPy dtype or type, Python type or TensorFlow enum to a `DType`.

    Raises:
      TypeError: if there is no such dtype.
    """
    if isinstance(type_value, DType):
        return type_value
    try:
        if type_value in _BY_PYTHON:
            return _BY_PYTHON[type_value]
    except TypeError:
        pass
    if isinstance(type_value, str):
        found = _BY_NAME.get(type_value)
    elif isinstance(type_value, int):
        found = _BY_ENUM.get(type_value)
    else:
        if not isinstance(type_value, type):  # the `dtype` of a type describes its objects
            type_value = getattr(type_value, "dtype", type_value)
        try:
            found = _BY_NUMPY.get(np.dtype(type_value))
        except TypeError:
            found = None
    if found is None:
        raise TypeError(
            f"Cannot convert the argument `type_value`: {type_value!r} to a zeal DType."
        )
    return found


# Last, for one of these is `complex`, which is the builtin above.
__all__ = ["DType", "as_dtype", "double", "half", *(d.name for d in _ALL)]
__all__ += fill(__name__, globals())
__all__ += ["experimental"]


class _Experimental(_lazy.Namespace):
    """`tf.dtypes.experimental`: the floats of 8 bits, which can be stored and cast."""

    _home = "zeal.dtypes.experimental"
    float8_e4m3fn = float8_e4m3fn
    float8_e5m2 = float8_e5m2


experimental: Any = _Experimental()


def __getattr__(name: str) -> Any:
    if name == "saturate_cast":
        from zeal._partition import saturate_cast

        return saturate_cast
    return _lazy.missing(__name__)(name)
