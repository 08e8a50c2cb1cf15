"""A library of ops that is compiled against the installed headers."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zeal as tf

SOURCE = Path(__file__).parent / "cpp" / "library" / "cube.cpp"
COMPILER = shutil.which("g++")

pytestmark = pytest.mark.skipif(
    COMPILER is None or not (Path(tf.get_include()) / "zeal_op.h").exists(),
    reason="needs g++ and the installed headers",
)


def compiled(folder: Path) -> Path:
    library = folder / "libcube.so"
    include = Path(tf.get_include())
    subprocess.run(
        [
            COMPILER, "-std=c++20", "-O1", "-shared", "-fPIC", "-fvisibility=hidden",
            f"-I{include}", str(SOURCE), "-o", str(library),
            f"-L{Path(tf.get_cmake_dir()).parents[1]}", "-lzeal",
        ],
        check=True,
    )  # fmt: skip
    return library


@pytest.fixture(scope="module")
def cube(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return tf.load_op_library(compiled(tmp_path_factory.mktemp("library")))


def test_element_wise_op(cube: Any) -> None:
    x = tf.constant([[1.0, 2.0], [3.0, -1.0]])
    np.testing.assert_array_equal(cube.cube(x).numpy(), [[1, 8], [27, -1]])
    assert cube.cube(tf.constant([2], tf.float16)).dtype == tf.float16
    assert cube.cube(tf.constant(3)).numpy() == 27
    with pytest.raises(tf.errors.InvalidArgumentError, match="Cube: argument 'x' has dtype bool"):
        cube.cube(tf.constant(True))
    assert tf.raw_ops.Cube is cube.cube
    assert cube.cube.__doc__ == "x to the third power."


def test_its_gradients(cube: Any) -> None:
    x = tf.Variable(2.0)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as tape:
            y = cube.cube(x)
        dy = tape.gradient(y, x)
    assert float(dy) == 12.0
    assert float(outer.gradient(dy, x)) == 12.0


def test_op_with_a_kernel(cube: Any) -> None:
    x = tf.range(5.0)
    np.testing.assert_array_equal(cube.take_even(x).numpy(), [0, 2, 4])
    np.testing.assert_array_equal(cube.take_even(x, odd=True).numpy(), [1, 3])
    with pytest.raises(tf.errors.InvalidArgumentError, match="TakeEven: expects a vector"):
        cube.take_even(tf.zeros([2, 2]))


def test_a_library_is_loaded_once(cube: Any, tmp_path: Path) -> None:
    again = tf.load_op_library(cube.__file__)
    assert float(again.cube(2.0)) == 8.0
    copy = shutil.copy(cube.__file__, tmp_path / "other.so")
    with pytest.raises(tf.errors.AlreadyExistsError, match="an op named Cube"):
        tf.load_op_library(copy)


def test_no_library(tmp_path: Path) -> None:
    with pytest.raises(tf.errors.NotFoundError, match=r"nothing\.so"):
        tf.load_op_library(tmp_path / "nothing.so")
