"""docs/performance.md, from the figures of compare.py."""

from __future__ import annotations

from typing import Any

import rows

HEAD = """# Performance

Every figure here was measured in one run of

```sh
python bench/compare.py --python torch=… --python tf=… --python jax=…
```

where `python` has zeal and NumPy, and each `…` is the interpreter of an environment with that
framework (CPU builds). The page and its plots are that command's output."""

METHOD = """Each framework runs in a process of its own, on one thread of one core (`taskset`)
unless a table says otherwise. For each row, in each of {rounds} rounds, the processes measure it
one after the other, in an order that turns round from round to round, so that what happens on the
machine meets all of them. A figure is the best of the rounds; a ratio is that of two bests, and the
range behind it is that of the rounds' own ratios. Only ratios carry over to other machines.

Measured on {date} on {cpu} ({cores} cores{avx}), Python {python}: {versions}."""

GPU = """## GPU

Nothing has run on one yet. `libzeal_cuda`, with kernels for all ops but twelve, compiles for
compute capability 9.0 and links; the tests run the device functions of 157 ops on the host. On a
card, `bench/gpu_check.sh` runs all tests and takes the figures of this section."""


def number(value: float) -> str:
    """Four digits, without an exponent."""
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.{3 if value < 1 else 2 if value < 10 else 1 if value < 100 else 0}f}"


def target_text(section: rows.Section, row: rows.Row) -> str:
    """What the row must reach."""
    if row.factor is None:
        return ""
    sign = "≥" if section.rate else "≤"
    if not row.of:
        return f"{sign} {row.factor:g}"
    of = "the best" if row.of == rows.BEST else rows.NAMES[row.of]
    if section.subject != "zeal":
        of = "one thread"
    return f"{sign} {row.factor:g} × {of}"


def ratio_text(verdict: rows.Verdict | None) -> str:
    """The ratio with its range, and whether that is enough."""
    if verdict is None:
        return " | "
    met = "yes" if verdict.met else "**no**"
    if not verdict.row.of:
        return f"{number(verdict.ratio)} | {met}"
    return f"{verdict.ratio:.2f} ({verdict.low:.2f} … {verdict.high:.2f}) | {met}"


def section_text(section: rows.Section, found: dict[str, dict[str, list[float]]]) -> list[str]:
    """The heading, the table and, for what falls short, why."""
    measured = {f for by in found.values() for f in by}
    names = [f for f in (*section.frameworks, section.subject) if f in measured]
    unit = f" ({section.unit})" if section.unit else ""
    lines = [f"## {section.title}{unit}", ""]
    if section.text:
        lines += [section.text, ""]
    heads = " | ".join(rows.NAMES[f] for f in names)
    lines += [f"| | {heads} | target | ratio | met |", "|---" * (len(names) + 4) + "|"]
    short = []
    for row in section.rows:
        by = found.get(row.key, {})
        cells = [number(rows.best(section, by[f])) if by.get(f) else "" for f in names]
        verdict = rows.verdict(section, row, found)
        target = target_text(section, row)
        lines.append(f"| {row.name} | {' | '.join(cells)} | {target} | {ratio_text(verdict)} |")
        if verdict and not verdict.met:
            short.append(f"- {row.name}: {row.note or 'not explained yet'}.")
    return [*lines, "", *(["What falls short:", "", *short, ""] if short else [])]


def summary(figures: dict[str, Any]) -> str:
    """How many targets are met."""
    all_of_them = [v for s in rows.SECTIONS for v in rows.verdicts(s, figures.get(s.key, {}))]
    met = sum(bool(v.met) for v in all_of_them)
    return f"**{met} of {len(all_of_them)} targets are met.**"


def growth_text(result: dict[str, Any]) -> list[str]:
    """The plots, each with a sentence."""
    lines = [
        "## How cost grows",
        "",
        "Time per op against the number of elements:",
        "",
        "![Time per op against elements](images/growth_elements.png)",
        "",
        "Time per training step of dense layers of 64 with ReLU, against the batch (depth 4) and "
        "the depth (batch 8):",
        "",
        "![Time per step against batch and depth](images/growth_steps.png)",
        "",
    ]
    if result.get("drift"):
        done, first, last = result["drift"][-1][0], result["drift"][1], result["drift"][-1]
        lines += [
            f"Over {done:,} steps of that stack (depth 4, batch 8), the resident memory went from "
            f"{first[2]:.1f} to {last[2]:.1f} MiB:",
            "",
            "![Time per step and resident memory over many steps](images/drift.png)",
            "",
        ]
    return lines


def page(result: dict[str, Any]) -> str:
    """All of it."""
    about, figures = result["machine"], result["figures"]
    versions = ", ".join(f"{rows.NAMES[f]} {v}" for f, v in about["versions"].items())
    method = METHOD.format(
        **{**about, "versions": versions, "avx": ", AVX-512" if about["avx512"] else ""}
    )
    plot = "![Each row against its target](images/performance.png)"
    lines = [HEAD, "", summary(figures), "", plot, ""]
    for section in rows.SECTIONS:
        if section.key in figures:
            lines += section_text(section, figures[section.key])
    lines += [*growth_text(result), GPU, "", "## How it is measured", "", method]
    return "\n".join(lines) + "\n"


def table(title: str, figures: dict[str, dict[str, list[float]]], names: list[str]) -> list[str]:
    """Rates (more is better) as Markdown, and zeal's over those of the best peer."""
    lines = [f"## {title}", "", "| | " + " | ".join(names) + " | zeal / best peer |"]
    lines.append("|---" * (len(names) + 2) + "|")
    for name, by in figures.items():
        cells = [f"{max(by[f]):.4g}" if by.get(f) else "" for f in names]
        peers = [max(v) for f, v in by.items() if f != "zeal"]
        ratio = f"{max(by['zeal']) / max(peers):.2f}" if peers and by.get("zeal") else ""
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {ratio} |")
    return [*lines, ""]
