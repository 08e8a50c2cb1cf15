"""Random numbers: `tf.random`. A seed gives the numbers that it gives in TensorFlow on a CPU."""

from __future__ import annotations

from typing import Any

from zeal import _core, _lazy, dtypes, errors
from zeal._candidates import (
    all_candidate_sampler,
    fixed_unigram_candidate_sampler,
    learned_unigram_candidate_sampler,
    log_uniform_candidate_sampler,
    uniform_candidate_sampler,
)
from zeal._random_generator import (
    Algorithm,
    Generator,
    check_algorithm,
    create_rng_state,
    for_each,
    get_global_generator,
    normal_of,
    op,
    set_global_generator,
    truncated_normal_of,
    uniform_of,
)
from zeal._random_parametric import (
    gamma,
    poisson,
    stateless_binomial,
    stateless_gamma,
    stateless_parameterized_truncated_normal,
    stateless_poisson,
)
from zeal._random_seeds import pair_of, set_seed, shape_of, size_of, take

__all__ = [
    "Algorithm",
    "Generator",
    "all_candidate_sampler",
    "categorical",
    "create_rng_state",
    "experimental",
    "fixed_unigram_candidate_sampler",
    "fold_in",
    "gamma",
    "get_global_generator",
    "learned_unigram_candidate_sampler",
    "log_uniform_candidate_sampler",
    "normal",
    "poisson",
    "set_global_generator",
    "set_seed",
    "shuffle",
    "split",
    "stateless_binomial",
    "stateless_categorical",
    "stateless_gamma",
    "stateless_normal",
    "stateless_parameterized_truncated_normal",
    "stateless_poisson",
    "stateless_truncated_normal",
    "stateless_uniform",
    "truncated_normal",
    "uniform",
    "uniform_candidate_sampler",
]
__getattr__ = _lazy.missing(__name__)


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
    shape = for_each(shape_of(shape))
    kind = "int" if dtype.is_integer else "uniform"
    return uniform_of(
        lambda: {"state": take(seed, 256 * size_of(shape), kind, dtype)},
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
    dtype, shape = dtypes.as_dtype(dtype), for_each(shape_of(shape))
    return normal_of(
        lambda: {"state": take(seed, 256 * size_of(shape), "normal", dtype)},
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
    dtype, shape = dtypes.as_dtype(dtype), for_each(shape_of(shape))
    return truncated_normal_of(
        lambda: {"state": take(seed, 256 * size_of(shape), "truncated", dtype)},
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
    state = take(seed, blocks, "categorical", logits.dtype, dtype)
    return op("Multinomial")(_each_own(logits), num_samples, state=state, dtype=dtype)


def _each_own(parameters: Any) -> Any:
    """The same for each example of the vectorised maps that run, so that each draws by itself."""
    sizes = _core.batch_sizes()
    if not sizes or _core.is_batched(parameters):
        return parameters
    return _core.split_for_all(op("BroadcastTo")(parameters, [*sizes, *parameters.shape]))


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
    return op("RandomShuffle")(_each_own(value), state=take(seed, blocks, "shuffle", value.dtype))


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
    source = {"seed": pair_of(seed)}
    return uniform_of(lambda: source, shape_of(shape), minval, maxval, dtype)


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
    source = {"seed": pair_of(seed)}
    return normal_of(lambda: source, shape_of(shape), mean, stddev, dtypes.as_dtype(dtype))


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
    source = {"seed": pair_of(seed)}
    return truncated_normal_of(
        lambda: source, shape_of(shape), mean, stddev, dtypes.as_dtype(dtype)
    )


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
    return op("Multinomial")(logits, num_samples, seed=pair_of(seed), dtype=dtype)


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
    return op("RandomUniformFullInt")([int(num), 2], seed=pair_of(seed), dtype=seed.dtype)


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
    first = op("RandomUniformFullInt")([], seed=pair_of(seed), dtype=data.dtype)
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
    return op("RandomShuffle")(value, seed=pair_of(seed))


def index_shuffle(index: Any, seed: Any, max_index: Any) -> Any:
    """Computes where a random permutation of 0, ..., max_index sends an index.

    The permutation is zeal's own, see `tf.random_index_shuffle`.

    Args:
      index: a scalar or a vector of integers in [0, max_index].
      seed: two integers, or a matrix with a row of two for each index.
      max_index: a scalar, or a vector like `index`.

    Returns:
      A Tensor like `index`.
    """
    index = _core.convert(index)
    seed = _core.convert(seed, None, dtypes.int64)
    if seed.shape.rank not in (1, 2) or seed.shape[-1] != 2:
        raise errors.InvalidArgumentError(
            None, None, f"seed must have shape [2] or [n, 2], got {seed.shape}"
        )
    three = _core._ops["concat"]([seed, seed[..., :1]], -1)
    return op("RandomIndexShuffle")(index, three, _core.convert(max_index, None, index.dtype))


class experimental:
    """`tf.random.experimental`: other names of what is in `tf.random`, and two more shuffles."""

    Algorithm = Algorithm
    Generator = Generator
    create_rng_state = staticmethod(create_rng_state)
    get_global_generator = staticmethod(get_global_generator)
    set_global_generator = staticmethod(set_global_generator)
    stateless_fold_in = staticmethod(fold_in)
    index_shuffle = staticmethod(index_shuffle)
    stateless_shuffle = staticmethod(stateless_shuffle)
    stateless_split = staticmethod(split)
