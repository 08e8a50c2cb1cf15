"""tf.random.Generator: a stream of random numbers whose state is a Variable."""

from __future__ import annotations

import enum
import math
import os
import threading
from collections.abc import Callable
from typing import Any

from zeal import _core, dtypes, errors
from zeal.tensor_shape import TensorShape
from zeal.variable import Variable

_UINT64 = 2**64
_STATE_SIZE = 3  # a Philox counter of two words, and its key
_THREEFRY_SIZE = 2

Source = Callable[[], dict[str, Any]]  # the `seed` or `state` that an op draws from


def op(type_: str) -> Any:
    """The op of that record."""
    return _core._ops["raw_ops." + type_]


def signed(x: int) -> int:
    """A 64-bit pattern as int64."""
    x %= _UINT64
    return x - _UINT64 if x >= _UINT64 // 2 else x


class ForEach(list[int]):
    """A shape with the numbers of examples of the vectorised maps that run before it."""


def for_each(shape: list[int]) -> list[int]:
    """The shape to draw so that each example of the vectorised maps that run gets its own."""
    sizes = _core.batch_sizes()
    return ForEach([*sizes, *shape]) if sizes else shape


def draw(type_: str, shape: list[int], *args: Any, **kwargs: Any) -> Any:
    """What the op draws, for each example where `for_each` made the shape."""
    if not isinstance(shape, ForEach):
        return op(type_)(shape, *args, **kwargs)
    return _core.split_for_all(op(type_)(list(shape), *args, **kwargs))


class Algorithm(enum.Enum):
    """Ways to make random numbers; zeal has Philox, which AUTO_SELECT therefore selects."""

    PHILOX = 1
    THREEFRY = 2
    AUTO_SELECT = 3


def algorithm_number(alg: Any) -> int:
    """The number of an algorithm that is given as a number, a name or a member of Algorithm."""
    if isinstance(alg, Algorithm):
        return int(alg.value)
    if isinstance(alg, str):
        known = {"philox": 1, "threefry": 2, "autoselect": 3}
        number = known.get(alg.strip().lower().replace("-", "").replace("_", ""))
        if number is None:
            raise _unknown(alg, "philox", "threefry", "auto_select")
        return number
    try:
        return int(alg)
    except (TypeError, ValueError):
        raise TypeError(
            f"Can't convert argument `alg` (of value {alg} and type {type(alg)}) to int."
        ) from None


def _unknown(alg: Any, *names: Any) -> ValueError:
    return ValueError(
        f"Argument `alg` got unsupported value {alg}. Supported values are {names[0]} for the "
        f"Philox algorithm, {names[1]} for the ThreeFry algorithm, and {names[2]} for "
        "auto-selection."
    )


def _state_size(alg: int) -> int:
    if alg not in (1, 2, 3):
        raise _unknown(alg, 1, 2, 3)
    return _THREEFRY_SIZE if alg == Algorithm.THREEFRY.value else _STATE_SIZE


def check_algorithm(alg: Any) -> None:
    """Raises unless zeal draws by `alg`."""
    number = 3 if alg is None else algorithm_number(alg)
    _state_size(number)
    if number == Algorithm.THREEFRY.value:
        raise errors.UnimplementedError(None, None, "zeal doesn't support the ThreeFry algorithm.")


# The distributions, over any source of randomness. The source is asked last: a call that raises
# for its arguments draws nothing.


def _affine(raw: Any, scale: Any, shift: Any, dtype: Any) -> Any:
    """raw * scale + shift, two roundings."""
    if not (type(scale) in (int, float) and scale == 1):
        raw = raw * _core.convert(scale, dtype)
    if not (type(shift) in (int, float) and shift == 0):
        raw = raw + _core.convert(shift, dtype)
    return raw


def _bound(value: Any, dtype: Any, what: str) -> int:
    if type(value) is int:
        return value
    t = _core.convert(value, dtype)
    if t.shape.rank:
        raise errors.InvalidArgumentError(None, None, f"{what} must be 0-D, got shape {t.shape}")
    return int(t)


