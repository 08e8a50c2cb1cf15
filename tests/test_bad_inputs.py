"""Arguments that crashed TensorFlow: here they raise a clean error or give a well-formed result.

Each case runs in a process of its own, so that a crash is seen as one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CASES = json.loads((Path(__file__).parent / "data" / "bad_inputs.json").read_text())

PROGRAM = r"""
import sys
import numpy as np
import zeal as tf

clean = (tf.errors.OpError, TypeError, ValueError, IndexError, OverflowError, MemoryError,
         NotImplementedError, RuntimeError)
try:
    result = eval(sys.argv[1])
    for t in tf.nest.flatten(result):
        if isinstance(t, tf.Tensor):
            assert t.numpy().shape == tuple(t.shape)
except (AttributeError, SyntaxError) as e:
    print("MISSING", e)
except clean as e:
    print("RAISED", type(e).__name__, *[c.__name__ for c in type(e).__mro__])
    print(e, file=sys.stderr)
else:
    print("RETURNED")
"""


def run(expression: str) -> tuple[str, list[str], str]:
    """How the expression ended, the error's classes and its message."""
    # Some results take gigabytes: filling those with NaNs first would take most of the time.
    env = {**os.environ, "ZEAL_NAN_FILL": "0"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, expression],
        capture_output=True, text=True, timeout=120, env=env, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    words = done.stdout.split()
    return words[0], words[1:], done.stderr


@pytest.mark.parametrize("case", CASES, ids=[f"{c['id']} {c['op']}" for c in CASES])
def test_bad_input(case: dict[str, Any]) -> None:
    how, words, message = run(case["python"])
    if "no string tensors" in message or "unexpected keyword argument" in message:
        pytest.skip(f"zeal has no such dtype or raw argument: {message.strip()}")
    if how == "MISSING":
        pytest.skip(f"zeal has no such name yet: {' '.join(words)}")
    expect = case["expect"]
    if expect == "returns (no error)":
        assert how == "RETURNED", message
    elif expect.startswith("raises any clean error"):
        assert how == "RAISED"
    elif expect.startswith("raises"):
        assert how == "RAISED"
        assert set(expect.removeprefix("raises ").split("|")) & set(words), f"{words}: {message}"
    elif how == "RAISED" and "InvalidArgumentError" in expect:
        assert {"InvalidArgumentError", "ValueError", "TypeError"} & set(words), message
    if how == "RAISED":
        assert len(message.strip()) > 10
