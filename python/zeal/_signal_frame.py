"""Frames: cutting a signal into overlapping pieces, and adding them up again."""

from __future__ import annotations

from typing import Any

from zeal._api import tf
from zeal._signal_window import int_scalar


def frame(
    signal: Any,
    frame_length: Any,
    frame_step: Any,
    pad_end: bool = False,
    pad_value: Any = 0,
    axis: Any = -1,
    name: str | None = None,
) -> Any:
    """Cuts an axis into frames, which may overlap.

    Args:
      signal: a Tensor of rank 1 or more.
      frame_length: how many samples a frame has.
      frame_step: how many samples lie between the starts of two frames.
      pad_end: whether the end is padded, so that every sample starts or is in a frame.
      pad_value: a scalar to pad with.
      axis: the axis that is cut.
      name: ignored.

    Returns:
      A Tensor with the axes [frames, frame_length] in place of `axis`.

    Raises:
      InvalidArgumentError: frame_step is not positive, or frame_length is negative.
    """
    del name
    x = tf.convert_to_tensor(signal)
    rank = x.shape.rank
    if rank < 1:
        raise ValueError(f"signal must have rank at least 1, got shape {x.shape}")
    length, step = int_scalar(frame_length, "frame_length"), int_scalar(frame_step, "frame_step")
    axis = int_scalar(axis, "axis")
    if not -rank <= axis < rank:
        raise ValueError(f"axis must be in [-{rank}, {rank}), got {axis}")
    axis %= rank
    if step <= 0:
        raise tf.errors.InvalidArgumentError(None, None, f"frame_step must be > 0, got {step}")
    if length < 0:
        raise tf.errors.InvalidArgumentError(None, None, f"frame_length must be >= 0, got {length}")
    samples = x.shape[axis]
    if pad_end:
        frames = -(-samples // step)
        missing = max(0, length + step * (frames - 1) - samples)
        if missing:
            border = [[0, missing if a == axis else 0] for a in range(rank)]
            x = tf.pad(x, border, constant_values=tf.cast(pad_value, x.dtype))
    else:
        frames = max(0, 1 + (samples - length) // step)
    starts = tf.range(frames, dtype=tf.int64)[:, None] * step
    return tf.gather(x, starts + tf.range(length, dtype=tf.int64)[None], axis=axis)


def overlap_and_add(signal: Any, frame_step: Any, name: str | None = None) -> Any:
    """Adds frames up to a signal, each `frame_step` samples after the one before.

    Args:
      signal: a Tensor [..., frames, frame_length].
      frame_step: how many samples lie between the starts of two frames.
      name: ignored.

    Returns:
      A Tensor [..., (frames - 1) * frame_step + frame_length].

    Raises:
      ValueError: signal has less than two dimensions, or frame_step is no integer.
      InvalidArgumentError: frame_step is not positive.
    """
    del name
    x = tf.convert_to_tensor(signal)
    if x.shape.rank < 2:
        raise ValueError(f"signal must have rank at least 2, got shape {x.shape}")
    step = int_scalar(frame_step, "frame_step")
    if step <= 0:
        raise tf.errors.InvalidArgumentError(None, None, f"frame_step must be > 0, got {step}")
    *lead, frames, length = x.shape
    total = max(0, length + step * (frames - 1))
    if frames == 0 or length == 0:
        return tf.zeros([*lead, total], x.dtype)
    # Piece j of every frame, of frame_step samples, is added where piece 0 stands j frames later.
    pieces = -(-length // step)
    even = [[0, 0]] * (x.shape.rank - 1)
    x = tf.pad(x, [*even, [0, pieces * step - length]])
    x = tf.reshape(x, [*lead, frames, pieces, step])
    sums = None
    for j in range(pieces):
        part = tf.pad(x[..., j, :], [*even[1:], [j, pieces - 1 - j], [0, 0]])
        sums = part if sums is None else sums + part
    return tf.reshape(sums, [*lead, (frames + pieces - 1) * step])[..., :total]
