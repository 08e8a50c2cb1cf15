"""Pooling over windows of two sizes, so that an image shrinks by a fraction."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

from zeal import errors
from zeal._api import tf


class FractionalPool(NamedTuple):
    """What the poolings give: the result, and where its rows and columns begin and end."""

    output: Any
    row_pooling_sequence: Any
    col_pooling_sequence: Any


def _ratios(ratio: Any) -> list[float]:
    """Of the four dimensions."""
    given = [float(r) for r in ratio] if isinstance(ratio, (list, tuple)) else [float(ratio)]
    if len(given) not in (1, 2, 4):
        raise ValueError(f"pooling_ratio must have 1, 2 or 4 numbers, got {ratio}")
    if len(given) == 1:
        given *= 2
    ratios = given if len(given) == 4 else [1.0, *given, 1.0]
    if not all(1 <= r < math.inf for r in ratios):
        raise ValueError(f"pooling_ratio should be a list of floats >= 1, got {ratio}")
    if ratios[0] != 1 or ratios[3] != 1:
        raise ValueError(f"pooling_ratio of batch and channels must be 1, got {ratio}")
    return ratios


def _sequence(size: int, ratio: float, pseudo_random: bool, draw: Any) -> Any:
    """Where windows of k or k + 1 pixels begin, and the end."""
    count = int(size / ratio)
    if count < 1:
        raise errors.InvalidArgumentError(
            None, None, f"a pooling_ratio of {ratio} leaves nothing of {size} pixels"
        )
    small, larger = divmod(size, count)
    if not pseudo_random:
        sizes = tf.cast(tf.range(count) < larger, tf.int64) + small
        return tf.concat([[0], tf.cumsum(draw.shuffle(sizes))], 0)
    # ceil(alpha (i + u)) for one u that leaves the last window small + 1 pixels at most.
    alpha = size / count
    most = min((small + 2) / alpha - 1, (size + 1 - small) / alpha - (count - 1))
    shifted = alpha * (tf.range(1, count, dtype=tf.float64) + draw.uniform() * most)
    middle = tf.cast(tf.math.ceil(shifted), tf.int64) - 1
    return tf.concat([[0], middle, [size]], 0)


class _Draw:
    """The random numbers of one call; seed 0 stands for none."""

    def __init__(self, seed: int) -> None:
        self.seed = seed or None

    def shuffle(self, x: Any) -> Any:
        return tf.random.shuffle(x, self.seed)

    def uniform(self) -> Any:
        return tf.random.uniform([], dtype=tf.float64, seed=self.seed)


def _check(op: str, what: str, sequence: Any, size: int) -> Any:
    """The sequence, as int64: increasing, from 0 on, and within the image."""
    s = tf.cast(sequence, tf.int64)
    if s.shape.rank != 1 or s.shape[0] < 2:
        raise errors.InvalidArgumentError(
            None, None, f"{op}: {what} must be a vector of at least two numbers, got {s.shape}"
        )
    bounds = s.numpy().tolist()
    if bounds[0] != 0 or bounds[-1] > size or sorted(set(bounds)) != bounds:
        raise errors.InvalidArgumentError(
            None, None, f"{op}: {what} must increase from 0 to at most {size}, got {bounds}"
        )
    return s


def _windows(x: Any, axis: int, bounds: Any, overlapping: bool, reduce: Any) -> Any:
    """Reduces the windows along one axis; overlapping ones take the next one's first pixel."""
    size = x.shape[axis]
    first, last = bounds[:-1], bounds[1:]
    if overlapping:
        last = tf.minimum(last + 1, size)
    lengths = last - first
    window = tf.repeat(tf.range(lengths.shape[0], dtype=tf.int64), lengths)
    begin = tf.cumsum(lengths, exclusive=True)
    at = tf.range(window.shape[0], dtype=tf.int64) - tf.gather(begin - first, window)
    order = [axis, *(i for i in range(4) if i != axis)]
    rows = reduce(tf.gather(tf.transpose(x, order), at), window)
    return tf.transpose(rows, [order.index(i) for i in range(4)])


def pool_windows(
    op: str, value: Any, rows: Any, columns: Any, overlapping: bool, largest: bool
) -> Any:
    """Pools [batch, height, width, channels] by the sequences."""
    x = tf.convert_to_tensor(value)
    reduce = tf.math.segment_max if largest else tf.math.segment_mean
    whole = x if largest or x.dtype.is_floating else tf.cast(x, tf.float64)
    for axis, what, bounds in ((1, "row", rows), (2, "col", columns)):
        sequence = _check(op, f"{what}_pooling_sequence", bounds, x.shape[axis])
        whole = _windows(whole, axis, sequence, overlapping, reduce)
    return tf.cast(whole, x.dtype)


def _pool(
    op: str, value: Any, ratio: Any, pseudo_random: bool, overlapping: bool, seed: int,
    largest: bool,
) -> FractionalPool:  # fmt: skip
    x = tf.convert_to_tensor(value)
    if x.shape.rank != 4:
        raise errors.InvalidArgumentError(
            None, None, f"{op}: value must have 4 dimensions, got shape {x.shape}"
        )
    if x.dtype not in (tf.float16, tf.bfloat16, tf.float32, tf.float64, tf.int32, tf.int64):
        raise TypeError(f"{op}: value must hold numbers of 16 bits or more, got {x.dtype.name}")
    ratios, draw = _ratios(ratio), _Draw(seed)
    rows, columns = (_sequence(x.shape[i], ratios[i], pseudo_random, draw) for i in (1, 2))
    return FractionalPool(pool_windows(op, x, rows, columns, overlapping, largest), rows, columns)


def fractional_max_pool(
    value: Any,
    pooling_ratio: Any,
    pseudo_random: bool = False,
    overlapping: bool = False,
    seed: int = 0,
    name: str | None = None,
) -> FractionalPool:
    """Computes the largest element of windows of k or k + 1 pixels in random order.

    Args:
      value: [batch, height, width, channels].
      pooling_ratio: how many times fewer rows and columns the result has: a number of at least 1,
        two, or four of which the outer ones are 1.
      pseudo_random: whether one number decides where all windows begin, instead of a shuffle.
      overlapping: whether a window takes the first pixel of the next one, too.
      seed: of the random numbers; 0 for none.
      name: ignored.

    Returns:
      The result, and the sequences of the pixels where windows begin, of rows and of columns.

    Raises:
      ValueError: a ratio is less than 1.
    """
    del name
    return _pool(
        "fractional_max_pool", value, pooling_ratio, pseudo_random, overlapping, seed, True
    )


def fractional_avg_pool(
    value: Any,
    pooling_ratio: Any,
    pseudo_random: bool = False,
    overlapping: bool = False,
    seed: int = 0,
    name: str | None = None,
) -> FractionalPool:
    """Computes the mean of windows of k or k + 1 pixels in random order.

    Args:
      value, pooling_ratio, pseudo_random, overlapping, seed, name: as in `fractional_max_pool`.

    Returns:
      As there.
    """
    del name
    return _pool(
        "fractional_avg_pool", value, pooling_ratio, pseudo_random, overlapping, seed, False
    )
