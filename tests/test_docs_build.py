"""The documentation site: every public name has its place, and the notebook runs."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from zeal import _core

DOCS = Path(__file__).parents[1] / "docs"


@pytest.fixture(scope="module")
def pages() -> Iterator[Any]:
    """The extension that writes the API's pages."""
    sys.path.insert(0, str(DOCS / "_ext"))
    try:
        import api_pages

        yield api_pages
    finally:
        sys.path.remove(str(DOCS / "_ext"))


def cells() -> list[dict[str, Any]]:
    return json.loads((DOCS / "mnist.ipynb").read_text())["cells"]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def code_cells() -> list[dict[str, Any]]:
    return [c for c in cells() if c["cell_type"] == "code"]


def test_every_op_is_described(pages: Any) -> None:
    writer = pages.Writer()
    missing = [name for name in _core._ops if f"tf.{name}" not in writer.entries]
    assert missing == [], "these endpoints can not be reached by their names"
    text = "\n".join(writer.pages().values())
    for entry in writer.entries.values():
        assert f"<{entry.name}>`" in text  # a row leads to it
    for record in _core.op_table():
        entry = writer.entries[f"tf.raw_ops.{record['type']}"]
        head = f"{{py:function}} {entry.name.rpartition('.')[2]}({record['params'][0]['name']}"
        assert head in text


def test_pages_say_what_the_package_says(pages: Any) -> None:
    text = pages.Writer().pages()
    assert "{py:function} matmul(a, b, transpose_a=False" in text["tf.linalg"]
    assert "[..., m, k]".replace("[", "\\[").replace("]", "\\]") in text["tf.linalg"]
    assert ":Also: `tf.matmul`, `tf.raw_ops.MatMul`" in text["tf.linalg"]
    assert "{py:class} GradientTape(persistent=False" in text["tf"]
    assert "{py:method} gradient(target, sources" in text["tf"]
    assert "{py:class} LogicalDevice(name, device_type)" in text["tf.config"]


def test_public_names_have_docstrings(pages: Any) -> None:
    entries = pages.Writer().entries.values()
    bare = {e.name for e in entries if callable(e.value) and not inspect.getdoc(e.value)}
    assert bare == set()


def test_docstrings_become_markdown(pages: Any) -> None:
    doc = "Gives a * b_c, see `tf.add`.\n\nArgs:\n  a, *b: one\n    [two].\n  c: three.\n\n>>> 1\n1"
    lines = pages.body(doc, lambda name: f"<{name}>" if name == "tf.add" else None)
    assert lines[0] == r"Gives a \* b\_c, see <tf.add>."
    assert [x for x in lines if x.startswith("  - ")] == [
        r"  - **a, \*b**: one \[two\].",
        "  - **c**: three.",
    ]
    assert "```pycon" in lines


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


@pytest.mark.timeout(600)
def test_site_builds(tmp_path: Path) -> None:
    """With warnings as errors; needs the packages of the extra `docs`."""
    for module in ("sphinx", "myst_nb", "furo", "matplotlib"):
        pytest.importorskip(module, reason="builds the site with the extra `docs`")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", str(DOCS), str(tmp_path / "site")]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "tf.nn.relu" in (tmp_path / "site/api/tf.nn.html").read_text()
    assert "step 2500" in (tmp_path / "site/mnist.html").read_text()
