"""Images moved and cut, pixel by pixel: flips, turns, crops and borders."""

from __future__ import annotations

from typing import Any

from zeal._api import tf


def as_images(image: Any, what: str = "image") -> Any:
    """A tensor of an image [height, width, channels] or of a batch of them."""
    x = tf.convert_to_tensor(image)
    if x.shape.rank not in (3, 4):
        raise ValueError(f"'{what}' (shape {x.shape}) must have either 3 or 4 dimensions.")
    return x


def size_of(x: Any) -> tuple[int, int]:
    """Height and width."""
    return x.shape[-3], x.shape[-2]


def int_of(value: Any, what: str) -> int:
    """A Python int from a number or a 0-d tensor."""
    if isinstance(value, int):
        return value
    t = tf.convert_to_tensor(value)
    if t.shape.rank != 0 or not t.dtype.is_integer:
        raise ValueError(f"{what} must be an integer, got {value!r}")
    return int(t)


def flip_left_right(image: Any) -> Any:
    """Mirrors images [height, width, channels] or [batch, height, width, channels] at the middle.

    Args:
      image: one image or a batch.
    """
    return tf.reverse(as_images(image), [-2])


def flip_up_down(image: Any) -> Any:
    """Turns images [height, width, channels] or [batch, height, width, channels] upside down.

    Args:
      image: one image or a batch.
    """
    return tf.reverse(as_images(image), [-3])


def transpose(image: Any, name: str | None = None) -> Any:
    """Swaps height and width of one image or a batch.

    Args:
      image: [height, width, channels] or [batch, height, width, channels].
      name: ignored.
    """
    del name
    x = as_images(image)
    return tf.transpose(x, [1, 0, 2] if x.shape.rank == 3 else [0, 2, 1, 3])


def rot90(image: Any, k: Any = 1, name: str | None = None) -> Any:
    """Turns images counter-clockwise by k quarters of a turn.

    Args:
      image: one image or a batch.
      k: an integer.
      name: ignored.
    """
    del name
    x = as_images(image)
    quarters = int_of(k, "k") % 4
    if quarters == 1:
        return transpose(tf.reverse(x, [-2]))
    if quarters == 2:
        return tf.reverse(x, [-3, -2])
    return tf.reverse(transpose(x), [-2]) if quarters == 3 else x


def _invalid(op: str, message: str) -> ValueError:
    return ValueError(f"{op}: {message}")


def pad_to_bounding_box(
    image: Any, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Any:
    """Puts images into larger ones of zeros.

    Args:
      image: one image or a batch.
      offset_height: rows of zeros above.
      offset_width: columns of zeros on the left.
      target_height: the height of the result.
      target_width: the width of the result.

    Raises:
      ValueError: an offset is negative, or the image does not fit.
    """
    op, x = "pad_to_bounding_box", as_images(image)
    top, left = int_of(offset_height, "offset_height"), int_of(offset_width, "offset_width")
    height, width = size_of(x)
    bottom = int_of(target_height, "target_height") - top - height
    right = int_of(target_width, "target_width") - left - width
    if top < 0:
        raise _invalid(op, f"offset_height must be >= 0, got {top}")
    if left < 0:
        raise _invalid(op, f"offset_width must be >= 0, got {left}")
    if right < 0:
        raise _invalid(op, f"width must be <= target - offset, {-right} too many")
    if bottom < 0:
        raise _invalid(op, f"height must be <= target - offset, {-bottom} too many")
    if not any((top, bottom, left, right)):
        return x
    lead = [[0, 0]] * (x.shape.rank - 3)
    return tf.pad(x, [*lead, [top, bottom], [left, right], [0, 0]])


def crop_to_bounding_box(
    image: Any, offset_height: Any, offset_width: Any, target_height: Any, target_width: Any
) -> Any:
    """Cuts a box out of images.

    Args:
      image: one image or a batch.
      offset_height: rows left out above.
      offset_width: columns left out on the left.
      target_height: the height of the result.
      target_width: the width of the result.

    Raises:
      ValueError: the box is empty, or not within the image.
    """
    op, x = "crop_to_bounding_box", as_images(image)
    top, left = int_of(offset_height, "offset_height"), int_of(offset_width, "offset_width")
    rows, columns = int_of(target_height, "target_height"), int_of(target_width, "target_width")
    height, width = size_of(x)
    if left < 0:
        raise _invalid(op, f"offset_width must be >= 0, got {left}")
    if top < 0:
        raise _invalid(op, f"offset_height must be >= 0, got {top}")
    if columns <= 0:
        raise _invalid(op, f"target_width must be > 0, got {columns}")
    if rows <= 0:
        raise _invalid(op, f"target_height must be > 0, got {rows}")
    if width < left + columns:
        raise _invalid(op, f"width must be >= target + offset, got {width}")
    if height < top + rows:
        raise _invalid(op, f"height must be >= target + offset, got {height}")
    return x[..., top : top + rows, left : left + columns, :]


def central_crop(image: Any, central_fraction: Any) -> Any:
    """Cuts the middle out of images.

    Args:
      image: one image or a batch.
      central_fraction: which part of height and width stays, in (0, 1].

    Raises:
      ValueError: the fraction is out of range.
    """
    x = tf.convert_to_tensor(image)
    fraction = float(central_fraction)
    if not 0.0 < fraction <= 1.0:
        raise ValueError(f"central_fraction must be within (0, 1], got {fraction}")
    if fraction == 1.0:
        return x
    x = as_images(x)
    height, width = size_of(x)
    top, left = int((height - height * fraction) / 2), int((width - width * fraction) / 2)
    return x[..., top : height - top, left : width - left, :]


def resize_with_crop_or_pad(image: Any, target_height: Any, target_width: Any) -> Any:
    """Cuts images to a size, or puts zeros around them, the same on either side.

    Args:
      image: one image or a batch.
      target_height: the new height.
      target_width: the new width.

    Raises:
      ValueError: a target is not positive.
    """
    x = as_images(image)
    rows, columns = int_of(target_height, "target_height"), int_of(target_width, "target_width")
    if columns <= 0:
        raise ValueError(f"target_width must be > 0, got {columns}")
    if rows <= 0:
        raise ValueError(f"target_height must be > 0, got {rows}")
    height, width = size_of(x)
    up, side = rows - height, columns - width
    x = crop_to_bounding_box(
        x, max(-up // 2, 0), max(-side // 2, 0), min(rows, height), min(columns, width)
    )
    return pad_to_bounding_box(x, max(up // 2, 0), max(side // 2, 0), rows, columns)