def uniform_of(source: Source, shape: Any, minval: Any, maxval: Any, dtype: Any) -> Any:
    """[minval, maxval), or all integers without bounds."""
    if dtype.is_integer:
        if minval is None:
            return draw("RandomUniformFullInt", shape, dtype=dtype, **source())
        lo, hi = _bound(minval, dtype, "minval"), _bound(maxval, dtype, "maxval")
        return draw("RandomUniformInt", shape, lo, hi, dtype=dtype, **source())
    if type(minval) in (int, float) and minval == 0:
        if not (type(maxval) in (int, float) and maxval == 1):
            maxval = _core.convert(maxval, dtype)
        raw = draw("RandomUniform", shape, dtype=dtype, **source())
        return _affine(raw, maxval, 0, dtype)
    minval, maxval = _core.convert(minval, dtype), _core.convert(maxval, dtype)
    raw = draw("RandomUniform", shape, dtype=dtype, **source())
    return raw * (maxval - minval) + minval


def _normal(type_: str, source: Source, shape: Any, mean: Any, stddev: Any, dtype: Any) -> Any:
    if not dtype.is_floating:
        raise TypeError(f"Cannot convert {mean} to a Tensor of dtype {dtype.name}")
    raw = draw(type_, shape, dtype=dtype, **source())
    return _affine(raw, stddev, mean, dtype)


def normal_of(source: Source, shape: Any, mean: Any, stddev: Any, dtype: Any) -> Any:
    """The normal distribution."""
    return _normal("RandomNormal", source, shape, mean, stddev, dtype)


def truncated_normal_of(source: Source, shape: Any, mean: Any, stddev: Any, dtype: Any) -> Any:
    """The truncated normal distribution."""
    return _normal("TruncatedNormal", source, shape, mean, stddev, dtype)


def binomial_parameters(counts: Any, probs: Any) -> tuple[Any, Any]:
    """Both as tensors of the probabilities' dtype."""
    probs = _core.convert(probs)
    return _core.convert(counts, None, probs.dtype), probs


def _state_tensor(state: Any) -> Any:
    if isinstance(state, (list, tuple)):
        state = [signed(int(x)) for x in state]
    elif isinstance(state, int):
        state = signed(state)
    t = _core.convert(state, None, dtypes.int64)
    return t if t.dtype == dtypes.int64 else op("Cast")(t, dtypes.int64)


def create_rng_state(seed: Any, alg: Any) -> Any:
    """The state of a generator that is made from a seed.

    Args:
      seed: an integer of any size, or a vector of them.
      alg: the algorithm.

    Returns:
      An int64 vector; its length depends on the algorithm.
    """
    size = _state_size(algorithm_number(alg))
    if isinstance(seed, int):
        words = [signed(seed >> 64 * i) for i in range(size)]
    else:
        words = op("Reshape")(_state_tensor(seed), [-1]).numpy().tolist()[:size]
    # Short seeds are filled up on the left: they are a key, not a counter of a common key.
    return _core.convert([0] * (size - len(words)) + words, dtypes.int64)


_lock = threading.Lock()  # one for all generators, so that they can be copied and pickled


def _begin_in_child() -> None:
    global _lock
    _lock = threading.Lock()  # another thread of the parent may have held it


os.register_at_fork(after_in_child=_begin_in_child)


