"""Which elements come, and in which order."""

from __future__ import annotations

import pytest
import zeal as tf

Dataset = tf.data.Dataset


def ints(dataset: tf.data.Dataset) -> list[int]:
    return [int(x) for x in dataset]


def rows(n: int) -> tf.data.Dataset:
    return Dataset.range(n)


def others(n: int) -> tf.data.Dataset:
    """The same elements, which are no rows of a tensor."""
    return Dataset.from_generator(lambda: range(n), output_signature=tf.TensorSpec([], tf.int64))


BOTH = pytest.mark.parametrize("source", [rows, others])
Source = type(rows)


@BOTH
def test_shuffle_is_tensorflows(source: Source) -> None:
    tf.random.set_seed(1)
    first = [1, 0, 3, 6, 5, 4, 8, 7, 2, 9]
    assert ints(source(10).shuffle(4, seed=5)) == first
    second = [0, 4, 3, 5, 6, 8, 9, 2, 7, 1]
    assert ints(source(10).shuffle(4, seed=5).repeat(2)) == first + second
    wide = [5, 2, 3, 4, 7, 1, 8, 0, 6, 9, 4, 0, 3, 2, 1, 9, 5, 8, 7, 6]
    assert ints(source(10).shuffle(20, seed=5).repeat(2)) == wide
    same = source(10).shuffle(4, seed=5, reshuffle_each_iteration=False)
    assert ints(same.repeat(2)) == [2, 4, 1, 5, 3, 0, 8, 6, 7, 9] * 2


@BOTH
def test_iterations_have_other_orders(source: Source) -> None:
    dataset = source(50).shuffle(50, seed=1)
    orders = [tuple(ints(dataset)) for _ in range(3)]
    assert len(set(orders)) == 3
    assert {tuple(sorted(o)) for o in orders} == {tuple(range(50))}
    unseeded = source(50).shuffle(50)
    assert ints(unseeded) != ints(source(50).shuffle(50))


@BOTH
def test_shuffle_moves_by_less_than_the_buffer(source: Source) -> None:
    for place, x in enumerate(ints(source(1000).shuffle(10))):
        assert x - place < 10
    assert ints(source(5).shuffle(1)) == [0, 1, 2, 3, 4]


def test_shuffle_is_uniform() -> None:
    dataset = rows(4).shuffle(tf.data.UNKNOWN_CARDINALITY)
    counts = [[0] * 4 for _ in range(4)]
    for _ in range(4000):
        for place, x in enumerate(ints(dataset)):
            counts[place][x] += 1
    assert all(abs(n - 1000) < 150 for line in counts for n in line)


@pytest.mark.parametrize("size", [0, -1, -3])
def test_bad_buffers(size: int) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError, match="buffer_size must be greater"):
        rows(3).shuffle(size)


@BOTH
def test_repeat(source: Source) -> None:
    assert ints(source(2).repeat(3)) == [0, 1] * 3
    assert ints(source(2).repeat(0)) == []
    assert ints(source(2).repeat().take(5)) == [0, 1, 0, 1, 0]
    assert ints(source(2).repeat(-1).take(3)) == [0, 1, 0]
    assert ints(source(0).repeat()) == []
    assert [x.tolist() for x in source(3).repeat(2).batch(4).as_numpy_iterator()] == [
        [0, 1, 2, 0],
        [1, 2],
    ]


@BOTH
def test_take_and_skip(source: Source) -> None:
    for n in (0, 2, 5, 9, -1):
        assert ints(source(5).take(n)) == list(range(5 if n < 0 else min(n, 5)))
        assert ints(source(5).skip(n)) == list(range(5 if n < 0 else n, 5))
    assert ints(source(10).skip(2).take(3).skip(1)) == [3, 4]
    assert ints(source(10).skip(7).repeat(2)) == [7, 8, 9] * 2


@BOTH
def test_shard(source: Source) -> None:
    for n in (1, 2, 3, 7):
        for i in range(n):
            assert ints(source(10).shard(n, i)) == list(range(10))[i::n]
    assert ints(source(10).shard(2, 1).batch(2).unbatch()) == [1, 3, 5, 7, 9]
    for n, i in ((3, 3), (3, -1), (0, 0)):
        with pytest.raises(tf.errors.InvalidArgumentError, match=r"Index must|Number of shards"):
            source(3).shard(n, i)


