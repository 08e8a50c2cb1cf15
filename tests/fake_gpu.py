"""The fake GPU of the C++ tests (tests/cpp/fake_gpu), for Python tests in their own process."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest


def library() -> Path | None:
    """libzeal_fake_gpu.so: of ZEAL_FAKE_GPU, or beside the libzeal in use."""
    if named := os.environ.get("ZEAL_FAKE_GPU"):
        return Path(named)
    import zeal

    beside = Path(zeal._core.__file__).resolve().parent / "lib" / "libzeal_fake_gpu.so"
    return beside if beside.exists() else None


def run(code: str, **environment: str) -> str:
    """What a program prints that runs on the fake GPU; skips where that was not built."""
    found = library()
    if found is None:
        pytest.skip("there is no fake GPU: it is built with the C++ tests (ZEAL_BUILD_TESTS=ON)")
    text = "import numpy as np\nimport zeal as tf\n" + textwrap.dedent(code)
    done = subprocess.run(
        [sys.executable, "-c", text],
        env={**os.environ, "ZEAL_CUDA_LIBRARY": str(found), **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
