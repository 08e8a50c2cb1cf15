"""batch, padded_batch, unbatch, rebatch, window, buckets."""

from __future__ import annotations

import pytest
import zeal as tf

Dataset = tf.data.Dataset


def values(dataset: tf.data.Dataset) -> list:
    return [
        tf.nest.map_structure(lambda x: x.tolist(), element)
        for element in dataset.as_numpy_iterator()
    ]


def lengths(*args: int) -> tf.data.Dataset:
    """n times n, for each n of a range."""
    return Dataset.range(*args).map(lambda n: tf.fill([n], n))


@pytest.mark.parametrize("make", [lambda d: d, lambda d: d.map(lambda x: x)])
def test_batch(make: object) -> None:
    dataset = make(Dataset.range(5))
    assert values(dataset.batch(2)) == [[0, 1], [2, 3], [4]]
    assert values(dataset.batch(2, drop_remainder=True)) == [[0, 1], [2, 3]]
    assert values(dataset.batch(10)) == [[0, 1, 2, 3, 4]]
    assert values(dataset.batch(2).batch(2).take(1)) == [[[0, 1], [2, 3]]]
    assert values(dataset.take(0).batch(2)) == []
    assert dataset.batch(2).element_spec == tf.TensorSpec([None], tf.int64)
    assert dataset.batch(2, True).element_spec == tf.TensorSpec([2], tf.int64)
    assert len(dataset.batch(2)), len(dataset.batch(2, True)) == (3, 2)
    with pytest.raises(tf.errors.InvalidArgumentError, match="Batch size must be"):
        dataset.batch(0)


def test_batch_of_structures() -> None:
    dataset = Dataset.range(3).map(lambda x: {"a": (x, [x, x]), "b": tf.cast(x, tf.float32)})
    assert values(dataset.batch(2)) == [
        {"a": ([0, 1], [[0, 0], [1, 1]]), "b": [0, 1]},
        {"a": ([2], [[2, 2]]), "b": [2]},
    ]


def test_batch_of_different_shapes() -> None:
    with pytest.raises(
        tf.errors.InvalidArgumentError,
        match=r"component 0. First element had shape \[0\] and element 1 had shape \[1\]",
    ):
        values(lengths(3).batch(2))


def test_ragged_batch() -> None:
    assert values(Dataset.range(3).ragged_batch(2)) == [[0, 1], [2]]
    with pytest.raises(tf.errors.UnimplementedError, match="no ragged tensors"):
        lengths(3).ragged_batch(2)


def test_padded_batch() -> None:
    assert values(lengths(1, 4).padded_batch(2)) == [[[1, 0], [2, 2]], [[3, 3, 3]]]
    minus = tf.constant(-1, tf.int64)
    wide = lengths(1, 4).padded_batch(2, [4], minus, drop_remainder=True)
    assert values(wide) == [[[1, -1, -1, -1], [2, 2, -1, -1]]]
    assert wide.element_spec == tf.TensorSpec([2, 4], tf.int64)
    assert lengths(1, 4).padded_batch(2).element_spec == tf.TensorSpec([None, None], tf.int64)
    several = lengths(1, 3).map(lambda x: {"x": x, "m": tf.fill([2, len(x)], True), "n": len(x)})
    assert values(several.padded_batch(2)) == [
        {"x": [[1, 0], [2, 2]], "m": [[[True, False]] * 2, [[True] * 2] * 2], "n": [1, 2]}
    ]
    pair = lengths(1, 3).map(lambda x: (x, tf.cast(x, tf.float32)))
    assert values(pair.padded_batch(2, ([3], [None]), (minus, 0.5))) == [
        ([[1, -1, -1], [2, 2, -1]], [[1, 0.5], [2, 2]])
    ]


