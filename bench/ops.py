"""Walks the op table: nanoseconds per call of every op by dtype, and GB/s over large tensors.

    python bench/ops.py [--only NAME] [--dtypes float32,bfloat16] [--json FILE]

Small: the first sample of the op's record. Large: element-wise ops over 2^20 elements (equal
shapes, a row, a column, a number) and reductions over all, the rows and the columns of
[1024, 1024]. At the end come the outliers: calls that take far longer than others of their kind.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "ops"))

import numpy as np
import table
import zeal as tf
from peers.timing import best_seconds

SIDE = 1024
FAR = 4  # times the median of its kind


def large_arguments(op: dict[str, Any], dtype: str) -> Iterator[tuple[str, list[Any]]]:
    """What to call it with over many elements: a name and the positional tensors."""
    draw = table.Draw(op, dtype)
    square, row, column = (SIDE, SIDE), (SIDE,), (SIDE, 1)
    kinds = [p["kind"] for p in table.tensor_params(op)]

    def made(shapes: list[tuple[int, ...]]) -> list[Any]:
        drawn = zip(kinds, shapes, strict=True)
        return [draw.b(*s) if kind == "Bool" else draw.f(*s) for kind, s in drawn]

    if op["rung"] == "reduction" and kinds == ["T"]:
        for name in ("all", "rows", "columns"):
            yield name, made([square])
    elif op["rung"] == "elementwise":
        yield "equal", made([square] * len(kinds))
        if len(kinds) == 2 and op["broadcasts"]:
            for name, shape in {"row": row, "column": column, "number": ()}.items():
                yield name, made([square, shape])


AXES: dict[str, dict[str, Any]] = {"rows": {"axis": 1}, "columns": {"axis": 0}}


def seconds(f: Any, arguments: list[Any], options: dict[str, Any], at_least: float) -> float:
    """Per call."""
    return best_seconds(lambda: f(*arguments, **options), at_least, 3)


def nbytes(value: Any) -> int:
    """Of all tensors in it."""
    return sum(x.numpy().nbytes for x in tf.nest.flatten(value) if isinstance(x, tf.Tensor))


def measure(op: dict[str, Any], dtype: str) -> Iterator[dict[str, Any]]:
    """A row for each form of the call."""
    f = table.function_of(op)
    about = {"op": op["type"], "rung": op["rung"], "dtype": dtype}
    calls = table.calls_of({**op, "samples": (op["samples"] or "").split("\n")[0]}, dtype)
    calls = [c for c in calls if all(a.size for a in c.arrays())]
    if calls:
        call = calls[0].map(tf.constant)
        took = best_seconds(lambda: f(*call.args, **call.kwargs), 0.001, 3)
        yield {**about, "form": "small", "ns": 1e9 * took}
    for form, arrays in large_arguments(op, dtype):
        tensors = [tf.constant(a) for a in arrays]
        options = AXES.get(form, {})
        took = seconds(f, tensors, options, 0.002)
        moved = nbytes(tensors) + nbytes(f(*tensors, **options))
        yield {**about, "form": form, "ns": 1e9 * took, "GB/s": moved / 1e9 / took}


def outliers(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Rows far from the median of their rung, dtype and form."""
    kinds: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for row in rows:
        kinds.setdefault((row["rung"], row["dtype"], row["form"]), []).append(row)
    for kind, members in kinds.items():
        middle = statistics.median(row["ns"] for row in members)
        for row in sorted(members, key=lambda r: -r["ns"]):
            if row["ns"] > FAR * middle and len(members) > 3:
                yield (f"{row['op']:32} {' '.join(kind):32} {row['ns']:12.0f} ns, "
                       f"{row['ns'] / middle:5.1f} x the median")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="ops whose type has this in it")
    parser.add_argument("--dtypes", default="float32,float64,bfloat16,int32,bool")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    wanted = args.dtypes.split(",")
    rows: list[dict[str, Any]] = []
    print(f"{'op':32} {'dtype':10} {'form':8} {'ns':>12} {'GB/s':>8}")
    for name, dtype in table.cases():
        if args.only not in name or dtype not in wanted:
            continue
        try:
            for row in measure(table.BY_TYPE[name], dtype):
                rows.append(row)
                rate = f"{row['GB/s']:8.1f}" if "GB/s" in row else ""
                print(f"{name:32} {dtype:10} {row['form']:8} {row['ns']:12.0f} {rate}", flush=True)
        except (tf.errors.OpError, ValueError, TypeError) as e:  # a sample for another dtype
            print(f"{name:32} {dtype:10} {str(e).splitlines()[0][:60]}")
    print("\nOutliers:", *outliers(rows), sep="\n")
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    with np.errstate(all="ignore"):
        main()
