"""Images seen through transforms: affine, of perspective, elastic, and by any coordinates."""

from __future__ import annotations

import functools
import itertools
import operator
from typing import Any

from keras.src.backend.common.dtypes import result_type
from zeal._api import tf

from keras_zeal.src.ops.convert import convert_to_tensor
from keras_zeal.src.ops.image_colour import channels_last, check_rank, to_first, to_last
from keras_zeal.src.ops.image_filter import gaussian_blur

AFFINE_TRANSFORM_INTERPOLATIONS = {"nearest": 0, "bilinear": 1}
_NATIVE_FILLS = ("constant", "nearest", "reflect")  # those that TensorFlow's op has alike


def _mirror(index: Any, size: int) -> Any:
    period = size - 1
    return tf.abs((index + period) % (2 * period) - period) if period else tf.zeros_like(index)


def _reflect(index: Any, size: int) -> Any:
    return (_mirror(2 * index + 1, 2 * size + 1) - 1) // 2


def _clip(index: Any, size: int) -> Any:
    return tf.clip_by_value(index, 0, size - 1)


_INSIDE = {
    "constant": _clip,
    "nearest": _clip,
    "wrap": operator.mod,
    "mirror": _mirror,
    "reflect": _reflect,
}


def _check(interpolation: str, fill_mode: str) -> None:
    if interpolation not in AFFINE_TRANSFORM_INTERPOLATIONS:
        raise ValueError(
            "Invalid value for argument `interpolation`. Expected of one "
            f"{set(AFFINE_TRANSFORM_INTERPOLATIONS)}. Received: interpolation={interpolation}"
        )
    if fill_mode not in _INSIDE:
        raise ValueError(
            "Invalid value for argument `fill_mode`. Expected of one "
            f"{set(_INSIDE)}. Received: fill_mode={fill_mode}"
        )


def _neighbours(coordinate: Any, order: int) -> list[tuple[Any, Any]]:
    """The indices next to coordinates, and their weights."""
    if not coordinate.dtype.is_floating:
        return [(coordinate, None)]
    if order == 0:
        return [(tf.cast(tf.round(coordinate), tf.int32), None)]
    lower = tf.floor(coordinate)
    above = coordinate - lower
    index = tf.cast(lower, tf.int32)
    return [(index, 1 - above), (index + 1, above)]


def map_coordinates(
    inputs: Any, coordinates: Any, order: int, fill_mode: str = "constant", fill_value: Any = 0.0
) -> Any:
    """The elements of a tensor at coordinates, with (order 1) or without interpolation.

    Args:
      inputs: a tensor of some rank.
      coordinates: as many tensors of one shape, stacked or in a list.
      order: 0 for the nearest element, 1 for linear interpolation.
      fill_mode: what lies outside: 'constant', 'nearest', 'wrap', 'mirror' or 'reflect'.
      fill_value: the constant.

    Raises:
      ValueError: an argument does not fit.
      NotImplementedError: order is greater than 1.
    """
    x = convert_to_tensor(inputs)
    places = [convert_to_tensor(c) for c in coordinates]
    if len(places) != x.ndim:
        raise ValueError(
            "First dim of `coordinates` must be the same as the rank of `inputs`. "
            f"Received inputs with shape: {x.shape} and coordinate leading dim of {len(places)}"
        )
    if places[0].ndim < 1:
        raise ValueError(
            "Invalid coordinates rank: expected at least rank 2. "
            f"Received input with shape: {(len(places), *places[0].shape)}"
        )
    if fill_mode not in _INSIDE:
        raise ValueError(
            "Invalid value for argument `fill_mode`. Expected one of "
            f"{set(_INSIDE)}. Received: fill_mode={fill_mode}"
        )
    if order not in (0, 1):
        raise NotImplementedError("map_coordinates currently requires order<=1")
    flat = tf.reshape(x, [-1])
    sizes = list(x.shape)
    steps = [functools.reduce(operator.mul, sizes[a + 1 :], 1) for a in range(x.ndim)]
    by_axis = []
    for place, size, step in zip(places, sizes, steps, strict=True):
        nodes = []
        for index, weight in _neighbours(place, order):
            valid = None
            if fill_mode == "constant":
                valid = tf.logical_and(index >= 0, index < size)
            nodes.append((_INSIDE[fill_mode](index, size) * step, weight, valid))
        by_axis.append(nodes)
    total: Any = None
    for corner in itertools.product(*by_axis):
        part = tf.gather(flat, functools.reduce(operator.add, [c[0] for c in corner]))
        valids = [c[2] for c in corner if c[2] is not None]
        if valids:
            valid = functools.reduce(tf.logical_and, valids)
            part = tf.where(valid, part, tf.cast(fill_value, x.dtype))
        weights = [c[1] for c in corner if c[1] is not None]
        if weights:
            weight = functools.reduce(operator.mul, weights)
            part = tf.cast(part, weight.dtype) * weight
        total = part if total is None else total + part
    if total.dtype == x.dtype:
        return total
    return tf.cast(total if x.dtype.is_floating else tf.round(total), x.dtype)


