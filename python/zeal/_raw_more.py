"""Raw ops of TensorFlow's that are functions here, or parts of an op."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zeal import _candidates, _core, errors
from zeal._api import tf
from zeal._fractional_pool import pool_windows


def Assert(condition: Any, data: Any, summarize: int = 3, name: Any = None) -> None:
    """As `tf.debugging.Assert`."""
    tf.debugging.Assert(condition, data, summarize)


def CheckNumerics(tensor: Any, message: str, name: Any = None) -> Any:
    """As `tf.debugging.check_numerics`."""
    return tf.debugging.check_numerics(tensor, message)


def NoOp(name: Any = None) -> None:
    """Does nothing."""


def Timestamp(name: Any = None) -> Any:
    """As `tf.timestamp`."""
    return tf.timestamp()


def IdentityN(input: Sequence[Any], name: Any = None) -> list[Any]:
    """As `tf.identity_n`."""
    return list(tf.identity_n(input))


def ShapeN(input: Sequence[Any], out_type: Any = None, name: Any = None) -> list[Any]:
    """As `tf.shape_n`."""
    return list(tf.shape_n(input, out_type))


def DynamicPartition(data: Any, partitions: Any, num_partitions: int, name: Any = None) -> Any:
    """As `tf.dynamic_partition`."""
    return tf.dynamic_partition(data, partitions, num_partitions)


def DynamicStitch(indices: Any, data: Any, name: Any = None) -> Any:
    """As `tf.dynamic_stitch`."""
    return tf.dynamic_stitch(indices, data)


ParallelDynamicStitch = DynamicStitch


def BroadcastArgs(s0: Any, s1: Any, name: Any = None) -> Any:
    """As `tf.broadcast_dynamic_shape`."""
    return tf.broadcast_dynamic_shape(s0, s1)


def Polygamma(a: Any, x: Any, name: Any = None) -> Any:
    """As `tf.math.polygamma`."""
    return tf.math.polygamma(a, x)


def ExtractImagePatches(
    images: Any, ksizes: Any, strides: Any, rates: Any, padding: str, name: Any = None
) -> Any:
    """As `tf.image.extract_patches`."""
    return tf.image.extract_patches(images, ksizes, strides, rates, padding)


def ExtractGlimpseV2(
    input: Any,
    size: Any,
    offsets: Any,
    centered: bool = True,
    normalized: bool = True,
    uniform_noise: bool = True,
    noise: str = "uniform",
    name: Any = None,
) -> Any:
    """As `tf.image.extract_glimpse`."""
    return tf.image.extract_glimpse(input, size, offsets, centered, normalized, noise)


def NonMaxSuppression(
    boxes: Any, scores: Any, max_output_size: Any, iou_threshold: Any = 0.5, name: Any = None
) -> Any:
    """As `tf.image.non_max_suppression`."""
    return tf.image.non_max_suppression(boxes, scores, max_output_size, iou_threshold)


NonMaxSuppressionV2 = NonMaxSuppression


def NonMaxSuppressionV3(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any,
    score_threshold: Any,
    name: Any = None,
) -> Any:
    """As `tf.image.non_max_suppression`."""
    return tf.image.non_max_suppression(
        boxes, scores, max_output_size, iou_threshold, score_threshold
    )


def NonMaxSuppressionV4(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any,
    score_threshold: Any,
    pad_to_max_output_size: bool = False,
    name: Any = None,
) -> Any:
    """As `tf.image.non_max_suppression_padded`."""
    return tf.image.non_max_suppression_padded(
        boxes, scores, max_output_size, iou_threshold, score_threshold, pad_to_max_output_size
    )


def NonMaxSuppressionV5(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any,
    score_threshold: Any,
    soft_nms_sigma: Any,
    pad_to_max_output_size: bool = False,
    name: Any = None,
) -> tuple[Any, Any, Any]:
    """As `tf.image.non_max_suppression_with_scores`, with the number of chosen boxes."""
    index, score = tf.image.non_max_suppression_with_scores(
        boxes, scores, max_output_size, iou_threshold, score_threshold, soft_nms_sigma
    )
    count = index.shape[0]
    if pad_to_max_output_size:
        rest = [[0, int(max_output_size) - count]]
        index, score = tf.pad(index, rest), tf.pad(score, rest)
    return index, score, tf.constant(count)


def NonMaxSuppressionWithOverlaps(
    overlaps: Any,
    scores: Any,
    max_output_size: Any,
    overlap_threshold: Any,
    score_threshold: Any,
    name: Any = None,
) -> Any:
    """As `tf.image.non_max_suppression_overlaps`."""
    return tf.image.non_max_suppression_overlaps(
        overlaps, scores, max_output_size, overlap_threshold, score_threshold
    )


def FractionalMaxPool(
    value: Any,
    pooling_ratio: Any,
    pseudo_random: bool = False,
    overlapping: bool = False,
    deterministic: bool = False,
    seed: int = 0,
    seed2: int = 0,
    name: Any = None,
) -> Any:
    """As `tf.nn.fractional_max_pool`."""
    return tf.nn.fractional_max_pool(
        value, pooling_ratio, pseudo_random, overlapping, seed or seed2
    )


def FractionalAvgPool(
    value: Any,
    pooling_ratio: Any,
    pseudo_random: bool = False,
    overlapping: bool = False,
    deterministic: bool = False,
    seed: int = 0,
    seed2: int = 0,
    name: Any = None,
) -> Any:
    """As `tf.nn.fractional_avg_pool`."""
    return tf.nn.fractional_avg_pool(
        value, pooling_ratio, pseudo_random, overlapping, seed or seed2
    )


def _pool_grad(op: str, x: Any, grad: Any, rows: Any, columns: Any, over: bool) -> Any:
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = pool_windows(op, x, rows, columns, over, op == "FractionalMaxPoolGrad")
    dy = tf.convert_to_tensor(grad, x.dtype)
    if dy.shape != y.shape:
        raise errors.InvalidArgumentError(
            None, None, f"{op}: out_backprop must have shape {y.shape}, got {dy.shape}"
        )
    return tape.gradient(y, x, dy)


def FractionalMaxPoolGrad(
    orig_input: Any,
    orig_output: Any,
    out_backprop: Any,
    row_pooling_sequence: Any,
    col_pooling_sequence: Any,
    overlapping: bool = False,
    name: Any = None,
) -> Any:
    """The derivative of `tf.nn.fractional_max_pool` by its input, for floats."""
    x = tf.convert_to_tensor(orig_input)
    if x.shape.rank != 4 or not x.dtype.is_floating:
        raise errors.InvalidArgumentError(
            None, None, f"orig_input must have floats in 4 dimensions, got {x.dtype.name} {x.shape}"
        )
    return _pool_grad(
        "FractionalMaxPoolGrad", x, out_backprop, row_pooling_sequence, col_pooling_sequence,
        overlapping,
    )  # fmt: skip


def FractionalAvgPoolGrad(
    orig_input_tensor_shape: Any,
    out_backprop: Any,
    row_pooling_sequence: Any,
    col_pooling_sequence: Any,
    overlapping: bool = False,
    name: Any = None,
) -> Any:
    """The derivative of `tf.nn.fractional_avg_pool` by its input, for floats."""
    dy = tf.convert_to_tensor(out_backprop)
    shape = tf.convert_to_tensor(orig_input_tensor_shape)
    if list(shape.shape) != [4] or not dy.dtype.is_floating:
        raise errors.InvalidArgumentError(
            None, None, f"orig_input_tensor_shape must be 4 numbers and out_backprop floats, got "
            f"{shape} and {dy.dtype.name}"
        )  # fmt: skip
    return _pool_grad(
        "FractionalAvgPoolGrad", tf.zeros(shape, dy.dtype), dy, row_pooling_sequence,
        col_pooling_sequence, overlapping,
    )  # fmt: skip


def UniformCandidateSampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int = 0,
    seed2: int = 0,
    name: Any = None,
) -> Any:
    """As `tf.random.uniform_candidate_sampler`."""
    return _candidates.uniform_candidate_sampler(
        true_classes, num_true, num_sampled, unique, range_max, seed or seed2 or None
    )


def LogUniformCandidateSampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: int = 0,
    seed2: int = 0,
    name: Any = None,
) -> Any:
    """As `tf.random.log_uniform_candidate_sampler`."""
    return _candidates.log_uniform_candidate_sampler(
        true_classes, num_true, num_sampled, unique, range_max, seed or seed2 or None
    )


def ComputeAccidentalHits(
    true_classes: Any,
    sampled_candidates: Any,
    num_true: int,
    seed: int = 0,
    seed2: int = 0,
    name: Any = None,
) -> Any:
    """As `tf.nn.compute_accidental_hits`."""
    return _candidates.compute_accidental_hits(true_classes, sampled_candidates, num_true)


def CTCLoss(
    inputs: Any,
    labels_indices: Any,
    labels_values: Any,
    sequence_length: Any,
    preprocess_collapse_repeated: bool = False,
    ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False,
    name: Any = None,
) -> tuple[Any, Any]:
    """As `tf.nn.ctc_loss`, of labels by their places [row, column]; the last class is the blank.

    Gives the loss and its derivative by the inputs [time, batch, classes].
    """
    if preprocess_collapse_repeated or not ctc_merge_repeated:
        raise errors.UnimplementedError(
            None, None, "CTCLoss: repeated labels are merged after the frames only"
        )
    x, at = tf.convert_to_tensor(inputs), tf.cast(labels_indices, tf.int64)
    values = tf.convert_to_tensor(labels_values, tf.int32)
    if x.shape.rank != 3 or at.shape.rank != 2 or at.shape[1] != 2 or x.shape[2] == 0:
        raise errors.InvalidArgumentError(
            None, None, "CTCLoss: inputs must be [time, batch, classes] and labels_indices [n, 2], "
            f"got {x.shape} and {at.shape}"
        )  # fmt: skip
    longest = int(tf.reduce_max(at[:, 1])) + 1 if at.shape[0] else 0
    labels = tf.scatter_nd(at, values, [x.shape[1], longest])
    ones = tf.ones(at.shape[:1], tf.int32)
    lengths = tf.math.unsorted_segment_sum(ones, at[:, 0], x.shape[1])
    loss, gradient = _core._ops["raw_ops.CTCLossDense"](
        labels, x, lengths, sequence_length, x.shape[2] - 1
    )
    return loss, gradient
