"""tf.experimental.numpy against NumPy: values, shapes and dtypes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import zeal as tf
from numpy_api.cases import ARRAYS, BINARY, CALLS, UNARY

tnp = tf.experimental.numpy

LINES = CALLS.strip().splitlines()
LINES += [f"{f}({a})" for f in UNARY.split() for a in ("A", "I", "P")]
LINES += [f"{f}({p})" for f in BINARY.split() for p in ("A, B", "I, J", "P, P", "A, 2")]


def call(line: str, module: Any, arrays: dict[str, Any]) -> Any:
    names = {n: getattr(module, n) for n in dir(module) if not n.startswith("_")}
    return eval(line, {**names, **arrays, "np": np})


def flat(x: Any) -> list[Any]:
    if isinstance(x, (list, tuple)):
        return [y for i in x for y in flat(i)]
    return [x.numpy() if isinstance(x, tf.Tensor) else x]


@pytest.mark.parametrize("line", LINES)
def test_like_numpy(line: str) -> None:
    with np.errstate(all="ignore"):
        want = flat(call(line, np, ARRAYS))
    got = flat(call(line, tnp, ARRAYS))
    assert len(got) == len(want)
    for g, w in zip(got, want, strict=True):
        assert np.shape(g) == np.shape(w)
        if isinstance(w, (np.ndarray, np.generic)):
            assert g.dtype == w.dtype, f"{g.dtype}, in NumPy {w.dtype}"
            eps = 1e-5 if w.dtype in (np.float32, np.complex64) else 1e-12
            np.testing.assert_allclose(g, w, rtol=eps, atol=eps)
        else:
            assert g == w


def test_arrays_are_tensors_and_differentiable() -> None:
    x = tf.constant([1.0, 2.0], tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tnp.sum(tnp.multiply(tnp.square(x), [1, 3]))
    assert isinstance(y, tnp.ndarray)
    np.testing.assert_allclose(tape.gradient(y, x).numpy(), [2.0, 12.0])


def test_every_name_of_the_namespace_is_called() -> None:
    """Names that no line above calls; the dtypes and constants are looked at below."""
    from numpy_api import cases

    text = "\n".join([cases.UNARY, cases.BINARY, cases.CALLS])
    names = [n for n in dir(tnp) if not n.startswith("_") and callable(getattr(tnp, n))]
    left = {n for n in names if n not in text and not isinstance(getattr(tnp, n), type)}
    assert left <= {
        "experimental_enable_numpy_behavior",
        "asanyarray",
        "empty_like",
        "flatten",
        "ascontiguousarray",
        "empty",
    }


def test_random() -> None:
    tnp.random.seed(1)
    a = tnp.random.uniform(2, 5, (100,)).numpy()
    tnp.random.seed(1)
    assert (a == tnp.random.uniform(2, 5, (100,)).numpy()).all()
    assert a.dtype == np.float64 and a.min() >= 2 and a.max() < 5
    assert set(tnp.random.randint(3, size=200).numpy()) == {0, 1, 2}
    assert tnp.random.randn(2, 3).shape == (2, 3)
    assert tnp.random.rand(2).dtype == tf.float64
    assert tnp.random.standard_normal(5).shape == (5,)
    assert tnp.random.random().shape == ()


def test_small_integers_become_float64() -> None:
    """NumPy makes float16 of 8 bits; TensorFlow's functions of these names do not."""
    assert tnp.sqrt(ARRAYS["U"]).dtype == tf.float64
    assert tnp.exp(ARRAYS["M"]).dtype == tf.float64
    assert tnp.flatten(ARRAYS["A"], "F").shape == (12,)


def test_the_switch_says_what_to_do() -> None:
    with pytest.raises(NotImplementedError, match=r"functions of tf.experimental.numpy"):
        tnp.experimental_enable_numpy_behavior()


def test_bad_arguments() -> None:
    for bad in (
        "reshape(A, (5, 5))",
        "diag(T)",
        "pad(V, 1, 'wrap')",
        "cross(A, B)",
        "take(V, [0], mode='x')",
    ):
        with pytest.raises((ValueError, tf.errors.InvalidArgumentError)):
            call(bad, tnp, ARRAYS)
