"""What the op table tells a reader about an op, as fields."""

from __future__ import annotations

import functools
import re
from typing import Any

import zeal
from zeal import _core


@functools.cache
def _groups() -> dict[str, set[str]]:
    """Sets of dtypes with a name, the largest first."""
    every = {d for record in _core.op_table() for d in record["dtypes"]}
    integers = {d for d in every if zeal.as_dtype(d).is_integer}
    return {"all": every, "all integers": integers}


def _dtypes(dtypes: list[str]) -> str:
    left, told = list(dtypes), []
    for name, group in _groups().items():
        if group.issubset(left):
            told.append(name)
            left = [d for d in left if d not in group]
    return ", ".join(told + left)


def _gradient(record: dict[str, Any]) -> str:
    if record["rung"] == "composite":
        return "by the ops that it is made of"
    return "yes" if record["has_gradient"] else "none"


def op_facts(record: dict[str, Any]) -> list[str]:
    """The fields of one row of the op table."""
    facts = [f":Dtypes: {_dtypes(record['dtypes'])}", f":Gradient: {_gradient(record)}"]
    if record["cuda"]:
        facts.append(f":Devices: {'CPU, ' if record['cpu'] else ''}GPU")
    results = re.findall(r"(\w+): Tensor", record["signature"].rpartition("->")[2])
    named = [f":Results: {', '.join(f'`{name}`' for name in results)}"] if results else []
    return [*named, *facts]
