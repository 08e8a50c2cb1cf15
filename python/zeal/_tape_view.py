"""What a tape recorded, shown: as a table, as Graphviz's source and as a picture."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from zeal import _core

_MOST_DRAWN = 80  # nodes in a notebook's picture; above that it shows the table alone


@dataclass
class Value:
    """An input or output of a recorded call."""

    slot: int | None  # None: the tape does not watch it
    text: str  # "float32[2, 3]"
    held: int  # the bytes that this call keeps alive and none before it


@dataclass
class Call:
    """A recorded call."""

    op: str
    inputs: list[Value]
    outputs: list[Value]
    place: str | None

    @property
    def held(self) -> int:
        return sum(v.held for v in (*self.inputs, *self.outputs))


@dataclass
class View:
    """All that a tape recorded."""

    calls: list[Call]
    names: dict[int, str]  # of slots: variables'
    held: int
    made: dict[int, int] = field(default_factory=dict)  # slot -> number of the call that made it

    def name(self, slot: int | None) -> str:
        return "" if slot is None else self.names.get(slot, f"%{slot}")

    def leaves(self) -> dict[int, str]:
        """The slots that no call made, with their dtypes and shapes."""
        values = (v for c in self.calls for v in c.inputs)
        return {v.slot: v.text for v in values if v.slot is not None and v.slot not in self.made}


def view(tape: Any) -> View:
    """Reads a tape."""
    seen: set[int] = {0}

    def value(v: Any) -> Value:
        slot, dtype, shape, data, size = v
        held = 0 if data in seen else size
        seen.add(data)
        return Value(slot, f"{dtype}{list(shape)}" if dtype else "?", held)

    calls, made = [], {}
    for n, (op, inputs, outputs, place) in enumerate(_core.tape_nodes(tape)):
        call = Call(op, [value(v) for v in inputs], [value(v) for v in outputs], place)
        made.update({v.slot: n for v in call.outputs if v.slot is not None})
        calls.append(call)
    names: dict[int, str] = {}
    for n, (variable, slot) in enumerate(_core.tape_watched(tape)):
        name = variable.name.removesuffix(":0")
        names[slot] = name if name not in ("Variable", *names.values()) else f"{name}_{n}"
    return View(calls, names, tape._bytes_held, made)


def amount(size: int) -> str:
    """Bytes, for people."""
    for unit in ("B", "KiB", "MiB", "GiB"):
        if size < 1024 or unit == "GiB":
            return f"{size} B" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1024  # type: ignore[assignment]
    raise AssertionError


def _title(v: View) -> str:
    calls = "1 call" if len(v.calls) == 1 else f"{len(v.calls)} calls"
    return f"GradientTape: {calls} recorded, {amount(v.held)} held"


def _cells(v: View, call: Call) -> tuple[str, ...]:
    def side(values: Iterable[Value]) -> str:
        return ", ".join(f"{v.name(x.slot)} {x.text}".lstrip() for x in values)

    held = amount(call.held) if call.held else ""
    return call.op, side(call.inputs), side(call.outputs), held


def text(tape: Any) -> str:
    """A line for each call: the op, its inputs and outputs, and the bytes that it keeps alive."""
    v = view(tape)
    rows = [(str(n), *_cells(v, c)) for n, c in enumerate(v.calls)]
    if not rows:
        return _title(v)
    rows = [("", "op", "inputs", "outputs", "held"), *rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows]
    return "\n".join([_title(v), *lines])


def dot(tape: Any) -> str:
    """The recorded calls as a graph, in the language of Graphviz."""
    v = view(tape)

    def quoted(s: str) -> str:
        return '"' + s.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    lines = ["digraph tape {", "  node [fontname=Helvetica, fontsize=10];"]
    lines.append("  edge [fontname=Helvetica, fontsize=8];")
    for slot, kind in v.leaves().items():
        label = quoted(f"{v.name(slot)}\n{kind}")
        lines.append(
            f"  s{slot} [label={label}, shape=ellipse, style=filled, fillcolor=lightblue];"
        )
    for n, call in enumerate(v.calls):
        held = f"\n{amount(call.held)} held" if call.held else ""
        lines.append(f"  n{n} [label={quoted(call.op + held)}, shape=box];")
        for x in call.inputs:
            if x.slot is not None:
                source = f"n{v.made[x.slot]}" if x.slot in v.made else f"s{x.slot}"
                label = f" [label={quoted(x.text)}]" if x.slot in v.made else ""
                lines.append(f"  {source} -> n{n}{label};")
    return "\n".join([*lines, "}\n"])


# ---- a picture, drawn here so that it needs no Graphviz -----------------------------------------

_WIDTH, _HEIGHT, _GAP_X, _GAP_Y = 120, 34, 16, 26


@dataclass
class _Box:
    lines: tuple[str, ...]
    leaf: bool
    above: list[int]  # the boxes that it is reached from
    layer: int = 0
    x: float = 0.0


def _boxes(v: View) -> list[_Box]:
    boxes: list[_Box] = []
    at: dict[int, int] = {}  # slot -> number of the box that gives it
    for slot, kind in v.leaves().items():
        at[slot] = len(boxes)
        boxes.append(_Box((v.name(slot), kind), True, []))
    first = len(boxes)
    for n, call in enumerate(v.calls):
        above = sorted({at[x.slot] for x in call.inputs if x.slot is not None})
        lines = (call.op, call.outputs[0].text if call.outputs else "")
        layer = 1 + max((boxes[b].layer for b in above), default=0)
        boxes.append(_Box(lines, False, above, layer))
        at.update({x.slot: first + n for x in call.outputs if x.slot is not None})
    for number, box in enumerate(boxes[:first]):  # leaves stand right above their first call
        users = [b.layer for b in boxes if number in b.above]
        box.layer = min(users, default=1) - 1
    return boxes


def _place(boxes: list[_Box]) -> None:
    layers: dict[int, list[_Box]] = {}
    for box in boxes:
        layers.setdefault(box.layer, []).append(box)
    step = _WIDTH + _GAP_X
    for layer in sorted(layers):
        row = layers[layer]
        for i, box in enumerate(row):
            xs = [boxes[b].x for b in box.above]
            box.x = sum(xs) / len(xs) if xs else i * step
        row.sort(key=lambda b: b.x)
        for left, right in pairwise(row):
            right.x = max(right.x, left.x + step)
    low = min((b.x for b in boxes), default=0)
    for box in boxes:
        box.x -= low


def svg(tape: Any) -> str:
    """The recorded calls as a picture: each call below those that it takes its inputs from."""
    boxes = _boxes(view(tape))
    _place(boxes)
    width = max((b.x for b in boxes), default=0) + _WIDTH + 2
    height = (max((b.layer for b in boxes), default=0) + 1) * (_HEIGHT + _GAP_Y)

    def top(box: _Box) -> float:
        return box.layer * (_HEIGHT + _GAP_Y) + 1

    parts = []
    for box in boxes:
        for b in box.above:
            x1, y1 = boxes[b].x + _WIDTH / 2, top(boxes[b]) + _HEIGHT
            x2, y2 = box.x + _WIDTH / 2, top(box)
            curve = f"M{x1:.0f} {y1:.0f}C{x1:.0f} {y1 + 14:.0f} {x2:.0f} {y2 - 14:.0f}"
            parts.append(f'<path d="{curve} {x2:.0f} {y2:.0f}" fill="none" stroke="#888"/>')
    for box in boxes:
        fill, radius = ("#d6e8f7", _HEIGHT / 2) if box.leaf else ("#f6f6f6", 3)
        x, y, middle = box.x + 1, top(box), box.x + 1 + _WIDTH / 2
        parts.append(
            f'<rect x="{x:.0f}" y="{y:.0f}" width="{_WIDTH}" height="{_HEIGHT}" rx="{radius:.0f}" '
            f'fill="{fill}" stroke="#666"/>'
        )
        for i, line in enumerate(box.lines):
            shown = line if len(line) <= 22 else line[:21] + "…"
            size = 11 if i == 0 else 9
            parts.append(
                f'<text x="{middle:.0f}" y="{y + 14 + 13 * i:.0f}" font-size="{size}" fill="#222" '
                f'text-anchor="middle">{html.escape(shown)}</text>'
            )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'font-family="Helvetica, Arial, sans-serif">{"".join(parts)}</svg>'
    )


def page(tape: Any) -> str:
    """What a notebook shows: the picture, unless it would be large, and the table."""
    v = view(tape)
    rows = "".join(
        f"<tr><td>{n}</td>{''.join(f'<td>{html.escape(c)}</td>' for c in _cells(v, call))}</tr>"
        for n, call in enumerate(v.calls)
    )
    head = "<tr><th></th><th>op</th><th>inputs</th><th>outputs</th><th>held</th></tr>"
    table = f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>" if rows else ""
    picture = svg(tape) if 0 < len(v.calls) <= _MOST_DRAWN else ""
    return f"<p>{html.escape(_title(v))}</p>{picture}{table}"