class Generator:
    """A stream of random numbers; drawing moves its state on.

    Make one with `from_seed`, `from_non_deterministic_state`, `from_state`, `from_key_counter`, or
    as a copy.

    Args:
      copy_from: a generator to copy the state and the algorithm of.
      state: the state: an int64 vector, or a Variable, which the generator then uses.
      alg: the algorithm: "philox".
    """

    def __init__(self, copy_from: Generator | None = None, state: Any = None, alg: Any = None):
        if copy_from is not None:
            if alg is not None or state is not None:
                raise ValueError("`copy_from` excludes `state` and `alg`")
            state, alg = copy_from.state.value(), copy_from.algorithm
        if state is None or alg is None:
            raise ValueError("`state` and `alg` must be given, or `copy_from`")
        self._alg = algorithm_number(alg)
        wanted = TensorShape([_state_size(self._alg)])
        if not isinstance(state, Variable):
            state = _state_tensor(state)
            wanted.assert_is_compatible_with(state.shape)
            state = Variable(state, trainable=False, name="StateVar", dtype=dtypes.int64)
        wanted.assert_is_compatible_with(state.shape)
        self._state_var = state

    @classmethod
    def from_seed(cls, seed: Any, alg: Any = None) -> Generator:
        """A generator whose numbers are decided by `seed`, an integer or a vector of integers."""
        alg = algorithm_number(1 if alg is None else alg)
        return cls(state=create_rng_state(seed, alg), alg=alg)

    @classmethod
    def from_state(cls, state: Any, alg: Any) -> Generator:
        """A generator that goes on from `state`, as another's `state` was."""
        return cls(state=state, alg=alg)

    @classmethod
    def from_non_deterministic_state(cls, alg: Any = None) -> Generator:
        """A generator whose state comes from the operating system.

        Raises:
          RuntimeError: if determinism is enabled.
        """
        if _core.op_determinism():
            raise RuntimeError(
                "from_non_deterministic_state cannot be called when determinism is enabled"
            )
        alg = algorithm_number(1 if alg is None else alg)
        words = os.urandom(8 * _state_size(alg))
        state = [int.from_bytes(words[i : i + 8], "little") for i in range(0, len(words), 8)]
        return cls(state=state, alg=alg)

    @classmethod
    def from_key_counter(cls, key: Any, counter: Any, alg: Any) -> Generator:
        """A generator from the two parts of its state."""
        alg = algorithm_number(alg)
        return cls(state=_key_counter(key, counter, _state_size(alg)), alg=alg)

    def reset(self, state: Any) -> None:
        """Goes on from `state`."""
        state = _state_tensor(state)
        TensorShape([_state_size(self._alg)]).assert_is_compatible_with(state.shape)
        self._state_var.assign(state)

    def reset_from_seed(self, seed: Any) -> None:
        """Begins as `from_seed`."""
        self._state_var.assign(create_rng_state(seed, self._alg))

    def reset_from_key_counter(self, key: Any, counter: Any) -> None:
        """Begins as `from_key_counter`."""
        self._state_var.assign(_key_counter(key, counter, _state_size(self._alg)))

    @property
    def state(self) -> Any:
        """The Variable that holds the state."""
        return self._state_var

    @property
    def algorithm(self) -> int:
        """The number of the algorithm."""
        return self._alg

    @property
    def key(self) -> Any:
        """The part of the state that stays when numbers are drawn: a scalar."""
        return self._state_var.value()[-1]

    def skip(self, delta: Any) -> Any:
        """Moves on as if `delta` numbers had been drawn.

        Args:
          delta: an integer.

        Returns:
          The state before.
        """
        return _core.convert(self._take(int(delta)), dtypes.int64)

    def _take(self, count: int) -> list[int]:
        """The state; it then moves on by `count` numbers."""
        check_algorithm(self._alg)
        with _lock:
            state: list[int] = self._state_var.numpy().tolist()
            counter = (state[0] % _UINT64) + ((state[1] % _UINT64) << 64) + 256 * count
            self._state_var.assign(
                _core.convert([signed(counter), signed(counter >> 64), state[2]], dtypes.int64)
            )
        return state

    def _source(self, shape: Any) -> Source:
        size = 1
        for n in shape:
            size *= n
        return lambda: {"state": self._take(max(size, 0))}

    def normal(
        self,
        shape: Any,
        mean: Any = 0.0,
        stddev: Any = 1.0,
        dtype: Any = dtypes.float32,
        name: str | None = None,
    ) -> Any:
        """Draws from the normal distribution; see `tf.random.normal`."""
        del name
        shape = _vector(shape)
        return normal_of(self._source(shape), shape, mean, stddev, dtypes.as_dtype(dtype))

    def truncated_normal(
        self,
        shape: Any,
        mean: Any = 0.0,
        stddev: Any = 1.0,
        dtype: Any = dtypes.float32,
        name: str | None = None,
    ) -> Any:
        """Draws from the truncated normal distribution; see `tf.random.truncated_normal`."""
        del name
        shape = _vector(shape)
        return truncated_normal_of(self._source(shape), shape, mean, stddev, dtypes.as_dtype(dtype))

    def uniform(
        self,
        shape: Any,
        minval: Any = 0,
        maxval: Any = None,
        dtype: Any = dtypes.float32,
        name: str | None = None,
    ) -> Any:
        """Draws from [minval, maxval); see `tf.random.uniform`.

        None for both bounds draws from all that an integer dtype has.
        """
        del name
        dtype, shape = dtypes.as_dtype(dtype), _vector(shape)
        if dtype.is_integer:
            if (minval is None) != (maxval is None):
                raise ValueError(
                    f"For integer dtype {dtype}, minval and maxval must be both `None` or both "
                    f"non-`None`; got minval={minval} and maxval={maxval}"
                )
        elif maxval is None:
            maxval = 1
        return uniform_of(self._source(shape), shape, minval, maxval, dtype)

    def binomial(
        self,
        shape: Any,
        counts: Any,
        probs: Any,
        dtype: Any = dtypes.int32,
        name: str | None = None,
    ) -> Any:
        """Draws from binomial distributions; see `tf.random.stateless_binomial`.

        Args:
          shape: the result's shape, which ends with the parameters' broadcast shape.
          counts: the numbers of trials.
          probs: the probabilities of success.
          dtype: of the result: a floating dtype, int32 or int64.
        """
        del name
        from zeal._random_seeds import shape_of

        shape = shape_of(shape)
        counts, probs = binomial_parameters(counts, probs)
        batch = (counts + probs).shape.num_elements() or 1
        samples = max(math.prod(shape), 0) // batch
        state = self._take(batch * 200 * (samples + 3) // 4)
        return op("RandomBinomial")(shape, counts, probs, state=state, dtype=dtypes.as_dtype(dtype))

    def uniform_full_int(
        self, shape: Any, dtype: Any = dtypes.uint64, name: str | None = None
    ) -> Any:
        """Draws from all that an integer dtype of 32 or 64 bits has."""
        del name
        shape = _vector(shape)
        return draw(
            "RandomUniformFullInt", shape, dtype=dtypes.as_dtype(dtype), **self._source(shape)()
        )

    def make_seeds(self, count: int = 1) -> Any:
        """Seeds for stateless ops: [2, count], int64, one in each column."""
        keys = self.uniform_full_int([count], dtypes.int64)
        return op("Pack")([keys, op("ZerosLike")(keys)])

    def split(self, count: int = 1) -> list[Generator]:
        """Generators that are independent of each other and of this one."""
        keys = self.uniform_full_int([count], dtypes.int64).numpy().tolist()
        return [Generator(state=[0, 0, key], alg=self._alg) for key in keys]


def _vector(shape: Any) -> list[int]:
    from zeal._random_seeds import shape_of

    return for_each(shape_of(shape))


def _key_counter(key: Any, counter: Any, size: int) -> Any:
    counter, key = _state_tensor(counter), _state_tensor(key)
    TensorShape([size - 1]).assert_is_compatible_with(counter.shape)
    TensorShape([]).assert_is_compatible_with(key.shape)
    return _core.convert([*counter.numpy().tolist(), int(key)], dtypes.int64)


_global_generator: Generator | None = None


def get_global_generator() -> Generator:
    """The generator for all; made from the operating system's randomness at the first call."""
    global _global_generator
    if _global_generator is None:
        _global_generator = Generator.from_non_deterministic_state()
    return _global_generator


def set_global_generator(generator: Generator) -> None:
    """Replaces the generator for all."""
    global _global_generator
    _global_generator = generator
