"""The house rules hold here, and each check finds a planted violation."""

from collections.abc import Callable
from pathlib import Path

import house_rules as rules
import pytest

ROOT = Path(__file__).resolve().parents[1]
Check = Callable[[Path], list[str]]

CHECKS: list[Check] = [
    rules.include_direction,
    rules.one_folder_only,
    rules.file_lengths,
    rules.header_purpose,
    rules.duplicate_ops,
    rules.op_lists,
    rules.tool_pins,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.__name__)
def test_rule_holds(check: Check) -> None:
    assert check(ROOT) == []


def test_ops_are_read() -> None:
    assert ("Exp", "exp") in rules.ops(ROOT)


def test_stub_is_fresh() -> None:
    assert rules.stale_stub() == []


def test_stub_check_can_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no_such_module" in rules.stale_stub("no_such_module")[0]
    (tmp_path / "stale_module.py").write_text("import sys; sys.exit(f'stale: {sys.argv[1:]}')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert "stale: ['--check']" in rules.stale_stub("stale_module")[0]


# ---- planted violations --------------------------------------------------------------------------

OPS_DEF = """// The ops.
ZEAL_TOPIC(math, explog, loops)
ZEAL_OP(Exp, exp)
ZEAL_OP(Log, log)
ZEAL_OP(Add, add)
ZEAL_OP(Mul, mul)
ZEAL_OP(Sub, sub)
ZEAL_END(explog)
"""


def plant(root: Path, **files: str) -> Path:
    """A small repository; `a__b_h` names the file a/b.h."""
    written = {"csrc/ops/ops.def": OPS_DEF}
    for name, text in files.items():
        stem, _, suffix = name.replace("__", "/").rpartition("_")
        written[f"{stem}.{suffix}"] = text
    for name, text in written.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


PLANTED: list[tuple[Check, str, str]] = [
    (rules.include_direction, "csrc__core__a_h", '#include "ops/api.h"'),
    (rules.include_direction, "csrc__dispatch__a_cpp", '  # include "autograd/tape.h"'),
    (rules.include_direction, "csrc__ops__math__a_h", '#include "autograd/tape.h"'),
    (rules.include_direction, "csrc__autograd__a_h", '#include "cpu/gemm.h"'),
    (rules.include_direction, "csrc__cpu__a_cpp", '#include "cuda/a.h"'),
    (rules.include_direction, "csrc__cuda__a_cu", '#include "bindings/a.h"'),
    (rules.include_direction, "csrc__core__a_cpp", '#include "tensor.h"'),
    (rules.include_direction, "csrc__utils__a_h", ""),
    (rules.one_folder_only, "csrc__core__a_h", "#include <Python.h>"),
    (rules.one_folder_only, "csrc__cpu__a_cpp", "PyObject* x;"),
    (rules.one_folder_only, "csrc__ops__a_h", "#include <pybind11/pybind11.h>"),
    (rules.one_folder_only, "csrc__core__a_cpp", "cudaMalloc(&p, 4);"),
    (rules.one_folder_only, "csrc__bindings__a_cpp", "#include <cuda_runtime.h>"),
    (rules.file_lengths, "tests__a_py", "x = 1\n" * 601),
    (rules.file_lengths, "csrc__core__a_h", "// x\n" * 300),  # the median, of two files
    (rules.header_purpose, "csrc__core__a_h", "#pragma once"),
    (rules.duplicate_ops, "csrc__ops__ops_def", OPS_DEF + "ZEAL_OP(Exp, exp2)"),
    (rules.duplicate_ops, "csrc__ops__ops_def", OPS_DEF + "ZEAL_OP(Exp2, exp)"),
    (rules.op_lists, "csrc__cpu__a_cpp", 'const char* k[] = {"Exp", "Log", /* x */ "Add", "Mul"};'),
    (rules.op_lists, "csrc__cpu__a_cpp", 'map m{{"Exp", 1}, {"Log", 2}, {"Add", 3}, {"Sub", 4}};'),
    (rules.op_lists, "csrc__cpu__a_cpp", 't == "Exp" || t == "Log" || t == "Add" || t == "Sub"'),
    (rules.op_lists, "csrc__autograd__a_cpp", "OpList<op::Exp, op::Log, op::Add, op::Sub> x;"),
    (
        rules.op_lists,
        "csrc__dispatch__a_cpp",
        "if (op == &record_of<op::Exp>()) f(); if (op == &record_of<op::Log>()) g();"
        "if (op == &record_of<op::Add>()) f(); if (op != &record_of<op::Sub>()) g();",
    ),
    (
        rules.op_lists,
        "csrc__cpu__a_cpp",
        "k = {record_of<op::Exp>, record_of<op::Log>, record_of<op::Add>, record_of<op::Sub>};",
    ),
    (rules.op_lists, "python__zeal__a_py", "A = ['Exp', 'Log', 'Add', 'Mul']"),
    (rules.op_lists, "python__zeal__a_py", "A = {'Exp': 1, 'Log': 2, 'Add': 3, 'Mul': 4}"),
    (
        rules.op_lists,
        "python__zeal__a_py",
        "def f(x):\n  if x in ('Exp', 'Log', 'Add', 'Mul'): pass",
    ),
    (
        rules.op_lists,
        "python__zeal__a_py",
        "match x:\n  case 'Exp' | 'Log' | 'Add' | 'Sub':\n    pass",
    ),
]


@pytest.mark.parametrize(("check", "name", "text"), PLANTED)
def test_violation_is_found(check: Check, name: str, text: str, tmp_path: Path) -> None:
    assert check(plant(tmp_path)) == []
    assert check(plant(tmp_path, **{name: text})) != []


INNOCENT: list[tuple[Check, str, str]] = [
    (
        rules.op_lists,
        "csrc__bindings__a_cpp",
        "n.a = f<op::Exp>; n.b = f<op::Log>; n.c = f<op::Add>; n.d = f<op::Sub>;",
    ),
    (
        rules.include_direction,
        "csrc__ops__a_h",
        '// #include "cpu/a.h"\n#include "autograd/gradient.h"',
    ),
    (rules.include_direction, "csrc__cpu__a_cpp", "#include ZEAL_TOPIC_HEADER\n#include <vector>"),
    (rules.one_folder_only, "csrc__core__a_cpp", 'f("cudaMalloc");  // as cudaMalloc does\n'),
    (rules.op_lists, "csrc__cpu__a_cpp", '// like "Exp", "Log", "Add", "Mul", "Sub"\n'),
    (rules.op_lists, "csrc__cpu__a_cpp", 'f("Exp"); f("Log"); f("Add"); f("Mul"); f("Sub");'),
    (
        rules.op_lists,
        "csrc__cpu__a_cpp",
        "op::Exp::Attrs a, b(op::Log::x, op::Add::y, op::Mul::z);",
    ),
    (
        rules.op_lists,
        "python__zeal__a_py",
        "def f():\n  g('Exp')\n  g('Log')\n  g('Add')\n  g('Sub')",
    ),
    (rules.op_lists, "python__zeal__a_py", "__all__ = ['exp', 'log', 'add', 'sub']"),
]


@pytest.mark.parametrize(("check", "name", "text"), INNOCENT)
def test_innocent_code_passes(check: Check, name: str, text: str, tmp_path: Path) -> None:
    assert check(plant(tmp_path, **{name: text})) == []


def test_pins_that_differ_are_found(tmp_path: Path) -> None:
    pins = "clang-format==1 ruff==1 mypy==1 codespell==1"
    (tmp_path / "pyproject.toml").write_text(pins)
    (tmp_path / ".pre-commit-config.yaml").write_text(pins)
    assert rules.tool_pins(tmp_path) == []
    (tmp_path / ".pre-commit-config.yaml").write_text(pins.replace("ruff==1", "ruff==2"))
    assert len(rules.tool_pins(tmp_path)) == 1
