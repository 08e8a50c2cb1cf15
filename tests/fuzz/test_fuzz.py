"""Hypothesis puts bad values in the place of arguments of the ops' samples; see server.py.

ZEAL_FUZZ_SECONDS says how long, 20 if it is not set; more than that draws other calls each time.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

hypothesis = pytest.importorskip("hypothesis")
from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

sys.path.insert(0, str(Path(__file__).parents[1] / "ops"))  # `table` is their neighbour
from table import BY_TYPE, TABLE, calls_of  # noqa: E402

from fuzz.pool import POOL, text  # noqa: E402

LARGEST = 300  # elements of a sample: calls are sent as text
SECONDS = float(os.environ.get("ZEAL_FUZZ_SECONDS", "20"))


@pytest.fixture(scope="module")
def ask() -> Iterator[Callable[[str], str]]:
    """Sends a line to a server, which forks for it."""
    server = subprocess.Popen(
        [sys.executable, str(Path(__file__).parent / "server.py")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip

    def send(line: str) -> str:
        assert server.stdin and server.stdout
        server.stdin.write(line + "\n")
        server.stdin.flush()
        return server.stdout.readline().strip()

    yield send
    assert server.stdin
    server.stdin.close()
    server.wait()


@functools.cache
def samples(type_: str) -> list[dict[str, str]]:
    """The first calls of an op, by parameter."""
    op = BY_TYPE[type_]
    names = [p["name"] for p in op["params"]]
    dtype = "float32" if "float32" in op["dtypes"] else op["dtypes"][0]
    found = []
    small = (c for c in calls_of(op, dtype) if sum(a.size for a in c.arrays()) <= LARGEST)
    for call in islice(small, 6):
        given = {**dict(zip(names, call.args, strict=False)), **call.kwargs}
        found.append({name: text(value) for name, value in given.items()})
    return found or [{p["name"]: "None" for p in op["params"] if p["default"] is None}]


@st.composite
def calls(draw: Any) -> str:
    op = draw(st.sampled_from(TABLE))
    arguments = dict(draw(st.sampled_from(samples(op["type"]))))
    names = [p["name"] for p in op["params"] if p["kind"] != "name"]
    if not names:
        return f"tf.raw_ops.{op['type']}()"
    for name in draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True)):
        arguments[name] = draw(st.sampled_from(POOL))
    inner = ", ".join(f"{name}=keep({value})" for name, value in arguments.items())
    return f"tf.raw_ops.{op['type']}({inner})"


@pytest.mark.timeout(SECONDS + 300)
def test_no_argument_ends_the_process(ask: Callable[[str], str]) -> None:
    end = time.monotonic() + SECONDS
    said: dict[str, str] = {}  # a call has one answer, also when the time is over

    @settings(
        max_examples=1200, deadline=None, derandomize=SECONDS <= 20, database=None,
        suppress_health_check=[*HealthCheck],
    )  # fmt: skip
    @given(calls())
    def run(line: str) -> None:
        if line not in said and time.monotonic() < end:
            said[line] = ask(line)
        assert said.get(line, "ok") == "ok", line

    run()
    while SECONDS > 20 and time.monotonic() < end:
        run()
    assert len(said) > 100


# What earlier, longer runs have found; some of it only a sanitizer sees.
FOUND = [
    "tf.raw_ops.Tile(input=keep(np.zeros([6, 0], np.float32)), multiples=[1879048192] * 2)",
]


@pytest.mark.parametrize("line", FOUND)
def test_what_was_found_stays_mended(ask: Callable[[str], str], line: str) -> None:
    assert ask(line) == "ok"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("tf.zeros([2])", "ok"),
        ("tf.reshape(tf.zeros([2]), [3])", "ok"),
        ("__import__('os').abort()", "ended by SIGABRT"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
    ],
)
def test_a_death_is_found(ask: Callable[[str], str], line: str, said: str) -> None:
    assert ask(line) == said