def test_padded_batch_errors() -> None:
    data = lengths(1, 4)
    with pytest.raises(tf.errors.DataLossError, match="pad to a smaller size"):
        values(data.padded_batch(2, [2]))
    with pytest.raises(TypeError, match="does not match type"):
        values(data.padded_batch(2, [4], -1.0))
    with pytest.raises(ValueError, match="not compatible with the shape"):
        values(data.padded_batch(2, [4, 4]))


def test_unbatch() -> None:
    assert values(Dataset.range(5).batch(2).unbatch()) == [0, 1, 2, 3, 4]
    pairs = Dataset.from_tensors(([1, 2], [[3], [4]])).unbatch()
    assert values(pairs) == [(1, [3]), (2, [4])]
    assert pairs.element_spec == (tf.TensorSpec([], tf.int32), tf.TensorSpec([1], tf.int32))
    with pytest.raises(ValueError, match="rank >= 1"):
        values(Dataset.range(3).unbatch())
    with pytest.raises(tf.errors.InvalidArgumentError, match="different first dimensions"):
        values(Dataset.from_tensors(([1, 2], [3])).unbatch())


def test_rebatch() -> None:
    six = Dataset.range(7).batch(2)
    assert values(six.rebatch(3)) == [[0, 1, 2], [3, 4, 5], [6]]
    assert values(six.rebatch(3, drop_remainder=True)) == [[0, 1, 2], [3, 4, 5]]
    assert values(six.rebatch([1, 2])) == [[0], [1, 2], [3], [4, 5], [6]]
    assert six.rebatch(3, drop_remainder=True).element_spec == tf.TensorSpec([3], tf.int64)


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((3,), [[0, 1, 2], [3, 4, 5], [6]]),
        ((3, None, 1, True), [[0, 1, 2], [3, 4, 5]]),
        ((3, 1, 2, True), [[0, 2, 4], [1, 3, 5], [2, 4, 6]]),
        ((3, 5), [[0, 1, 2], [5, 6]]),
        ((2, 3, 2), [[0, 2], [3, 5], [6]]),
    ],
)
def test_window(args: tuple, expected: list) -> None:
    windows = Dataset.range(7).window(*args)
    assert [values(w) for w in windows] == expected
    assert len(windows) == len(expected)
    assert windows.element_spec == tf.data.DatasetSpec(tf.TensorSpec([], tf.int64))
    assert values(windows.flat_map(lambda w: w.batch(9))) == expected


def test_window_of_structures() -> None:
    windows = Dataset.zip({"a": Dataset.range(4), "b": Dataset.range(4, 8)}).window(2)
    assert [(values(w["a"]), values(w["b"])) for w in windows] == [
        ([0, 1], [4, 5]),
        ([2, 3], [6, 7]),
    ]
    flat = windows.flat_map(lambda w: Dataset.zip((w["a"].batch(2), w["b"].batch(2))))
    assert values(flat) == [([0, 1], [4, 5]), ([2, 3], [6, 7])]
    with pytest.raises(tf.errors.InvalidArgumentError, match="Window size must be greater"):
        Dataset.range(7).window(0)


def test_buckets() -> None:
    def buckets(first: int, **options: object) -> tf.data.Dataset:
        return lengths(first, 10).bucket_by_sequence_length(
            lambda x: tf.shape(x)[0], [3, 6], [2, 2, 2], **options
        )

    got = values(buckets(0))
    assert [len(b[0]) for b in got] == [1, 4, 7, 9, 2, 5]
    assert got[:2] == [[[0], [1]], [[3, 3, 3, 0], [4, 4, 4, 4]]]
    assert [len(b) for b in values(buckets(0, drop_remainder=True))] == [2] * 4
    assert buckets(0).element_spec == tf.TensorSpec([None, None], tf.int64)
    short = lengths(1, 5).bucket_by_sequence_length(
        len, [3, 6], [2, 2, 2], pad_to_bucket_boundary=True
    )
    assert [x.shape for x in short.as_numpy_iterator()] == [(2, 2), (2, 5)]
    with pytest.raises(ValueError, match="must equal"):
        lengths(3).bucket_by_sequence_length(len, [3], [2])
