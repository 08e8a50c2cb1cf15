"""Docstrings of zeal as MyST Markdown."""

from __future__ import annotations

import inspect
import itertools
import re
import textwrap
from collections.abc import Callable
from typing import Any

from api_signature import PYBIND

_SECTION = re.compile(r"(Args|Attributes|Returns|Yields|Raises):\s*")
_ITEM = re.compile(r"(\**\w[^:`]{,90}): *(.*)")
_CODE = re.compile(r"(`[^`]+`)")
_NAME = re.compile(r"tf(?:\.\w+)+")

Link = Callable[[str], "str | None"]  # from a public name to a link to it


def docstring(value: Any) -> str:
    """The docstring without what pybind11 puts before it."""
    return PYBIND.sub("", inspect.getdoc(value) or "").strip()


def prose(text: str, link: Link) -> str:
    """A docstring's sentences, with Markdown's signs of no meaning there escaped."""

    def word(part: str) -> str:
        if part.startswith("`"):
            return link(part.strip("`")) or part
        return re.sub(r"([\\*_<>\[\]{}#$~])", r"\\\1", part)

    out = []
    for part in _CODE.split(text):
        at = 0
        for match in [] if part.startswith("`") else _NAME.finditer(part):
            target = link(match.group())
            if target:
                out += [word(part[at : match.start()]), target]
                at = match.end()
        out.append(word(part[at:]))
    return "".join(out)


def summary(doc: str, link: Link) -> str:
    """The first paragraph, as the cell of a table."""
    return prose(" ".join(doc.split("\n\n")[0].split()), link).replace("|", r"\|")


def _items(lines: list[str], link: Link) -> list[str]:
    """Lines of `name: what it is` as a list; anything else as it is."""
    items: list[list[str]] = []
    for line in textwrap.dedent("\n".join(lines)).splitlines():
        match = None if line.startswith(" ") else _ITEM.fullmatch(line)
        if match:
            items.append([f"**{prose(match[1], link)}**: {prose(match[2], link)}"])
        elif items:
            items[-1].append(prose(line.strip(), link))
        else:
            return [prose(x.strip(), link) for x in lines]
    return [f"- {' '.join(filter(None, item))}" for item in items]


def body(doc: str, link: Link) -> list[str]:
    """A whole docstring: paragraphs, examples, and sections as a field list."""
    out: list[str] = []
    fields: list[str] = []
    for block in re.split(r"\n\s*\n", doc):
        lines = block.splitlines()
        if lines and lines[0].startswith(">>>"):
            out += ["```pycon", *lines, "```", ""]
            continue
        starts = [i for i, x in enumerate(lines) if _SECTION.fullmatch(x)] + [len(lines)]
        out += [*(prose(x.strip(), link) for x in lines[: starts[0]]), ""]
        for start, end in itertools.pairwise(starts):
            name = lines[start].strip().rstrip(":")
            told, names = lines[start + 1 : end], name not in ("Returns", "Yields")
            inside = _items(told, link) if names else [prose(x.strip(), link) for x in told]
            fields += [f":{name}:", *(f"  {x}" for x in inside)]
    return [*out, "", *fields]
