"""How zeal was built: `tf.sysconfig`."""

from __future__ import annotations

import collections
from pathlib import Path
from typing import Any

from zeal import _core

__all__ = [
    "CXX11_ABI_FLAG",
    "CXX_VERSION",
    "MONOLITHIC_BUILD",
    "get_build_info",
    "get_compile_flags",
    "get_include",
    "get_lib",
    "get_link_flags",
]

CXX_VERSION = 202002  # the C++ standard of the headers
CXX11_ABI_FLAG = 1
MONOLITHIC_BUILD = 0


def get_build_info() -> Any:
    """A dictionary of facts about the build.

    Returns:
      `version`, and whether there are kernels for GPUs: `is_cuda_build`, `is_rocm_build`,
      `is_tensorrt_build`.
    """
    gpu = {f"is_{kind}_build": False for kind in ("cuda", "rocm", "tensorrt")}
    gpu["is_cuda_build"] = (Path(get_lib()) / "libzeal_cuda.so").exists()
    return collections.OrderedDict(version=_core.__version__, **gpu)


def get_include() -> str:
    """The folder of the C++ headers."""
    import zeal

    return zeal.get_include()


def get_lib() -> str:
    """The folder of the libraries."""
    return str(Path(_core.__file__).parent / "lib")


def get_compile_flags() -> list[str]:
    """What a compiler needs to find the headers."""
    return [f"-I{get_include()}"]


def get_link_flags() -> list[str]:
    """What a linker needs to find the libraries."""
    return [f"-L{get_lib()}", "-lzeal"]
