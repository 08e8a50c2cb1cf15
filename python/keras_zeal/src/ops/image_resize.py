"""Resizing images, and sampling them by a scale and a translation."""

from __future__ import annotations

import math
from typing import Any

from keras.src.backend.common.dtypes import result_type
from zeal._api import tf

from keras_zeal.src.ops.convert import convert_to_tensor
from keras_zeal.src.ops.image_colour import channels_last, check_rank, to_first, to_last

RESIZE_INTERPOLATIONS = ("bilinear", "nearest", "lanczos3", "lanczos5", "bicubic")
_METHODS = {
    "linear": "linear",
    "bilinear": "linear",
    "trilinear": "linear",
    "cubic": "cubic",
    "bicubic": "cubic",
    "tricubic": "cubic",
    "lanczos3": "lanczos3",
    "lanczos5": "lanczos5",
}


def _crop(x: Any, size: tuple[int, int]) -> Any:
    """The largest part in the middle of images that has the proportions of `size`."""
    height, width = x.shape[1], x.shape[2]
    rows = max(min(height, int(width * size[0] / size[1])), 1)
    columns = max(min(width, int(height * size[1] / size[0])), 1)
    top, left = int((height - rows) / 2), int((width - columns) / 2)
    return x[:, top : top + rows, left : left + columns]


def _pad(x: Any, size: tuple[int, int], value: float) -> Any:
    """Images with a border that gives them the proportions of `size`."""
    height, width = x.shape[1], x.shape[2]
    rows, columns = int(width * size[0] / size[1]), int(height * size[1] / size[0])
    top, left = max(int((rows - height) / 2), 0), max(int((columns - width) / 2), 0)
    if not top and not left:
        return x
    return tf.pad(x, [[0, 0], [top, top], [left, left], [0, 0]], constant_values=value)


def _integers(x: Any, dtype: Any) -> Any:
    return tf.saturate_cast(tf.round(x), dtype)


def resize(
    images: Any,
    size: Any,
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    data_format: str | None = None,
) -> Any:
    """Resizes images to a height and a width.

    Args:
      images: one image or a batch.
      size: the new height and width.
      interpolation: 'bilinear', 'nearest', 'bicubic', 'lanczos3' or 'lanczos5'.
      antialias: whether all that a new pixel covers counts where an image shrinks.
      crop_to_aspect_ratio: whether to cut edges off to keep proportions.
      pad_to_aspect_ratio: whether to add edges to keep proportions.
      fill_mode: 'constant'.
      fill_value: what the added edges hold.
      data_format: 'channels_last', 'channels_first' or None for Keras' setting.

    Raises:
      ValueError: an argument is none of these.
    """
    last = channels_last(data_format)
    if interpolation not in RESIZE_INTERPOLATIONS:
        raise ValueError(
            "Invalid value for argument `interpolation`. Expected of one "
            f"{RESIZE_INTERPOLATIONS}. Received: interpolation={interpolation}"
        )
    if fill_mode != "constant":
        raise ValueError(
            "Invalid value for argument `fill_mode`. Only `'constant'` is supported. "
            f"Received: fill_mode={fill_mode}"
        )
    if pad_to_aspect_ratio and crop_to_aspect_ratio:
        raise ValueError(
            "Only one of `pad_to_aspect_ratio` & `crop_to_aspect_ratio` can be `True`."
        )
    if len(size) != 2:
        raise ValueError(
            "Argument `size` must be a tuple of two elements (height, width). "
            f"Received: size={size}"
        )
    new = (int(size[0]), int(size[1]))
    x = convert_to_tensor(images)
    check_rank(x)
    dtype, single = x.dtype, x.ndim == 3
    if single:
        x = x[None]
    if not last:
        x = to_last(x)
    if crop_to_aspect_ratio:
        x = _crop(x, new)
    elif pad_to_aspect_ratio:
        x = _pad(x, new, fill_value)
    x = tf.image.resize(x, new, interpolation, antialias=antialias)
    if x.dtype != dtype:
        x = tf.cast(x, dtype) if dtype.is_floating else _integers(x, dtype)
    if not last:
        x = to_first(x)
    return tf.squeeze(x, [0]) if single else x


