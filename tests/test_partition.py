"""Small functions that code written for TensorFlow calls, with the values that it gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import zeal as tf


def test_dynamic_partition_and_back() -> None:
    x = tf.Variable([[1.0, 2], [3, 4], [5, 6]])
    with tf.GradientTape() as tape:
        parts = tf.dynamic_partition(x, [0, 2, 0], 3)
        y = tf.reduce_sum(parts[0] * 2) + tf.reduce_sum(parts[2] * 3)
    assert [p.shape.as_list() for p in parts] == [[2, 2], [0, 2], [1, 2]]
    np.testing.assert_array_equal(
        tf.convert_to_tensor(tape.gradient(y, x)).numpy(), [[2, 2], [3, 3], [2, 2]]
    )
    where = tf.dynamic_partition(tf.range(3), [0, 2, 0], 3)
    np.testing.assert_array_equal(tf.dynamic_stitch(where, parts).numpy(), x.numpy())
    grid = tf.dynamic_partition([[1, 2], [3, 4]], [[1, 0], [0, 1]], 2)
    assert [g.numpy().tolist() for g in grid] == [[2, 3], [1, 4]]
    for bad in ([0, 3, 0], [0, -1, 0], [0, 1]):
        with pytest.raises(tf.errors.InvalidArgumentError, match="DynamicPartition"):
            tf.dynamic_partition(x, bad, 3)


def test_dynamic_stitch_takes_the_last() -> None:
    y = tf.dynamic_stitch([[0, 3], [3]], [[1.0, 2.0], [5.0]])
    np.testing.assert_array_equal(y.numpy(), [1, 0, 0, 5])
    assert tf.dynamic_stitch([tf.zeros([0], tf.int32)], [tf.zeros([0, 2])]).shape == [0, 2]


def test_saturate_cast() -> None:
    x = tf.constant([300.0, -5.0, 7.0])
    assert tf.saturate_cast(x, tf.uint8).numpy().tolist() == [255, 0, 7]
    assert tf.saturate_cast(tf.constant([-1, 2]), tf.uint64).numpy().tolist() == [0, 2]
    assert tf.saturate_cast(tf.constant(1e30), tf.float16).numpy() == 65504


def test_graph_functions_say_what_to_use() -> None:
    for f, word in ((tf.gradients, "GradientTape"), (tf.hessians, "nested")):
        with pytest.raises(RuntimeError, match=word):
            f(1.0, 2.0)
    assert [float(t) for t in tf.identity_n([1.0, 2.0])] == [1, 2]


def test_initializers() -> None:
    assert tf.ones_initializer()([2], tf.int32).numpy().tolist() == [1, 1]
    assert tf.zeros_initializer()([1, 2]).shape == [1, 2]
    assert tf.constant_initializer([1, 2])([2], tf.float64).numpy().tolist() == [1, 2]
    uniform, normal = (
        f(seed=1) for f in (tf.random_uniform_initializer, tf.random_normal_initializer)
    )
    # The values are TensorFlow's.
    np.testing.assert_allclose(uniform([2]).numpy(), [0.03784882, -0.00400198], rtol=1e-5)
    np.testing.assert_allclose(normal([2]).numpy(), [0.00633252, -0.02465083], rtol=1e-5)
    again = tf.random_normal_initializer.from_config(normal.get_config())
    np.testing.assert_array_equal(again([3]).numpy(), normal([3]).numpy())
    with pytest.raises(ValueError, match="floating point"):
        normal([2], tf.int32)


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "**"])
def test_variables_are_not_changed_by_operators(operator: str) -> None:
    with pytest.raises(RuntimeError, match="not supported"):
        exec(f"v {operator}= 1.0", {"v": tf.Variable(1.0)})


def test_scatter_by_rows() -> None:
    v = tf.Variable([[1.0], [2.0], [8.0]])
    rows = tf.IndexedSlices([[2.0], [4.0]], tf.constant([1, 1]))
    assert v.scatter_mul(rows).numpy().tolist() == [[1], [16], [8]]
    assert v.scatter_div(rows).numpy().tolist() == [[1], [2], [8]]


def test_shapes() -> None:
    s = tf.TensorShape([2, 3])
    assert s.with_rank_at_least(2) is s and s.with_rank_at_most(2) is s
    refused: list[Any] = [
        lambda: s.with_rank_at_least(3),
        lambda: s.with_rank_at_most(1),
        lambda: s.assert_same_rank([2]),
    ]
    for f in refused:
        with pytest.raises(ValueError, match="rank"):
            f()
    assert s.most_specific_compatible_shape([2, 4]).as_list() == [2, None]
    assert s.most_specific_compatible_shape([2]).rank is None
    assert s.is_subtype_of(tf.TensorShape([None, 3])) and not tf.TensorShape(None).is_subtype_of(s)


def test_order_and_text() -> None:
    assert bool(tf.math.is_strictly_increasing([1, 2, 3]))
    assert not bool(tf.math.is_strictly_increasing([1, 2, 2]))
    assert bool(tf.math.is_non_decreasing([1, 2, 2])) and bool(tf.math.is_non_decreasing([1.0]))
    slices = tf.math.scalar_mul(2, tf.IndexedSlices(tf.constant([1.0]), tf.constant([0])))
    assert slices.values.numpy().tolist() == [2]
    assert tf.compat.as_bytes("é") == "é".encode() and tf.compat.as_text(b"a") == "a"
    with pytest.raises(TypeError, match="Expected binary or unicode"):
        tf.compat.as_bytes(3)


def test_autograph_marks_change_nothing() -> None:
    @tf.autograph.experimental.do_not_convert
    def f(x: int) -> int:
        return x + 1

    assert f(1) == 2
