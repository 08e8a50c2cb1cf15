"""Random numbers: TensorFlow's for the same seed, of the right distribution, whatever the threads."""

import copy
import json
import math
import pickle
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

import zeal as tf

GOLDEN = json.loads((Path(__file__).parent / "data" / "random_golden.json").read_text())


def same(got, want, path):
    """Equal bits; where a logarithm or a sine is involved, the last of a float may differ."""
    if isinstance(want, list):
        assert len(got) == len(want), path
        for i, (g, w) in enumerate(zip(got, want, strict=True)):
            same(g, w, f"{path}[{i}]")
        return
    if want is None:
        return
    a = got.numpy()
    assert str(a.dtype) == want["dtype"], path
    assert list(a.shape) == want["shape"], path
    if a.dtype.kind in "iu":
        assert a.ravel().tolist() == want["values"], path
        return
    w = np.array(want["values"], np.float64).astype(a.dtype).reshape(want["shape"])
    finer = {"float16": ml_dtypes.finfo, "bfloat16": ml_dtypes.finfo}.get(str(a.dtype), np.finfo)
    eps = float(finer(a.dtype).eps)
    x, y = a.astype(np.float64), w.astype(np.float64)
    assert np.all(np.abs(x - y) <= eps * np.abs(y)), f"{path}: {a} is not {w}"


@pytest.mark.parametrize("case", GOLDEN, ids=lambda c: c["call"][:80])
def test_as_tensorflow(case):
    tf.random.set_seed(None)
    same(eval(case["call"], {"tf": tf}), case["value"], "value")
