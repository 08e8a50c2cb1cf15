"""Codes of classes, crossentropies, and other losses."""

from __future__ import annotations

import math
from typing import Any

from keras.src.backend.common import standardize_dtype
from keras.src.backend.common.dtypes import result_type
from keras.src.backend.config import epsilon
from zeal._api import tf

from keras_zeal.src.ops.convert import convert_to_tensor


def _no_sparse(sparse: bool) -> None:
    if sparse:
        raise ValueError("Unsupported value `sparse=True` with the zeal backend")


def one_hot(
    x: Any, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False
) -> Any:
    """A vector for each integer, 1 at its place and 0 elsewhere; all 0 for one out of range."""
    _no_sparse(sparse)
    dtype = "float32" if dtype is None else standardize_dtype(dtype)
    return tf.one_hot(tf.cast(convert_to_tensor(x), tf.int64), num_classes, axis=axis, dtype=dtype)


def multi_hot(
    x: Any, num_classes: int, axis: int = -1, dtype: Any = None, sparse: bool = False
) -> Any:
    """A vector for each row of integers, 1 at the place of each."""
    codes = one_hot(x, num_classes, axis, dtype, sparse)
    merge = tf.reduce_any if codes.dtype == tf.bool else tf.reduce_max
    return merge(codes, 1 if codes.ndim > 2 else 0)


def _pair(target: Any, output: Any) -> tuple[Any, Any]:
    target, output = convert_to_tensor(target), convert_to_tensor(output)
    if target.shape != output.shape:
        raise ValueError(
            "Arguments `target` and `output` must have the same shape. "
            f"Received: target.shape={target.shape}, output.shape={output.shape}"
        )
    return tf.cast(target, output.dtype), output


def _clipped(output: Any) -> Any:
    return tf.clip_by_value(output, epsilon(), 1.0 - epsilon())


def _probabilities(output: Any, axis: int) -> Any:
    return _clipped(output / tf.reduce_sum(output, axis, keepdims=True))


def categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """Crossentropies of distributions, given logits or what is made one by a division."""
    target, output = _pair(target, output)
    if output.ndim < 1:
        raise ValueError(
            "Arguments `target` and `output` must be at least rank 1. "
            f"Received: target.shape={target.shape}, output.shape={output.shape}"
        )
    if from_logits:
        return tf.nn.softmax_cross_entropy_with_logits(target, output, axis)
    return -tf.reduce_sum(target * tf.math.log(_probabilities(output, axis)), axis)


def sparse_categorical_crossentropy(
    target: Any, output: Any, from_logits: bool = False, axis: int = -1
) -> Any:
    """Crossentropies of classes, given logits or what is made a distribution by a division."""
    target, output = convert_to_tensor(target), convert_to_tensor(output)
    if output.ndim < 1:
        raise ValueError(
            f"Argument `output` must be at least rank 1. Received: output.shape={output.shape}"
        )
    if target.ndim == output.ndim and target.shape[axis] == 1:
        target = tf.squeeze(target, [axis])
    axis %= output.ndim
    if [*target.shape] != [n for a, n in enumerate(output.shape) if a != axis]:
        raise ValueError(
            "Arguments `target` and `output` must have the same shape up until the last dimension: "
            f"target.shape={target.shape}, output.shape={output.shape}"
        )
    if not target.dtype.is_integer:
        target = tf.cast(target, tf.int64)
    if not from_logits:  # the logarithms of probabilities are logits of theirs
        output = tf.math.log(_probabilities(output, axis))
    if axis != output.ndim - 1:
        output = tf.transpose(output, [a for a in range(output.ndim) if a != axis] + [axis])
    return tf.nn.sparse_softmax_cross_entropy_with_logits(target, output)


def binary_crossentropy(target: Any, output: Any, from_logits: bool = False) -> Any:
    """Crossentropies of single probabilities, or of their logits."""
    target, output = _pair(target, output)
    if from_logits:
        return tf.nn.sigmoid_cross_entropy_with_logits(target, output)
    output = _clipped(output)
    return -(target * tf.math.log(output) + (1.0 - target) * tf.math.log(1.0 - output))


