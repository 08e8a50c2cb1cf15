"""docs/numerics.md: what the last full comparison found."""

from __future__ import annotations

import datetime
from typing import Any

from differential.run import Result

HEAD = """# Numerics, compared with TensorFlow

`python -m differential`, run in `tests/` where TensorFlow is installed, calls every function that
both packages have with the samples and dtypes of its record, compares values, dtypes, shapes, first
gradients and errors, and writes this page.

Last run: {date}, zeal {zeal}, TensorFlow {tf}, on a CPU.

| | |
|---|---|
| calls compared | {calls} |
| of them with arguments that must raise | {errors} |
| functions | {functions} |
| calls for which TensorFlow has no kernel or no gradient | {beyond} |
| differences that are explained below | {accepted} |
| differences that are not | {unexplained} |
"""

TOLERANCE = """
Numbers agree when they are as near as the op's record promises, in units in the last place of the
largest element; where they are further apart, zeal must not be further from TensorFlow's own result
in double precision than TensorFlow is. Error classes agree when they are equal, or are both among
`InvalidArgumentError`, `ValueError`, `TypeError`, `IndexError` and `UnimplementedError`.
"""


def table(rows: list[tuple[Any, ...]], *heads: str) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)]) + "\n"


def page(
    result: Result, worst: list[tuple[str, float, float, str]], zeal_version: str, tf_version: str
) -> str:
    text = HEAD.format(
        date=datetime.date.today().isoformat(),
        zeal=zeal_version,
        tf=tf_version,
        calls=f"{result.calls:,}",
        errors=result.errors,
        functions=len(result.functions),
        beyond=result.beyond,
        accepted=result.accepted.total(),
        unexplained=len(result.unexplained),
    )
    why = [(a.reason, n) for a, n in sorted(result.accepted.items(), key=lambda x: -x[1])]
    text += TOLERANCE + "\n## Differences that are meant\n\n" + table(why, "why", "differences")
    if result.unexplained:
        text += "\n## Differences that nobody has explained\n\n"
        text += "".join(f"- `{d}`\n" for d in sorted(result.unexplained))
    text += "\n## Worst error of float32 functions\n\n"
    text += (
        "In units in the last place of each result, at 20 000 points drawn uniformly from the\n"
        "interval, against double precision. Correct rounding gives 0.5.\n\n"
    )
    rows = [(f"`{n}`", f"{z:.2f}", f"{t:.2f}", where) for n, z, t, where in sorted(worst)]
    return text + table(rows, "function", "zeal", "TensorFlow", "arguments")
