"""Choosing boxes by score, without those that overlap a better one."""

from __future__ import annotations

from typing import Any, NamedTuple

from zeal._api import tf
from zeal._image_shape import int_of

_LOWEST = float("-inf")


def _chosen(
    boxes: Any, scores: Any, most: Any, iou: Any, least: Any, sigma: Any = 0.0
) -> tuple[Any, Any, int]:
    """Indices and scores, zeros after the first `count`."""
    x = tf.convert_to_tensor(boxes)
    index, score, count = tf.raw_ops.SuppressNonMax(
        boxes=x,
        scores=tf.convert_to_tensor(scores, x.dtype),
        max_output_size=int_of(most, "max_output_size"),
        iou_threshold=float(iou),
        score_threshold=float(least),
        soft_nms_sigma=float(sigma),
    )
    return index, score, int(count)


def non_max_suppression(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = _LOWEST,
    name: str | None = None,
) -> Any:
    """Chooses boxes by score, leaving out those that overlap a better one.

    Args:
      boxes: [n, 4], rows of y1, x1, y2, x2 of any two opposite corners.
      scores: [n].
      max_output_size: how many boxes are chosen at most.
      iou_threshold: the shared part of two boxes' union from which the worse is left out.
      score_threshold: boxes with no larger score are left out.
      name: ignored.

    Returns:
      The indices of the chosen boxes, int32, best first.

    Raises:
      InvalidArgumentError: shapes do not fit, or a threshold is out of range.
    """
    del name
    index, _, count = _chosen(boxes, scores, max_output_size, iou_threshold, score_threshold)
    return index[:count]


def non_max_suppression_overlaps(
    overlaps: Any,
    scores: Any,
    max_output_size: Any,
    overlap_threshold: Any = 0.5,
    score_threshold: Any = _LOWEST,
    name: str | None = None,
) -> Any:
    """Chooses indices by score, leaving out those that overlap a better one.

    Args:
      overlaps: [n, n], how much i and j overlap, by any measure.
      scores: [n].
      max_output_size: how many are chosen at most.
      overlap_threshold: the overlap beyond which the worse is left out.
      score_threshold: those with no larger score are left out.
      name: ignored.

    Returns:
      The chosen indices, int32, best first.
    """
    del name
    index, count = tf.raw_ops.SuppressOverlaps(
        overlaps=overlaps,
        scores=scores,
        max_output_size=int_of(max_output_size, "max_output_size"),
        overlap_threshold=float(overlap_threshold),
        score_threshold=float(score_threshold),
    )
    return index[: int(count)]


def non_max_suppression_with_scores(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = _LOWEST,
    soft_nms_sigma: Any = 0.0,
    name: str | None = None,
) -> tuple[Any, Any]:
    """Chooses boxes as `non_max_suppression` does, and gives their scores.

    Args:
      boxes, scores, max_output_size, iou_threshold, score_threshold: as there.
      soft_nms_sigma: if positive, boxes that overlap a better one lose score instead, by a
        Gaussian of this width, and iou_threshold has no meaning.
      name: ignored.

    Returns:
      Indices and scores.
    """
    del name
    index, score, count = _chosen(
        boxes, scores, max_output_size, iou_threshold, score_threshold, soft_nms_sigma
    )
    return index[:count], score[:count]


def non_max_suppression_padded(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = _LOWEST,
    pad_to_max_output_size: bool = False,
    name: str | None = None,
    sorted_input: bool = False,
    canonicalized_coordinates: bool = False,
    tile_size: int = 512,
) -> tuple[Any, Any]:
    """Chooses boxes as `non_max_suppression` does, of many lists at once.

    Args:
      boxes: [..., n, 4].
      scores: [..., n].
      max_output_size, iou_threshold, score_threshold: as there.
      pad_to_max_output_size: whether zeros follow the chosen indices; True for several lists.
      name: ignored.
      sorted_input, canonicalized_coordinates, tile_size: hints, which are not needed.

    Returns:
      Indices, and how many of them are chosen.

    Raises:
      ValueError: there are several lists and pad_to_max_output_size is False.
    """
    del name, sorted_input, canonicalized_coordinates, tile_size
    x, s = tf.convert_to_tensor(boxes), tf.convert_to_tensor(scores)
    most = int_of(max_output_size, "max_output_size")
    if x.shape.rank < 2 or list(s.shape) != list(x.shape[:-1]):
        raise ValueError(f"boxes {x.shape} and scores {s.shape} must be [..., n, 4] and [..., n]")
    lead = list(x.shape[:-2])
    if lead and not pad_to_max_output_size:
        raise ValueError("'pad_to_max_output_size' (value False) must be True for batched input")
    if not lead:
        index, _, count = _chosen(x, s, most, iou_threshold, score_threshold)
        if pad_to_max_output_size:
            index = tf.pad(index, [[0, most - index.shape[0]]])
        else:
            index = index[:count]
        return index, tf.constant(count, tf.int32)
    rows, counts = [], []
    for one, score in zip(
        tf.unstack(tf.reshape(x, [-1, *x.shape[-2:]])),
        tf.unstack(tf.reshape(s, [-1, s.shape[-1]])),
        strict=True,
    ):
        index, _, count = _chosen(one, score, most, iou_threshold, score_threshold)
        rows.append(tf.pad(index, [[0, most - index.shape[0]]]))
        counts.append(count)
    return tf.reshape(tf.stack(rows), [*lead, most]), tf.reshape(
        tf.constant(counts, tf.int32), lead
    )


