"""Colours of images."""

from __future__ import annotations

from typing import Any

from keras.src.backend.common import standardize_dtype
from keras.src.backend.config import standardize_data_format
from zeal._api import tf

from keras_zeal.src.ops.convert import convert_to_tensor


def check_rank(images: Any) -> None:
    """Raises ValueError for what is neither an image nor a batch of them."""
    if images.ndim not in (3, 4):
        raise ValueError(
            "Invalid images rank: expected rank 3 (single image) or rank 4 (batch of images). "
            f"Received input with shape: images.shape={images.shape}"
        )


def channels_last(data_format: str | None) -> bool:
    """Whether channels are the last dimension."""
    return standardize_data_format(data_format) == "channels_last"


def to_last(x: Any) -> Any:
    """Moves the channels from the third dimension from the end to the last."""
    return tf.transpose(x, [1, 2, 0] if x.ndim == 3 else [0, 2, 3, 1])


def to_first(x: Any) -> Any:
    """Moves the channels from the last dimension to the third from the end."""
    return tf.transpose(x, [2, 0, 1] if x.ndim == 3 else [0, 3, 1, 2])


def rgb_to_grayscale(images: Any, data_format: str | None = None) -> Any:
    """Weighs red, green and blue as the eye does; gray images stay as they are."""
    x = convert_to_tensor(images)
    axis = -1 if channels_last(data_format) else -3
    check_rank(x)
    if x.shape[axis] not in (1, 3):
        raise ValueError(
            "Invalid channel size: expected 3 (RGB) or 1 (Grayscale). "
            f"Received input with shape: images.shape={x.shape}"
        )
    if x.shape[axis] == 1:
        return tf.identity(x)
    exact = x if x.dtype.is_floating else tf.cast(x, tf.float32)
    red, green, blue = tf.split(exact, 3, axis)
    return tf.cast(0.2989 * red + 0.587 * green + 0.114 * blue, x.dtype)


def _by_channel(op: Any, images: Any, data_format: str | None) -> Any:
    x = convert_to_tensor(images)
    last = channels_last(data_format)
    check_rank(x)
    if not x.dtype.is_floating:
        raise ValueError(
            "Invalid images dtype: expected float dtype. "
            f"Received: images.dtype={standardize_dtype(x.dtype)}"
        )
    return op(x) if last else to_first(op(to_last(x)))


def rgb_to_hsv(images: Any, data_format: str | None = None) -> Any:
    """Hue, saturation and value of colours, all in [0, 1]."""
    return _by_channel(tf.image.rgb_to_hsv, images, data_format)


def hsv_to_rgb(images: Any, data_format: str | None = None) -> Any:
    """Red, green and blue of hue, saturation and value."""
    return _by_channel(tf.image.hsv_to_rgb, images, data_format)
