"""zeal, TensorFlow eager, and TensorFlow's compiled functions: one text for the three."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from peers import data


def make(name: str, threads: int) -> dict[str, Any]:
    """What `work.py` runs, for "zeal", "tf" or "tf_function"."""
    tf = importlib.import_module("zeal" if name.startswith("zeal") else "tensorflow")
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    compiled = tf.function if name == "tf_function" else lambda f: f

    def taped(chain: Callable[[Any, Any], Any], a: Any, b: Any, gradient: bool) -> Any:
        with tf.GradientTape() as tape:
            tape.watch(a)
            x = chain(a, b)
        return tape.gradient(x, a) if gradient else x

    return {
        "array": tf.constant,
        "wait": lambda x: x.numpy(),
        "op_wait": lambda x: x,
        "must_wait": False,
        "add": tf.add, "matmul": tf.matmul, "sum": tf.reduce_sum, "exp": tf.exp,
        "tanh": tf.tanh, "relu": tf.nn.relu, "softmax": tf.nn.softmax, "taped": taped,
        **steps(tf, compiled, name != "tf_function"),
    }  # fmt: skip


def steps(tf: Any, compiled: Any, eager: bool) -> dict[str, Any]:
    """What makes a training step of each model, and of a stack of layers; a step gives its loss."""

    def cross_entropy(logits: Any, labels: Any) -> Any:
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)
        return tf.reduce_mean(losses)

    def with_adam(parameters: list[Any], loss_of: Callable[[list[Any]], Any]) -> Any:
        ps = [tf.Variable(p) for p in parameters]
        ms, vs = ([tf.Variable(tf.zeros_like(p)) for p in ps] for _ in range(2))
        t = tf.Variable(1.0)

        @compiled
        def step() -> Any:
            with tf.GradientTape() as tape:
                loss = loss_of(ps)
            rate = 1e-3 * tf.sqrt(1 - 0.999**t) / (1 - 0.9**t)
            for p, g, m, v in zip(ps, tape.gradient(loss, ps), ms, vs, strict=True):
                m.assign(0.9 * m + 0.1 * g)
                v.assign(0.999 * v + 0.001 * g * g)
                p.assign_sub(rate * m / (tf.sqrt(v) + 1e-7))
            t.assign_add(1.0)
            return loss

        return step

    def with_fused_adam(parameters: list[Any], loss_of: Callable[[list[Any]], Any]) -> Any:
        """The same by the op that Keras' optimizer calls."""
        ps = [tf.Variable(p) for p in parameters]
        ms, vs = ([tf.Variable(tf.zeros_like(p)) for p in ps] for _ in range(2))
        powers = [tf.Variable(0.9), tf.Variable(0.999)]

        @compiled
        def step() -> Any:
            with tf.GradientTape() as tape:
                loss = loss_of(ps)
            for p, g, m, v in zip(ps, tape.gradient(loss, ps), ms, vs, strict=True):
                tf.raw_ops.ResourceApplyAdam(
                    var=p.handle, m=m.handle, v=v.handle, beta1_power=powers[0],
                    beta2_power=powers[1], lr=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-7, grad=g,
                )  # fmt: skip
            powers[0].assign(powers[0] * 0.9)
            powers[1].assign(powers[1] * 0.999)
            return loss

        return step

    def with_descent(parameters: list[Any], loss_of: Callable[[list[Any]], Any]) -> Any:
        ps = [tf.Variable(p) for p in parameters]

        @compiled
        def step() -> Any:
            with tf.GradientTape() as tape:
                loss = loss_of(ps)
            for p, g in zip(ps, tape.gradient(loss, ps), strict=True):
                p.assign_sub(0.01 * g)
            return loss

        return step

    def linreg() -> Any:
        x, y = tf.constant(data.LINE_X), tf.constant(data.LINE_Y)
        return with_descent([5.0, 10.0], lambda p: tf.reduce_mean(tf.square(x * p[0] + p[1] - y)))

    def mlp(batch: int = 32, train: Callable[..., Any] = with_adam) -> Any:
        pixels, labels = map(tf.constant, data.digits(batch, 784))

        def loss_of(p: list[Any]) -> Any:
            h = tf.nn.relu(tf.matmul(pixels, p[0]) + p[1])
            return cross_entropy(tf.matmul(h, p[2]) + p[3], labels)

        return train(data.MLP, loss_of)

    def convnet(batch: int = 32) -> Any:
        images, labels = map(tf.constant, data.digits(batch, 28, 28, 1))

        def loss_of(p: list[Any]) -> Any:
            h = tf.nn.relu(tf.nn.conv2d(images, p[0], 1, "VALID") + p[1])
            h = tf.nn.relu(tf.nn.conv2d(h, p[2], 1, "VALID") + p[3])
            return cross_entropy(tf.matmul(tf.reduce_mean(h, [1, 2]), p[4]) + p[5], labels)

        return with_adam(data.CONVNET, loss_of)

    def rnn() -> Any:
        sequence = [tf.constant(x) for x in data.SEQUENCE]
        y, h0 = tf.constant(data.SEQUENCE_Y), tf.zeros([8, 32])

        def loss_of(p: list[Any]) -> Any:
            h = h0
            for x in sequence:
                h = tf.tanh(tf.matmul(x, p[0]) + tf.matmul(h, p[1]) + p[2])
            return tf.reduce_mean(tf.square(tf.matmul(h, p[3]) - y))

        return with_descent(data.RNN, loss_of)

    def stack(batch: int, depth: int) -> Any:
        inputs, targets, layers = data.stack(batch, depth)
        x, y = tf.constant(inputs), tf.constant(targets)

        def loss_of(p: list[Any]) -> Any:
            h = x
            for w, b in zip(p[::2], p[1::2], strict=True):
                h = tf.nn.relu(tf.matmul(h, w) + b)
            return tf.reduce_mean(tf.square(h - y))

        return with_descent(layers, loss_of)

    point = tf.constant(data.POINT)

    def linesearch() -> Any:
        rate, x = 1.0, point
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = tf.reduce_sum(x * x * x * x)
        gradient = tape.gradient(value, x)
        slope, first = tf.reduce_sum(gradient * gradient), value
        while value > first - rate * slope:
            x = point - rate * gradient
            value = tf.reduce_sum(x * x * x * x)
            rate /= 2.0
        return value

    models = {
        "linreg": linreg, "mlp": mlp, "convnet": convnet, "rnn": rnn,
        "mlp_fused": lambda: mlp(train=with_fused_adam),
    }  # fmt: skip
    if eager:
        models["linesearch"] = lambda: linesearch
    return {"steps": models, "stack": stack}
