"""zeal beside its peers: every row of rows.py in one run, each framework in its own process.

    python bench/compare.py --python torch=/path/to/python --python tf=... --python jax=...
        [--rounds 9] [--sections small,train] [--draw FILE] [--out docs]

Run it by the interpreter that has zeal and NumPy; every other framework runs by the one given for
it (tf_function goes with tf, jax_jit with jax). All processes live through the whole run. For each
row, and in each round, they measure it one after the other, so that what changes on the machine
meets them all within the same second; the order turns round from one round to the next. A figure is
the best of the rounds, a ratio that of the bests; its spread is that of the rounds' own ratios.

Writes performance.md and its plots below --out, and all figures to bench/results/performance.json;
--draw writes the page anew from such a file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import rows
import startup

WORK = Path(__file__).parent / "peers" / "work.py"
RESULTS = Path(__file__).parent / "results" / "performance.json"
VARIANTS = {"tf": ["tf", "tf_function"], "jax": ["jax", "jax_jit"]}
MODULES = {"numpy": "numpy", "torch": "torch", "jax": "jax", "tf": "tensorflow", "zeal": "zeal"}
DRIFT_STEPS = 100_000

Figures = dict[str, dict[str, dict[str, list[Any]]]]  # section -> row -> framework -> rounds


def interpreters(given: list[str]) -> dict[str, str]:
    """The Python of each framework."""
    found = {"numpy": sys.executable, "zeal": sys.executable, "zeal_2": sys.executable}
    for entry in given:
        name, _, path = entry.partition("=")
        for variant in VARIANTS.get(name, [name]):
            found[variant] = path
    return found


class Worker:
    """A process with one framework, which measures what it is asked for."""

    def __init__(self, framework: str, python: str, threads: int, cpu: str) -> None:
        command = [python, str(WORK), framework, str(threads)]
        if threads == 1:
            command = ["taskset", "-c", cpu, *command]
        self.framework = framework
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            stderr=subprocess.PIPE if not os.environ.get("BENCH_VERBOSE") else None,
        )  # fmt: skip

    def measure(self, section: str, key: str) -> Any:
        """The figure, or None."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps({"section": section, "key": key}) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            told = self.process.stderr.read() if self.process.stderr else ""
            raise SystemExit(f"{self.framework} failed at {section}: {key}\n{told[-2000:]}")
        return json.loads(answer)

    def close(self) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(30)


class Workers(dict[str, Worker]):
    """The processes, each started when it is first asked."""

    def __init__(self, pythons: dict[str, str], cpu: str, threads: int = 1) -> None:
        self.pythons, self.cpu, self.threads = pythons, cpu, threads

    def __missing__(self, framework: str) -> Worker:
        threads = 2 if framework == "zeal_2" else self.threads
        self[framework] = Worker(framework, self.pythons[framework], threads, self.cpu)
        return self[framework]

    def close(self) -> None:
        for worker in self.values():
            worker.close()
        self.clear()


@contextmanager
def workers(args: argparse.Namespace, pythons: dict[str, str]) -> Iterator[Workers]:
    """Processes that end with the block."""
    made = Workers(pythons, args.cpu, args.threads)
    try:
        yield made
    finally:
        made.close()


def measure(
    args: argparse.Namespace, section: rows.Section, pythons: dict[str, str], shared: Workers
) -> dict[str, dict[str, list[Any]]]:
    """A section: row -> framework -> a value for each round."""
    names = [f for f in (*section.frameworks, section.subject) if f in pythons]
    rounds = max(2, round(args.rounds * section.rounds))
    found: dict[str, dict[str, list[Any]]] = {}
    for row in section.rows:
        by = found.setdefault(row.key, {})
        for turn in range(rounds):
            for framework in names[:: 1 if turn % 2 == 0 else -1]:
                if section is rows.MEMORY:  # a process's peak is its own only once
                    with workers(args, pythons) as fresh:
                        value = fresh[framework].measure(section.key, row.key)
                else:
                    value = shared[framework].measure(section.key, row.key)
                if value is not None:
                    by.setdefault(framework, []).append(value)
        best = {f: max(v) if section.rate else min(v) for f, v in by.items()}
        cells = "  ".join(f"{f} {value:.4g}" for f, value in best.items())
        print(f"{section.key}: {row.key}: {cells}", flush=True)
    return found


def measure_startup(
    section: rows.Section, pythons: dict[str, str], rounds: int
) -> dict[str, dict[str, list[Any]]]:
    """The import in fresh processes, in turns, and what is installed."""
    names = [f for f in (*section.frameworks, section.subject) if f in pythons]
    found: dict[str, dict[str, list[Any]]] = {row.key: {} for row in section.rows}
    for f in names:
        startup.imported(MODULES[f], pythons[f])  # the files come into the page cache
        own, everything = startup.installed(MODULES[f], pythons[f])
        found["installed"][f] = [own]
        found["installed with all"][f] = [everything]
    for _ in range(max(5, rounds)):
        for f in names:
            seconds, mib = startup.imported(MODULES[f], pythons[f])
            found["import"].setdefault(f, []).append(seconds)
            found["resident"].setdefault(f, []).append(mib * 1.048576)
    return found


def machine(pythons: dict[str, str], args: argparse.Namespace) -> dict[str, Any]:
    """What the figures were taken on, and with."""
    info = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((x.split(":")[1].strip() for x in info if x.startswith("model name")), "")
    versions = {f: startup.version(m, pythons[f]) for f, m in MODULES.items() if f in pythons}
    return {
        "date": str(date.today()), "cpu": model or platform.machine(), "cores": os.cpu_count(),
        "threads": args.threads, "rounds": args.rounds, "python": platform.python_version(),
        "versions": versions, "avx512": any("avx512f" in x for x in info),
        "load": os.getloadavg()[0],
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", action="append", default=[], metavar="FRAMEWORK=PATH")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--cpu", default="1", help="the core to pin to when there is one thread")
    parser.add_argument("--sections", help="a few of them: nothing is written then")
    parser.add_argument("--rows", help="only rows whose key has this in it")
    parser.add_argument("--draw", type=Path, help="write the page from this file's figures")
    parser.add_argument("--out", type=Path, default=Path("docs"))
    args = parser.parse_args()
    if args.draw:
        result = json.loads(args.draw.read_text())
    else:
        result = run(args)
        if args.sections or args.rows:
            return
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(result, indent=1) + "\n")
    import plots
    import report

    (args.out / "images").mkdir(parents=True, exist_ok=True)
    (args.out / "performance.md").write_text(report.page(result))
    plots.draw(result, args.out / "images")
    print(f"wrote {args.out / 'performance.md'}")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """All figures: those of the tables, of the plots, and what they were taken on."""
    pythons = interpreters(args.python)
    result = {"machine": machine(pythons, args), "figures": {}}
    with workers(args, pythons) as shared:
        for section in [*rows.SECTIONS, *rows.GROWTH]:
            if args.sections and section.key not in args.sections.split(","):
                continue
            if args.rows:
                kept = [row for row in section.rows if args.rows in row.key]
                section = rows.only(section, kept)
            if section.key == "startup":
                found = measure_startup(section, pythons, args.rounds)
            else:
                found = measure(args, section, pythons, shared)
            result["figures"][section.key] = found
            if args.sections or args.rows:
                print(*rows.verdicts(section, found), sep="\n")
        if not args.sections:
            with workers(args, pythons) as fresh:  # a process that holds nothing else
                result["drift"] = fresh["zeal"].measure("drift", str(DRIFT_STEPS))
    return result


if __name__ == "__main__":
    main()
