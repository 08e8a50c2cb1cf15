"""Gradient checkpointing: a deep network's gradient in less memory, at the price of time.

    python examples/checkpointing.py [--blocks 32] [--batch 512]

A tape keeps what each layer computed until the gradient has been taken. `tf.recompute_grad` keeps a
block's input only and runs the block again when its gradient is wanted. Prints, for both, the
memory in use behind the forward pass, its peak and the time of a step; the gradients are the same.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import NamedTuple

import zeal as tf

WIDTH, LAYERS = 256, 4  # of a block


class Figures(NamedTuple):
    """Of one step: MiB in use behind the forward pass and at the peak, seconds, the gradients."""

    held: float
    peak: float
    seconds: float
    gradients: list[tf.Tensor]


def make_block(seed: int) -> Callable[[tf.Tensor], tf.Tensor]:
    """Dense layers of GELUs, and what came in added to what comes out."""
    seeds = [[seed, i] for i in range(LAYERS)]
    weights = [
        tf.Variable(tf.random.stateless_normal([WIDTH, WIDTH], s) / WIDTH**0.5) for s in seeds
    ]

    def block(x: tf.Tensor) -> tf.Tensor:
        h = x
        for w in weights:
            h = tf.nn.gelu(h @ w)
        return x + 0.1 * h

    return block


def memory(which: str) -> int:
    """Bytes of all tensors, "current" or "peak"."""
    return int(tf.config.experimental.get_memory_info("CPU:0")[which])


def step(blocks: list[Callable[[tf.Tensor], tf.Tensor]], x: tf.Tensor) -> Figures:
    """The gradients of a loss behind all blocks."""
    tf.config.experimental.reset_memory_stats("CPU:0")
    before = memory("current")
    start = time.perf_counter()
    with tf.GradientTape() as tape:
        y = x
        for block in blocks:
            y = block(y)
        loss = tf.reduce_mean(tf.square(y))
    held = memory("current") - before
    gradients = tape.gradient(loss, tape.watched_variables())
    seconds = time.perf_counter() - start
    peak = memory("peak") - before
    return Figures(held / 2**20, peak / 2**20, seconds, gradients)


def compare(count: int, batch: int) -> tuple[Figures, Figures]:
    """The same step without and with checkpoints."""
    blocks = [make_block(i) for i in range(count)]
    x = tf.random.stateless_normal([batch, WIDTH], [0, 1])
    step(blocks, x)  # the allocator and the caches warm up
    return step(blocks, x), step([tf.recompute_grad(b) for b in blocks], x)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--blocks", type=int, default=32)
    parser.add_argument("--batch", type=int, default=512)
    arguments = parser.parse_args()
    plain, checkpointed = compare(arguments.blocks, arguments.batch)
    same = all(
        bool(tf.reduce_all(a == b))
        for a, b in zip(plain.gradients, checkpointed.gradients, strict=True)
    )
    print(f"{'':16} {'forward':>12} {'peak':>10} {'step':>10}")
    for name, f in (("plain", plain), ("recompute_grad", checkpointed)):
        print(f"{name:16} {f.held:8.1f} MiB {f.peak:6.1f} MiB {1e3 * f.seconds:7.1f} ms")
    print("the same gradients, bit for bit" if same else "the gradients differ")


if __name__ == "__main__":
    main()
