"""Older names and rarer functions of `tf.nn` that are made of other ops."""

from __future__ import annotations

from typing import Any, NamedTuple

from zeal._api import tf


class IsotonicRegression(NamedTuple):
    """The solution, and which of its elements share a value."""

    output: Any
    segments: Any


def isotonic_regression(inputs: Any, decreasing: bool = True, axis: int = -1) -> IsotonicRegression:
    """Computes the monotone vectors that are nearest to the given ones by least squares.

    Args:
      inputs: a tensor of numbers; integers become float64, those of 16 bits or fewer float32.
      decreasing: whether the result decreases; else it increases.
      axis: along which.

    Returns:
      The result, which is constant on segments, and the segments' numbers, int32.
    """
    x = tf.convert_to_tensor(inputs)
    if not x.dtype.is_floating:
        x = tf.cast(x, tf.float32 if x.dtype.size < 4 else tf.float64)
    if not -x.shape.rank <= axis < x.shape.rank:
        raise ValueError(f"axis must be in [{-x.shape.rank}, {x.shape.rank}), got {axis}")
    order = list(range(x.shape.rank))
    order[axis], order[-1] = order[-1], order[axis]
    rows = tf.transpose(x if decreasing else -x, order)
    y, segments = tf.raw_ops.IsotonicRegression(input=rows)
    y = tf.transpose(y, order)
    return IsotonicRegression(y if decreasing else -y, tf.transpose(segments, order))


def atrous_conv2d_transpose(
    value: Any, filters: Any, output_shape: Any, rate: int, padding: str, name: str | None = None
) -> Any:
    """Computes the transpose of `atrous_conv2d`.

    Args:
      value: [batch, height, width, in_channels].
      filters: [filter_height, filter_width, out_channels, in_channels].
      output_shape: the result's shape.
      rate: the distance of the pixels that a filter meets.
      padding: 'VALID' or 'SAME'.
      name: ignored.

    Returns:
      A Tensor of output_shape.
    """
    del name
    return tf.nn.conv2d_transpose(
        value, filters, output_shape, strides=1, padding=padding, dilations=rate
    )


def batch_norm_with_global_normalization(
    input: Any,
    mean: Any,
    variance: Any,
    beta: Any,
    gamma: Any,
    variance_epsilon: float,
    scale_after_normalization: bool,
    name: str | None = None,
) -> Any:
    """Normalizes by a mean and a variance: an older name of `batch_normalization`.

    Args:
      input: a tensor whose last dimension is that of the channels.
      mean, variance: [channels].
      beta: [channels], added.
      gamma: [channels], multiplied with if scale_after_normalization is True.
      variance_epsilon: added to the variance.
      scale_after_normalization: whether gamma counts.
      name: ignored.

    Returns:
      A Tensor like `input`.
    """
    del name
    scale = gamma if scale_after_normalization else None
    return tf.nn.batch_normalization(input, mean, variance, beta, scale, variance_epsilon)


def compute_average_loss(
    per_example_loss: Any, sample_weight: Any = None, global_batch_size: Any = None
) -> Any:
    """Computes the sum of losses divided by the size of the batch.

    Args:
      per_example_loss: losses, the batch first.
      sample_weight: what each is multiplied by.
      global_batch_size: the divisor; the number of losses in the first dimension by default.

    Returns:
      A scalar; 0 for an empty batch.
    """
    losses = tf.convert_to_tensor(per_example_loss)
    if losses.shape.rank == 0:
        raise ValueError("per_example_loss must have a dimension at least, the batch's")
    dtype = losses.dtype
    if sample_weight is not None:
        losses *= tf.cast(sample_weight, dtype)
    if global_batch_size is None:
        global_batch_size = losses.shape[0]
    size = tf.convert_to_tensor(global_batch_size)
    if size.shape.rank != 0:
        raise ValueError(f"global_batch_size must be scalar, got shape {size.shape}")
    if not size.dtype.is_integer:
        raise TypeError(f"global_batch_size must be an int, got {size.dtype.name}")
    if int(size) < 0:
        raise ValueError(f"global_batch_size must be non-negative, got {int(size)}")
    return tf.math.divide_no_nan(tf.reduce_sum(losses), tf.cast(size, dtype))


def scale_regularization_loss(regularization_loss: Any) -> Any:
    """Computes the sum of regularization losses: there is one replica to scale by.

    Args:
      regularization_loss: a tensor.

    Returns:
      A scalar.
    """
    return tf.reduce_sum(regularization_loss)
