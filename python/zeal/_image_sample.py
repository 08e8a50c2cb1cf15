"""Windows of images at places that are drawn or given: distorted bounding boxes and glimpses."""

from __future__ import annotations

from typing import Any, NamedTuple

from zeal import errors
from zeal._api import tf
from zeal._image_shape import int_of


class SampledBox(NamedTuple):
    """What the samplers give: arguments for tf.slice, and the box as parts of height and width."""

    begin: Any
    size: Any
    bboxes: Any


def _range_of(value: Any, default: tuple[float, float], what: str) -> tuple[float, float]:
    low, high = default if value is None else (float(v) for v in value)
    if not 0 < low <= high:
        raise errors.InvalidArgumentError(
            None, None, f"{what} must be two positive numbers, the smaller one first, got {value}"
        )
    return low, high


def _boxes_of(boxes: Any, height: int, width: int, whole: Any) -> Any:
    """[n, 4], in pixels."""
    b = tf.reshape(tf.cast(boxes, tf.float64), [-1, 4])
    if b.shape[0] == 0:
        if not whole:
            raise errors.InvalidArgumentError(
                None,
                None,
                "No bounding boxes provided as input. One must enable "
                "use_image_if_no_bounding_boxes if you wish to not provide any bounding boxes.",
            )
        b = tf.constant([[0.0, 0.0, 1.0, 1.0]], tf.float64)
    if not bool(tf.reduce_all((b >= 0) & (b <= 1))):
        raise errors.InvalidArgumentError(
            None, None, "All bounding box coordinates must be in [0.0, 1.0]"
        )
    return b * tf.constant([height, width, height, width], tf.float64)


def _covers(window: list[Any], boxes: Any, least: float) -> Any:
    """By attempt: does the window hold that part of a box, whose area is a pixel at least?"""
    y, x, h, w = (v[:, None] for v in window)
    top, left, bottom, right = tf.unstack(boxes, axis=1)
    shared_h = tf.maximum(tf.minimum(y + h, bottom) - tf.maximum(y, top), 0.0)
    shared_w = tf.maximum(tf.minimum(x + w, right) - tf.maximum(x, left), 0.0)
    area = (bottom - top) * (right - left)
    return tf.reduce_any((area >= 1) & (shared_h * shared_w >= least * area), 1)


def _sample(
    draw: Any, image_size: Any, boxes: Any, least: Any, aspect: Any, area: Any, attempts: Any,
    whole: Any,
) -> SampledBox:  # fmt: skip
    size = tf.convert_to_tensor(image_size)
    if size.shape.rank != 1 or size.shape[0] != 3 or not size.dtype.is_integer:
        raise errors.InvalidArgumentError(
            None, None, f"image_size must be 3 integers [height, width, channels], got {size}"
        )
    height, width, _ = (int(n) for n in size.numpy())
    if height <= 0 or width <= 0:
        raise errors.InvalidArgumentError(
            None, None, f"image height and width must be positive, got {height} and {width}"
        )
    covered, tries = float(least), 100 if attempts is None else int(attempts)
    if not covered >= 0 or tries < 1:
        raise errors.InvalidArgumentError(
            None, None, f"min_object_covered must not be negative (got {covered}), and "
            f"max_attempts must be positive (got {tries})"
        )  # fmt: skip
    ratios = _range_of(aspect, (0.75, 1.33), "aspect_ratio_range")
    parts = _range_of(area, (0.05, 1.0), "area_range")
    pixels = _boxes_of(boxes, height, width, whole)

    # All attempts at once; the first good one is taken.
    u = tf.unstack(draw([4, tries]))
    ratio = ratios[0] + u[0] * (ratios[1] - ratios[0])
    low = tf.sqrt(parts[0] * height * width / ratio)
    high = tf.minimum(
        tf.sqrt(parts[1] * height * width / ratio), tf.minimum(1.0 * height, width / ratio)
    )
    h = tf.round(low + u[1] * (high - low))
    w = tf.round(h * ratio)
    y = tf.floor(u[2] * (height - h + 1))
    x = tf.floor(u[3] * (width - w + 1))
    fits = (low <= high) & (h >= 1) & (w >= 1) & (h <= height) & (w <= width)
    share = h * w / (height * width)
    fits &= (share >= parts[0]) & (share <= parts[1]) & _covers([y, x, h, w], pixels, covered)
    window = [0, 0, height, width]
    if bool(tf.reduce_any(fits)):
        best = int(tf.argmax(tf.cast(fits, tf.int32)))
        window = [int(v[best]) for v in (y, x, h, w)]
    top, left, tall, wide = window
    corners = [top / height, left / width, (top + tall) / height, (left + wide) / width]
    return SampledBox(
        tf.constant([top, left, 0], size.dtype),
        tf.constant([tall, wide, -1], size.dtype),
        tf.constant([[corners]], tf.float32),
    )


