"""How two outcomes differ, in short kinds: value, dtype, shape, gradient, error class …"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import ml_dtypes
import numpy as np

from differential.cases import Case
from differential.outcome import Outcome, outcome, widened

# Errors of these classes say the same: which one it is depends on where TensorFlow checks, in
# Python or in a kernel, and that has changed between its releases.
SAME_ERROR = {"InvalidArgumentError", "ValueError", "TypeError", "IndexError", "UnimplementedError"}


# TensorFlow has no kernel or gradient for the dtype, which zeal has.
NOT_THERE = re.compile(
    "not in the list of allowed|Could not find device for node|gradient registry has no entry"
    "|Unhandled input type|[Uu]nsupported data type|float8_e4m3|is not supported|not implemented"
)


def text(a: np.ndarray) -> str:
    return one_line(str(a.ravel()[:6]))


class Beyond(Exception):
    """zeal can what TensorFlow cannot: there is nothing to compare with."""


def unit(dtype: Any) -> float:
    return float(np.finfo(dtype).eps if dtype.kind == "c" else ml_dtypes.finfo(dtype).eps)


def error(a: np.ndarray, exact: np.ndarray) -> float:
    """The largest difference in units in the last place of the largest element."""
    wide_a, wide_b = widened(a), widened(exact).astype(widened(a).dtype)
    with np.errstate(all="ignore"):
        rounded = widened(wide_b.astype(a.dtype))
        same = (wide_a == rounded) | (np.isnan(wide_a) & np.isnan(rounded))
        size = np.abs(rounded[np.isfinite(rounded)])
        scale = max(float(size.max()) if size.size else 0.0, 1e-3 if unit(a.dtype) > 1e-4 else 1e-9)
        away = np.where(same, 0.0, np.abs(wide_a - rounded) / (scale * unit(a.dtype)))
    return float(np.nan_to_num(away, nan=np.inf, posinf=np.inf).max()) if away.size else 0.0


def arrays(z: np.ndarray, t: np.ndarray, exact: np.ndarray | None, limit: float) -> Iterator[str]:
    if z.dtype != t.dtype:
        yield f"dtype: {z.dtype}, TensorFlow {t.dtype}"
    elif z.shape != t.shape:
        yield f"shape: {z.shape}, TensorFlow {t.shape}"
    elif z.dtype.kind in "biuSUO":
        if not np.array_equal(z, t):
            yield f"value: {text(z)}, TensorFlow {text(t)}"
    elif (off := error(z, t)) > limit:
        # who is right? what TensorFlow gives in double precision says
        if (
            exact is not None
            and exact.shape == z.shape
            and error(z, exact) <= max(limit, error(t, exact))
        ):
            return
        yield f"value: {off:.0f} ulp apart: {text(z)}, TensorFlow {text(t)}"


def one_line(message: str) -> str:
    return re.sub(r"\{\{function_node \S+ ?|\s+", " ", message)[:120]


def differences(zeal: Any, tf: Any, case: Case) -> Iterator[str]:
    """The sentences start with the kind of difference."""
    z, t = outcome(zeal, case), outcome(tf, case)
    if z.error or t.error:
        yield from errors(z, t)
        return
    if len(z.values) != len(t.values):
        yield f"number: {len(z.values)} results, TensorFlow {len(t.values)}"
        return
    found = list(compare(z, t, Outcome(), case.tolerance))
    if found:
        exact = outcome(tf, case, wide=True)
        found = list(compare(z, t, exact, case.tolerance))
    yield from found


def compare(z: Outcome, t: Outcome, exact: Outcome, limit: float) -> Iterator[str]:
    wide = [*exact.values, *[None] * len(z.values)]
    for a, b, c in zip(z.values, t.values, wide, strict=False):
        yield from arrays(a, b, c, limit)
    wide_gradients = [*exact.gradients, *[None] * len(z.gradients)]
    for dx, dt, dw in zip(z.gradients, t.gradients, wide_gradients, strict=False):
        if dx is None or dt is None:
            if dx is not dt:
                yield f"gradient: {'None' if dx is None else text(dx)}, TensorFlow " + (
                    "None" if dt is None else f"{text(dt)}"
                )
        else:
            yield from (f"gradient {d}" for d in arrays(dx, dt, dw, limit * 4))


def errors(z: Outcome, t: Outcome) -> Iterator[str]:
    if not z.error and NOT_THERE.search(t.message):
        raise Beyond
    if not z.error:
        yield f"accepted: TensorFlow raises {t.error}: {one_line(t.message)}"
    elif not t.error:
        yield f"raised: {z.error}: {one_line(z.message)}"
    elif z.error != t.error and not {z.error, t.error} <= SAME_ERROR:
        theirs = f"TensorFlow {t.error} ({one_line(t.message)})"
        yield f"class: {z.error} ({one_line(z.message)}), {theirs}"