@BOTH
def test_shuffled_and_cut(source: Source) -> None:
    dataset = source(20).shuffle(20, seed=3, reshuffle_each_iteration=False)
    order = ints(dataset)
    assert ints(dataset.skip(3).take(10)) == order[3:13]
    assert ints(dataset.shard(3, 1)) == order[1::3]
    assert ints(dataset.repeat(2).skip(15).take(10)) == (order + order)[15:25]
    batches = dataset.repeat(2).batch(7).as_numpy_iterator()
    assert [x for b in batches for x in b.tolist()] == order + order
    assert sorted(ints(dataset.shuffle(5).shuffle(3))) == list(range(20))


@BOTH
def test_concatenate(source: Source) -> None:
    assert ints(source(2).concatenate(source(3)).repeat(2)) == [0, 1, 0, 1, 2] * 2
    with pytest.raises(TypeError, match="Incompatible dataset elements"):
        source(3).concatenate(Dataset.from_tensors(1.0))
    joined = Dataset.from_tensors([1, 2]).concatenate(Dataset.from_tensors([1, 2, 3]))
    assert joined.element_spec == tf.TensorSpec([None], tf.int32)


@BOTH
def test_zip_and_enumerate(source: Source) -> None:
    both = Dataset.zip(source(3), source(5))
    assert [(int(a), int(b)) for a, b in both] == [(0, 0), (1, 1), (2, 2)]
    named = Dataset.zip({"a": source(2), "b": (source(2), source(2))})
    assert [int(e["b"][1]) for e in named] == [0, 1]
    assert [(int(n), int(x)) for n, x in source(2).enumerate(start=5)] == [(5, 0), (6, 1)]
    assert [b[0].numpy().tolist() for b in both.batch(2)] == [[0, 1], [2]]
    assert sorted(int(a) for a, _ in both.shuffle(3)) == [0, 1, 2]


def test_zip_arguments() -> None:
    assert ints(Dataset.zip(rows(2))) == [0, 1]
    for bad in ([rows(2), rows(2)], (rows(2), 5)):
        with pytest.raises(TypeError, match="Invalid input to `zip`"):
            Dataset.zip(bad)
    with pytest.raises(TypeError, match="at least one"):
        Dataset.zip()


@BOTH
def test_cache(source: Source) -> None:
    calls: list[int] = []
    dataset = source(3).map(lambda x: calls.append(int(x)) or x).cache()
    partial = iter(dataset)
    next(partial)
    assert calls == [0]
    calls.clear()
    assert ints(dataset) == [0, 1, 2] == ints(dataset)
    assert calls == [0, 1, 2]
    assert ints(partial) == [1, 2]
    fixed = source(20).shuffle(20).cache()
    assert ints(fixed) == ints(fixed)


def test_choose_from_datasets() -> None:
    datasets = [rows(3), Dataset.range(10, 14)]
    turns = rows(2).repeat(4)
    assert ints(Dataset.choose_from_datasets(datasets, turns)) == [0, 10, 1, 11, 2, 12]
    longer = Dataset.choose_from_datasets(datasets, turns, stop_on_empty_dataset=False)
    assert ints(longer) == [0, 10, 1, 11, 2, 12, 13]
    with pytest.raises(tf.errors.InvalidArgumentError, match="Selector index out of range: 2"):
        ints(Dataset.choose_from_datasets(datasets, rows(3)))
    with pytest.raises(TypeError, match="compatible element specs"):
        Dataset.choose_from_datasets([rows(3), Dataset.from_tensors(1.0)], turns)


def test_sample_from_datasets_is_tensorflows() -> None:
    tf.random.set_seed(1)
    datasets = [rows(10), Dataset.range(100, 110)]
    expected = [0, 100, 1, 101, 2, 3, 4, 5, 102, 103, 6, 104, 105, 106, 107, 7, 108, 109, 8, 9]
    assert ints(Dataset.sample_from_datasets(datasets, [0.5, 0.5], seed=7)) == expected
    assert ints(Dataset.sample_from_datasets(datasets, seed=7)) == expected
    with pytest.raises(ValueError, match="same length"):
        Dataset.sample_from_datasets(datasets, [1.0])
    assert ints(Dataset.sample_from_datasets(datasets, [0.0, 1.0])) == list(range(100, 110))


def test_rejection_resample() -> None:
    unequal = Dataset.range(2000).map(lambda x: tf.cast(x % 10 == 0, tf.int64))
    for initial in (None, [0.9, 0.1]):
        got = [int(c) for c, _ in unequal.rejection_resample(
            lambda x: x, [0.5, 0.5], initial, seed=1)]  # fmt: skip
        assert 0.4 < sum(got) / len(got) < 0.6
        assert len(got) > 200
