"""Importing zeal is silent, and gives the names that it promises."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import zeal as tf


def test_import_prints_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "import zeal"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == ""
    assert done.stderr == ""


def test_aliases_are_one_function() -> None:
    assert tf.exp is tf.math.exp
    assert tf.reduce_sum is tf.math.reduce_sum


def test_cpp_package_is_installed() -> None:
    assert Path(tf.get_include()).name == "zeal"
    assert Path(tf.get_cmake_dir()).name == "zeal"


def run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_what_is_rarely_used_is_not_imported() -> None:
    """Import time: bench/startup.py measures it."""
    loaded = run("import sys, zeal; print(*sys.modules)").split()
    for module in ("json", "dataclasses", "zeal.train", "zeal.random", "zeal.debugging"):
        assert module not in loaded


def test_late_names_come_when_they_are_asked_for() -> None:
    names = run("import zeal as tf; print(*dir(tf))").split()
    assert {"cond", "train", "Module", "exp", "assert_equal"} <= set(names)
    late = [n for n in names if not n.startswith("_")]
    assert run(f"import zeal as tf\nfor n in {late}: getattr(tf, n)") == ""
    program = "import zeal as tf, zeal.train, zeal.module; tf.Module(); tf.train.Checkpoint()"
    assert run(program) == ""


def test_unknown_names_are_attribute_errors() -> None:
    assert not hasattr(tf, "no_such_name")
