"""The state of an iteration as one vector of bytes, which a checkpoint can hold.

The bytes are the length of a JSON text (8 bytes, little endian), the text, and the data of the
tensors, each of which stands in the text as {"tensor": [dtype, shape, offset]}.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from zeal import _core, dtypes, errors


def encode(state: Any) -> Any:
    """A state made of dicts, lists, numbers, strings, None and tensors as a uint8 array.

    Raises:
      UnimplementedError: if there is anything else in it, such as a dataset.
    """
    data: list[bytes] = []
    size = 0

    def plain(x: Any) -> Any:
        nonlocal size
        if isinstance(x, dict):
            return {k: plain(v) for k, v in x.items()}
        if isinstance(x, (list, tuple)):
            return [plain(v) for v in x]
        if isinstance(x, _core.Tensor):
            content = np.ascontiguousarray(x.numpy()).tobytes()
            data.append(content)
            size += len(content)
            return {"tensor": [x.dtype.name, list(x.shape), size - len(content)]}
        if x is None or isinstance(x, (bool, int, float, str)):
            return x
        raise errors.UnimplementedError(
            None, None, f"an iterator that keeps {type(x).__name__} objects cannot be saved: {x!r}"
        )

    text = json.dumps(plain(state), separators=(",", ":")).encode()
    return np.frombuffer(b"".join([len(text).to_bytes(8, "little"), text, *data]), np.uint8)


def decode(content: Any) -> Any:
    """The state that encode() was given.

    Raises:
      DataLossError: if the bytes are no state.
    """
    try:
        raw = np.asarray(content, np.uint8).tobytes()
        start = 8 + int.from_bytes(raw[:8], "little")
        return _decoded(json.loads(raw[8:start]), raw, start)
    except (ValueError, KeyError, TypeError) as e:
        raise errors.DataLossError(
            None, None, f"these bytes are no state of an iterator: {e}"
        ) from None


def _decoded(x: Any, raw: bytes, start: int) -> Any:
    if isinstance(x, list):
        return [_decoded(v, raw, start) for v in x]
    if not isinstance(x, dict):
        return x
    if set(x) != {"tensor"} or not isinstance(x["tensor"], list):
        return {k: _decoded(v, raw, start) for k, v in x.items()}
    name, shape, offset = x["tensor"]
    dtype = dtypes.as_dtype(name)
    count = int(np.prod(shape, dtype=np.int64))
    array = np.frombuffer(raw, dtype._numpy, count, start + offset).reshape(shape)
    return _core.convert(array.copy(), dtype)
