"""Jacobians in one backward pass against those made row by row, and against TensorFlow's values."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zeal as tf

TENSORFLOW = json.loads((Path(__file__).parent / "data" / "jacobians.json").read_text())


def numbers(*shape: int) -> Any:
    """The same for everybody: sines."""
    return tf.constant(np.sin(np.arange(1, 1 + np.prod(shape, dtype=int))).reshape(shape))


X = numbers(3, 4)
W, V, B = numbers(4, 5), numbers(5, 4), numbers(5)
IMAGES, FILTERS = numbers(2, 4, 4, 2), numbers(3, 3, 2, 3)


def attention(x: Any) -> Any:
    """x: [3, 4]"""
    q, k = tf.reshape(x, [3, 2, 2]), tf.reshape(tf.matmul(x, W)[:, :4], [3, 2, 2])
    return tf.matmul(tf.nn.softmax(tf.matmul(q, k, transpose_b=True)), k)


def residual(x: Any) -> Any:
    return tf.tanh(x + tf.matmul(tf.nn.relu(tf.matmul(x, W) + B), V))


def normalised(x: Any) -> Any:
    mean, variance = tf.nn.moments(x, [0])
    return (x - mean) * tf.math.rsqrt(variance + 1e-3)


def convolution(x: Any) -> Any:
    y = tf.nn.relu(tf.nn.conv2d(x, FILTERS, 1, "SAME"))
    return tf.reshape(tf.nn.avg_pool2d(y, 2, 2, "VALID"), [2, -1])


MODELS: dict[str, tuple[Callable[..., Any], list[Any]]] = {
    "layer": (lambda x, w, b: tf.tanh(tf.matmul(x, w) + b), [X, W, B]),
    "turned left": (lambda x, w: tf.sin(tf.matmul(x, w, transpose_a=True)), [X, numbers(3, 5)]),
    "turned right": (lambda x, w: tf.exp(tf.matmul(x, w, transpose_b=True)), [X, numbers(5, 4)]),
    "both turned": (
        lambda x, w: tf.exp(tf.matmul(x, w, transpose_a=True, transpose_b=True)),
        [X, numbers(5, 3)],
    ),
    "two layers": (lambda x, w, v: tf.matmul(tf.sigmoid(tf.matmul(x, w)), v), [X, W, V]),
    "matrices": (lambda x, w: tf.matmul(tf.tanh(x), w), [numbers(2, 3, 4), numbers(2, 4, 2)]),
    "one matrix": (lambda x, w: tf.matmul(tf.tanh(x), w), [numbers(2, 3, 4), W]),
    "outer": (lambda x: x[:, :, None] * x[:, None, :], [X]),
    "sums": (lambda x: tf.reduce_sum(x**2, 1) + tf.reduce_mean(x, 1), [X]),
    "sum of all": (lambda x: tf.reduce_sum(tf.sin(x)), [X]),
    "kept": (lambda x: x / tf.reduce_sum(x**2, 1, keepdims=True), [X]),
    "softmax": (lambda x: tf.nn.softmax(tf.matmul(x, W)), [X]),
    "log softmax down": (lambda x: tf.nn.log_softmax(x, 0), [X]),
    "loss": (
        lambda x: tf.nn.sparse_softmax_cross_entropy_with_logits([0, 2, 1], tf.matmul(x, W)),
        [X],
    ),
    "residual": (residual, [X]),
    "attention": (attention, [X]),
    "normalised": (normalised, [X]),
    "turned": (lambda x: tf.transpose(tf.reshape(tf.square(x), [2, 2, 3]), [2, 0, 1]), [X]),
    "flattened": (lambda x: tf.reshape(tf.exp(x), [-1]), [X]),
    "sliced": (lambda x: tf.concat([x[:, 1:], x[:1, ::2] * x[:, :2]], 1), [X]),
    "gathered": (lambda x: tf.gather(x, [2, 0, 2]) * 2, [X]),
    "gathered across": (lambda x: tf.gather(tf.sin(x), [3, 1], axis=1), [X]),
    "repeated": (lambda x: tf.tile(tf.sin(x), [2, 1]), [X]),
    "broadcast": (lambda b: tf.broadcast_to(tf.sin(b), [3, 5]) * X[:, :1], [B]),
    "sorted": (lambda x: tf.sort(x, axis=-1), [X]),
    "largest": (lambda x: tf.reduce_max(x, 1) * tf.maximum(x[:, 0], x[:, 1]), [X]),
    "running": (lambda x: tf.cumsum(tf.math.cumprod(x, axis=1), axis=0), [X]),
    "inverse": (lambda x: tf.linalg.inv(x[:, :3] + 3 * tf.eye(3, dtype=x.dtype)), [X]),
    "convolution": (convolution, [IMAGES]),
    "filters": (lambda f: tf.nn.conv2d(IMAGES, tf.sin(f), 2, "VALID"), [FILTERS]),
    "pooled": (lambda x: tf.nn.max_pool2d(tf.sin(x), 2, 2, "VALID"), [IMAGES]),
    "norm": (lambda x: tf.linalg.norm(x, axis=1), [X]),
    "einsum": (lambda x, w: tf.einsum("ij,jk,il->kl", x, w, x), [X, W]),
}  # fmt: skip


def taped(name: str) -> tuple[Any, Any, list[Any]]:
    f, xs = MODELS[name]
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(xs)
        y = f(*xs)
    return tape, y, xs


@pytest.mark.parametrize("name", MODELS)
def test_all_rows_at_once(name: str) -> None:
    tape, y, xs = taped(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # nothing here needs to run row by row
        at_once = tape.jacobian(y, xs)
        in_parts = tape.jacobian(y, xs, parallel_iterations=5)
    one_by_one = tape.jacobian(y, xs, experimental_use_pfor=False)
    for x, a, b, c in zip(xs, at_once, in_parts, one_by_one, strict=True):
        assert a.shape == y.shape + x.shape
        for got in (a, b):
            np.testing.assert_allclose(got.numpy(), c.numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", MODELS)
def test_each_example(name: str) -> None:
    tape, y, (x, *_) = taped(name)
    if len(y.shape) < 2 or y.shape[0] != x.shape[0]:
        with pytest.raises(ValueError, match=r"rank at least 2|first dimension"):
            tape.batch_jacobian(y, x)
        return
    at_once = tape.batch_jacobian(y, x)
    in_parts = tape.batch_jacobian(y, x, parallel_iterations=3)
    one_by_one = tape.batch_jacobian(y, x, experimental_use_pfor=False)
    for got in (at_once, in_parts):
        np.testing.assert_allclose(got.numpy(), one_by_one.numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", MODELS)
def test_second_order(name: str) -> None:
    """The Jacobian of a gradient: its own derivative goes through the rules' calls."""
    f, xs = MODELS[name]
    x = xs[0]

    def hessian(use_pfor: bool) -> Any:
        with tf.GradientTape(persistent=True) as outer:
            outer.watch(x)
            with tf.GradientTape() as inner:
                inner.watch(x)
                y = f(x, *xs[1:])
                loss = tf.reduce_sum(y * tf.cos(y))
            g = inner.gradient(loss, x)
            g = tf.convert_to_tensor(g)
        return outer.jacobian(g, x, experimental_use_pfor=use_pfor)

    np.testing.assert_allclose(hessian(True).numpy(), hessian(False).numpy(), rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("name", MODELS)
def test_a_tape_around(name: str) -> None:
    """A gradient of the Jacobian itself."""
    f, xs = MODELS[name]
    x = xs[0]

    def of_jacobian(use_pfor: bool) -> Any:
        with tf.GradientTape() as outer:
            outer.watch(x)
            with tf.GradientTape(persistent=True) as inner:
                inner.watch(x)
                y = f(x, *xs[1:])
            j = inner.jacobian(y, x, experimental_use_pfor=use_pfor)
            loss = tf.reduce_sum(j * tf.cos(j))
        return outer.gradient(loss, x, unconnected_gradients=tf.UnconnectedGradients.ZERO)

    a, b = (tf.convert_to_tensor(of_jacobian(p)).numpy() for p in (True, False))
    np.testing.assert_allclose(a, b, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("name", MODELS)
def test_tensorflow(name: str) -> None:
    tape, y, xs = taped(name)
    for got, want in zip(tape.jacobian(y, xs), TENSORFLOW[name], strict=True):
        assert got.shape == want["shape"]
        values = got.numpy().ravel()
        weights = np.cos(np.arange(values.size))
        np.testing.assert_allclose(
            [values.sum(), values @ weights, np.abs(values).max()],
            want["sums"],
            rtol=1e-6,
            atol=1e-8,
        )
