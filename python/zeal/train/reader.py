"""Looks into checkpoint files without the objects that they belong to."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from zeal import errors
from zeal.train import _safetensors
from zeal.train._state import file_of, latest_checkpoint

__all__ = [
    "CheckpointReader",
    "checkpoints_iterator",
    "list_variables",
    "load_checkpoint",
    "load_variable",
]

_Path = str | os.PathLike[str]


class CheckpointReader:
    """The tensors of a checkpoint file, by name."""

    def __init__(self, path: Path) -> None:
        self._file = _safetensors.Reader(path)

    def has_tensor(self, tensor_str: str) -> bool:
        """Is there a tensor of that name?"""
        return tensor_str in self._file.entries

    def get_tensor(self, tensor_str: str) -> Any:
        """A tensor as a NumPy array. NotFoundError if there is none, DataLossError if it is
        damaged."""
        if tensor_str not in self._file.entries:
            raise errors.NotFoundError(
                None, None, f"Key {tensor_str} not found in checkpoint {self._file.path}"
            )
        return self._file.read(tensor_str)

    def get_variable_to_shape_map(self) -> dict[str, list[int]]:
        """The shapes by name."""
        return {name: list(e.shape) for name, e in self._file.entries.items()}

    def get_variable_to_dtype_map(self) -> dict[str, Any]:
        """The dtypes by name."""
        return {name: e.dtype for name, e in self._file.entries.items()}

    def debug_string(self) -> str:
        """A line for each tensor."""
        return "".join(f"{n}: {e.dtype.name} {e.shape}\n" for n, e in self._file.entries.items())


def load_checkpoint(ckpt_dir_or_file: _Path) -> CheckpointReader:
    """Opens a checkpoint, or the latest of a folder.

    Raises:
      NotFoundError: if there is none.
      DataLossError: if the file is damaged.
    """
    path = os.fspath(ckpt_dir_or_file)
    if os.path.isdir(path):
        latest = latest_checkpoint(path)
        if latest is None:
            raise errors.NotFoundError(None, None, f"there is no checkpoint in the folder {path}")
        path = latest
    return CheckpointReader(file_of(path))


def list_variables(ckpt_dir_or_file: _Path) -> list[tuple[str, list[int]]]:
    """Names and shapes of the tensors of a checkpoint, sorted by name."""
    return sorted(load_checkpoint(ckpt_dir_or_file).get_variable_to_shape_map().items())


def load_variable(ckpt_dir_or_file: _Path, name: str) -> Any:
    """One tensor of a checkpoint as a NumPy array."""
    return load_checkpoint(ckpt_dir_or_file).get_tensor(name.removesuffix(":0"))


def checkpoints_iterator(
    checkpoint_dir: _Path,
    min_interval_secs: float = 0,
    timeout: float | None = None,
    timeout_fn: Callable[[], bool] | None = None,
) -> Iterator[str]:
    """Gives each new latest checkpoint of a folder as it appears.

    Args:
      checkpoint_dir: the folder, which need not exist yet.
      min_interval_secs: the least time between two.
      timeout: how long to wait for the next; None for ever.
      timeout_fn: called after `timeout`: True ends the iteration. None ends it as well.
    """
    last: str | None = None
    while True:
        began = time.monotonic()
        while (path := latest_checkpoint(checkpoint_dir)) in (None, last):
            if timeout is not None and time.monotonic() - began >= timeout:
                if timeout_fn is None or timeout_fn():
                    return
                began = time.monotonic()
            time.sleep(min(0.1, timeout or 0.1))
        last = path
        got = time.monotonic()
        yield str(path)
        time.sleep(max(0.0, min_interval_secs - (time.monotonic() - got)))
