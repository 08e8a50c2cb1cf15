"""How a training step's cost grows: by batch and by depth, over many steps, and in resident memory.

    python bench/train.py [--steps 100000]

Prints milliseconds per step of an MLP by batch and by depth, then runs it for many steps and prints
the time per step and the resident memory as it goes: both must stay flat.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import zeal as tf
from peers.timing import median_seconds

WIDTH = 64


def model(batch: int, depth: int) -> Callable[[], Any]:
    """A step of gradient descent on `depth` dense layers of WIDTH with ReLU."""
    rng = np.random.default_rng(0)
    x = tf.constant(rng.standard_normal((batch, WIDTH), dtype=np.float32))
    y = tf.constant(rng.standard_normal((batch, WIDTH), dtype=np.float32))
    scale = np.float32(np.sqrt(2 / WIDTH))
    weights = [
        tf.Variable(scale * rng.standard_normal((WIDTH, WIDTH), dtype=np.float32))
        for _ in range(depth)
    ]
    biases = [tf.Variable(tf.zeros([WIDTH])) for _ in range(depth)]
    parameters = [*weights, *biases]

    def step() -> Any:
        with tf.GradientTape() as tape:
            h = x
            for w, b in zip(weights, biases, strict=True):
                h = tf.nn.relu(tf.matmul(h, w) + b)
            loss = tf.reduce_mean(tf.square(h - y))
        for p, g in zip(parameters, tape.gradient(loss, parameters), strict=True):
            p.assign_sub(1e-3 * g)
        return loss

    return step


def resident() -> float:
    """MiB of memory that this process has in use now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def growth(name: str, values: list[int], make: Callable[[int], Callable[[], Any]]) -> None:
    """A line for each value: the time per step, and per unit of the value."""
    print(f"{name:>8} {'ms/step':>10} {'us per unit':>12}")
    for value in values:
        step = make(value)
        seconds = median_seconds(lambda f=step: f().numpy(), 1.0)
        print(f"{value:8d} {1e3 * seconds:10.4f} {1e6 * seconds / value:12.3f}")


def drift(steps: int) -> None:
    """Ten lines over a long run: the time per step and the resident memory."""
    step = model(8, 4)
    print(f"{'steps':>8} {'us/step':>10} {'MiB':>8}")
    for done in range(steps // 10, steps + 1, max(1, steps // 10)):
        start = time.perf_counter()
        for _ in range(steps // 10):
            step()
        seconds = time.perf_counter() - start
        print(f"{done:8d} {1e6 * seconds / (steps // 10):10.2f} {resident():8.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=100_000)
    steps = parser.parse_args().steps
    growth("batch", [1, 4, 16, 64, 256, 1024], lambda n: model(n, 4))
    growth("depth", [1, 2, 4, 8, 16, 32, 64], lambda n: model(8, n))
    drift(steps)


if __name__ == "__main__":
    main()
