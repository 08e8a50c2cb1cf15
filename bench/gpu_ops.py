"""Every row of the op table on the GPU against the CPU, and speed against PyTorch.

python bench/gpu_ops.py --rows     values and gradients of every op and dtype, CPU against GPU
python bench/gpu_ops.py --tiny     the same calls on the GPU alone, for compute-sanitizer
python bench/gpu_ops.py --speed    host cost, bandwidth, products
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "ops"))

import numpy as np
import table
import zeal as tf

BYTES = 256 << 20  # of one operand of a large op
EXACT = "biu"  # kinds of dtypes whose values must be equal


def results(op: dict[str, Any], call: table.Call, device: str) -> list[np.ndarray]:
    """What an op and its gradient give for one call on a device."""
    with tf.device(device):
        made = call.map(tf.constant)
        inputs = [t for t in table._leaves((made.args, made.kwargs)) if isinstance(t, tf.Tensor)]
        floats = [t for t in inputs if t.dtype.is_floating or t.dtype.is_complex]
        with tf.GradientTape() as tape:
            tape.watch(floats)
            out = table.function_of(op)(*made.args, **made.kwargs)
            out = list(out) if isinstance(out, (list, tuple)) else [out]
        grads = tape.gradient(out, floats) if op["has_gradient"] and floats else []
        grads = [tf.convert_to_tensor(g) for g in grads if g is not None]
        return [np.asarray(t) for t in [*out, *grads]]


def differs(a: np.ndarray, b: np.ndarray, tolerance: int) -> str:
    """What is different between two results; the empty string if nothing is."""
    if a.shape != b.shape or a.dtype != b.dtype:
        return f"{a.dtype}{a.shape} and {b.dtype}{b.shape}"
    if a.dtype.kind in EXACT:
        return "" if np.array_equal(a, b) else f"{np.sum(a != b)} of {a.size} integers"
    wide = np.complex128 if a.dtype.kind == "c" else np.float64
    x, y = a.astype(wide), b.astype(wide)
    import ml_dtypes

    eps = float(np.finfo(a.dtype).eps if a.dtype.kind == "c" else ml_dtypes.finfo(a.dtype).eps)
    with np.errstate(all="ignore"):
        largest = np.max(np.abs(np.where(np.isfinite(x), x, 0)), initial=1e-6)
        wrong = ~((np.abs(x - y) <= 4 * tolerance * eps * largest) | (x == y))
        wrong &= ~(np.isnan(x) & np.isnan(y))
    return f"{np.sum(wrong)} of {a.size} values" if wrong.any() else ""


def rows(tiny: bool) -> int:
    """Compares every op with itself on the CPU; prints what differs."""
    bad = calls = 0
    for name, dtype in table.cases():
        op = table.BY_TYPE[name]
        for call in table.calls_of(op, dtype):
            if tiny and any(x.size > 64 for x in call.arrays()):
                continue
            calls += 1
            try:
                there = results(op, call, "/gpu:0")
                if tiny:
                    continue
                here = results(op, call, "/cpu:0")
                said = [differs(x, y, op["tolerance"]) for x, y in zip(here, there, strict=True)]
                said = [s for s in said if s]
            except Exception as e:
                said = [f"{type(e).__name__}: {e}".splitlines()[0]]
            if said and op["numpy"]:
                bad += 1
                print(f"{name} {dtype} {[x.shape for x in call.arrays()]}: {'; '.join(said)}")
    print(f"{calls} calls, {bad} different")
    return bad


def per_call(run: Callable[[], Any], wait: Callable[[], Any], n: int) -> tuple[float, float]:
    """Seconds of the host alone, and in all, of one of n calls; the best of five."""
    best = [float("inf")] * 2
    for _ in range(5):
        wait()
        start = time.perf_counter()
        for _ in range(n):
            run()
        queued = time.perf_counter() - start
        wait()
        best = [min(best[0], queued / n), min(best[1], (time.perf_counter() - start) / n)]
    return best[0], best[1]


def measure(torch: Any) -> dict[str, str]:
    """The rows of the GPU table, of zeal or, given its module, of PyTorch."""
    wait = torch.cuda.synchronize if torch else tf.cuda.synchronize

    def draw(*shape: int, half: bool = False) -> Any:
        if torch:
            return torch.randn(shape, device="cuda").to(torch.bfloat16 if half else torch.float32)
        return tf.cast(tf.random.normal(shape), tf.bfloat16 if half else tf.float32)

    def host(run: Callable[[], Any]) -> str:
        return f"{per_call(run, wait, 2000)[0] * 1e6:.2f} µs"

    def bandwidth(run: Callable[[], Any], operands: int) -> str:
        return f"{operands * BYTES / per_call(run, wait, 20)[1] / 1e9:.0f} GB/s"

    def product(m: Any) -> str:
        return f"{2 * 8192**3 / per_call(lambda: m @ m, wait, 5)[1] / 1e12:.0f} TFLOP/s"

    if torch:
        torch.backends.cuda.matmul.allow_tf32 = True
    else:
        tf.config.experimental.enable_tensor_float_32_execution(True)
    a, b, g = draw(8), draw(8), draw(1000, 1000)
    x, y = draw(BYTES // 4), draw(BYTES // 4)
    total = torch.sum if torch else tf.reduce_sum
    copied = x.clone if torch else lambda: x.__deepcopy__({})
    return {
        "host cost of a + b, 8 elements": host(lambda: a + b),
        "host cost of a * 2, 8 elements": host(lambda: a * 2),
        "copy, 256 MiB": bandwidth(copied, 2),
        "x + y, 256 MiB": bandwidth(lambda: x + y, 3),
        "x * 2, 256 MiB": bandwidth(lambda: x * 2, 2),
        "sum, 256 MiB": bandwidth(lambda: total(x), 1),
        "8192^3 tf32": product(draw(8192, 8192)),
        "8192^3 bf16": product(draw(8192, 8192, half=True)),
        "200 products of 1000^3": f"{200e3 * per_call(lambda: g @ g, wait, 200)[1]:.1f} ms",
    }


def speed() -> None:
    """The GPU table of the targets, beside PyTorch where it is installed."""
    columns = {"zeal": measure(None)}
    try:
        import torch
    except ImportError:
        torch = None
    if torch and torch.cuda.is_available():
        columns["torch"] = measure(torch)
    print(f"{'':34}" + "".join(f"{peer:>16}" for peer in columns))
    for row in columns["zeal"]:
        print(f"{row:34}" + "".join(f"{texts[row]:>16}" for texts in columns.values()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for part in ("rows", "tiny", "speed"):
        parser.add_argument(f"--{part}", action="store_true")
    wanted = parser.parse_args()
    if not tf.config.list_physical_devices("GPU"):
        sys.exit(f"there is no GPU: {tf.config.gpu_status()}")
    if wanted.speed:
        speed()
    bad = rows(wanted.tiny) if wanted.rows or wanted.tiny else 0
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
