"""Short-time Fourier transforms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zeal._api import tf
from zeal._signal_frame import frame, overlap_and_add
from zeal._signal_window import hann_window, int_scalar


def _fft_length(fft_length: Any, frame_length: int) -> int:
    """The length asked for, or the power of two that holds a frame."""
    if fft_length is not None:
        return int_scalar(fft_length, "fft_length")
    return 1 << max(0, frame_length - 1).bit_length()


def stft(
    signals: Any,
    frame_length: Any,
    frame_step: Any,
    fft_length: Any = None,
    window_fn: Callable[..., Any] | None = hann_window,
    pad_end: bool = False,
    name: str | None = None,
) -> Any:
    """Computes the Fourier transforms of overlapping, windowed frames of a signal.

    Args:
      signals: a float Tensor [..., samples].
      frame_length: how many samples a frame has.
      frame_step: how many samples lie between the starts of two frames.
      fft_length: the length of the transforms; by default the next power of two.
      window_fn: called as window_fn(frame_length, dtype=...); None for no window.
      pad_end: whether the end is padded with zeros to a whole frame.
      name: ignored.

    Returns:
      A complex Tensor [..., frames, fft_length // 2 + 1].
    """
    del name
    x = tf.convert_to_tensor(signals)
    length = int_scalar(frame_length, "frame_length")
    framed = frame(x, length, frame_step, pad_end=pad_end)
    if window_fn is not None:
        framed = framed * window_fn(length, dtype=framed.dtype)
    return tf.signal.rfft(framed, [_fft_length(fft_length, length)])


def inverse_stft_window_fn(
    frame_step: Any,
    forward_window_fn: Callable[..., Any] = hann_window,
    name: str | None = None,
) -> Callable[..., Any]:
    """Gives the window for `inverse_stft` that makes up for the one of `stft`.

    Args:
      frame_step: how many samples lie between the starts of two frames.
      forward_window_fn: the window that `stft` was called with.
      name: ignored.

    Returns:
      A function of (frame_length, dtype).
    """
    del name
    step = int_scalar(frame_step, "frame_step")

    def inverse_window(frame_length: Any, dtype: Any) -> Any:
        """The window, divided by the sum of its squares over all frames that overlap."""
        length = int_scalar(frame_length, "frame_length")
        window = forward_window_fn(length, dtype=dtype)
        overlaps = -(-length // step)
        squares = tf.pad(tf.square(window), [[0, overlaps * step - length]])
        sums = tf.reduce_sum(tf.reshape(squares, [overlaps, step]), 0, keepdims=True)
        return window / tf.reshape(tf.tile(sums, [overlaps, 1]), [overlaps * step])[:length]

    return inverse_window


def inverse_stft(
    stfts: Any,
    frame_length: Any,
    frame_step: Any,
    fft_length: Any = None,
    window_fn: Callable[..., Any] | None = hann_window,
    name: str | None = None,
) -> Any:
    """Computes a signal from the Fourier transforms of its frames.

    Args:
      stfts: a complex Tensor [..., frames, fft_length // 2 + 1].
      frame_length: how many samples a frame has.
      frame_step: how many samples lie between the starts of two frames.
      fft_length: the length of the transforms; by default the next power of two.
      window_fn: a window, see `inverse_stft_window_fn`; None for none.
      name: ignored.

    Returns:
      A float Tensor [..., samples].

    Raises:
      ValueError: stfts has less than two dimensions.
    """
    del name
    x = tf.convert_to_tensor(stfts)
    if x.shape.rank < 2:
        raise ValueError(f"stfts must have rank at least 2, got shape {x.shape}")
    length = int_scalar(frame_length, "frame_length")
    frames = tf.signal.irfft(x, [_fft_length(fft_length, length)])[..., :length]
    missing = length - frames.shape[-1]
    if missing > 0:
        frames = tf.pad(frames, [[0, 0]] * (x.shape.rank - 1) + [[0, missing]])
    if window_fn is not None:
        frames = frames * window_fn(length, dtype=frames.dtype)
    return overlap_and_add(frames, frame_step)
