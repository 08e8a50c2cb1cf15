"""The op tests import their neighbours by plain name; known failures are expected, strictly."""

import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
KNOWN = {
    line
    for line in (HERE / "known_failures.txt").read_text().splitlines()
    if line and not line.startswith("#")
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the known failures: one that passes fails the run, and its line must go."""
    for item in items:
        if item.path.parent == HERE and f"{item.path.name}::{item.name}" in KNOWN:
            item.add_marker(pytest.mark.xfail(strict=True, reason="known_failures.txt"))
