"""zeal beside its peers: every figure measured in one run, each framework in its own process.

    python bench/compare.py --python torch=/path/to/python --python tf=... [--rounds 3]

A framework is run by the interpreter given for it, numpy and zeal by this one unless told
otherwise; tf_function goes with tf and jax_jit with jax. The frameworks take turns within a round,
so that a change of the machine's speed meets them all; a figure is the best of the rounds, and its
spread is how far the worst is from it. Writes performance.md and performance.png into --out (docs).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

WORK = Path(__file__).parent / "peers" / "work.py"
PARTS = ("small", "large", "train")
TITLES = {
    "small": "One op on 2x2 floats (ns)",
    "large": "Large arrays (GB/s) and matrix products (GFLOP/s)",
    "train": "Training steps (ms, batch 32 where it applies)",
}
VARIANTS = {"tf": ["tf", "tf_function"], "jax": ["jax", "jax_jit"]}

Figures = dict[str, dict[str, list[float]]]  # figure -> framework -> one value per round


def interpreters(given: list[str]) -> dict[str, str]:
    """The Python of each framework."""
    found = {"numpy": sys.executable, "zeal": sys.executable}
    for entry in given:
        name, _, path = entry.partition("=")
        for variant in VARIANTS.get(name, [name]):
            found[variant] = path
    return found


def run(framework: str, python: str, threads: int, part: str, cpu: str) -> dict[str, float]:
    """The figures of one process."""
    command = [python, str(WORK), framework, str(threads), part]
    if threads == 1:
        command = ["taskset", "-c", cpu, *command]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{framework} failed:\n{done.stderr[-2000:]}")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def best(name: str, values: list[float]) -> float:
    """The best of the rounds: the most of a rate, the least of a time."""
    return max(values) if name.endswith("/s") else min(values)


def spread(name: str, values: list[float]) -> float:
    """How far the worst round is from the best, as a share of it."""
    low, high = min(values), max(values)
    return (high - low) / best(name, values)


def table(title: str, figures: Figures, frameworks: list[str]) -> list[str]:
    """Markdown: the figures, and zeal's as a ratio to the best peer's (below 1 is faster)."""
    lines = [f"## {title}", "", "| | " + " | ".join(frameworks) + " | zeal / best peer |"]
    lines.append("|---" * (len(frameworks) + 2) + "|")
    for name, by in figures.items():
        cells = []
        for f in frameworks:
            values = by.get(f)
            cells.append(
                f"{best(name, values):.4g} ±{100 * spread(name, values):.0f}%" if values else ""
            )
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {ratio_text(name, by)} |")
    return [*lines, ""]


def ratio(name: str, by: dict[str, list[float]]) -> float | None:
    """zeal's time over the best peer's, or the best peer's rate over zeal's."""
    peers = [best(name, v) for f, v in by.items() if f != "zeal"]
    if not peers or "zeal" not in by:
        return None
    ours = best(name, by["zeal"])
    return max(peers) / ours if name.endswith("/s") else ours / min(peers)


def ratio_text(name: str, by: dict[str, list[float]]) -> str:
    """The ratio with two decimals, empty without peers."""
    value = ratio(name, by)
    return "" if value is None else f"{value:.2f}"


def draw(all_figures: dict[str, Figures], path: Path) -> None:
    """A bar for every figure: zeal's time over that of the best peer, on a logarithmic scale."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    bars = [
        (name, r)
        for figures in all_figures.values()
        for name, by in figures.items()
        if (r := ratio(name, by)) is not None
    ][::-1]
    fig, axes = plt.subplots(figsize=(8, 0.28 * len(bars) + 1.2))
    colours = ["#2a7f62" if r <= 1 else "#b5543c" for _, r in bars]
    axes.barh([n for n, _ in bars], [r for _, r in bars], color=colours)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xscale("log")
    axes.set_xlabel("zeal's time / best peer's time (left of the line is faster)")
    fig.tight_layout()
    fig.savefig(path, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", action="append", default=[], metavar="FRAMEWORK=PATH")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cpu", default="1", help="the core to pin to when there is one thread")
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--out", type=Path, default=Path("docs"))
    args = parser.parse_args()
    pythons = interpreters(args.python)
    all_figures: dict[str, Figures] = {}
    for part in args.parts.split(","):
        figures: Figures = all_figures.setdefault(part, {})
        for _ in range(args.rounds):
            for framework, python in pythons.items():
                for name, value in run(framework, python, args.threads, part, args.cpu).items():
                    figures.setdefault(name, {}).setdefault(framework, []).append(value)
    lines = ["# Performance", "", *preamble(args), ""]
    for part, figures in all_figures.items():
        lines += table(
            TITLES[part], figures, [f for f in pythons if any(f in b for b in figures.values())]
        )
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "performance.md").write_text("\n".join([*lines, "![](performance.png)", ""]))
    draw(all_figures, args.out / "performance.png")
    print("\n".join(lines))


def preamble(args: Any) -> list[str]:
    """When, where and how."""
    model = next(
        (x.split(":")[1].strip() for x in Path("/proc/cpuinfo").read_text().splitlines()
         if x.startswith("model name")), platform.machine(),
    )  # fmt: skip
    return [
        f"Measured on {date.today()} by `bench/compare.py` on {model}, {args.threads} of "
        f"{os.cpu_count()} cores, {args.rounds} rounds in turn; ± is how far the worst round was "
        "from the best. Only the ratios carry over to other machines.",
    ]


if __name__ == "__main__":
    main()
