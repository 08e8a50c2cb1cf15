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
