"""Profiles among the summaries: `tf.summary.trace_on` and its companions."""

from __future__ import annotations

from typing import Any


def trace_on(graph: bool = True, profiler: bool = False, profiler_outdir: Any = None) -> None:
    """Begins to profile what the ops do."""
    raise NotImplementedError("tf.summary.trace_on needs zeal.profiler, which is not there yet")


def trace_off() -> None:
    """Ends what `trace_on` began, and forgets it."""
    raise NotImplementedError("tf.summary.trace_off needs zeal.profiler, which is not there yet")


def trace_export(name: str, step: Any = None, profiler_outdir: Any = None) -> None:
    """Ends what `trace_on` began, and writes it."""
    raise NotImplementedError("tf.summary.trace_export needs zeal.profiler, which is not there yet")
