"""Writers of event files, and what says which writer, step and condition hold on a thread."""

from __future__ import annotations

import itertools
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import ModuleType
from typing import Any

from zeal import _core, errors

NO_STEP = (
    "No step set. Please specify one either through the `step` argument or through "
    "tf.summary.experimental.set_step()"
)
_numbers = itertools.count()


class _State(threading.local):
    writer: SummaryWriter | None = None
    step: Any = None
    condition: Any = True  # or a callable


state = _State()


def protos() -> ModuleType:
    """tensorboardX, with the modules of its package that are used here."""
    # tensorboardX imports torch if it can, for an annotation: seconds. None stands for "not there".
    no_torch = sys.modules.setdefault("torch", None) is None  # type: ignore[arg-type]
    try:
        import tensorboardX
        import tensorboardX.proto.event_pb2
        import tensorboardX.proto.summary_pb2
        import tensorboardX.record_writer
    except ImportError as e:
        message = "tf.summary writes with tensorboardX: pip install 'zeal[summary]'"
        raise ImportError(message, name=e.name) from e
    finally:
        if no_torch and sys.modules.get("torch") is None:
            sys.modules.pop("torch", None)
    return tensorboardX


class SummaryWriter:
    """Where summaries go; `create_file_writer` makes one."""

    def set_as_default(self, step: Any = None) -> None:
        """Makes this the writer of the thread from now on.

        Args:
          step: the step of summaries that are given none; it stays as it was if None.
        """
        self._check_open()
        state.writer = self._target()
        if step is not None:
            state.step = step

    @contextmanager
    def _scope(self, step: Any) -> Iterator[SummaryWriter]:
        before = state.writer, state.step
        state.writer = self._target()
        if step is not None:
            state.step = step
        try:
            yield self
        finally:
            state.writer = before[0]
            if step is not None:
                state.step = before[1]
            self.flush()

    def as_default(self, step: Any = None) -> AbstractContextManager[SummaryWriter]:
        """A context in which this is the writer of the thread; leaving it flushes.

        Args:
          step: the step of summaries that are given none; it stays as it was if None.
        """
        self._check_open()
        return self._scope(step)

    def init(self) -> None:
        """Does nothing: a writer is ready when it is made."""

    def flush(self) -> None:
        """Sends what is written to the file."""

    def close(self) -> None:
        """Flushes; nothing can be written afterwards."""

    def _target(self) -> SummaryWriter | None:
        return self

    def _check_open(self) -> None:
        """Raises RuntimeError if this is closed."""

    def _write(self, step: int, fill: Callable[[Any], None]) -> bool:
        return False


class _FileWriter(SummaryWriter):
    """One event file, which is flushed when `max_queue` events wait or `flush_millis` are over."""

    def __init__(self, logdir: str, max_queue: int, flush_millis: int, suffix: str) -> None:
        self._boards = protos()
        # Two files of one process made in one second must not have one name.
        unique = f"{socket.gethostname()}.{os.getpid()}.{next(_numbers)}{suffix}"
        path = os.path.join(logdir, f"events.out.tfevents.{time.time():.0f}.{unique}")
        try:
            os.makedirs(logdir, exist_ok=True)
            self._file = self._boards.record_writer.RecordWriter(path)
        except FileNotFoundError as e:
            raise errors.NotFoundError(None, None, f"{logdir}: {e.strerror}") from e
        except PermissionError as e:
            raise errors.PermissionDeniedError(None, None, f"{logdir}: {e.strerror}") from e
        self._max_queue, self._seconds = max_queue, flush_millis / 1000
        self._waiting, self._flushed = 0, time.monotonic()
        self._lock = threading.Lock()
        self._closed = False
        self._file.write(self._event(file_version="brain.Event:2").SerializeToString())
        self._flush()  # so that readers see from the start that there is a log

    def _check_open(self) -> None:
        if self._closed:
            raise RuntimeError(f"SummaryWriter {self!r} is already closed")

    def flush(self) -> None:
        with self._lock:
            self._flush()

    def close(self) -> None:
        with self._lock:
            if not self._closed:
                self._file.flush()
                self._file.close()
            self._closed = True

    def _flush(self) -> None:
        if not self._closed:
            self._file._writer.flush()  # RecordWriter's own flush waits for the disk as well
        self._waiting, self._flushed = 0, time.monotonic()

    def _event(self, **fields: Any) -> Any:
        return self._boards.proto.event_pb2.Event(wall_time=time.time(), **fields)

    def _write(self, step: int, fill: Callable[[Any], None]) -> bool:
        event = self._event(step=step)
        fill(event.summary)
        with self._lock:
            self._check_open()
            self._file.write(event.SerializeToString())
            self._waiting += 1
            late = time.monotonic() - self._flushed > self._seconds
            if self._waiting > self._max_queue or late:
                self._flush()
        return True


