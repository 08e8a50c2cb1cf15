"""Control flow as functions, tf.function, TensorArray and clipping by norms."""

import pickle

import numpy as np
import pytest
import zeal as tf

c = tf.constant


def same(x: tf.Tensor, expected: object) -> None:
    assert x.numpy().tolist() == expected


def test_cond_and_case() -> None:
    assert tf.cond(c(True), lambda: 1, lambda: 2) == 1
    assert tf.cond(0, lambda: 1, lambda: 2) == 2
    with pytest.raises(TypeError, match="true_fn must be callable"):
        tf.cond(True, 1, lambda: 2)
    with pytest.raises(ValueError, match="truth value"):
        tf.cond(c([True, False]), lambda: 1, lambda: 2)
    assert tf.case([(c(False), lambda: 1), (c(True), lambda: 2)]) == 2
    assert tf.case([(c(False), lambda: 1)], default=lambda: 5) == 5
    with pytest.raises(tf.errors.InvalidArgumentError, match="None of conditions"):
        tf.case([(c(False), lambda: 1)])
    with pytest.raises(tf.errors.InvalidArgumentError, match="More than one"):
        tf.case([(True, lambda: 1), (True, lambda: 2)], exclusive=True)
    branches = [lambda: 0, lambda: 1]
    assert [tf.switch_case(c(i), branches) for i in (0, 1, 5, -1)] == [0, 1, 1, 1]
    assert tf.switch_case(c(7), {0: branches[0]}, default=lambda: 9) == 9
    with pytest.raises(ValueError, match="contiguous"):
        tf.switch_case(c(0), {0: branches[0], 3: branches[1]})


def test_while_loop_with_gradient() -> None:
    i, x = tf.while_loop(lambda i, x: i < 3, lambda i, x: (i + 1, x * 2.0), (0, c(1.0)))
    same(i, 3)
    same(x, 8.0)
    limited = tf.while_loop(lambda i: i < 9, lambda i: [i + 1], [c(0)], maximum_iterations=2)
    same(limited[0], 2)
    v = c(2.0)
    with tf.GradientTape() as tape:
        tape.watch(v)
        _, y = tf.while_loop(lambda i, y: i < 3, lambda i, y: (i + 1, y * v), (0, c(1.0)))
    same(tape.gradient(y, v), 12.0)
    with pytest.raises(ValueError, match="structure"):
        tf.while_loop(lambda i: i < 3, lambda i: (i, i), (c(0),))
    with pytest.raises(ValueError, match="loop_vars"):
        tf.while_loop(lambda: True, lambda: (), ())


def test_maps_and_folds() -> None:
    x = c([1, 2, 3])
    same(tf.map_fn(lambda a: a * 2, x), [2, 4, 6])
    pair = tf.map_fn(lambda t: {"s": t[0] + t[1]}, (x, x), fn_output_signature={"s": tf.int32})
    same(pair["s"], [2, 4, 6])
    same(tf.map_fn(lambda a: 1.0, x, fn_output_signature=tf.float32), [1.0] * 3)
    assert tf.map_fn(lambda a: a, tf.zeros([0, 2])).shape == (0, 2)
    same(tf.foldl(lambda a, b: a - b, x), -4)
    same(tf.foldr(lambda a, b: a - b, x), 0)
    same(tf.foldl(lambda a, b: a - b, x, initializer=10), 4)
    same(tf.scan(lambda a, b: a + b, x), [1, 3, 6])
    same(tf.scan(lambda a, b: a + b, x, reverse=True), [6, 5, 3])
    with pytest.raises(ValueError, match="1\\+ dimensional"):
        tf.map_fn(lambda a: a, c(3))
    with pytest.raises(ValueError, match="rows"):
        tf.map_fn(lambda a: a, (x, c([1])))


def test_scan_with_initializer() -> None:
    same(tf.scan(lambda a, b: a + b, c([1, 2, 3]), initializer=c(10)), [11, 13, 16])
    assert tf.scan(lambda a, b: a + b, tf.zeros([0]), initializer=c(1.0)).shape == (0,)


