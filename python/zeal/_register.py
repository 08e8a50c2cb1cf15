"""Hands to C++ the Python objects that it makes or calls. Imported before anything else."""

from __future__ import annotations

from zeal import _core, _printing, dtypes, errors
from zeal._reference import Reference
from zeal.indexed_slices import IndexedSlices
from zeal.tensor_shape import TensorShape

_core._register(
    {
        "dtypes": dtypes._ALL,
        "np_dtypes": [d._numpy for d in dtypes._ALL],
        "as_dtype": dtypes.as_dtype,
        "tensor_shape": TensorShape,
        "errors": errors.BY_CODE,
        "tensor_repr": _printing.tensor_repr,
        "tensor_str": _printing.tensor_str,
        "tensor_format": _printing.tensor_format,
        "reference": Reference,
        "indexed_slices": IndexedSlices,
    }
)
