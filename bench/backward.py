"""How long the backward pass takes beside the forward one, in the training steps of compare.py.

    python bench/backward.py [--threads 1] [--peers tf]

Prints, for each step, microseconds of the forward pass (under the tape), of `gradient()` and of the
rest (the update), each the fastest of many, and the ratio of backward to forward. Of dense layers
it is about 2, a product forwards and two backwards; less where the first layer is the largest,
whose input needs no gradient.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from peers import tensorflow_api


def timed(tf: Any, times: dict[str, list[float]]) -> Any:
    """A GradientTape that notes how long its block and its gradient take."""

    class Timed(tf.GradientTape):  # type: ignore[misc]
        def __enter__(self) -> Any:
            self.start = time.perf_counter()
            return super().__enter__()

        def __exit__(self, *args: Any) -> None:
            super().__exit__(*args)
            times["forward"].append(time.perf_counter() - self.start)

        def gradient(self, *args: Any, **kwargs: Any) -> Any:
            start = time.perf_counter()
            out = super().gradient(*args, **kwargs)
            times["backward"].append(time.perf_counter() - start)
            return out

    return Timed


def timed_call(f: Callable[[], Any]) -> float:
    start = time.perf_counter()
    f().numpy()
    return time.perf_counter() - start


def measure(name: str, threads: int) -> None:
    tf = importlib.import_module("zeal" if name == "zeal" else "tensorflow")
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    times: dict[str, list[float]] = {"forward": [], "backward": []}
    names = (
        "Variable constant matmul nn raw_ops reduce_mean reduce_sum sqrt square tanh zeros "
        "zeros_like"
    )
    patched = SimpleNamespace(**{n: getattr(tf, n) for n in names.split()})
    patched.GradientTape = timed(tf, times)
    print(f"{name:12} {'forward':>10} {'backward':>10} {'rest':>10}   backward / forward")
    for step, make in tensorflow_api.steps(patched, lambda f: f, True)["steps"].items():
        for t in times.values():
            t.clear()
        f = make()
        steps = []
        end = time.perf_counter() + 2.0
        while len(steps) < 10 or time.perf_counter() < end:
            steps.append(timed_call(f))
        forward, backward = (min(t) for t in times.values())
        rest = max(min(steps) - forward - backward, 0.0)
        row = "".join(f"{1e6 * t:11.1f}" for t in (forward, backward, rest))
        print(f"{step:12}{row}   {backward / forward:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--peers", nargs="*", default=[], help="others to measure: tf")
    arguments = parser.parse_args()
    for name in ("zeal", *arguments.peers):
        measure(name, arguments.threads)


if __name__ == "__main__":
    main()
