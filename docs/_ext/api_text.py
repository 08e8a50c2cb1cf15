"""Signatures and docstrings of zeal as MyST Markdown."""

from __future__ import annotations

import ast
import enum
import functools
import inspect
import itertools
import re
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zeal

_SECTION = re.compile(r"(Args|Attributes|Returns|Yields|Raises):\s*")
_ITEM = re.compile(r"(\**[\w.]+(?:, \**[\w.]+)*): *(.*)")
_CODE = re.compile(r"(`[^`]+`)")
_PYBIND = re.compile(r"\w+(\(.*\)) -> .*\n")
_NAME = re.compile(r"tf(?:\.\w+)+")

Link = Callable[[str], "str | None"]  # from a public name to a link to it


@functools.cache
def _stub() -> dict[str, str]:
    """`Class(arguments)` from the extension's stub, for classes that can not be asked."""
    tree = ast.parse(Path(zeal.__file__).with_name("_core.pyi").read_text())
    classes = [s for s in tree.body if isinstance(s, ast.ClassDef)]
    makers = [(c.name, m) for c in classes for m in c.body if isinstance(m, ast.FunctionDef)]
    return {c: _plain(f"({ast.unparse(m.args)})") for c, m in makers if m.name == "__init__"}


def _plain(arguments: str) -> str:
    """Without annotations and `self`, which say little in a public signature."""
    function = ast.parse(f"def f{arguments.replace('$self', 'self')}: ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    a = function.args
    every = [*a.posonlyargs, *a.args, *a.kwonlyargs, *filter(None, [a.vararg, a.kwarg])]
    for argument in every:
        argument.annotation = None
    text = re.sub(r"^(self|cls)(, |$)", "", ast.unparse(a).replace(", /", ""))
    return f"({text})"


def _default(value: Any) -> str:
    return str(value) if isinstance(value, enum.Enum) else re.sub(r"<.*>", "...", repr(value))


def _asked(value: Any) -> str:
    """The signature as `inspect` knows it; ValueError or TypeError if it does not."""
    found = inspect.signature(value)
    bare = []
    for p in found.parameters.values():
        default = p.default if p.default is p.empty else _Text(_default(p.default))
        bare.append(p.replace(annotation=p.empty, default=default))
    text = _plain(str(inspect.Signature(bare)))
    result = found.return_annotation
    told = isinstance(result, str) and not re.search(r"\bAny\b|\b_", result)
    return f"{text} -> {result}" if told and not inspect.isclass(value) else text


class _Text(str):
    """A default value that is shown as it is written."""

    __repr__ = str.__str__


def signature(value: Any, record: dict[str, Any] | None = None) -> str:
    """`(x, name=None) -> Tensor`; without the arrow where the result's type is not stated."""
    written = getattr(value, "__text_signature__", None)
    if record is not None and written:
        return f"{written} -> {_result(record)}"
    in_doc = _PYBIND.match(value.__doc__ or "")
    if in_doc:
        return _plain(in_doc[1])
    try:
        return _asked(value)
    except (TypeError, ValueError):
        bases = [c.__name__ for c in inspect.getmro(value)] if inspect.isclass(value) else []
        return next((_stub()[n] for n in bases if n in _stub()), _plain(written or "()"))


def docstring(value: Any) -> str:
    """The docstring without what pybind11 puts before it."""
    return _PYBIND.sub("", inspect.getdoc(value) or "").strip()


def _result(record: dict[str, Any]) -> str:
    if record["outputs"] < 0:
        return "list[tf.Tensor]"
    if record["outputs"] == 1:
        return "tf.Tensor"
    names = re.findall(r"(\w+): Tensor", record["signature"].rpartition("->")[2])
    return f"({', '.join(names or ['tf.Tensor'] * record['outputs'])})"


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
            fields += [f":{name}:", *(f"  {x}" for x in _items(lines[start + 1 : end], link))]
    return [*out, *fields]
