"""zeal.data beside tf.data and torch's DataLoader: elements per second, each in its own process.

    python bench/data.py --python tf=/path/to/python --python torch=... [--rounds 5]

What is read is like MNIST: 60,000 images of 28x28 bytes, and labels; shuffled, in batches of 128,
over and over. zeal and tf.data run the same program. The frameworks take turns within a round; a
figure is the best of the rounds, and its spread is how far the worst is from it. A framework is run
by the interpreter given for it, zeal by this one unless told otherwise.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from compare import interpreters
from report import table

COUNT = 60_000
BATCH = 128
SECONDS = 1.0  # that a figure is measured for
FRAMEWORKS = ("zeal", "tf", "torch")


def images() -> tuple[Any, Any]:
    """Random bytes and labels."""
    import numpy as np

    rng = np.random.default_rng(0)
    return (
        rng.integers(0, 256, (COUNT, 28, 28), dtype=np.uint8),
        rng.integers(0, 10, COUNT, dtype=np.int64),
    )


def tensorflow_like(tf: Any) -> dict[str, Callable[[], Iterable[Any]]]:
    """The pipelines, for zeal and for TensorFlow."""

    def normalise(x: Any, y: Any) -> tuple[Any, Any]:
        return tf.cast(x, tf.float32) / 255.0, y

    auto = tf.data.AUTOTUNE
    data = tf.data.Dataset.from_tensor_slices(images())
    shuffled = data.shuffle(COUNT)
    batches = shuffled.batch(BATCH)
    return {
        "shuffle, batch": lambda: batches.repeat().prefetch(auto),
        "shuffle, batch, map": lambda: batches.map(normalise).repeat().prefetch(auto),
        "shuffle, map, batch": lambda: shuffled.map(normalise).batch(BATCH).repeat().prefetch(auto),
        "shuffle, map in parallel, batch": lambda: shuffled.map(normalise, auto)
        .batch(BATCH)
        .repeat()
        .prefetch(auto),
        "generator, batch": lambda: generated(tf).batch(BATCH).prefetch(auto),
        "one by one": lambda: data.repeat(),
    }  # fmt: skip


def generated(tf: Any) -> Any:
    """The same images from a Python generator."""
    x, y = images()
    spec = (tf.TensorSpec([28, 28], tf.uint8), tf.TensorSpec([], tf.int64))

    def generator() -> Iterator[Any]:
        while True:
            yield from zip(x, y, strict=True)

    return tf.data.Dataset.from_generator(generator, output_signature=spec)


def torch_pipelines() -> dict[str, Callable[[], Iterable[Any]]]:
    """The pipelines by DataLoader, in this process and in two others."""
    import torch
    from torch.utils import data

    x, y = map(torch.from_numpy, images())

    class Images(data.Dataset):  # type: ignore[misc, type-arg]
        def __init__(self, normalise: bool) -> None:
            self.normalise = normalise

        def __len__(self) -> int:
            return COUNT

        def __getitem__(self, i: int) -> tuple[Any, Any]:
            return (x[i].float() / 255.0 if self.normalise else x[i]), y[i]

    def forever(loader: Any, each: Callable[[Any], Any] = lambda b: b) -> Iterator[Any]:
        while True:
            yield from map(each, loader)

    def loader(normalise: bool, **options: Any) -> Any:
        return data.DataLoader(Images(normalise), BATCH, shuffle=True, **options)

    return {
        "shuffle, batch": lambda: forever(loader(False)),
        "shuffle, batch, map": lambda: forever(
            loader(False), lambda b: (b[0].float() / 255.0, b[1])
        ),
        "shuffle, map, batch": lambda: forever(loader(True)),
        "shuffle, map in parallel, batch": lambda: forever(loader(True, num_workers=2)),
    }


def rate(iterable: Iterable[Any]) -> float:
    """Elements per second."""
    iterator = iter(iterable)
    size = len(next(iterator)[0].shape) - 2  # 1 for batches, 0 for elements
    for _ in range(50):
        next(iterator)
    steps, begin = 0, time.perf_counter()
    while (passed := time.perf_counter() - begin) < SECONDS:
        for _ in range(20):
            next(iterator)
        steps += 20
    return steps * (BATCH if size else 1) / passed


def work(framework: str) -> dict[str, float]:
    """The figures of this process."""
    if framework == "torch":
        pipelines = torch_pipelines()
    elif framework == "tf":
        import tensorflow

        pipelines = tensorflow_like(tensorflow)
    else:
        import zeal

        pipelines = tensorflow_like(zeal)
    return {f"{name}, elements/s": rate(make()) for name, make in pipelines.items()}


def run(framework: str, python: str) -> dict[str, float]:
    """The figures of one process."""
    command = [python, __file__, "--worker", framework]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{framework} failed:\n{done.stderr[-2000:]}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", action="append", default=[], metavar="FRAMEWORK=PATH")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--worker", help="measure this framework, here")
    args = parser.parse_args()
    if args.worker:
        print(json.dumps(work(args.worker)))
        return
    pythons = {f: p for f, p in interpreters(args.python).items() if f in FRAMEWORKS}
    figures: dict[str, dict[str, list[float]]] = {}
    for _ in range(args.rounds):
        for framework, python in pythons.items():
            for name, value in run(framework, python).items():
                figures.setdefault(name, {}).setdefault(framework, []).append(value)
    print("\n".join(table("Input pipelines", figures, list(pythons))))


if __name__ == "__main__":
    main()
