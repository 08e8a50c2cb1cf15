"""Ops from libraries of other people."""

from __future__ import annotations

import glob
import os
import re
import types
from typing import Any

from zeal import _core

__all__ = ["load_library", "load_op_library"]


def _snake(type_name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", type_name).lower()


def load_op_library(library_filename: str | os.PathLike[str]) -> Any:
    """Loads a library of ops written in C++ against zeal's headers (`zeal_op.h`).

    Its ops join the op table: they are dispatched, recorded and differentiated as zeal's own, and
    `tf.raw_ops` has them under their types.

    Args:
      library_filename: path of the shared library.

    Returns:
      A module with a function for each op, named like its type in snake case.

    Raises:
      NotFoundError: the library cannot be loaded.
      AlreadyExistsError: an op of that name exists.
      FailedPreconditionError: it was compiled against the headers of another version.
    """
    path = os.fspath(library_filename)
    module = types.ModuleType(os.path.basename(path).split(".")[0])
    module.__file__ = path
    from zeal import raw_ops

    for type_name in _core.load_op_library(path):
        function = _core._ops[f"raw_ops.{type_name}"]
        setattr(raw_ops, type_name, function)
        setattr(module, _snake(type_name), function)
    return module


def load_library(library_location: str | os.PathLike[str]) -> None:
    """Loads a library of ops, or all of those in a folder; see `load_op_library`.

    Args:
      library_location: path of the shared library, or of a folder of them.

    Raises:
      NotFoundError: there is no such library.
    """
    path = os.fspath(library_location)
    found = sorted(glob.glob(os.path.join(path, "*.so"))) if os.path.isdir(path) else [path]
    for library in found:
        load_op_library(library)
