"""Values as the bytes and messages of an event file: tensors, histograms, PNG, WAV."""

from __future__ import annotations

import io
import struct
import wave
import zlib
from typing import Any

import numpy as np

from zeal import _core

_STRING = 7  # DT_STRING; zeal's dtypes know the numbers of the others


def strings(value: Any) -> Any:
    """An array of the strings of a nested list; TypeError for anything else."""
    array = np.asarray(value)
    if array.dtype.kind in "USO" and all(isinstance(s, (str, bytes)) for s in array.flat):
        return array
    raise TypeError(f"tensor must be of type tf.string; got {array.dtype}")


def fill_tensor(proto: Any, value: Any) -> None:
    """Puts a tensor, or an array of strings, into a TensorProto."""
    array = None if isinstance(value, (_core.Tensor, _core.Variable)) else np.asarray(value)
    if isinstance(value, list) and (not value or isinstance(value[0], (bytes, list))):
        array = np.asarray(value, object)  # NumPy's own strings lose zeros at their ends
    if array is not None and array.dtype.kind in "USO":
        proto.dtype = _STRING
        texts = (s if isinstance(s, bytes) else str(s).encode() for s in array.flat)
        proto.string_val.extend(texts)
        shape = array.shape
    else:
        tensor = _core.convert(value)
        proto.dtype = tensor.dtype.as_datatype_enum
        proto.tensor_content = tensor.numpy().tobytes()
        shape = tuple(tensor.shape)
    for size in shape:
        proto.tensor_shape.dim.add(size=size)


def buckets(values: np.ndarray[Any, Any], count: int) -> np.ndarray[Any, Any]:
    """Rows [left, right, how many] for ranges of equal width: what TensorBoard's histograms are.

    A range holds its left edge, the last one both. Equal values are all in the last range, whose
    edges they are.
    """
    count = max(count, 0)
    rows = np.zeros((count, 3))
    if not count or not values.size:
        return rows
    low, high = values.min(), values.max()
    if low == high:
        rows[:, :2] = low
        rows[-1, 2] = values.size
        return rows
    edges = np.linspace(low, high, count + 1)
    at = np.floor((values - low) / ((high - low) / count))
    where = np.clip(np.nan_to_num(at), 0, count - 1).astype(np.int64)
    rows[:, 0], rows[:, 1] = edges[:-1], edges[1:]
    rows[:, 2] = np.bincount(where, minlength=count)
    return rows


def png(pixels: np.ndarray[Any, Any]) -> bytes:
    """A PNG file of uint8 pixels of shape [height, width, 1 to 4 channels]."""
    height, width, channels = pixels.shape
    kinds = {1: 0, 2: 4, 3: 2, 4: 6}  # PNG's numbers for grey and colours, without and with alpha
    if channels not in kinds:
        raise ValueError(f"an image has 1, 2, 3 or 4 channels, got {channels}")
    rows = np.zeros((height, 1 + width * channels), np.uint8)  # each row opens with its filter: 0
    rows[:, 1:] = pixels.reshape(height, -1)

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, kinds[channels], 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows.tobytes()))
    return b"\x89PNG\r\n\x1a\n" + body + chunk(b"IEND", b"")


def wav(samples: np.ndarray[Any, Any], rate: int) -> bytes:
    """A WAV file, 16 bits a sample, of float32 samples of shape [samples, channels]."""
    whole = np.clip(np.round(np.nan_to_num(samples) * 32768), -32768, 32767).astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(whole.tobytes())
    return out.getvalue()
