"""custom_gradient to the letter: every value here is what TensorFlow 2.21 gives."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest
import zeal as tf

c = tf.constant


def gradient(f: Any, *xs: Any) -> list[Any]:
    """The gradients by tensors, or by variables, as numbers."""
    with tf.GradientTape() as tape:
        tape.watch(list(xs))
        y = f(*xs)
    return [plain(g) for g in tape.gradient(y, list(xs))]


def plain(g: Any) -> Any:
    return None if g is None else tf.convert_to_tensor(g).numpy().tolist()


@tf.custom_gradient
def twice(x: tf.Tensor) -> tuple:
    """2 x, with another derivative."""
    return x * 2.0, lambda dy: dy * 100.0


@tf.custom_gradient
def log1pexp(x: tf.Tensor) -> tuple:
    """What TensorFlow's documentation shows: the derivative uses a value of the function."""
    e = tf.exp(x)
    return tf.math.log(1 + e), lambda dy: dy * (1 - 1 / (1 + e))


def test_several_inputs_and_outputs() -> None:
    @tf.custom_gradient
    def f(a: tf.Tensor, b: tf.Tensor) -> tuple:
        return (a * b, 2 * a - b), lambda da, db: (da * b + db * 2.0, da * a - db)

    a, b = c(3.0), c(4.0)
    assert isinstance(f(a, b), tuple)
    assert gradient(lambda a, b: f(a, b)[0], a, b) == [4, 3]
    assert gradient(lambda a, b: f(a, b)[1], a, b) == [2, -1]
    assert gradient(f, a, b) == [6, 2]


def test_structures() -> None:
    @tf.custom_gradient
    def pair(ab: Any, e: Any) -> tuple:
        return ab[0] * ab[1] * e, lambda dy: ([dy * 2.0, dy * 3.0], dy * 5.0)

    @tf.custom_gradient
    def named(d: Any) -> tuple:
        y = {"x": d["a"] * 1.0, "y": d["b"] * 2.0}
        return y, lambda dx, dy: {"a": dx * 2.0, "b": dy * 10.0}

    xs = c(3.0), c(4.0), c(5.0)
    assert gradient(lambda a, b, e: pair([a, b], e), *xs) == [2, 3, 5]
    assert gradient(lambda a, b, e: named({"a": a, "b": b}), *xs) == [2, 10, None]


def test_one_tensor_twice() -> None:
    @tf.custom_gradient
    def f(x: tf.Tensor) -> tuple:
        y = x * 2.0
        return (y, y), lambda a, b: a * 10.0 + b * 100.0

    x = c(3.0)
    assert gradient(lambda x: f(x)[0], x) == [10]
    assert gradient(lambda x: f(x)[1], x) == [100]
    assert gradient(f, x) == [110]


def test_what_comes_out_unchanged_has_the_derivative() -> None:
    @tf.custom_gradient
    def f(x: tf.Tensor) -> tuple:
        return x, lambda dy: dy * 10.0

    assert gradient(f, c(3.0)) == [10]
    v = tf.Variable(2.0)
    clip = tf.custom_gradient(lambda y: (y, lambda dy: tf.clip_by_norm(dy, 0.5)))
    with tf.GradientTape() as tape:
        out = clip(v * v)
    assert tape.gradient(out, v).numpy() == 2


def test_none_and_integers() -> None:
    seen = []

    @tf.custom_gradient
    def f(x: tf.Tensor, n: tf.Tensor, b: tf.Tensor) -> tuple:
        def grad(*dy: Any) -> Any:
            seen.append([d.dtype.name for d in dy])
            return dy[0] * 7.0, dy[0], None

        return (x * tf.cast(n, tf.float32) * b, tf.cast(x, tf.int32)), grad

    x, b = c([3.0, 4.0]), c(1.0)
    assert gradient(lambda x, b: f(x, c(2), b), x, b) == [[7, 7], None]
    assert seen == [["float32", "int32"]]


def test_keyword_arguments() -> None:
    @tf.custom_gradient
    def f(x: tf.Tensor, y: Any = None, *, scale: float = 2.0) -> tuple:
        return x * y * scale, lambda dy: dy * scale * 10.0

    with tf.GradientTape() as tape:
        x, y = c(3.0), c(4.0)
        tape.watch([x, y])
        z = f(x, y=y, scale=5.0)
    # Tensors by keyword get no gradient.
    assert z.numpy() == 60 and [plain(g) for g in tape.gradient(z, [x, y])] == [50, None]


