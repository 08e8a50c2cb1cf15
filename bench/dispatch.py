"""What one small op costs, side by side with NumPy in one run: nanoseconds, and the ratio to NumPy.

    python bench/dispatch.py [--json FILE] [--repeats N] [--stages]

Every figure is the minimum over the repeats of a timed loop, and zeal's and NumPy's loops
alternate, so that a change of the machine's speed meets both. Pin it for steadier figures:
taskset -c 1 python bench/dispatch.py

With --stages, what a call does (parse, dispatch, infer, allocate, kernel, record, backward, wrap,
free) is told apart by instruction counts under valgrind (bench/instructions.py): clocks around
stages of ten nanoseconds would measure themselves.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from typing import Any

import instructions
import numpy as np
import zeal as tf

LOOPS = 20000


def timed(f: Callable[[], Any], loops: int) -> float:
    """Nanoseconds per call of `f`, one run."""
    repeat = range(loops)
    start = time.perf_counter_ns()
    for _ in repeat:
        f()
    return (time.perf_counter_ns() - start) / loops


def best(fs: list[Callable[[], Any]], loops: int, repeats: int) -> list[float]:
    """The minimum for each function, their runs taking turns."""
    for f in fs:
        f()
    runs = [[timed(f, loops) for f in fs] for _ in range(repeats)]
    return [min(column) for column in zip(*runs, strict=True)]


def chain(x: Any, b: Any, a: Any) -> Any:
    """200 small ops."""
    for _ in range(100):
        x = x * b + a
    return x


def taped(a: Any, b: Any) -> Any:
    """The chain under a tape."""
    with tf.GradientTape() as tape:
        tape.watch(a)
        return chain(a, b, a)


def taped_gradient(a: Any, b: Any) -> Any:
    """The chain under a tape, and its gradient."""
    with tf.GradientTape() as tape:
        tape.watch(a)
        y = chain(a, b, a)
    return tape.gradient(y, a)


def measure(repeats: int) -> list[dict[str, Any]]:
    """All rows: name, zeal's and NumPy's nanoseconds and what they must be at most."""
    rng = np.random.default_rng(0)
    x, y = (rng.standard_normal((2, 2), dtype=np.float32) for _ in range(2))
    a, b = tf.constant(x), tf.constant(y)
    v = tf.Variable(x)
    # name, zeal, NumPy, loops, ops per call, the most that zeal may take as a share of NumPy
    rows: list[tuple[str, Any, Any, int, int, float | None]] = [
        ("bare call (len)", lambda: len(a), lambda: len(x), LOOPS, 1, None),
        ("add(a, b)", lambda: tf.add(a, b), lambda: np.add(x, y), LOOPS, 1, 0.30),
        ("a + b", lambda: a + b, lambda: x + y, LOOPS, 1, 0.25),
        ("a + 1.0", lambda: a + 1.0, lambda: x + 1.0, LOOPS, 1, 0.20),
        ("a < b", lambda: a < b, lambda: x < y, LOOPS, 1, None),
        ("exp(a)", lambda: tf.exp(a), lambda: np.exp(x), LOOPS, 1, None),
        ("matmul(a, b)", lambda: tf.matmul(a, b), lambda: np.matmul(x, y), LOOPS, 1, 0.20),
        ("reduce_sum(a)", lambda: tf.reduce_sum(a), lambda: np.sum(x), LOOPS, 1, None),
        ("a[0]", lambda: a[0], lambda: x[0], LOOPS, 1, 1.2),
        ("reshape(a, [4])", lambda: tf.reshape(a, [4]), lambda: np.reshape(x, [4]), LOOPS, 1, None),
        ("variable read", lambda: v.read_value(), lambda: x.view(), LOOPS, 1, None),
        ("variable assign_sub", lambda: v.assign_sub(b), lambda: np.subtract(x, y, out=x), LOOPS, 1,
         None),
        ("200 chained ops, per op", lambda: chain(a, b, a), lambda: chain(x, y, x), LOOPS // 100,
         200, 0.35),
        ("the same under a tape", lambda: taped(a, b), lambda: chain(x, y, x), LOOPS // 100, 200,
         0.60),
        ("the same with its gradient", lambda: taped_gradient(a, b), lambda: chain(x, y, x),
         LOOPS // 100, 200, None),
    ]  # fmt: skip
    out = []
    with np.errstate(all="ignore"):
        for name, ours, theirs, loops, ops, limit in rows:
            ns = [t / ops for t in best([ours, theirs], loops, repeats)]
            out.append({"name": name, "zeal_ns": ns[0], "numpy_ns": ns[1], "limit": limit})
    return out


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--json", help="also write the rows to this file")
    p.add_argument("--repeats", type=int, default=7)
    p.add_argument("--stages", action="store_true", help="instructions per stage, by valgrind")
    args = p.parse_args()
    if args.stages:
        instructions.show(instructions.measure())
        return
    rows = measure(args.repeats)
    print(f"{'2x2 float32':28} {'zeal ns':>9} {'NumPy ns':>9} {'ratio':>7} {'target':>7}")
    for r in rows:
        ratio = r["zeal_ns"] / r["numpy_ns"]
        target = "" if r["limit"] is None else f"{r['limit']:.2f}"
        print(f"{r['name']:28} {r['zeal_ns']:9.1f} {r['numpy_ns']:9.1f} {ratio:7.2f} {target:>7}")
    if args.json:
        with open(args.json, "w") as f:
            json.dump(rows, f, indent=1)


if __name__ == "__main__":
    main()
