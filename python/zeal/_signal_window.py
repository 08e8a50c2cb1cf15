"""Windows: weights for the samples of a frame."""

from __future__ import annotations

import math
from typing import Any

from zeal._api import tf


def int_scalar(value: Any, what: str) -> int:
    """A Python int from an int, a NumPy one or a 0-d integer tensor."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    t = tf.convert_to_tensor(value)
    if t.shape.rank != 0:
        raise ValueError(f"{what} must be a scalar, got shape {t.shape}")
    if not t.dtype.is_integer:
        raise ValueError(f"{what} must be an integer. Got {t.dtype}")
    return int(t)


def _length(window_length: Any, dtype: Any) -> tuple[int, Any]:
    dtype = tf.as_dtype(dtype)
    if not dtype.is_floating:
        raise ValueError(f"dtype must be a floating point type. Found {dtype}")
    n = int_scalar(window_length, "window_length")
    if n < 0:
        raise tf.errors.InvalidArgumentError(None, None, f"window_length must be >= 0, got {n}")
    return n, dtype


def _raised_cosine(window_length: Any, periodic: Any, dtype: Any, a: float, b: float) -> Any:
    n, dtype = _length(window_length, dtype)
    if n == 1:
        return tf.ones([1], dtype)
    even = 1 - n % 2
    period = n + (even if periodic else 0) - 1
    count = tf.cast(tf.range(n), dtype)
    return a - b * tf.cos(2 * math.pi * count / tf.cast(max(period, 1), dtype))


def hann_window(
    window_length: Any, periodic: Any = True, dtype: Any = tf.float32, name: str | None = None
) -> Any:
    """Makes a Hann window, a cosine raised to touch zero.

    Args:
      window_length: a number of samples.
      periodic: whether the window is to repeat without a seam; else it is symmetric.
      dtype: a floating point dtype.
      name: ignored.
    """
    del name
    return _raised_cosine(window_length, periodic, dtype, 0.5, 0.5)


def hamming_window(
    window_length: Any, periodic: Any = True, dtype: Any = tf.float32, name: str | None = None
) -> Any:
    """Makes a Hamming window, a cosine raised above zero; arguments as for `hann_window`."""
    del name
    return _raised_cosine(window_length, periodic, dtype, 0.54, 0.46)


def _scaled_bessel_i0(x: Any) -> Any:
    """exp(-x) times the modified Bessel function I0, for x >= 0: a series for either end."""
    border = 40.0
    low, high = tf.minimum(x, border), tf.maximum(x, border)
    near, far, quarter = tf.ones_like(x), tf.ones_like(x), tf.square(low) / 4
    for k in range(80, 0, -1):
        near = 1 + near * quarter / float(k * k)
    for k in range(20, 0, -1):
        far = 1 + far * float((2 * k - 1) ** 2 / (8 * k)) / high
    return tf.where(x < border, near * tf.exp(-low), far / tf.sqrt(2 * math.pi * high))


def kaiser_window(
    window_length: Any, beta: Any = 12.0, dtype: Any = tf.float32, name: str | None = None
) -> Any:
    """Makes a Kaiser window, whose parameter weighs the main lobe's width against the side lobes.

    Args:
      window_length: a number of samples.
      beta: a scalar; 0 is a rectangle.
      dtype: a floating point dtype.
      name: ignored.
    """
    del name
    n, dtype = _length(window_length, dtype)
    if n == 1:
        return tf.ones([1], dtype)
    work = tf.float64 if dtype == tf.float64 else tf.float32
    beta = tf.abs(tf.cast(beta, work))
    half = (n - 1) / 2
    arg = (tf.cast(tf.range(n), work) - half) / half if n else tf.zeros([0], work)
    arg = beta * tf.sqrt(tf.maximum(1 - tf.square(arg), 0.0))
    window = _scaled_bessel_i0(arg) / _scaled_bessel_i0(beta) * tf.exp(arg - beta)
    return tf.cast(window, dtype)


def kaiser_bessel_derived_window(
    window_length: Any, beta: Any = 12.0, dtype: Any = tf.float32, name: str | None = None
) -> Any:
    """Makes the window, derived from Kaiser's, whose overlapping squares sum to one.

    Args:
      window_length: an even number of samples.
      beta: as for `kaiser_window`.
      dtype: a floating point dtype.
      name: ignored.
    """
    del name
    n, dtype = _length(window_length, dtype)
    half = n // 2
    sums = tf.cumsum(kaiser_window(half + 1, beta, dtype))
    first = tf.sqrt(sums[:half] / sums[-1])
    return tf.concat([first, tf.reverse(first, [0])], 0)


def vorbis_window(window_length: Any, dtype: Any = tf.float32, name: str | None = None) -> Any:
    """Makes the power-complementary window that the Vorbis format uses.

    Args:
      window_length: a number of samples.
      dtype: a floating point dtype.
      name: ignored.
    """
    del name
    n, dtype = _length(window_length, dtype)
    arg = tf.cast(tf.range(n), dtype)
    return tf.sin(math.pi / 2 * tf.square(tf.sin(math.pi / max(n, 1) * (arg + 0.5))))
