"""The kinds of summaries, each with the name of the part of TensorBoard that shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zeal import _core, debugging
from zeal.image import convert_image_dtype
from zeal.summary import _encode
from zeal.summary._writer import emit
from zeal.summary.experimental import summary_scope


def write(
    tag: str, tensor: Any, step: Any = None, metadata: Any = None, name: str | None = None
) -> Any:
    """Writes a tensor under a tag.

    Args:
      tag: what TensorBoard calls it.
      tensor: a value, or a function without arguments that gives it and is called only if
        something is written. Strings, and arrays of them, may be written, too.
      step: an integer or a Variable; `tf.summary.experimental.get_step()` if None.
      metadata: a SummaryMetadata protocol buffer, or its bytes, which says who shows the value.

    Returns:
      A bool Tensor: was it written? False without a writer, and where `record_if` says so.

    Raises:
      ValueError: with a writer, but without a step.
    """

    def fill(summary: Any) -> None:
        value = summary.value.add(tag=tag)
        if metadata is not None:
            raw = metadata if isinstance(metadata, bytes) else metadata.SerializeToString()
            value.metadata.ParseFromString(raw)
        _encode.fill_tensor(value.tensor, tensor() if callable(tensor) else tensor)

    return _core.convert(emit(fill, step))


def _record(
    plugin: str,
    name: str,
    step: Any,
    description: str | None,
    make: Callable[[], Any],
    content: bytes = b"",
) -> Any:
    def fill(summary: Any) -> None:
        value = summary.value.add(tag=tag)
        value.metadata.plugin_data.plugin_name = plugin
        value.metadata.plugin_data.content = content
        value.metadata.summary_description = description or ""
        _encode.fill_tensor(value.tensor, make())

    with summary_scope(name, f"{plugin}_summary") as (tag, _):
        return _core.convert(emit(fill, step))


def scalar(name: str, data: Any, step: Any = None, description: str | None = None) -> Any:
    """Writes a number.

    Args:
      name: what TensorBoard calls it, after the name scopes around it.
      data: a 0-d value, which is written as float32.
      step: an integer or a Variable; `tf.summary.experimental.get_step()` if None.
      description: a text about it, in Markdown.

    Returns:
      A bool Tensor: was it written? False without a writer, and where `record_if` says so.

    Raises:
      ValueError: with a writer, but without a step.
    """

    def make() -> Any:
        return _core._ops["cast"](debugging.assert_scalar(data), "float32")

    return _record("scalars", name, step, description, make)


def histogram(
    name: str,
    data: Any,
    step: Any = None,
    buckets: int | None = None,
    description: str | None = None,
) -> Any:
    """Writes how often values occur.

    Args:
      data: a tensor of any shape.
      buckets: into so many ranges of equal width the values are sorted; 30 if None.
      name, step, description: as in `scalar`.

    Returns:
      A bool Tensor, as `scalar`.
    """

    def make() -> Any:
        values = _core._ops["cast"](_core.convert(data), "float64").numpy().ravel()
        return _encode.buckets(values, 30 if buckets is None else int(buckets))

    return _record("histograms", name, step, description, make)


def image(
    name: str, data: Any, step: Any = None, max_outputs: Any = 3, description: str | None = None
) -> Any:
    """Writes images.

    Args:
      data: of shape [n, height, width, channels], with 1 to 4 channels: grey or colours, each
        with transparency or without; uint8, or numbers from 0 to 1.
      max_outputs: at most so many, the first ones, are written.
      name, step, description: as in `scalar`.

    Returns:
      A bool Tensor, as `scalar`.
    """

    def make() -> Any:
        images = _core.convert(data)
        debugging.assert_rank(images, 4)
        debugging.assert_non_negative(max_outputs)
        images = convert_image_dtype(images, "uint8", saturate=True)
        _, height, width, _ = images.shape
        png = [_encode.png(x) for x in images.numpy()[: int(max_outputs)]]
        return [str(width).encode(), str(height).encode(), *png]

    return _record("images", name, step, description, make)


def audio(
    name: str,
    data: Any,
    sample_rate: Any,
    step: Any = None,
    max_outputs: Any = 3,
    encoding: str | None = None,
    description: str | None = None,
) -> Any:
    """Writes sounds.

    Args:
      data: float32 from -1 to 1, of shape [n, samples, channels].
      sample_rate: samples per second.
      max_outputs: at most so many, the first ones, are written.
      encoding: None or "wav".
      name, step, description: as in `scalar`.

    Returns:
      A bool Tensor, as `scalar`.
    """
    if encoding not in (None, "wav"):
        raise ValueError(f"Unknown encoding: {encoding!r}")

    def make() -> Any:
        sounds = _core.convert(data)
        debugging.assert_rank(sounds, 3)
        debugging.assert_non_negative(max_outputs)
        debugging.assert_type(sounds, "float32")
        rate = int(sample_rate)
        return [[_encode.wav(x, rate), b""] for x in sounds.numpy()[: int(max_outputs)]]

    return _record("audio", name, step, description, make, content=b"\x10\x0b")  # encoding: WAV


def text(name: str, data: Any, step: Any = None, description: str | None = None) -> Any:
    """Writes text, which TensorBoard reads as Markdown.

    Args:
      data: a string, or a list, nested list or NumPy array of strings, shown as a table.
      name, step, description: as in `scalar`.

    Returns:
      A bool Tensor, as `scalar`.
    """
    return _record("text", name, step, description, lambda: _encode.strings(data))