def _triangle(x: Any) -> Any:
    return tf.nn.relu(1.0 - x)


def _cubic(x: Any) -> Any:
    near = ((1.5 * x - 2.5) * x) * x + 1.0
    far = ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    return tf.where(x >= 2.0, tf.zeros_like(x), tf.where(x >= 1.0, far, near))


def _lanczos(x: Any, radius: float) -> Any:
    safe = tf.where(x > 1e-3, x, tf.ones_like(x))
    wave = tf.sin(math.pi * safe) * tf.sin(math.pi / radius * safe)
    inner = tf.where(x > 1e-3, radius / math.pi**2 * wave / tf.square(safe), tf.ones_like(x))
    return tf.where(x > radius, tf.zeros_like(x), inner)


_KERNELS = {
    "linear": _triangle,
    "cubic": _cubic,
    "lanczos3": lambda x: _lanczos(x, 3.0),
    "lanczos5": lambda x: _lanczos(x, 5.0),
}


def _weights(n: int, out: int, scale: Any, shift: Any, kernel: Any, antialias: bool) -> Any:
    """[n, out]: how much each of n elements counts for each of the new ones along one axis."""
    inverse = 1.0 / scale
    stretch = tf.maximum(inverse, 1.0) if antialias else 1.0
    dtype = scale.dtype
    at = (tf.cast(tf.range(out), dtype) + 0.5) * inverse - shift * inverse - 0.5
    distance = tf.abs(at - tf.cast(tf.range(n), dtype)[:, None]) / stretch
    weights = kernel(distance)
    total = tf.reduce_sum(weights, 0, keepdims=True)
    some = tf.abs(total) > 1000.0 * 1.1920929e-07
    weights = tf.where(some, weights / tf.where(some, total, 1.0), tf.zeros_like(weights))
    inside = tf.logical_and(at >= -0.5, at <= n - 0.5)
    return tf.where(inside, weights, tf.zeros_like(weights))


def scale_and_translate(
    images: Any,
    output_shape: Any,
    scale: Any,
    translation: Any,
    spatial_dims: Any,
    method: str,
    antialias: bool = True,
) -> Any:
    """Samples images, scaled and moved along some axes, at the elements of another shape.

    Args:
      images: a tensor.
      output_shape: the result's shape.
      scale: by how much each axis of `spatial_dims` grows.
      translation: by how many elements the scaled image is moved along it.
      spatial_dims: the axes.
      method: 'linear', 'cubic', 'lanczos3', 'lanczos5' or a synonym.
      antialias: whether the kernel is stretched where the image shrinks.

    Raises:
      ValueError: the method is unknown.
    """
    if method not in _METHODS:
        raise ValueError(
            "Invalid value for argument `method`. Expected of one "
            f"{set(_METHODS)}. Received: method={method}"
        )
    kernel = _KERNELS[_METHODS[method]]
    x, scale, shift = (convert_to_tensor(t) for t in (images, scale, translation))
    dtype = result_type(scale.dtype.name, shift.dtype.name, float)
    scale, shift = tf.cast(scale, dtype), tf.cast(shift, dtype)
    out = x if x.dtype.is_floating else tf.cast(x, tf.float32)
    for i, axis in enumerate(spatial_dims):
        axis %= x.ndim
        new = output_shape[axis]
        weights = _weights(x.shape[axis], new, scale[i], shift[i], kernel, antialias)
        out = tf.tensordot(out, tf.cast(weights, out.dtype), [[axis], [0]])
        order = list(range(x.ndim - 1))
        order.insert(axis, x.ndim - 1)
        out = tf.transpose(out, order)
    if out.dtype == x.dtype:
        return out
    low, high = tf.reduce_min(x), tf.reduce_max(x)
    out = tf.clip_by_value(tf.round(out), tf.cast(low, out.dtype), tf.cast(high, out.dtype))
    return tf.cast(out, x.dtype)
