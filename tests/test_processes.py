"""Signals and forks: a long op can be interrupted, a child process computes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and POSIX signals")

INTERRUPTED = """
    import signal, sys, time
    import zeal as tf

    signal.signal(signal.SIGINT, signal.default_int_handler)
    x = tf.ones([1500, 1500])
    v = tf.Variable(tf.ones([1500, 1500]))

    def product():
        while True:
            x @ x

    def gradient():
        while True:
            with tf.GradientTape() as tape:
                y = v
                for _ in range(8):
                    y = y @ y
            tape.gradient(y, v)

    def assignment():
        while True:
            v.assign_add(x)

    print("ready", flush=True)
    try:
        {what}()
    except KeyboardInterrupt:
        print("interrupted", flush=True)
    # All goes on: ops, tapes, threads, and the variable is whole.
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(v * v)
    g = tape.gradient(y, v).numpy()
    assert g.min() == g.max() == 2 * v.numpy().min()
    assert (x @ x).numpy()[0, 0] == 1500
    assert tf._core.tape_is_recording() is False
    print("usable")
"""


@pytest.mark.parametrize("what", ["product", "gradient", "assignment"])
def test_interrupting_a_long_op(what: str) -> None:
    program = textwrap.dedent(INTERRUPTED).replace("{what}", what)
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "2"},
    )
    assert process.stdout is not None and process.stdout.readline() == "ready\n"
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    assert out.split() == ["interrupted", "usable"]


FORKED = """
    import os, signal, sys, threading, warnings
    import numpy as np
    import zeal as tf

    warnings.simplefilter("ignore")  # of fork beside threads: that is what this is about
    tf.config.threading.set_intra_op_parallelism_threads(2)
    tf.config.experimental.enable_op_determinism()  # oneDNN has one thread in the child
    rng = np.random.default_rng(0)
    a = tf.constant(rng.standard_normal((600, 600), np.float32))
    images = tf.constant(rng.standard_normal((8, 28, 28, 8), np.float32))
    k = tf.Variable(rng.standard_normal((3, 3, 8, 8), np.float32))
    long = tf.constant(rng.standard_normal(1 << 21, np.float32))

    def work():
        with tf.GradientTape() as tape:
            h = tf.nn.relu(tf.nn.conv2d(images, k, 1, "SAME"))
            loss = tf.reduce_sum(h) + tf.reduce_sum(a @ a) + tf.reduce_sum(tf.exp(long))
        parts = [loss, tape.gradient(loss, k), tf.linalg.inv(a[:50, :50])]
        parts.append(tf.math.real(tf.signal.fft(tf.cast(long[:10000], tf.complex64))))
        return b"".join(p.numpy().tobytes() for p in parts)

    want = work()
    stop = threading.Event()
    def busy():
        while not stop.is_set():
            work()
    others = [threading.Thread(target=busy, daemon=True) for _ in range({threads})]
    for t in others:
        t.start()
    for _ in range({children}):
        pid = os.fork()
        if pid == 0:
            signal.alarm(60)  # a child that hangs dies of that
            same = work() == want
            with tf.GradientTape() as tape:  # its own threads can tape, too
                tape.watch(a)
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
            os._exit(0 if same else 3)
        status = os.waitpid(pid, 0)[1]
        assert status == 0, f"the child ended with {status}"
        assert work() == want
    stop.set()
    for t in others:
        t.join()
    print("done")
"""


@pytest.mark.parametrize(("threads", "children"), [(0, 3), (2, 12)], ids=["alone", "busy"])
def test_a_child_computes(threads: int, children: int) -> None:
    """The pool, OpenBLAS, oneDNN, LAPACK and plans of transforms are in use before the fork."""
    program = textwrap.dedent(FORKED)
    program = program.replace("{threads}", str(threads)).replace("{children}", str(children))
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "done\n"


def test_a_child_of_a_process_that_has_not_computed() -> None:
    program = textwrap.dedent("""
        import os, signal
        import zeal as tf

        tf.config.threading.set_intra_op_parallelism_threads(2)
        pid = os.fork()
        if pid == 0:
            signal.alarm(60)
            x = tf.ones([700, 700])
            right = (x @ x).numpy()[0, 0] == 700 and tf.reduce_sum(x).numpy() == 490000
            os._exit(0 if right else 3)
        assert os.waitpid(pid, 0)[1] == 0
    """)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_child_where_the_process_exports_libgomp() -> None:
    """As PyTorch makes it do: convolutions must not run on that one's threads."""
    program = textwrap.dedent("""
        import ctypes, os, sys
        try:
            ctypes.CDLL("libgomp.so.1", ctypes.RTLD_GLOBAL)
        except OSError:
            sys.exit("there is no libgomp")
        import zeal as tf

        tf.config.threading.set_intra_op_parallelism_threads(2)

        def f():
            return float(tf.reduce_sum(tf.nn.conv2d(tf.ones([32, 28, 28, 16]),
                                                    tf.ones([3, 3, 16, 32]), 1, "SAME")))

        want = f()
        child = os.fork()
        if child == 0:
            os._exit(0 if f() == want else 1)
        sys.exit(os.waitpid(child, 0)[1])
    """)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    if "there is no libgomp" in done.stderr:
        pytest.skip("there is no libgomp")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_pool_of_processes() -> None:
    program = textwrap.dedent("""
        import multiprocessing as mp
        import zeal as tf

        def square(i):
            x = tf.fill([500, 500], float(i))
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = tf.reduce_sum(x * x)
            return float(tape.gradient(y, x)[0, 0]), float((x @ x)[0, 0])

        if __name__ == "__main__":
            square(1)  # warm
            with mp.get_context("fork").Pool(3) as pool:
                assert pool.map(square, range(12)) == [(2.0 * i, 500.0 * i * i) for i in range(12)]
    """)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
