"""Runs calls in both packages and sorts what comes out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from differential.accepted import ENDS_THE_PROCESS, Accepted, reason
from differential.cases import Case
from differential.compare import Beyond, differences
from differential.outcome import Missing


@dataclass
class Result:
    """Counts, and the differences that nobody has accepted."""

    calls: int = 0
    functions: set[str] = field(default_factory=set)
    errors: int = 0
    beyond: int = 0  # zeal has a kernel or gradient that TensorFlow has not
    missing: set[str] = field(default_factory=set)
    accepted: Counter[Accepted] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)


def run(zeal: Any, tf: Any, cases: Iterable[Case]) -> Result:
    result = Result()
    for case in cases:
        if ENDS_THE_PROCESS.fullmatch(case.label):
            continue
        try:
            found = list(differences(zeal, tf, case))
        except Missing as e:
            result.missing.add(str(e))
            continue
        except Beyond:
            result.beyond += 1
            continue
        result.calls += 1
        result.errors += case.must_raise
        result.functions.add(case.endpoint)
        for difference in found:
            if why := reason(case.label, difference):
                result.accepted[why] += 1
            else:
                result.unexplained.append(f"{case.label} | {difference}")
    return result
