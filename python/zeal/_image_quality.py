"""How alike two images are."""

from __future__ import annotations

import math
from typing import Any

from zeal._api import tf
from zeal._image_dtype import convert_image_dtype

_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def _prepared(a: Any, b: Any, max_val: Any) -> tuple[Any, Any, Any]:
    """Both images and the largest value as float32; shapes are checked."""
    a, b = tf.convert_to_tensor(a), tf.convert_to_tensor(b)
    if a.shape.rank < 3 or b.shape.rank < 3:
        raise ValueError(f"images must have rank at least 3, got shapes {a.shape} and {b.shape}")
    if list(a.shape[-3:]) != list(b.shape[-3:]):
        raise ValueError(f"Two images are not compatible: {a.shape} and {b.shape}")
    for m, n in zip(reversed(a.shape[:-3]), reversed(b.shape[:-3]), strict=False):
        if m != n and 1 not in (m, n):
            raise ValueError(f"Two images are not compatible: {a.shape} and {b.shape}")
    largest = convert_image_dtype(tf.cast(max_val, a.dtype), tf.float32)
    return convert_image_dtype(a, tf.float32), convert_image_dtype(b, tf.float32), largest


def psnr(a: Any, b: Any, max_val: Any, name: str | None = None) -> Any:
    """Computes the peak signal-to-noise ratio of two images, in decibels.

    Args:
      a, b: [..., height, width, channels].
      max_val: the largest value that pixels can have, minus the smallest.
      name: ignored.

    Raises:
      ValueError: the shapes do not fit.
    """
    del name
    a, b, largest = _prepared(a, b, max_val)
    error = tf.reduce_mean(tf.math.squared_difference(a, b), [-3, -2, -1])
    return 20 * tf.math.log(largest) / math.log(10.0) - 10 / math.log(10) * tf.math.log(error)


def _window(size: int, sigma: float, channels: int) -> Any:
    """A Gaussian as filters of a depthwise convolution."""
    at = tf.range(size, dtype=tf.float32) - (size - 1) / 2.0
    g = tf.square(at) * (-0.5 / sigma**2)
    g = tf.nn.softmax(tf.reshape(g[None, :] + g[:, None], [-1]))
    return tf.tile(tf.reshape(g, [size, size, 1, 1]), [1, 1, channels, 1])


def _per_channel(
    a: Any, b: Any, largest: Any, size: int, sigma: float, k1: float, k2: float
) -> Any:
    """Luminance times contrast, and contrast, of every window and channel."""
    if min(a.shape[-3], a.shape[-2]) < size:
        raise tf.errors.InvalidArgumentError(
            None, None, f"filter_size {size} is larger than images of shape {a.shape}"
        )
    filters = _window(size, sigma, a.shape[-1])

    def mean(x: Any) -> Any:
        flat = tf.reshape(x, [-1, *x.shape[-3:]])
        y = tf.nn.depthwise_conv2d(flat, filters, [1, 1, 1, 1], "VALID")
        return tf.reshape(y, [*x.shape[:-3], *y.shape[1:]])

    c1, c2 = (k1 * largest) ** 2, (k2 * largest) ** 2
    mean_a, mean_b = mean(a), mean(b)
    both, squares = mean_a * mean_b * 2.0, tf.square(mean_a) + tf.square(mean_b)
    luminance = (both + c1) / (squares + c1)
    spread = mean(tf.square(a) + tf.square(b))
    contrast = (mean(a * b) * 2.0 - both + c2) / (spread - squares + c2)
    return luminance * contrast, contrast


def ssim(
    img1: Any,
    img2: Any,
    max_val: Any,
    filter_size: Any = 11,
    filter_sigma: Any = 1.5,
    k1: Any = 0.01,
    k2: Any = 0.03,
    return_index_map: bool = False,
) -> Any:
    """Computes the structural similarity of two images, 1 for equal ones.

    Args:
      img1, img2: [..., height, width, channels].
      max_val: the largest value that pixels can have, minus the smallest.
      filter_size: the size of the Gaussian windows.
      filter_sigma: their width.
      k1, k2: the constants that keep quotients stable.
      return_index_map: whether every window's similarity is returned instead of their mean.

    Raises:
      ValueError: the shapes do not fit.
      InvalidArgumentError: images are smaller than a window.
    """
    a, b, largest = _prepared(img1, img2, max_val)
    value, _ = _per_channel(a, b, largest, int(filter_size), float(filter_sigma), k1, k2)
    if not return_index_map:
        value = tf.reduce_mean(value, [-3, -2])
    return tf.reduce_mean(value, [-1])


def _halved(x: Any) -> Any:
    """The mean of each 2 by 2 pixels; an odd edge is mirrored first."""
    flat = tf.reshape(x, [-1, *x.shape[-3:]])
    odd = [n % 2 for n in flat.shape[1:3]]
    if any(odd):
        flat = tf.pad(flat, [[0, 0], [0, odd[0]], [0, odd[1]], [0, 0]], mode="SYMMETRIC")
    y = tf.nn.avg_pool2d(flat, 2, 2, "VALID")
    return tf.reshape(y, [*x.shape[:-3], *y.shape[1:]])


def ssim_multiscale(
    img1: Any,
    img2: Any,
    max_val: Any,
    power_factors: Any = _WEIGHTS,
    filter_size: Any = 11,
    filter_sigma: Any = 1.5,
    k1: Any = 0.01,
    k2: Any = 0.03,
) -> Any:
    """Computes the structural similarity of two images over several scales, each half the last.

    Args:
      img1, img2: [..., height, width, channels].
      max_val: the largest value that pixels can have, minus the smallest.
      power_factors: the weight of each scale.
      filter_size, filter_sigma, k1, k2: as for `ssim`.

    Raises:
      ValueError: the shapes do not fit.
      InvalidArgumentError: images of the last scale are smaller than a window.
    """
    a, b, largest = _prepared(img1, img2, max_val)
    parts = []
    for scale in range(len(power_factors)):
        if scale:
            a, b = _halved(a), _halved(b)
        whole, contrast = _per_channel(a, b, largest, int(filter_size), float(filter_sigma), k1, k2)
        last = scale == len(power_factors) - 1
        parts.append(tf.nn.relu(tf.reduce_mean(whole if last else contrast, [-3, -2])))
    powers = tf.constant(power_factors, tf.float32)
    return tf.reduce_mean(tf.reduce_prod(tf.pow(tf.stack(parts, -1), powers), [-1]), [-1])
