"""What `import zeal` costs beside `import numpy`: seconds and resident memory, in fresh processes.

    python bench/startup.py [--repeats N]

The imports take turns; the time is that of the import statement, its minimum over the repeats.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

PROGRAM = """
import time
start = time.perf_counter()
import {module}
seconds = time.perf_counter() - start
import resource
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measure(module: str) -> tuple[float, float]:
    """Seconds and MiB of one import."""
    out = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(module=module)],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    seconds, resident = out.split()
    return float(seconds), float(resident)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15)
    repeats = parser.parse_args().repeats
    modules = ("numpy", "ml_dtypes", "zeal")
    for m in modules:
        measure(m)  # the files come into the page cache
    runs = [[measure(m) for m in modules] for _ in range(repeats)]
    base = min(run[0][0] for run in runs)
    print(f"{'module':<10} {'ms':>7} {'x NumPy':>8} {'MiB':>6}")
    for i, m in enumerate(modules):
        seconds = min(run[i][0] for run in runs)
        print(f"{m:<10} {seconds * 1e3:7.1f} {seconds / base:8.2f} {runs[0][i][1]:6.0f}")


if __name__ == "__main__":
    main()
