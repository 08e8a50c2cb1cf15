"""Rolls that centre a spectrum, and Fourier transforms over axes of choice."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from zeal._api import tf


def _roll(x: Any, axes: Any, shift: Callable[[int], int]) -> Any:
    x = tf.convert_to_tensor(x)
    if axes is None:
        axes = list(range(x.shape.rank))
    elif isinstance(axes, int):
        axes = [axes]
    else:
        axes = [int(a) for a in axes]
    for a in axes:
        if not -x.shape.rank <= a < x.shape.rank:
            raise ValueError(f"axis {a} is out of range for shape {x.shape}")
    return tf.roll(x, [shift(x.shape[a]) for a in axes], axes) if axes else x


def fftshift(x: Any, axes: Any = None, name: str | None = None) -> Any:
    """Moves the element of frequency zero from the start to the middle.

    Args:
      x: a Tensor.
      axes: an int or a list of ints; None for all axes.
      name: ignored.
    """
    del name
    return _roll(x, axes, lambda n: n // 2)


def ifftshift(x: Any, axes: Any = None, name: str | None = None) -> Any:
    """Moves the element of frequency zero from the middle back to the start.

    Args:
      x: a Tensor.
      axes: an int or a list of ints; None for all axes.
      name: ignored.
    """
    del name
    return _roll(x, axes, lambda n: -(n // 2))


def _resize(x: Any, axis: int, n: int) -> Any:
    """Crops or pads an axis to n."""
    have = x.shape[axis]
    if n < have:
        size = [n if a == axis else d for a, d in enumerate(x.shape)]
        return tf.slice(x, [0] * len(size), size)
    if n > have:
        return tf.pad(x, [[0, n - have if a == axis else 0] for a in range(x.shape.rank)])
    return x


def _along(x: Any, axis: int, f: Callable[[Any], Any]) -> Any:
    """f, which works on the last axis, along another one."""
    rank = x.shape.rank
    if axis == rank - 1:
        return f(x)
    order = [*range(rank)]
    order[axis], order[-1] = order[-1], order[axis]
    return tf.transpose(f(tf.transpose(x, order)), order)


def _plan(x: Any, fft_length: Any, axes: Any, half: bool) -> tuple[list[int], list[int]]:
    """The axes, counted from the front, and the length of the transform along each."""
    rank = x.shape.rank
    if axes is None:
        count = rank if fft_length is None else len(fft_length)
        axes = list(range(rank - count, rank))
    axes = [int(a) for a in axes]
    for a in axes:
        if not -rank <= a < rank:
            raise ValueError(f"axis {a} is out of range for shape {x.shape}")
    axes = [a % rank for a in axes]
    if len(set(axes)) != len(axes):
        raise ValueError(f"axes must be distinct, got {axes}")
    if fft_length is None:
        lengths = [x.shape[a] for a in axes]
        if half and lengths:
            lengths[-1] = max(0, 2 * (lengths[-1] - 1))
    else:
        lengths = [int(n) for n in fft_length]
    if len(lengths) != len(axes):
        raise ValueError(f"fft_length has {len(lengths)} entries, axes has {len(axes)}")
    return axes, lengths


def _scaled(y: Any, lengths: Sequence[int], norm: str | None, inverse: bool) -> Any:
    """Applies `norm` to a result that is scaled as for None."""
    if norm not in (None, "backward", "ortho", "forward"):
        raise ValueError(f"norm must be None, 'backward', 'ortho' or 'forward', got {norm!r}")
    n = float(math.prod(lengths))
    if norm == "ortho" and n:
        return y * (math.sqrt(n) if inverse else 1 / math.sqrt(n))
    if norm == "forward" and n:
        return y * (n if inverse else 1 / n)
    return y


def fftnd(
    input_tensor: Any, fft_length: Any = None, axes: Any = None, norm: Any = None, name: Any = None
) -> Any:
    """Computes the Fourier transform over several axes.

    Args:
      input_tensor: a complex Tensor.
      fft_length: a length for each axis, which it is cropped or padded to.
      axes: ints; None for all.
      norm: None or 'backward', 'ortho' or 'forward': which direction is scaled.
      name: ignored.
    """
    del name
    x = tf.convert_to_tensor(input_tensor)
    axes, lengths = _plan(x, fft_length, axes, half=False)
    for a, n in zip(axes, lengths, strict=True):
        x = _along(_resize(x, a, n), a, tf.signal.fft)
    return _scaled(x, lengths, norm, inverse=False)


def ifftnd(
    input_tensor: Any, fft_length: Any = None, axes: Any = None, norm: Any = None, name: Any = None
) -> Any:
    """Computes the inverse Fourier transform over several axes; arguments as for `fftnd`."""
    del name
    x = tf.convert_to_tensor(input_tensor)
    axes, lengths = _plan(x, fft_length, axes, half=False)
    for a, n in zip(axes, lengths, strict=True):
        x = _along(_resize(x, a, n), a, tf.signal.ifft)
    return _scaled(x, lengths, norm, inverse=True)


def rfftnd(
    input_tensor: Any, fft_length: Any = None, axes: Any = None, norm: Any = None, name: Any = None
) -> Any:
    """Computes the Fourier transform of real numbers over several axes.

    The last of the axes keeps half of its spectrum; arguments as for `fftnd`.
    """
    del name
    x = tf.convert_to_tensor(input_tensor)
    axes, lengths = _plan(x, fft_length, axes, half=False)
    for step, (a, n) in enumerate(zip(axes[::-1], lengths[::-1], strict=True)):
        x = _along(_resize(x, a, n), a, tf.signal.fft if step else tf.signal.rfft)
    return _scaled(x, lengths, norm, inverse=False)


def irfftnd(
    input_tensor: Any, fft_length: Any = None, axes: Any = None, norm: Any = None, name: Any = None
) -> Any:
    """Computes real numbers from the half spectrum that `rfftnd` gives; arguments as there."""
    del name
    x = tf.convert_to_tensor(input_tensor)
    axes, lengths = _plan(x, fft_length, axes, half=True)
    for a, n in zip(axes[:-1], lengths[:-1], strict=True):
        x = _along(_resize(x, a, n), a, tf.signal.ifft)
    if axes:
        last = lengths[-1]
        x = _along(x, axes[-1], lambda t: tf.signal.irfft(t, [last]))
    return _scaled(x, lengths, norm, inverse=True)
