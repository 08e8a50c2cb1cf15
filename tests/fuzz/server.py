"""Evaluates each line of its input in a process of its own, forked from one that has run no op.

Its answer to a line is one line: "ok", or what is wrong.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from typing import Any

import numpy as np
import zeal as tf

MEMORY = 3 << 30  # a size that cannot be had is an error, not a machine without memory
SECONDS = 30
# A sanitizer reserves terabytes of addresses, and has a limit of its own (max_allocation_size_mb).
SANITIZED = "san.so" in os.environ.get("LD_PRELOAD", "")
CLEAN = (
    tf.errors.OpError, TypeError, ValueError, IndexError, OverflowError, MemoryError,
    NotImplementedError, RuntimeError,
)  # fmt: skip


def tensors(x: Any) -> list[Any]:
    return [t for t in tf.nest.flatten(x) if isinstance(t, tf.Tensor)]


def evaluate(line: str) -> str:
    """Runs the call, and its gradient."""
    scope = {"tf": tf, "np": np}
    try:
        with tf.GradientTape(persistent=True) as tape:
            watched: list[Any] = []

            def keep(x: Any) -> Any:
                if isinstance(x, tf.Tensor) and x.dtype.is_floating:
                    tape.watch(x)
                    watched.append(x)
                return x

            result = eval(line, {**scope, "keep": keep})
        for t in tensors(result):
            if t.numpy().shape != tuple(t.shape):
                return f"shape {t.numpy().shape}, said to be {t.shape}"
            if t.dtype.is_floating and watched:
                for x, dx in zip(watched, tape.gradient(t, watched), strict=True):
                    if dx is not None and tf.convert_to_tensor(dx).shape != x.shape:
                        return f"a gradient of shape {dx.shape} for a tensor of {x.shape}"
    except CLEAN as e:
        return "ok" if str(e) or isinstance(e, MemoryError) else f"{type(e).__name__} says nothing"
    except BaseException as e:
        return f"{type(e).__name__}: {e}"
    return "ok"


def answer(line: str) -> str:
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        if not SANITIZED:
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.alarm(SECONDS)
        os.write(write, evaluate(line)[:500].encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        said = pipe.read().decode(errors="replace").replace("\n", " ")
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return f"ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return said or f"ended with {os.waitstatus_to_exitcode(status)}"


if __name__ == "__main__":
    for given in sys.stdin:
        print(answer(given.strip()), flush=True)
