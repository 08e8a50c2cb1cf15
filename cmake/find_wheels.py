"""Prints, for CMake, where the libraries that come as PyPI packages lie: one KEY=path a line.

It asks the installed packages for their own file lists, so a virtual environment, a user install
and the overlay of an isolated build all work alike.
"""

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path


def find(package: str, wanted: dict[str, str]) -> None:
    """Prints `key=path` for the first file of the package that ends in each `suffix`."""
    try:
        files = distribution(package).files or []
    except PackageNotFoundError:
        return
    for key, suffix in wanted.items():
        for file in files:
            path = Path(str(file.locate()))
            if file.as_posix().endswith(suffix) and path.exists():
                print(f"{key}={path.resolve().as_posix()}")
                break


find(
    "scipy-openblas32",
    {"OPENBLAS_LIBRARY": "lib/libscipy_openblas.so", "OPENBLAS_LICENSE": "LICENSE.txt"},
)
find("onednn-devel-cpu-gomp", {"DNNL_HEADER": "include/dnnl.h"})
find(
    "onednn-cpu-gomp",
    {
        "DNNL_LIBRARY": "libdnnl.so.3",
        "DNNL_LICENSE": "onednn/LICENSE",
        "DNNL_NOTICES": "onednn/THIRD-PARTY-PROGRAMS",
    },
)
find("nvidia-cuda-nvcc", {"NVCC": "bin/nvcc"})
