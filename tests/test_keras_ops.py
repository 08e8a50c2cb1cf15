"""`keras.ops.numpy`, `math` and `linalg` on zeal: what Keras' own tests leave open."""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np
import pytest
import zeal as tf

# importorskip("keras") would import it with another backend.
if importlib.util.find_spec("keras") is None:
    pytest.skip("keras is not installed", allow_module_level=True)
keras = tf.keras
ops = keras.ops

rng = np.random.default_rng(5)
F = rng.normal(size=(3, 4)).astype("float32")
G = rng.normal(size=(3, 4)).astype("float32")
V = rng.normal(size=7).astype("float32")
I = rng.integers(-9, 9, (3, 4)).astype("int32")  # noqa: E741
NAN = np.where(rng.random((3, 4)) < 0.3, np.float32(np.nan), F)
BATCH = rng.normal(size=(2, 5, 3)).astype("float32")


def check(found: Any, wanted: Any, tolerance: float = 1e-5) -> None:
    if isinstance(wanted, (tuple, list)):
        assert len(found) == len(wanted)
        for f, w in zip(found, wanted, strict=True):
            check(f, w, tolerance)
        return
    assert tuple(np.shape(found)) == np.shape(wanted)
    np.testing.assert_allclose(np.asarray(found), wanted, tolerance, tolerance)


CALLS: list[tuple[Any, ...]] = [
    ("pad", F, [[1, 2], [0, 3]], "edge"),
    ("pad", F, [[1, 2], [2, 3]], "wrap"),
    ("isin", NAN, [float(F[0, 0]), 2.0, np.inf]),
    ("isin", I, np.zeros(0, "int32")),
    ("array_split", V, 3),
    ("split", V, [5, 2]),
    ("correlate", V, V[:3], "full"),
    ("correlate", V[:3], V, "same"),
    ("correlate", V[:2], V, "valid"),
    ("trapezoid", F, None, 0.5, 0),
    ("corrcoef", V),
    ("vander", V[:4], 3, True),
    ("digitize", V, np.array([-1.0, 0.0, 1.0], "float32")),
    ("take", F, [[-1, 0], [1, -3]], 0),
    ("take_along_axis", F, np.array([[-1], [0], [2]]), 1),
    ("trunc", F * 3),
    ("fmod", I, 4),
    ("fmax", NAN, G),
    ("nanmin", NAN, 1),
    ("nanstd", NAN, 0),
    ("nanmedian", NAN, 0),
    ("gcd", I, 12),
    ("lcm", I, 12),
    ("unravel_index", np.array([0, 5, 11]), (3, 4)),
    ("kron", F[:2], G[:, :2]),
    ("histogram", V, 4, (-1.0, 1.0)),
    ("hypot", F * 1e20, G * 1e20),
    ("arange", 5, 0, -2),
    ("arange", 0.0, 1.0, 0.1),
    ("nan_to_num", np.array([np.nan, np.inf, -np.inf, 1], "float32")),
    ("average", F, 1, V[:4]),
    ("diagflat", V[:3], -1),
    ("triu", BATCH, -1),
    ("rot90", F, -1),
    ("roll", F, 5),
    ("repeat", F, [0, 2, 1], 0),
    ("dstack", [V, V]),
    ("hstack", [1.0, 2.0]),
    ("select", [F > 0, G > 0], [F, G], 3),
    ("outer", F, V),
    ("inner", F, G),
    ("dot", BATCH, V[:3]),
    ("cross", BATCH[..., :2], BATCH),
]


@pytest.mark.parametrize("call", CALLS, ids=[f"{i}-{c[0]}" for i, c in enumerate(CALLS)])
def test_as_numpy(call: tuple[Any, ...]) -> None:
    name, *args = call
    check(getattr(ops, name)(*args), getattr(np, name)(*args))


def test_argpartition() -> None:
    order = np.asarray(ops.argpartition(V, 3))
    assert sorted(order) == [*range(7)]
    assert V[order][:3].max() <= V[order[3]] <= V[order][4:].min()


def test_dtypes_of_64_bits_are_kept() -> None:
    long, double = tf.constant([2**40], tf.int64), tf.constant([1.0], tf.float64)
    assert (long + 1).dtype == ops.add(long, 1).dtype == tf.int64
    assert ops.sum(long).dtype == ops.multiply(long, np.int32(2)).dtype == tf.int64
    assert int(ops.add(long, 1)[0]) == 2**40 + 1
    assert ops.add(double, tf.constant([1.0])).dtype == ops.sin(double).dtype == tf.float64


