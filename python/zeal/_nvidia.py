"""Where the libraries of NVIDIA's packages from PyPI lie: asked by C++ when one is first wanted."""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["folders"]


def folders() -> str:
    """Folders with libraries, separated by colons; ZEAL_CUDA_LIBRARY_PATH comes first."""
    found = [p for p in os.environ.get("ZEAL_CUDA_LIBRARY_PATH", "").split(":") if p]
    for entry in sys.path:
        packages = Path(entry or ".") / "nvidia"
        if packages.is_dir():
            found += sorted(str(p) for p in packages.glob("*/lib") if p.is_dir())
    return ":".join(dict.fromkeys(found))
