"""Writes `_core.pyi`, the types of the extension module: `python -m zeal._stubgen [--check]`."""

from __future__ import annotations

import argparse
import ast
import difflib
import sys
import textwrap
from pathlib import Path
from typing import Any

from zeal import _core

_TENSORS = {"T", "Index", "Bool", "Any", "Float32"}
_ATTRIBUTES = {
    "bool": "bool",
    "int": "int",
    "float": "float",
    "number": "float",
    "dtype": "_DTypeLike",
    "ints": "_Ints",
    "shape": "_ShapeLike",
    "padding": "str | Sequence[Sequence[int]]",
}


def _annotation(param: dict[str, Any]) -> str:
    kind = param["kind"]
    if kind == "name":
        return "str | None"
    if kind in _TENSORS:
        text = "_TensorLike"
    elif kind == "Ts":
        text = "Sequence[_TensorLike]"
    elif kind == "enum":
        text = f"Literal[{', '.join(repr(c) for c in param['choices'].split(','))}]"
    else:
        text = _ATTRIBUTES[kind.removesuffix("?")]
    optional = param["optional"] or kind.endswith("?") or param["default"] == "None"
    return f"{text} | None" if optional and text != "_TensorLike" else text


def _default(param: dict[str, Any]) -> str:
    if param["default"] is None:  # a required one may stand after an optional one
        return "None" if param["optional"] else "..."
    try:
        return repr(ast.literal_eval(param["default"]))
    except (SyntaxError, ValueError):
        return "..."


def _function(op: dict[str, Any]) -> list[str]:
    lines = [f"    def {op['type']}("]
    has_default = False
    for p in op["params"]:
        has_default |= p["default"] is not None or p["optional"]
        default = f" = {_default(p)}" if has_default else ""
        lines.append(f"        {p['name']}: {_annotation(p)}{default},")
    count = op["outputs"]
    result = {1: "Tensor"}.get(count, "list[Tensor]")
    if count > 1:
        result = f"tuple[{', '.join(['Tensor'] * count)}]"
    lines.append(f"    ) -> {result}:")
    sentence = op["doc"].split("\n\n")[0].replace("\\", "\\\\")
    text = textwrap.wrap(f'"""{" ".join(sentence.split())}"""', 92)
    lines += [f"        {line}" for line in text]
    return ["    @staticmethod", *lines]


def generate() -> str:
    """The text of the stub: the fixed part, and a function for each op record."""
    template = (Path(__file__).parent / "_core.pyi.in").read_text()
    functions = [line for op in _core.op_table() for line in [*_function(op), ""]]
    return template + "\n" + "\n".join(functions).rstrip() + "\n"


def _path() -> Path:
    """The stub in the source tree that we are in; else the one beside this file."""
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "python/zeal/_stubgen.py").is_file():
            return folder / "python/zeal/_core.pyi"
    return Path(__file__).resolve().with_name("_core.pyi")


def main(argv: list[str] | None = None) -> int:
    """Writes the stub, or with --check returns 1 if it is not what would be written."""
    parser = argparse.ArgumentParser(prog="python -m zeal._stubgen", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only")
    check = parser.parse_args(argv).check
    path, text = _path(), generate()
    if not check:
        path.write_text(text)
        return 0
    old = path.read_text() if path.is_file() else ""
    if old == text:
        return 0
    lines = old.splitlines(), text.splitlines()
    diff = list(difflib.unified_diff(*lines, str(path), "generated", n=0, lineterm=""))
    print("\n".join(diff[:40]))
    print(f"{path} is stale: run `python -m zeal._stubgen`")
    return 1


if __name__ == "__main__":
    sys.exit(main())