def test_arguments_come_as_they_were_given() -> None:
    kinds = []

    @tf.custom_gradient
    def f(x: Any, n: Any, name: Any, v: Any) -> tuple:
        kinds.append([type(n), type(name), isinstance(v, tf.Variable)])
        return x * n * v, lambda dy: (dy * 2.0, None, None, dy * 100.0)

    v = tf.Variable(2.0)
    assert gradient(lambda x, v: f(x, 2.0, "abc", v), c(3.0), v) == [2, 100]
    assert kinds == [[float, str, True]]


def test_methods() -> None:
    class Scaled:
        k = 3.0

        @tf.custom_gradient
        def __call__(self, x: tf.Tensor) -> tuple:
            return x * self.k, lambda dy: dy * 2.0

        @tf.custom_gradient
        def f(self, x: tf.Tensor) -> tuple:
            """Documented."""
            return x * self.k, lambda dy: dy * 5.0

    assert gradient(Scaled().f, c(3.0)) == [5] and gradient(Scaled(), c(3.0)) == [2]
    assert Scaled.f.__doc__ == "Documented." and Scaled.f.__name__ == "f"


# ---- Variables ----


def test_variables() -> None:
    v, w, fixed = tf.Variable(2.0), tf.Variable(3.0), tf.Variable(1.0, trainable=False)
    given = []

    @tf.custom_gradient
    def f(x: tf.Tensor) -> tuple:
        def grad(dy: Any, variables: Any = None) -> Any:
            given.append(variables)
            return dy * 10.0, [dy * 20.0, dy * 30.0]

        return x * w * v * fixed, grad

    with tf.GradientTape() as tape:
        x = c(3.0)
        tape.watch(x)
        y = f(x) * v
    got = tape.gradient(y, [x, v, w, fixed])
    # y = f v: by v, 2 * 20 and, directly, f = 18
    assert [plain(g) for g in got] == [20, 58, 60, None]
    assert [u is t for u, t in zip(given[0], [v, w], strict=True)] == [True, True]
    assert [u is t for u, t in zip(tape.watched_variables(), [v, w], strict=True)] == [True, True]


def test_variables_by_any_keyword_and_without_arguments() -> None:
    v = tf.Variable(2.0)

    @tf.custom_gradient
    def f(x: tf.Tensor) -> tuple:
        return x * v, lambda dy, **kw: (dy * 10.0, [dy * 20.0 for _ in kw["variables"]])

    @tf.custom_gradient
    def g() -> tuple:
        return v * 1.0, lambda dy, variables=None: ((), [dy * 5.0])

    assert gradient(lambda x, v: f(x), c(3.0), v) == [10, 20]
    assert gradient(lambda v: g(), v) == [5]


def test_variables_are_found_without_a_tape_and_through_others() -> None:
    v = tf.Variable(2.0, name="vv")

    @tf.custom_gradient
    def lacking(x: tf.Tensor) -> tuple:
        return x * v, lambda dy: dy

    text = "must accept keyword argument 'variables', since function uses variables.*vv:0"
    with pytest.raises(TypeError, match=text):
        lacking(c(3.0))
    with pytest.raises(TypeError, match=text), tf.GradientTape():
        lacking(c(3.0))

    @tf.custom_gradient
    def inner(x: tf.Tensor) -> tuple:
        return x * v, lambda dy, variables=None: (dy * 5.0, [dy * 7.0])

    @tf.custom_gradient
    def outer(x: tf.Tensor) -> tuple:
        return inner(x) * 1.0, lambda dy, variables=None: (dy * 11.0, [dy * 13.0])

    assert gradient(lambda x, v: outer(x), c(1.0), v) == [11, 13]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        x = c(3.0)
        tape.watch(x)
        y = inner(x)
    assert [plain(g) for g in tape.gradient(y, [x, v])] == [5, None]


def test_taking_variables_without_reading_any() -> None:
    @tf.custom_gradient
    def f(x: tf.Tensor) -> tuple:
        return x * 2.0, lambda dy, variables=None: dy * 10.0

    assert gradient(f, c(3.0)) == [10]


# ---- Higher orders and nested tapes ----


