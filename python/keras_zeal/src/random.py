"""Random numbers: what a call draws is determined by its seed."""

from __future__ import annotations

from typing import Any

import zeal
from keras.src.backend.common.stateless_scope import in_stateless_scope
from keras.src.backend.common.symbolic_scope import in_symbolic_scope
from keras.src.backend.config import floatx
from keras.src.random.seed_generator import (
    SeedGenerator,
    draw_seed,
    global_seed_generator,
    make_default_seed,
)
from zeal import nn
from zeal import random as native

from keras_zeal.missing import missing as _missing
from keras_zeal.src.ops.convert import cast, convert_to_tensor, to_zeal_dtype

_STEP = zeal.constant((0, 1), zeal.int64)  # made once, as it has data also when nothing else has


def _seed(seed: Any) -> Any:
    """Two integers; where only shapes count, any two."""
    if in_symbolic_scope():
        return _STEP
    if not in_stateless_scope():
        # What draw_seed does, with less in between.
        if seed is None:
            state = global_seed_generator().state._value
            pair = state.read_value()
            state.assign((pair + 1) * 5387 % 933199)
            return pair
        if type(seed) is SeedGenerator and seed.state._value is not None:
            state = seed.state._value
            pair = state.read_value()
            state.assign_add(_STEP)
            return pair
    return draw_seed(seed)


def _dtype(dtype: Any) -> Any:
    return to_zeal_dtype(dtype or floatx())


def _spread(parameter: Any, shape: Any, dtype: Any) -> Any:
    parameter = cast(parameter, dtype)
    return zeal.broadcast_to(parameter, shape) if parameter.shape else parameter


def normal(
    shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """From the normal distribution."""
    return native.stateless_normal(shape, _seed(seed), mean, stddev, _dtype(dtype))


def truncated_normal(
    shape: Any, mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """From the normal distribution, within two standard deviations."""
    return native.stateless_truncated_normal(shape, _seed(seed), mean, stddev, _dtype(dtype))


def uniform(
    shape: Any, minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None, seed: Any = None
) -> Any:
    """From [minval, maxval)."""
    dtype = _dtype(dtype)
    return native.stateless_uniform(
        shape, _seed(seed), cast(minval, dtype), cast(maxval, dtype), dtype
    )


def randint(shape: Any, minval: Any, maxval: Any, dtype: Any = "int32", seed: Any = None) -> Any:
    """Integers from [minval, maxval)."""
    dtype = to_zeal_dtype(dtype)
    drawn = dtype if dtype in (zeal.int32, zeal.int64) else zeal.int64
    low, high = cast(minval, drawn), cast(maxval, drawn)
    return cast(native.stateless_uniform(shape, _seed(seed), low, high, drawn), dtype)


def categorical(logits: Any, num_samples: int, dtype: Any = "int32", seed: Any = None) -> Any:
    """Classes by their unnormalised log-probabilities, for each row."""
    logits = convert_to_tensor(logits)
    drawn = native.stateless_categorical(logits, num_samples, _seed(seed), zeal.int64)
    return cast(drawn, dtype)


def gamma(shape: Any, alpha: Any, dtype: Any = None, seed: Any = None) -> Any:
    """From the gamma distribution of the shape parameter `alpha`."""
    dtype = _dtype(dtype)
    return native.stateless_gamma(shape, _seed(seed), _spread(alpha, shape, dtype), dtype=dtype)


def beta(shape: Any, alpha: Any, beta: Any, dtype: Any = None, seed: Any = None) -> Any:
    """From the beta distribution: the part that one gamma variable has in the sum of two."""
    dtype = _dtype(dtype)
    first = _seed(seed)
    a = native.stateless_gamma(shape, first, _spread(alpha, shape, dtype), dtype=dtype)
    other = first if in_symbolic_scope() else native.fold_in(first, 1)
    b = native.stateless_gamma(shape, other, _spread(beta, shape, dtype), dtype=dtype)
    return a / (a + b)


def binomial(
    shape: Any, counts: Any, probabilities: Any, dtype: Any = None, seed: Any = None
) -> Any:
    """From the binomial distribution."""
    dtype = _dtype(dtype)
    drawn = native.stateless_binomial(
        shape,
        _seed(seed),
        _spread(counts, shape, zeal.float32),
        _spread(probabilities, shape, zeal.float32),
        dtype,
    )
    return cast(drawn, dtype)


def dropout(inputs: Any, rate: Any, noise_shape: Any = None, seed: Any = None) -> Any:
    """Zeros with the probability `rate`; what is left is scaled up."""
    inputs = convert_to_tensor(inputs)
    if noise_shape is not None:
        noise_shape = [
            size if wanted is None else wanted
            for size, wanted in zip(inputs.shape, noise_shape, strict=True)
        ]
    if rate == 1.0:
        return zeal.zeros_like(inputs)
    return nn.experimental.stateless_dropout(inputs, rate, _seed(seed), noise_shape=noise_shape)


def shuffle(x: Any, axis: int = 0, seed: Any = None) -> Any:
    """The slices along `axis` in a random order."""
    x = convert_to_tensor(x)
    order = native.stateless_shuffle(zeal.range(x.shape[axis]), _seed(seed))
    return zeal.gather(x, order, axis=axis)


__getattr__ = _missing(__name__)
