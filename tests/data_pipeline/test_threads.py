"""Work in the background: it overlaps, keeps order, hands errors over, and ends."""

from __future__ import annotations

import gc
import os
import random
import subprocess
import sys
import threading
import time
import traceback

import pytest
import zeal as tf

Dataset = tf.data.Dataset


def slow(x: tf.Tensor) -> tf.Tensor:
    time.sleep(0.002)
    return x


def uneven(x: tf.Tensor) -> tf.Tensor:
    time.sleep(0.0005 + random.random() * 0.003)
    return x


def ours() -> int:
    return sum(t.name == "zeal.data" for t in threading.enumerate())


def none_left() -> bool:
    gc.collect()
    end = time.monotonic() + 5
    while ours() and time.monotonic() < end:
        time.sleep(0.01)
    return ours() == 0


def seconds(dataset: tf.data.Dataset) -> float:
    begin = time.monotonic()
    for _ in dataset:
        time.sleep(0.03)
    return time.monotonic() - begin


def wait(x: tf.Tensor) -> tf.Tensor:
    time.sleep(0.03)
    return x


@pytest.mark.parametrize("ahead", [lambda d: d.map(wait).prefetch(2), lambda d: d.map(wait, 4)])
def test_work_overlaps_with_the_consumers(ahead: object) -> None:
    dataset = Dataset.range(16)
    alone = min(seconds(dataset.map(wait)) for _ in range(2))
    assert min(seconds(ahead(dataset)) for _ in range(3)) < 0.8 * alone


@pytest.mark.parametrize("calls", [1, 3, tf.data.AUTOTUNE])
def test_order_is_kept(calls: int) -> None:
    dataset = Dataset.range(40).map(uneven, calls).prefetch(tf.data.AUTOTUNE)
    assert [int(x) for x in dataset] == list(range(40))
    assert [int(x) for x in dataset.batch(7).unbatch()] == list(range(40))


@pytest.mark.parametrize("by_options", [False, True])
def test_order_is_free_if_asked(by_options: bool) -> None:
    first = threading.Event()

    def function(x: tf.Tensor) -> tf.Tensor:
        if int(x) == 5:
            first.wait(5)
        elif int(x) > 12:
            first.set()
        return slow(x)

    dataset = Dataset.range(20).map(function, 4, None if by_options else False)
    if by_options:
        options = tf.data.Options()
        options.deterministic = False
        dataset = dataset.prefetch(1).with_options(options)
    got = [int(x) for x in dataset]
    assert sorted(got) == list(range(20))
    assert got.index(5) > got.index(8)


def test_parallel_interleave_has_the_order_of_the_plain_one() -> None:
    def inner(n: tf.Tensor) -> tf.data.Dataset:
        return Dataset.range(n, n + 6).map(uneven)

    plain = Dataset.range(5).interleave(inner, 3, 2)
    parallel = Dataset.range(5).interleave(inner, 3, 2, num_parallel_calls=2)
    assert [int(x) for x in parallel] == [int(x) for x in plain]
    assert none_left()


def failing_function(x: tf.Tensor) -> tf.Tensor:
    if int(x) in (5, 6):
        raise KeyError(f"bad {int(x)}")
    return slow(x)


@pytest.mark.parametrize(
    "make",
    [
        lambda d: d.map(failing_function).prefetch(3),
        lambda d: d.map(failing_function, 3),
        lambda d: d.map(failing_function, 3).batch(1).unbatch().prefetch(3),
    ],
)
def test_errors_come_in_order_with_their_traceback(make: object) -> None:
    iterator = iter(make(Dataset.range(9)))
    assert [int(next(iterator)) for _ in range(5)] == list(range(5))
    for n in (5, 6):
        with pytest.raises(KeyError, match=f"bad {n}") as e:
            next(iterator)
        assert "failing_function" in "".join(traceback.format_tb(e.value.__traceback__))
    assert [int(x) for x in iterator] == [7, 8]
    assert list(iterator) == []
    ignored = make(Dataset.range(9)).ignore_errors()
    assert [int(x) for x in ignored] == [0, 1, 2, 3, 4, 7, 8]


@pytest.mark.parametrize(
    "make",
    [
        lambda d: d.map(slow).prefetch(2),
        lambda d: d.map(slow, 3),
        lambda d: d.map(slow, 3).prefetch(2).map(slow, 2).prefetch(1),
    ],
)
def test_threads_end(make: object) -> None:
    assert none_left()
    dataset = make(Dataset.range(100))
    for _ in range(3):
        for n, _ in enumerate(dataset):  # abandoned
            if n == 10:
                assert ours() > 0
                break
    iterator = iter(dataset)
    for _ in range(10):
        next(iterator)
    assert ours() > 0
    del iterator
    assert none_left()
    assert len(list(dataset)) == 100
    assert none_left()


def test_cheap_work_starts_no_thread() -> None:
    x = tf.reshape(tf.range(40_000), [2000, 20])
    dataset = Dataset.from_tensor_slices(x).shuffle(2000).batch(10).prefetch(tf.data.AUTOTUNE)
    iterator = iter(dataset)
    for _ in range(20):
        next(iterator)
    assert ours() == 0


def run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr == ""
    return done.stdout


HEAD = """
import os, threading, time, zeal as tf
def generate():
    for i in range(10**9):
        time.sleep(0.001 if i < 6 else WAIT)
        yield i
def start(wait):
    global WAIT
    WAIT = wait
    it = iter(tf.data.Dataset.from_generator(generate, tf.int64).map(lambda x: x, 2).prefetch(2))
    for _ in range(5):
        next(it)
    return it
"""


@pytest.mark.parametrize("wait", [0, 1000])
def test_interpreter_ends(wait: int) -> None:
    begin = time.monotonic()
    assert run(f"{HEAD}\nit = start({wait})\nprint(threading.active_count() > 1)") == "True\n"
    assert time.monotonic() - begin < 30


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_fork() -> None:
    program = f"""{HEAD}
it = start(0.001)
pid = os.fork()
if not pid:
    try:
        next(it)
    except tf.errors.FailedPreconditionError as e:
        print("background threads" in str(e), flush=True)
    del it
    print([int(next(start(0.001))) for _ in range(2)], flush=True)
    os._exit(0)
print(os.waitpid(pid, 0)[1], int(next(it)))
"""
    assert run(program) == "True\n[5, 5]\n0 5\n"


def test_memory_is_flat() -> None:
    def resident() -> int:
        with open("/proc/self/statm") as f:
            return int(f.read().split()[1]) * 4096

    x = tf.reshape(tf.range(200_000, dtype=tf.float32), [1000, 200])
    dataset = (
        Dataset.from_tensor_slices((x, tf.range(1000))).shuffle(1000)
        .map(lambda a, b: (a + 1, b)).batch(50).map(lambda a, b: (tf.reverse(a, [0]), b))
        .prefetch(2)
    )  # fmt: skip

    def epochs(n: int) -> None:
        for _ in range(n):
            for _ in dataset:
                pass

    epochs(10)
    before = resident()
    epochs(40)
    assert resident() - before < 4 << 20
