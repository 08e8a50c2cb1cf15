"""Taking a profile: from a start to a stop, or in a `with` block; and naming parts of it."""

from __future__ import annotations

import json
import os
import socket
import time
from pathlib import Path
from typing import Any, NamedTuple

from zeal import _core, errors
from zeal.profiler._report import Report

_MAX_CALLS = 1_000_000  # that a thread keeps one by one, at 40 bytes each; the totals know all
_logdir: list[str] = []  # of the profile being taken


class ProfilerOptions(NamedTuple):
    """TensorFlow's options; all are accepted, and none changes what zeal's profiler does."""

    host_tracer_level: int = 2
    python_tracer_level: int = 0
    device_tracer_level: int = 1
    delay_ms: int | None = None


def start(logdir: Any = None, options: ProfilerOptions | None = None) -> None:
    """Begins to log every call of an op, on all threads, until `stop`.

    Args:
      logdir: where `stop` writes a timeline; nowhere if None.
      options: accepted for TensorFlow's sake.

    Raises:
      AlreadyExistsError: if a profile is being taken.
    """
    folder = None if logdir is None else os.fspath(logdir)
    if not _core.start_profile(_MAX_CALLS):
        raise errors.AlreadyExistsError(None, None, "Another profiler is running.")
    _logdir[:] = [] if folder is None else [folder]


def stop(save: bool = True) -> Report:
    """Ends what `start` began.

    Args:
      save: is the timeline written, if there is a folder for it? It then is a file
        `plugins/profile/<time>/<host>.trace.json.gz` below it, which TensorBoard's profile plugin,
        https://ui.perfetto.dev and Chrome's about:tracing show.

    Returns:
      What was found; print it.

    Raises:
      UnavailableError: if no profile is being taken.
    """
    native = _core.stop_profile()
    if native is None:
        message = "Cannot export profiling results. No profiler is running."
        raise errors.UnavailableError(None, None, message)
    report = Report(native)
    if save:
        for folder in _logdir:
            save_timeline(report, folder)
    return report


def save_timeline(report: Report, logdir: Any) -> Path:
    """Writes the timeline where TensorBoard's plugin looks for it."""
    now = time.strftime("%Y_%m_%d_%H_%M_%S")
    folder = Path(logdir) / "plugins" / "profile" / now
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{socket.gethostname()}.trace.json.gz"
    report.save(path)
    return path


class Profile:
    """A `with` block that is profiled; afterwards it shows as its report.

    Args:
      logdir, options: as in `start`.

    >>> with tf.profiler.Profile() as profile:
    ...     train_step()
    >>> print(profile)                     # a table of the ops
    >>> profile.report.save("trace.json")  # the timeline
    """

    def __init__(self, logdir: Any = None, options: ProfilerOptions | None = None) -> None:
        self._arguments = logdir, options
        self.report: Report | None = None

    def __enter__(self) -> Profile:
        start(*self._arguments)
        return self

    def __exit__(self, *_: object) -> None:
        self.report = stop()

    def __str__(self) -> str:
        return repr(self) if self.report is None else str(self.report)

    def _repr_html_(self) -> str | None:
        return None if self.report is None else self.report._repr_html_()


class Trace:
    """A `with` block that a profile shows under a name; such blocks may nest.

    Without a profile it does nothing.

    Args:
      name: what the block is called.
      **kwargs: values that the timeline shows with it, such as step_num=1.

    >>> for step in range(3):
    ...     with tf.profiler.Trace("train", step_num=step, _r=1):
    ...         train_step()
    """

    def __init__(self, name: str, **kwargs: Any) -> None:
        self._name, self._values = name, kwargs
        self._start = 0

    def set_metadata(self, **kwargs: Any) -> None:
        """Adds values that the timeline shows."""
        self._values.update(kwargs)

    def __enter__(self) -> Trace:
        self._start = _core.profile_time()
        return self

    def __exit__(self, *_: object) -> None:
        if self._start:
            values = json.dumps({k: _plain(v) for k, v in self._values.items()})
            _core.log_range(json.dumps(self._name), values, self._start)


def _plain(value: Any) -> Any:
    return value if isinstance(value, (int, float, str, bool)) else str(value)
