"""Random numbers: `tf.random`. A seed gives the numbers that it gives in TensorFlow on a CPU."""

from __future__ import annotations

import os
import random as _python_random
import threading
from typing import Any

from zeal import _core, _lazy, dtypes, errors
from zeal._random_generator import (
    Algorithm,
    Generator,
    check_algorithm,
    create_rng_state,
    get_global_generator,
    normal_of,
    op,
    set_global_generator,
    signed,
    truncated_normal_of,
    uniform_of,
)

__all__ = [
    "Algorithm",
    "Generator",
    "categorical",
    "create_rng_state",
    "experimental",
    "fold_in",
    "get_global_generator",
    "normal",
    "set_global_generator",
    "set_seed",
    "shuffle",
    "split",
    "stateless_categorical",
    "stateless_normal",
    "stateless_truncated_normal",
    "stateless_uniform",
    "truncated_normal",
    "uniform",
]
__getattr__ = _lazy.missing(__name__)

_MAX_INT32 = 2**31 - 1
_DEFAULT_GLOBAL_SEED = 87654321  # with an op seed alone
_UINT64 = 2**64

_lock = threading.Lock()
_global_seed: int | None = None
_op_seeds = _python_random.Random()
# How many Philox blocks the ops with a seed of their own have used, by op, dtypes and seeds.
_used: dict[tuple[Any, ...], int] = {}


class _Entropy:
    """The stream for calls without any seed; begun anew in a forked process."""

    def __init__(self) -> None:
        os.register_at_fork(after_in_child=self.begin)
        self.begin()

    def begin(self) -> None:
        self.counter_hi = int.from_bytes(os.urandom(8), "little")
        self.key = int.from_bytes(os.urandom(8), "little")
        self.counter = 0

    def take(self, blocks: int) -> list[int]:
        state = [self.counter, self.counter_hi, self.key]
        self.counter = (self.counter + blocks) % _UINT64
        return [signed(x) for x in state]


_entropy = _Entropy()


def set_seed(seed: Any) -> None:
    """Sets the global seed, from which the ops that have none of their own take theirs.

    What an op draws depends on two seeds, the global one and the op's (its argument `seed`):

    1. Neither is set: the numbers differ from run to run.
    2. Only the global one: each call gets an op seed of its own, the same in each run.
    3. Only the op's: a default global seed is used; calls with one seed go on in one sequence.
    4. Both: the two decide, and calls with one op seed go on in one sequence.

    Calling set_seed begins all sequences again.

    Args:
      seed: an integer.
    """
    global _global_seed, _op_seeds
    try:
        hash(seed)
        rng = _python_random.Random(seed)
    except TypeError:  # arrays and tensors
        rng = _python_random.Random(int(seed))
    with _lock:
        _global_seed = None if seed is None else int(seed)
        _op_seeds = rng
        _used.clear()


def _seeds(seed: Any) -> tuple[int, int] | None:
    if _global_seed is not None:
        op_seed = _op_seeds.randint(0, _MAX_INT32) if seed is None else int(seed)
        seeds = _global_seed % _MAX_INT32, op_seed % _MAX_INT32
    elif seed is not None:
        seeds = _DEFAULT_GLOBAL_SEED, int(seed) % _MAX_INT32
    else:
        return None
    return (0, _MAX_INT32) if seeds == (0, 0) else seeds


