"""Logs that TensorBoard shows: `tf.summary`."""

from typing import TYPE_CHECKING as _TYPE_CHECKING

from zeal import _lazy
from zeal.summary import experimental
from zeal.summary._records import audio, histogram, image, scalar, text, write
from zeal.summary._trace import trace_export, trace_off, trace_on
from zeal.summary._writer import (
    SummaryWriter,
    create_file_writer,
    create_noop_writer,
    flush,
    record_if,
    should_record_summaries,
)

if _TYPE_CHECKING:
    from zeal.summary import experimental as experimental

__all__ = [
    "SummaryWriter",
    "audio",
    "create_file_writer",
    "create_noop_writer",
    "flush",
    "histogram",
    "image",
    "record_if",
    "scalar",
    "should_record_summaries",
    "text",
    "trace_export",
    "trace_off",
    "trace_on",
    "write",
]
__getattr__ = _lazy.missing(__name__)
