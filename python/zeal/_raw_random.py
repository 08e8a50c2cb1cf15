"""Raw random ops as TensorFlow has them: with two seeds, or with a key and a counter.

The records draw from a Philox state (see random.py), which these functions find.
"""

from __future__ import annotations

from typing import Any

from zeal import dtypes, errors
from zeal._api import tf
from zeal._random_generator import check_algorithm, op, signed
from zeal._random_seeds import shape_of, size_of, take


def _state(seed: int, seed2: int, shape: list[int], *kind: Any) -> list[int]:
    """As the op would find it in a graph: without seeds, any; with them, one sequence."""
    if seed == 0 and seed2 == 0:
        return take(None, 256 * size_of(shape), *kind)
    return [0, signed(int(seed2)), signed(int(seed))]


def RandomUniform(shape: Any, dtype: Any, seed: int = 0, seed2: int = 0, name: Any = None) -> Any:
    """Draws floats from [0, 1), from the beginning of the sequence of two seeds."""
    size = shape_of(shape)
    return op("RandomUniform")(size, state=_state(seed, seed2, size, "uniform", dtype), dtype=dtype)


def RandomStandardNormal(
    shape: Any, dtype: Any, seed: int = 0, seed2: int = 0, name: Any = None
) -> Any:
    """Draws floats of the standard normal distribution; seeds as in `RandomUniform`."""
    size = shape_of(shape)
    return op("RandomNormal")(size, state=_state(seed, seed2, size, "normal", dtype), dtype=dtype)


def TruncatedNormal(shape: Any, dtype: Any, seed: int = 0, seed2: int = 0, name: Any = None) -> Any:
    """Draws floats of the normal distribution within 2 and -2; seeds as in `RandomUniform`."""
    size = shape_of(shape)
    return op("TruncatedNormal")(
        size, state=_state(seed, seed2, size, "truncated", dtype), dtype=dtype
    )


def RandomUniformInt(
    shape: Any, minval: Any, maxval: Any, seed: int = 0, seed2: int = 0, name: Any = None
) -> Any:
    """Draws integers from [minval, maxval); seeds as in `RandomUniform`."""
    size, low = shape_of(shape), tf.convert_to_tensor(minval)
    return op("RandomUniformInt")(
        size,
        int(low),
        int(tf.convert_to_tensor(maxval, low.dtype)),
        state=_state(seed, seed2, size, "int", low.dtype),
        dtype=low.dtype,
    )


def RandomShuffle(value: Any, seed: int = 0, seed2: int = 0, name: Any = None) -> Any:
    """Puts rows in a random order; seeds as in `RandomUniform`."""
    x = tf.convert_to_tensor(value)
    return op("RandomShuffle")(x, state=_state(seed, seed2, list(x.shape), "shuffle"))


def Multinomial(
    logits: Any,
    num_samples: Any,
    seed: int = 0,
    seed2: int = 0,
    output_dtype: Any = dtypes.int64,
    name: Any = None,
) -> Any:
    """Draws classes by logits [batch, classes]; seeds as in `RandomUniform`."""
    x = tf.convert_to_tensor(logits)
    state = _state(
        seed, seed2, [x.shape[0] if x.shape.rank else 1, int(num_samples)], "multinomial"
    )
    return op("Multinomial")(x, num_samples, state=state, dtype=output_dtype)


def RandomGamma(shape: Any, alpha: Any, seed: int = 0, seed2: int = 0, name: Any = None) -> Any:
    """Draws `shape` samples of each gamma distribution; seeds as in `RandomUniform`."""
    a = tf.convert_to_tensor(alpha)
    size = [*shape_of(shape), *a.shape]
    return op("RandomGamma")(size, a, state=_state(seed, seed2, size, "gamma"))


def RandomPoissonV2(
    shape: Any,
    rate: Any,
    seed: int = 0,
    seed2: int = 0,
    dtype: Any = dtypes.int64,
    name: Any = None,
) -> Any:
    """Draws `shape` samples of each Poisson distribution; seeds as in `RandomUniform`."""
    r = tf.convert_to_tensor(rate)
    size = [*shape_of(shape), *r.shape]
    return op("RandomPoisson")(size, r, state=_state(seed, seed2, size, "poisson"), dtype=dtype)


