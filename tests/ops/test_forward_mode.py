"""Forward mode against the tape: the derivative of every op along a direction, by either."""

from __future__ import annotations

import pytest
import zeal as tf
from test_gradients import CASES, NO_SECOND, cases_of, gradient


@pytest.mark.parametrize(("name", "dtype"), CASES)
def test_forward_is_reverse(name: str, dtype: str) -> None:
    # Each op's product is made of the derivative of its gradient.
    for case in cases_of(name, dtype, NO_SECOND):
        xs = [tf.constant(x) for x in case.xs]
        ds = [tf.constant(d.astype(x.dtype)) for d, x in zip(case.ds, case.xs, strict=True)]
        with tf.autodiff.ForwardAccumulator(xs, ds) as acc:
            y = case.f(*xs)
        got = float(acc.jvp(y, tf.UnconnectedGradients.ZERO))
        want = float(gradient(case.f, xs, case.ds))
        rel = 1e-4 if case.coarse else 1e-9
        assert got == pytest.approx(want, rel=rel, abs=rel)
