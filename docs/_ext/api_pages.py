"""A Sphinx extension that writes the pages below `api/` from the live package."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import zeal
from api_text import body, docstring, signature, summary
from public_api import Entry, Namespace, entries, namespaces

if TYPE_CHECKING:
    from sphinx.application import Sphinx


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
        return summary(docstring(space.value), self.link)

    def page(self, space: Namespace) -> str:
        lines = [f"# {space.name}", "", *body(docstring(space.value), self.link), ""]
        lines += [f"```{{py:module}} {space.name}", "```", ""]
        lines += ["| | |", "|---|---|"]
        lines += [self.row(f"{space.name}.{short}", v) for short, v in space.members.items()]
        for short in space.members:
            entry = self.entries[f"{space.name}.{short}"]
            if entry.name == f"{space.name}.{short}":
                lines += ["", *self.entry(entry)]
        return "\n".join(lines) + "\n"

    def row(self, name: str, value: Any) -> str:
        return f"| {self.link(name)} | {self.brief(value)} |"

    def brief(self, value: Any) -> str:
        if isinstance(value, zeal.DType):
            return f"the dtype {value.name}"
        constant = not callable(value)
        return f"`{value!r}`" if constant else summary(docstring(value), self.link)

    def entry(self, entry: Entry) -> list[str]:
        value, short = entry.value, entry.name.rpartition(".")[2]
        if inspect.isclass(value):
            text = signature(value) if not issubclass(value, enum.Enum) else ""
            content = [*self.described(entry), *self.members(value)]
            return _directive("class", short + text, content, 6)
        if callable(value):
            return _directive(
                "function", short + signature(value, entry.record), self.described(entry), 6
            )
        return _directive("data", short, [self.brief(value), *self.described(entry, "")], 6)

    def described(self, entry: Entry, doc: str | None = None) -> list[str]:
        """The docstring, then what the op table says, and the other names."""
        facts = []
        if entry.record is not None:
            facts += [f":Dtypes: {', '.join(entry.record['dtypes'])}"]
            facts += [f":Gradient: {_gradient(entry.record)}"]
        if inspect.isclass(entry.value):
            bases = [self.link(self.classes[b]) for b in entry.value.__bases__ if b in self.classes]
            facts += [f":Base: {', '.join(filter(None, bases))}"] if bases else []
        if entry.others:
            facts += [f":Also: {', '.join(f'`{n}`' for n in entry.others)}"]
        text = body(docstring(entry.value) if doc is None else doc, self.link)
        return [*text, *([] if text and text[-1].startswith((":", " ")) else [""]), *facts]

    def members(self, value: type) -> Iterator[str]:
        """The members with a docstring, those of bases that are not public included."""
        seen = {name for name in dir(value) if name.startswith("_")}
        for base in value.__mro__:
            if not base.__module__.startswith("zeal") or (
                base in self.classes and base is not value
            ):
                continue
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
            kind = "method", ":classmethod:" if isinstance(raw, classmethod) else ""
            kind = ("method", ":staticmethod:") if isinstance(raw, staticmethod) else kind
            return ["", *_directive(kind[0], name + signature(value), [kind[1], "", *doc], 4)]
        if inspect.isdatadescriptor(raw) and doc:
            return ["", *_directive("property", name, doc, 4)]
        return []


def _directive(kind: str, head: str, content: list[str], fence: int) -> list[str]:
    return [f"{'`' * fence}{{py:{kind}}} {head}", *content, "`" * fence]


def _gradient(record: dict[str, Any]) -> str:
    if record["rung"] == "composite":
        return "by the ops that it is made of"
    return "yes" if record["has_gradient"] else "none"


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