def ParameterizedTruncatedNormal(
    shape: Any,
    means: Any,
    stdevs: Any,
    minvals: Any,
    maxvals: Any,
    seed: int = 0,
    seed2: int = 0,
    name: Any = None,
) -> Any:
    """Draws from truncated normal distributions; seeds as in `RandomUniform`."""
    size = shape_of(shape)
    return op("ParameterizedTruncatedNormal")(
        size, means, stdevs, minvals, maxvals, state=_state(seed, seed2, size, "parameterized")
    )


def _given(key: Any, counter: Any, alg: Any) -> list[int]:
    """The state of a key [1] and a counter [2], uint64."""
    check_algorithm(int(tf.convert_to_tensor(alg)))
    k, c = tf.convert_to_tensor(key), tf.convert_to_tensor(counter)
    if list(k.shape) != [1] or c.shape.rank != 1 or c.shape[0] < 2:
        raise errors.InvalidArgumentError(
            None, None, f"key must have shape [1] and counter [2], got {k.shape} and {c.shape}"
        )
    numbers = [*c.numpy().tolist()[:2], *k.numpy().tolist()]
    return [signed(n) for n in numbers]


def StatelessRandomGetKeyCounter(seed: Any, name: Any = None) -> tuple[Any, Any]:
    """The Philox key [1] and counter [2] that the stateless ops make of two numbers, uint64."""
    pair = tf.cast(seed, tf.int64)
    if list(pair.shape) != [2]:
        raise errors.InvalidArgumentError(None, None, f"seed must have shape [2], not {pair.shape}")
    first = [*pair.numpy().tolist(), 0x02461E293EC8F720]
    words = op("RandomUniformFullInt")([2], state=first, dtype=tf.uint64)
    return words[:1], tf.concat([tf.zeros([1], tf.uint64), words[1:]], 0)


def StatelessRandomGetAlg(name: Any = None) -> Any:
    """1, the number of the Philox algorithm."""
    return tf.constant(1)


def StatelessRandomUniformV2(
    shape: Any, key: Any, counter: Any, alg: Any, dtype: Any = dtypes.float32, name: Any = None
) -> Any:
    """Draws floats from [0, 1), by a key and a counter."""
    return op("RandomUniform")(shape_of(shape), state=_given(key, counter, alg), dtype=dtype)


def StatelessRandomNormalV2(
    shape: Any, key: Any, counter: Any, alg: Any, dtype: Any = dtypes.float32, name: Any = None
) -> Any:
    """Draws floats of the standard normal distribution, by a key and a counter."""
    return op("RandomNormal")(shape_of(shape), state=_given(key, counter, alg), dtype=dtype)


def StatelessTruncatedNormalV2(
    shape: Any, key: Any, counter: Any, alg: Any, dtype: Any = dtypes.float32, name: Any = None
) -> Any:
    """Draws floats of the normal distribution within 2 and -2, by a key and a counter."""
    return op("TruncatedNormal")(shape_of(shape), state=_given(key, counter, alg), dtype=dtype)


def StatelessRandomUniformIntV2(
    shape: Any, key: Any, counter: Any, alg: Any, minval: Any, maxval: Any, name: Any = None
) -> Any:
    """Draws integers from [minval, maxval), by a key and a counter."""
    low = tf.convert_to_tensor(minval)
    high = tf.convert_to_tensor(maxval, low.dtype)
    return op("RandomUniformInt")(
        shape_of(shape), int(low), int(high), state=_given(key, counter, alg), dtype=low.dtype
    )


def StatelessRandomUniformFullIntV2(
    shape: Any, key: Any, counter: Any, alg: Any, dtype: Any = dtypes.uint64, name: Any = None
) -> Any:
    """Draws any integers of a dtype, by a key and a counter."""
    return op("RandomUniformFullInt")(shape_of(shape), state=_given(key, counter, alg), dtype=dtype)


def StatelessShuffle(value: Any, key: Any, counter: Any, alg: Any, name: Any = None) -> Any:
    """Puts rows in a random order, by a key and a counter."""
    return op("RandomShuffle")(value, state=_given(key, counter, alg))
