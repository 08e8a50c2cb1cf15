"""Gives each module the ops whose records name it as a home."""

from __future__ import annotations

from typing import Any

from zeal import _core

_BY_HOME: dict[str, dict[str, Any]] = {}
for _name, _function in _core._ops.items():
    _home, _, _short = _name.rpartition(".")
    _BY_HOME.setdefault(_home, {})[_short] = _function


def fill(module_name: str, names: dict[str, Any]) -> list[str]:
    """Puts the ops of `module_name` ("zeal.math") into its globals; returns their names."""
    ops = _BY_HOME.get(module_name.removeprefix("zeal").removeprefix("."), {})
    for name, function in ops.items():
        names.setdefault(name, function)
    return list(ops)
