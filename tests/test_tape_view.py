"""Tapes shown: as text, as Graphviz's source, as a picture; and errors that say where."""

from __future__ import annotations

import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any

import pytest
import zeal as tf


def recorded(persistent: bool = False) -> tuple[Any, Any, list[Any]]:
    w, b = tf.Variable(tf.ones([4, 3]), name="w"), tf.Variable(tf.zeros([3]), name="b")
    with tf.GradientTape(persistent=persistent) as tape:
        first, second = tf.split(tf.exp(tf.ones([2, 4]) @ w + b), [1, 2], axis=1)
        loss = tf.reduce_sum(first) * tf.reduce_mean(second)
    return tape, loss, [w, b]


def test_text() -> None:
    tape, loss, variables = recorded()
    title, head, *rows = str(tape).splitlines()
    assert title == "GradientTape: 7 calls recorded, 112 B held"
    assert tape.bytes_held == 112 == 4 * (8 + 12) + 4 * 6 + 2 * 4
    assert head.split() == ["op", "inputs", "outputs", "held"]
    assert [r.split()[1] for r in rows] == [
        "MatMul", "Add", "Exp", "Split", "Sum", "Mean", "Multiply"
    ]  # fmt: skip
    assert rows[0].split("  ")[1:] != [] and "float32[2, 4], w float32[4, 3]" in rows[0]
    assert "b float32[3]" in rows[1] and rows[0].endswith("80 B") and rows[2].endswith("24 B")
    assert not rows[4].endswith("B")  # a sum's gradient needs shapes only
    tape.gradient(loss, variables)
    assert str(tape).startswith("GradientTape: 7 calls recorded, 0 B held")
    tape.reset()
    assert str(tape) == "GradientTape: 0 calls recorded, 0 B held"


def test_a_buffer_counts_once() -> None:
    x = tf.Variable(tf.ones([1024]))
    with tf.GradientTape(persistent=True) as tape:
        y = tf.exp(x)  # keeps its output
        y = y * y  # which both inputs are
    tape.gradient(y, x)
    assert tape.bytes_held == 4096 and "4.0 KiB held" in str(tape)
    assert [r.endswith("4.0 KiB") for r in str(tape).splitlines()[2:]] == [True, False]


def test_pictures() -> None:
    tape, _, _ = recorded()
    dot = tape.dot()
    assert dot.startswith("digraph tape {") and dot.count("->") == 9
    assert 's0 [label="w\\nfloat32[4, 3]"' in dot and 'n0 [label="MatMul\\n80 B held"' in dot
    root = ET.fromstring(tape.svg())
    shown = [t.text for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"w", "b", "MatMul", "Multiply", "float32[4, 3]"} <= {*shown}
    assert len([*root.iter("{http://www.w3.org/2000/svg}path")]) == 9
    page = tape._repr_html_()
    assert "<svg" in page and "<td>MatMul</td>" in page
    with tf.GradientTape() as empty:
        pass
    ET.fromstring(empty.svg())
    assert empty.dot().startswith("digraph") and "<svg" not in empty._repr_html_()
    x = tf.Variable(1.0)
    with tf.GradientTape() as long:
        y = x
        for _ in range(200):
            y = y * 1.01
    assert "<svg" not in long._repr_html_() and long._repr_html_().count("<tr>") == 201


@pytest.fixture
def traced() -> Iterator[None]:
    tf.debugging.enable_backward_traceback()
    yield
    tf.debugging.disable_backward_traceback()


@tf.custom_gradient
def wrong(x: Any) -> Any:
    def grad(dy: Any) -> Any:
        raise ValueError("no gradient today")

    return x * 2.0, grad


@tf.custom_gradient
def misshapen(x: Any) -> Any:
    return x * 2.0, lambda dy: tf.matmul(dy, dy)


def layer(f: Any, x: Any) -> Any:
    return f(x)  # the line that is named


def test_errors_in_the_backward_pass_say_where(traced: None) -> None:
    x = tf.Variable([1.0, 2.0])
    for persistent in (False, True):
        with tf.GradientTape(persistent) as tape:
            y = layer(misshapen, x)
        with pytest.raises(tf.errors.InvalidArgumentError) as e:
            tape.gradient(y, x)
        text = "\n".join([str(e.value), *getattr(e.value, "__notes__", [])])
        assert "It is in the gradient of a call made here" in text
        assert "in layer\n    return f(x)  # the line that is named" in text
        assert "zeal/custom_gradient.py" not in text


def test_exceptions_of_python_get_a_note(traced: None) -> None:
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = layer(wrong, x)
    with pytest.raises(ValueError, match="no gradient today") as e:
        tape.gradient(y, x)
    if hasattr(e.value, "add_note"):  # Python 3.11
        assert "return f(x)  # the line that is named" in e.value.__notes__[0]


def test_with_check_numerics(traced: None) -> None:
    x = tf.Variable(0.0)
    tf.debugging.enable_check_numerics()
    try:
        with tf.GradientTape() as tape:
            y = layer(tf.sqrt, x)
        with pytest.raises(tf.errors.InvalidArgumentError) as e:
            tape.gradient(y, x)
        assert "SqrtGrad" in str(e.value) and "# the line that is named" in str(e.value)
        with pytest.raises(tf.errors.InvalidArgumentError, match='"Log"'):
            tf.math.log(0.0)
        tf.debugging.disable_check_numerics()
        assert float(tf.math.log(0.0)) == -float("inf")
        with tf.GradientTape() as tape:  # the places are still kept
            y = layer(misshapen, x)
        with pytest.raises(tf.errors.InvalidArgumentError) as e:
            tape.gradient(y, x)
        assert "the line that is named" in "".join(getattr(e.value, "__notes__", [str(e.value)]))
    finally:
        tf.debugging.disable_check_numerics()


def test_it_holds_for_the_thread_and_ends() -> None:
    x = tf.Variable(3.0)

    def square() -> float:
        with tf.GradientTape() as outer, tf.GradientTape() as tape:
            y = x * x
            g = tape.gradient(y, x)
        return float(outer.gradient(g, x))

    tf.debugging.enable_backward_traceback(stack_height_limit=2)
    found: list[float] = []
    worker = threading.Thread(target=lambda: found.append(square()))
    worker.start()
    worker.join()
    assert found == [square()] == [2.0]
    tf.debugging.disable_backward_traceback()
    with tf.GradientTape() as tape:
        y = layer(misshapen, tf.identity(x))
    with pytest.raises(tf.errors.InvalidArgumentError) as e:
        tape.gradient(y, x)
    assert "call made here" not in "".join([str(e.value), *getattr(e.value, "__notes__", [])])
