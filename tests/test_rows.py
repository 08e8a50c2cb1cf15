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
HOMES = [
    "bitwise",
    "config",
    "data",
    "data.experimental",
    "dtypes",
    "debugging",
    "image",
    "linalg",
    "math",
    "nest",
    "nn",
    "quantization",
    "random",
    "signal",
    "sysconfig",
    "test",
    "autodiff",
    "autograph",
    "compat",
    "config.experimental",
    "config.threading",
    "config.optimizer",
    "nn.experimental",
    "random.experimental",
    "experimental.dlpack",
    "math.special",
]


def names(module: object, home: str) -> Iterator[str]:
    for name in getattr(module, "__all__", None) or dir(module):
        try:
            value = getattr(module, name)
        except (ImportError, AttributeError):  # of Keras, where that is not installed
            continue
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
    """The last parts of dotted names, and quoted names, in the texts of the tests."""
    texts = [p.read_text() for p in TESTS.rglob("*.py") if p != Path(__file__)]
    texts += [p.read_text() for p in (TESTS / "data").glob("*.json")]
    return {n for text in texts for n in re.findall(r"""[.'"]([a-zA-Z_]\w*)\b""", text)}


def test_every_public_function_has_a_row() -> None:
    tested, texts = rows(), called()
    functions = {id(value) for n in tested if (value := _resolve(n)) is not None}
    missing = [
        name
        for name in public()
        if name not in tested
        and name.rpartition(".")[2] not in texts
        and id(_resolve(name)) not in functions
    ]
    assert missing == [], f"{len(missing)} public functions are in no test"


def _resolve(name: str) -> object:
    value: object = tf
    for part in name.split("."):
        value = getattr(value, part, None)
        if value is None:
            return None
    return value
