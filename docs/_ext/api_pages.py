"""A Sphinx extension that writes the pages below `api/` from the live package."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import zeal
from api_signature import signature
from api_text import body, docstring, summary
from op_facts import op_facts
from public_api import Entry, Namespace, entries, namespaces

if TYPE_CHECKING:
    from sphinx.application import Sphinx


_KINDS = {"class": "Classes", "function": "Functions", "data": "Constants"}


class Writer:
    """Makes the text of each page."""

    def __init__(self) -> None:
        self.spaces = namespaces()
        self.entries = entries(self.spaces)
        classes = [e for e in self.entries.values() if inspect.isclass(e.value)]
        self.classes = {e.value: e.name for e in classes}

    def link(self, name: str) -> str | None:
        """A role that leads from a public name to where it is described."""
        entry = self.entries.get(name)
        return f"{{py:obj}}`{name} <{entry.name}>`" if entry else None

    def pages(self) -> dict[str, str]:
        """The text of each page by the stem of its file."""
        found = {s.name: self.page(s) for s in self.spaces if s.members}
        rows = [
            f"| [`{n}`]({n}.md) | {self.about(s)} |" for s in self.spaces if (n := s.name) in found
        ]
        head = ["# API", "", "Every public name, generated from the package itself.", ""]
        tree = ["", "```{toctree}", ":hidden:", ":titlesonly:", "", *found, "```", ""]
        return {"index": "\n".join([*head, "| | |", "|---|---|", *rows, *tree]), **found}

    def about(self, space: Namespace) -> str:
        return summary(space.doc, self.link)

    def page(self, space: Namespace) -> str:
        lines = [f"# {space.name}", "", *body(space.doc, self.link), ""]
        lines += [f"```{{py:module}} {space.name}", "```", ""]
        for kind, title in _KINDS.items():
            names = [f"{space.name}.{m}" for m, v in space.members.items() if _kind(v) == kind]
            rows = [self.row(name) for name in names]
            lines += [f"## {title}", "", "| | |", "|---|---|", *rows, ""] if rows else []
            for entry in (self.entries[n] for n in names if self.entries[n].name == n):
                lines += ["", *self.entry(entry)]
        return "\n".join(lines) + "\n"

    def row(self, name: str) -> str:
        return f"| {self.link(name)} | {self.brief(self.entries[name].value)} |"

    def brief(self, value: Any) -> str:
        if isinstance(value, zeal.DType):
            return f"the dtype {value.name}"
        if _kind(value) == "data":
            return f"`{value!r}`"
        return summary(docstring(value), self.link)

    def entry(self, entry: Entry) -> list[str]:
        value, short = entry.value, entry.name.rpartition(".")[2]
        kind, head, content = _kind(value), short, self.described(entry)
        if kind == "function":
            head += signature(value, entry.record)
        elif kind == "class":
            head += "" if issubclass(value, enum.Enum) else signature(value)
            content += self.members(value)
        return _directive(kind, head, content, 6)

    def described(self, entry: Entry) -> list[str]:
        """The docstring, then what the op table says, and the other names."""
        facts, value = [], entry.value
        if entry.record is not None:
            facts += op_facts(entry.record)
        if inspect.isclass(value):
            bases = [self.link(self.classes[b]) for b in value.__bases__ if b in self.classes]
            facts += [f":Base: {', '.join(filter(None, bases))}"] if bases else []
        if entry.others:
            facts += [f":Also: {', '.join(f'`{n}`' for n in entry.others)}"]
        if _kind(value) == "data":
            return [self.brief(value), "", *facts]
        return [*body(docstring(value), self.link), *facts]

    def members(self, value: type) -> Iterator[str]:
        """The members with a docstring, those of bases that are not public included."""
        seen = {name for name in dir(value) if name.startswith("_")}
        bases = [b for b in value.__mro__[1:] if b not in self.classes]
        for base in [value, *(b for b in bases if b.__module__.startswith("zeal"))]:
            for name, raw in vars(base).items():
                if name not in seen:
                    seen.add(name)
                    yield from self.member(value, name, raw)

    def member(self, owner: type, name: str, raw: Any) -> list[str]:
        value = getattr(owner, name)
        doc = body(docstring(raw if isinstance(raw, property) else value), self.link)
        if isinstance(value, owner) and isinstance(value, enum.Enum):
            return ["", *_directive("attribute", name, [], 4)]
        if inspect.isroutine(value) and doc:
            option = (
                f":{type(raw).__name__}:" if isinstance(raw, classmethod | staticmethod) else ""
            )
            return ["", *_directive("method", name + signature(value), [option, "", *doc], 4)]
        if inspect.isdatadescriptor(raw) and doc:
            return ["", *_directive("property", name, doc, 4)]
        return []


def _kind(value: Any) -> str:
    if inspect.isclass(value):
        return "class"
    return "function" if callable(value) else "data"


def _directive(kind: str, head: str, content: list[str], fence: int) -> list[str]:
    return [f"{'`' * fence}{{py:{kind}}} {head}", *content, "`" * fence]


def write(folder: Path) -> None:
    """Brings the pages in `folder` up to date; only files that change are touched."""
    folder.mkdir(exist_ok=True)
    pages = Writer().pages()
    for old in folder.glob("*.md"):
        if old.stem not in pages:
            old.unlink()
    for stem, text in pages.items():
        path = folder / f"{stem}.md"
        if not path.is_file() or path.read_text() != text:
            path.write_text(text)


def setup(app: Sphinx) -> dict[str, Any]:
    app.connect("builder-inited", lambda app: write(Path(app.srcdir) / "api"))
    return {"version": zeal.__version__, "parallel_read_safe": True}
