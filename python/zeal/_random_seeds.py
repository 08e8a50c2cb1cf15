"""Seeds of random ops: the global one, the ops' own, and how far each stream has been used."""

from __future__ import annotations

import contextlib
import math
import os
import random as _python_random
import threading
from collections.abc import Iterator
from typing import Any

from zeal import _core, dtypes, errors
from zeal._random_generator import signed

_MAX_INT32 = 2**31 - 1
_DEFAULT_GLOBAL_SEED = 87654321  # with an op seed alone
_UINT64 = 2**64
_INTS = {int}

_lock = threading.Lock()
_global_seed: int | None = None
_op_seeds = _python_random.Random()
# How many Philox blocks the ops with a seed of their own have used, by op, dtypes and seeds.
_used: dict[tuple[Any, ...], int] = {}


class _Entropy:
    """The stream for calls without any seed; begun anew in a forked process."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        self.counter_hi = int.from_bytes(os.urandom(8), "little", signed=True)
        self.key = int.from_bytes(os.urandom(8), "little", signed=True)
        self.counter = 0

    def take(self, blocks: int) -> list[int]:
        state = [signed(self.counter), self.counter_hi, self.key]
        self.counter = (self.counter + blocks) % _UINT64
        return state


_entropy = _Entropy()


def _begin_in_child() -> None:
    global _lock
    _lock = threading.Lock()  # another thread of the parent may have held it
    _entropy.begin()


os.register_at_fork(after_in_child=_begin_in_child)


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
    elif _core.op_determinism():
        raise RuntimeError(
            "Random ops require a seed to be set when determinism is enabled: "
            "call tf.random.set_seed first, or give the op a seed."
        )
    else:
        return None
    return (0, _MAX_INT32) if seeds == (0, 0) else seeds


def take(seed: Any, blocks: int, *kind: Any) -> list[int]:
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


def pair_for(seed: Any) -> tuple[int, int] | None:
    """The global seed and the op's for what draws by itself afterwards; None if neither is set."""
    with _lock:
        return _seeds(seed)


@contextlib.contextmanager
def untouched() -> Iterator[None]:
    """What is drawn inside does not count."""
    with _lock:
        before = _op_seeds.getstate(), dict(_used), _entropy.counter
    try:
        yield
    finally:
        with _lock:
            _op_seeds.setstate(before[0])
            _used.clear()
            _used.update(before[1])
            _entropy.counter = before[2]


def size_of(shape: Any) -> int:
    """The number of elements; what is wrong with `shape` is for the op to say."""
    return max(math.prod(shape), 0)


def shape_of(shape: Any) -> list[int]:
    if isinstance(shape, (list, tuple)) and _INTS.issuperset(map(type, shape)):
        return list(shape)
    t = _core.convert(shape, None, dtypes.int32)
    if t.shape.rank != 1 or not t.dtype.is_integer:
        if isinstance(shape, (list, tuple)) and not shape:
            return []
        raise errors.InvalidArgumentError(
            None, None, f"shape must be a vector of integers, got {shape!r}"
        )
    return list(t.numpy().tolist())


def pair_of(seed: Any) -> Any:
    """`seed` as the ops take it, which say what is wrong with its length."""
    t = _core.convert(seed, None, dtypes.int64)
    if t.dtype not in (dtypes.int32, dtypes.int64):
        raise errors.InvalidArgumentError(None, None, f"seed must be int32 or int64, got {t.dtype}")
    if t.shape.rank != 1:
        raise errors.InvalidArgumentError(None, None, f"seed must have shape [2], not {t.shape}")
    return t
