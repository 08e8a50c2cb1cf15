"""Files of elements, for cache(filename), save and load.

Layout: the length of a JSON text (8 bytes, little endian); the text, which tells the format, how
the records are compressed and the elements' spec; then a record for each element: the length and
CRC-32C of its bytes (8 and 4 bytes), and the bytes, which are those of an iterator's state. A
record of length 2^64 - 1, whose bytes are the number of elements, ends the file.
"""

from __future__ import annotations

import json
import os
import tempfile
import weakref
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from zeal import _core, dtypes, errors
from zeal.data import _state
from zeal.data._stage import load_elements, save_elements
from zeal.tensor_spec import TensorSpec
from zeal.train._files import sync_folder

_FORMAT = "zeal elements 1"
_END = 2**64 - 1


def file_of(path: Any) -> Path:
    """Where the elements of that name are."""
    return Path(os.fspath(path) + ".elements")


class Writer:
    """Writes a file that appears, whole, when finish() is called; dropped before, it leaves none.

    Args:
      path: of the file. Others may write it at the same time: the last to finish stays.
    """

    def __init__(self, path: Path, spec: Any, compression: str = "") -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(".tmp", f".{path.name}.", path.parent)
        self._file = os.fdopen(descriptor, "wb")
        self._path, self._temporary, self._compressed = path, Path(name), bool(compression)
        self.count = 0
        self._drop = weakref.finalize(self, _drop, self._file, self._temporary)
        text = {"format": _FORMAT, "compression": compression, "spec": _spec_to_json(spec)}
        head = json.dumps(text).encode()
        self._file.write(len(head).to_bytes(8, "little") + head)

    def write(self, element: Any) -> None:
        """Appends an element."""
        content = _state.encode(save_elements([element]))
        if self._compressed:
            content = np.frombuffer(zlib.compress(content.tobytes(), 6), np.uint8)
        self._record(content.size, content)
        self.count += 1

    def finish(self) -> None:
        """Puts the file in its place."""
        self._record(_END, np.frombuffer(self.count.to_bytes(8, "little"), np.uint8))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        os.replace(self._temporary, self._path)
        self._drop.detach()
        sync_folder(self._path.parent)

    def _record(self, size: int, content: Any) -> None:
        crc = _core.crc32c(content)
        self._file.write(size.to_bytes(8, "little") + crc.to_bytes(4, "little"))
        self._file.write(content.data)


def _drop(file: Any, temporary: Path) -> None:
    file.close()
    temporary.unlink(missing_ok=True)


class Reader:
    """The elements of a file, in order.

    Raises:
      NotFoundError: if there is no such file.
      DataLossError: if it is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = path.open("rb")
        except FileNotFoundError:
            raise errors.NotFoundError(None, None, f"there is no file {path}") from None
        weakref.finalize(self, self._file.close)
        try:
            size = int.from_bytes(self._file.read(8), "little")
            head = json.loads(self._file.read(min(size, 1 << 24)))
            if head["format"] != _FORMAT:
                raise ValueError(f"its format is {head['format']!r}")
            self._compressed = head["compression"] != ""
            self.stored_spec = _spec_from_json(head["spec"])
        except (ValueError, KeyError, TypeError) as e:
            raise self._damaged(str(e)) from None
        self._start = self._file.tell()

    def elements(self, spec: Any, skip: int = 0) -> Iterator[Any]:
        """All elements but the first `skip`, packed as `spec` tells."""
        self._file.seek(self._start)
        count = 0
        while (content := self._record(count)) is not None:
            count += 1
            if count <= skip:
                continue
            try:
                raw = zlib.decompress(content) if self._compressed else content
            except zlib.error as e:
                raise self._damaged(str(e)) from None
            yield load_elements(spec, _state.decode(np.frombuffer(raw, np.uint8)))[0]

    def count(self) -> int:
        """The number of elements, from the end of the file."""
        self._file.seek(-20, os.SEEK_END)
        end = self._file.read(20)
        if int.from_bytes(end[:8], "little") != _END:
            raise self._damaged("it has no end")
        return int.from_bytes(end[12:], "little")

    def _record(self, count: int) -> bytes | None:
        head = self._file.read(12)
        size, crc = int.from_bytes(head[:8], "little"), int.from_bytes(head[8:], "little")
        ends = size == _END
        left = os.fstat(self._file.fileno()).st_size - self._file.tell()
        if len(head) < 12 or (8 if ends else size) > left:
            raise self._damaged(f"it ends within element {count}")
        content = self._file.read(8 if ends else size)
        if _core.crc32c(np.frombuffer(content, np.uint8)) != crc:
            raise self._damaged(f"the checksum of element {count} is wrong")
        if not ends:
            return content
        if int.from_bytes(content, "little") != count:
            raise self._damaged(f"{count} elements came")
        return None

    def _damaged(self, why: str) -> errors.DataLossError:
        return errors.DataLossError(None, None, f"{self._path} is no whole file of elements: {why}")


def _spec_to_json(spec: Any) -> Any:
    """None where the spec has parts that JSON cannot tell."""
    try:
        return _plain(spec)
    except TypeError:
        return None


def _plain(spec: Any) -> Any:
    if isinstance(spec, TensorSpec):
        shape = None if spec.shape.rank is None else spec.shape.as_list()
        return {"tensor": [spec.dtype.name, shape]}
    if type(spec) in (tuple, list):
        return {type(spec).__name__: [_plain(each) for each in spec]}
    if type(spec) is dict and all(isinstance(key, str) for key in spec):
        return {"dict": {key: _plain(each) for key, each in spec.items()}}
    raise TypeError


def _spec_from_json(plain: Any) -> Any:
    if plain is None:
        return None
    ((kind, value),) = plain.items()
    if kind == "tensor":
        return TensorSpec(value[1], dtypes.as_dtype(value[0]))
    if kind == "dict":
        return {key: _spec_from_json(each) for key, each in value.items()}
    parts = [_spec_from_json(each) for each in value]
    return tuple(parts) if kind == "tuple" else parts
