"""Every op, in every dtype that it claims, against its reference in double precision."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np
import pytest
import zeal as tf
from table import BY_TYPE, TABLE, calls_of, cases, expected, function_of, public


def as_list(x: Any) -> list[Any]:
    return list(x) if isinstance(x, (list, tuple)) else [x]


def eps_of(dtype: Any) -> float:
    dtype = np.dtype(dtype)
    if dtype.kind == "c":
        return float(np.finfo(dtype).eps)
    return float(ml_dtypes.finfo(dtype).eps)


def check(got: Any, want: Any, tolerance: int, elementwise: bool) -> None:
    """`got` has the reference's shape, and its values within `tolerance` units in the last place.

    Where an element is a sum of many, the unit is that of the largest element: terms cancel.
    """
    got = got.numpy() if isinstance(got, tf.Tensor) else np.asarray(got)
    assert np.shape(got) == np.shape(want), f"shape {np.shape(got)}, expected {np.shape(want)}"
    if hasattr(want, "align"):  # a reference that leaves some freedom
        got = want.align(got)
    want = np.asarray(want)
    kind = np.asarray(got).dtype
    if kind.kind in "biu":
        np.testing.assert_array_equal(got, want)
        return
    wide = np.complex128 if kind.kind == "c" else np.float64
    with np.errstate(all="ignore"):
        exact = want.astype(kind).astype(wide)  # what rounding alone makes of the reference
    eps = eps_of(kind)
    size = np.abs(np.where(np.isfinite(exact), exact, 0))
    largest = 0.0 if elementwise or not size.size else float(size.max())
    scale = np.maximum(np.maximum(size, largest), 1e-3 if eps > 1e-4 else 1e-12)
    near = np.abs(np.asarray(got).astype(wide) - exact) <= tolerance * eps * scale
    same = (np.asarray(got).astype(wide) == exact) | (np.isnan(exact) & np.isnan(got.astype(wide)))
    assert np.all(near | same), f"got {got}\nexpected {exact}"


@pytest.mark.parametrize(("name", "dtype"), cases())
def test_values(name: str, dtype: str) -> None:
    op = BY_TYPE[name]
    calls = calls_of(op, dtype)
    if op["numpy"] is None or not calls:
        pytest.skip("random or internal: tested by hand elsewhere")
    for call in calls:
        got = as_list(function_of(op)(*call.args, **call.kwargs))
        want = expected(op, call)
        want = as_list(want) if op["outputs"] != 1 else [want]
        assert len(got) == len(want)
        for g, w in zip(got, want, strict=True):
            check(g, w, op["tolerance"], op["rung"] == "elementwise")


@pytest.mark.parametrize("name", [op["type"] for op in TABLE if public(op)])
def test_public_op_has_samples(name: str) -> None:
    op = BY_TYPE[name]
    assert op["samples"] or op["rung"] == "elementwise", f"{name} has no samples in its record"


@pytest.mark.parametrize("name", [op["type"] for op in TABLE if op["cpu"]])
def test_dtypes_that_are_not_claimed_raise(name: str) -> None:
    op = BY_TYPE[name]
    every = {d for o in TABLE for d in o["dtypes"]}
    call = next(iter(calls_of(op, op["dtypes"][0])), None)
    takes_t = [p for p in op["params"] if p["kind"] in ("T", "Ts") and not p["optional"]]
    if call is None or not takes_t:
        pytest.skip("takes no tensor of the op's dtype")
    own = np.dtype(tf.as_dtype(op["dtypes"][0]).as_numpy_dtype)
    for other in sorted(every - set(op["dtypes"])):
        dtype = tf.as_dtype(other).as_numpy_dtype
        if own in (np.dtype(np.bool_), np.dtype(np.int32)) and call.arrays():
            wrong = call.map(lambda a, d=dtype: a.astype(d))
        else:
            wrong = call.map(lambda a, d=dtype: a.astype(d) if a.dtype == own else a)
        with pytest.raises((tf.errors.OpError, TypeError, ValueError)):
            function_of(op)(*wrong.args, **wrong.kwargs)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        (op["type"], line.strip())
        for op in TABLE
        for line in (op["errors"] or "").splitlines()
        if line.strip()
    ],
)
def test_errors_name_the_op(name: str, line: str) -> None:
    from table import Draw

    op = BY_TYPE[name]
    dtype = "float32" if "float32" in op["dtypes"] else op["dtypes"][0]
    (call,) = Draw(op, dtype).calls(line)
    with pytest.raises((tf.errors.OpError, TypeError, ValueError)) as e:
        for y in as_list(function_of(op)(*call.args, **call.kwargs)):
            np.asarray(y)  # a GPU tells when it is waited for
    assert len(str(e.value)) > 10


@pytest.mark.parametrize(("name", "dtype"), cases())
def test_meta_device_infers_the_same(name: str, dtype: str) -> None:
    """On the meta device an op gives the shapes and dtypes that it gives on the CPU."""
    op = BY_TYPE[name]
    if op["rung"] == "composite" or not op["params"] or op["params"][0]["is_attr"]:
        pytest.skip("has no tensor to be on the meta device, or reads values")
    for call in calls_of(op, dtype):
        if not call.arrays():
            continue
        real = as_list(function_of(op)(*call.args, **call.kwargs))

        def move(a: np.ndarray) -> Any:
            with tf.device("meta"):
                return tf.identity(tf.constant(a))

        try:
            on_meta = call.map(move)
            meta = as_list(function_of(op)(*on_meta.args, **on_meta.kwargs))
        except tf.errors.OpError as e:
            assert "meta device" in str(e), e  # the shape depends on values
            continue
        assert [(m.shape, m.dtype) for m in meta] == [(r.shape, r.dtype) for r in real]


@pytest.mark.parametrize("name", [op["type"] for op in TABLE if op["cpu"]])
def test_same_bits_twice(name: str) -> None:
    op = BY_TYPE[name]
    dtype = "float32" if "float32" in op["dtypes"] else op["dtypes"][0]
    for call in calls_of(op, dtype):
        if op["type"].startswith("Random"):
            pytest.skip("stateful")
        a, b = (as_list(function_of(op)(*call.args, **call.kwargs)) for _ in range(2))
        for x, y in zip(a, b, strict=True):
            assert x.numpy().tobytes() == y.numpy().tobytes()
