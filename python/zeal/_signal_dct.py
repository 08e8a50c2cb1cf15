"""Cosine transforms, plain and modified."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from zeal._api import tf
from zeal._signal_frame import frame, overlap_and_add
from zeal._signal_window import int_scalar, vorbis_window


def _check(x: Any, kind: Any, n: Any, axis: Any, norm: Any) -> None:
    if axis != -1:
        raise NotImplementedError(f"axis must be -1. Got: {axis}")
    if n is not None and n < 1:
        raise ValueError("n should be a positive integer or None")
    if kind not in (1, 2, 3, 4):
        raise ValueError("Types I, II, III and IV (I)DCT are supported.")
    if kind == 1:
        if norm == "ortho":
            raise ValueError("Normalization is not supported for the Type-I DCT.")
        if x.shape.rank and x.shape[-1] < 2:
            raise ValueError("Type-I DCT requires the dimension to be greater than one.")
    if norm not in (None, "ortho"):
        raise ValueError(f"Unknown normalization. Expected None or 'ortho', got: {norm}")
    if x.dtype not in (tf.float32, tf.float64):
        raise TypeError(f"input must be float32 or float64, got {x.dtype.name}")
    if not x.shape.rank:
        raise ValueError("input must have rank at least 1, got a scalar")


def _turned(n: int, sign: float, dtype: Any) -> Any:
    """2 exp(sign i pi k / 2n) for k < n."""
    angle = tf.cast(tf.range(n), dtype) * (sign * math.pi * 0.5 / max(n, 1))
    return tf.complex(2 * tf.cos(angle), 2 * tf.sin(angle))


def _ortho(n: int, first: float, rest: float, dtype: Any) -> Any:
    """The weights [first, rest, rest, ...]."""
    return tf.concat([tf.fill([min(n, 1)], tf.constant(first, dtype)),
                      tf.fill([max(n - 1, 0)], tf.constant(rest, dtype))], 0)  # fmt: skip


def _transform(x: Any, kind: int, n: int | None, norm: str | None) -> Any:
    if n is not None:
        have = x.shape[-1]
        x = x[..., :n] if n <= have else tf.pad(x, [[0, 0]] * (x.shape.rank - 1) + [[0, n - have]])
    size = x.shape[-1]
    if size == 0:
        return x
    if kind == 1:
        return tf.math.real(tf.signal.rfft(tf.concat([x, x[..., -2:0:-1]], -1)))
    if kind == 2:
        y = tf.signal.rfft(x, [2 * size])[..., :size] * _turned(size, -1, x.dtype)
        y = tf.math.real(y)
        if norm == "ortho":
            scale = 0.5 / math.sqrt(size)
            y = y * _ortho(size, scale, scale * math.sqrt(2), x.dtype)
        return y
    if kind == 3:
        if norm == "ortho":
            scale = math.sqrt(size)
            x = x * _ortho(size, scale, scale * math.sqrt(0.5), x.dtype)
        else:
            x = x * float(size)
        turned = _turned(size, 1, x.dtype) * tf.complex(x, tf.zeros_like(x))
        return tf.signal.irfft(turned, [2 * size])[..., :size]
    # Type 4 is every other number of a type 2 of twice the length.
    y = _transform(x, 2, 2 * size, None)[..., 1::2]
    return y * (math.sqrt(0.5) / math.sqrt(size)) if norm == "ortho" else y


def dct(
    input: Any,
    type: Any = 2,
    n: Any = None,
    axis: Any = -1,
    norm: Any = None,
    name: str | None = None,
) -> Any:
    """Computes the discrete cosine transform over the last dimension.

    Args:
      input: a float32 or float64 Tensor [..., samples].
      type: 1, 2, 3 or 4.
      n: the length to crop or pad the samples to.
      axis: -1.
      norm: None, or 'ortho' for an orthonormal transform (not of type 1).
      name: ignored.
    """
    del name
    x = tf.convert_to_tensor(input)
    _check(x, type, n, axis, norm)
    return _transform(x, type, n, norm)


def idct(
    input: Any,
    type: Any = 2,
    n: Any = None,
    axis: Any = -1,
    norm: Any = None,
    name: str | None = None,
) -> Any:
    """Computes the inverse cosine transform; without norm it is 2 * samples times too large.

    Arguments as for `dct`: type 3 is the inverse of type 2, types 1 and 4 are their own.
    """
    del name
    x = tf.convert_to_tensor(input)
    _check(x, type, n, axis, norm)
    return _transform(x, {1: 1, 2: 3, 3: 2, 4: 4}[type], n, norm)


def mdct(
    signals: Any,
    frame_length: Any,
    window_fn: Callable[..., Any] | None = vorbis_window,
    pad_end: bool = False,
    norm: Any = None,
    name: str | None = None,
) -> Any:
    """Computes the modified cosine transform, of frames that overlap by half.

    Args:
      signals: a float Tensor [..., samples].
      frame_length: how many samples a frame has, a multiple of 4.
      window_fn: called as window_fn(frame_length, dtype=...); None for 1 / sqrt(2) throughout.
      pad_end: whether the end is padded with zeros to a whole frame.
      norm: None or 'ortho', as for `dct`.
      name: ignored.

    Returns:
      A Tensor [..., frames, frame_length // 2].

    Raises:
      ValueError: frame_length is not a multiple of 4.
    """
    del name
    length = int_scalar(frame_length, "frame_length")
    if length % 4 != 0 or length <= 0:
        raise ValueError(f"The frame length must be a multiple of 4. Got {length}")
    x = frame(signals, length, length // 2, pad_end=pad_end)
    x = x * (math.sqrt(0.5) if window_fn is None else window_fn(length, dtype=x.dtype))
    a, b, c, d = tf.split(x, 4, axis=-1)
    folded = tf.concat([-tf.reverse(c, [-1]) - d, a - tf.reverse(b, [-1])], -1)
    return dct(folded, type=4, norm=norm)


def inverse_mdct(
    mdcts: Any,
    window_fn: Callable[..., Any] | None = vorbis_window,
    norm: Any = None,
    name: str | None = None,
) -> Any:
    """Computes a signal from its modified cosine transform.

    Args:
      mdcts: a float Tensor [..., frames, frame_length // 2].
      window_fn: the window that `mdct` was called with.
      norm: as for `mdct`.
      name: ignored.

    Returns:
      A Tensor [..., samples].
    """
    del name
    x = tf.convert_to_tensor(mdcts)
    if x.shape.rank < 2:
        raise ValueError(f"mdcts must have rank at least 2, got shape {x.shape}")
    half = x.shape[-1]
    y = dct(x, type=4, norm=norm)
    if norm is None and half:
        y = y * (0.5 / half)
    a, b = tf.split(y, 2, axis=-1)
    frames = tf.concat([b, -tf.reverse(b, [-1]), -tf.reverse(a, [-1]), -a], -1)
    scale = math.sqrt(0.5) if window_fn is None else window_fn(2 * half, dtype=x.dtype)
    return overlap_and_add(frames * scale, half)
