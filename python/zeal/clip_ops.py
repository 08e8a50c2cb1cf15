"""Clipping by norms, of one tensor or of a list of tensors."""

from __future__ import annotations

from typing import Any

from zeal import _core
from zeal.indexed_slices import IndexedSlices

__all__ = ["clip_by_global_norm", "clip_by_norm", "global_norm"]

_ops = _core._ops


def _checked(t_list: Any) -> list[Any]:
    if not isinstance(t_list, (list, tuple)):
        raise TypeError(f"`t_list` should be a sequence of tensors. Received {type(t_list)}.")
    return [t if t is None or isinstance(t, IndexedSlices) else _core.convert(t) for t in t_list]


def clip_by_norm(t: Any, clip_norm: Any, axes: Any = None, name: str | None = None) -> Any:
    """Scales a tensor so that its Euclidean norm along `axes` is at most `clip_norm`.

    Args:
      t: a Tensor or IndexedSlices.
      clip_norm: the largest norm, a number or a Tensor that broadcasts against `t`.
      axes: an int or a list of ints in [-rank, rank); all axes when None.

    Raises:
      ValueError: if `clip_norm` has more dimensions than `t`.
    """
    x = t.values if isinstance(t, IndexedSlices) else _core.convert(t)
    scaled = x * clip_norm
    if scaled.shape != x.shape:
        raise ValueError(f"clip_by_norm: shape {scaled.shape} is not that of `t`, {x.shape}")
    # The root has a finite gradient at 0 here: what flows into it is 0 below `clip_norm`.
    norm = _ops["math.sqrt"](_ops["raw_ops.SumSquares"](x, axis=axes, keepdims=True))
    scaled = scaled / _ops["math.maximum"](norm, clip_norm)
    return (
        IndexedSlices(scaled, t.indices, t.dense_shape) if isinstance(t, IndexedSlices) else scaled
    )


def global_norm(t_list: Any, name: str | None = None) -> Any:
    """The square root of the sum of squares of all elements of all tensors.

    Args:
      t_list: a list of Tensors, IndexedSlices and None, which counts as nothing.

    Returns:
      A 0-d Tensor.

    Raises:
      TypeError: if `t_list` is no list.
    """
    values = [t.values if isinstance(t, IndexedSlices) else t for t in _checked(t_list)]
    halves = [_ops["nn.l2_loss"](v) for v in values if v is not None]
    if not halves:
        return _core.convert(0.0)
    return _ops["math.sqrt"](2 * _ops["math.add_n"](halves))


def clip_by_global_norm(
    t_list: Any, clip_norm: Any, use_norm: Any = None, name: str | None = None
) -> tuple[list[Any], Any]:
    """Scales all tensors by one factor so that their global norm is at most `clip_norm`.

    Args:
      t_list: a list of Tensors, IndexedSlices and None, which stays None.
      clip_norm: the largest norm, a positive number or 0-d Tensor.
      use_norm: the global norm, if it is known already.

    Returns:
      The scaled list and the global norm. If that is not finite, all elements become NaN.

    Raises:
      TypeError: if `t_list` is no list.
    """
    tensors = _checked(t_list)
    norm = global_norm(tensors) if use_norm is None else _core.convert(use_norm)
    limit = _core.convert(clip_norm, norm.dtype)
    # An infinite norm makes the factor NaN: the gradients are of no use, and that should be seen.
    scale = limit / _ops["math.maximum"](norm, limit) + (norm - norm)
    clipped: list[Any] = []
    for t in tensors:
        if isinstance(t, IndexedSlices):
            clipped.append(IndexedSlices(t.values * scale, t.indices, t.dense_shape))
        else:
            clipped.append(None if t is None else t * scale)
    return clipped, norm
