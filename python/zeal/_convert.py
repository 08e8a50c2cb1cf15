"""constant, convert_to_tensor and what goes with them."""

from __future__ import annotations

from typing import Any

from zeal import _core
from zeal.dtypes import as_dtype
from zeal.tensor_shape import TensorShape

__all__ = ["constant", "convert_to_tensor", "is_tensor"]


def constant(value: Any, dtype: Any = None, shape: Any = None, name: str | None = None) -> Any:
    """Makes a Tensor of a Python value.

    Args:
      value: a number, nested list of numbers or NumPy array.
      dtype: the dtype of the result; found from `value` if None (float32, int32, bool …).
      shape: the shape of the result: `value` is reshaped to it, or repeated if it is one number.
      name: ignored.

    Returns:
      A Tensor.

    Raises:
      TypeError: if `value` does not fit `dtype`.
      ValueError: if `value` is no rectangular list, or does not fit `shape`.
    """
    del name
    if isinstance(value, _core.Tensor) and dtype is not None and value.dtype != dtype:
        raise TypeError(
            f"Expected tensor {value} with dtype {as_dtype(dtype)!r}, but got dtype "
            f"{value.dtype!r}."
        )
    tensor = _core.convert(value, dtype)
    if shape is None:
        return tensor
    wanted = TensorShape(shape)
    if tensor.shape == wanted:
        return tensor
    size = tensor.shape.num_elements()
    if size == wanted.num_elements():
        return _core._ops["reshape"](tensor, wanted)
    if size == 1:
        return _core._ops["broadcast_to"](_core._ops["reshape"](tensor, ()), wanted)
    raise TypeError(
        f"Eager execution of tf.constant with unsupported shape. Tensor {tensor} (converted from "
        f"{value}) has {size} elements, but got `shape` {wanted} with {wanted.num_elements()} "
        "elements."
    )


def convert_to_tensor(
    value: Any, dtype: Any = None, dtype_hint: Any = None, name: str | None = None
) -> Any:
    """Converts a value to a Tensor; a Tensor is returned as it is, a Variable is read.

    Args:
      value: anything that can become a tensor: numbers, nested lists, NumPy arrays, Variables,
        objects with `__tf_tensor__`, `__array__` or `__dlpack__`.
      dtype: the dtype of the result; an error if `value` is a tensor of another.
      dtype_hint: the dtype to prefer where `value` has none of its own.
      name: ignored.

    Returns:
      A Tensor.
    """
    del name
    return _core.convert(value, dtype, dtype_hint)


def is_tensor(x: Any) -> bool:
    """Is `x` a Tensor, Variable or IndexedSlices?"""
    from zeal.indexed_slices import IndexedSlices

    return isinstance(x, (_core.Tensor, _core.Variable, IndexedSlices))


def _unpickle(array: Any) -> Any:
    return _core.convert(array)
