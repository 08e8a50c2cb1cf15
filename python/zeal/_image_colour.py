"""Grey images, and colours as brightness and two differences."""

from __future__ import annotations

from typing import Any

from zeal._api import tf
from zeal._image_dtype import convert_image_dtype

_YIQ = [
    [0.299, 0.59590059, 0.2115],
    [0.587, -0.27455667, -0.52273617],
    [0.114, -0.32134392, 0.31119955],
]
_RGB_OF_YIQ = [
    [1.0, 1.0, 1.0],
    [0.95598634, -0.27201283, -1.10674021],
    [0.6208248, -0.64720424, 1.70423049],
]
_YUV = [
    [0.299, -0.14714119, 0.61497538],
    [0.587, -0.28886916, -0.51496512],
    [0.114, 0.43601035, -0.10001026],
]
_RGB_OF_YUV = [
    [1.0, 1.0, 1.0],
    [0.0, -0.394642334, 2.03206185],
    [1.13988303, -0.58062185, 0.0],
]


def _mixed(images: Any, matrix: list[list[float]]) -> Any:
    x = tf.convert_to_tensor(images)
    return tf.tensordot(x, tf.constant(matrix, x.dtype), [[x.shape.rank - 1], [0]])


def rgb_to_yiq(images: Any) -> Any:
    """Turns red, green and blue into brightness Y and the differences I and Q of NTSC.

    Args:
      images: [..., 3], floats.
    """
    return _mixed(images, _YIQ)


def yiq_to_rgb(images: Any) -> Any:
    """Turns Y, I and Q into red, green and blue.

    Args:
      images: [..., 3], floats.
    """
    return _mixed(images, _RGB_OF_YIQ)


def rgb_to_yuv(images: Any) -> Any:
    """Turns red, green and blue into brightness Y and the differences U and V of PAL.

    Args:
      images: [..., 3], floats.
    """
    return _mixed(images, _YUV)


def yuv_to_rgb(images: Any) -> Any:
    """Turns Y, U and V into red, green and blue.

    Args:
      images: [..., 3], floats.
    """
    return _mixed(images, _RGB_OF_YUV)


def rgb_to_grayscale(images: Any, name: str | None = None) -> Any:
    """Computes the brightness of RGB images, as one channel.

    Args:
      images: [..., 3].
      name: ignored.
    """
    del name
    x = tf.convert_to_tensor(images)
    if not x.shape.rank or x.shape[-1] != 3:
        raise ValueError(f"images must have 3 channels in the last dimension, got shape {x.shape}")
    y = convert_image_dtype(x, tf.float32)
    y = tf.tensordot(y, tf.constant([0.2989, 0.5870, 0.1140]), [[x.shape.rank - 1], [0]])[..., None]
    return convert_image_dtype(y, x.dtype)


def grayscale_to_rgb(images: Any, name: str | None = None) -> Any:
    """Repeats the one channel of grey images three times.

    Args:
      images: [..., 1].
      name: ignored.
    """
    del name
    x = tf.convert_to_tensor(images)
    if not x.shape.rank or x.shape[-1] != 1:
        raise ValueError(f"Last dimension of a grayscale image should be size 1, got {x.shape}")
    return tf.tile(x, [1] * (x.shape.rank - 1) + [3])
