"""Elements in files: cache(filename), save and load."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zeal import errors
from zeal.data._element_file import Reader, Writer, file_of
from zeal.data._stage import Node, Stage, invalid


class FileCache(Node):
    """Keeps the elements of the first whole round in a file, which later programs read as well."""

    def __init__(self, input: Node, filename: str) -> None:
        super().__init__(input)
        self.path = file_of(filename)

    def stage(self, options: Any) -> Stage:
        return FileCacheStage(self, lambda: self.input.start(options))


class FileCacheStage(Stage):
    """Reads the file if there is one; else hands the input through, and writes the file.

    An iteration that is restored half-way where there is no file hands through only.
    """

    fields = ("state",)

    def __init__(self, node: FileCache, start: Callable[[], Stage]) -> None:
        self._node = node
        self._start = start
        self._at = 0
        self._writer: Writer | None = None
        self._reading = node.path.exists()
        self._open()

    def _open(self) -> None:
        self._up: Any = None if self._reading else self._start()
        if self._reading:
            node = self._node
            self._up = Reader(node.path).elements(node.element_spec, self._at)

    def __next__(self) -> Any:
        if self._at == 0 and not self._reading and self._writer is None and self._up is not None:
            self._writer = Writer(self._node.path, self._node.element_spec)
        try:
            element = next(self._up or iter(()))
        except StopIteration:
            self._up = None
            if self._writer is not None:
                self._writer.finish()
                self._writer = None
            raise
        if self._writer is not None:
            self._writer.write(element)
        self._at += 1
        return element

    @property
    def state(self) -> list[Any]:
        """How many elements have come, and where the input stands, if that is read."""
        return [self._at, self._up.save() if isinstance(self._up, Stage) else None]

    @state.setter
    def state(self, state: list[Any]) -> None:
        self._at, up = state
        self._writer = None
        self._reading = up is None or self._node.path.exists()
        self._open()
        if not self._reading:
            self._up.restore(up)


class ReadingStage(Stage):
    """Reads a file of elements, from element `at` on."""

    fields = ("at",)

    def __init__(self, path: Path, spec: Any) -> None:
        self._reader = Reader(path)
        self._spec = spec
        self.at = 0
        self._from = -1
        self._elements: Any = None

    def __next__(self) -> Any:
        if self._from != self.at:  # the first time, and when `at` was restored
            self._elements = self._reader.elements(self._spec, self.at)
            self._from = self.at
        element = next(self._elements)
        self.at += 1
        self._from = self.at
        return element


class Stored(Node):
    """The elements that save() wrote."""

    def __init__(self, path: Any, spec: Any) -> None:
        super().__init__()
        self.path = _inside(path)
        reader = Reader(self.path)
        self._count = reader.count()
        self._given = reader.stored_spec if spec is None else spec
        if self._given is None:
            raise ValueError(
                f"load: the structure of the elements in {path} is of types that the file cannot "
                "tell; give `element_spec`"
            )

    def _spec(self) -> Any:
        return self._given

    def cardinality(self) -> int:
        return self._count

    def stage(self, options: Any) -> Stage:
        return ReadingStage(self.path, self._given)


def save(
    dataset: Any,
    path: Any,
    compression: str | None = None,
    shard_func: None = None,
    checkpoint_args: None = None,
) -> None:
    """Writes all elements into the folder `path`, for load().

    Args:
      compression: None or "GZIP".
      shard_func: None: there is one file.
      checkpoint_args: None: a save that was cut off begins again.
    """
    _one_file("save", shard_func=shard_func, checkpoint_args=checkpoint_args)
    if compression not in (None, "", "NONE", "GZIP"):
        raise invalid(f"save: `compression` must be None or 'GZIP', got {compression!r}")
    kind = "GZIP" if compression == "GZIP" else ""
    writer = Writer(_inside(path), dataset.element_spec, kind)
    for element in dataset:
        writer.write(element)
    writer.finish()


def load(
    path: Any,
    element_spec: Any = None,
    compression: str | None = None,
    reader_func: None = None,
    wait: bool = False,
) -> Any:
    """The elements that save() wrote into the folder `path`, as a Dataset.

    Args:
      element_spec: their spec; needed only if they are of other structures than tuples, lists and
        dicts.
      compression: not needed: the file tells.
      reader_func: None: there is one file.
      wait: not needed: save() has written all when it returns.

    Raises:
      NotFoundError: if nothing was saved there.
      DataLossError: if the file is damaged; while iterating as well.
    """
    from zeal.data.dataset import Dataset

    _one_file("load", reader_func=reader_func)
    return Dataset(Stored(path, element_spec))


def _inside(path: Any) -> Path:
    return file_of(os.path.join(os.fspath(path), "elements"))


def _one_file(method: str, **arguments: Any) -> None:
    for name, value in arguments.items():
        if value is not None:
            raise errors.UnimplementedError(
                None,
                None,
                f"Dataset.{method}: `{name}` must be None, got {value!r}: zeal saves into one file",
            )
