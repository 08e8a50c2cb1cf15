"""Where elements come from."""

from __future__ import annotations

from collections import namedtuple

import numpy as np
import pytest
import zeal as tf

Dataset = tf.data.Dataset
Point = namedtuple("Point", "x y")


def values(dataset: tf.data.Dataset) -> list:
    return [
        tf.nest.map_structure(lambda x: x.tolist(), element)
        for element in dataset.as_numpy_iterator()
    ]


def test_tensor_slices() -> None:
    dataset = Dataset.from_tensor_slices(np.arange(6.0).reshape(3, 2))
    assert values(dataset) == [[0, 1], [2, 3], [4, 5]]
    assert dataset.element_spec == tf.TensorSpec([2], tf.float64)
    assert len(dataset) == 3
    assert values(dataset) == [[0, 1], [2, 3], [4, 5]]  # again


def test_slices_share_memory_with_the_tensor() -> None:
    tensor = tf.reshape(tf.range(4000), [4, 1000])
    before = tf.config.experimental.get_memory_info("CPU:0")["current"]
    kept = list(Dataset.from_tensor_slices(tensor))
    assert len(kept) == 4
    assert tf.config.experimental.get_memory_info("CPU:0")["current"] - before < 4000


def test_structures() -> None:
    dicts = Dataset.from_tensor_slices({"b": [1, 2], "a": ([3, 4], [5, 6])})
    assert values(dicts) == [{"b": 1, "a": (3, 5)}, {"b": 2, "a": (4, 6)}]
    assert list(next(iter(dicts))) == ["b", "a"]
    points = Dataset.from_tensor_slices(Point([1, 2], [3, 4]))
    assert [type(p) for p in points] == [Point, Point]
    assert values(points.batch(2)) == [Point([1, 2], [3, 4])]
    with_none = Dataset.from_tensor_slices((([1, 2],), None))
    assert [(int(x), none) for (x,), none in with_none] == [(1, None), (2, None)]


@pytest.mark.parametrize("bad", [5, ([1, 2], [1, 2, 3]), ([1, 2], 3), (), tf.data.Dataset.range(3)])
def test_bad_slices(bad: object) -> None:
    with pytest.raises(ValueError, match=r"Unbatching|not compatible|Invalid|Slicing"):
        Dataset.from_tensor_slices(bad)


def test_strings_are_refused() -> None:
    with pytest.raises(TypeError, match="no string tensors"):
        Dataset.from_tensor_slices(["a", "b"])


def test_from_tensors() -> None:
    assert values(Dataset.from_tensors(([1, 2], 3.0))) == [([1, 2], 3.0)]
    assert values(Dataset.from_tensors(tf.Variable([1, 2]))) == [[1, 2]]


@pytest.mark.parametrize("args", [(5,), (2, 5), (1, 10, 3), (10, 1, -3), (5, 2), (0,)])
def test_range(args: tuple[int, ...]) -> None:
    dataset = Dataset.range(*args)
    assert values(dataset) == list(range(*args))
    assert len(dataset) == len(range(*args))
    assert values(dataset.batch(2).unbatch()) == list(range(*args))


def test_range_arguments() -> None:
    assert Dataset.range(3, output_type=tf.float32).element_spec == tf.TensorSpec([], tf.float32)
    assert values(Dataset.range(tf.constant(3))) == [0, 1, 2]
    with pytest.raises(ValueError, match="between 1 and 3 but was 0"):
        Dataset.range()
    with pytest.raises(tf.errors.InvalidArgumentError, match="non-zero"):
        Dataset.range(1, 2, 0)
    with pytest.raises(TypeError, match="must be an integer"):
        Dataset.range("3")


def test_counter() -> None:
    assert values(Dataset.counter(3, 2).take(3)) == [3, 5, 7]
    assert values(tf.data.experimental.Counter(dtype=tf.int32).batch(2).take(1)) == [[0, 1]]
    assert int(Dataset.counter().cardinality()) == tf.data.INFINITE_CARDINALITY


def test_generator() -> None:
    spec = {"n": tf.TensorSpec([], tf.int32), "x": tf.TensorSpec([None], tf.float32)}
    dataset = Dataset.from_generator(
        lambda n: ({"n": i, "x": [i] * i} for i in range(n)), output_signature=spec, args=(3,)
    )
    assert dataset.element_spec == spec
    expected = [{"n": 0, "x": []}, {"n": 1, "x": [1]}, {"n": 2, "x": [2, 2]}]
    assert values(dataset) == expected == values(dataset)
    assert int(dataset.cardinality()) == tf.data.UNKNOWN_CARDINALITY


def test_generator_by_types_and_shapes() -> None:
    dataset = Dataset.from_generator(
        lambda: iter([(1, [2])]), (tf.int32, tf.float32), ((), (None,))
    )
    assert dataset.element_spec == (tf.TensorSpec([], tf.int32), tf.TensorSpec([None], tf.float32))
    assert values(dataset) == [(1, [2.0])]
    unknown = Dataset.from_generator(lambda: [1, [2, 3]], tf.int32)
    assert unknown.element_spec.shape.rank is None
    assert values(unknown) == [1, [2, 3]]


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ([1, 2], r"element of shape \(2,\) where an element of shape \(\)"),
        ("a", "did not match the expected structure"),
        (None, "did not match the expected structure"),
    ],
)
def test_generator_that_does_not_fit(item: object, message: str) -> None:
    dataset = Dataset.from_generator(lambda: [item], output_signature=tf.TensorSpec((), tf.int32))
    with pytest.raises(tf.errors.InvalidArgumentError, match=message):
        next(iter(dataset))


def test_generator_arguments() -> None:
    with pytest.raises(TypeError, match="Python callable"):
        Dataset.from_generator([1], tf.int32)
    with pytest.raises(TypeError, match="output_signature` argument or the `output_types"):
        Dataset.from_generator(lambda: [1])
    with pytest.raises(TypeError, match="can not be used together"):
        Dataset.from_generator(lambda: [1], tf.int32, output_signature=tf.TensorSpec(()))
    with pytest.raises(TypeError, match="subclass of"):
        Dataset.from_generator(lambda: [1], output_signature=5)


def test_error_of_a_generator_passes() -> None:
    def generator() -> object:
        yield 1
        raise KeyError("gone")

    iterator = iter(Dataset.from_generator(generator, tf.int32))
    assert int(next(iterator)) == 1
    with pytest.raises(KeyError, match="gone"):
        next(iterator)
    with pytest.raises(StopIteration):
        next(iterator)


def test_random_numbers_are_tensorflows() -> None:
    tf.random.set_seed(1)
    assert values(Dataset.random(seed=4).take(3)) == [3140572256, 1890473413, 1605976525]
    again = Dataset.random(seed=4, rerandomize_each_iteration=True).take(3).repeat(2)
    assert values(again) == [
        1031416996, 2683143056, 779117511, 2935086158, 1935971334, 2566657825,
    ]  # fmt: skip


def test_from_list_and_at() -> None:
    dataset = tf.data.experimental.from_list([(1, [2]), (3, [4, 5])])
    assert values(dataset) == [(1, [2]), (3, [4, 5])]
    assert dataset.element_spec[1] == tf.TensorSpec([None], tf.int32)
    assert int(tf.data.experimental.at(Dataset.range(5), 3)) == 3
    with pytest.raises(tf.errors.OutOfRangeError, match=r"Index out of range \[0, 5\):7"):
        tf.data.experimental.at(Dataset.range(5), 7)
    with pytest.raises(ValueError, match="should not be empty"):
        tf.data.experimental.from_list([])
