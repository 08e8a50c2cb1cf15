"""Clipping by norms: `tf.clip_by_norm`, `tf.clip_by_global_norm`, `tf.linalg.global_norm`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zeal import math, nn, raw_ops
from zeal._convert import constant, convert_to_tensor
from zeal.indexed_slices import IndexedSlices


def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: str | None = None) -> Any:
    """Scales `t` so that its Euclidean norm along `axes` is at most `clip_norm`.

    Args:
      t: a Tensor or IndexedSlices.
      clip_norm: the largest norm, a number or a Tensor that broadcasts against `t`.
      axes: the axes of the norm, all of them when None.
    """
    values = t.values if isinstance(t, IndexedSlices) else convert_to_tensor(t)
    norm = math.sqrt(raw_ops.SumSquares(values, axis=axes, keepdims=True))
    scaled = values * clip_norm
    values.shape.assert_is_compatible_with(scaled.shape)
    clipped = scaled / math.maximum(norm, clip_norm)
    if isinstance(t, IndexedSlices):
        return IndexedSlices(clipped, t.indices, t.dense_shape)
    return clipped


def _check_list(t_list: Any) -> list[Any]:
    if not isinstance(t_list, Sequence) or isinstance(t_list, str):
        raise TypeError(
            f"`t_list` should be a sequence of tensors. Received {type(t_list)}."
        )
    return [
        t if t is None or isinstance(t, IndexedSlices) else convert_to_tensor(t) for t in t_list
    ]


def _norm(tensors: list[Any]) -> Any:
    losses = [
        nn.l2_loss(t.values if isinstance(t, IndexedSlices) else t) for t in tensors if t is not None
    ]
    if not losses:
        return constant(0.0)
    return math.sqrt(math.add_n(losses) * 2)


def global_norm(t_list: Any, name: str | None = None) -> Any:
    """The Euclidean norm of all elements of all tensors of a list; None entries do not count."""
    return _norm(_check_list(t_list))


def clip_by_global_norm(
    t_list: Any, clip_norm: Any, use_norm: Any = None, name: str | None = None
) -> tuple[list[Any], Any]:
    """Scales all tensors of a list so that their norm together is at most `clip_norm`.

    If that norm is infinite or NaN, so is the result: NaN everywhere.

    Args:
      t_list: a sequence of Tensors, IndexedSlices and None, which stays None.
      clip_norm: the largest norm.
      use_norm: the norm of the list, if it is known already.

    Returns:
      The list of scaled tensors, and the norm.
    """
    tensors = _check_list(t_list)
    norm = _norm(tensors) if use_norm is None else convert_to_tensor(use_norm)
    clip_norm = convert_to_tensor(clip_norm, dtype=norm.dtype)
    scale = clip_norm * math.minimum(1 / norm, 1 / clip_norm) + (norm - norm)
    out: list[Any] = []
    for t in tensors:
        if isinstance(t, IndexedSlices):
            out.append(IndexedSlices(t.values * scale, t.indices, t.dense_shape))
        else:
            out.append(None if t is None else t * scale)
    return out, norm
