"""Random numbers by NumPy's old names: `tf.experimental.numpy.random`."""

from __future__ import annotations

from typing import Any

from zeal import _core
from zeal import random as _random
from zeal.experimental.numpy._arrays import asarray
from zeal.experimental.numpy._dtypes import dtype_of

__all__ = [
    "poisson",
    "rand",
    "randint",
    "randn",
    "random",
    "seed",
    "standard_normal",
    "uniform",
]

_cast = _core._ops["cast"]


def _shape(size: Any) -> Any:
    return [] if size is None else [size] if isinstance(size, int) else size


def seed(s: int) -> None:
    """Begins the numbers anew, as tf.random.set_seed."""
    _random.set_seed(int(s))


def uniform(low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
    """Uniform in [low, high), in float64."""
    low, high = asarray(low, "float64"), asarray(high, "float64")
    shape = (low + high).shape if size is None else _shape(size)
    return low + (high - low) * _random.uniform(shape, dtype=dtype_of(float))


def random(size: Any = None) -> Any:
    """Uniform in [0, 1)."""
    return uniform(size=size)


def rand(*size: int) -> Any:
    """Uniform in [0, 1), of a shape."""
    return uniform(size=size)


def standard_normal(size: Any = None) -> Any:
    """Normal, with mean 0 and variance 1."""
    return _random.normal(_shape(size), dtype=dtype_of(float))


def randn(*args: int) -> Any:
    """Normal, with mean 0 and variance 1, of a shape."""
    return standard_normal(args)


def randint(low: int, high: int | None = None, size: Any = None, dtype: Any = int) -> Any:
    """Integers in [low, high), or in [0, low)."""
    if high is None:
        low, high = 0, low
    kind = dtype_of(dtype)
    wide = kind if kind.name in ("int32", "int64") else dtype_of("int64")
    return _cast(_random.uniform(_shape(size), low, high, wide), kind)


def poisson(lam: Any = 1.0, size: Any = None) -> Any:
    """Poisson's distribution, as integers; where tf.random.poisson is there."""
    draw = getattr(_random, "poisson", None)
    if draw is None:
        raise NotImplementedError("random.poisson: tf.random.poisson is not there yet")
    lam = asarray(lam, "float64")
    shape = [] if size is None else _shape(size)
    return _cast(draw(shape, lam, dtype=lam.dtype), "int64")
