"""Tensors as Python objects: text, numbers, indexing, copies and other libraries."""

import copy
import pickle
import subprocess
import sys
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import zeal as tf

c = tf.constant

# What TensorFlow 2.21 prints.
TEXTS = [
    (
        c(1.0),
        "<tf.Tensor: shape=(), dtype=float32, numpy=1.0>",
        "tf.Tensor(1.0, shape=(), dtype=float32)",
    ),
    (c(3), "<tf.Tensor: shape=(), dtype=int32, numpy=3>", "tf.Tensor(3, shape=(), dtype=int32)"),
    (
        c(True),
        "<tf.Tensor: shape=(), dtype=bool, numpy=True>",
        "tf.Tensor(True, shape=(), dtype=bool)",
    ),
    (
        c([1.0, 2.0]),
        "<tf.Tensor: shape=(2,), dtype=float32, numpy=array([1., 2.], dtype=float32)>",
        "tf.Tensor([1. 2.], shape=(2,), dtype=float32)",
    ),
    (
        c([[1.0, 2.0], [3.0, 4.0]]),
        "<tf.Tensor: shape=(2, 2), dtype=float32, numpy=\narray([[1., 2.],\n       [3., 4.]], dtype=float32)>",  # noqa: E501
        "tf.Tensor(\n[[1. 2.]\n [3. 4.]], shape=(2, 2), dtype=float32)",
    ),
    (
        c([], tf.float32),
        "<tf.Tensor: shape=(0,), dtype=float32, numpy=array([], dtype=float32)>",
        "tf.Tensor([], shape=(0,), dtype=float32)",
    ),
    (
        c([1, -2], tf.int8),
        "<tf.Tensor: shape=(2,), dtype=int8, numpy=array([ 1, -2], dtype=int8)>",
        "tf.Tensor([ 1 -2], shape=(2,), dtype=int8)",
    ),
    (
        c([1 + 2j]),
        "<tf.Tensor: shape=(1,), dtype=complex128, numpy=array([1.+2.j])>",
        "tf.Tensor([1.+2.j], shape=(1,), dtype=complex128)",
    ),
    (
        c([1.5, 2.0], tf.bfloat16),
        "<tf.Tensor: shape=(2,), dtype=bfloat16, numpy=array([1.5, 2], dtype=bfloat16)>",
        "tf.Tensor([1.5 2], shape=(2,), dtype=bfloat16)",
    ),
    (
        c(np.zeros((2, 2, 2), "i4")),
        "<tf.Tensor: shape=(2, 2, 2), dtype=int32, numpy=\narray([[[0, 0],\n        [0, 0]],\n\n       [[0, 0],\n        [0, 0]]], dtype=int32)>",  # noqa: E501
        "tf.Tensor(\n[[[0 0]\n  [0 0]]\n\n [[0 0]\n  [0 0]]], shape=(2, 2, 2), dtype=int32)",
    ),
    (
        c([np.nan, np.inf]),
        "<tf.Tensor: shape=(2,), dtype=float32, numpy=array([nan, inf], dtype=float32)>",
        "tf.Tensor([nan inf], shape=(2,), dtype=float32)",
    ),
    (
        c(1.5, tf.float16),
        "<tf.Tensor: shape=(), dtype=float16, numpy=1.5>",
        "tf.Tensor(1.5, shape=(), dtype=float16)",
    ),
    (
        c(1.5, tf.bfloat16),
        "<tf.Tensor: shape=(), dtype=bfloat16, numpy=1.5>",
        "tf.Tensor(1.5, shape=(), dtype=bfloat16)",
    ),
    (
        c([True, False]),
        "<tf.Tensor: shape=(2,), dtype=bool, numpy=array([ True, False])>",
        "tf.Tensor([ True False], shape=(2,), dtype=bool)",
    ),
    (
        c(np.zeros((0, 3))),
        "<tf.Tensor: shape=(0, 3), dtype=float64, numpy=array([], shape=(0, 3), dtype=float64)>",
        "tf.Tensor([], shape=(0, 3), dtype=float64)",
    ),
    (
        c(1 + 2j),
        "<tf.Tensor: shape=(), dtype=complex128, numpy=(1+2j)>",
        "tf.Tensor((1+2j), shape=(), dtype=complex128)",
    ),
]


@pytest.mark.parametrize(("x", "as_repr", "as_str"), TEXTS)
def test_text(x: tf.Tensor, as_repr: str, as_str: str) -> None:
    assert repr(x) == as_repr
    assert str(x) == as_str


def test_dtypes_by_the_types_of_numpy() -> None:
    assert tf.as_dtype(np.float32) == tf.float32
    assert tf.constant([1], np.int64).dtype == tf.int64