def _project(images: Any, transforms: Any, interpolation: str, mode: str, value: Any) -> Any:
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=tf.cast(transforms, tf.float32),
        output_shape=images.shape[1:3],
        fill_value=tf.cast(value, tf.float32),
        interpolation=interpolation.upper(),
        fill_mode=mode.upper(),
    )


def _sample(images: Any, transforms: Any, interpolation: str, mode: str, value: Any) -> Any:
    """As `_project`, with all ways to fill and all dtypes; transforms are affine."""
    batch, height, width, _ = images.shape
    transforms = tf.broadcast_to(transforms, [batch, transforms.shape[1]])
    dtype = transforms.dtype
    a = tf.reshape(transforms[:, :6], [batch, 6, 1, 1])
    x, y = tf.cast(tf.range(width), dtype), tf.cast(tf.range(height), dtype)[:, None]
    across = a[:, 0] * x + a[:, 1] * y + a[:, 2]
    down = a[:, 3] * x + a[:, 4] * y + a[:, 5]
    return _sample_at(images, down, across, interpolation, mode, value)


def _sample_at(images: Any, down: Any, across: Any, interpolation: str, mode: str, v: Any) -> Any:
    """The pixels of each image at rows and columns [batch, height, width]."""
    batch, _, _, channels = images.shape
    shape = [*down.shape, channels]
    image = tf.broadcast_to(tf.reshape(tf.range(batch), [batch, 1, 1, 1]), shape)
    channel = tf.broadcast_to(tf.range(channels), shape)
    down, across = (
        tf.broadcast_to(down[..., None], shape),
        tf.broadcast_to(across[..., None], shape),
    )
    order = AFFINE_TRANSFORM_INTERPOLATIONS[interpolation]
    return map_coordinates(images, [image, down, across, channel], order, mode, v)


def _unbatched(images: Any, data_format: str | None) -> tuple[Any, bool, bool]:
    """Images as a batch with channels last; whether they were so."""
    last, single = channels_last(data_format), images.ndim == 3
    if single:
        images = images[None]
    return (images if last else to_last(images)), single, last


def _as_given(images: Any, single: bool, last: bool) -> Any:
    if not last:
        images = to_first(images)
    return tf.squeeze(images, [0]) if single else images