class CombinedNonMaxSuppression(NamedTuple):
    """What `combined_non_max_suppression` returns."""

    nmsed_boxes: Any
    nmsed_scores: Any
    nmsed_classes: Any
    valid_detections: Any


def combined_non_max_suppression(
    boxes: Any,
    scores: Any,
    max_output_size_per_class: Any,
    max_total_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = _LOWEST,
    pad_per_class: bool = False,
    clip_boxes: bool = True,
    name: str | None = None,
) -> Any:
    """Chooses boxes class by class, and the best of all classes, for each image.

    Args:
      boxes: [batch, n, classes or 1, 4].
      scores: [batch, n, classes].
      max_output_size_per_class: how many boxes of a class are chosen at most.
      max_total_size: how many boxes of an image are chosen at most.
      iou_threshold, score_threshold: as for `non_max_suppression`.
      pad_per_class: whether the result is no longer than all classes' boxes.
      clip_boxes: whether boxes are clipped to [0, 1].
      name: ignored.

    Returns:
      Boxes [batch, most, 4], scores and classes [batch, most], and how many count, [batch]; zeros
      follow these.

    Raises:
      InvalidArgumentError: shapes do not fit.
    """
    del name
    x, s = tf.convert_to_tensor(boxes), tf.convert_to_tensor(scores)
    fits = x.shape.rank == 4 and s.shape.rank == 3 and x.shape[3] == 4
    if not (fits and list(x.shape[:2]) == list(s.shape[:2]) and x.shape[2] in (1, s.shape[2])):
        raise tf.errors.InvalidArgumentError(
            None,
            None,
            "scores must be [batch, n, classes] and boxes [batch, n, 1 or classes, 4], "
            f"got {s.shape} and {x.shape}",
        )
    each = int_of(max_output_size_per_class, "max_output_size_per_class")
    most, classes = int_of(max_total_size, "max_total_size"), s.shape[2]
    if each <= 0 or most <= 0:
        raise tf.errors.InvalidArgumentError(
            None, None, f"the numbers of boxes must be positive, got {each} and {most}"
        )
    if pad_per_class:
        most = min(most, each * classes)
    found: list[tuple[Any, Any, Any, Any]] = []
    for b in range(x.shape[0]):
        parts = []
        for c in range(classes):
            own = x[b, :, min(c, x.shape[2] - 1)]
            index, score, count = _chosen(own, s[b, :, c], each, iou_threshold, score_threshold)
            kind = tf.fill([count], tf.constant(c, x.dtype))
            parts.append((tf.gather(own, index[:count]), score[:count], kind))
        box, score, kind = (tf.concat(list(p), 0) for p in zip(*parts, strict=True))
        best = tf.argsort(score, direction="DESCENDING", stable=True)[:most]
        box, score, kind = (tf.gather(t, best) for t in (box, score, kind))
        if clip_boxes:
            box = tf.clip_by_value(box, 0.0, 1.0)
        rest = [0, most - best.shape[0]]
        found.append((tf.pad(box, [rest, [0, 0]]), tf.pad(score, [rest]), tf.pad(kind, [rest]),
                      tf.constant(best.shape[0], tf.int32)))  # fmt: skip
    if not found:
        empty = tf.zeros([0, most], x.dtype)
        return CombinedNonMaxSuppression(
            tf.zeros([0, most, 4], x.dtype), empty, empty, tf.zeros([0], tf.int32)
        )
    return CombinedNonMaxSuppression(*(tf.stack(list(t)) for t in zip(*found, strict=True)))
