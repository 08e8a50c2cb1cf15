"""Tapes belong to threads: many at once do not disturb each other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

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
