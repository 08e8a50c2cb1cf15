"""Connectionist temporal classification: `tf.nn.ctc_loss`."""

from __future__ import annotations

from typing import Any

from zeal import _core, errors

_ops = _core._ops

__all__ = ["ctc_loss"]


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