def test_python_numbers_are_weak() -> None:
    half = tf.constant([1.0], tf.float16)
    for found in (ops.add(half, 1), ops.multiply(2.0, half), ops.maximum(half, 0)):
        assert found.dtype == tf.float16
    assert ops.add(tf.constant([1]), 0.5).dtype == tf.float32
    assert ops.where(tf.constant([True]), half, 0).dtype == tf.float16


@pytest.mark.parametrize("shape", [(4, 3), (3, 4), (2, 5, 3), (3, 3)])
def test_lu_factor(shape: tuple[int, ...]) -> None:
    a = rng.normal(size=shape).astype("float32")
    lu, pivots = (np.asarray(x) for x in ops.lu_factor(a))
    rows, columns = shape[-2:]
    n = min(rows, columns)
    product = (np.tril(lu, -1)[..., :n] + np.eye(rows, n)) @ np.triu(lu)[..., :n, :]
    for found, matrix, swaps in zip(
        product.reshape(-1, rows, columns), a.reshape(-1, rows, columns), pivots.reshape(-1, n),
        strict=True,
    ):  # fmt: skip
        matrix = matrix.copy()
        for i, j in enumerate(swaps):
            matrix[[i, j]] = matrix[[j, i]]
        np.testing.assert_allclose(found, matrix, 1e-5, 1e-5)


@pytest.mark.parametrize("axis", [None, 0, (0, 1)])
@pytest.mark.parametrize("method", ["linear", "lower", "higher", "midpoint", "nearest"])
def test_quantiles(axis: Any, method: str) -> None:
    q = np.array([0.0, 0.3, 1.0], "float32")
    check(
        ops.quantile(F, q, axis, method, True),
        np.quantile(F, q, axis, method=method, keepdims=True),
    )
    check(ops.nanquantile(NAN, q, axis, method), np.nanquantile(NAN, q, axis, method=method))
    assert np.isnan(np.asarray(ops.quantile(NAN, 0.5)))


@pytest.mark.parametrize("window", ["hann", "hamming", None])
def test_istft_inverts_stft(window: str | None) -> None:
    x = rng.normal(size=(2, 64)).astype("float32")
    found = ops.istft(ops.stft(x, 16, 4, 16, window), 16, 4, 16, 64, window)
    if window:
        # at the ends, fewer windows lie over the signal than the division takes for granted
        check(np.asarray(found)[:, 8:56], x[:, 8:56], 1e-4)


def test_jvp() -> None:
    value, change = ops.jvp(lambda x, y: x * ops.sin(y), (F, G), (G, F))
    check(value, F * np.sin(G))
    check(change, G * np.sin(G) + F * np.cos(G) * F)


def test_unique_rows() -> None:
    x = np.array([[2, 1], [0, 3], [2, 1], [0, 1]])
    check(
        ops.unique(x, return_index=True, return_inverse=True, return_counts=True, axis=0),
        np.unique(x, return_index=True, return_inverse=True, return_counts=True, axis=0),
    )
    check(ops.unique(x, size=6, fill_value=9), [0, 1, 2, 3, 9, 9])


def test_gradients() -> None:
    x = tf.constant(F)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        moved = ops.take(x, [-1, 0], 1)
        clipped = ops.clip(x, -0.5, 0.5)
        top = ops.amax(ops.abs(x), axis=1)
    assert np.asarray(tape.gradient(moved, x)).tolist() == [[1, 0, 0, 1]] * 3
    check(tape.gradient(clipped, x), (np.abs(F) < 0.5).astype("float32"))
    check(tape.gradient(top, x), np.sign(F) * (np.abs(F) == np.abs(F).max(1, keepdims=True)))


def test_meta_tensors_go_through() -> None:
    with tf.device("meta"):
        x = tf.ones((2, 3))
    for found, shape in ((ops.matmul(x, ops.transpose(x)), (2, 2)), (ops.mean(x, 0), (3,)),
                         (ops.take(x, tf.zeros((4,), tf.int32), 1), (2, 4))):  # fmt: skip
        assert found.shape == shape and "META" in found.device


def test_errors() -> None:
    with pytest.raises(ValueError, match="positive definite"):
        ops.cholesky(-np.eye(2, dtype="float32"))
    with pytest.raises(ValueError, match="empty"):
        ops.max(np.zeros((0, 2)))
    with pytest.raises(ValueError, match="divisible"):
        ops.split(V, 2)
    with pytest.raises(AttributeError, match="no function 'foo'"):
        keras.src.backend.numpy.foo  # noqa: B018
