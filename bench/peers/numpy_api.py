"""NumPy: no gradients, so no training steps."""

from __future__ import annotations

from typing import Any

import numpy as np


def make(name: str, threads: int) -> dict[str, Any]:
    """What `work.py` runs."""
    return {
        "array": np.asarray,
        "wait": float,
        "op_wait": lambda x: x,
        "must_wait": False,
        "add": np.add, "matmul": np.matmul, "sum": np.sum, "exp": np.exp, "tanh": np.tanh,
        "relu": lambda x: np.maximum(x, 0),
        "steps": {},
    }  # fmt: skip
