"""The pages of the API: every public name has its place there, and reads well."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zeal as tf
from zeal import _core

EXTENSION = Path(__file__).parents[1] / "docs" / "_ext"


@pytest.fixture(scope="module")
def pages() -> Iterator[Any]:
    """The extension that writes the API's pages."""
    sys.path.insert(0, str(EXTENSION))
    try:
        import api_pages

        yield api_pages
    finally:
        sys.path.remove(str(EXTENSION))


def test_every_op_is_described(pages: Any) -> None:
    writer = pages.Writer()
    missing = [name for name in _core._ops if f"tf.{name}" not in writer.entries]
    assert missing == [], "these endpoints can not be reached by their names"
    text = "\n".join(writer.pages().values())
    for entry in writer.entries.values():
        assert f"<{entry.name}>`" in text  # a row leads to it
    for record in _core.op_table():
        entry = writer.entries[f"tf.raw_ops.{record['type']}"]
        head = f"{{py:function}} {entry.name.rpartition('.')[2]}("
        assert head in text


def test_pages_say_what_the_package_says(pages: Any) -> None:
    text = pages.Writer().pages()
    assert "{py:function} matmul(a, b, transpose_a=False" in text["tf.linalg"]
    assert "[..., m, k]".replace("[", "\\[").replace("]", "\\]") in text["tf.linalg"]
    assert ":Also: `tf.matmul`, `tf.raw_ops.BatchMatMul`, " in text["tf.linalg"]
    assert "`tf.raw_ops.MatMul`" in text["tf.linalg"]
    assert "{py:class} GradientTape(persistent=False" in text["tf"]
    assert "{py:method} gradient(target, sources" in text["tf"]
    assert "{py:class} LogicalDevice(name, device_type)" in text["tf.config"]


def test_public_names_have_docstrings(pages: Any) -> None:
    entries = pages.Writer().entries.values()
    bare = {e.name for e in entries if callable(e.value) and not inspect.getdoc(e.value)}
    assert bare == set()
    constants = [e for e in entries if not callable(e.value) and e.value is not None]
    odd = {e.name for e in constants if not isinstance(e.value, int | tf.DType)}
    assert odd == set(), "a namespace names itself in its docstring"


def test_docstrings_become_markdown(pages: Any) -> None:
    doc = "Gives a * b_c, see `tf.add`.\n\nArgs:\n  a, *b: one\n    [two].\n  c: three.\n\n>>> 1\n1"
    lines = pages.body(doc, lambda name: f"<{name}>" if name == "tf.add" else None)
    assert lines[0] == r"Gives a \* b\_c, see <tf.add>."
    assert [x for x in lines if x.startswith("  - ")] == [
        r"  - **a, \*b**: one \[two\].",
        "  - **c**: three.",
    ]
    assert "```pycon" in lines
