"""Dropout: random numbers drawn as TensorFlow draws them, and the op that they decide for."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from zeal import _core


@functools.cache
def _random() -> Any:
    from zeal import random

    return random


def _drop(x: Any, rate: Any, uniform: Callable[..., Any], noise_shape: Any) -> Any:
    known = isinstance(rate, (float, int, np.floating))
    if known and not 0 <= rate < 1:
        raise ValueError(
            f"`rate` must be a scalar tensor or a float in the range [0, 1). Received: rate={rate}"
        )
    x = _core.convert(x)
    if not x.dtype.is_floating:
        raise ValueError(
            "`x.dtype` must be a floating point tensor as `x` will be scaled. "
            f"Received: x.dtype={x.dtype}"
        )
    if noise_shape is None:
        shape = list(x.shape)
    else:  # None stands for x's own extent
        shape = list(noise_shape.numpy() if isinstance(noise_shape, _core.Tensor) else noise_shape)
        if len(shape) == len(x.shape):
            shape = [n if s is None else int(s) for s, n in zip(shape, x.shape, strict=True)]
    noise = uniform(shape=shape, dtype=x.dtype)
    if known and rate == 0:
        return x  # the numbers are drawn all the same, so that those after them stay in place
    if not known:
        rate = _core.convert(rate, x.dtype).numpy()
        if rate.shape != ():
            raise ValueError(f"`rate` must be a scalar, got shape {rate.shape}")
        rate = float(rate)
    scale = 1 / (1 - rate)
    if x.dtype.size < 4:  # the op computes in float32 then, with numbers of the dtype
        kind: Any = np.dtype(x.dtype.as_numpy_dtype).type
        rate, scale = float(kind(rate)), float(kind(scale))
    return _core._ops["raw_ops.Dropout"](x, noise, rate=rate, scale=scale)


def dropout(
    x: Any, rate: Any, noise_shape: Any = None, seed: Any = None, name: str | None = None
) -> Any:
    """Sets elements to zero at random, and scales the others so that the sum is kept on average.

    Args:
      x: a floating point tensor.
      rate: the probability, in [0, 1), with which an element is dropped.
      noise_shape: a shape that broadcasts to x's; elements that share a number share its fate.
      seed: the op seed, see `tf.random.set_seed`.
      name: ignored.

    Returns:
      A Tensor like x; x itself when rate is 0.

    Raises:
      ValueError: rate is not in [0, 1), or x is not of a floating point dtype.
    """
    del name

    def uniform(shape: Any, dtype: Any) -> Any:
        return _random().uniform(shape, dtype=dtype, seed=seed)

    return _drop(x, rate, uniform, noise_shape)


def stateless_dropout(
    x: Any,
    rate: Any,
    seed: Any,
    rng_alg: Any = None,
    noise_shape: Any = None,
    name: str | None = None,
) -> Any:
    """Computes dropout by `seed` alone: the same each time.

    Args:
      x: a floating point tensor.
      rate: the probability, in [0, 1), with which an element is dropped.
      seed: two integers.
      rng_alg: "philox" or "auto_select", the default.
      noise_shape: a shape that broadcasts to x's; elements that share a number share its fate.
      name: ignored.

    Returns:
      A Tensor like x; x itself when rate is 0.
    """
    del name

    def uniform(shape: Any, dtype: Any) -> Any:
        return _random().stateless_uniform(shape, seed, dtype=dtype, alg=rng_alg or "auto_select")

    return _drop(x, rate, uniform, noise_shape)


def general_dropout(
    x: Any, rate: Any, uniform_sampler: Any, noise_shape: Any = None, name: str | None = None
) -> Any:
    """Computes dropout with the numbers of `uniform_sampler(shape=..., dtype=...)`.

    Args:
      x: a floating point tensor.
      rate: the probability, in [0, 1), with which an element is dropped.
      uniform_sampler: gives numbers in [0, 1).
      noise_shape: a shape that broadcasts to x's; elements that share a number share its fate.
      name: ignored.

    Returns:
      A Tensor like x; x itself when rate is 0.
    """
    del name
    return _drop(x, rate, uniform_sampler, noise_shape)
