"""Seeds of datasets that draw: a fresh pair for each iteration, in TensorFlow's sequence."""

from __future__ import annotations

import itertools
import os
from typing import Any

from zeal import _core, _random_seeds, dtypes
from zeal._random_generator import signed
from zeal.data._stage import Saved


def words(pair: Any, first: int, blocks: int) -> list[int]:
    """The 32-bit words of some Philox blocks of a pair of seeds."""
    draw = _core._ops["raw_ops.RandomUniformFullInt"]
    state = [signed(first), signed(pair[1]), signed(pair[0])]
    return list(draw([4 * blocks], dtype=dtypes.uint32, state=state).numpy().tolist())


def _entropy() -> int:
    return int.from_bytes(os.urandom(4), "little")


class Seeds(Saved):
    """Gives each iteration of a dataset its pair of seeds.

    Args:
      seed: the dataset's own seed, which counts together with the global one; None if it has none.
      fresh: do iterations get different ones?
    """

    fields = ("position",)

    def __init__(self, seed: Any, fresh: bool) -> None:
        self.fresh = fresh
        self._base = _random_seeds.pair_for(seed) or (_entropy(), _entropy())
        self._used = itertools.count()  # next() of it needs no lock
        self._position = 0

    def seeds(self) -> tuple[int, int]:
        """The next pair."""
        if not self.fresh:
            return self._base
        n = self._position = next(self._used)
        at = n % 2 * 2
        first, second = words(self._base, n // 2, 1)[at : at + 2]
        return first, second

    @property
    def position(self) -> list[int]:
        """The seeds that all come from, and how many pairs have been given."""
        return [*self._base, self._position]

    @position.setter
    def position(self, position: list[int]) -> None:
        self._base = (position[0], position[1])
        self._position = position[2]
        self._used = itertools.count(self._position + 1)
