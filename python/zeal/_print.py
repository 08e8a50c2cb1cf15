"""tf.print: tensors and other values as text, as TensorFlow formats them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from zeal import _core

__all__ = ["print"]

_out = print


def print(*inputs: Any, **kwargs: Any) -> None:
    """Prints tensors, structures of them and other values.

    Args:
      *inputs: what to print; strings as they are.
      output_stream: a file such as `sys.stdout`, or "file://" and a path to append to; standard
        error by default.
      summarize: how many elements to print at both ends of each dimension; -1 for all, 3 by
        default.
      sep: what stands between two inputs.
      end: what stands at the end.
      name: ignored.
    """
    stream = kwargs.pop("output_stream", None) or sys.stderr
    summarize = kwargs.pop("summarize", 3)
    sep, end = kwargs.pop("sep", " "), kwargs.pop("end", os.linesep)
    kwargs.pop("name", None)
    if kwargs:
        raise ValueError(f"Unrecognized keyword arguments for tf.print: {kwargs}")
    edge = 3 if summarize is None else summarize
    text = sep.join(x if isinstance(x, str) else _text(x, edge) for x in inputs)
    if isinstance(stream, str):
        if not stream.startswith("file://"):
            raise ValueError(f"Unknown output stream {stream!r}: a file, or 'file://' and a path")
        with open(stream.removeprefix("file://"), "a") as file:
            file.write(text + end)
        return
    _out(text, end=end, file=stream, flush=True)


def _text(x: Any, edge: int) -> str:
    if isinstance(x, (_core.Tensor, _core.Variable)):
        return array_text(x.numpy(), edge)
    if isinstance(x, np.ndarray):
        return array_text(x, edge)
    if isinstance(x, Mapping):
        return "{" + ", ".join(f"{k!r}: {_text(v, edge)}" for k, v in x.items()) + "}"
    if isinstance(x, list):
        return "[" + ", ".join(_text(v, edge) for v in x) + "]"
    if isinstance(x, tuple):
        comma = "," if len(x) == 1 else ""
        return "(" + ", ".join(_text(v, edge) for v in x) + comma + ")"
    return repr(x)


def array_text(value: Any, edge: int) -> str:
    """An array with `edge` elements at both ends of each dimension, all if -1."""
    array = np.asarray(value)
    return _block(array, edge, 0)


def _block(array: Any, edge: int, depth: int) -> str:
    if array.ndim == 0:
        return _number(array[()])
    # Rows stand under each other, matrices with a blank line between them.
    gap = " " if array.ndim == 1 else "\n" * (array.ndim - 1) + " " * (depth + 1)
    n = len(array)
    if edge < 0 or n <= 2 * edge:
        parts = [_block(a, edge, depth + 1) for a in array]
    else:
        parts = [_block(a, edge, depth + 1) for a in array[:edge]]
        parts.append("...")
        parts += [_block(a, edge, depth + 1) for a in array[n - edge :]]
    return "[" + gap.join(parts) + "]"


def _number(x: Any) -> str:
    if isinstance(x, np.bool_):
        return "1" if x else "0"
    if isinstance(x, np.complexfloating):
        return f"({_number(x.real)},{_number(x.imag)})"
    if isinstance(x, np.integer):
        return str(x)
    short, long = (15, 17) if x.dtype == np.float64 else (6, 9)
    text = f"{float(x):.{short}g}"
    return text if type(x)(float(text)) == x or x != x else f"{float(x):.{long}g}"
