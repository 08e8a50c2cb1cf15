"""Elements in files: cache(filename), save and load."""

from __future__ import annotations

import collections
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest
import zeal as tf

Dataset = tf.data.Dataset


def ints(dataset: Any) -> list[int]:
    return [int(x) for x in dataset]


def counted(calls: list[int], n: int = 5) -> tf.data.Dataset:
    return Dataset.range(n).map(lambda x: calls.append(int(x)) or x)


def test_cache_in_a_file(tmp_path: Path) -> None:
    calls: list[int] = []
    dataset = counted(calls).cache(tmp_path / "deep" / "c")
    partial = iter(dataset)
    next(partial)
    assert not list(tmp_path.rglob("*.elements"))
    del partial
    assert not list(tmp_path.rglob("*.tmp*"))
    calls.clear()
    assert ints(dataset) == [0, 1, 2, 3, 4] == ints(dataset)
    assert calls == [0, 1, 2, 3, 4]
    assert [p.name for p in (tmp_path / "deep").iterdir()] == ["c.elements"]
    # Another program reads it, and not what comes before.
    code = (
        "import sys, zeal as tf\n"
        "d = tf.data.Dataset.range(99).cache(sys.argv[1])\n"
        "print([int(x) for x in d.repeat(2)])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "deep" / "c")], capture_output=True, text=True
    )
    assert out.stdout.strip() == "[0, 1, 2, 3, 4, 0, 1, 2, 3, 4]", out.stderr


def test_two_iterations_may_fill_one_file(tmp_path: Path) -> None:
    dataset = counted([]).cache(str(tmp_path / "c"))
    pairs = list(zip(ints(dataset), ints(dataset), strict=True))
    a, b = iter(dataset), iter(dataset)
    both = [(int(next(a)), int(next(b))) for _ in range(5)]
    assert pairs == both == [(i, i) for i in range(5)]


def test_errors_of_the_input_leave_no_file(tmp_path: Path) -> None:
    calls = [0]

    def fails_once(x: Any) -> Any:
        calls[0] += 1
        if calls[0] == 3:
            raise ValueError("the third")
        return x

    dataset = Dataset.range(4).map(fails_once).cache(str(tmp_path / "c"))
    with pytest.raises(Exception, match="the third"):
        ints(dataset)
    assert not (tmp_path / "c.elements").exists()
    assert ints(dataset) == [0, 1, 2, 3]
    assert (tmp_path / "c.elements").exists()


@pytest.mark.parametrize("taken", [0, 2, 5, 7])
@pytest.mark.parametrize("filled", [False, True])
def test_an_iteration_over_a_cache_is_restored(tmp_path: Path, taken: int, filled: bool) -> None:
    dataset = Dataset.range(5).map(lambda x: x * 2).cache(str(tmp_path / "c")).repeat(2)
    if filled:
        ints(dataset)
    iterator = iter(dataset)
    for _ in range(taken):
        next(iterator)
    path = tf.train.Checkpoint(iterator=iterator).save(str(tmp_path / "ckpt"))
    expected = ints(iterator)
    again = iter(dataset)
    tf.train.Checkpoint(iterator=again).restore(path)
    assert ints(again) == expected


Pair = collections.namedtuple("Pair", "a b")
ELEMENTS: dict[str, Callable[[], tf.data.Dataset]] = {
    "numbers": lambda: Dataset.range(4),
    "none": lambda: Dataset.range(0),
    "dicts": lambda: Dataset.from_tensor_slices(
        {"x": np.arange(6.0).reshape(3, 2), "y": [1, 2, 3]}
    ),
    "nested": lambda: Dataset.from_tensor_slices(((np.ones((2, 3), "f4"),), {"b": [True, False]})),
    "lengths": lambda: Dataset.range(4).map(lambda n: tf.fill([n], 1j)),
    "bfloat16": lambda: Dataset.from_tensor_slices(np.ones((3, 2), ml_dtypes.bfloat16)),
    "float8": lambda: Dataset.from_tensor_slices(np.ones((3,), ml_dtypes.float8_e5m2)),
    "windows": lambda: Dataset.range(7).window(3),
}


