"""Profiles among the summaries: `tf.summary.trace_on` and its companions."""

from __future__ import annotations

from typing import Any

from zeal.profiler import _session
from zeal.summary._records import text
from zeal.summary._writer import recording

_NOT_ON = "Must enable trace before export through tf.summary.trace_on."
_trace: list[tuple[bool, Any]] = []  # (with profiler?, folder), if there is one


def trace_on(graph: bool = True, profiler: bool = False, profiler_outdir: Any = None) -> None:
    """Begins to trace what happens; `trace_export` ends it.

    Args:
      graph: accepted for TensorFlow's sake; there are no graphs.
      profiler: is a profile taken? Without it nothing is traced.
      profiler_outdir: the folder for its timeline, if `trace_export` is given none.
    """
    if _trace:
        trace_off()
    if profiler:
        _session.start()
    _trace.append((profiler, profiler_outdir))


def trace_off() -> None:
    """Ends what `trace_on` began, and forgets it."""
    if _trace and _trace.pop()[0]:
        _session.stop(save=False)


def trace_export(name: str, step: Any = None, profiler_outdir: Any = None) -> None:
    """Ends what `trace_on` began: writes the timeline, and the table of ops as a text summary.

    Args:
      name: the text summary's name.
      step: as in `tf.summary.scalar`.
      profiler_outdir: the folder for the timeline (see `tf.profiler.stop`).

    Raises:
      ValueError: without `trace_on`; or if a profile was taken and neither was given a folder.
    """
    if not _trace:
        raise ValueError(_NOT_ON)
    profiler, folder = _trace[-1]
    folder = folder if profiler_outdir is None else profiler_outdir
    if profiler and folder is None:
        raise ValueError("Must set profiler_outdir in trace_on or in trace_export.")
    _trace.pop()
    if profiler:
        report = _session.stop(save=False)
        _session.save_timeline(report, folder)
        if recording():
            table = "\n".join("    " + line for line in report.table().splitlines())
            text(name, table, step)  # as Markdown: a block of code
