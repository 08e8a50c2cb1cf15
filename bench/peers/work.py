"""One framework's side of the comparison: measures what compare.py asks for, one figure at a time.

    python work.py FRAMEWORK THREADS

Reads lines of JSON, {"section": …, "key": …} of bench/rows.py, and answers each with the figure, in
the section's unit, or null where the framework has nothing to measure. What a row needs is made
when it is first asked for and kept until another row is.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Measure = Callable[[], Any]

MODULES = {
    "numpy": "numpy_api", "torch": "torch_api", "jax": "jax_api", "jax_jit": "jax_api",
    "zeal": "tensorflow_api", "zeal_2": "tensorflow_api", "tf": "tensorflow_api",
    "tf_function": "tensorflow_api",
}  # fmt: skip


CHAINS = {
    "chain": "chain(a, b)", "chain, taped": "taped(chain, a, b, False)",
    "chain, gradient": "taped(chain, a, b, True)",
}  # fmt: skip


def chain(x: Any, b: Any) -> Any:
    """200 small ops."""
    a = x
    for _ in range(100):
        x = x * b + a
    return x


def small(peer: dict[str, Any], key: str) -> Measure | None:
    """Nanoseconds per op on 2x2 floats: `key` is the statement, or a chain of 200 ops."""
    from peers import data
    from peers.timing import best_statement

    names = {**peer, "chain": chain, **{n: peer["array"](data.normal(2, 2)) for n in "ab"}}
    statement = CHAINS.get(key, key)
    if "taped" in statement and "taped" not in peer:
        return None
    if peer["must_wait"]:
        statement = f"op_wait({statement})"
    return lambda: 1e9 / (200 if key in CHAINS else 1) * best_statement(statement, names)


def large_call(peer: dict[str, Any], key: str) -> tuple[Measure | None, float]:
    """An op over 2^24 floats, and the bytes it must move."""
    from peers import data

    n = 1 << 24
    x = peer["array"](data.normal(4096, 4096) if "row" in key else data.normal(n))
    if key in ("add", "rows + row"):
        y = peer["array"](data.normal(4096) if "row" in key else data.normal(n))
        return (lambda: peer["add"](x, y)), (8 if "row" in key else 12) * n
    if key == "softmax":
        x = peer["array"](data.normal(4096, 4096))
    op = peer.get(key)
    return (lambda: op(x)) if op else None, (4 if key == "sum" else 8) * n


def large(peer: dict[str, Any], key: str) -> Measure | None:
    """GB/s of bytes read and written."""
    from peers.timing import best_seconds

    call, size = large_call(peer, key)
    if call is None:
        return None
    wait = peer["op_wait"]
    return lambda: size / 1e9 / best_seconds(lambda: wait(call()), 0.02, 3)


def product(peer: dict[str, Any], key: str) -> tuple[Measure, int]:
    """A product of two square matrices, and their size."""
    from peers import data

    n = int(key.split()[1])
    p, q = peer["array"](data.normal(n, n)), peer["array"](data.normal(n, n))
    return lambda: peer["matmul"](p, q), n


def products(peer: dict[str, Any], key: str) -> Measure | None:
    """GFLOP/s of square products."""
    from peers.timing import best_seconds

    call, n = product(peer, key)
    wait = peer["op_wait"]
    return lambda: 2e-9 * n**3 / best_seconds(lambda: wait(call()), 0.02)


def guide(peer: dict[str, Any], key: str) -> Measure | None:
    """Seconds of the guide's loop: x = x @ x."""
    from peers import data
    from peers.timing import best_seconds

    start = peer["array"](data.normal(1000, 1000))

    def loop() -> Any:
        x = start
        for _ in range(200):
            x = peer["matmul"](x, x)
        return peer["op_wait"](x)

    return lambda: best_seconds(loop, 0, 1, warm=False)


