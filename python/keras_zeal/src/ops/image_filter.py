"""Filters of images: blurs and edges."""

from __future__ import annotations

from typing import Any

from zeal._api import tf

from keras_zeal.src.ops.convert import convert_to_tensor
from keras_zeal.src.ops.image_colour import channels_last, check_rank, to_first, to_last


def _bell(size: int, sigma: Any, dtype: Any) -> Any:
    """A normal distribution at the pixels around one."""
    x = tf.cast(tf.range(size), dtype) - (size - 1) / 2
    weights = tf.exp(-0.5 * tf.square(x / tf.cast(sigma, dtype)))
    return weights / tf.reduce_sum(weights)


def gaussian_blur(
    images: Any,
    kernel_size: Any = (3, 3),
    sigma: Any = (1.0, 1.0),
    data_format: str | None = None,
) -> Any:
    """Replaces pixels by normally weighted means of those around them.

    Args:
      images: one image or a batch, floats.
      kernel_size: how many pixels count across and down.
      sigma: the distributions' widths across and down.
      data_format: 'channels_last', 'channels_first' or None for Keras' setting.

    Raises:
      ValueError: images have another rank.
    """
    x = convert_to_tensor(images)
    check_rank(x)
    last, single = channels_last(data_format), x.ndim == 3
    size, sigma = [int(n) for n in kernel_size], convert_to_tensor(sigma)
    if single:
        x = x[None]
    if not last:
        x = to_last(x)
    # Two passes, one for each axis, are the same as one with the product of the weights.
    for n, shape, i in ((size[1], [-1, 1, 1, 1], 1), (size[0], [1, -1, 1, 1], 0)):
        weights = tf.reshape(_bell(n, sigma[i], x.dtype), shape)
        filters = tf.tile(weights, [1, 1, x.shape[3], 1])
        x = tf.nn.depthwise_conv2d(x, filters, [1, 1, 1, 1], "SAME")
    if not last:
        x = to_first(x)
    return tf.squeeze(x, [0]) if single else x


def sobel_edges(images: Any, data_format: str | None = None) -> Any:
    """Changes of brightness, down and across, by Sobel's filters.

    Args:
      images: a batch of images, floats.
      data_format: 'channels_last', 'channels_first' or None for Keras' setting.

    Returns:
      A tensor of the images' shape and 2.
    """
    x = convert_to_tensor(images)
    if channels_last(data_format):
        return tf.image.sobel_edges(x)
    return tf.transpose(tf.image.sobel_edges(to_last(x)), [0, 3, 1, 2, 4])
