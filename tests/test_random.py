"""Random numbers: TensorFlow's for a seed, rightly distributed, whatever the threads."""

import copy
import json
import math
import pickle
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
import zeal as tf
from zeal._random_generator import op

GOLDEN = json.loads((Path(__file__).parent / "data" / "random_golden.json").read_text())


def same(got, want, path):
    """Equal bits; where a logarithm or a sine is involved, the last of a float may differ."""
    if isinstance(want, list):
        assert len(got) == len(want), path
        for i, (g, w) in enumerate(zip(got, want, strict=True)):
            same(g, w, f"{path}[{i}]")
        return
    if want is None:
        return
    a = got.numpy()
    assert str(a.dtype) == want["dtype"], path
    assert list(a.shape) == want["shape"], path
    if a.dtype.kind in "iu":
        assert a.ravel().tolist() == want["values"], path
        return
    w = np.array(want["values"], np.float64).astype(a.dtype).reshape(want["shape"])
    finer = {"float16": ml_dtypes.finfo, "bfloat16": ml_dtypes.finfo}.get(str(a.dtype), np.finfo)
    eps = float(finer(a.dtype).eps)
    x, y = a.astype(np.float64), w.astype(np.float64)
    assert np.all(np.abs(x - y) <= eps * np.abs(y)), f"{path}: {a} is not {w}"


@pytest.mark.parametrize("case", GOLDEN, ids=lambda c: c["call"][:80])
def test_as_tensorflow(case):
    tf.random.set_seed(None)
    same(eval(case["call"], {"tf": tf}), case["value"], "value")


def draws(n=200_000):
    """Large samples, to check distributions with; the seed makes them the same each time."""
    yield "uniform", tf.random.stateless_uniform([n], [1, 2], -2.0, 3.0)
    yield "normal", tf.random.stateless_normal([n], [1, 2], 1.0, 2.0)
    yield "normal64", tf.random.stateless_normal([n], [1, 2], 1.0, 2.0, tf.float64)
    yield "truncated", tf.random.stateless_truncated_normal([n], [1, 2])
    yield "ints", tf.random.stateless_uniform([n], [1, 2], 0, 10, tf.int32)


def cdf(name, x):
    """The probability of at most x."""
    phi = np.vectorize(lambda v: 0.5 * math.erfc(-v / math.sqrt(2)))
    if name == "uniform":
        return (x + 2) / 5
    if name == "ints":
        return (np.floor(x) + 1) / 10
    if name == "truncated":
        lo, hi = phi(-2.0), phi(2.0)
        return (phi(x) - lo) / (hi - lo)
    return phi((x - 1) / 2)


