"""How long a call takes: the minimum of repeats for single ops, the median for whole steps."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any


def best_seconds(f: Callable[[], Any], loops: int, repeats: int = 7) -> float:
    """Seconds per call: the fastest of `repeats` loops."""
    f()
    found = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(loops):
            f()
        found = min(found, (time.perf_counter() - start) / loops)
    return found


def median_seconds(f: Callable[[], Any], seconds: float = 2.0, most: int = 300) -> float:
    """Seconds per call: the median of at most `most` within `seconds`, after five to warm up."""
    for _ in range(5):
        f()
    times: list[float] = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end and len(times) < most:
        start = time.perf_counter()
        f()
        times.append(time.perf_counter() - start)
    return statistics.median(times)
