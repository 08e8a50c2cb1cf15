"""The ways through the dispatcher take no more instructions than bench/instructions.json allows."""

import json
import os
import platform
import shutil
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[1] / "bench"
sys.path.insert(0, str(BENCH))

import instructions  # noqa: E402

BUDGET = json.loads(instructions.BUDGET.read_text())


@pytest.mark.skipif(
    shutil.which("valgrind") is None, reason="valgrind is not installed (apt-get install valgrind)"
)
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the budget is that of x86-64")
@pytest.mark.skipif("san.so" in os.environ.get("LD_PRELOAD", ""), reason="runs under a sanitizer")
def test_dispatch_stays_within_its_budget() -> None:
    found = instructions.totals(instructions.measure())
    print(found)
    assert not instructions.over_budget(found, BUDGET)
    assert instructions.over_budget({name: 2 * n for name, n in found.items()}, BUDGET)


def test_budget_names_every_statement() -> None:
    assert list(BUDGET["counts"]) == list(instructions.STATEMENTS)


def test_what_is_over_budget_is_told() -> None:
    lowered = {"tolerance": 0.1, "counts": {"a + b": 100, "a[0]": 100}}
    found = {"a + b": 109, "a[0]": 111}
    assert instructions.over_budget(found, lowered) == ["a[0]: 111 instructions, 11 % over 100"]
