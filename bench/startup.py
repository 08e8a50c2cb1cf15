"""What `import zeal` costs beside `import numpy`: seconds and resident memory, in fresh processes.

    python bench/startup.py [--repeats N]

The imports take turns; the time is that of the import statement, its minimum over the repeats. The
size of what is installed is printed too. compare.py asks the same of other frameworks.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

IMPORT = """
import time
start = time.perf_counter()
import {module}
seconds = time.perf_counter() - start
import resource
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""

VERSION = "import {module}; print({module}.__version__)"

# The files that importlib.metadata knows of, links followed; a package that no installer knows, as
# one in a build tree, is measured where it lies.
INSTALLED = """
import importlib, importlib.metadata as metadata, os, pathlib, re, sys

def size(paths):
    return sum(os.stat(p).st_size for p in paths if p.is_file() and p.suffix != ".pyc")

def package(module):
    folder = pathlib.Path(importlib.import_module(module).__file__).parent
    return size(pathlib.Path(at) / name
                for at, _, names in os.walk(folder, followlinks=True) for name in names)

def distribution(name):
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return None

def requires(of, seen):
    for line in of.requires or []:
        name = re.match(r"[A-Za-z0-9._-]+", line).group().lower()
        if "extra ==" not in line and name not in seen and (found := distribution(name)):
            seen[name] = found
            requires(found, seen)
    return seen

names = metadata.packages_distributions().get("{module}")
if names:
    own = {{name: distribution(name) for name in set(names)}}
    measured = lambda of: size(pathlib.Path(f.locate()) for f in of.files or [])
    every = dict(own)
    for found in own.values():
        requires(found, every)
    print(sum(map(measured, own.values())), sum(map(measured, every.values())))
else:
    own = package("{module}")
    print(own, own + sum(package(m) for m in ("numpy", "ml_dtypes")))
"""


def ask(program: str, module: str, python: str) -> str:
    """What a fresh process prints last."""
    # The first import leaves its bytecode, as an installer would.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [python, "-c", program.format(module=module)],
        capture_output=True, text=True, check=True, env=environment,
    )  # fmt: skip
    return done.stdout.splitlines()[-1]


def imported(module: str, python: str = sys.executable) -> tuple[float, float]:
    """Seconds and MiB of one import."""
    seconds, resident = ask(IMPORT, module, python).split()
    return float(seconds), float(resident)


def installed(module: str, python: str = sys.executable) -> tuple[float, float]:
    """MB of the package's own files, and with all that it requires."""
    own, everything = ask(INSTALLED, module, python).split()
    return int(own) / 1e6, int(everything) / 1e6


def version(module: str, python: str = sys.executable) -> str:
    """The module's version."""
    return ask(VERSION, module, python)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=15)
    repeats = parser.parse_args().repeats
    modules = ("numpy", "ml_dtypes", "zeal")
    for m in modules:
        imported(m)  # the files come into the page cache
    runs = [[imported(m) for m in modules] for _ in range(repeats)]
    base = min(run[0][0] for run in runs)
    print(f"{'module':<10} {'ms':>7} {'x NumPy':>8} {'MiB':>6} {'MB on disk':>11}")
    for i, m in enumerate(modules):
        seconds = min(run[i][0] for run in runs)
        size = installed(m)[0]
        print(
            f"{m:<10} {seconds * 1e3:7.1f} {seconds / base:8.2f} {runs[0][i][1]:6.0f} {size:11.1f}"
        )


if __name__ == "__main__":
    main()
