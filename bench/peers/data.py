"""The numbers that every framework starts from; one seed, so that all do the same arithmetic."""

from __future__ import annotations

import numpy as np

_rng = np.random.default_rng(0)


def normal(*shape: int, scale: float = 1.0) -> np.ndarray:
    """float32 numbers from a normal distribution of mean 0."""
    return scale * _rng.standard_normal(shape, dtype=np.float32)


LINE_X = normal(1000)
LINE_Y = 3 * LINE_X + 2 + normal(1000)
SEQUENCE = normal(50, 8, 16)  # [time, batch, features]
SEQUENCE_Y = normal(8, 1)
POINT = normal(10)


def zeros(*shape: int) -> np.ndarray:
    """float32 zeros."""
    return np.zeros(shape, np.float32)


MLP = [normal(784, 128, scale=0.05), zeros(128), normal(128, 10, scale=0.1), zeros(10)]
CONVNET = [
    normal(3, 3, 1, 16, scale=0.3), zeros(16),  # [kh, kw, in, out]
    normal(3, 3, 16, 16, scale=0.1), zeros(16),
    normal(16, 10, scale=0.2), zeros(10),
]  # fmt: skip
RNN = [
    normal(16, 32, scale=0.1), normal(32, 32, scale=0.1), zeros(32), normal(32, 1, scale=0.1)
]  # fmt: skip


def digits(batch: int, *shape: int) -> tuple[np.ndarray, np.ndarray]:
    """Pictures of this shape, and their labels."""
    return _rng.random((batch, *shape), dtype=np.float32), _rng.integers(0, 10, batch)


WIDTH = 64  # of the stack of dense layers


def stack(batch: int, depth: int) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
    """Inputs, targets, and the weights and biases of so many dense layers in turn."""
    layers = [p for _ in range(depth) for p in (normal(WIDTH, WIDTH, scale=0.18), zeros(WIDTH))]
    return normal(batch, WIDTH), normal(batch, WIDTH), layers