def _take(seed: Any, blocks: int, *kind: Any) -> list[int]:
    """The Philox state that a call of this kind starts from; the next is `blocks` on."""
    with _lock:
        seeds = _seeds(seed)
        if seeds is None:
            return _entropy.take(blocks)
        used = 0
        if seed is not None:
            stream = (*kind, *seeds)
            used = _used.get(stream, 0)
            _used[stream] = used + blocks
    return [signed(used % _UINT64), seeds[1] + used // _UINT64, seeds[0]]


def _size(shape: Any) -> int:
    """The number of elements; what is wrong with `shape` is for the op to say."""
    size = 1
    for n in shape:
        size *= n
    return max(size, 0)


def _shape(shape: Any) -> list[int]:
    if isinstance(shape, (list, tuple)) and all(type(n) is int for n in shape):
        return list(shape)
    t = _core.convert(shape, None, dtypes.int32)
    if t.shape.rank != 1 or not t.dtype.is_integer:
        if isinstance(shape, (list, tuple)) and not shape:
            return []
        raise errors.InvalidArgumentError(
            None, None, f"shape must be a vector of integers, got {shape!r}"
        )
    return list(t.numpy().tolist())


def uniform(
    shape: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = dtypes.float32,
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """Draws from the uniform distribution over [minval, maxval).

    Args:
      shape: the shape of the result.
      minval: the lower bound; for floats, anything that broadcasts to `shape`.
      maxval: the upper bound, not drawn itself; 1 for floats, to be given for integers.
      dtype: float16, bfloat16, float32, float64, int32 or int64.
      seed: the op seed, see `set_seed`.
      name: ignored.

    Returns:
      A Tensor. Integers are slightly biased unless maxval - minval is a power of two.

    Raises:
      ValueError: no maxval for integers, or another dtype.
      InvalidArgumentError: for integers, unless minval < maxval.
    """
    del name
    dtype = dtypes.as_dtype(dtype)
    if not (dtype.is_floating or dtype in (dtypes.int32, dtypes.int64)):
        raise ValueError(
            f"Argument `dtype` got invalid value {dtype}. Accepted dtypes are float16, bfloat16, "
            "float32, float64, int32 and int64."
        )
    if maxval is None:
        if dtype.is_integer:
            raise ValueError(f"Must specify maxval for integer dtype {dtype!r}")
        maxval = 1
    shape = _shape(shape)
    kind = "int" if dtype.is_integer else "uniform"
    return uniform_of(
        lambda: {"state": _take(seed, 256 * _size(shape), kind, dtype)},
        shape,
        minval,
        maxval,
        dtype,
    )


def normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = dtypes.float32,
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """Draws from the normal distribution.

    Args:
      shape: the shape of the result.
      mean, stddev: of the distribution; anything that broadcasts to `shape`.
      dtype: a floating point dtype.
      seed: the op seed, see `set_seed`.
      name: ignored.

    Returns:
      A Tensor.
    """
    del name
    dtype, shape = dtypes.as_dtype(dtype), _shape(shape)
    return normal_of(
        lambda: {"state": _take(seed, 256 * _size(shape), "normal", dtype)},
        shape,
        mean,
        stddev,
        dtype,
    )


def truncated_normal(
    shape: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = dtypes.float32,
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """Draws from the normal distribution without what is beyond two standard deviations.

    Args:
      shape: the shape of the result.
      mean, stddev: of the distribution before it is cut; anything that broadcasts to `shape`.
      dtype: a floating point dtype.
      seed: the op seed, see `set_seed`.
      name: ignored.

    Returns:
      A Tensor.
    """
    del name
    dtype, shape = dtypes.as_dtype(dtype), _shape(shape)
    return truncated_normal_of(
        lambda: {"state": _take(seed, 256 * _size(shape), "truncated", dtype)},
        shape,
        mean,
        stddev,
        dtype,
    )


def _categorical_dtype(dtype: Any) -> Any:
    dtype = dtypes.int64 if dtype is None else dtypes.as_dtype(dtype)
    if dtype not in (dtypes.int32, dtypes.int64):
        raise ValueError(
            f"Argument `dtype` got invalid value {dtype}. Accepted dtypes are int32 and int64."
        )
    return dtype


def categorical(
    logits: Any, num_samples: Any, dtype: Any = None, seed: Any = None, name: str | None = None
) -> Any:
    """Draws classes by unnormalised log-probabilities.

    Args:
      logits: [batch, classes].
      num_samples: how many to draw for each row.
      dtype: int32 or int64; None is int64.
      seed: the op seed, see `set_seed`.
      name: ignored.

    Returns:
      [batch, num_samples], the drawn classes.
    """
    del name
    dtype = _categorical_dtype(dtype)
    logits = _core.convert(logits)
    rows = logits.shape[0] if logits.shape.rank else 1
    # As TensorFlow: 256 blocks a number, and two for each sample of rows filled up to four.
    blocks = 512 * max(rows * ((int(num_samples) + 3) // 4 * 4), 0)
    state = _take(seed, blocks, "categorical", logits.dtype, dtype)
    return op("Multinomial")(logits, num_samples, state=state, dtype=dtype)


def shuffle(value: Any, seed: Any = None, name: str | None = None) -> Any:
    """Puts the rows of `value`, along its first axis, in a random order.

    Args:
      value: any tensor.
      seed: the op seed, see `set_seed`.
      name: ignored.

    Returns:
      A Tensor like `value`.
    """
    del name
    value = _core.convert(value)
    rows = value.shape[0] if value.shape.rank else 1
    # One row alone draws no number, so its stream does not go on.
    blocks = (rows + 2) // 4 if rows > 1 and value.shape.num_elements() > 1 else 0
    return op("RandomShuffle")(value, state=_take(seed, blocks, "shuffle", value.dtype))


def stateless_uniform(
    shape: Any,
    seed: Any,
    minval: Any = 0,
    maxval: Any = None,
    dtype: Any = dtypes.float32,
    name: str | None = None,
    alg: Any = "auto_select",
) -> Any:
    """Draws from the uniform distribution over [minval, maxval), by `seed` alone.

    Args:
      shape: the shape of the result.
      seed: two integers.
      minval: the lower bound; for floats, anything that broadcasts to `shape`.
      maxval: the upper bound, not drawn itself; 1 for floats. None for minval and maxval draws from
        all that an integer dtype has.
      dtype: float16, bfloat16, float32, float64, int32, int64; without bounds, uint32 or uint64.
      name: ignored.
      alg: "philox" or "auto_select".

    Returns:
      A Tensor.

    Raises:
      ValueError: the dtype does not go with the bounds.
      InvalidArgumentError: the seed is not two integers; for integers, unless minval < maxval.
    """
    del name
    check_algorithm(alg)
    dtype = dtypes.as_dtype(dtype)
    if not (dtype.is_floating or (dtype.is_integer and dtype.size >= 4)):
        raise ValueError(
            f"Argument `dtype` got invalid value {dtype}. Accepted dtypes are float16, bfloat16, "
            "float32, float64, int32, int64, uint32 and uint64."
        )
    if dtype.is_integer:
        if (minval is None) != (maxval is None):
            raise ValueError(
                f"For integer `dtype` argument {dtype}, argument `minval` and `maxval` must be "
                f"both None or not None. Got `minval`={minval} and `maxval`={maxval}."
            )
        if minval is not None and dtype.is_unsigned:
            raise ValueError(
                f"Argument `dtype` got invalid value {dtype} when argument `minval` is not None. "
                "Please don't use unsigned integers in this case."
            )
    elif maxval is None:
        maxval = 1
    source = {"seed": _seed(seed)}
    return uniform_of(lambda: source, _shape(shape), minval, maxval, dtype)


def _seed(seed: Any) -> Any:
    """`seed` as the ops take it, which say what is wrong with its length."""
    t = _core.convert(seed, None, dtypes.int64)
    if t.dtype not in (dtypes.int32, dtypes.int64):
        raise errors.InvalidArgumentError(None, None, f"seed must be int32 or int64, got {t.dtype}")
    if t.shape.rank != 1:
        raise errors.InvalidArgumentError(None, None, f"seed must have shape [2], not {t.shape}")
    return t


def stateless_normal(
    shape: Any,
    seed: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = dtypes.float32,
    name: str | None = None,
    alg: Any = "auto_select",
) -> Any:
    """Draws from the normal distribution, by `seed` alone; see `normal`.

    Args:
      shape: the shape of the result.
      seed: two integers.
      mean, stddev: of the distribution; anything that broadcasts to `shape`.
      dtype: a floating point dtype.
      name: ignored.
      alg: "philox" or "auto_select".

    Returns:
      A Tensor.
    """
    del name
    check_algorithm(alg)
    source = {"seed": _seed(seed)}
    return normal_of(lambda: source, _shape(shape), mean, stddev, dtypes.as_dtype(dtype))


def stateless_truncated_normal(
    shape: Any,
    seed: Any,
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = dtypes.float32,
    name: str | None = None,
    alg: Any = "auto_select",
) -> Any:
    """Draws from the truncated normal distribution, by `seed` alone; see `truncated_normal`.

    Args:
      shape: the shape of the result.
      seed: two integers.
      mean, stddev: of the distribution before it is cut; anything that broadcasts to `shape`.
      dtype: a floating point dtype.
      name: ignored.
      alg: "philox" or "auto_select".

    Returns:
      A Tensor.
    """
    del name
    check_algorithm(alg)
    source = {"seed": _seed(seed)}
    return truncated_normal_of(lambda: source, _shape(shape), mean, stddev, dtypes.as_dtype(dtype))


def stateless_categorical(
    logits: Any, num_samples: Any, seed: Any, dtype: Any = dtypes.int64, name: str | None = None
) -> Any:
    """Draws classes by unnormalised log-probabilities, by `seed` alone; see `categorical`.

    Args:
      logits: [batch, classes].
      num_samples: how many to draw for each row.
      seed: two integers.
      dtype: int32 or int64.
      name: ignored.

    Returns:
      [batch, num_samples], the drawn classes.
    """
    del name
    dtype = _categorical_dtype(dtype)
    return op("Multinomial")(logits, num_samples, seed=_seed(seed), dtype=dtype)


def split(seed: Any, num: Any = 2, alg: Any = "auto_select") -> Any:
    """Makes `num` seeds of one.

    Args:
      seed: two integers, int32 or int64.
      num: how many.
      alg: "philox" or "auto_select".

    Returns:
      [num, 2], of the seed's dtype.
    """
    check_algorithm(alg)
    seed = _core.convert(seed)
    return op("RandomUniformFullInt")([int(num), 2], seed=_seed(seed), dtype=seed.dtype)


def fold_in(seed: Any, data: Any, alg: Any = "auto_select") -> Any:
    """Makes a seed of one and a number, such as a step or a replica.

    Args:
      seed: two integers.
      data: an integer, int32 or int64.
      alg: "philox" or "auto_select".

    Returns:
      Two integers of data's dtype.
    """
    check_algorithm(alg)
    data = _core.convert(data)
    first = op("RandomUniformFullInt")([], seed=_seed(seed), dtype=data.dtype)
    return op("Pack")([first, data])


def stateless_shuffle(
    value: Any, seed: Any, alg: Any = "auto_select", name: str | None = None
) -> Any:
    """Puts the rows of `value` in a random order, by `seed` alone: tf.random.experimental's.

    Args:
      value: any tensor.
      seed: two integers.
      alg: "philox" or "auto_select".
      name: ignored.

    Returns:
      A Tensor like `value`.
    """
    del name
    check_algorithm(alg)
    return op("RandomShuffle")(value, seed=_seed(seed))


class experimental:
    """`tf.random.experimental`: other names of what is in `tf.random`, and stateless_shuffle."""

    Algorithm = Algorithm
    Generator = Generator
    create_rng_state = staticmethod(create_rng_state)
    get_global_generator = staticmethod(get_global_generator)
    set_global_generator = staticmethod(set_global_generator)
    stateless_fold_in = staticmethod(fold_in)
    stateless_shuffle = staticmethod(stateless_shuffle)
    stateless_split = staticmethod(split)
