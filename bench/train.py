"""How a training step's cost grows: by batch and by depth, over many steps, and in resident memory.

    python bench/train.py [--steps 100000]

Prints milliseconds per step of an MLP by batch and by depth, then runs it for many steps and prints
the time per step and the resident memory as it goes: both must stay flat.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from peers import tensorflow_api, timing


def growth(name: str, values: list[int], make: Callable[[int], Callable[[], Any]]) -> None:
    """A line for each value: the time per step, and per unit of the value."""
    print(f"{name:>8} {'ms/step':>10} {'us per unit':>12}")
    for value in values:
        step = make(value)
        seconds = timing.median_seconds(lambda f=step: f().numpy(), 1.0)
        print(f"{value:8d} {1e3 * seconds:10.4f} {1e6 * seconds / value:12.3f}")


def drift(step: Callable[[], Any], steps: int) -> None:
    """Ten lines over a long run: the time per step and the resident memory."""
    print(f"{'steps':>8} {'us/step':>10} {'MiB':>8}")
    for done, micros, mib in timing.drift(step, steps, 10):
        print(f"{done:8d} {micros:10.2f} {mib:8.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=100_000)
    steps = parser.parse_args().steps
    stack = tensorflow_api.make("zeal", 0)["stack"]  # dense layers with ReLU, by batch and depth
    growth("batch", [1, 4, 16, 64, 256, 1024], lambda n: stack(n, 4))
    growth("depth", [1, 2, 4, 8, 16, 32, 64], lambda n: stack(8, n))
    drift(stack(8, 4), steps)


if __name__ == "__main__":
    main()
