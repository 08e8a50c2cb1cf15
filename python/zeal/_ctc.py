"""Connectionist temporal classification: `tf.nn.ctc_loss` and helpers."""

from __future__ import annotations

from typing import Any

from zeal import _core, dtypes, errors
from zeal._api import tf

_ops = _core._ops

__all__ = ["collapse_repeated", "ctc_loss", "ctc_unique_labels"]


def ctc_loss(
    labels: Any,
    logits: Any,
    label_length: Any,
    logit_length: Any,
    logits_time_major: bool = True,
    unique: Any = None,
    blank_index: int | None = None,
    name: str | None = None,
) -> Any:
    """Computes the negative log-probabilities of label sequences under frames of logits.

    A sequence of frames stands for the labels that are left of it when repetitions are dropped,
    then blanks.

    Args:
      labels: [batch, longest], integers; the first label_length of each row count.
      logits: [time, batch, classes], or [batch, time, classes].
      label_length: [batch].
      logit_length: [batch], the lengths of the sequences in frames.
      logits_time_major: whether time comes first.
      unique: without effect.
      blank_index: the class that stands for no label; negative ones count from the end; None is 0.

    Returns:
      [batch]; infinite, with a gradient of zeros, where the labels do not fit the frames.

    Raises:
      NotImplementedError: labels are not a dense tensor.
      InvalidArgumentError: lengths or labels are out of range.
    """
    del unique, name
    if hasattr(labels, "dense_shape"):
        raise NotImplementedError("ctc_loss: zeal has no sparse tensors; give dense labels")
    if label_length is None:
        raise ValueError("label_length is required when labels are dense")
    logits = _core.convert(logits)
    if logits.shape.rank != 3:
        raise errors.InvalidArgumentError(
            None, None, f"ctc_loss: logits must have 3 dimensions, got shape {logits.shape}"
        )
    if not logits_time_major:
        logits = _ops["transpose"](logits, [1, 0, 2])
    blank = 0 if blank_index is None else int(blank_index)
    if blank < 0:
        blank += logits.shape[2]
    loss, _ = _ops["raw_ops.CTCLossDense"](labels, logits, label_length, logit_length, blank)
    return loss


def collapse_repeated(labels: Any, seq_length: Any, name: str | None = None) -> tuple[Any, Any]:
    """Drops labels that repeat the one before.

    Args:
      labels: [batch, time].
      seq_length: [batch], how many labels of each row count.
      name: ignored.

    Returns:
      The labels that are left, with zeros behind, as many columns as the longest row needs; and the
      rows' new lengths.
    """
    del name
    x, lengths = tf.convert_to_tensor(labels), tf.convert_to_tensor(seq_length)
    if x.shape.rank != 2 or list(lengths.shape) != [x.shape[0]]:
        raise ValueError(
            f"labels must be [batch, time] and seq_length [batch], got {x.shape}, {lengths.shape}"
        )
    first = tf.ones([x.shape[0], min(1, x.shape[1])], dtypes.bool)
    new = tf.concat([first, x[:, 1:] != x[:, :-1]], 1)
    new &= tf.sequence_mask(lengths, x.shape[1])
    counts = tf.reduce_sum(tf.cast(new, lengths.dtype), 1)
    longest = int(tf.reduce_max(counts)) if x.shape[0] else 0
    mask = tf.sequence_mask(counts, longest)
    kept = tf.scatter_nd(tf.where(mask), tf.boolean_mask(x, new), [x.shape[0], longest])
    return kept, counts


def ctc_unique_labels(labels: Any, name: str | None = None) -> tuple[Any, Any]:
    """Finds the distinct labels of each row, in order of appearance.

    Args:
      labels: [batch, longest], with zeros behind.
      name: ignored.

    Returns:
      The distinct ones with zeros behind, int64, and the position of each label among them, int32,
      both of the shape of `labels`.
    """
    del name
    x = tf.convert_to_tensor(labels)
    if x.shape.rank != 2:
        raise ValueError(f"labels must have 2 dimensions, got shape {x.shape}")
    rows = [tf.unique(row) for row in tf.unstack(x)]
    if not rows:
        return tf.cast(x, dtypes.int64), tf.zeros(x.shape, dtypes.int32)
    padded = [tf.pad(r.y, [[0, x.shape[1] - r.y.shape[0]]]) for r in rows]
    return tf.cast(tf.stack(padded), dtypes.int64), tf.stack([r.idx for r in rows])
