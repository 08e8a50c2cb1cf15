"""Dtypes and their promotion, which is NumPy's; integers become float64 where numbers must be."""

from __future__ import annotations

from typing import Any

import numpy as _np

from zeal import _core, dtypes

bool_ = _np.bool_
int8, int16, int32, int64 = _np.int8, _np.int16, _np.int32, _np.int64
uint8, uint16, uint32, uint64 = _np.uint8, _np.uint16, _np.uint32, _np.uint64
float16, float32, float64 = _np.float16, _np.float32, _np.float64
complex64, complex128 = _np.complex64, _np.complex128
int_, float_, complex_ = _np.int64, _np.float64, _np.complex128
inexact, object_, string_, unicode_ = _np.inexact, _np.object_, _np.bytes_, _np.str_
iinfo, finfo, issubdtype = _np.iinfo, _np.finfo, _np.issubdtype


def dtype_of(x: Any) -> Any:
    """A zeal dtype of a name, Python type, NumPy dtype or zeal dtype; float is float64."""
    if isinstance(x, dtypes.DType):
        return x
    return dtypes.as_dtype(_np.dtype(x).type)


def _key(x: Any) -> Any:
    """What NumPy's promotion reads: a dtype, or a Python number, which is weak."""
    if isinstance(x, (bool, int, float, complex)):
        return x
    if isinstance(x, (_core.Tensor, _core.Variable)):
        return _np.dtype(x.dtype.as_numpy_dtype)
    if isinstance(x, dtypes.DType):
        return _np.dtype(x.as_numpy_dtype)
    if isinstance(x, (_np.ndarray, _np.generic)):
        return x.dtype
    return x


def result_type(*arrays_and_dtypes: Any) -> Any:
    """The NumPy dtype that NumPy's rules of promotion give."""
    from zeal.experimental.numpy._arrays import asarray

    keys = [_key(x) for x in arrays_and_dtypes]
    keys = [_key(asarray(k)) if isinstance(k, (list, tuple)) else k for k in keys]
    return _np.result_type(*keys)


def promote_types(type1: Any, type2: Any) -> Any:
    """The smallest dtype to which both can be cast."""
    return _np.promote_types(_key(dtype_of(type1)), _key(dtype_of(type2)))


def numbers(dtype: Any) -> Any:
    """The dtype for results that are no integers: float64 for integers and bools."""
    return dtype if dtype.is_floating or dtype.is_complex else dtypes.float64


def accumulator(dtype: Any) -> Any:
    """The dtype of sums: 64 bits for integers and bools."""
    if dtype.is_unsigned:
        return dtypes.uint64
    return dtypes.int64 if dtype.is_integer or dtype.is_bool else dtype
