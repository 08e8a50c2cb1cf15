"""What of tf.data is called experimental: mostly other names, for `Dataset.apply`."""

from __future__ import annotations

import numpy as np
import pytest
import zeal as tf

Dataset = tf.data.Dataset
more = tf.data.experimental


def values(dataset: tf.data.Dataset) -> list:
    return [
        tf.nest.map_structure(lambda x: x.tolist(), element)
        for element in dataset.as_numpy_iterator()
    ]


def lengths() -> tf.data.Dataset:
    return Dataset.range(1, 5).map(lambda n: tf.fill([n], n))


@pytest.mark.parametrize(
    ("apply", "expected"),
    [
        (more.enumerate_dataset(2), [(2, 0), (3, 1), (4, 2), (5, 3)]),
        (more.ignore_errors(), [0, 1, 2, 3]),
        (more.take_while(lambda x: x < 2), [0, 1]),
        (more.scan(np.int64(0), lambda s, x: (s + x, s)), [0, 0, 1, 3]),
        (more.unique(), [0, 1, 2, 3]),
        (more.map_and_batch(lambda x: x + 1, 3), [[1, 2, 3], [4]]),
        (more.map_and_batch(lambda x: x + 1, 3, drop_remainder=True), [[1, 2, 3]]),
        (more.group_by_window(lambda x: x % 2, lambda k, d: d.batch(2), 2), [[0, 2], [1, 3]]),
        (more.parallel_interleave(Dataset.range, 2, 1), [0, 0, 1, 0, 1, 2]),
        (more.copy_to_device("/cpu:0"), [0, 1, 2, 3]),
        (more.prefetch_to_device("/cpu:0"), [0, 1, 2, 3]),
        (more.assert_cardinality(4), [0, 1, 2, 3]),
    ],
)
def test_transformations(apply: object, expected: list) -> None:
    assert values(Dataset.range(4).apply(apply)) == expected


def test_shuffle_and_repeat() -> None:
    got = values(Dataset.range(4).apply(more.shuffle_and_repeat(4, 2, seed=1)))
    assert sorted(got[:4]) == sorted(got[4:]) == [0, 1, 2, 3]


def test_unbatch_and_buckets() -> None:
    assert values(Dataset.range(4).batch(3).apply(more.unbatch())) == [0, 1, 2, 3]
    buckets = lengths().apply(more.bucket_by_sequence_length(len, [3], [2, 2]))
    assert values(buckets) == [[[1, 0], [2, 2]], [[3, 3, 3, 0], [4, 4, 4, 4]]]


def test_several_datasets() -> None:
    datasets = [Dataset.range(2), Dataset.range(10, 14)]
    turns = Dataset.range(2).repeat(4)
    assert values(more.choose_from_datasets(datasets, turns)) == [0, 10, 1, 11, 12, 13]
    assert sorted(values(more.sample_from_datasets(datasets, [0.5, 0.5], seed=1))) == [
        0, 1, 10, 11, 12, 13,
    ]  # fmt: skip
    numbers = Dataset.range(400).apply(more.rejection_resample(lambda x: x % 2, [1.0, 0.0]))
    assert {int(c) for c, _ in numbers} == {0}


def test_elements_of_copies_keep_their_structure() -> None:
    pair = Dataset.from_tensors((1, {"a": 2}))
    assert values(pair.apply(more.copy_to_device("/cpu:0"))) == [(1, {"a": 2})]


def test_functions_of_datasets() -> None:
    more.enable_debug_mode()
    assert int(more.cardinality(Dataset.range(3))) == 3
    assert int(more.get_single_element(Dataset.from_tensors(5))) == 5
    assert int(more.get_next_as_optional(iter(Dataset.range(1))).get_value()) == 0
    assert more.get_structure(Dataset.range(1)) == tf.TensorSpec([], tf.int64)
    with pytest.raises(TypeError, match="must be a dataset or iterator"):
        more.get_structure(5)
    assert values(more.RandomDataset(seed=3).take(2)) == values(Dataset.random(seed=3).take(2))
    assert values(more.Counter(1).take(2)) == [1, 2]


def test_pad_to_cardinality() -> None:
    short = Dataset.from_tensor_slices({"x": [[1.0, 2.0], [3.0, 4.0]], "y": [1, 2]})
    assert values(short.apply(more.pad_to_cardinality(3))) == [
        {"x": [1, 2], "y": 1, "valid": True},
        {"x": [3, 4], "y": 2, "valid": True},
        {"x": [0, 0], "y": 0, "valid": False},
    ]
    with pytest.raises(ValueError, match="finite"):
        short.repeat().apply(more.pad_to_cardinality(3))
    with pytest.raises(ValueError, match="is smaller"):
        short.apply(more.pad_to_cardinality(1))


def test_group_by_reducer() -> None:
    sums = more.Reducer(
        init_func=lambda key: (np.int64(0), 0.0),
        reduce_func=lambda state, x: (state[0] + x, state[1] + 1.0),
        finalize_func=lambda total, count: tf.cast(total, tf.float32) / count,
    )
    dataset = Dataset.range(10).apply(more.group_by_reducer(lambda x: x % 3, sums))
    assert values(dataset) == [4.5, 4, 5]
    assert dataset.element_spec == tf.TensorSpec([], tf.float32)
