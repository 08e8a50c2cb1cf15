"""A part of the comparison with TensorFlow, where that is installed."""

from __future__ import annotations

import os
from typing import Any

import pytest
import zeal

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
# Every so many calls; 1 compares all, which takes five minutes.
STEP = int(os.environ.get("ZEAL_DIFFERENTIAL_STEP", "7"))


@pytest.fixture(scope="module")
def tf() -> Any:
    return pytest.importorskip("tensorflow")


def test_the_list_of_calls_is_long() -> None:
    from differential.cases import cases

    labels = [c.label for c in cases()]
    assert len(labels) // STEP >= 2000 or STEP > 7
    assert len(labels) == len({*labels}), "each call has a label of its own"


@pytest.mark.timeout(900)
def test_calls_agree(tf: Any) -> None:
    from differential.cases import cases
    from differential.run import run

    tf.get_logger().setLevel("ERROR")
    every = cases()
    some = every[::STEP] + [c for c in every[1:] if c.must_raise]
    result = run(zeal, tf, some)
    assert result.unexplained == []
    assert result.calls >= 2000 or STEP > 7


def test_a_difference_is_found(tf: Any) -> None:
    from differential.cases import cases
    from differential.compare import differences

    case = next(c for c in cases() if c.label.startswith("math.exp float32 call"))

    class Wrong:
        def __getattr__(self, name: str) -> Any:
            return getattr(zeal, name)

        class math:
            exp = zeal.math.exp2 if hasattr(zeal.math, "exp2") else zeal.math.expm1

    assert any(d.startswith("value") for d in differences(Wrong(), tf, case))
