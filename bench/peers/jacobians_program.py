"""The programs of bench/jacobian.py in TensorFlow's API, which is zeal's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def functions(tf: Any, a: dict[str, np.ndarray]) -> dict[str, Callable[[], Any]]:
    """The same program for zeal and TensorFlow."""
    x, few, labels = tf.constant(a["x"]), tf.constant(a["few"]), tf.constant(a["labels"])
    w, b = [tf.constant(a[f"w{i}"]) for i in range(3)], [tf.constant(a[f"b{i}"]) for i in range(3)]
    last = tf.constant(a["last"])

    def layers(x: Any, n: int) -> Any:
        for i in range(n):
            x = tf.tanh(tf.matmul(x, w[i]) + b[i])
        return x

    def each(n: int) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layers(x, n)
        return tape.batch_jacobian(y, x)

    def by_bias() -> Any:
        with tf.GradientTape() as tape:
            tape.watch(b[0])
            y = layers(x, 1)
        return tape.jacobian(y, b[0])

    def whole() -> Any:
        with tf.GradientTape() as tape:
            tape.watch(few)
            y = layers(few, 1)
        return tape.jacobian(y, few)

    def of_one(row: Any) -> Any:
        pixels, label = row
        weights = [w[0], b[0], last]
        with tf.GradientTape() as tape:
            tape.watch(weights)
            logits = tf.matmul(tf.tanh(tf.matmul(pixels[None], w[0]) + b[0]), last)
            loss = tf.nn.sparse_softmax_cross_entropy_with_logits(label[None], logits)
        return tape.gradient(loss, weights)

    return {
        "layer": lambda: each(1),
        "layer_by_bias": by_bias,
        "layer_whole": whole,
        "three": lambda: each(3),
        "gradients": lambda: tf.vectorized_map(of_one, (x, labels)),
    }