def psnr(x1: Any, x2: Any, max_val: Any) -> Any:
    """The ratio of the largest value's power to that of the difference, in decibels."""
    x1, x2 = convert_to_tensor(x1), convert_to_tensor(x2)
    if x1.shape != x2.shape:
        raise ValueError(
            f"Input shapes {x1.shape} and {x2.shape} must match for PSNR calculation. "
        )
    error = tf.reduce_mean(tf.math.squared_difference(x1, x2))
    decibel = 10 / math.log(10)
    peak = tf.cast(convert_to_tensor(max_val), error.dtype)
    return decibel * (2.0 * tf.math.log(peak) - tf.math.log(error))


def ctc_loss(
    target: Any, output: Any, target_length: Any, output_length: Any, mask_index: int = 0
) -> Any:
    """The negative logarithms of the probability of label sequences under frames of logits."""
    output = convert_to_tensor(output)
    dtype = result_type(output.dtype.name, "float32")
    loss = tf.nn.ctc_loss(
        tf.cast(convert_to_tensor(target), tf.int32),
        tf.cast(output, dtype),
        convert_to_tensor(target_length),
        convert_to_tensor(output_length),
        logits_time_major=False,
        blank_index=mask_index,
    )
    return tf.cast(loss, dtype)


def _greedy(logits: Any, lengths: Any, merge: bool, blank: int) -> tuple[Any, Any]:
    steps = logits.shape[1]
    best = tf.argmax(logits, -1, tf.int32)
    inside = tf.range(steps) < lengths[:, None]
    kept = tf.logical_and(inside, best != blank)
    if merge:
        same = tf.pad(best[:, 1:] == best[:, :-1], [[0, 0], [1, 0]])
        kept = tf.logical_and(kept, tf.logical_not(same))
    # Sorting by place, with dropped ones last, keeps the order of the others.
    order = tf.argsort(tf.where(kept, tf.range(steps), steps), axis=-1, stable=True)
    labels = tf.gather(tf.where(kept, best, -1), order, axis=1, batch_dims=1)
    top = tf.reduce_max(logits, -1)
    scores = -tf.reduce_sum(tf.where(inside, top, tf.zeros_like(top)), 1)
    return labels[None], scores[:, None]


def ctc_decode(
    inputs: Any,
    sequence_lengths: Any,
    strategy: str = "greedy",
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
    mask_index: int | None = 0,
) -> tuple[Any, Any]:
    """The likeliest label sequences of frames of logits.

    Args:
      inputs: [batch, time, classes].
      sequence_lengths: [batch], in frames.
      strategy: 'greedy' takes each frame's likeliest class, 'beam_search' adds up what gives the
        same labels.
      beam_width: how many prefixes are kept after each frame.
      top_paths: how many sequences to give.
      merge_repeated: whether repetitions count once ('greedy').
      mask_index: the class that stands for no label; the last one if None.

    Returns:
      Labels [top_paths, batch, time], filled up with -1, and scores [batch, top_paths].

    Raises:
      ValueError: the strategy is unknown.
    """
    x = convert_to_tensor(inputs)
    x = tf.cast(x, result_type(x.dtype.name, "float32"))
    lengths = tf.cast(convert_to_tensor(sequence_lengths), tf.int32)
    classes = x.shape[2]
    blank = classes - 1 if mask_index is None else mask_index % classes
    if strategy == "greedy":
        return _greedy(x, lengths, merge_repeated, blank)
    if strategy == "beam_search":
        return tf.raw_ops.CTCBeamSearch(
            logits=x,
            logit_length=lengths,
            beam_width=beam_width,
            top_paths=top_paths,
            blank_index=blank,
        )
    raise ValueError(
        f"Invalid strategy {strategy}. Supported values are 'greedy' and 'beam_search'."
    )
