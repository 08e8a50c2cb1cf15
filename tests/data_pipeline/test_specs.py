"""What datasets say about their elements before there are any."""

from __future__ import annotations

import numpy as np
import pytest
import zeal as tf

Dataset = tf.data.Dataset
Spec = tf.TensorSpec


def batches() -> tf.data.Dataset:
    return Dataset.from_tensor_slices(np.zeros((5, 28, 28), np.uint8)).batch(2)


@pytest.mark.parametrize(
    ("function", "spec"),
    [
        (lambda x: tf.cast(x, tf.float32) / 255, Spec([None, 28, 28])),
        (lambda x: tf.reshape(x, [-1, 784]), Spec([None, 784], tf.uint8)),
        (lambda x: x[:1], Spec([None, 28, 28], tf.uint8)),
        (lambda x: x[:, :3], Spec([None, 3, 28], tf.uint8)),
        (lambda x: tf.shape(x), Spec([3], tf.int32)),
        (lambda x: {"m": tf.reduce_mean(tf.cast(x, tf.float32), [1, 2]), "one": 1},
         {"m": Spec([None]), "one": Spec([], tf.int32)}),
        (lambda x: tf.boolean_mask(x, x > 1), Spec([None], tf.uint8)),
        (lambda x: (x, x.numpy().sum()), (Spec([None, 28, 28], tf.uint8), Spec([], tf.uint64))),
    ],
)  # fmt: skip
def test_map_of_batches(function: object, spec: object) -> None:
    dataset = batches().map(function)
    assert dataset.element_spec == spec
    for element in dataset:
        for s, x in zip(tf.nest.flatten(spec), tf.nest.flatten(element), strict=True):
            assert s.is_compatible_with(x)


def test_first_elements_decide_where_values_are_looked_at() -> None:
    assert Dataset.range(3).map(lambda n: tf.range(n)).element_spec == Spec([None], tf.int64)
    assert Dataset.range(3).map(lambda n: tf.fill([int(n) + 1, 2], 1)).element_spec == Spec(
        [None, 2], tf.int32
    )


def test_random_numbers_are_not_used_up() -> None:
    tf.random.set_seed(3)
    a = [float(tf.random.uniform([])) for _ in range(2)]
    tf.random.set_seed(3)
    dataset = Dataset.range(3).map(lambda x: tf.random.uniform([2]))
    assert dataset.element_spec == Spec([2])
    assert [float(tf.random.uniform([])) for _ in range(2)] == a


def test_flat_map_and_groups() -> None:
    numbers = Dataset.range(5)
    assert numbers.flat_map(lambda n: Dataset.from_tensors(n)).element_spec == Spec([], tf.int64)
    assert numbers.flat_map(lambda n: Dataset.range(n)).element_spec == Spec([], tf.int64)
    groups = numbers.group_by_window(lambda x: x % 2, lambda k, d: d.batch(3), 3)
    assert groups.element_spec == Spec([None], tf.int64)
    assert numbers.window(2).flat_map(lambda w: w.batch(2)).element_spec == Spec([None], tf.int64)
    with pytest.raises(TypeError, match="must return a `Dataset` object"):
        list(numbers.flat_map(lambda n: n))


