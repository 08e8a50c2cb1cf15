"""How many instructions each way through the dispatcher takes, counted by valgrind's callgrind.

    python bench/instructions.py [--write] [--functions]

Prints the counts by stage, and in all beside instructions.json, to which tests/test_instructions.py
holds them; --write writes them there, --functions prints the functions that take the most. Counted
are the instructions outside the Python interpreter: zeal's own and those of the C library that it
calls. Unlike times they do not depend on the machine's load, and hardly on the machine: valgrind
shows every x86-64 CPU the same instruction set.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

BUDGET = Path(__file__).with_suffix(".json")
LOOPS = 200
CHAIN = 50

# name -> a statement, and how many ops it is. The names are those of setup().
STATEMENTS = {
    "add(a, b)": ("add(a, b)", 1),
    "a + b": ("a + b", 1),
    "a + 1.0": ("a + 1.0", 1),
    "a < b": ("a < b", 1),
    "exp(a)": ("exp(a)", 1),
    "matmul(a, b)": ("matmul(a, b)", 1),
    "reduce_sum(a)": ("reduce_sum(a)", 1),
    "a[0]": ("a[0]", 1),
    "reshape(a, [4])": ("reshape(a, [4])", 1),
    "variable + b": ("v + b", 1),
    "variable.assign_sub(b)": ("v.assign_sub(b)", 1),
    "bool(s)": ("bool(s)", 1),
    "with GradientTape()": ("with GradientTape():\n        pass", 1),
    "op on a tape": ("taped()", CHAIN),
    "op on a tape and its gradient": ("gradient()", CHAIN),
}


def setup() -> dict[str, object]:
    """What the statements use."""
    import numpy as np
    import zeal as tf

    x = np.arange(4, dtype=np.float32).reshape(2, 2)
    a, b = tf.constant(x), tf.constant(x + 1)

    def taped() -> tuple[object, object]:
        with tf.GradientTape() as tape:
            tape.watch(a)
            y = a
            for _ in range(CHAIN):
                y = y * b
        return tape, y

    def gradient() -> object:
        tape, y = taped()
        return tape.gradient(y, a)  # type: ignore[attr-defined]

    return {
        "a": a, "b": b, "v": tf.Variable(x), "s": tf.constant(True), "taped": taped,
        "gradient": gradient, "add": tf.add, "exp": tf.exp, "matmul": tf.matmul,
        "reduce_sum": tf.reduce_sum, "reshape": tf.reshape, "GradientTape": tf.GradientTape,
    }  # fmt: skip


def program() -> None:
    """What runs under callgrind. It writes its counts so far at each getppid()."""
    names = setup()
    for statement, _ in STATEMENTS.values():
        loop = compile(f"for _ in repeat:\n    {statement}", statement, "exec")
        exec(loop, {**names, "repeat": range(20)})  # free lists and caches are filled
        scope = {**names, "repeat": range(LOOPS)}
        os.getppid()
        exec(loop, scope)
        os.getppid()


Profile = dict[tuple[str, str], float]  # (object, function) -> instructions per op


def read_profile(text: str) -> Profile:
    """The instructions of a profile by object and function, callees not included."""
    names: dict[str, str] = {}
    found: Profile = {}

    def name_of(kind: str, entry: str) -> str:
        number, _, name = entry.partition(" ")
        return names.setdefault(kind + number, name)

    where, function, is_call = "", "", False
    for line in text.splitlines():
        key, _, entry = line.partition("=")
        if key in ("ob", "cob"):
            name = name_of("ob", entry)
            where = name if key == "ob" else where
        elif key in ("fn", "cfn"):
            name = name_of("fn", entry)
            function = name if key == "fn" else function
        elif key == "calls":
            is_call = True  # the next line is the callee's cost
        elif line and line[0] in "0123456789+-*":
            if not is_call:
                count = int(line.split()[1])
                found[where, function] = found.get((where, function), 0) + count
            is_call = False
    return found


def measure() -> dict[str, Profile]:
    """The profile of each statement, per op, without the interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            "valgrind", "--tool=callgrind", "--dump-before=getppid", "--combine-dumps=no",
            f"--callgrind-out-file={folder}/out", sys.executable, __file__, "--program",
        ]  # fmt: skip
        # The tests fill memory with NaNs, and so on: not here.
        own = {k: v for k, v in os.environ.items() if not k.startswith("ZEAL_")}
        environment = {**own, "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        found = {}
        for i, (name, (_, ops)) in enumerate(STATEMENTS.items()):
            # Part 1 ends at the first getppid(), before the first loop; part 2 is that loop.
            profile = read_profile(Path(f"{folder}/out.{2 * i + 2}").read_text())
            found[name] = {
                at: count / LOOPS / ops
                for at, count in profile.items()
                if not re.search(r"/(lib)?python[\d.]*(so[\d.]*)?$", at[0])
            }
    return found


# Which functions are which stage; the first that fits counts.
STAGES = {
    "record": r"Tape|tape|record_node|Recorder",
    "backward": r"[Bb]ackprop|grad\(|GradientContext|GradContext|accumulate|Gradient",
    "free": r"dealloc|destroy|release|~|free",
    "allocate": r"TensorImpl::make|TensorPool|[Aa]lloc|Storage|Tensor::empty",
    "infer": r"infer|Infer|broadcast|same_shape|reduced_|Shape",
    "kernel": r"loop\d|::cpu\(|_cpu|small<|column<|red::|Reduc|gemm|mem(cpy|set|move)|Kernel",
    "wrap": r"::wrap",
    "dispatch": r"dispatch|run_raw|execute|slow\d|call_into|Variable::",
    "parse": r"zeal::py|_core|Attrs|Operands",
}


ORDER = ["parse", "dispatch", "infer", "allocate", "kernel", "record", "backward", "wrap", "free",
         "other"]  # fmt: skip


def by_stage(profile: Profile) -> dict[str, float]:
    """Instructions per stage."""
    found = dict.fromkeys([*STAGES, "other"], 0.0)
    for (_, function), count in profile.items():
        stage = next((s for s, names in STAGES.items() if re.search(names, function)), "other")
        found[stage] += count
    return found


def totals(profiles: dict[str, Profile]) -> dict[str, int]:
    """Instructions per op."""
    return {name: round(sum(profile.values())) for name, profile in profiles.items()}


def over_budget(found: dict[str, int], budget: dict[str, Any]) -> list[str]:
    """A sentence for each op that takes more than its budget and the tolerance."""
    return [
        f"{name}: {count} instructions, {100 * (count / allowed - 1):.0f} % over {allowed}"
        for name, count in found.items()
        if count > (allowed := budget["counts"][name]) * (1 + budget["tolerance"])
    ]


def show(profiles: dict[str, Profile], functions: bool = False) -> None:
    """A line for each statement: instructions by stage, in all, and the budget."""
    budget = json.loads(BUDGET.read_text())["counts"] if BUDGET.exists() else {}
    print(f"{'instructions':31}" + "".join(f"{s:>9}" for s in [*ORDER, "all", "budget"]))
    for name, count in totals(profiles).items():
        stages = by_stage(profiles[name])
        cells = "".join(f"{stages[s]:9.0f}" if stages[s] >= 0.5 else " " * 9 for s in ORDER)
        print(f"{name:31}{cells}{count:9d}{budget.get(name, ''):>9}")
        if functions:
            for (_, function), n in sorted(profiles[name].items(), key=lambda x: -x[1])[:12]:
                print(f"    {n:8.1f} {function[:110]}")


def main() -> None:
    if "--program" in sys.argv:
        program()
        return
    profiles = measure()
    show(profiles, "--functions" in sys.argv)
    if "--write" in sys.argv:
        budget = {"tolerance": 0.1, "counts": totals(profiles)}
        BUDGET.write_text(json.dumps(budget, indent=2) + "\n")


if __name__ == "__main__":
    main()