def step_of(peer: dict[str, Any], key: str) -> Measure | None:
    """A training step whose loss is read back; "convnet 256" is one of another batch than 32."""
    name, _, batch = key.partition(" ")
    make = peer["steps"].get(name)
    if make is None:
        return None
    step = make(int(batch)) if batch else make()
    return lambda: peer["wait"](step())


def train(peer: dict[str, Any], key: str) -> Measure | None:
    """Milliseconds of a training step."""
    from peers.timing import median_seconds

    step = step_of(peer, key)
    return step and (lambda: 1e3 * median_seconds(step))


def memory(peer: dict[str, Any], key: str) -> Measure | None:
    """The peak of resident memory in ten steps, in MB above that after a step of batch 2."""
    from peers.timing import peak_megabytes

    name = key.split()[0]
    warm, step = step_of(peer, f"{name} 2"), step_of(peer, key)
    if warm is None or step is None:
        return None
    warm()
    return lambda: peak_megabytes(lambda: [step() for _ in range(10)])


def cores(peer: dict[str, Any], key: str) -> Measure | None:
    """Calls per second."""
    from peers import data
    from peers.timing import best_seconds

    call: Measure | None
    if key == "a + b":
        a, b = peer["array"](data.normal(2, 2)), peer["array"](data.normal(2, 2))
        call = lambda: a + b  # noqa: E731
    elif key.startswith("matmul"):
        call = product(peer, key)[0]
    elif key.split()[0] in peer["steps"]:
        call = step_of(peer, key)
    elif key == "add 10000":
        x = peer["array"](data.normal(10000))
        call = lambda: peer["add"](x, x)  # noqa: E731
    else:
        call = large_call(peer, key)[0]
    return call and (lambda: 1 / best_seconds(call, 0.02))


def elements(peer: dict[str, Any], key: str) -> Measure | None:
    """Seconds of an op over so many elements."""
    from peers import data
    from peers.timing import best_seconds

    op, n = key.split()
    x = peer["array"](data.normal(int(n)))
    wait = peer["op_wait"]
    call = (lambda: peer["add"](x, x)) if op == "add" else (lambda: peer[op](x))
    return lambda: best_seconds(lambda: wait(call()), 0.002, 3)


def growth(batch: bool) -> Callable[[dict[str, Any], str], Measure | None]:
    """Seconds of a step of dense layers, against the batch at depth 4 or the depth at batch 8."""

    def section(peer: dict[str, Any], key: str) -> Measure | None:
        from peers.timing import median_seconds

        step = peer["stack"](int(key), 4) if batch else peer["stack"](8, int(key))
        return lambda: median_seconds(lambda: peer["wait"](step()))

    return section


def drift(peer: dict[str, Any], key: str) -> Measure | None:
    """Over so many steps: (steps done, microseconds per step, resident MiB), fifty times."""
    from peers.timing import drift

    step = peer["stack"](8, 4)
    return lambda: drift(step, int(key))


SECTIONS = {
    "small": small, "large": large, "products": products, "guide": guide, "train": train,
    "memory": memory, "cores": cores, "elements": elements, "batch": growth(True),
    "depth": growth(False), "drift": drift,
}  # fmt: skip


def serve(peer: dict[str, Any]) -> None:
    """Answers until the input ends."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what frameworks print is no answer
    asked, measure = "", None
    for line in sys.stdin:
        if line != asked:
            measure = None  # drops what the last row held
            request = json.loads(line)
            measure = SECTIONS[request["section"]](peer, request["key"])
            asked = line
        answers.write(json.dumps(measure and measure()) + "\n")


def main() -> None:
    name, threads = sys.argv[1], int(sys.argv[2])
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(threads)
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    if threads == 1:
        os.environ["XLA_FLAGS"] = (
            "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
        )
    sys.path.insert(0, str(Path(__file__).parents[1]))
    module = __import__(f"peers.{MODULES[name]}", fromlist=["make"])
    serve(module.make(name, threads))


if __name__ == "__main__":
    main()