def test_text_of_dtypes_and_shapes() -> None:
    assert (repr(tf.float32), str(tf.float32)) == ("tf.float32", "<dtype: 'float32'>")
    shape = tf.TensorShape([1, None])
    assert (repr(shape), str(shape)) == ("TensorShape([1, None])", "(1, None)")
    assert repr(tf.TensorShape(None)) == "TensorShape(None)"
    assert repr(c([1.0]).shape) == "TensorShape([1])"
    assert f"{c(1.5)} {c(1.5):.3f} {c([1.0, 2.0])} {c(3):d}" == "1.5 1.500 [1. 2.] 3"


A = np.arange(24).reshape(2, 3, 4)
KEYS = [
    0, -1, (0, 1), (1, 2, 3), slice(None), slice(1, None), (slice(None), -1), (0, slice(None, 2)),
    (..., 0), (0, ...), (..., slice(1, 3)), (slice(None), None, 1), None, (None, ..., None),
    (slice(None), slice(None, None, -1)), (slice(None), slice(2, 0, -1)),
    (1, slice(None), slice(3, 3)),
    (slice(None, None, 2), slice(-2, None)), (slice(5, 9),), (), ...,
]  # fmt: skip


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_indexing_as_numpy(key: object) -> None:
    got, expected = c(A)[key], A[key]
    assert got.shape == expected.shape
    assert (got.numpy() == expected).all()


def test_indexing_with_tensors_and_masks() -> None:
    x = c(A)
    assert (x[c(1)].numpy() == A[1]).all()
    assert (x[0, c(2) : c(3)].numpy() == A[0, 2:3]).all()
    assert [int(row[0, 0]) for row in x] == [0, 12]
    assert len(x) == 2


BAD_KEYS: list[tuple[object, type[Exception]]] = [
    (5, tf.errors.InvalidArgumentError),
    ((0, 3), tf.errors.InvalidArgumentError),
    ((0, 0, 0, 0), tf.errors.InvalidArgumentError),
    (slice(None, None, 0), tf.errors.InvalidArgumentError),
    ("a", TypeError),
    (1.5, TypeError),
]