def test_function() -> None:
    @tf.function
    def double(x: tf.Tensor) -> tf.Tensor:
        """Doubles."""
        return x * 2

    same(double(c(3)), 6)
    assert double.__name__ == "double" and double.__doc__ == "Doubles."
    assert double.python_function(3) == 6
    same(double.get_concrete_function(tf.TensorSpec([], tf.int32))(c(1)), 2)

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32)])
    def signed(x: tf.Tensor) -> tf.Tensor:
        return x

    assert signed([[1, 2]]).dtype == tf.float32
    with pytest.raises(TypeError, match="Can not cast TensorSpec"):
        signed(c([1.0]))
    with pytest.raises(TypeError, match="missing a required argument"):
        signed()

    class Thing:
        @tf.function
        def method(self, x: int) -> tuple[object, int]:
            return self, x

    thing = Thing()
    assert thing.method(3) == (thing, 3)


def test_specs() -> None:
    spec = tf.TensorSpec([None, 2], tf.float32, "n")
    assert repr(spec) == "TensorSpec(shape=(None, 2), dtype=tf.float32, name='n')"
    assert (
        repr(tf.TensorSpec.from_tensor(c(1))) == "TensorSpec(shape=(), dtype=tf.int32, name=None)"
    )
    assert spec.is_compatible_with(tf.zeros([3, 2]))
    assert not spec.is_compatible_with(tf.zeros([3, 3]))
    assert pickle.loads(pickle.dumps(spec)) == spec


def test_python_functions() -> None:
    y = tf.py_function(lambda x: x + 1, [c(1)], tf.int32)
    same(y, 2)
    a, b = tf.numpy_function(lambda x: (x + 1, x.sum()), [c([1.0])], [tf.float32, tf.float32])
    same(a, [2.0])
    same(b, 1.0)
    with tf.control_dependencies([y]), tf.init_scope():
        assert tf.group(y) is None and tf.no_op() is None
    same(tf.broadcast_dynamic_shape([1, 2], [3, 1]), [3, 2])
    assert tf.broadcast_static_shape(tf.TensorShape([None, 1]), [2, 3]) == (2, 3)
    with pytest.raises(ValueError, match="Incompatible shapes"):
        tf.broadcast_static_shape([3, 2], [4, 1])
    assert tf.get_static_value(c([1])).tolist() == [1] and tf.get_static_value(3) is None


def test_tensor_array() -> None:
    a = tf.TensorArray(tf.float32, 2)
    a = a.write(0, 1.0)
    same(a.stack(), [1.0, 0.0])
    same(a.read(0), 1.0)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Could not read index 0 twice"):
        a.read(0)
    for bad in (lambda: a.read(5), lambda: a.write(5, 1.0)):
        with pytest.raises(tf.errors.OutOfRangeError, match="index 5"):
            bad()
    with pytest.raises(tf.errors.InvalidArgumentError, match="write dtype int32"):
        a.write(1, c(1))
    with pytest.raises(ValueError, match="Incompatible shape"):
        a.write(1, [1.0, 2.0])
    b = tf.TensorArray(tf.int32, 0, dynamic_size=True, clear_after_read=False)
    b = b.unstack(c([[1, 2], [3, 4]]))
    same(b.concat(), [1, 2, 3, 4])
    same(b.gather([1]), [[3, 4]])
    same(b.write(3, [5, 6]).stack(), [[1, 2], [3, 4], [0, 0], [5, 6]])
    same(b.size(), 4)


def test_clip_by_global_norm() -> None:
    slices = tf.IndexedSlices(c([[4.0]]), c([1]), c([3, 1]))
    grads, norm = tf.clip_by_global_norm([c([3.0]), None, slices], 1.0)
    same(norm, 5.0)
    assert grads[1] is None
    np.testing.assert_allclose(grads[0].numpy(), [0.6], rtol=1e-6)
    np.testing.assert_allclose(grads[2].values.numpy(), [[0.8]], rtol=1e-6)
    kept, _ = tf.clip_by_global_norm([c([3.0, 4.0])], 10.0)
    same(kept[0], [3.0, 4.0])
    bad, norm = tf.clip_by_global_norm([c([3.0, np.inf])], 1.0)
    assert np.isnan(bad[0].numpy()).all() and np.isinf(norm.numpy())
    same(tf.linalg.global_norm([]), 0.0)
    with pytest.raises(TypeError, match="sequence"):
        tf.clip_by_global_norm(c([1.0]), 1.0)
    same(tf.math.accumulate_n([c(1), c(2)]), 3)