@pytest.mark.parametrize(
    "name,tensor", list(draws()), ids=lambda v: v if isinstance(v, str) else ""
)
def test_distribution(name, tensor):
    """Kolmogorov and Smirnov's distance, and independence of neighbours."""
    x = np.sort(tensor.numpy().astype(np.float64))
    if name == "ints":
        counts = np.bincount(tensor.numpy(), minlength=10)
        assert counts.size == 10
        assert np.all(np.abs(counts - x.size / 10) < 5 * math.sqrt(x.size / 10))
        return
    points = x[:: x.size // 1000]
    measured = np.searchsorted(x, points, side="right") / x.size
    assert np.max(np.abs(cdf(name, points) - measured)) < 1.95 / math.sqrt(x.size)
    y = tensor.numpy().astype(np.float64)
    for lag in (1, 2, 4):
        assert abs(np.corrcoef(y[:-lag], y[lag:])[0, 1]) < 5 / math.sqrt(y.size)
    if name == "truncated":
        assert np.max(np.abs(y)) < 2


def test_categorical_distribution():
    p = np.array([0.1, 0.2, 0.3, 0.4])
    s = tf.random.stateless_categorical(np.log(p)[None].astype(np.float32), 100_000, [4, 2])
    counts = np.bincount(s.numpy()[0], minlength=4)
    assert np.all(np.abs(counts - 1e5 * p) < 5 * np.sqrt(1e5 * p))
    assert tf.random.categorical([[float("-inf"), 0.0]], 50).numpy().min() == 1
    # With no logit to go by, some class all the same.
    assert set(tf.random.categorical([[float("-inf")] * 3], 9).numpy()[0]) <= {0, 1, 2}


def test_shuffle_is_a_permutation():
    x = np.arange(3000, dtype=np.int32).reshape(1000, 3)
    y = tf.random.experimental.stateless_shuffle(x, [1, 2]).numpy()
    assert not np.array_equal(x, y)
    assert np.array_equal(y[np.argsort(y[:, 0])], x)
    assert tf.random.shuffle([]).shape == [0]
    assert tf.random.shuffle(5).numpy() == 5
    assert tf.random.shuffle([True, True, False]).dtype == tf.bool


@pytest.mark.parametrize("threads", [2, 3, 8])
def test_threads_change_nothing(threads):
    def all_kinds():
        for f in (
            tf.random.stateless_uniform,
            tf.random.stateless_normal,
            tf.random.stateless_truncated_normal,
        ):
            for dtype in (tf.float16, tf.bfloat16, tf.float32, tf.float64):
                yield f([70_001], [5, 6], dtype=dtype)
        yield tf.random.stateless_uniform([70_001], [5, 6], -9, 9, tf.int32)
        yield tf.random.stateless_uniform([70_001], [5, 6], None, None, tf.uint64)
        yield tf.random.stateless_categorical(np.zeros([300, 50], np.float32), 33, [5, 6])
        yield tf.random.experimental.stateless_shuffle(np.arange(100_000), [5, 6])

    before = tf.config.threading.get_intra_op_parallelism_threads()
    try:
        tf.config.threading.set_intra_op_parallelism_threads(1)
        one = [t.numpy() for t in all_kinds()]
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        many = [t.numpy() for t in all_kinds()]
    finally:
        tf.config.threading.set_intra_op_parallelism_threads(before)
    for a, b in zip(one, many, strict=True):
        assert a.tobytes() == b.tobytes()


def test_a_prefix_is_a_prefix():
    """Element i depends on the seed and i, not on how many there are: no tail differs."""
    for f in (tf.random.stateless_uniform, tf.random.stateless_normal):
        long = f([200], [3, 1]).numpy()
        for n in (1, 2, 3, 5, 15, 16, 17, 63, 64, 65, 130):
            assert np.array_equal(f([n], [3, 1]).numpy(), long[:n])


def test_counter_carries_over():
    """The vector path and the plain one agree where the counter's low word wraps."""
    for lo in (2**32 - 5, 2**64 - 5, 2**32 - 64):
        state = [lo - 2**64 if lo >= 2**63 else lo, 7, 9]
        long = op("RandomUniform")([400], state=state).numpy()
        for n in range(20):
            c = (lo + n) % 2**64
            hi = 7 + (lo + n) // 2**64
            part = op("RandomUniform")([4], state=[c - 2**64 if c >= 2**63 else c, hi, 9]).numpy()
            assert np.array_equal(part, long[4 * n : 4 * n + 4])


def test_without_a_seed_all_differs():
    tf.random.set_seed(None)
    a, b = tf.random.uniform([8]).numpy(), tf.random.uniform([8]).numpy()
    assert not np.array_equal(a, b)
    g, h = (tf.random.Generator.from_non_deterministic_state() for _ in range(2))
    assert not np.array_equal(g.state.numpy(), h.state.numpy())


def test_generator_copies_and_pickles():
    g = tf.random.Generator.from_seed(3)
    g.normal([5])
    for h in (tf.random.Generator(copy_from=g), copy.deepcopy(g), pickle.loads(pickle.dumps(g))):
        assert h.state is not g.state
        assert np.array_equal(
            h.uniform([4]).numpy(), tf.random.Generator(copy_from=g).uniform([4]).numpy()
        )
    v = tf.Variable([1, 2, 3], dtype=tf.int64, trainable=False)
    assert tf.random.Generator.from_state(v, "philox").state is v


def test_global_generator():
    old = tf.random.get_global_generator()
    assert tf.random.get_global_generator() is old
    try:
        tf.random.set_global_generator(tf.random.Generator.from_seed(1))
        assert tf.random.get_global_generator().state.numpy().tolist() == [1, 0, 0]
    finally:
        tf.random.set_global_generator(old)


def test_bounds_may_be_differentiated():
    x = tf.constant(2.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.random.stateless_normal([3], [1, 2], mean=x, stddev=x)
    raw = tf.random.stateless_normal([3], [1, 2]).numpy()
    assert np.allclose(tape.gradient(y, x).numpy(), raw.sum() + 3)


INVALID = tf.errors.InvalidArgumentError


@pytest.mark.parametrize(
    "error,call",
    [
        (INVALID, lambda: tf.random.stateless_uniform([2], [1, 2, 3])),
        (INVALID, lambda: tf.random.stateless_uniform([2], 1)),
        (INVALID, lambda: tf.random.stateless_uniform([2], [1.0, 2.0])),
        (INVALID, lambda: tf.random.uniform([-1])),
        (INVALID, lambda: tf.random.uniform(2)),
        (INVALID, lambda: tf.random.uniform([2, 2.5])),
        (INVALID, lambda: tf.random.uniform([2], 5, 5, tf.int32)),
        (INVALID, lambda: tf.random.uniform([2], 5, 3, tf.int64)),
        (INVALID, lambda: tf.random.uniform([2], 0, [1, 2], tf.int32)),
        (INVALID, lambda: tf.random.stateless_uniform([2], [1, 2], 3, 3, tf.int32)),
        (INVALID, lambda: tf.random.normal(tf.constant([2**40, 2**40], tf.int64))),
        (INVALID, lambda: tf.random.categorical([1.0, 2.0], 3)),
        (INVALID, lambda: tf.random.categorical([[1.0, 2.0]], -1)),
        (INVALID, lambda: tf.random.categorical(np.zeros([2, 0], np.float32), 3)),
        (INVALID, lambda: tf.random.categorical([[1, 2]], 3)),
        (INVALID, lambda: tf.random.Generator.from_seed(1).uniform([2], 3, 3, tf.int32)),
        (INVALID, lambda: tf.random.Generator.from_seed(1).uniform_full_int([2], tf.float32)),
        (ValueError, lambda: tf.random.uniform([2], dtype=tf.int64)),
        (ValueError, lambda: tf.random.uniform([2], maxval=3, dtype=tf.int8)),
        (ValueError, lambda: tf.random.stateless_uniform([2], [1, 2], None, 3, tf.int32)),
        (ValueError, lambda: tf.random.stateless_uniform([2], [1, 2], maxval=3, dtype=tf.uint32)),
        (ValueError, lambda: tf.random.stateless_uniform([2], [1, 2], alg="foo")),
        (ValueError, lambda: tf.random.categorical([[1.0]], 3, dtype=tf.int8)),
        (ValueError, lambda: tf.random.Generator.from_state([1, 2], "philox")),
        (ValueError, lambda: tf.random.Generator.from_key_counter([1], [2, 3], "philox")),
        (ValueError, lambda: tf.random.Generator.from_seed(1).uniform([2], dtype=tf.int32)),
        (TypeError, lambda: tf.random.normal([2], dtype=tf.int32)),
        (tf.errors.UnimplementedError, lambda: tf.random.stateless_normal([2], [1, 2], alg=2)),
    ],
)
def test_errors(error, call):
    with pytest.raises(error):
        call()


def test_no_numbers_need_no_bounds():
    assert tf.random.uniform([0], 5, 5, tf.int32).shape == [0]
    assert tf.random.categorical(np.zeros([0, 2], np.float32), 3).shape == [0, 3]
    assert tf.random.split([1, 2], 0).shape == [0, 2]
