"""Tapes belong to threads: many at once do not disturb each other."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import zeal as tf


def gradients(seed: int) -> list[float]:
    """100 gradients of v * x by a variable that other threads read, too."""
    out = []
    for i in range(100):
        x = tf.constant(float(seed + i))
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x * x * SHARED
        dx, dv = tape.gradient(y, [x, SHARED])
        out.append(float(dx) / 4.0 + float(dv))
    return out


SHARED = tf.Variable(2.0)


def test_threads_have_their_own_tapes() -> None:
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(gradients, range(8)))
    assert got == [[(s + i) + float(s + i) ** 2 for i in range(100)] for s in range(8)]


def test_another_threads_op_is_not_recorded() -> None:
    x = tf.constant(3.0)
    with tf.GradientTape() as tape, ThreadPoolExecutor(1) as pool:
        tape.watch(x)
        y = pool.submit(lambda: x * x).result()
    assert tape.gradient(y, x) is None


def nested(seed: int) -> list[int]:
    """Numbers of wrong derivatives of 100 pairs of tapes over tensors that all threads share."""
    wrong = 0
    f = tf.custom_gradient(lambda x: (x * SHARED, lambda dy, variables: (dy * 10.0, [dy * 20.0])))
    for i in range(100):
        x = tf.constant(float(seed + i))
        with tf.GradientTape() as outer:
            outer.watch([x, BOTH])
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = x * x * SHARED + BOTH * x
            first = inner.gradient(y, x)
        second = outer.gradient(first, [x, SHARED, BOTH])
        with tf.GradientTape() as tape:
            tape.watch(x)
            z = f(x)
        own = tape.gradient(z, [x, SHARED])
        got = [float(t) for t in (first, *second, *own)]
        wrong += got != [4 * float(x) + 5, 4, 2 * float(x), 1, 10, 20]
    return [wrong]


BOTH = tf.constant(5.0)


def test_nested_tapes_and_written_gradients_in_many_threads() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert [w for (w,) in pool.map(nested, range(8))] == [0] * 8


@pytest.mark.parametrize("size", [1, 100, 60_000])
def test_assign_add_is_atomic(size: int) -> None:
    """Also where an op is long enough to let go of the interpreter."""
    v, one = tf.Variable(tf.zeros([size])), tf.ones([size])
    times = 2000 if size < 1000 else 200
    torn = []

    def add(i: int) -> None:
        for _ in range(times // 8):
            (v.assign_add if i % 2 else v.assign_sub)(one if i % 2 else -one)
            seen = v.numpy()
            torn.extend([1] * bool(np.any(seen != seen[0])))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))
    assert v.numpy()[0] == times and not torn


def test_one_tape_belongs_to_the_thread_that_entered_it() -> None:
    v = tf.Variable(3.0)
    ready, done = threading.Event(), threading.Event()
    inside: list[object] = []

    def other() -> None:
        with tf.GradientTape() as own:
            ready.set()
            done.wait(10)
            y = v * v
        inside.append(own.gradient(y, v).numpy())

    thread = threading.Thread(target=other)
    thread.start()
    ready.wait(10)
    with tf.GradientTape() as tape:
        z = v * 2.0
        done.set()
        thread.join()
    assert inside == [6.0] and tape._num_nodes == 1 and tape.gradient(z, v).numpy() == 2


def test_device_scopes_belong_to_threads() -> None:
    found: list[str] = []
    with tf.device("CPU:0"):
        thread = threading.Thread(target=lambda: found.append(tf.ones([1]).device))
        thread.start()
        thread.join()
    assert found[0].endswith("CPU:0")
