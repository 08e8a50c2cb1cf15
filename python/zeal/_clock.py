"""The time: `tf.timestamp`."""

from __future__ import annotations

import time
from typing import Any

from zeal import _core, dtypes


def timestamp(name: str | None = None) -> Any:
    """The seconds since 1970, float64."""
    return _core.convert(time.time(), dtypes.float64)
