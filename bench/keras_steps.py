"""Training steps of Keras on each backend, side by side, and a long `fit` on zeal.

    python bench/keras_steps.py --python zeal=/path/to/python [--python torch=…] [--steps 10000]

Each backend runs in a process of its own, one after the other, for some rounds: zeal, torch, jax,
tensorflow (`tf.function`, Keras' default there) and tensorflow_eager. Prints milliseconds per
`train_on_batch` at batch 32, their ratio to zeal's, then the time per step and the resident memory
of `fit` on zeal as it goes: both must stay flat.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from typing import Any

import numpy as np
from peers.timing import median_seconds

WORK = ("mlp", "convnet")


def model(work: str, eager: bool) -> tuple[Any, np.ndarray, np.ndarray]:
    """A compiled network, and a batch of 32 for it."""
    import keras

    rng = np.random.default_rng(0)
    layers = keras.layers
    if work == "mlp":
        x = rng.random((32, 784), dtype=np.float32)
        inner = [layers.Dense(128, activation="relu")]
    else:
        x = rng.random((32, 28, 28, 1), dtype=np.float32)
        inner = [layers.Conv2D(16, 3, activation="relu") for _ in range(2)]
        inner.append(layers.GlobalAveragePooling2D())
    made = keras.Sequential([keras.Input(x.shape[1:]), *inner, layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    made.compile("adam", loss, run_eagerly=eager)
    return made, x, rng.integers(0, 10, 32)


def measure(eager: bool) -> dict[str, float]:
    """Milliseconds per step of each network, on the backend of this process."""
    found = {}
    for work in WORK:
        made, x, y = model(work, eager)
        found[work] = 1e3 * median_seconds(lambda m=made, x=x, y=y: m.train_on_batch(x, y), 3.0)
    return found


def fit(steps: int) -> None:
    """Ten lines over a long `fit` of the mlp: the time per step and the resident memory."""
    import keras
    from peers.timing import resident

    made, x, y = model("mlp", False)

    class Report(keras.callbacks.Callback):
        """A line each time a tenth of the steps is done."""

        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            self.start = time.perf_counter()

        def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
            seconds = time.perf_counter() - self.start
            done = (epoch + 1) * (steps // 10)
            print(f"{done:8d} {1e6 * seconds / (steps // 10):10.1f} {resident():8.1f}")

    print(f"{'steps':>8} {'us/step':>10} {'MiB':>8}")
    many = np.tile(x, (steps // 10, 1)), np.tile(y, steps // 10)
    made.fit(*many, batch_size=32, epochs=10, verbose=0, callbacks=[Report()])


def child(python: str, backend: str, *arguments: str) -> str:
    """What this script prints, run by another Python on a backend, with one thread."""
    env = {
        **os.environ,
        "KERAS_BACKEND": backend.removesuffix("_eager"),
        "OMP_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }
    command = [python, __file__, *arguments]
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", action="append", default=[], metavar="BACKEND=PATH")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--steps", type=int, default=10_000)
    parser.add_argument("--measure", choices=["compiled", "eager"], help=argparse.SUPPRESS)
    parser.add_argument("--fit", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measure(args.measure == "eager")))
        return
    if args.fit:
        fit(args.steps)
        return
    pythons = dict(p.split("=", 1) for p in args.python) or {"zeal": sys.executable}
    best: dict[str, dict[str, float]] = {}
    for _ in range(args.rounds):
        for backend, python in pythons.items():
            how = "eager" if backend.endswith("_eager") else "compiled"
            found = json.loads(child(python, backend, "--measure", how).splitlines()[-1])
            known = best.setdefault(backend, found)
            best[backend] = {w: min(known[w], found[w]) for w in WORK}
    print(f"{'ms per step':<18}" + "".join(f"{w:>10}{'ratio':>8}" for w in WORK))
    for backend, found in best.items():
        line = "".join(f"{found[w]:10.3f}{found[w] / best['zeal'][w]:8.2f}" for w in WORK)
        print(f"{backend:<18}{line}")
    print(child(pythons["zeal"], "zeal", "--fit", "--steps", str(args.steps)), end="")


if __name__ == "__main__":
    main()
