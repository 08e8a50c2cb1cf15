"""Files that appear whole or not at all: written beside their place, synced, then renamed into
it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


class File:
    """An open file that is written to its end or fails."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def write(self, data: bytes | memoryview) -> None:
        """Appends all of `data`."""
        view = memoryview(data).cast("B")
        while view:
            view = view[os.write(self._descriptor, view) :]

    def seek(self, offset: int) -> None:
        """Goes to `offset`, to write over what is there."""
        os.lseek(self._descriptor, offset, os.SEEK_SET)


def write_atomically(path: Path, produce: Callable[[File], None]) -> None:
    """Writes a file by `produce(file)`; whatever fails, `path` is then what it was before, or
    whole.

    Only one process may write a path at a time.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
        descriptor = os.open(temporary, flags, 0o666)
        try:
            produce(File(descriptor))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
