"""The container of checkpoints: a safetensors file, with a CRC-32C of each tensor and of the
header.

Layout: the header's length as 8 bytes, little endian; the header, a JSON object from tensor names
  to dtype, shape
and place; the tensors' bytes without gaps. Our own entries stand in the header's `__metadata__`,
which other
readers of the format hand through: the checksums, and what the caller wants to keep.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from zeal import _core, dtypes, errors
from zeal.train._files import File, write_atomically

_NAMES = {
    "bool": "BOOL", "uint8": "U8", "int8": "I8", "uint16": "U16", "int16": "I16", "uint32": "U32",
    "int32": "I32", "uint64": "U64", "int64": "I64", "float16": "F16", "bfloat16": "BF16",
    "float32": "F32", "float64": "F64", "complex64": "C64", "float8_e4m3fn": "F8_E4M3",
    "float8_e5m2": "F8_E5M2",
}  # fmt: skip
_DTYPES = {name: dtypes.as_dtype(ours) for ours, name in _NAMES.items()}
_ALIGNMENT = 64  # of the first tensor
_MOST_HEADER = 100_000_000  # the format's own limit
_HEADER_CRC = re.compile(rb'"zeal\.header_crc32c":"([0-9a-f]{8})"')
_NO_CRC = "00000000"


@dataclass(frozen=True)
class Entry:
    """One tensor of a file: its type and where its bytes are, from the start of the file."""

    dtype: dtypes.DType
    shape: tuple[int, ...]
    start: int
    size: int
    crc: str | None


@dataclass(frozen=True)
class Source:
    """One tensor to write; `read` is called when its turn comes, so that one copy is in memory at
    a time."""

    dtype: dtypes.DType
    shape: tuple[int, ...]
    read: Callable[[], Any]


def write(path: Path, tensors: Mapping[str, Source], metadata: Mapping[str, str]) -> None:
    """Writes a file, atomically."""
    # The widest first: without gaps, every tensor is aligned to its element.
    order = sorted(tensors, key=lambda name: -tensors[name].dtype.size)
    sums = dict.fromkeys(order, _NO_CRC)
    blank = _header(order, tensors, metadata, sums)

    def produce(file: File) -> None:
        file.write(len(blank).to_bytes(8, "little") + blank)
        for name in order:
            data = np.ascontiguousarray(tensors[name].read()).reshape(-1).view(np.uint8)
            if data.nbytes != _size(tensors[name].dtype, tensors[name].shape):
                raise errors.InternalError(None, None, f"tensor {name} changed its size")
            sums[name] = f"{_core.crc32c(data):08x}"
            file.write(data.data)
        header = _header(order, tensors, metadata, sums)
        final = f'"zeal.header_crc32c":"{_core.crc32c(header):08x}"'
        file.seek(8)
        file.write(_HEADER_CRC.sub(final.encode(), header, count=1))

    write_atomically(path, produce)


def _header(
    order: list[str],
    tensors: Mapping[str, Source],
    metadata: Mapping[str, str],
    sums: Mapping[str, str],
) -> bytes:
    entries: dict[str, Any] = {
        "__metadata__": {
            "zeal.header_crc32c": _NO_CRC,
            "zeal.crc32c": json.dumps(sums, separators=(",", ":")),
            **metadata,
        }
    }
    at = 0
    for name in order:
        dtype, shape = tensors[name].dtype, list(tensors[name].shape)
        end = at + _size(dtype, tensors[name].shape)
        if dtype.name == "complex128":  # the format has no such dtype: pairs of float64
            dtype, shape = dtypes.float64, [*shape, 2]
            entries["__metadata__"][f"zeal.complex128.{name}"] = "pairs of F64"
        entries[name] = {"dtype": _NAMES[dtype.name], "shape": shape, "data_offsets": [at, end]}
        at = end
    text = json.dumps(entries, separators=(",", ":")).encode()
    return text + b" " * (-(len(text) + 8) % _ALIGNMENT)


def _size(dtype: dtypes.DType, shape: tuple[int, ...]) -> int:
    size = dtype.size
    for d in shape:
        size *= d
    return size


class Reader:
    """An open file. It stays readable when its name is deleted or taken by another.

    Raises:
      NotFoundError: if there is no such file.
      DataLossError: if it is damaged; the message names the file, and the tensor.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        except (FileNotFoundError, NotADirectoryError):
            raise errors.NotFoundError(None, None, f"there is no checkpoint file {path}") from None
        self.metadata: dict[str, str] = {}
        self.entries: dict[str, Entry] = {}
        try:
            self._parse()
        except (KeyError, TypeError, ValueError, AttributeError) as e:
            raise self._damaged(f"its header is malformed ({type(e).__name__}: {e})") from None

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)

    def _damaged(self, what: str) -> errors.DataLossError:
        return errors.DataLossError(None, None, f"checkpoint file {self.path} is damaged: {what}")

    def _bytes(self, start: int, size: int, what: str) -> bytearray:
        data = bytearray(size)
        view = memoryview(data)
        while view:
            got = os.preadv(self._descriptor, [view], start + size - len(view))
            if not got:
                raise self._damaged(f"it ends within {what}")
            view = view[got:]
        return data

    def _parse(self) -> None:
        total = os.fstat(self._descriptor).st_size
        length = int.from_bytes(self._bytes(0, 8, "the header's length"), "little")
        if length > min(total - 8, _MOST_HEADER):
            raise self._damaged(f"a header of {length} bytes does not fit its {total} bytes")
        text = bytes(self._bytes(8, length, "the header"))
        crc = _HEADER_CRC.search(text)
        if crc:
            blank = _HEADER_CRC.sub(f'"zeal.header_crc32c":"{_NO_CRC}"'.encode(), text, count=1)
            if f"{_core.crc32c(blank):08x}".encode() != crc[1]:
                raise self._damaged("the header's checksum is wrong")
        elif b'"zeal.' in text:
            raise self._damaged("the header's checksum is gone")
        header = json.loads(text)
        self.metadata = header.pop("__metadata__", {})
        sums = json.loads(self.metadata.get("zeal.crc32c", "{}"))
        end = 8 + length
        for name, e in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
            dtype, shape = _DTYPES[e["dtype"]], tuple(int(d) for d in e["shape"])
            first, last = (8 + length + int(at) for at in e["data_offsets"])
            if min(shape, default=0) < 0 or first != end or last - first != _size(dtype, shape):
                raise self._damaged(f"tensor {name} has the wrong place or size")
            if f"zeal.complex128.{name}" in self.metadata:
                dtype, shape = dtypes.complex128, shape[:-1]
            self.entries[name] = Entry(dtype, shape, first, last - first, sums.get(name))
            end = last
        if end != total:
            raise self._damaged(f"it has {total} bytes, but its tensors end at {end}")

    def read(self, name: str) -> Any:
        """A tensor as NumPy array, checked."""
        e = self.entries[name]
        data = self._bytes(e.start, e.size, f"tensor {name}")
        if e.crc is not None and f"{_core.crc32c(data):08x}" != e.crc:
            raise self._damaged(f"the checksum of tensor {name} is wrong")
        return np.frombuffer(data, e.dtype._numpy).reshape(e.shape)
