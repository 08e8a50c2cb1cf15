"""Statistics and losses of `tf.nn` that are made of other ops."""

from __future__ import annotations

import math
from typing import Any

from zeal import _core

_ops = _core._ops

__all__ = [
    "crelu",
    "log_poisson_loss",
    "normalize_moments",
    "sufficient_statistics",
    "weighted_moments",
]


def sufficient_statistics(
    x: Any, axes: Any, shift: Any = None, keepdims: bool = False, name: str | None = None
) -> tuple[Any, Any, Any, Any]:
    """Computes what mean and variance over `axes` can be made of, see `tf.nn.normalize_moments`.

    Args:
      x: a tensor of numbers.
      axes: a list of ints.
      shift: None, or a number near the mean, for accuracy.
      keepdims: whether reduced axes stay, with extent 1.

    Returns:
      The number of elements, their sum less shift, the sum of squares of that, and the shift.
    """
    x, axes = _core.convert(x), list(axes)
    count = math.prod(x.shape[a] for a in {a % max(x.shape.rank, 1) for a in axes})
    counts = _core.convert(count, x.dtype)
    if shift is None:
        moved, squares = x, _ops["math.square"](x)
    else:
        shift = _core.convert(shift, x.dtype)
        moved, squares = x - shift, _ops["math.squared_difference"](x, shift)
    total = _ops["math.reduce_sum"]
    return counts, total(moved, axes, keepdims), total(squares, axes, keepdims), shift


def normalize_moments(
    counts: Any, mean_ss: Any, variance_ss: Any, shift: Any, name: str | None = None
) -> tuple[Any, Any]:
    """Computes mean and variance from what `tf.nn.sufficient_statistics` gives."""
    mean_ss = _core.convert(mean_ss)
    divisor = _ops["math.reciprocal"](_core.convert(counts, mean_ss.dtype))
    mean = mean_ss * divisor
    variance = _core.convert(variance_ss, mean_ss.dtype) * divisor - _ops["math.square"](mean)
    return (mean if shift is None else mean + shift), variance


def weighted_moments(
    x: Any, axes: Any, frequency_weights: Any, keepdims: bool = False, name: str | None = None
) -> tuple[Any, Any]:
    """Computes mean and variance over `axes`, where each element counts by its weight.

    Args:
      x: a tensor of floats.
      axes: an int or a list of ints.
      frequency_weights: weights that broadcast with `x`.
      keepdims: whether reduced axes stay, with extent 1.
    """
    x = _core.convert(x)
    dtype, narrow = x.dtype, x.dtype.is_floating and x.dtype.size == 2
    weights = _core.convert(frequency_weights, dtype)
    if narrow:
        x, weights = _ops["cast"](x, "float32"), _ops["cast"](weights, "float32")
    weights = weights + _ops["zeros_like"](x)
    total = _ops["math.reduce_sum"]
    divisor = _ops["math.reciprocal"](total(weights, axes, True))
    mean = total(weights * x, axes, True) * divisor
    variance = total(weights * _ops["math.squared_difference"](x, mean), axes, True) * divisor
    if not keepdims:
        axes = [axes] if isinstance(axes, int) else list(axes)
        mean, variance = _ops["squeeze"](mean, axes), _ops["squeeze"](variance, axes)
    if narrow:
        mean, variance = _ops["cast"](mean, dtype), _ops["cast"](variance, dtype)
    return mean, variance


def log_poisson_loss(
    targets: Any, log_input: Any, compute_full_loss: bool = False, name: str | None = None
) -> Any:
    """Computes the negative log-likelihood of Poisson distributions, element by element.

    Args:
      targets: what was counted.
      log_input: the logarithms of the means, of the same shape.
      compute_full_loss: whether to add Stirling's approximation of log(targets!), which is
        otherwise left out.

    Raises:
      ValueError: the shapes differ.
    """
    log_input = _core.convert(log_input)
    targets = _core.convert(targets, log_input.dtype)
    if log_input.shape != targets.shape:
        raise ValueError(
            "`log_input` and `targets` must have the same shape, received "
            f"({log_input.shape} vs {targets.shape})."
        )
    loss = _ops["math.exp"](log_input) - log_input * targets
    if not compute_full_loss:
        return loss
    small = _ops["math.logical_and"](targets >= 0, targets <= 1)
    one = _ops["ones_like"](targets)
    t = _ops["where"](small, one, targets)
    log = _ops["math.log"]
    stirling = t * log(t) - t + 0.5 * log(2 * math.pi * t)
    return loss + _ops["where"](small, _ops["zeros_like"](stirling), stirling)


def crelu(features: Any, axis: int = -1, name: str | None = None) -> Any:
    """Computes relu of the features and of their negatives, one after the other along `axis`."""
    x = _core.convert(features)
    return _ops["nn.relu"](_ops["concat"]([x, -x], axis))