def plain(dataset: Any) -> Any:
    """All elements as NumPy arrays, windows as lists."""
    return [
        tf.nest.map_structure(
            lambda leaf: plain(leaf) if isinstance(leaf, Dataset) else leaf.numpy().tolist(), e
        )
        for e in dataset
    ]


@pytest.mark.parametrize("compression", [None, "GZIP"])
@pytest.mark.parametrize("name", [n for n in ELEMENTS if n != "windows"])
def test_save_and_load(tmp_path: Path, name: str, compression: str | None) -> None:
    dataset = ELEMENTS[name]()
    dataset.save(str(tmp_path / "d"), compression=compression)
    again = Dataset.load(tmp_path / "d")
    assert again.element_spec == dataset.element_spec
    assert plain(again) == plain(dataset)
    assert int(again.cardinality()) == len(plain(dataset))
    assert plain(again.skip(1)) == plain(dataset)[1:]


def test_windows_in_a_file(tmp_path: Path) -> None:
    dataset = ELEMENTS["windows"]()
    cached = dataset.cache(str(tmp_path / "c"))
    assert plain(cached) == plain(dataset) == plain(cached) == [[0, 1, 2], [3, 4, 5], [6]]


def test_other_structures_need_a_spec(tmp_path: Path) -> None:
    dataset = Dataset.from_tensor_slices(Pair([1, 2], [3, 4]))
    dataset.save(str(tmp_path))
    with pytest.raises(ValueError, match="give `element_spec`"):
        Dataset.load(str(tmp_path))
    first = next(iter(Dataset.load(str(tmp_path), dataset.element_spec)))
    assert isinstance(first, Pair) and int(first.b) == 3


def test_compression_makes_it_smaller(tmp_path: Path) -> None:
    zeros = Dataset.from_tensors(np.zeros(10_000))
    sizes = []
    for kind in (None, "GZIP"):
        zeros.save(str(tmp_path), kind)
        sizes.append((tmp_path / "elements.elements").stat().st_size)
    assert sizes[1] * 50 < sizes[0]


def test_damage_is_noticed(tmp_path: Path) -> None:
    Dataset.range(20).save(str(tmp_path))
    file = tmp_path / "elements.elements"
    whole = file.read_bytes()
    for at in range(0, len(whole), 7):
        file.write_bytes(whole[:at])  # cut off
        with pytest.raises(tf.errors.DataLossError, match="no whole file of elements"):
            ints(Dataset.load(str(tmp_path)))
    start = 8 + struct.unpack("<Q", whole[:8])[0]
    for at in range(start, len(whole), 5):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        with pytest.raises(tf.errors.DataLossError, match="no whole file of elements"):
            ints(Dataset.load(str(tmp_path)))
    file.write_bytes(b"\xff" * 100)
    with pytest.raises(tf.errors.DataLossError, match="no whole file of elements"):
        Dataset.load(str(tmp_path))


def test_bad_arguments(tmp_path: Path) -> None:
    with pytest.raises(tf.errors.NotFoundError, match="there is no file"):
        Dataset.load(str(tmp_path / "none"))
    with pytest.raises(tf.errors.InvalidArgumentError, match="`compression` must be None or"):
        Dataset.range(2).save(str(tmp_path), "SNAPPY")
    with pytest.raises(tf.errors.UnimplementedError, match="`shard_func` must be None"):
        Dataset.range(2).save(str(tmp_path), shard_func=len)  # type: ignore[arg-type]
    with pytest.raises(tf.errors.UnimplementedError, match="`reader_func` must be None"):
        Dataset.load(str(tmp_path), reader_func=len)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Dataset.range(2).cache(3)
