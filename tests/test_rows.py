"""Every public function has a row in some table of tests, or a test that calls it by its name."""

from __future__ import annotations

import inspect
import re
import types
from collections.abc import Iterator
from pathlib import Path

import zeal as tf
from zeal import _core, _lazy

TESTS = Path(__file__).parent
HOMES = (
    "bitwise config dtypes debugging image linalg math nest nn quantization random signal sysconfig "
    "test autodiff autograph compat config.experimental config.threading config.optimizer "
    "nn.experimental random.experimental experimental.dlpack math.special"
).split()


def names(module: object, home: str) -> Iterator[str]:
    for name in dir(module):
        value = getattr(module, name, None)
        ours = (getattr(value, "__module__", None) or "zeal").startswith("zeal")
        if name.startswith("_") or isinstance(value, types.ModuleType) or not ours:
            continue
        if callable(value) and not (inspect.isclass(value) and home):
            yield f"{home}.{name}".lstrip(".")


def public() -> list[str]:
    found = [*names(tf, "")]
    for home in HOMES:
        module: object = tf
        for part in home.split("."):
            module = getattr(module, part)
        found += names(module, home)
    return sorted({*found} - {*_lazy._MODULES})


def rows() -> set[str]:
    """The endpoints whose records have samples or a reference, which the generic tests call."""
    found = set()
    for op in _core.op_table():
        if op["samples"] or op["numpy"] or op["rung"] in ("elementwise", "reduction"):
            found |= {*op["endpoints"]}
    return found


def called() -> set[str]:
    """Dotted names in the texts of the tests, with what an alias or a bare name stands for."""
    text = "\n".join(p.read_text() for p in TESTS.rglob("*.py"))
    text += "\n".join(p.read_text() for p in (TESTS / "data").glob("*.json"))
    dotted = {*re.findall(r"\b(?:tf|zeal)\.([a-zA-Z_][\w.]*)", text)}
    return dotted | {*re.findall(r'^    "([\w.]+)": \(', text, re.M)}


def test_every_public_function_has_a_row() -> None:
    tested, texts, missing = rows(), called(), []
    functions = {id(_resolve(n)) for n in tested | texts if _resolve(n) is not None}
    for name in public():
        if name not in tested and name not in texts and id(_resolve(name)) not in functions:
            missing.append(name)
    assert missing == [], f"{len(missing)} public functions are in no test"


def _resolve(name: str) -> object:
    value: object = tf
    for part in name.split("."):
        value = getattr(value, part, None)
        if value is None:
            return None
    return value
