"""constant and convert_to_tensor: which dtype and shape a Python value becomes."""

from collections.abc import Callable

import ml_dtypes
import numpy as np
import pytest
import zeal as tf

c = tf.constant

GOOD: list[tuple[Callable[[], tf.Tensor], str, object]] = [
    (lambda: c(1), "int32", 1),
    (lambda: c(1.5), "float32", 1.5),
    (lambda: c(True), "bool", True),
    (lambda: c(1j), "complex128", 1j),
    (lambda: c(1 << 40), "int64", 1 << 40),
    (lambda: c([1, 2.5]), "float32", [1, 2.5]),
    (lambda: c([]), "float32", []),
    (lambda: c([[], []]), "float32", [[], []]),
    (lambda: c((1, 2)), "int32", [1, 2]),
    (lambda: c(range(3)), "int32", [0, 1, 2]),
    (lambda: c(np.float64(1)), "float64", 1),
    (lambda: c(np.arange(2), tf.float32), "float32", [0, 1]),
    (lambda: c(np.array([1.5]), tf.int32), "int32", [1]),
    (lambda: c(np.arange(6).reshape(2, 3).T), "int64", [[0, 3], [1, 4], [2, 5]]),
    (lambda: c(np.arange(6)[::-2]), "int64", [5, 3, 1]),
    (lambda: c(np.ones(2, ml_dtypes.bfloat16)), "bfloat16", [1, 1]),
    (lambda: c(True, tf.float32), "float32", 1),
    (lambda: c(1, tf.complex64), "complex64", 1),
    (lambda: c(1.0, tf.float8_e5m2 if hasattr(tf, "float8_e5m2") else "float8_e5m2"),
     "float8_e5m2", 1),
    (lambda: c([1, 2], tf.float32, shape=(2, 1)), "float32", [[1], [2]]),
    (lambda: c(3, shape=(2,)), "int32", [3, 3]),
    (lambda: c([c(1), c(2)]), "int32", [1, 2]),
    (lambda: tf.convert_to_tensor(1, dtype_hint=tf.float32), "float32", 1),
    (lambda: tf.convert_to_tensor([1.5], dtype_hint=tf.int32), "float32", [1.5]),
    (lambda: tf.convert_to_tensor(tf.Variable(1)), "int32", 1),
    (lambda: c(float("inf")), "float32", float("inf")),
]  # fmt: skip


@pytest.mark.parametrize(("call", "dtype", "expected"), GOOD)
def test_values(call: Callable[[], tf.Tensor], dtype: str, expected: object) -> None:
    t = call()
    assert t.dtype == dtype
    assert t.numpy().tolist() == expected


BAD: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: c([1.5], tf.int32), TypeError, "Cannot convert"),
    (lambda: c(1.0, tf.bool), TypeError, "Cannot convert"),
    (lambda: c("a", tf.float32), TypeError, "Cannot convert 'a'"),
    (lambda: c(float("nan"), tf.int32), TypeError, "Cannot convert nan"),
    (lambda: c([[1], [1, 2]]), ValueError, "non-rectangular Python sequence"),
    (lambda: c(None), ValueError, "unsupported type (<class 'NoneType'>)"),
    (lambda: c([None]), ValueError, "unsupported type (<class 'NoneType'>)"),
    (lambda: c(object()), ValueError, "unsupported type (<class 'object'>)"),
    (lambda: c({1: 2}), ValueError, "unsupported type (<class 'dict'>)"),
    (lambda: c([True, 1]), ValueError, "mixed types"),
    (lambda: c(1 << 70), ValueError, "out-of-range integer"),
    (lambda: c(-1, tf.uint8), (TypeError, ValueError), ""),
    (lambda: c([1, 2], shape=(3,)), TypeError, "has 2 elements, but got `shape` (3,)"),
    (lambda: c(np.array(["a"])), (TypeError, ValueError), ""),
    (lambda: c(np.array([1], "datetime64[s]")), (TypeError, ValueError), ""),
    (lambda: c(c(1.5), tf.int32), TypeError, "Expected tensor 1.5 with dtype tf.int32"),
    (lambda: tf.convert_to_tensor(c(1), tf.float32), ValueError,
     "Tensor conversion requested dtype float32 for Tensor with dtype int32"),
    (lambda: c(1, "no such dtype"), TypeError, "dtype"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "text"), BAD)
def test_errors(call: Callable[[], object], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert text in str(caught.value)


def test_the_array_is_copied() -> None:
    a = np.zeros(3, np.float32)
    t = c(a)
    a[0] = 1
    assert t.numpy().tolist() == [0, 0, 0]


def test_foreign_byte_order() -> None:
    assert c(np.array([1.5, 2.0], ">f4")).numpy().tolist() == [1.5, 2.0]


def test_protocols() -> None:
    class HasTensor:
        def __tf_tensor__(self, dtype: object = None, name: object = None) -> tf.Tensor:
            return c([7])

    class GivesArray:
        """As TensorFlow's tensors do, which give themselves."""

        def __tf_tensor__(self, dtype: object = None, name: object = None) -> np.ndarray:
            return np.array([9])

    class HasArray:
        def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
            return np.array([8])

    assert tf.convert_to_tensor(HasTensor()).numpy().tolist() == [7]
    assert tf.convert_to_tensor(GivesArray()).numpy().tolist() == [9]
    assert tf.convert_to_tensor(HasArray()).numpy().tolist() == [8]
    assert tf.is_tensor(c(1)) and tf.is_tensor(tf.Variable(1)) and not tf.is_tensor(np.ones(1))


def test_a_shape_with_an_unknown_size_is_no_tensor() -> None:
    """The conversion called itself for ever."""
    for convert in (tf.convert_to_tensor, tf.zeros, lambda s: tf.reshape(tf.zeros([4]), s)):
        with pytest.raises(ValueError, match="partially known TensorShape"):
            convert(tf.TensorShape([None, 2]))
