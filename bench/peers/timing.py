"""How long a call takes, and how much memory: the best of repeats for ops, the median for steps."""

from __future__ import annotations

import statistics
import time
import timeit
from collections.abc import Callable
from pathlib import Path
from typing import Any


def best_seconds(
    f: Callable[[], Any], at_least: float = 0.004, repeats: int = 5, warm: bool = True
) -> float:
    """Seconds per call: the fastest of `repeats` loops, each of `at_least` seconds or one call."""
    if warm:
        f()
    loops = 1
    if at_least:
        while (once := timed(f, loops)) < at_least / 4:
            loops *= 4
        loops = max(1, round(loops * at_least / once))
    return min(timed(f, loops) for _ in range(repeats)) / loops


def best_statement(statement: str, names: dict[str, Any]) -> float:
    """Seconds per run of a statement: no call of ours is in the loop."""
    timer = timeit.Timer(statement, globals=names)
    loops = 1
    while (once := timer.timeit(loops)) < 0.002:
        loops *= 4
    loops = max(1, round(loops * 0.004 / once))
    return min(timer.repeat(7, loops)) / loops


def timed(f: Callable[[], Any], loops: int) -> float:
    """Seconds of so many calls."""
    repeat = range(loops)
    start = time.perf_counter()
    for _ in repeat:
        f()
    return time.perf_counter() - start


def median_seconds(f: Callable[[], Any], seconds: float = 0.25, most: int = 300) -> float:
    """Seconds per call: the median of at most `most` within `seconds`, after three to warm up."""
    for _ in range(3):
        f()
    times: list[float] = []
    end = time.perf_counter() + seconds
    while not times or (time.perf_counter() < end and len(times) < most):
        times.append(timed(f, 1))
    return statistics.median(times)


def status_mib(field: str) -> float:
    """A line of /proc/self/status, in MiB: VmRSS is the memory in use, VmHWM its peak."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    raise KeyError(field)


def resident() -> float:
    """MiB of memory that this process has in use now."""
    return status_mib("VmRSS:")


def peak_megabytes(f: Callable[[], Any]) -> float:
    """How far the resident memory rises while f runs, in MB (10^6 bytes)."""
    before = resident()
    Path("/proc/self/clear_refs").write_text("5")  # the peak starts anew
    f()
    return (status_mib("VmHWM:") - before) * 1.048576


def drift(step: Callable[[], Any], steps: int, points: int = 50) -> list[tuple[int, float, float]]:
    """Over a long run, in `points` parts: steps done, microseconds per step, resident MiB."""
    part = max(1, steps // points)
    found = []
    for done in range(part, steps + 1, part):
        seconds = timed(step, part)
        found.append((done, 1e6 * seconds / part, resident()))
    return found
