"""GradientTape's semantics, as TensorFlow documents them."""

import threading

import pytest
import zeal as tf

c = tf.constant


def test_gradient_of_structures() -> None:
    v, x = tf.Variable(3.0), c(2.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = v * v * x
    grads = tape.gradient(y, {"v": v, "rest": [x, c(1.0)]})
    assert grads["v"].numpy() == 12 and grads["rest"][0].numpy() == 9
    assert grads["rest"][1] is None
    assert [w is v for w in tape.watched_variables()] == [True]


def test_used_once_unless_persistent() -> None:
    x = c(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    tape.gradient(y, x)
    with pytest.raises(RuntimeError, match="persistent"):
        tape.gradient(y, x)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = x * x
        z = y * x
    assert tape.gradient(y, x).numpy() == 6
    assert tape.gradient(z, x).numpy() == 27
    assert tape.gradient([y, z], x).numpy() == 33


def test_unconnected_gradients() -> None:
    x, other = c([1.0, 2.0]), c([5.0])
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([x, other])
        y = x * 2
    assert tape.gradient(y, other) is None
    zero = tape.gradient(y, other, unconnected_gradients=tf.UnconnectedGradients.ZERO)
    assert zero.numpy().tolist() == [0]
    assert tape.gradient(y, other, unconnected_gradients="zero").numpy().tolist() == [0]


def test_output_gradients() -> None:
    x = c([1.0, 2.0])
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * x
    assert tape.gradient(y, x, output_gradients=c([1.0, 10.0])).numpy().tolist() == [2, 40]


def test_stop_recording_reset_and_no_automatic_watching() -> None:
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = v * v
        with tape.stop_recording():
            z = v * y
    assert tape.gradient(z, v) is None
    with tf.GradientTape() as tape:
        y = v * v
        tape.reset()
        z = v * 3.0
    assert tape.gradient(z, v).numpy() == 3
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        y = v * v
    assert tape.gradient(y, v) is None
    fixed = tf.Variable(1.0, trainable=False)
    with tf.GradientTape() as tape:
        y = fixed * fixed
    assert tape.gradient(y, fixed) is None


def test_nested_tapes() -> None:
    x = c(3.0)
    with tf.GradientTape() as outer:
        outer.watch(x)
        with tf.GradientTape() as inner:
            inner.watch(x)
            y = x * x * x
        first = inner.gradient(y, x)
    assert first.numpy() == 27
    assert outer.gradient(first, x).numpy() == 18


def test_variable_assigned_between_reads() -> None:
    v = tf.Variable(2.0)
    with tf.GradientTape() as tape:
        y = v * v
        v.assign(10.0)
    assert tape.gradient(y, v).numpy() == 4  # of the values that were read


def test_entering_twice_and_outside() -> None:
    tape = tf.GradientTape()
    with tape, pytest.raises(ValueError, match="already recording"):
        tape.__enter__()
    x = c(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
    assert tape.gradient(x * 2, x) is None
    with pytest.raises((TypeError, ValueError)):
        tf.GradientTape().watch("text")


def test_tapes_are_per_thread() -> None:
    v = tf.Variable(3.0)
    found: list[object] = []

    def work() -> None:
        y = v * v
        with tf.GradientTape() as own:
            z = v * v
        found.extend([tape.gradient(y, v), own.gradient(z, v).numpy()])

    with tf.GradientTape(persistent=True) as tape:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert found == [None, 6.0]


def test_deep_chains_do_not_recurse() -> None:
    x = c(1.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x
        for _ in range(20000):
            y = y + 1.0
    assert tape.gradient(y, x).numpy() == 1


def test_exceptions_in_the_block_end_recording() -> None:
    with pytest.raises(KeyError), tf.GradientTape() as tape:
        raise KeyError("x")
    assert not tape._recording


def test_custom_gradient() -> None:
    @tf.custom_gradient
    def f(x: tf.Tensor) -> tuple:
        return x * x, lambda dy: dy * 100.0

    x = c(3.0)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = f(x) * 2.0
    assert y.numpy() == 18 and tape.gradient(y, x).numpy() == 200
