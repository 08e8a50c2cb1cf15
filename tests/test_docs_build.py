"""The documentation site builds, and its notebooks run."""

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


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def code_cells(notebook: Path) -> list[dict[str, Any]]:
    cells = json.loads(notebook.read_text())["cells"]
    return [c for c in cells if c["cell_type"] == "code"]


@pytest.mark.parametrize("notebook", ["mnist.ipynb", "notebooks/eager_guide.ipynb"])
def test_notebook_is_committed_without_outputs(notebook: str) -> None:
    for cell in code_cells(DOCS / notebook):
        ast.parse(source(cell))
        assert cell["outputs"] == []
        assert cell["execution_count"] is None


def need(*modules: str) -> None:
    """Skips the test without them; imports none, as Keras asks for its backend when it is."""
    for module in modules:
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"needs {module}, of the extra `docs`")


def run(notebook: str, monkeypatch: pytest.MonkeyPatch, **parameters: Any) -> dict[str, Any]:
    """All cells with fewer steps, the pictures where there is matplotlib; the names they leave."""
    path = DOCS / notebook
    monkeypatch.chdir(path.parent)
    monkeypatch.setenv("MPLBACKEND", "Agg")
    plots = importlib.util.find_spec("matplotlib") is not None
    names: dict[str, Any] = {}
    for cell in code_cells(path):
        tags = cell["metadata"].get("tags", [])
        if "plot" not in tags or plots:
            exec(source(cell), names)
        if "parameters" in tags:
            names.update(parameters)
    return names


def test_notebook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    names = run("mnist.ipynb", monkeypatch, steps=30)
    assert len(names["losses"]) == 30
    assert int(names["restored_adam"].step) == 30


def test_guide_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    need("keras", "tensorboardX", "matplotlib")
    names = run("notebooks/eager_guide.ipynb", monkeypatch, epochs=1)
    assert len(names["losses"]) == 125 and names["accuracy"] > 0.5
    assert names["guesses"].shape == (1000,)


@pytest.mark.timeout(900)
def test_site_builds(tmp_path: Path) -> None:
    """With warnings as errors; needs the packages of the extra `docs`."""
    need("sphinx", "myst_nb", "furo", "matplotlib", "keras", "tensorboardX")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", str(DOCS), str(tmp_path / "site")]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "tf.nn.relu" in (tmp_path / "site/api/tf.nn.html").read_text()
    assert "step 2500" in (tmp_path / "site/mnist.html").read_text()
    assert "epoch 3: test accuracy" in (tmp_path / "site/notebooks/eager_guide.html").read_text()
    assert "kernel ms" in (tmp_path / "site/profiler.html").read_text()
