"""Where a call was made: the lines of Python that a tape keeps for the errors of its backward
pass."""

from __future__ import annotations

import linecache
import sys
from pathlib import Path

_OURS = str(Path(__file__).parent)
Place = tuple[tuple[str, int, str], ...]  # (file, line, function), the innermost first
limit = 30


def capture() -> Place:
    """The lines that are being run, without zeal's own."""
    frame = sys._getframe(1)
    found: list[tuple[str, int, str]] = []
    while frame is not None and len(found) < limit:
        code = frame.f_code
        if not code.co_filename.startswith(_OURS):
            found.append((code.co_filename, frame.f_lineno, code.co_name))
        frame = frame.f_back  # type: ignore[assignment]
    return tuple(found)


def text(place: Place) -> str:
    """What an error in the backward pass says of the call, like a traceback."""
    lines = ["", "", "It is in the gradient of a call made here (most recent call last):"]
    for file, line, function in reversed(place):
        lines.append(f'  File "{file}", line {line}, in {function}')
        if source := linecache.getline(file, line).strip():
            lines.append("    " + source)
    return "\n".join(lines)
