"""Callables that make the first value of a variable: `tf.ones_initializer` and its kin."""

from __future__ import annotations

from typing import Any

from zeal import _core, dtypes

__all__ = [
    "constant_initializer",
    "ones_initializer",
    "random_normal_initializer",
    "random_uniform_initializer",
    "zeros_initializer",
]


class _Initializer:
    def get_config(self) -> dict[str, Any]:
        """The arguments that this was made with."""
        return dict(vars(self))

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """Makes one from what get_config gave."""
        config = dict(config)
        config.pop("dtype", None)
        return cls(**config)


def _number_type(dtype: Any, floating: bool = False) -> Any:
    dtype = dtypes.as_dtype(dtype)
    if floating and not dtype.is_floating:
        raise ValueError(f"Expected floating point type, got {dtype!r}.")
    return dtype


class zeros_initializer(_Initializer):
    """Gives zeros: `tf.zeros_initializer()(shape=[2], dtype=tf.float32)`."""

    def __call__(self, shape: Any, dtype: Any = dtypes.float32, **kwargs: Any) -> Any:
        return _core._ops["zeros"](shape, _number_type(dtype))


class ones_initializer(_Initializer):
    """Gives ones."""

    def __call__(self, shape: Any, dtype: Any = dtypes.float32, **kwargs: Any) -> Any:
        return _core._ops["ones"](shape, _number_type(dtype))


class constant_initializer(_Initializer):
    """Gives `value`, a number, list or array: of one element, or as many as the shape has.

    Args:
      value: what the tensor is filled with.
      support_partition: ignored.
    """

    def __init__(self, value: Any = 0, support_partition: bool = False) -> None:
        self.value = value

    def __call__(self, shape: Any, dtype: Any = None, **kwargs: Any) -> Any:
        from zeal._convert import constant

        return constant(self.value, dtype=dtype, shape=shape)


class random_uniform_initializer(_Initializer):
    """Draws from [minval, maxval); the numbers are TensorFlow's for the same seeds.

    Args:
      minval, maxval: the range; maxval is excluded, and 1 by default for integers.
      seed: makes every call give the same numbers; without it they are `tf.random`'s next ones.
    """

    def __init__(self, minval: Any = -0.05, maxval: Any = 0.05, seed: int | None = None) -> None:
        self.minval, self.maxval, self.seed = minval, maxval, seed

    def __call__(self, shape: Any, dtype: Any = dtypes.float32, **kwargs: Any) -> Any:
        from zeal import random

        dtype = dtypes.as_dtype(dtype)
        if self.seed is None:
            return random.uniform(shape, self.minval, self.maxval, dtype)
        return random.stateless_uniform(shape, [self.seed, 0], self.minval, self.maxval, dtype)


class random_normal_initializer(_Initializer):
    """Draws from a normal distribution; the numbers are TensorFlow's for the same seeds.

    Args:
      mean, stddev: of the distribution.
      seed: makes every call give the same numbers; without it they are `tf.random`'s next ones.
    """

    def __init__(self, mean: Any = 0.0, stddev: Any = 0.05, seed: int | None = None) -> None:
        self.mean, self.stddev, self.seed = mean, stddev, seed

    def __call__(self, shape: Any, dtype: Any = dtypes.float32, **kwargs: Any) -> Any:
        from zeal import random

        dtype = _number_type(dtype, floating=True)
        if self.seed is None:
            return random.normal(shape, self.mean, self.stddev, dtype)
        return random.stateless_normal(shape, [self.seed, 0], self.mean, self.stddev, dtype)