@pytest.mark.parametrize(
    ("make", "count"),
    [
        (lambda d: d, 5),
        (lambda d: d.map(lambda x: x), 5),
        (lambda d: d.repeat(), -1),
        (lambda d: d.repeat(3), 15),
        (lambda d: d.repeat(0), 0),
        (lambda d: d.repeat().take(3), 3),
        (lambda d: d.repeat().skip(3), -1),
        (lambda d: d.take(10), 5),
        (lambda d: d.take(-1), 5),
        (lambda d: d.skip(2), 3),
        (lambda d: d.skip(-1), 0),
        (lambda d: d.shard(3, 1), 2),
        (lambda d: d.batch(2), 3),
        (lambda d: d.batch(2, True), 2),
        (lambda d: d.padded_batch(2), 3),
        (lambda d: d.concatenate(d), 10),
        (lambda d: d.concatenate(d.repeat()), -1),
        (lambda d: d.enumerate(), 5),
        (lambda d: Dataset.zip(d, d.take(2)), 2),
        (lambda d: Dataset.zip(d.repeat(), d.repeat()), -1),
        (lambda d: d.shuffle(3).cache().prefetch(1), 5),
        (lambda d: d.filter(lambda x: True), -2),
        (lambda d: d.filter(lambda x: True).repeat(), -1),
        (lambda d: d.filter(lambda x: True).batch(2), -2),
        (lambda d: d.flat_map(Dataset.from_tensors), -2),
        (lambda d: d.batch(2).unbatch(), -2),
        (lambda d: d.window(2, 1, 1, True), 4),
    ],
)
def test_cardinality(make: object, count: int) -> None:
    dataset = make(Dataset.range(5))
    assert int(dataset.cardinality()) == count
    assert dataset.cardinality().dtype == tf.int64
    assert tf.data.experimental.cardinality(dataset) == count
    if count >= 0:
        assert len(dataset) == len(list(dataset)) == count
    else:
        with pytest.raises(TypeError, match="infinite" if count == -1 else "unknown"):
            len(dataset)
    assert dataset


def test_reprs() -> None:
    spec = "TensorSpec(shape=(None,), dtype=tf.int64, name=None)"
    assert repr(Dataset.range(3).batch(2)) == f"<_BatchDataset element_spec={spec}>"
    assert repr(Dataset.range(3).map(lambda x, y: x)) == "<_MapDataset element_spec='unknown'>"
    assert repr(tf.data.DatasetSpec(Spec([]))).startswith("DatasetSpec(TensorSpec(shape=(),")


def test_options() -> None:
    options = tf.data.Options()
    options.deterministic = False
    options.threading.private_threadpool_size = 2
    dataset = Dataset.range(3).with_options(options).map(lambda x: x)
    assert dataset.options().deterministic is False
    assert dataset.options().threading.private_threadpool_size == 2
    assert dataset.options().autotune.enabled is None
    other = tf.data.Options()
    other.deterministic = True
    assert dataset.with_options(other).options().deterministic is True
    assert other != options and options == options.merge(tf.data.Options())
    with pytest.raises(AttributeError, match="Cannot set the property foo on Options"):
        options.foo = 1
    with pytest.raises(TypeError, match='"deterministic" must be of type'):
        options.deterministic = 1
    assert [int(x) for x in dataset.batch(3).unbatch()] == [0, 1, 2]
    assert "Dataset[" in repr(tf.data.Dataset[tf.Tensor])  # for annotations


def test_iterators_and_optionals() -> None:
    iterator = iter(Dataset.range(2))
    assert isinstance(iterator, tf.data.Iterator)
    assert iterator.element_spec == Spec([], tf.int64)
    assert int(iterator.get_next()) == 0
    there = iterator.get_next_as_optional()
    assert bool(there.has_value()) and int(there.get_value()) == 1
    missing = iterator.get_next_as_optional()
    assert not bool(missing.has_value())
    with pytest.raises(tf.errors.InvalidArgumentError, match="does not have a value"):
        missing.get_value()
    with pytest.raises(tf.errors.OutOfRangeError, match="End of sequence"):
        iterator.get_next()
    assert list(iterator) == []
    assert int(tf.experimental.Optional.from_value(3).get_value()) == 3
    assert tf.data.experimental.get_structure(iterator) == Spec([], tf.int64)
    assert iterator.element_spec.value_type is tf.Tensor


def test_what_is_left_out_says_so() -> None:
    with pytest.raises(AttributeError, match="Use pathlib's glob"):
        Dataset.list_files("*")
    with pytest.raises(AttributeError, match="not part of zeal"):
        tf.data.TFRecordDataset  # noqa: B018
    with pytest.raises(AttributeError, match=r"Use Dataset.cache\(filename\), or save"):
        Dataset.snapshot("x")
