"""Finds out whether work takes so long that threads pay; see Note [Background] in _threads.py."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

_LONG = 100e-6  # seconds


class Watch:
    """Finds out whether work takes long."""

    def __init__(self) -> None:
        self._slow = 0

    def run(self, work: Callable[[], Any]) -> Any:
        """Works, and looks at the clock."""
        begin = time.perf_counter()
        result = work()
        self._slow = self._slow + 1 if time.perf_counter() - begin > _LONG else 0
        return result

    def is_slow(self) -> bool:
        """Was it long, twice in a row?"""
        return self._slow >= 2
