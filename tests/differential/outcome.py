"""What a call does in one package: its results and first gradients, or the class of its error."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import numpy as np

from differential.cases import Case


class Missing(Exception):
    """The package has no function of that name."""


@dataclass
class Outcome:
    """Arrays; None in `gradients` stands for no gradient."""

    values: list[np.ndarray] = field(default_factory=list)
    gradients: list[np.ndarray | None] = field(default_factory=list)
    error: str = ""
    error_classes: list[str] = field(default_factory=list)
    message: str = ""


def resolve(tf: Any, endpoint: str) -> Any:
    for root in (tf, tf.compat.v1):  # a few names are old ones
        try:
            return reduce(getattr, endpoint.split("."), root)
        except AttributeError:
            continue
    raise Missing(endpoint)


def weights(y: Any) -> np.ndarray:
    """What a result's elements count in the sum that is differentiated: all different."""
    return (1 + np.arange(y.shape.num_elements() or 0).reshape(y.shape) % 7 * 0.25) * 0.5


def outcome(tf: Any, case: Case, wide: bool = False, gradients: bool = True) -> Outcome:
    function = resolve(tf, case.endpoint)
    try:
        return run(tf, function, case, wide, gradients)
    except Exception as e:  # whatever it is: the classes are compared
        classes = [c.__name__ for c in type(e).__mro__]
        return Outcome(error=type(e).__name__, error_classes=classes, message=str(e))


def widened(a: np.ndarray) -> np.ndarray:
    if a.dtype.kind in "biu":
        return a
    return a.astype(np.complex128 if a.dtype.kind == "c" else np.float64)


def run(tf: Any, function: Any, case: Case, wide: bool, gradients: bool) -> Outcome:
    tf.random.set_seed(1)
    xs: list[Any] = []

    def tensor(a: np.ndarray) -> Any:
        t = tf.constant(widened(a) if wide else a)
        if t.dtype.is_floating or t.dtype.is_complex:
            xs.append(t)
        return t

    call = case.call.map(tensor)
    with tf.GradientTape() as tape:
        tape.watch(xs)
        result = function(*call.args, **call.kwargs)
    got = Outcome()
    ys = []
    for y in tf.nest.flatten(result):
        if isinstance(y, (tf.IndexedSlices,)):
            y = tf.convert_to_tensor(y)
        if isinstance(y, tf.Tensor):
            got.values.append(y.numpy())
            if y.dtype.is_floating or y.dtype.is_complex:
                ys.append(y)
        elif y is not None:
            got.values.append(np.asarray(y))
    if gradients and xs and ys:
        upstream = [tf.cast(tf.constant(weights(y)), y.dtype) for y in ys]
        for dx in tape.gradient(ys, xs, output_gradients=upstream):
            got.gradients.append(None if dx is None else tf.convert_to_tensor(dx).numpy())
    return got
