"""How tensors print: character for character as TensorFlow's eager tensors."""

from __future__ import annotations

from typing import Any

import numpy as np

from zeal import _core


def numpy_text(tensor: Any, is_repr: bool) -> str:
    """NumPy's text of a tensor's values."""
    if "META" in tensor.device:
        return "<no data on the meta device>"
    value = tensor.numpy()
    # NumPy 2 prints scalars with their type (np.float32(1.0)); TensorFlow prints the number.
    text = repr(value) if is_repr and np.ndim(value) else str(value)
    return "\n" + text if "\n" in text else text


def tensor_repr(tensor: Any) -> str:
    """`<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>`"""
    if _core.is_batched(tensor):
        return f"<tf.Tensor: shape={tensor.shape}, dtype={tensor.dtype.name}, {_examples(tensor)}>"
    text = numpy_text(tensor, is_repr=True)
    return f"<tf.Tensor: shape={tensor.shape}, dtype={tensor.dtype.name}, numpy={text}>"


def _examples(tensor: Any) -> str:
    """What a tensor inside a vectorised map has to show."""
    try:
        values = _core.batched_value(tensor)
    except ValueError:
        return "of one example of a vectorised map that has ended"
    nested = _core.is_batched(values)
    text = _examples(values) if nested else numpy_text(values, is_repr=True)
    return f"of one example, all {len(values)} examples: {text}"


def tensor_str(tensor: Any) -> str:
    """`tf.Tensor([1. 2.], shape=(2,), dtype=float32)`"""
    if _core.is_batched(tensor):
        return f"tf.Tensor({_examples(tensor)}, shape={tensor.shape}, dtype={tensor.dtype.name})"
    text = numpy_text(tensor, is_repr=False)
    return f"tf.Tensor({text}, shape={tensor.shape}, dtype={tensor.dtype.name})"


def tensor_format(tensor: Any, spec: str) -> str:
    """A 0-d tensor formats as its number, others as NumPy arrays."""
    value = tensor.numpy()
    return format(value.item() if np.ndim(value) == 0 and spec else value, spec)
