"""Jacobians and per-example derivatives: zeal beside its peers, in one run.

    python bench/jacobian.py --python torch=/path/to/python --python tf=... [--rounds 3]

Each framework runs in its own process, pinned to one core; they take turns within a round, and a
figure is the best of the rounds. TensorFlow vectorises (pfor) inside of a tf.function, which is
traced before the clock starts, PyTorch by torch.func's vmap, jacrev and grad. The results are
checked against each other.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve()


def arrays() -> dict[str, np.ndarray]:
    """What all frameworks compute with."""
    rng = np.random.default_rng(0)

    def normal(*shape: int) -> np.ndarray:
        return (rng.standard_normal(shape) / np.sqrt(shape[0])).astype(np.float32)

    out = {"x": normal(64, 256), "few": normal(16, 256), "labels": rng.integers(0, 10, 64)}
    out |= {f"w{i}": normal(256, 256) for i in range(3)} | {f"b{i}": normal(256) for i in range(3)}
    return out | {"last": normal(256, 10)}


CASES = {
    "layer": "256→256 tanh layer, batch 64: Jacobian of each example by its input",
    "layer_by_bias": "the same layer: Jacobian by its bias",
    "layer_whole": "the same layer, batch 16: whole Jacobian by the input",
    "three": "three such layers, batch 64: Jacobian of each example by its input",
    "gradients": "MLP 256-256-10, batch 64: gradient of each example's loss by all weights",
}


def measure(f: Callable[[], Any], ready: Callable[[Any], np.ndarray]) -> tuple[float, float]:
    """The best time of a call in milliseconds, and the mean square of what it gives."""
    value = float(np.mean(np.square(ready(f()), dtype=np.float64)))
    best, start = float("inf"), time.perf_counter()
    calls = 0
    while calls < 3 or time.perf_counter() - start < 1.0:
        t = time.perf_counter()
        y = f()
        best = min(best, time.perf_counter() - t)
        del y
        calls += 1
    return best * 1e3, value


def child(framework: str) -> None:
    """Measures one framework and prints its figures."""
    sys.path.insert(0, str(HERE.parent))
    peer = importlib.import_module(f"peers.jacobians_{framework}")
    functions = peer.make(arrays())
    print(json.dumps({name: measure(functions[name], peer.ready) for name in CASES}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", action="append", default=[], metavar="FRAMEWORK=PATH")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cpu", default="1", help="the core to pin to")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        return child(args.child)
    pythons = {"zeal": sys.executable} | dict(p.split("=", 1) for p in args.python)
    times: dict[str, dict[str, float]] = {name: {} for name in CASES}
    values: dict[str, dict[str, float]] = {name: {} for name in CASES}
    for _ in range(args.rounds):
        for framework, python in pythons.items():
            command = ["taskset", "-c", args.cpu, python, str(HERE), "--child", framework]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                raise SystemExit(f"{framework} failed:\n{done.stderr[-2000:]}")
            for name, (ms, value) in json.loads(done.stdout.splitlines()[-1]).items():
                times[name][framework] = min(ms, times[name].get(framework, ms))
                values[name][framework] = value
    peers = [f for f in pythons if f != "zeal"]
    print("| ms | " + " | ".join(pythons) + " | " + " | ".join(f"zeal / {p}" for p in peers) + " |")
    print("|---" * (1 + len(pythons) + len(peers)) + "|")
    for name, by in times.items():
        np.testing.assert_allclose(list(values[name].values()), values[name]["zeal"], rtol=1e-3)
        cells = [f"{by[f]:.2f}" for f in pythons] + [f"{by['zeal'] / by[p]:.3f}" for p in peers]
        print(f"| {CASES[name]} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