@pytest.mark.parametrize(("key", "error"), BAD_KEYS, ids=str)
def test_bad_indices(key: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        c(A)[key]


NUMBERS: list[tuple[Callable[[], object], object]] = [
    (lambda: 1 / c(2.0), 0.5),
    (lambda: 2 - c([1, 2]), [1, 0]),
    (lambda: 2 ** c([1.0, 2.0]), [2, 4]),
    (lambda: [1, 2] + c([1, 2]), [2, 4]),  # noqa: RUF005
    (lambda: np.array([1, 2]) + c([1, 2], tf.int64), [2, 4]),
    (lambda: abs(c(-1)), 1),
    (lambda: c(5) // c(2), 2),
    (lambda: c(-5) % c(3), 1),
    (lambda: c(5) / c(2), 2.5),
    (lambda: pow(c(2), 3), 8),
    (lambda: ~c([True]), [False]),
    (lambda: c([True]) & c([False]), [False]),
    (lambda: c([1]) | c([2]), [3]),
    (lambda: c([1]) ^ c([3]), [2]),
    (lambda: -c([1]), [-1]),
    (lambda: c([[1.0]]) @ c([[2.0]]), [[2]]),
    (lambda: c([1, 2]) == c([1, 3]), [True, False]),
    (lambda: c([1]) + True, [2]),
    (lambda: c([1, 2]) < 2, [True, False]),
]


@pytest.mark.parametrize(("call", "expected"), NUMBERS)
def test_operators(call: Callable[[], object], expected: object) -> None:
    result = call()
    assert isinstance(result, tf.Tensor)
    assert result.numpy().tolist() == expected


def test_conversions_to_python() -> None:
    assert int(c(3.7)) == 3 and float(c(2)) == 2.0 and complex(c(1 + 2j)) == 1 + 2j
    assert bool(c(1)) and not c(0.0)
    assert [1, 2, 3][c(1)] == 2 and list(range(c(3))) == [0, 1, 2]
    assert (c(1) == None) is False and (c(1) != None) is True  # noqa: E711
    assert isinstance(c(2).numpy(), np.int32)


ERRORS: list[tuple[Callable[[], object], type[Exception], str]] = [
    (lambda: c([1, 2]) + 1.5, tf.errors.InvalidArgumentError, "int32 tensor but is a float"),
    (lambda: c([1, 2]) + None, ValueError, "unsupported type (<class 'NoneType'>)"),
    (lambda: hash(c(1)), TypeError, "Tensor is unhashable. Instead, use tensor.ref() as the key."),
    (lambda: bool(c([1, 2])), ValueError, "more than one element is ambiguous"),
    (lambda: int(c([1, 2])), TypeError, "only 0-dimensional arrays"),
    (lambda: len(c(1)), TypeError, "Scalar tensor has no `len()`"),
    (lambda: list(c(1)), TypeError, "Cannot iterate over a scalar tensor."),
    (lambda: c([1.0]).name, AttributeError, "undefined when eager execution is enabled"),
    (lambda: [1][c(1.0)], TypeError, "integer scalar tensors"),
    (lambda: -c([True]), tf.errors.InvalidArgumentError, "bool"),
    (lambda: divmod(c(5), 2), TypeError, "divmod"),
    (lambda: c([1, 2]) + c([1, 2, 3]), tf.errors.InvalidArgumentError, "Incompatible shapes"),
    (lambda: type(c(1))(), TypeError, "cannot create"),
]


@pytest.mark.parametrize(("call", "error", "text"), ERRORS)
def test_errors(call: Callable[[], object], error: type[Exception], text: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert text in str(caught.value)


def test_references() -> None:
    x, y = c(1), c(1)
    assert len({x.ref(), x.ref(), y.ref()}) == 2
    assert x.ref().deref() is x


def test_immutable() -> None:
    with pytest.raises(TypeError):
        c([1.0])[0] = 2.0
    view = np.asarray(memoryview(c([1.0, 2.0])))
    assert view.tolist() == [1, 2] and not view.flags.writeable


@pytest.mark.parametrize("dtype", [d.name for d in tf.dtypes._ALL])
def test_pickle_copy_and_numpy(dtype: str) -> None:
    x = tf.cast(c([[0, 1, 1]]), dtype)
    for y in (pickle.loads(pickle.dumps(x)), copy.copy(x), copy.deepcopy(x)):
        assert y.dtype == dtype and y.shape == (1, 3)
        assert y.numpy().tobytes() == x.numpy().tobytes()
    a = x.numpy()
    a[...] = 0  # a copy of its own
    assert x.numpy().tobytes() != a.tobytes()


def test_array_protocol() -> None:
    x = c([1.0, 2.0])
    assert np.array(x, dtype=np.int64).dtype == np.int64
    assert np.asarray(x).dtype == np.float32
    assert not np.asarray(x.__array__(copy=False)).flags.writeable
    with pytest.raises(ValueError):
        x.__array__(dtype=np.int64, copy=False)
    assert np.sum(x) == 3


def test_dlpack() -> None:
    x = c(A)
    assert (np.from_dlpack(x) == A).all()
    back = c(np.from_dlpack(x))
    assert (back.numpy() == A).all()
    torch = pytest.importorskip("torch")
    t = torch.from_dlpack(x)
    assert (t.numpy() == A).all()
    assert (tf.convert_to_tensor(t * 2).numpy() == A * 2).all()


def test_meta_device() -> None:
    with tf.device("meta"):
        x = tf.zeros([2, 3])
        y = x + x
    assert y.shape == (2, 3) and "META" in y.device
    assert "no data on the meta device" in repr(y)
    with pytest.raises(tf.errors.OpError):
        y.numpy()


DEVICES = """
import zeal as tf
cpu = tf.config.list_physical_devices("CPU")[0]
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
assert [d.name for d in tf.config.list_logical_devices("CPU")] == ["/device:CPU:0", "/device:CPU:1"]
a = tf.constant([1.0])
with tf.device("/cpu:1"):
    b = tf.constant([2.0])
    s = b + b
    v = tf.Variable([1.0])
assert a.device.endswith("CPU:0") and b.device.endswith("CPU:1"), (a.device, b.device)
assert s.device.endswith("CPU:1") and v.device.endswith("CPU:1")
assert (a + b.cpu()).numpy() == 3 and b.cpu().device.endswith("CPU:0")
v.assign_add(a)
assert v.numpy() == 2 and v.device.endswith("CPU:1")
with tf.GradientTape() as tape:
    y = v * a
g = tape.gradient(y, v)
assert g.numpy() == 1
"""


def test_two_logical_devices() -> None:
    subprocess.run([sys.executable, "-c", DEVICES], check=True, timeout=60)


def test_weak_references() -> None:
    ended: list[int] = []
    for _ in range(3):  # Python objects of tensors are used again
        x = tf.constant([1.0])
        seen: weakref.ref[tf.Tensor] = weakref.ref(x)
        weakref.finalize(x, ended.append, 1)
        assert seen() is x
        del x
        assert seen() is None
    assert ended == [1, 1, 1]


def test_attributes_of_ones_own() -> None:
    """Keras keeps masks there; another tensor in the same Python object has none of them."""
    x: Any = tf.constant([1.0])
    x.note = [1]
    assert x.note == [1]
    seen = weakref.ref(x)
    del x
    assert seen() is None
    assert not any(hasattr(tf.constant([float(i)]), "note") for i in range(3))
    with pytest.raises(AttributeError):
        tf.constant(1.0).dtype = tf.float64  # type: ignore[misc]
