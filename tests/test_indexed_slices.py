"""IndexedSlices end to end; the values are what TensorFlow 2.21 gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import zeal as tf

c = tf.constant
TABLE = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


def slices(*rows: int) -> tf.IndexedSlices:
    """Three rows of a [3, 2] table."""
    return tf.IndexedSlices(c(TABLE), c(rows or [0, 2, 0]), c([3, 2]))


def gradient(f: Any, source: Any = None) -> Any:
    v = tf.Variable(TABLE) if source is None else source
    with tf.GradientTape() as tape:
        if not isinstance(v, tf.Variable):
            tape.watch(v)
        y = f(v)
    return tape.gradient(y, v)


def parts(s: tf.IndexedSlices) -> tuple[Any, Any]:
    assert isinstance(s, tf.IndexedSlices) and s.dense_shape.numpy().tolist() == [3, 2]
    return s.indices.numpy().tolist(), s.values.numpy().tolist()


@pytest.mark.parametrize(
    ("f", "indices", "values"),
    [
        (lambda v: tf.gather(v, [0, 2, 0]), [0, 2, 0], [[1, 1]] * 3),
        (lambda v: tf.gather(v, 1), [1], [[1, 1]]),
        (lambda v: tf.gather(v, [[0, 1], [2, 2]]) * c([1.0, 10.0]), [0, 1, 2, 2], [[1, 10]] * 4),
        (lambda v: tf.gather(v, c([0, 2], tf.int64)), [0, 2], [[1, 1]] * 2),
        (lambda v: tf.nn.embedding_lookup(v, [2, 2]), [2, 2], [[1, 1]] * 2),
        (lambda v: v.sparse_read([1, 1]), [1, 1], [[1, 1]] * 2),
    ],
)
def test_gathers_have_sparse_gradients(f: Any, indices: Any, values: Any) -> None:
    assert parts(gradient(f)) == (indices, values)
    tensor = f if "sparse_read" not in f.__code__.co_names else None
    if tensor:
        assert parts(gradient(tensor, c(TABLE))) == (indices, values)


@pytest.mark.parametrize(
    ("f", "want"),
    [
        (lambda v: tf.gather(v, [0, 0], axis=1), [[2, 0]] * 3),
        (lambda v: tf.gather(v * 2.0, [0, 2]), [[2, 2], [0, 0], [2, 2]]),
        (lambda v: tf.gather_nd(v, [[0, 1], [0, 1]]), [[0, 2], [0, 0], [0, 0]]),
        (lambda v: v[1], [[0, 0], [1, 1], [0, 0]]),
        (lambda v: tf.reduce_sum(tf.gather(v, [0])) + tf.reduce_sum(v), [[2, 2], [1, 1], [1, 1]]),
    ],
)
def test_others_have_dense_ones(f: Any, want: Any) -> None:
    got = gradient(f)
    assert isinstance(got, tf.Tensor) and got.numpy().tolist() == want


def test_sums_of_sparse_gradients_stay_sparse() -> None:
    got = gradient(
        lambda v: tf.reduce_sum(tf.gather(v, [0, 2])) + 2.0 * tf.reduce_sum(tf.gather(v, [2]))
    )
    indices, values = parts(got)
    assert sorted(zip(indices, values, strict=True)) == [(0, [1, 1]), (2, [1, 1]), (2, [2, 2])]
    assert tf.convert_to_tensor(got).numpy().tolist() == [[1, 1], [0, 0], [3, 3]]


def test_mixed_index_types_add_up() -> None:
    got = gradient(
        lambda v: tf.reduce_sum(tf.gather(v, [0])) + tf.reduce_sum(tf.gather(v, c([2], tf.int64)))
    )
    assert tf.convert_to_tensor(got).numpy().tolist() == [[1, 1], [0, 0], [1, 1]]


def test_max_norm() -> None:
    v = tf.Variable(TABLE)
    with tf.GradientTape() as tape:
        y = tf.nn.embedding_lookup(v, [[2, 1]], max_norm=1.0)
    norms = np.linalg.norm(y.numpy(), axis=-1)
    assert norms == pytest.approx(np.ones((1, 2)), rel=1e-6)
    values = tape.gradient(y, v).values.numpy()
    want = [[0.01259, -0.01049], [0.032, -0.024]]
    assert values == pytest.approx(np.array(want), abs=1e-5)
    small = tf.nn.embedding_lookup(v, [1], max_norm=9.0).numpy()
    assert small.tolist() == [[3, 4]]


def test_second_order() -> None:
    v = tf.Variable(TABLE)
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            y = tf.reduce_sum(tf.gather(v, [0, 0, 1]) ** 3)
        first = inner.gradient(y, v)
        dense = tf.convert_to_tensor(first)
    assert first.values.numpy().tolist() == [[3, 12], [3, 12], [27, 48]]
    got = outer.gradient(dense, v)
    assert isinstance(got, tf.IndexedSlices)
    assert tf.convert_to_tensor(got).numpy().tolist() == [[12, 24], [18, 24], [0, 0]]


def test_as_tensors() -> None:
    dense = [[6, 8], [0, 0], [3, 4]]
    assert tf.convert_to_tensor(slices()).numpy().tolist() == dense
    assert tf.add_n([slices(), tf.ones([3, 2])]).numpy().tolist() == (np.array(dense) + 1).tolist()
    assert tf.matmul(slices(), tf.ones([2, 1])).numpy().tolist() == [[14], [0], [7]]
    assert tf.reduce_sum(slices()).numpy() == 21
    assert tf.shape(slices()).numpy().tolist() == [3, 2]
    assert tf.zeros_like(slices()).numpy().tolist() == [[0, 0]] * 3
    assert tf.is_tensor(slices()) and slices().shape.as_list() == [3, 2]
    assert parts(-slices()) == ([0, 2, 0], (-np.array(TABLE)).tolist())
    without = tf.IndexedSlices(c([[1.0, 2.0]]), c([0]))
    with pytest.raises(ValueError, match="without dense_shape: IndexedSlices"):
        tf.convert_to_tensor(without)
    x = c(TABLE)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = x * 2.0
    got = tape.gradient(y, x, output_gradients=slices())
    assert got.numpy().tolist() == (2 * np.array(dense)).tolist()


def test_norms_and_clipping() -> None:
    assert tf.linalg.global_norm([slices(), c([3.0])]).numpy() == 10
    clipped, norm = tf.clip_by_global_norm([slices(0, 1, 2), c([3.0]), None], 1.0)
    assert norm.numpy() == 10 and clipped[2] is None
    indices, values = parts(clipped[0])
    assert indices == [0, 1, 2] and values == pytest.approx(np.array(TABLE) / 10)
    assert clipped[1].numpy() == pytest.approx([0.3])
    _, values = parts(tf.clip_by_norm(slices(0, 1, 2), 1.0))
    assert values == pytest.approx(np.array(TABLE) / np.sqrt(91))


def test_scatters() -> None:
    def after(method: str) -> Any:
        v = tf.Variable(TABLE)
        getattr(v, method)(slices(0, 2, 1))
        return np.round(v.numpy(), 4).tolist()

    assert after("scatter_add") == [[2, 4], [8, 10], [8, 10]]
    assert after("scatter_sub") == [[0, 0], [-2, -2], [2, 2]]
    assert after("scatter_update") == [[1, 2], [5, 6], [3, 4]]
    assert after("scatter_max") == [[1, 2], [5, 6], [5, 6]]
    assert after("scatter_min") == [[1, 2], [3, 4], [3, 4]]
    assert after("scatter_mul") == [[1, 4], [15, 24], [15, 24]]
    v = tf.Variable(TABLE)
    v.scatter_sub(slices())  # a row that comes twice counts twice
    assert v.numpy().tolist() == [[-5, -6], [3, 4], [2, 2]]
    v = tf.Variable(TABLE)
    v.batch_scatter_update(tf.IndexedSlices(c([[9.0], [8.0], [7.0]]), c([[0], [1], [0]])))
    assert v.numpy().tolist() == [[9, 2], [3, 8], [7, 6]]
    with pytest.raises(TypeError, match="not IndexedSlices"):
        v.batch_scatter_update(c([1.0]))


STEPS = [
    ("ResourceApplyGradientDescent", {"alpha": 0.1}, 0, "delta"),
    ("ResourceApplyMomentum", {"lr": 0.1, "momentum": 0.9}, 1, "grad"),
    (
        "ResourceApplyAdam",
        {"beta1_power": 0.9, "beta2_power": 0.999, "lr": 0.1, "beta1": 0.9, "beta2": 0.999,
         "epsilon": 1e-7},
        2,
        "grad",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("op", "numbers", "state", "name"), STEPS)
def test_optimizers_take_what_the_tape_gives(
    op: str, numbers: dict[str, float], state: int, name: str
) -> None:
    """The sparse gradient has the effect of the dense one; nothing of the table's size is made."""
    names = [["accum"], ["m", "v"]][state - 1] if state else []
    results = []
    for dense in (False, True):
        table = tf.Variable(tf.ones([1000, 100]))
        slots = {n: tf.Variable(tf.zeros([1000, 100])) for n in names}
        with tf.GradientTape() as tape:
            y = tf.reduce_sum(tf.nn.embedding_lookup(table, [7, 3, 7]) ** 2)
        g = tape.gradient(y, table)
        if dense:
            g = tf.convert_to_tensor(g)
        tf.config.experimental.reset_memory_stats("CPU:0")
        before = tf.config.experimental.get_memory_info("CPU:0")["current"]
        getattr(tf.raw_ops, op)(var=table, **slots, **numbers, **{name: g})
        peak = tf.config.experimental.get_memory_info("CPU:0")["peak"] - before
        assert dense or peak < 100_000
        results.append([table.numpy(), *(s.numpy() for s in slots.values())])
    for a, b in zip(*results, strict=True):
        assert a == pytest.approx(b, rel=1e-6)
    assert results[0][0][3, 0] != 1