def orders(f: Any, x: float, n: int) -> list[float]:
    """The first n derivatives, by n nested tapes."""
    t = c(x)

    def derivative(k: int) -> Any:
        if k == 0:
            return f(t)
        with tf.GradientTape() as tape:
            tape.watch(t)
            y = derivative(k - 1)
        return tape.gradient(y, t)

    return [float(derivative(k + 1)) for k in range(n)]


def test_higher_orders() -> None:
    s = 1 / (1 + np.exp(-1.0))
    want = [s, s * (1 - s), s * (1 - s) * (1 - 2 * s)]
    assert orders(log1pexp, 1.0, 3) == pytest.approx(want, rel=1e-5)
    cube = tf.custom_gradient(lambda x: (x**3, lambda dy: dy * 3 * x * x * 10.0))
    assert orders(cube, 3.0, 3) == [270, 180, 60]
    x = c(1.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = log1pexp(x)
        first = tape.gradient(y, x)
    assert tape.gradient(first, x).numpy() == pytest.approx(want[1], rel=1e-5)


def test_the_derivatives_own_derivative() -> None:
    @tf.custom_gradient
    def slope(x: tf.Tensor) -> tuple:
        return 3.0 * x, lambda ddy: ddy * 7.0

    f = tf.custom_gradient(lambda x: (x * 2.0, lambda dy: dy * slope(x)))
    assert orders(f, 2.0, 2) == [6, 7]


def test_second_order_by_variables() -> None:
    v = tf.Variable(2.0)

    @tf.custom_gradient
    def f(x: tf.Tensor) -> tuple:
        return x * v, lambda dy, variables=None: (dy * v * v, [dy * x * 3.0 * v])

    x = c(3.0)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = f(x)
        by_x, by_v = inner.gradient(y, [x, v])
    assert [plain(g) for g in outer.gradient(by_x, [x, v])] == [None, 4]
    assert [plain(g) for g in outer.gradient(by_v, [x, v])] == [6, 9]


def test_called_once_for_all_tapes() -> None:
    count = [0, 0]

    @tf.custom_gradient
    def f(x: tf.Tensor) -> tuple:
        count[0] += 1

        def grad(dy: Any) -> Any:
            count[1] += 1
            return dy

        return x * 1.0, grad

    x = c([1.0])
    with tf.GradientTape() as outer, tf.GradientTape() as inner:
        outer.watch(x)
        inner.watch(x)
        y = f(x)
    inner.gradient(y, x)
    outer.gradient(y, x)
    assert count == [1, 2]


def test_each_call_of_the_function_is_recorded_once() -> None:
    x = c(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        log1pexp(x)
    # Exp, the sum, Log, and the derivative
    assert tape._num_nodes == 4
    with tf.GradientTape() as tape:
        tape.watch(x)
        with tape.stop_recording():
            y = twice(x)
    assert tape._num_nodes == 0 and tape.gradient(y, x) is None


# ---- Sparse gradients ----


def test_sparse_gradients_in_and_out() -> None:
    kinds = []

    @tf.custom_gradient
    def f(x: tf.Tensor) -> tuple:
        def grad(dy: Any) -> Any:
            kinds.append(isinstance(dy, tf.IndexedSlices))
            return tf.IndexedSlices(dy.values * 2.0, dy.indices)

        return x * 1.0, grad

    x = c([1.0, 2.0, 3.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.gather(f(x), [0, 2])
    got = tape.gradient(y, x)
    assert kinds == [True] and isinstance(got, tf.IndexedSlices)
    assert got.indices.numpy().tolist() == [0, 2] and plain(got) == [2, 0, 2]


# ---- Errors ----


BAD = [
    (lambda dy: (dy,), 2, "expected to return 2 gradients, but returned 1"),
    (lambda dy: (dy, dy), 1, "expected to return 1 gradients, but returned 2"),
    (lambda dy: tf.ones([3]), 1, r"gradient by input 0 must have its shape, \[2\], got \[3\]"),
    (lambda dy: (dy, c(1.0)), 2, r"gradient by input 1 must have its shape, \[2\], got \[\]"),
    (lambda dy: tf.ones([2], tf.float64), 1, "must have its dtype, float32, got float64"),
    (
        lambda dy: tf.IndexedSlices(tf.ones([1]), c([0]), c([3])),
        1,
        r"gradient by input 0 must have its shape, \[2\], got \[3\]",
    ),
]


@pytest.mark.parametrize(("grad", "inputs", "text"), BAD)
def test_wrong_gradients(grad: Any, inputs: int, text: str) -> None:
    f = tf.custom_gradient(lambda *xs: (tf.add_n(list(xs)), grad))
    with pytest.raises(ValueError, match=text):
        gradient(f, *[c([3.0, 4.0]) for _ in range(inputs)])


def test_numbers_take_the_inputs_dtype() -> None:
    f = tf.custom_gradient(lambda x: (x * 2.0, lambda dy: 7))
    assert gradient(f, c(3.0, tf.float64)) == [7]


@pytest.mark.parametrize(
    ("f", "text"),
    [
        (lambda x: x * 2.0, "must return a pair of its result and a function.*got Tensor"),
        (lambda x: (x, 3), r"got tuple of \(Tensor, int\)"),
        (lambda x: (x, abs, abs), "got tuple of"),
    ],
)
def test_wrong_functions(f: Any, text: str) -> None:
    with pytest.raises(TypeError, match=text):
        tf.custom_gradient(f)(c(3.0))


def test_wrong_number_by_variables_and_errors_of_the_user() -> None:
    v = tf.Variable(2.0)
    short = tf.custom_gradient(lambda x: (x * v, lambda dy, variables=None: (dy, [])))
    with pytest.raises(ValueError, match="Must return gradient for each variable"):
        gradient(short, c(1.0))

    def fail(dy: Any) -> Any:
        raise KeyError("boom")

    with pytest.raises(KeyError, match="boom"):
        gradient(tf.custom_gradient(lambda x: (x * 1.0, fail)), c(1.0))


# ---- Passing through, recomputing ----


def test_grad_pass_through() -> None:
    v = tf.Variable(1.0)
    x = c(3.0)
    assert gradient(lambda x: tf.grad_pass_through(tf.round)(x * 1.5), x) == [1.5]
    assert gradient(lambda x: tf.grad_pass_through(v.assign)(x * 1.5) * 2.0, x) == [3]
    both = tf.grad_pass_through(lambda a, b: (a * b, a + b))
    assert gradient(both, x, c(4.0)) == [1, 1]


def test_recompute_grad() -> None:
    v, runs = tf.Variable(2.0), [0]

    def f(x: Any, k: float = 1.0) -> Any:
        runs[0] += 1
        return tf.tanh(x * v * k), x * x

    g = tf.recompute_grad(f)
    x = c(0.3)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y, z = g(x, k=0.5)
    got = tape.gradient([y, z], [x, v])
    slope = 1 - np.tanh(0.3) ** 2
    assert [plain(t) for t in got] == pytest.approx([slope + 0.6, 0.15 * slope], rel=1e-5)
    assert runs == [2]


def test_recompute_grad_twice_and_for_one_tensor_in_two_places() -> None:
    h = np.tanh(0.3)
    assert orders(tf.recompute_grad(tf.tanh), 0.3, 2) == pytest.approx(
        [1 - h * h, -2 * h * (1 - h * h)], rel=1e-5
    )
    product = tf.recompute_grad(lambda a, b: a * a * b)
    assert gradient(lambda x: product(x, x), c(2.0)) == [12]
    assert gradient(tf.recompute_grad(lambda q: q * q), tf.Variable(3.0)) == [6]


def test_recompute_grad_keeps_no_values() -> None:
    def f(x: Any) -> Any:
        for _ in range(10):
            x = tf.tanh(x)
        return x

    x = tf.ones([1000])
    held = []
    for g in (f, tf.recompute_grad(f)):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = g(x)
        held.append((tape.bytes_held, plain(tape.gradient(y, x))))
    assert held[0][0] == 10 * 4000 and held[1][0] == 0
    assert held[0][1] == held[1][1]


# ---- What a tape keeps alive ----


def test_closures_are_freed_when_the_gradient_is_there() -> None:
    class Token:
        pass

    def f(x: Any) -> Any:
        token = Token()
        alive.append(weakref.ref(token))
        return x * 2.0, lambda dy: (dy * 3.0, token)[0]

    alive: list[Any] = []
    x = c(1.0)
    for persistent in (False, True):
        with tf.GradientTape(persistent=persistent) as tape:
            tape.watch(x)
            y = tf.custom_gradient(f)(x)
        gc.collect()
        assert alive[-1]() is not None
        tape.gradient(y, x)
        assert (alive[-1]() is not None) == persistent
        del tape
        assert alive[-1]() is None
