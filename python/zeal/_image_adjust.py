"""Brightness, contrast, gamma, hue and saturation."""

from __future__ import annotations

from typing import Any

from zeal._api import tf
from zeal._image_dtype import in_floats


def adjust_brightness(image: Any, delta: Any) -> Any:
    """Adds delta to images, taken as floats in [0, 1].

    Args:
      image: a Tensor of a floating point or integer dtype.
      delta: a scalar.
    """
    return in_floats(image, lambda x: x + tf.cast(delta, x.dtype), saturate=True)


def adjust_contrast(images: Any, contrast_factor: Any) -> Any:
    """Moves pixels away from their channel's mean in their image by a factor.

    Args:
      images: [..., height, width, channels].
      contrast_factor: a scalar.
    """
    factor = tf.cast(contrast_factor, tf.float32)
    return in_floats(images, lambda x: tf.raw_ops.AdjustContrastv2(x, factor), saturate=True)


def adjust_gamma(image: Any, gamma: Any = 1, gain: Any = 1) -> Any:
    """Computes gain * image ** gamma, on images taken as floats in [0, 1].

    Args:
      image: a Tensor of a floating point or integer dtype.
      gamma: a scalar that is not negative.
      gain: a scalar.

    Raises:
      ValueError: gamma is negative.
    """
    if gamma < 0:
        raise ValueError(f"Gamma should be a non-negative real number, got {gamma}")
    return in_floats(image, lambda x: gain * x**gamma, saturate=True)


def adjust_hue(image: Any, delta: Any, name: str | None = None) -> Any:
    """Turns the hue of RGB images by a part of the colour wheel.

    Args:
      image: [..., height, width, 3].
      delta: a scalar in [-1, 1].
      name: ignored.

    Raises:
      ValueError: delta is out of range.
    """
    del name
    if delta < -1 or delta > 1:
        raise ValueError(f"delta must be in the interval [-1, 1], got {delta}")
    turn = tf.cast(delta, tf.float32)
    return in_floats(image, lambda x: tf.raw_ops.AdjustHue(x, turn), saturate=False)


def adjust_saturation(image: Any, saturation_factor: Any, name: str | None = None) -> Any:
    """Multiplies the saturation of RGB images.

    Args:
      image: [..., height, width, 3].
      saturation_factor: a scalar.
      name: ignored.
    """
    del name
    factor = tf.cast(saturation_factor, tf.float32)
    return in_floats(image, lambda x: tf.raw_ops.AdjustSaturation(x, factor), saturate=False)


def per_image_standardization(image: Any) -> Any:
    """Scales each image to mean 0 and standard deviation 1; the result is float32.

    Args:
      image: [..., height, width, channels].
    """
    x = tf.convert_to_tensor(image)
    if x.shape.rank < 3:
        raise ValueError(f"'image' (shape {x.shape}) must be at least three-dimensional.")
    x = tf.cast(x, tf.float32)
    axes = [-1, -2, -3]
    count = x.shape[-1] * x.shape[-2] * x.shape[-3]
    least = float(max(count, 1)) ** -0.5  # for images that are all the same
    deviation = tf.math.reduce_std(x, axes, keepdims=True)
    return (x - tf.reduce_mean(x, axes, keepdims=True)) / tf.maximum(deviation, least)
