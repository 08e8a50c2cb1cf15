"""How far float32 functions are from double precision, in units in the last place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from differential.cases import TABLE
from differential.outcome import Missing, resolve

POINTS = 20_000


def units(got: np.ndarray, exact: np.ndarray) -> float:
    """The worst distance of an element from the exact result, in its own last place."""
    with np.errstate(all="ignore"):
        away = np.abs(got.astype(np.float64) - exact) / np.spacing(np.abs(exact.astype(np.float32)))
    return float(away[np.isfinite(exact) & np.isfinite(got)].max(initial=0.0))


def worst(zeal: Any, tf: Any) -> Iterator[tuple[str, float, float, str]]:
    """Function, zeal's and TensorFlow's worst error, and the interval that arguments are from."""
    for op in TABLE:
        tensors = [p for p in op["params"] if p["kind"] == "T"]
        if op["rung"] != "elementwise" or not op["endpoints"] or len(tensors) > 2:
            continue
        if not {"float32", "float64"} <= {*op["dtypes"]}:
            continue
        name, (lo, hi) = op["endpoints"][0], op["domain"]
        rng = np.random.default_rng(3)
        xs = [rng.uniform(lo, hi, POINTS).astype(np.float32) for _ in tensors]
        try:
            z = resolve(zeal, name)(*map(zeal.constant, xs)).numpy()
            t = resolve(tf, name)(*map(tf.constant, xs)).numpy()
            exact = resolve(tf, name)(*(tf.constant(x, tf.float64) for x in xs)).numpy()
        except (Missing, tf.errors.OpError, TypeError, ValueError):
            continue
        if z.dtype == np.float32 and t.dtype == np.float32:
            yield name, units(z, exact), units(t, exact), f"[{lo:g}, {hi:g}]"
