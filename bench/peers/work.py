"""Runs the work in one framework and prints its figures as JSON.

    python work.py FRAMEWORK THREADS PART

PART is `small` (nanoseconds of an op on 2x2), `large` (GB/s over 2^24 floats, GFLOP/s of products)
or `train` (milliseconds of a step). `compare.py` starts this in a process for each framework.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

MODULES = {
    "numpy": "numpy_api", "torch": "torch_api", "jax": "jax_api", "jax_jit": "jax_api",
    "zeal": "tensorflow_api", "tf": "tensorflow_api", "tf_function": "tensorflow_api",
}  # fmt: skip


def small(peer: dict[str, Any]) -> dict[str, float]:
    """Nanoseconds of single ops, and per op of a chain of 200."""
    from peers import data
    from peers.timing import best_seconds

    a, b = peer["array"](data.normal(2, 2)), peer["array"](data.normal(2, 2))
    wait = peer["op_wait"]

    def chain(x: Any, b: Any) -> Any:
        a = x
        for _ in range(100):
            x = x * b + a
        return x

    calls: dict[str, Callable[[], Any]] = {
        "add(a, b)": lambda: peer["add"](a, b),
        "a + b": lambda: a + b,
        "a + 1.0": lambda: a + 1.0,
        "matmul(a, b)": lambda: peer["matmul"](a, b),
        "sum(a)": lambda: peer["sum"](a),
        "a[0]": lambda: a[0],
    }
    out = {name: 1e9 * best_seconds(lambda f=f: wait(f()), 2000) for name, f in calls.items()}
    chains: dict[str, Callable[[], Any]] = {"chain, per op": lambda: chain(a, b)}
    if "taped" in peer:
        chains["chain under a tape"] = lambda: peer["taped"](chain, a, b, False)
        chains["chain with its gradient"] = lambda: peer["taped"](chain, a, b, True)
    for name, f in chains.items():
        out[name] = 1e9 / 200 * best_seconds(lambda f=f: wait(f()), 20)
    return out


def large(peer: dict[str, Any]) -> dict[str, float]:
    """GB/s of bytes read and written, and GFLOP/s of square products."""
    from peers import data
    from peers.timing import best_seconds

    n = 1 << 24
    x, y = peer["array"](data.normal(n)), peer["array"](data.normal(n))
    rows, row = peer["array"](data.normal(4096, 4096)), peer["array"](data.normal(4096))
    wait = peer["op_wait"]
    calls: dict[str, tuple[Callable[[], Any], int]] = {
        "add": (lambda: peer["add"](x, y), 12 * n),
        "relu": (lambda: peer["relu"](x), 8 * n),
        "exp": (lambda: peer["exp"](x), 8 * n),
        "tanh": (lambda: peer["tanh"](x), 8 * n),
        "sum": (lambda: peer["sum"](x), 4 * n),
        "4096x4096 + row": (lambda: peer["add"](rows, row), 8 * n),
    }
    if "softmax" in peer:
        calls["softmax 4096x4096"] = (lambda: peer["softmax"](rows), 8 * n)
    out = {
        f"{name}, GB/s": size / 1e9 / best_seconds(lambda f=f: wait(f()), 1, 5)
        for name, (f, size) in calls.items()
    }
    for m in (64, 256, 1000, 2048):
        p, q = peer["array"](data.normal(m, m)), peer["array"](data.normal(m, m))
        loops = max(1, int(2e8 / m**3))
        seconds = best_seconds(lambda p=p, q=q: wait(peer["matmul"](p, q)), loops, 5)
        out[f"matmul {m}, GFLOP/s"] = 2e-9 * m**3 / seconds
    return out


def train(peer: dict[str, Any]) -> dict[str, float]:
    """Milliseconds of a training step, its loss read back."""
    from peers.timing import median_seconds

    return {
        f"{name}, ms": 1e3 * median_seconds(lambda f=f: peer["wait"](f()))
        for name, f in peer["steps"].items()
    }


def main() -> None:
    name, threads, part = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(threads)
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    if threads == 1:
        os.environ["XLA_FLAGS"] = (
            "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
        )
    sys.path.insert(0, str(Path(__file__).parents[1]))
    module = __import__(f"peers.{MODULES[name]}", fromlist=["make"])
    figures = {"small": small, "large": large, "train": train}[part](module.make(name, threads))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