def sample_distorted_bounding_box(
    image_size: Any,
    bounding_boxes: Any,
    seed: int = 0,
    min_object_covered: Any = 0.1,
    aspect_ratio_range: Any = None,
    area_range: Any = None,
    max_attempts: Any = None,
    use_image_if_no_bounding_boxes: Any = None,
    name: str | None = None,
) -> SampledBox:
    """Draws a window of an image that shows enough of one of its bounding boxes.

    Args:
      image_size: [height, width, channels].
      bounding_boxes: [..., n, 4], rows of y1, x1, y2, x2, as parts of height and width.
      seed: of the random numbers; 0 for none.
      min_object_covered: the part of some box that the window must hold.
      aspect_ratio_range: of width by height, from 0.75 to 1.33 by default.
      area_range: of the window's part of the image, from 0.05 to 1 by default.
      max_attempts: after so many (100 by default) the window is the whole image.
      use_image_if_no_bounding_boxes: whether the image is the box, if there is none.
      name: ignored.

    Returns:
      Where the window begins and its size, as tf.slice takes them, and the box [1, 1, 4].

    Raises:
      InvalidArgumentError: there is no box, or an argument does not fit.
    """
    del name

    def draw(shape: list[int]) -> Any:
        return tf.random.uniform(shape, dtype=tf.float64, seed=seed or None)

    return _sample(
        draw, image_size, bounding_boxes, min_object_covered, aspect_ratio_range, area_range,
        max_attempts, use_image_if_no_bounding_boxes,
    )  # fmt: skip


def stateless_sample_distorted_bounding_box(
    image_size: Any,
    bounding_boxes: Any,
    seed: Any,
    min_object_covered: Any = 0.1,
    aspect_ratio_range: Any = None,
    area_range: Any = None,
    max_attempts: Any = None,
    use_image_if_no_bounding_boxes: Any = None,
    name: str | None = None,
) -> SampledBox:
    """Draws a window as `sample_distorted_bounding_box` does, by `seed` alone.

    Args:
      image_size, bounding_boxes, min_object_covered, aspect_ratio_range, area_range, max_attempts,
        use_image_if_no_bounding_boxes, name: as there.
      seed: two integers.

    Returns:
      As there.
    """
    del name

    def draw(shape: list[int]) -> Any:
        return tf.random.stateless_uniform(shape, seed, dtype=tf.float64)

    return _sample(
        draw, image_size, bounding_boxes, min_object_covered, aspect_ratio_range, area_range,
        max_attempts, use_image_if_no_bounding_boxes,
    )  # fmt: skip


def extract_glimpse(
    input: Any,
    size: Any,
    offsets: Any,
    centered: bool = True,
    normalized: bool = True,
    noise: str = "uniform",
    name: str | None = None,
) -> Any:
    """Cuts a window out of each image; noise stands for what is outside.

    Args:
      input: [batch, height, width, channels], float32.
      size: the windows' height and width.
      offsets: [batch, 2], y and x of each window.
      centered: whether offsets are from the image's centre; else from its first pixel.
      normalized: whether they are parts of height and width: from -1 to 1 if centered, and then of
        the window's centre; else from 0 to 1. Otherwise they are pixels. Windows begin at the
        pixel towards zero.
      noise: 'uniform', 'gaussian' or 'zero'.
      name: ignored.

    Returns:
      [batch, *size, channels].

    Raises:
      InvalidArgumentError: a shape does not fit.
      ValueError: another kind of noise.
    """
    del name
    x, at = tf.convert_to_tensor(input, tf.float32), tf.convert_to_tensor(offsets, tf.float32)
    window = tf.convert_to_tensor(size)
    if x.shape.rank != 4 or list(at.shape) != [x.shape[0], 2] or list(window.shape) != [2]:
        raise errors.InvalidArgumentError(
            None, None, "extract_glimpse: input must be [batch, height, width, channels], offsets "
            f"[batch, 2] and size [2], got shapes {x.shape}, {at.shape} and {window.shape}"
        )  # fmt: skip
    tall, wide = (int_of(n, "size") for n in window.numpy().tolist())
    if tall <= 0 or wide <= 0:
        raise errors.InvalidArgumentError(
            None, None, f"extract_glimpse: size must be positive, got {[tall, wide]}"
        )
    image = tf.constant([x.shape[1], x.shape[2]], tf.float32)
    if normalized:
        at *= image / 2 if centered else image
    if centered:
        at += image / 2
    if centered and normalized:
        at -= tf.constant([tall, wide], tf.float32) / 2
    begin = tf.cast(at, tf.int64)
    rows = begin[:, :1] + tf.range(tall, dtype=tf.int64)
    columns = begin[:, 1:] + tf.range(wide, dtype=tf.int64)
    inside = ((rows >= 0) & (rows < x.shape[1]))[:, :, None]
    inside &= ((columns >= 0) & (columns < x.shape[2]))[:, None, :]
    shape = [x.shape[0], tall, wide, x.shape[3]]
    if noise == "uniform":
        fill = tf.random.uniform(shape)
    elif noise == "gaussian":
        fill = tf.random.normal(shape)
    elif noise == "zero":
        fill = tf.zeros(shape)
    else:
        raise ValueError(f"noise must be 'uniform', 'gaussian' or 'zero', got {noise!r}")
    if x.shape[1] == 0 or x.shape[2] == 0:
        return fill
    rows = tf.clip_by_value(rows, 0, x.shape[1] - 1)
    columns = tf.clip_by_value(columns, 0, x.shape[2] - 1)
    grid = (
        tf.broadcast_to(rows[:, :, None], shape[:3]),
        tf.broadcast_to(columns[:, None, :], shape[:3]),
    )
    return tf.where(inside[..., None], tf.gather_nd(x, tf.stack(grid, -1), batch_dims=1), fill)
