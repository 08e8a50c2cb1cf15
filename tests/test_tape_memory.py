"""What tapes keep alive, and for how long: kept values, cycles, many tapes one after another."""

from __future__ import annotations

import gc
import subprocess
import sys
import textwrap
import weakref
from typing import Any

import pytest
import zeal as tf

FLOATS = 4000  # bytes of a tensor of 1000 floats


def bytes_held(f: Any) -> int:
    x = tf.ones([1000])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x)
    held = tape.bytes_held
    tape.gradient(y, x)
    assert tape.bytes_held == 0  # all of it is given back
    return held


@pytest.mark.parametrize(
    ("f", "held"),
    [
        (lambda x: -x + 1.0 - x, 0),  # sums need no values
        (lambda x: tf.reshape(tf.reduce_sum(x), [1]), 0),
        (lambda x: tf.exp(x), FLOATS),  # the result
        (lambda x: tf.tanh(tf.tanh(tf.tanh(x))), 3 * FLOATS),
        (lambda x: tf.sin(x + 1.0), FLOATS),  # the input
        (lambda x: tf.sin(x + 1.0) + 1.0, FLOATS),
        (lambda x: tf.concat([x, x], 0), 0),
    ],
)
def test_what_gradients_do_not_read_is_not_kept(f: Any, held: int) -> None:
    assert bytes_held(f) == held


def test_values_are_freed_at_once_when_no_gradient_reads_them() -> None:
    stats = tf.config.experimental.get_memory_info
    x = tf.ones([1 << 20])
    base = stats("CPU:0")["current"]
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x
        for _ in range(20):
            y = y + 1.0
        grown = stats("CPU:0")["current"] - base
        assert grown < 3 * 4 * (1 << 20)  # y alone, not 20 of them
        for _ in range(5):
            y = tf.tanh(y)
        assert stats("CPU:0")["current"] - base > 4 * 4 * (1 << 20)
    gradient = tape.gradient(y, x)
    del y
    assert stats("CPU:0")["current"] - base < 2 * 4 * (1 << 20)
    del gradient
    assert stats("CPU:0")["current"] == base


def test_the_backward_pass_frees_as_it_goes() -> None:
    stats = tf.config.experimental.get_memory_info
    x = tf.ones([1 << 18])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x
        for _ in range(40):
            y = tf.tanh(y)
    tf.config.experimental.reset_memory_stats("CPU:0")
    forward = stats("CPU:0")["current"]
    tape.gradient(y, x)
    assert stats("CPU:0")["peak"] - forward < 6 * 4 * (1 << 18)


MANY = """
    import resource, sys
    import zeal as tf

    def pages():
        with open("/proc/self/statm") as f:
            return int(f.read().split()[1]) * resource.getpagesize()

    v = tf.Variable(tf.ones([16, 16]))
    shared = tf.ones([16])

    @tf.custom_gradient
    def f(x):
        return x * 2.0, lambda dy: dy * 2.0

    def once():
        with tf.GradientTape() as outer, tf.GradientTape() as tape:
            outer.watch(shared)
            tape.watch(shared)
            y = tf.reduce_sum(f(tf.nn.relu(tf.linalg.matvec(v, shared))))
        tape.gradient(y, [v, shared])

    for _ in range(5000):
        once()
    before = pages()
    for _ in range(COUNT // 2):
        once()
    print(pages() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
@pytest.mark.parametrize("count", [100_000])
def test_many_tapes_leave_memory_flat(count: int) -> None:
    program = textwrap.dedent(MANY).replace("COUNT", str(count))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 1 << 20, done.stdout  # a byte a tape would be 100 kB, a node 10 MB


# ---- Cycles ----


class Holder:
    """What a program keeps its tape in."""


def collected(make: Any) -> bool:
    gc.collect()
    dead = weakref.ref(make())
    gc.collect()
    return dead() is None


def test_a_tape_held_by_its_own_gradient_function_is_collected() -> None:
    def make() -> Holder:
        holder = Holder()
        x = tf.constant(1.0)
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(x)
            holder.y = tf.custom_gradient(lambda x: (x * 1.0, lambda dy: (holder, dy)[1]))(x)
        holder.tape = tape
        return holder

    assert collected(make)


def test_a_tape_held_by_a_variable_that_it_watches_is_collected() -> None:
    def make() -> Any:
        v = tf.Variable(1.0)
        with tf.GradientTape() as tape:
            v.square = v * v
        v.tape = tape
        return v

    assert collected(make)


def test_a_tape_that_still_records_is_collected() -> None:
    def make() -> Any:
        v = tf.Variable(1.0)
        v.tape = tf.GradientTape()
        v.tape.__enter__()
        v.square = v * v
        return v

    assert collected(make)
    x = tf.constant(2.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    assert tape.gradient(y, x).numpy() == 4


def test_nested_tapes_share_a_gradient_function() -> None:
    def make() -> Holder:
        holder = Holder()
        x = tf.constant(1.0)
        with tf.GradientTape(persistent=True) as a, tf.GradientTape(persistent=True) as b:
            a.watch(x)
            b.watch(x)
            holder.y = tf.custom_gradient(lambda x: (x * 1.0, lambda dy: (holder, dy)[1]))(x)
        holder.tapes = [a, b]
        return holder

    assert collected(make)


def test_collecting_while_tapes_are_alive_changes_nothing() -> None:
    v = tf.Variable(3.0)
    f = tf.custom_gradient(lambda x: (x * 1.0, lambda dy: dy * 10.0))
    with tf.GradientTape(persistent=True) as tape:
        y = f(v * v)
        gc.collect()
    gc.collect()
    assert tape.gradient(y, v).numpy() == 60
    assert [w is v for w in tape.watched_variables()] == [True]
