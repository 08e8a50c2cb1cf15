"""zeal's Jacobians, for bench/jacobian.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import zeal as tf

from peers import jacobians_program

tf.config.threading.set_intra_op_parallelism_threads(1)


def ready(y: Any) -> np.ndarray:
    """The result, all of it, as an array."""
    return np.concatenate([np.ravel(t.numpy()) for t in tf.nest.flatten(y)])


def make(a: dict[str, np.ndarray]) -> dict[str, Callable[[], Any]]:
    """What bench/jacobian.py times."""
    return jacobians_program.functions(tf, a)
