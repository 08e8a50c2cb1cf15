"""Functions over elements: map, filter, scan, reduce and their like."""

from __future__ import annotations

import numpy as np
import pytest
import zeal as tf

Dataset = tf.data.Dataset


def values(dataset: tf.data.Dataset) -> list:
    return [
        tf.nest.map_structure(lambda x: x.tolist(), element)
        for element in dataset.as_numpy_iterator()
    ]


def test_map() -> None:
    assert values(Dataset.range(3).map(lambda x: x * 2)) == [0, 2, 4]
    pairs = Dataset.from_tensor_slices(([1, 2], [3, 4]))
    assert values(pairs.map(lambda x, y: x + y)) == [4, 6]
    assert values(pairs.map(lambda x, y: {"s": x + y, "one": 1})) == [
        {"s": 4, "one": 1},
        {"s": 6, "one": 1},
    ]
    dicts = Dataset.from_tensor_slices({"a": [1, 2]})
    assert values(dicts.map(lambda d: d["a"])) == [1, 2]
    assert values(Dataset.range(1).map(lambda x: [x, x + 1])) == [(0, 1)]  # a list is a tuple


def test_map_runs_eagerly_for_each_element_and_iteration() -> None:
    seen: list[int] = []
    dataset = Dataset.range(3).map(lambda x: seen.append(int(x)) or x)
    assert seen == []
    assert values(dataset) == values(dataset) == [0, 1, 2]
    assert seen == [0, 1, 2] * 2


def test_map_needs_a_function() -> None:
    with pytest.raises(ValueError, match="must be a callable"):
        Dataset.range(3).map(3)
    with pytest.raises(tf.errors.InvalidArgumentError, match="num_parallel_calls must be"):
        Dataset.range(3).map(lambda x: x, num_parallel_calls=0)


def test_error_of_a_function_passes_and_iteration_goes_on() -> None:
    def function(x: tf.Tensor) -> tf.Tensor:
        if int(x) == 1:
            raise KeyError("one")
        return x

    iterator = iter(Dataset.range(3).map(function))
    assert int(next(iterator)) == 0
    with pytest.raises(KeyError, match="one"):
        next(iterator)
    assert int(next(iterator)) == 2


def test_filter() -> None:
    assert values(Dataset.range(6).filter(lambda x: x % 2 == 0)) == [0, 2, 4]
    assert values(Dataset.range(3).filter(lambda x: True)) == [0, 1, 2]
    assert int(Dataset.range(3).filter(lambda x: True).cardinality()) == -2
    with pytest.raises(ValueError, match=r"must return a `tf.bool` scalar tensor"):
        values(Dataset.range(3).filter(lambda x: x))


def test_take_while() -> None:
    dataset = Dataset.from_tensor_slices([1, 2, 5, 1])
    assert values(dataset.take_while(lambda x: x < 3)) == [1, 2]
    assert values(dataset.apply(tf.data.experimental.take_while(lambda x: x < 3))) == [1, 2]


def test_scan() -> None:
    sums = Dataset.range(5).scan(np.int64(0), lambda state, x: (state + x, state * x))
    assert values(sums) == [0, 0, 2, 9, 24]
    assert sums.element_spec == tf.TensorSpec([], tf.int64)
    with pytest.raises(TypeError, match="pair consisting of new state"):
        values(Dataset.range(3).scan(0, lambda state, x: x))


def test_reduce() -> None:
    total = Dataset.range(5).reduce(np.int64(0), lambda state, x: state + x)
    assert int(total) == 10
    assert total.dtype == tf.int64
    both = Dataset.range(3).reduce((np.int64(0), 0), lambda s, x: (s[0] + x, s[1] + 1))
    assert [int(x) for x in both] == [3, 3]
    with pytest.raises(TypeError, match="must match the initial state"):
        Dataset.range(3).reduce(0, lambda state, x: x)


def test_unique() -> None:
    assert values(Dataset.from_tensor_slices([1, 1, 2, 3, 2]).unique()) == [1, 2, 3]
    assert values(Dataset.from_tensor_slices([[1], [1]]).unique()) == [[1]]


def test_ignore_errors(caplog: pytest.LogCaptureFixture) -> None:
    dataset = Dataset.from_tensor_slices([1.0, 2.0, 0.0, 4.0]).map(
        lambda x: tf.debugging.check_numerics(1 / x, "bad")
    )
    assert values(dataset.ignore_errors()) == [1, 0.5, 0.25]
    assert not caplog.records
    assert values(dataset.ignore_errors(log_warning=True)) == [1, 0.5, 0.25]
    assert "bad" in caplog.text


def test_assert_cardinality() -> None:
    promise = tf.data.experimental.assert_cardinality
    odd = Dataset.range(6).filter(lambda x: x % 2 == 1)
    assert len(odd.apply(promise(3))) == 3
    assert values(odd.apply(promise(3))) == [1, 3, 5]
    for n, text in ((4, "contained only 3"), (2, "contained at least 3")):
        with pytest.raises(tf.errors.FailedPreconditionError, match=text):
            values(odd.apply(promise(n)))


def test_apply() -> None:
    assert values(Dataset.range(2).apply(lambda d: d.map(lambda x: x + 1))) == [1, 2]
    with pytest.raises(TypeError, match=r"must return a `tf.data.Dataset`"):
        Dataset.range(2).apply(lambda d: 5)


def test_single_element() -> None:
    assert int(Dataset.from_tensors(5).get_single_element()) == 5
    with pytest.raises(tf.errors.InvalidArgumentError, match="empty"):
        Dataset.range(0).get_single_element()
    with pytest.raises(tf.errors.InvalidArgumentError, match="more than one"):
        Dataset.range(2).get_single_element()
