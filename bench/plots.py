"""The plots of docs/performance.md, from the figures of compare.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import rows

COLOURS = {
    "zeal": "#0b6e4f", "numpy": "#4d77cf", "torch": "#d9482b", "jax": "#8e44ad",
    "jax_jit": "#5b2c6f", "tf": "#e59500", "tf_function": "#9c6b00",
}  # fmt: skip


def label(framework: str) -> str:
    """A name without Markdown."""
    return rows.NAMES[framework].replace("`", "")


def draw(result: dict[str, Any], folder: Path) -> None:
    """All plots for which there are figures."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({
        "font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
        "axes.grid": True, "grid.color": "#e6e6e6", "axes.axisbelow": True, "legend.frameon": False,
    })  # fmt: skip
    figures = result["figures"]
    targets(plt, figures, folder / "performance.png")
    if "elements" in figures:
        elements(plt, figures["elements"], folder / "growth_elements.png")
    if "batch" in figures:
        steps(plt, figures, folder / "growth_steps.png")
    if result.get("drift"):
        drift(plt, result["drift"], folder / "drift.png")


def save(plt: Any, fig: Any, path: Path) -> None:
    fig.tight_layout()
    fig.savefig(path, dpi=110)
    plt.close(fig)


def targets(plt: Any, figures: dict[str, Any], path: Path) -> None:
    """A bar for every row: how far zeal is from its target, as a factor, with the rounds' range."""
    bars = []
    for section in rows.SECTIONS:
        for v in rows.verdicts(section, figures.get(section.key, {})):
            goal = v.row.factor or 1

            def better(ratio: float, rate: bool = section.rate, goal: float = goal) -> float:
                return ratio / goal if rate else goal / max(ratio, 1e-9)

            ends = sorted((better(v.low), better(v.high)))
            name = v.row.name.replace("`", "")
            if section is rows.CORES:
                name = f"two cores: {name}"
            bars.append((name, better(v.ratio), ends))
    bars.reverse()
    fig, axes = plt.subplots(figsize=(8.5, 0.235 * len(bars) + 1.2))
    at = range(len(bars))
    values = [value for _, value, _ in bars]
    colours = [COLOURS["zeal"] if value >= 1 else COLOURS["torch"] for value in values]
    axes.barh(at, [v - 1 for v in values], left=1, color=colours, height=0.66)
    axes.hlines(
        at, [e[0] for *_, e in bars], [e[1] for *_, e in bars], color="#333333", linewidth=0.8
    )
    axes.set_yticks(at, [name for name, *_ in bars])
    axes.set_ylim(-0.6, len(bars) - 0.4)
    axes.axvline(1, color="black", linewidth=1)
    axes.set_xscale("log")
    ticks = [t for t in (0.25, 0.5, 1, 2, 4, 8, 16, 32) if t < 1.5 * max([2, *values])]
    axes.set_xticks(ticks, [f"{t:g}" for t in ticks])
    axes.minorticks_off()
    axes.grid(axis="y", visible=False)
    axes.set_xlabel(
        "times better than the target (left of the line: short); thin: range of the rounds"
    )
    save(plt, fig, path)


def lines(axes: Any, found: dict[str, Any], keys: list[str], xs: list[int], scale: float) -> None:
    """A line for each framework."""
    for framework in COLOURS:
        points = [
            (x, min(found[k][framework]) * scale)
            for k, x in zip(keys, xs, strict=True)
            if found.get(k, {}).get(framework)
        ]
        if points:
            axes.loglog(*zip(*points, strict=True), marker=".", label=label(framework),
                        color=COLOURS[framework],
                        linewidth=2.2 if framework == "zeal" else 1.2)  # fmt: skip


def elements(plt: Any, found: dict[str, Any], path: Path) -> None:
    """Microseconds per op against elements."""
    fig, panels = plt.subplots(1, 2, figsize=(9, 4), sharey=True)
    for axes, op in zip(panels, rows.ELEMENT_OPS, strict=True):
        keys = [f"{op} {n}" for n in rows.ELEMENTS]
        lines(axes, found, keys, rows.ELEMENTS, 1e6)
        axes.set_title(op)
        axes.set_xlabel("elements (float32)")
    panels[0].set_ylabel("µs per op")
    panels[0].legend()
    save(plt, fig, path)


def steps(plt: Any, figures: dict[str, Any], path: Path) -> None:
    """Milliseconds per training step against batch and depth."""
    fig, panels = plt.subplots(1, 2, figsize=(9, 4), sharey=True)
    for axes, (name, values) in zip(
        panels, {"batch": rows.BATCHES, "depth": rows.DEPTHS}.items(), strict=True
    ):
        lines(axes, figures.get(name, {}), [str(n) for n in values], values, 1e3)
        axes.set_xscale("log", base=2)
        axes.set_xticks(values, [str(n) for n in values], rotation=45)
        axes.set_xlabel(name)
    panels[0].set_ylabel("ms per step")
    panels[0].legend()
    save(plt, fig, path)


def drift(plt: Any, points: list[tuple[int, float, float]], path: Path) -> None:
    """Time per step and resident memory over a long run."""
    done, micros, mib = zip(*points, strict=True)
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.2))
    left.plot(done, micros, color=COLOURS["zeal"])
    left.set_ylim(0, 1.3 * sorted(micros)[-2])
    left.set_ylabel("µs per step")
    right.plot(done, mib, color=COLOURS["zeal"])
    right.set_ylim(0, 1.3 * max(mib))
    right.set_ylabel("resident memory, MiB")
    for axes in (left, right):
        axes.set_xlabel("training steps")
        axes.set_xlim(0, done[-1])
    save(plt, fig, path)
