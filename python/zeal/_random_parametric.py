"""Random numbers of distributions with parameters: gamma, Poisson, binomial, truncated normal."""

from __future__ import annotations

from typing import Any

from zeal import _core, dtypes
from zeal._random_generator import Source, binomial_parameters, draw, for_each, op
from zeal._random_seeds import pair_of, shape_of, size_of, take

# What gamma distributions of a small alpha draw would often be 0; it is at least the smallest
# normal number.
_TINY = {"float16": 2.0**-14, "bfloat16": 2.0**-126, "float32": 2.0**-126, "float64": 2.0**-1022}


def _gamma(source: Source, shape: list[int], alpha: Any, beta: Any) -> Any:
    raw = draw("RandomGamma", shape, alpha, **source()) / beta
    return op("Maximum")(raw, _TINY[raw.dtype.name])


def _for_each(shape: list[int], parameters: Any) -> list[int]:
    """See `for_each`; parameters that differ from example to example need no more."""
    return shape if _core.is_batched(parameters) else for_each(shape)


def _parameters(alpha: Any, beta: Any, dtype: Any) -> tuple[Any, Any]:
    """alpha of the shape of both, and beta."""
    dtype = dtypes.as_dtype(dtype)
    if not dtype.is_floating:
        raise TypeError(f"Cannot convert {alpha} to a Tensor of dtype {dtype.name}")
    alpha, beta = _core.convert(alpha, dtype), _core.convert(1 if beta is None else beta, dtype)
    return alpha + op("ZerosLike")(beta), beta


def gamma(
    shape: Any,
    alpha: Any,
    beta: Any = None,
    dtype: Any = dtypes.float32,
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """Draws from gamma distributions. Gradients flow into alpha and beta, at fixed quantiles.

    Args:
      shape: how many to draw for each pair of parameters.
      alpha: the shape parameters, positive.
      beta: the rates; 1 by default. The two broadcast.
      dtype: a floating point dtype, that of the parameters, too.
      seed: the op seed, see `set_seed`.
      name: ignored.

    Returns:
      A Tensor of `shape`, followed by the parameters' broadcast shape.
    """
    del name
    alpha, beta = _parameters(alpha, beta, dtype)
    full = _for_each([*shape_of(shape), *alpha.shape], alpha)
    return _gamma(
        lambda: {"state": take(seed, 256 * size_of(full), "gamma", alpha.dtype)}, full, alpha, beta
    )


def stateless_gamma(
    shape: Any,
    seed: Any,
    alpha: Any,
    beta: Any = None,
    dtype: Any = dtypes.float32,
    name: str | None = None,
) -> Any:
    """Draws from gamma distributions, by `seed` alone. Gradients flow into alpha and beta.

    Args:
      shape: the result's shape, which ends with the parameters' broadcast shape.
      seed: two integers.
      alpha: the shape parameters, positive.
      beta: the rates; 1 by default. The two broadcast.
      dtype: a floating point dtype, that of the parameters, too.
      name: ignored.
    """
    del name
    alpha, beta = _parameters(alpha, beta, dtype)
    return _gamma(lambda: {"seed": pair_of(seed)}, shape_of(shape), alpha, beta)


def poisson(
    shape: Any,
    lam: Any,
    dtype: Any = dtypes.float32,
    seed: Any = None,
    name: str | None = None,
) -> Any:
    """Draws from Poisson distributions.

    Args:
      shape: how many to draw for each mean.
      lam: the means.
      dtype: of the result: a floating dtype, int32 or int64.
      seed: the op seed, see `set_seed`.
      name: ignored.

    Returns:
      A Tensor of `shape`, followed by the shape of `lam`.
    """
    del name
    lam, dtype = _core.convert(lam), dtypes.as_dtype(dtype)
    full = _for_each([*shape_of(shape), *lam.shape], lam)
    state = take(seed, 256 * size_of(full), "poisson", lam.dtype, dtype)
    return draw("RandomPoisson", full, lam, state=state, dtype=dtype)


def stateless_poisson(
    shape: Any, seed: Any, lam: Any, dtype: Any = dtypes.int32, name: str | None = None
) -> Any:
    """Draws from Poisson distributions, by `seed` alone.

    Args:
      shape: the result's shape, which ends with that of `lam`.
      seed: two integers.
      lam: the means.
      dtype: of the result: a floating dtype, int32 or int64.
      name: ignored.
    """
    del name
    return op("RandomPoisson")(
        shape_of(shape), lam, seed=pair_of(seed), dtype=dtypes.as_dtype(dtype)
    )


def stateless_binomial(
    shape: Any,
    seed: Any,
    counts: Any,
    probs: Any,
    output_dtype: Any = dtypes.int32,
    name: str | None = None,
) -> Any:
    """Draws from binomial distributions, by `seed` alone.

    Args:
      shape: the result's shape, which ends with the parameters' broadcast shape.
      seed: two integers.
      counts: the numbers of trials.
      probs: the probabilities of success; the two broadcast.
      output_dtype: a floating dtype, int32 or int64.
      name: ignored.
    """
    del name
    counts, probs = binomial_parameters(counts, probs)
    return op("RandomBinomial")(
        shape_of(shape), counts, probs, seed=pair_of(seed), dtype=dtypes.as_dtype(output_dtype)
    )


def stateless_parameterized_truncated_normal(
    shape: Any,
    seed: Any,
    means: Any = 0.0,
    stddevs: Any = 1.0,
    minvals: Any = -2.0,
    maxvals: Any = 2.0,
    name: str | None = None,
) -> Any:
    """Draws from normal distributions, each cut to an interval, by `seed` alone.

    The numbers are those that TensorFlow draws on one thread.

    Args:
      shape: the result's shape, which ends with the parameters' broadcast shape.
      seed: two integers.
      means, stddevs: of the normal distributions.
      minvals, maxvals: the intervals' ends.
      name: ignored.
    """
    del name
    return op("ParameterizedTruncatedNormal")(
        shape_of(shape), means, stddevs, minvals, maxvals, seed=pair_of(seed)
    )
