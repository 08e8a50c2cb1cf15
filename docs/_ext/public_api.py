"""What is public in zeal: every name below `tf`, found in the live package and its op table."""

from __future__ import annotations

import ast
import inspect
import re
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import zeal
from zeal import _core


@dataclass
class Entry:
    """One object, with the name under which it is described and the others that it has."""

    name: str  # "tf.math.exp"
    value: Any
    record: dict[str, Any] | None  # its row of the op table
    others: list[str] = field(default_factory=list)

    @property
    def home(self) -> str:
        return self.name.rpartition(".")[0]


@dataclass
class Namespace:
    """A module, or what serves as one: `tf.math`, `tf.nn.experimental`."""

    name: str
    value: Any
    members: dict[str, Any]  # by short name

    @property
    def doc(self) -> str:
        """The docstring without the namespace's own name, which is the title of its page."""
        doc = inspect.getdoc(self.value) or ""
        text = re.sub(rf"^`{self.name}`(: |\.$)|: `{self.name}`(?=\.)", "", doc)
        return text if text == doc else text[:1].upper() + text[1:]


def _submodules(module: ModuleType) -> list[str]:
    """The modules that a package imports by name; others are there because they were loaded."""
    statements = ast.walk(ast.parse(inspect.getsource(module)))  # those for type checkers, too
    imports = [s for s in statements if isinstance(s, ast.ImportFrom)]
    names = [a.asname or a.name for s in imports if s.module == module.__name__ for a in s.names]
    return [n for n in names if not n.startswith("_")]


def _is_public(module: ModuleType, name: str) -> bool:
    value = getattr(module, name)
    if name.startswith("_") or isinstance(value, ModuleType):
        return False
    if inspect.isclass(value) or inspect.isroutine(value):
        here = (getattr(value, "__module__", None) or "zeal").startswith("zeal")
        return here and not inspect.isabstract(value)
    return value is None or isinstance(value, (int, zeal.DType))


def _is_namespace(value: Any, name: str) -> bool:
    """Does the docstring of a class or object say that it stands for `name`?"""
    says = re.match(rf"([^`]*: )?`{name}`[.:]", inspect.getdoc(value) or "")
    return says is not None and not inspect.isroutine(value)


def _namespace(name: str, value: Any) -> list[Namespace]:
    found, inner = Namespace(name, value, {}), []
    if isinstance(value, ModuleType):
        names = getattr(value, "__all__", None)
        names = [n for n in dir(value) if _is_public(value, n)] if names is None else names
        if hasattr(value, "__path__"):
            modules = [
                n for n in _submodules(value) if isinstance(getattr(value, n, None), ModuleType)
            ]
            inner += [s for n in modules for s in _namespace(f"{name}.{n}", getattr(value, n))]
    else:
        names = [n for n in dir(value) if not n.startswith("_")]
    for n in sorted({*names}, key=str.lower):
        member = getattr(value, n)
        if _is_namespace(member, f"{name}.{n}"):
            inner += _namespace(f"{name}.{n}", member)
        elif not isinstance(member, ModuleType):
            found.members[n] = member
    return [found, *inner]


def namespaces() -> list[Namespace]:
    """`tf` and all namespaces below it."""
    return _namespace("tf", zeal)


def records() -> dict[str, dict[str, Any]]:
    """The row of the op table by every public name of the op."""
    rows = {}
    for record in _core.op_table():
        raw = [f"raw_ops.{name}" for name in [record["type"], *record["raw"]]]
        for endpoint in [*record["endpoints"], *raw]:
            rows[f"tf.{endpoint}"] = record
    return rows


def _rank(name: str, value: Any, record: dict[str, Any] | None) -> Any:
    """The lowest is the name to describe an object under: an op's first, else a module's own."""
    if record is not None and name.removeprefix("tf.") in record["endpoints"]:
        return (0, record["endpoints"].index(name.removeprefix("tf.")))
    if isinstance(value, zeal.DType):
        return (0, repr(value) != name)
    depth = name.count(".")
    return (1, depth == 1, bool(re.search("raw_ops|experimental", name)), depth, name)


_OP = type(_core._ops["exp"].__self__)  # what stands behind the functions of records


def entries(spaces: list[Namespace]) -> dict[str, Entry]:
    """What each public name stands for; an object's names share one entry."""
    rows, groups = records(), {}
    for space in spaces:
        for short, value in space.members.items():
            name = f"{space.name}.{short}"
            record = rows.get(name)
            if not isinstance(getattr(value, "__self__", None), _OP):
                record = None  # a Python function that took the op's name
            key: Any = id(value) if record is None else record["type"]
            if not callable(value) and not isinstance(value, zeal.DType):
                key = name  # equal numbers are different constants
            groups.setdefault(key, []).append((name, value, record))
    found = {}
    for group in groups.values():
        group.sort(key=lambda g: _rank(*g))
        name, value, record = group[0]
        entry = Entry(name, value, record, [g[0] for g in group[1:]])
        found.update(dict.fromkeys([name, *entry.others], entry))
    return found
