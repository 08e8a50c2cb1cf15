"""Random changes to images, by the global generator or by a seed alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zeal._api import tf
from zeal._image_adjust import adjust_brightness, adjust_contrast, adjust_hue, adjust_saturation
from zeal._image_shape import as_images

Draw = Callable[..., Any]


def _stateful(seed: Any) -> Draw:
    return lambda shape, low, high, dtype=tf.float32: tf.random.uniform(
        shape, low, high, dtype, seed=seed
    )


def _stateless(seed: Any) -> Draw:
    return lambda shape, low, high, dtype=tf.float32: tf.random.stateless_uniform(
        shape, seed, low, high, dtype
    )


def _delta(draw: Draw, max_delta: Any, most: float | None = None) -> Any:
    if most is not None and max_delta > most:
        raise ValueError(f"max_delta must be <= {most}, got {max_delta}")
    if max_delta < 0:
        raise ValueError(f"max_delta must be non-negative, got {max_delta}")
    return draw([], -max_delta, max_delta)


def _factor(draw: Draw, lower: Any, upper: Any) -> Any:
    if upper <= lower:
        raise ValueError(f"upper must be > lower, got {lower} and {upper}")
    if lower < 0:
        raise ValueError(f"lower must be non-negative, got {lower}")
    return draw([], lower, upper)


def random_brightness(image: Any, max_delta: Any, seed: Any = None) -> Any:
    """Adjusts brightness by a number of [-max_delta, max_delta); see `adjust_brightness`."""
    return adjust_brightness(image, _delta(_stateful(seed), max_delta))


def stateless_random_brightness(image: Any, max_delta: Any, seed: Any) -> Any:
    """Adjusts brightness by a number of [-max_delta, max_delta) that follows from the seed."""
    return adjust_brightness(image, _delta(_stateless(seed), max_delta))


def random_hue(image: Any, max_delta: Any, seed: Any = None) -> Any:
    """Adjusts hue by a number of [-max_delta, max_delta), of 0.5 at most; see `adjust_hue`."""
    return adjust_hue(image, _delta(_stateful(seed), max_delta, 0.5))


def stateless_random_hue(image: Any, max_delta: Any, seed: Any) -> Any:
    """Adjusts hue by a number of [-max_delta, max_delta) that follows from the seed."""
    return adjust_hue(image, _delta(_stateless(seed), max_delta, 0.5))


def random_contrast(image: Any, lower: Any, upper: Any, seed: Any = None) -> Any:
    """Adjusts contrast by a factor of [lower, upper); see `adjust_contrast`."""
    return adjust_contrast(image, _factor(_stateful(seed), lower, upper))


def stateless_random_contrast(image: Any, lower: Any, upper: Any, seed: Any) -> Any:
    """Adjusts contrast by a factor of [lower, upper) that follows from the seed."""
    return adjust_contrast(image, _factor(_stateless(seed), lower, upper))


def random_saturation(image: Any, lower: Any, upper: Any, seed: Any = None) -> Any:
    """Adjusts saturation by a factor of [lower, upper); see `adjust_saturation`."""
    return adjust_saturation(image, _factor(_stateful(seed), lower, upper))


def stateless_random_saturation(image: Any, lower: Any, upper: Any, seed: Any = None) -> Any:
    """Adjusts saturation by a factor of [lower, upper) that follows from the seed."""
    return adjust_saturation(image, _factor(_stateless(seed), lower, upper))


def _flip(image: Any, axis: int, draw: Draw) -> Any:
    x = as_images(image)
    if x.shape.rank == 3:
        return tf.reverse(x, [axis]) if float(draw([], 0, 1.0)) < 0.5 else x
    flips = tf.round(draw([x.shape[0]], 0, 1.0))
    return tf.where(tf.reshape(flips, [-1, 1, 1, 1]) > 0, tf.reverse(x, [axis]), x)


def random_flip_left_right(image: Any, seed: Any = None) -> Any:
    """Mirrors each image, or does not, with even odds; see `flip_left_right`."""
    return _flip(image, -2, _stateful(seed))


def random_flip_up_down(image: Any, seed: Any = None) -> Any:
    """Turns each image upside down, or does not, with even odds; see `flip_up_down`."""
    return _flip(image, -3, _stateful(seed))


def stateless_random_flip_left_right(image: Any, seed: Any) -> Any:
    """Mirrors each image, or does not, as follows from the seed."""
    return _flip(image, -2, _stateless(seed))


def stateless_random_flip_up_down(image: Any, seed: Any) -> Any:
    """Turns each image upside down, or does not, as follows from the seed."""
    return _flip(image, -3, _stateless(seed))


def _crop(value: Any, size: Any, draw: Draw) -> Any:
    x = tf.convert_to_tensor(value)
    want = [int(n) for n in size]
    if len(want) != x.shape.rank:
        raise ValueError(f"size {want} must have an entry for each dimension of shape {x.shape}")
    if any(w > n or w < 0 for w, n in zip(want, x.shape, strict=True)):
        raise tf.errors.InvalidArgumentError(
            None, None, f"Need value.shape >= size, got {x.shape} and {want}"
        )
    room = tf.constant([n - w + 1 for w, n in zip(want, x.shape, strict=True)], tf.int32)
    offsets = draw([len(want)], None, 2**31 - 1, dtype=tf.int32) % room
    return tf.slice(x, offsets, want)


def random_crop(value: Any, size: Any, seed: Any = None, name: str | None = None) -> Any:
    """Cuts a piece of a size out of a tensor, anywhere in it.

    Args:
      value: a Tensor.
      size: an extent for each dimension.
      seed: the op seed, see `tf.random.set_seed`.
      name: ignored.

    Raises:
      InvalidArgumentError: the piece is larger than the tensor.
    """
    del name
    draw = _stateful(seed)
    return _crop(value, size, lambda s, low, high, dtype: draw(s, low or 0, high, dtype))


def stateless_random_crop(value: Any, size: Any, seed: Any, name: str | None = None) -> Any:
    """Cuts a piece of a size out of a tensor, where the seed says; see `random_crop`."""
    del name
    draw = _stateless(seed)
    return _crop(value, size, lambda s, low, high, dtype: draw(s, low or 0, high, dtype))