def affine_transform(
    images: Any,
    transform: Any,
    interpolation: str = "bilinear",
    fill_mode: str = "constant",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Any:
    """Gives the pixel (x, y) the colour at (a0 x + a1 y + a2, b0 x + b1 y + b2).

    Args:
      images: one image or a batch.
      transform: rows of a0, a1, a2, b0, b1, b2, c0, c1; one for all or one for each image.
      interpolation: 'nearest' or 'bilinear'.
      fill_mode: what lies outside: 'constant', 'nearest', 'wrap', 'mirror' or 'reflect'.
      fill_value: the constant.
      data_format: 'channels_last', 'channels_first' or None for Keras' setting.

    Raises:
      ValueError: an argument does not fit.
    """
    _check(interpolation, fill_mode)
    images, transform = convert_to_tensor(images), convert_to_tensor(transform)
    check_rank(images)
    if transform.ndim not in (1, 2):
        raise ValueError(
            "Invalid transform rank: expected rank 1 (single transform) or rank 2 (batch of "
            f"transforms). Received input with shape: transform.shape={transform.shape}"
        )
    x, single, last = _unbatched(images, data_format)
    rows = transform[None] if transform.ndim == 1 else transform
    if not rows.dtype.is_floating:
        rows = tf.cast(rows, tf.float32)
    native = fill_mode in _NATIVE_FILLS and interpolation == "bilinear"
    change = _project if native and x.dtype.is_floating else _sample
    return _as_given(change(x, rows, interpolation, fill_mode, fill_value), single, last)


def _points(points: Any, name: str) -> Any:
    if points.ndim not in (2, 3) or [*points.shape[-2:]] != [4, 2]:
        raise ValueError(
            f"Invalid {name} shape: expected (4,2) for a single image or (N,4,2) for a batch. "
            f"Received shape: {points.shape}"
        )
    return points[None] if points.ndim == 2 else points


def perspective_transform(
    images: Any,
    start_points: Any,
    end_points: Any,
    interpolation: str = "bilinear",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Any:
    """Moves four points of images to four others, and all between them in perspective.

    Args:
      images: one image or a batch.
      start_points: [4, 2] or [batch, 4, 2], points (x, y).
      end_points: likewise.
      interpolation: 'nearest' or 'bilinear'.
      fill_value: what lies outside.
      data_format: 'channels_last', 'channels_first' or None for Keras' setting.

    Raises:
      ValueError: an argument does not fit.
    """
    _check(interpolation, "constant")
    images = convert_to_tensor(images)
    start, end = convert_to_tensor(start_points), convert_to_tensor(end_points)
    check_rank(images)
    start, end = _points(start, "start_points"), _points(end, "end_points")
    if start.shape != end.shape:
        raise ValueError(
            "start_points and end_points must have the same shape. Received "
            f"start_points.shape={start.shape}, end_points.shape={end.shape}"
        )
    x, single, last = _unbatched(images, data_format)
    transforms = compute_homography_matrix(start, end)
    return _as_given(_project(x, transforms, interpolation, "constant", fill_value), single, last)


def compute_homography_matrix(start_points: Any, end_points: Any) -> Any:
    """The transforms [batch, 8] that take end points [batch, 4, 2] to start points."""
    start, end = convert_to_tensor(start_points), convert_to_tensor(end_points)
    dtype = result_type(start.dtype.name, end.dtype.name, float)
    exact = result_type(dtype, "float32")
    start, end = tf.cast(start, exact), tf.cast(end, exact)
    one = tf.ones_like(end[..., :1])
    ends = tf.concat([end, one], -1)  # [batch, 4, 3]: x, y, 1
    none = tf.zeros_like(ends)
    # Each point gives two rows: what x is of (x', y', 1), and what y is, both over the same k.
    across = tf.concat([ends, none, -start[..., :1] * end], -1)
    down = tf.concat([none, ends, -start[..., 1:] * end], -1)
    system = tf.reshape(tf.stack([across, down], 2), [-1, 8, 8])
    solved = tf.linalg.solve(system, tf.reshape(start, [-1, 8, 1]))
    return tf.cast(tf.reshape(solved, [-1, 8]), dtype)


def elastic_transform(
    images: Any,
    alpha: float = 20.0,
    sigma: float = 5.0,
    interpolation: str = "bilinear",
    fill_mode: str = "reflect",
    fill_value: float = 0.0,
    seed: Any = None,
    data_format: str | None = None,
) -> Any:
    """Moves each pixel by a smooth random field.

    Args:
      images: one image or a batch.
      alpha: how far pixels move.
      sigma: how smooth the field is.
      interpolation: 'nearest' or 'bilinear'.
      fill_mode: what lies outside: 'constant', 'nearest', 'wrap', 'mirror' or 'reflect'.
      fill_value: the constant.
      seed: an int, a SeedGenerator or None.
      data_format: 'channels_last', 'channels_first' or None for Keras' setting.

    Raises:
      ValueError: an argument does not fit.
    """
    _check(interpolation, fill_mode)
    images = convert_to_tensor(images)
    check_rank(images)
    x, single, last = _unbatched(images, data_format)
    batch, height, width, _ = x.shape
    dtype = x.dtype if x.dtype.is_floating else tf.float32
    from keras.src.random.seed_generator import draw_seed  # needs a finished backend

    seed = tf.cast(draw_seed(seed), tf.int32)
    noise = sigma * tf.random.stateless_normal([batch, height, width, 2], seed, dtype=dtype)
    size = int(6 * sigma) | 1
    moves = alpha * gaussian_blur(noise, (size, size), (sigma, sigma), "channels_last")
    down = tf.cast(tf.range(height), dtype)[:, None] + moves[..., 1]
    across = tf.cast(tf.range(width), dtype) + moves[..., 0]
    return _as_given(
        _sample_at(x, down, across, interpolation, fill_mode, fill_value), single, last
    )
