"""What is called: every op with each sample and dtype of its record, and what is no op."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "ops"))  # `table` is their neighbour

from table import TABLE, Call, Draw, calls_of

from differential.composites import SAMPLES
from differential.composites_image import IMAGE
from differential.composites_more import MORE
from differential.composites_signal import SIGNAL

NARROW = {"float16", "bfloat16"}


@dataclass
class Case:
    """One call of one function, the same in both packages."""

    endpoint: str
    dtype: str
    call: Call
    number: int
    tolerance: int = 16  # in units in the last place
    must_raise: bool = False

    @property
    def label(self) -> str:
        return (
            f"{self.endpoint} {self.dtype} {'error' if self.must_raise else 'call'} {self.number}"
        )


def of_records() -> Iterator[Case]:
    for op in TABLE:
        for endpoint in op["endpoints"]:
            first = endpoint == op["endpoints"][0]
            # another name of an op is the same function in zeal, but might not be in TensorFlow
            for dtype in op["dtypes"] if first else op["dtypes"][-1:]:
                calls = calls_of(op, dtype)
                for n, call in enumerate(calls if first else calls[:1]):
                    yield Case(endpoint, dtype, call, n, op["tolerance"])


def of_errors() -> Iterator[Case]:
    for op in TABLE:
        if op["endpoints"] and op["errors"]:
            dtype = "float32" if "float32" in op["dtypes"] else op["dtypes"][0]
            for n, call in enumerate(Draw(op, dtype).calls(op["errors"])):
                yield Case(op["endpoints"][0], dtype, call, n, must_raise=True)


def of_composites() -> Iterator[Case]:
    for endpoint, (dtypes, text) in {**SAMPLES, **SIGNAL, **MORE, **IMAGE}.items():
        for dtype in dtypes.split():
            domain = (-3.0, 3.0) if endpoint not in IMAGE else (0.0, 1.0 if "f" in dtype else 99.0)
            draw = Draw({"type": endpoint, "domain": domain}, dtype)
            for n, call in enumerate(draw.calls(text)):
                yield Case(endpoint, dtype, call, n, 64)


def cases() -> list[Case]:
    return [*of_records(), *of_errors(), *of_composites()]
