"""Signatures of zeal's functions and classes as they are shown."""

from __future__ import annotations

import ast
import enum
import functools
import inspect
import re
from pathlib import Path
from typing import Any

import zeal

PYBIND = re.compile(r"\w+(\(.*\)) -> .*\n")  # pybind11 puts the signature into the docstring

# `Any` and None tell nothing, what a context manager's function returns is not what `with` gives,
# and Sphinx would link Python's `bool` to the dtype.
_UNTOLD = re.compile(r"\bAny\b|^None$|\b_|Iterator\[None|\bbool\b")


def _result(record: dict[str, Any]) -> str:
    if record["outputs"] < 0:
        return "list[tf.Tensor]"
    one = ["tf.Tensor"] * record["outputs"]
    return one[0] if len(one) == 1 else f"tuple[{', '.join(one)}]"


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
    told = isinstance(result, str) and not _UNTOLD.search(result)
    shown = f" -> {result}" if told else ""
    return text if inspect.isclass(value) else text + shown


class _Text(str):
    """A default value that is shown as it is written."""

    __repr__ = str.__str__


def signature(value: Any, record: dict[str, Any] | None = None) -> str:
    """`(x, name=None) -> Tensor`; without the arrow where the result's type is not stated."""
    written = getattr(value, "__text_signature__", None)
    if record is not None and written:
        return f"{written} -> {_result(record)}"
    in_doc = PYBIND.match(value.__doc__ or "")
    if in_doc:
        return _plain(in_doc[1])
    try:
        return _asked(value)
    except (TypeError, ValueError):
        bases = [c.__name__ for c in inspect.getmro(value)] if inspect.isclass(value) else []
        return next((_stub()[n] for n in bases if n in _stub()), _plain(written or "()"))
