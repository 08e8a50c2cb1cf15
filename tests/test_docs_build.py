"""The documentation site builds, and its notebook runs."""

from __future__ import annotations

import ast
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parents[1] / "docs"


def cells() -> list[dict[str, Any]]:
    return json.loads((DOCS / "mnist.ipynb").read_text())["cells"]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def code_cells() -> list[dict[str, Any]]:
    return [c for c in cells() if c["cell_type"] == "code"]


def test_notebook_is_committed_without_outputs() -> None:
    for cell in code_cells():
        ast.parse(source(cell))
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


def test_notebook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it with fewer steps; the pictures where there is matplotlib."""
    monkeypatch.chdir(DOCS)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    plots = importlib.util.find_spec("matplotlib") is not None
    names: dict[str, Any] = {}
    for cell in code_cells():
        tags = cell["metadata"].get("tags", [])
        if "plot" not in tags or plots:
            exec(source(cell), names)
        if "parameters" in tags:
            names["steps"] = 30
    assert len(names["losses"]) == 30
    assert int(names["restored_adam"].step) == 30


@pytest.mark.timeout(900)
def test_site_builds(tmp_path: Path) -> None:
    """With warnings as errors; needs the packages of the extra `docs`."""
    for module in ("sphinx", "myst_nb", "furo", "matplotlib"):
        pytest.importorskip(module, reason="builds the site with the extra `docs`")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", str(DOCS), str(tmp_path / "site")]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "tf.nn.relu" in (tmp_path / "site/api/tf.nn.html").read_text()
    assert "step 2500" in (tmp_path / "site/mnist.html").read_text()
