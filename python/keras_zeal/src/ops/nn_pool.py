"""Pooling by windows of one size, and by windows that give an output of one size."""

from __future__ import annotations

from typing import Any

from zeal._api import tf

from keras_zeal.src.ops.convert import convert_to_tensor
from keras_zeal.src.ops.nn_conv import each, spatial


def _pool(
    kind: str, inputs: Any, pool_size: Any, strides: Any, padding: str, data_format: str | None
) -> Any:
    inputs = convert_to_tensor(inputs)
    rank, layout, _ = spatial(inputs, data_format)
    size = each(pool_size, rank, "pool_size")
    stride = size if strides is None else each(strides, rank, "strides")
    return tf.nn.pool(inputs, size, kind, stride, padding.upper(), layout)


def max_pool(
    inputs: Any,
    pool_size: Any,
    strides: Any = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> Any:
    """The largest element of each window, by channel."""
    return _pool("MAX", inputs, pool_size, strides, padding, data_format)


def average_pool(
    inputs: Any,
    pool_size: Any,
    strides: Any = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> Any:
    """The mean of each window, by channel; padding does not count."""
    return _pool("AVG", inputs, pool_size, strides, padding, data_format)


def _windows(n: int, out: int) -> list[tuple[int, int]]:
    """First and last + 1 of the `out` windows that cover n elements, some of which overlap."""
    return [(i * n // out, -(-(i + 1) * n // out)) for i in range(out)]


def _adapt(x: Any, axis: int, out: int, largest: bool) -> Any:
    """Reduces windows along one axis: all are gathered at the length of the longest."""
    windows = _windows(x.shape[axis], out)
    length = max(b - a for a, b in windows)
    at = [[min(a + j, b - 1) for j in range(length)] for a, b in windows]
    parts = tf.gather(x, tf.constant(at, tf.int32), axis=axis)
    if largest:  # an element that stands twice is no larger
        return tf.reduce_max(parts, axis + 1)
    share = [[(a + j < b) / (b - a) for j in range(length)] for a, b in windows]
    shape = [1] * parts.ndim
    shape[axis : axis + 2] = [out, length]
    return tf.reduce_sum(parts * tf.reshape(tf.constant(share, x.dtype), shape), axis + 1)


def _adaptive(inputs: Any, output_size: Any, data_format: str | None, largest: bool) -> Any:
    x = convert_to_tensor(inputs)
    rank, layout, last = spatial(x, data_format)
    sizes = [
        n if o is None else o
        for o, n in zip(
            [output_size] * rank if isinstance(output_size, int) else list(output_size),
            x.shape[1:-1] if last else x.shape[2:],
            strict=True,
        )
    ]
    first = 1 if last else 2
    ratio = [divmod(x.shape[first + i], o) for i, o in enumerate(sizes)]
    if all(rest == 0 and size > 0 for size, rest in ratio):
        size = [q for q, _ in ratio]
        return tf.nn.pool(x, size, "MAX" if largest else "AVG", size, "VALID", layout)
    for i, out in enumerate(sizes):
        if out != x.shape[first + i]:
            x = _adapt(x, first + i, out, largest)
    return x


def adaptive_average_pool(inputs: Any, output_size: Any, data_format: str | None = None) -> Any:
    """The means of as many windows as the output has elements."""
    return _adaptive(inputs, output_size, data_format, False)


def adaptive_max_pool(inputs: Any, output_size: Any, data_format: str | None = None) -> Any:
    """The largest elements of as many windows as the output has elements."""
    return _adaptive(inputs, output_size, data_format, True)
