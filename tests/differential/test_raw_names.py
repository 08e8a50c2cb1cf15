"""Raw ops have the parameters of TensorFlow's, where that is installed."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import zeal
from zeal import _core

# TensorFlow 1's, of other arguments than the op that has the name now
OTHER = {"Reverse"}


def understood(function: Any, argument: str) -> bool:
    """Does the function know the argument? It is called with that alone, and so raises."""
    try:
        function(**{argument: 0})
    except TypeError as e:
        return "unexpected keyword" not in str(e)
    except (ValueError, zeal.errors.OpError):
        pass
    return True


def test_raw_ops_take_the_arguments_of_tensorflow() -> None:
    tf = pytest.importorskip("tensorflow")
    checked, unknown = 0, []
    for op in _core.op_table():
        for name in {*op["raw"], *([op["type"]] if op["endpoints"] else [])} - OTHER:
            theirs, ours = getattr(tf.raw_ops, name, None), getattr(zeal.raw_ops, name)
            if theirs is None:
                continue
            own = {p["name"] for p in op["params"]}
            checked += 1
            for argument in inspect.signature(theirs).parameters:
                if argument not in own and not understood(ours, argument):
                    unknown.append(f"{name}({argument})")
    assert checked > 250 and unknown == []