def create_file_writer(
    logdir: Any,
    max_queue: int | None = None,
    flush_millis: int | None = None,
    filename_suffix: str | None = None,
    name: str | None = None,
    experimental_trackable: bool = False,
    experimental_mesh: Any = None,
) -> SummaryWriter:
    """A writer of a new event file, which TensorBoard reads.

    Args:
      logdir: the folder; it is made if need be.
      max_queue: so many summaries may wait in memory; 10 if None.
      flush_millis: for so long they may wait when another one comes; 2 minutes if None.
      filename_suffix: how the file's name ends; ".v2" if None.
      name, experimental_trackable, experimental_mesh: ignored.

    >>> writer = tf.summary.create_file_writer("/tmp/logs")
    >>> with writer.as_default(step=1):
    ...     tf.summary.scalar("loss", 0.5)
    <tf.Tensor: shape=(), dtype=bool, numpy=True>

    Raises:
      ImportError: without tensorboardX, which `pip install 'zeal[summary]'` brings.
    """
    if logdir is None:
        raise ValueError("Argument `logdir` cannot be None")
    return _FileWriter(
        os.fspath(logdir),
        10 if max_queue is None else int(max_queue),
        120_000 if flush_millis is None else int(flush_millis),
        ".v2" if filename_suffix is None else filename_suffix,
    )


def create_noop_writer() -> SummaryWriter:
    """A writer that writes nothing: within its `as_default()` there are no summaries."""
    return _NoopWriter()


class _NoopWriter(SummaryWriter):
    def _target(self) -> None:
        return None


@contextmanager
def record_if(condition: Any) -> Iterator[None]:
    """A context in which summaries are written if `condition` holds.

    Args:
      condition: True, False or a bool Tensor; or a function without arguments that gives one, and
        is asked at each summary.
    """
    before, state.condition = state.condition, condition
    try:
        yield
    finally:
        state.condition = before


def recording() -> bool:
    """Would a summary be written now?"""
    if state.writer is None:
        return False
    return bool(state.condition() if callable(state.condition) else state.condition)


def should_record_summaries() -> Any:
    """A bool Tensor: is there a writer on this thread, and does the condition of `record_if`
    hold?"""
    return _core.convert(recording())


def flush(writer: SummaryWriter | None = None, name: str | None = None) -> None:
    """Sends what `writer`, or this thread's writer if None, has written to its file."""
    writer = state.writer if writer is None else writer
    if writer is not None:
        writer.flush()


def emit(fill: Callable[[Any], None], step: Any) -> bool:
    """Writes the summary that `fill` fills, if one is to be written."""
    if not recording():
        return False
    assert state.writer is not None
    step = state.step if step is None else step
    if step is None:
        raise ValueError(NO_STEP)
    return state.writer._write(_as_step(step), fill)


def _as_step(step: Any) -> int:
    if isinstance(step, int):
        return step
    value = _core.convert(step)
    if not value.dtype.is_integer or value.shape.rank:
        raise TypeError(f"Cannot convert {step!r} to a step, which is an integer")
    return int(value)
