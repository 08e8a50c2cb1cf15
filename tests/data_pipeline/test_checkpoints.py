"""An iterator that is saved goes on, restored, with the same elements."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import zeal as tf

Dataset = tf.data.Dataset


def numbers() -> tf.data.Dataset:
    """Elements that are no rows of a tensor."""
    return Dataset.from_generator(lambda: range(20), output_signature=tf.TensorSpec([], tf.int64))


def pairs() -> tf.data.Dataset:
    return Dataset.from_tensor_slices({"x": np.arange(20), "y": np.arange(40.0).reshape(20, 2)})


def slow(x: tf.Tensor) -> tf.Tensor:
    time.sleep(0.0005)
    return x * 2


def lengths() -> tf.data.Dataset:
    return Dataset.range(1, 12).map(lambda n: tf.fill([n], n))


PIPELINES: dict[str, Callable[[], tf.data.Dataset]] = {
    "slices": pairs,
    "shuffled rows": lambda: pairs().shuffle(7).repeat(2).skip(2).take(33).batch(3),
    "shuffled elements": lambda: numbers().shuffle(7).repeat(2).skip(2).take(33).batch(3),
    "seeded": lambda: pairs().shuffle(7, seed=1).repeat(3).batch(4, drop_remainder=True),
    "shards": lambda: pairs().shuffle(20).shard(3, 1),
    "shards of elements": lambda: numbers().shard(3, 1),
    "map": lambda: pairs().map(lambda d: (d["x"], d)).batch(4).map(lambda x, d: x),
    "filter": lambda: numbers().filter(lambda x: x % 3 > 0),
    "cache": lambda: numbers().shuffle(20).cache().repeat(2),
    "windows": lambda: numbers().window(3, 2).flat_map(lambda w: w.batch(3)),
    "windows of shuffled": lambda: numbers().shuffle(5).window(3, 1, 2, drop_remainder=True)
    .flat_map(lambda w: w.batch(3)),
    "unbatch": lambda: pairs().batch(3).unbatch(),
    "rebatch": lambda: pairs().batch(3).rebatch([1, 4]),
    "padded": lambda: lengths().padded_batch(2),
    "buckets": lambda: lengths().bucket_by_sequence_length(len, [3, 6], [2, 2, 2]),
    "interleave": lambda: Dataset.range(5).interleave(
        lambda n: Dataset.from_tensors(n).repeat(4), 3, 2
    ),
    "groups": lambda: numbers().group_by_window(lambda x: x % 3, lambda k, d: d.batch(2), 4),
    "zip": lambda: Dataset.zip(numbers(), pairs().shuffle(3)),
    "enumerate": lambda: numbers().enumerate(),
    "scan": lambda: numbers().scan(np.int64(0), lambda s, x: (s + x, s)),
    "take_while": lambda: numbers().take_while(lambda x: x < 15),
    "unique": lambda: numbers().map(lambda x: x // 3).unique(),
    "concatenate": lambda: numbers().concatenate(Dataset.range(5)),
    "sample": lambda: Dataset.sample_from_datasets([numbers(), numbers()]),
    "random": lambda: Dataset.random().take(30),
    "resample": lambda: numbers().rejection_resample(lambda x: x % 2, [0.5, 0.5]),
    "prefetch": lambda: numbers().map(slow).prefetch(3),
    "parallel map": lambda: numbers().map(slow, 4),
    "parallel interleave": lambda: Dataset.range(5).interleave(
        lambda n: Dataset.range(n + 2).map(slow), 3, 2, 2
    ),
}  # fmt: skip


def plain(elements: object) -> list:
    return [tf.nest.map_structure(lambda x: x.numpy().tolist(), e) for e in elements]


@pytest.mark.parametrize("before", [0, 1, 4])
@pytest.mark.parametrize("name", PIPELINES)
def test_goes_on_with_the_same_elements(name: str, before: int, tmp_path: Path) -> None:
    iterator = iter(PIPELINES[name]())
    step = tf.Variable(before)
    for _ in range(before):
        next(iterator)
    path = tf.train.Checkpoint(iterator=iterator, step=step).save(tmp_path / "ckpt")
    rest = plain(iterator)
    assert rest
    other, step = iter(PIPELINES[name]()), tf.Variable(-1)
    for _ in range(2):
        next(other)  # where it was does not matter
    status = tf.train.Checkpoint(iterator=other, step=step).restore(path)
    status.assert_consumed()
    assert plain(other) == rest
    assert int(step) == before


def test_same_iterator_can_go_back(tmp_path: Path) -> None:
    iterator = iter(pairs().shuffle(20, seed=1).batch(3).repeat(2))
    checkpoint = tf.train.Checkpoint(it=iterator)
    next(iterator)
    path = checkpoint.write(tmp_path / "ckpt")
    rest = plain(iterator)
    checkpoint.read(path)
    assert plain(iterator) == rest


PROGRAM = """
import sys, zeal as tf
dataset = tf.data.Dataset.range(100).shuffle(100).repeat(2).batch(16)
iterator = iter(dataset)
manager = tf.train.CheckpointManager(tf.train.Checkpoint(it=iterator), sys.argv[1], max_to_keep=2)
if not manager.restore_or_initialize():
    for _ in range(5):
        next(iterator)
    manager.save()
print([x.tolist() for x in dataset.take(0).as_numpy_iterator()], *[b.numpy().tolist() for b in iterator])
"""  # noqa: E501


def test_another_process_goes_on(tmp_path: Path) -> None:
    runs = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM, str(tmp_path)],
            capture_output=True, text=True, check=True,
        ).stdout
        for _ in range(2)
    ]  # fmt: skip
    assert runs[0] == runs[1]


def test_another_pipeline_is_an_error(tmp_path: Path) -> None:
    path = tf.train.Checkpoint(it=iter(numbers().shuffle(3))).write(tmp_path / "ckpt")
    with pytest.raises(tf.errors.InvalidArgumentError, match="built in another way"):
        tf.train.Checkpoint(it=iter(numbers().enumerate())).read(path)


def test_damaged_state() -> None:
    iterator = iter(numbers())
    for content in (b"", b"\x05\0\0\0\0\0\0\0abcde", b"\xff" * 20):
        with pytest.raises(tf.errors.DataLossError, match="no state of an iterator"):
            iterator._restore_checkpoint_value(np.frombuffer(content, np.uint8))
