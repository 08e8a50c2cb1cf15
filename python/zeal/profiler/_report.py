"""What a profile found: a table of the ops, and a timeline."""

from __future__ import annotations

import gzip
import html
import json
import os
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from zeal import _core


class OpRow(NamedTuple):
    """One op's calls together; times are seconds."""

    op: str
    calls: int
    host: float
    """From the dispatcher's entry to its return: checks, shapes, memory, kernel, tape."""
    self_host: float
    """The same without the calls of other ops that it made."""
    kernel: float
    """In the op's own kernel."""
    bytes: int
    """Of the inputs and outputs."""


class RangeRow(NamedTuple):
    """The blocks of one name that `Trace` marked; times are seconds."""

    name: str
    calls: int
    time: float


_HEAD = (
    "op",
    "calls",
    "host ms",
    "self ms",
    "kernel ms",
    "µs/call",
    "kernel µs/call",
    "MB",
    "GB/s",
)
_ORDERS = {"self": 3, "host": 2, "kernel": 4, "calls": 1, "bytes": 5, "op": 0}


class Report:
    """What a profile found. Printed, and shown in notebooks, it is a table of the ops."""

    def __init__(self, native: _core.Profile) -> None:
        self._native = native
        self._names = {t.native_id: t.name for t in threading.enumerate()}
        self.seconds: float = native.duration / 1e9
        """How long the profile took."""
        self.threads: int = len(native.threads)
        """How many threads called ops or marked ranges."""
        rows = [OpRow(op, n, h / 1e9, s / 1e9, k / 1e9, b) for op, n, h, s, k, b in native.totals()]
        self.ops: list[OpRow] = sorted(rows, key=lambda r: -r.self_host)
        """A row for each op, the most costly first."""
        ranges: dict[str, list[int]] = {}
        for name, duration in native.ranges():
            ranges.setdefault(json.loads(name), []).append(duration)
        found = [RangeRow(name, len(d), sum(d) / 1e9) for name, d in ranges.items()]
        self.ranges: list[RangeRow] = sorted(found, key=lambda r: -r.time)
        """A row for each name that `Trace` gave."""

    def _sorted(self, sort_by: str, limit: int | None) -> list[OpRow]:
        if sort_by not in _ORDERS:
            raise ValueError(f"sort_by must be one of {', '.join(_ORDERS)}, got {sort_by!r}")
        column = _ORDERS[sort_by]
        rows = sorted(self.ops, key=lambda r: r[column], reverse=sort_by != "op")
        return rows[:limit]

    def _cells(self, rows: Iterable[OpRow]) -> list[tuple[str, ...]]:
        return [_cells(r) for r in [*rows, self.total()]]

    def total(self) -> OpRow:
        """The sums over all ops; the host time is without what ops spent in other ops."""
        own = sum(r.self_host for r in self.ops)
        kernel, moved = sum(r.kernel for r in self.ops), sum(r.bytes for r in self.ops)
        return OpRow("all", sum(r.calls for r in self.ops), own, own, kernel, moved)

    def table(self, sort_by: str = "self", limit: int | None = 20) -> str:
        """The ops as a table.

        Args:
          sort_by: "self", "host", "kernel", "calls", "bytes" or "op".
          limit: the number of rows; all if None. The last row sums up all ops.
        """
        lines = _text(_HEAD, self._cells(self._sorted(sort_by, limit)))
        if self.ranges:
            cells = [(r.name, str(r.calls), f"{r.time * 1e3:.3f}") for r in self.ranges]
            lines += ["", *_text(("range", "count", "ms"), cells, rule=False)]
        return "\n".join([self._summary(), "", *lines])

    def _summary(self) -> str:
        share = self.total().self_host / self.seconds if self.seconds else 0
        threads = "1 thread" if self.threads == 1 else f"{self.threads} threads"
        return f"{self.seconds * 1e3:.3f} ms on {threads}, {share:.0%} of it in ops"

    def __str__(self) -> str:
        return self.table()

    def _repr_html_(self) -> str:
        def row(cells: Sequence[str], tag: str) -> str:
            style = ' style="text-align: left"', ""
            parts = (f"<{tag}{style[i > 0]}>{html.escape(c)}</{tag}>" for i, c in enumerate(cells))
            return f"<tr>{''.join(parts)}</tr>"

        def table(head: Sequence[str], cells: Iterable[Sequence[str]]) -> str:
            body = "".join(row(c, "td") for c in cells)
            return f"<table><thead>{row(head, 'th')}</thead><tbody>{body}</tbody></table>"

        text = f"<p>{html.escape(self._summary())}</p>"
        text += table(_HEAD, self._cells(self._sorted("self", 20)))
        if self.ranges:
            cells = [(r.name, str(r.calls), f"{r.time * 1e3:.3f}") for r in self.ranges]
            text += table(("range", "count", "ms"), cells)
        return text

    def chrome_trace(self) -> str:
        """The timeline as JSON in Chrome's trace format: a bar for each call and each range."""
        pid = os.getpid()
        names = [("process_name", 0, "zeal")]
        names += [("thread_name", t, self._names.get(t, str(t))) for t in self._native.threads]
        events = [
            json.dumps({"ph": "M", "pid": pid, "tid": tid, "name": kind, "args": {"name": name}})
            for kind, tid, name in names
        ]
        body = ",\n".join(filter(None, [*events, self._native.chrome_events(pid)]))
        left_out = json.dumps({"calls_left_out": self._native.left_out})
        return f'{{"displayTimeUnit":"ns","otherData":{left_out},"traceEvents":[\n{body}\n]}}\n'

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the timeline to a file, compressed if its name ends in .gz.

        Perfetto (https://ui.perfetto.dev) and Chrome's about:tracing open it.
        """
        data = self.chrome_trace().encode()
        Path(path).write_bytes(gzip.compress(data) if os.fspath(path).endswith(".gz") else data)


def _cells(r: OpRow) -> tuple[str, ...]:
    calls = max(r.calls, 1)
    rate = f"{r.bytes / r.kernel / 1e9:.1f}" if r.kernel else ""
    ms = (f"{t * 1e3:.3f}" for t in (r.host, r.self_host, r.kernel))
    us = (f"{t / calls * 1e6:.2f}" for t in (r.host, r.kernel))
    return (r.op, str(r.calls), *ms, *us, f"{r.bytes / 1e6:.2f}", rate)


def _text(head: Sequence[str], rows: Sequence[tuple[str, ...]], rule: bool = True) -> list[str]:
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        first, *rest = zip(cells, widths, strict=True)
        return "  ".join([first[0].ljust(first[1]), *(c.rjust(w) for c, w in rest)]).rstrip()

    lines = [line(head), *(line(r) for r in rows)]
    dashes = "-" * max(map(len, lines))
    if rule:
        lines.insert(-1, dashes)  # above the sums
    return [lines[0], dashes, *lines[1:]]
