"""vmap and vectorized_map: tapes inside and outside, nesting, random numbers, warnings, errors."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import zeal as tf
from zeal import _core

X = np.random.default_rng(0).standard_normal((4, 3))


@pytest.fixture(autouse=True)
def no_scope_left() -> Iterator[None]:
    yield
    assert _core.batch_sizes() == []


def close(got: Any, want: Any) -> None:
    np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-12)


def test_a_row_looks_like_one() -> None:
    seen: list[Any] = []

    def f(row: Any) -> Any:
        seen.append((row.shape.as_list(), row.dtype, len(row), tf.shape(row).numpy().tolist()))
        return row[0] + tf.size(row, out_type=tf.int32).numpy()

    close(tf.vectorized_map(f, tf.constant(X)).numpy(), X[:, 0] + 3)
    assert seen == [([3], tf.float64, 3, [3])]  # once


def test_structures() -> None:
    elems = {"a": tf.constant(X), "b": (tf.constant([2.0], tf.float64),)}
    out = tf.vectorized_map(lambda e: {"s": e["a"] * e["b"][0], "same": tf.ones([2])}, elems)
    close(out["s"].numpy(), 2 * X)
    np.testing.assert_array_equal(out["same"].numpy(), np.ones((4, 2)))
    assert tf.vectorized_map(lambda r: 3, tf.constant(X)).numpy().tolist() == [3, 3, 3, 3]


def test_no_rows() -> None:
    out = tf.vectorized_map(lambda r: (tf.reduce_sum(r), tf.cumsum(r)), tf.zeros([0, 5]))
    assert [y.shape.as_list() for y in out] == [[0], [0, 5]]


def test_in_and_out_axes() -> None:
    a, b = tf.constant(X), tf.constant(X[0])
    close(tf.vmap(lambda u, v: u * v, (1, None), 1)(a, tf.constant(X[:, 0])).numpy(), X * X[:, :1])
    close(tf.vmap(lambda u, v: tf.tensordot(u, v, 1), (0, None))(a, b).numpy(), X @ X[0])
    close(
        tf.vmap(lambda d: d["x"] + d["y"], [{"x": 0, "y": None}])({"x": a, "y": b}).numpy(),
        X + X[0],
    )
    close(tf.vmap(lambda u, *, v: u + v, -1)(tf.constant(X.T), v=a).numpy(), 2 * X)
    out = tf.vmap(lambda u: (u, b), 0, (-1, None))(a)
    close(out[0].numpy(), X.T)
    close(out[1].numpy(), X[0])
    assert tf.vmap(lambda: tf.constant(1.0), axis_size=2)().numpy().tolist() == [1, 1]
    close(tf.vmap(tf.square)(tf.Variable(X)).numpy(), X**2)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: tf.vmap(3), TypeError, "callable"),
        (lambda: tf.vmap(tf.add)(tf.ones([2]), tf.ones([3])), ValueError, "different numbers"),
        (lambda: tf.vmap(tf.add, None)(1.0, 2.0), ValueError, "axis_size"),
        (lambda: tf.vmap(tf.add, (0,))(tf.ones([2]), tf.ones([2])), ValueError, "structure"),
        (lambda: tf.vmap(tf.add, "0")(tf.ones([2]), tf.ones([2])), TypeError, "ints and None"),
        (lambda: tf.vmap(tf.exp, 1)(tf.ones([2])), ValueError, "axis 1"),
        (lambda: tf.vmap(tf.exp, 0, 2)(tf.ones([2])), ValueError, "axis 2"),
        (lambda: tf.vmap(tf.exp, 0, None)(tf.ones([2])), ValueError, "depends on the example"),
        (lambda: tf.vectorized_map(tf.exp, []), ValueError, "at least one"),
        (lambda: tf.vectorized_map(tf.exp, 1.0), ValueError, "scalar"),
        (
            lambda: tf.vectorized_map(lambda e: e[0], (tf.ones([2]), tf.ones([3]))),
            ValueError,
            "differ",
        ),
    ],
)
def test_mistakes(call: Callable[[], Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        call()


@pytest.mark.parametrize(
    "read",
    [
        lambda x: 1 if x[0] > 0 else 2,
        lambda x: x.numpy(),
        lambda x: float(x[0]),
        lambda x: int(x[0]),
        lambda x: np.asarray(x),
        lambda x: tf.zeros(tf.cast(x, tf.int32)),
        lambda x: tf.cond(x[0] > 0, lambda: x, lambda: x),
        lambda x: tf.Variable(x),
        lambda x: tf.Variable([0.0, 0.0]).assign(x),
        lambda x: tf.Variable([0.0, 0.0]).assign_add(x),
        lambda x: x.__dlpack__(),
        lambda x: memoryview(x),
    ],
)
def test_values_cannot_be_read(read: Callable[[Any], Any]) -> None:
    with pytest.raises((TypeError, BufferError), match=r"value for each example|no buffer"):
        tf.vectorized_map(read, tf.ones([3, 2]))


def test_shapes_that_depend_on_values() -> None:
    def kept(x: Any) -> Any:
        return tf.boolean_mask(x, x > 0)

    out = tf.vectorized_map(kept, tf.constant([[1, -1, 2], [-1, 3, 4]]), warn=False)
    assert out.numpy().tolist() == [[1, 2], [3, 4]]
    with pytest.raises(tf.errors.InvalidArgumentError, match="differ in shape"):
        tf.vectorized_map(kept, tf.constant([[1, -1, -2], [-1, 3, 4]]))


def test_what_leaks_is_refused() -> None:
    kept: list[Any] = []
    tf.vectorized_map(lambda x: kept.append(x) or x, tf.ones([3, 2]))
    with pytest.raises(ValueError, match="outside"):
        kept[0] + 1
    assert "of one example" in repr(kept[0])


def test_an_error_inside_ends_the_map() -> None:
    with pytest.raises(ZeroDivisionError):
        tf.vectorized_map(lambda x: tf.vectorized_map(lambda y: 1 // 0, x), tf.ones([3, 2]))
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"\[2\]"):
        tf.vectorized_map(lambda x: x + tf.ones([3]), tf.ones([3, 2]))


def test_repr_shows_all_examples() -> None:
    texts: list[str] = []
    tf.vectorized_map(lambda x: texts.append(repr(x)) or x, tf.constant([[1, 2], [3, 4]]))
    assert "shape=(2,)" in texts[0] and "[3, 4]" in texts[0] and "2 examples" in texts[0]


# ---- Tapes ----


def test_gradients_through_a_map() -> None:
    x, w = tf.constant(X), tf.Variable(X[0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.reduce_sum(tf.vectorized_map(lambda r: tf.reduce_sum(tf.sin(r * w)), x))
    dx, dw = tape.gradient(y, [x, w])
    close(dx.numpy(), np.cos(X * X[0]) * X[0])
    close(dw.numpy(), (np.cos(X * X[0]) * X).sum(0))


def test_gradients_of_each_example() -> None:
    w = tf.Variable(X[0])

    def f(row: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(row)
            y = tf.reduce_sum(tf.sin(row * w))
        return tape.gradient(y, [row, w])

    dx, dw = tf.vectorized_map(f, tf.constant(X))
    close(dx.numpy(), np.cos(X * X[0]) * X[0])
    close(dw.numpy(), np.cos(X * X[0]) * X)


def test_a_tape_inside_and_one_outside() -> None:
    x = tf.constant(X)

    def slope(row: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(row)
            y = tf.reduce_sum(row**3)
        return tape.gradient(y, row)

    with tf.GradientTape() as outer:
        outer.watch(x)
        y = tf.vectorized_map(slope, x)
    close(outer.gradient(y, x).numpy(), 6 * X)


def test_nested_maps_and_hessians() -> None:
    a, b = tf.constant(X), tf.constant(X[:, 0])
    outer = tf.vmap(lambda r: tf.vmap(lambda s: tf.reduce_sum(r) * s)(b))(a)
    close(outer.numpy(), X.sum(1)[:, None] * X[:, 0])
    pairs = tf.vmap(lambda r: tf.vmap(lambda s: tf.reduce_sum(tf.exp(r * s)))(a))(a)
    close(pairs.numpy(), np.exp(X[:, None] * X).sum(-1))

    def hessian(row: Any) -> Any:
        def slope_along(v: Any) -> Any:
            with tf.GradientTape() as second:
                second.watch(row)
                with tf.GradientTape() as first:
                    first.watch(row)
                    y = tf.reduce_prod(row) + tf.reduce_sum(row**3)
                g = first.gradient(y, row)
            return second.gradient(g, row, v)

        return tf.vmap(slope_along)(tf.eye(3, dtype=tf.float64))

    got = tf.vmap(hessian)(a).numpy()
    for x, h in zip(X, got, strict=True):
        want = np.diag(6 * x) + np.prod(x) / np.outer(x, x) * (1 - np.eye(3))
        close(h, want)


def test_custom_gradients() -> None:
    @tf.custom_gradient
    def f(x: Any, w: Any) -> Any:
        def grad(dy: Any) -> Any:
            return 10 * dy * x, dy * w

        return x * w, grad

    x, w = tf.constant(X), tf.constant(X[0])
    with tf.GradientTape() as tape:
        tape.watch([x, w])
        y = tf.vectorized_map(lambda r: f(r, w), x)
    dx, dw = tape.gradient(y, [x, w])
    close(dx.numpy(), 10 * X)
    close(dw.numpy(), 4 * X[0])

    def inside(row: Any) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(row)
            y = f(row, w)
        return tape.gradient(y, row)

    close(tf.vectorized_map(inside, x).numpy(), 10 * X)


def test_embedding_gradients() -> None:
    table, ids = tf.Variable(X), tf.constant([[0, 1], [2, 2], [1, 3]])

    def f(row: Any) -> Any:
        with tf.GradientTape() as tape:
            y = tf.reduce_sum(tf.gather(table, row) ** 2)
        return tf.convert_to_tensor(tape.gradient(y, table))

    got = tf.vectorized_map(f, ids).numpy()
    for row, g in zip(ids.numpy(), got, strict=True):
        want = np.zeros_like(X)
        np.add.at(want, row, 2 * X[row])
        close(g, want)


# ---- Random numbers ----


def test_random_numbers_differ_by_example() -> None:
    def f(x: Any) -> Any:
        return (
            tf.random.normal([3]) + x,
            tf.random.uniform([], maxval=2**30, dtype=tf.int32),
            tf.random.categorical(tf.zeros([2, 50]), 4),
            tf.random.shuffle(tf.range(9)),
            tf.random.gamma([2], [1.0, 2.0]),
            tf.random.poisson([2], x * 0 + 100),
            tf.random.Generator.from_seed(1).normal([3]),
        )

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        out = tf.vectorized_map(f, tf.zeros([5]))
    shapes = [[5, 3], [5], [5, 2, 4], [5, 9], [5, 2, 2], [5, 2], [5, 3]]
    assert [y.shape.as_list() for y in out] == shapes
    for y in out:
        assert len({row.tobytes() for row in y.numpy()}) == 5
    nested = tf.vmap(lambda x: tf.vmap(lambda y: tf.random.normal([]))(tf.ones([3])))(tf.ones([2]))
    assert len(set(nested.numpy().ravel().tolist())) == 6


def test_random_numbers_of_a_seed_do_not() -> None:
    same = tf.vectorized_map(lambda x: x + tf.random.stateless_normal([3], [1, 2]), tf.zeros([4]))
    want = tf.random.stateless_normal([3], [1, 2]).numpy()
    np.testing.assert_array_equal(same.numpy(), np.broadcast_to(want, (4, 3)))
    tf.random.set_seed(1)
    first = tf.vectorized_map(lambda x: x + tf.random.normal([3]), tf.zeros([4])).numpy()
    tf.random.set_seed(1)
    second = tf.vectorized_map(lambda x: x + tf.random.normal([3]), tf.zeros([4])).numpy()
    np.testing.assert_array_equal(first, second)


def test_dropout_differs_by_example() -> None:
    out = tf.vectorized_map(lambda x: tf.nn.dropout(x, 0.5), tf.ones([6, 40])).numpy()
    assert len({row.tobytes() for row in out}) == 6


# ---- Ops without a rule ----


def histogram(row: Any) -> Any:
    return tf.histogram_fixed_width(row, [0.0, 5.0], 5)


def test_a_warning_names_what_has_no_rule() -> None:
    x = tf.constant([[1.0, 1, 2], [3, 4, 4]])
    with pytest.warns(UserWarning, match="HistogramFixedWidth has no batching rule") as found:
        out = tf.vectorized_map(lambda r: histogram(r) + histogram(r), x)
    assert len(found) == 1 and found[0].filename == __file__
    assert out.numpy().tolist() == [[0, 4, 2, 0, 0], [0, 0, 0, 2, 4]]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tf.vectorized_map(histogram, x, warn=False)
        tf.vectorized_map(lambda r: tf.sort(r) + tf.cumsum(r), x)
    with pytest.raises(ValueError, match="HistogramFixedWidth has no batching rule"):
        tf.vectorized_map(histogram, x, fallback_to_while_loop=False)


def test_layers() -> None:
    rng = np.random.default_rng(1)
    images, filters = rng.standard_normal((5, 2, 6, 6, 3)), rng.standard_normal((3, 3, 3, 4))

    def net(x: Any) -> Any:
        y = tf.nn.relu(tf.nn.conv2d(x, filters, 1, "SAME"))
        y = tf.nn.max_pool2d(y, 2, 2, "VALID")
        return tf.nn.softmax(tf.reshape(y, [2, -1]))

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = tf.vectorized_map(net, tf.constant(images)).numpy()
    want = np.stack([net(tf.constant(i)).numpy() for i in images])
    np.testing.assert_allclose(got, want, rtol=1e-9)


def test_threads_do_not_see_each_other() -> None:
    import threading

    shapes: list[Any] = []

    def f(x: Any) -> Any:
        t = threading.Thread(target=lambda: shapes.append(tf.random.normal([2]).shape.as_list()))
        t.start()
        t.join()
        return x

    tf.vectorized_map(f, tf.ones([3]))
    assert shapes == [[2]]
