"""The pages in docs/ say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def snippets() -> list[tuple[str, str, str]]:
    """(page, file, text) of every C++ block that names the file it is taken from."""
    out = []
    for page in sorted((ROOT / "docs").glob("*.md")):
        for block in re.findall(r"```cpp\n(.*?)```", page.read_text(), re.S):
            first, _, rest = block.partition("\n")
            if re.match(r"// (csrc|tests)/", first):
                out.append((page.name, first.removeprefix("// "), rest.strip()))
    return out


def test_there_are_snippets() -> None:
    assert {page for page, _, _ in snippets()} >= {"adding_an_op.md"}


@pytest.mark.parametrize(("page", "file", "text"), snippets(), ids=lambda s: s[:40])
def test_snippet_is_the_code(page: str, file: str, text: str) -> None:
    assert text in (ROOT / file).read_text(), f"docs/{page} shows what {file} no longer says"
