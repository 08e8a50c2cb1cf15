"""JAX: op by op, and compiled by `jit`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp

from peers import data


def make(name: str, threads: int) -> dict[str, Any]:
    """What `work.py` runs, for "jax" or "jax_jit"; the number of threads is set by XLA_FLAGS."""
    return {
        "array": jnp.asarray,
        "wait": float,
        "op_wait": lambda x: x.block_until_ready(),
        "must_wait": True,
        "add": jnp.add, "matmul": jnp.matmul, "sum": jnp.sum, "exp": jnp.exp, "tanh": jnp.tanh,
        "relu": jax.nn.relu, "softmax": jax.nn.softmax,
        "steps": steps(jax.jit if name == "jax_jit" else lambda f: f),
    }  # fmt: skip


def steps(compiled: Any) -> dict[str, Callable[..., Any]]:
    """What makes a training step of each model; a step gives its loss."""

    def cross_entropy(logits: Any, labels: Any) -> Any:
        picked = jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], 1)
        return -jnp.mean(picked)

    def run(update: Any, state: tuple[Any, ...]) -> Callable[[], Any]:
        update = compiled(update)
        held = [state]

        def step() -> Any:
            loss, held[0] = update(*held[0])
            return loss

        return step

    def with_adam(values: list[Any], loss_of: Callable[[list[Any]], Any]) -> Callable[[], Any]:
        def update(ps: Any, ms: Any, vs: Any, t: Any) -> Any:
            loss, gs = jax.value_and_grad(loss_of)(ps)
            rate = 1e-3 * jnp.sqrt(1 - 0.999**t) / (1 - 0.9**t)
            ms = [0.9 * m + 0.1 * g for m, g in zip(ms, gs, strict=True)]
            vs = [0.999 * v + 0.001 * g * g for v, g in zip(vs, gs, strict=True)]
            ps = [p - rate * m / (jnp.sqrt(v) + 1e-7) for p, m, v in zip(ps, ms, vs, strict=True)]
            return loss, (ps, ms, vs, t + 1)

        ps = [jnp.asarray(v) for v in values]
        zeros = [jnp.zeros_like(p) for p in ps]
        return run(update, (ps, zeros, zeros, 1.0))

    def with_descent(values: list[Any], loss_of: Callable[[list[Any]], Any]) -> Callable[[], Any]:
        def update(ps: Any) -> Any:
            loss, gs = jax.value_and_grad(loss_of)(ps)
            return loss, ([p - 0.01 * g for p, g in zip(ps, gs, strict=True)],)

        return run(update, ([jnp.asarray(v, jnp.float32) for v in values],))

    def convolution(x: Any, w: Any) -> Any:
        layout = ("NHWC", "HWIO", "NHWC")
        return jax.lax.conv_general_dilated(x, w, (1, 1), "VALID", dimension_numbers=layout)

    def linreg() -> Any:
        x, y = jnp.asarray(data.LINE_X), jnp.asarray(data.LINE_Y)
        return with_descent([5.0, 10.0], lambda p: jnp.mean(jnp.square(x * p[0] + p[1] - y)))

    def mlp(batch: int = 32) -> Any:
        pixels, labels = map(jnp.asarray, data.digits(batch, 784))
        return with_adam(
            data.MLP,
            lambda p: cross_entropy(jax.nn.relu(pixels @ p[0] + p[1]) @ p[2] + p[3], labels),
        )

    def convnet(batch: int = 32) -> Any:
        images, labels = map(jnp.asarray, data.digits(batch, 28, 28, 1))

        def loss_of(p: list[Any]) -> Any:
            h = jax.nn.relu(convolution(images, p[0]) + p[1])
            h = jax.nn.relu(convolution(h, p[2]) + p[3])
            return cross_entropy(jnp.mean(h, (1, 2)) @ p[4] + p[5], labels)

        return with_adam(data.CONVNET, loss_of)

    def rnn() -> Any:
        sequence, y = jnp.asarray(data.SEQUENCE), jnp.asarray(data.SEQUENCE_Y)

        def loss_of(p: list[Any]) -> Any:
            h = jnp.zeros((8, 32))
            for x in sequence:
                h = jnp.tanh(x @ p[0] + h @ p[1] + p[2])
            return jnp.mean(jnp.square(h @ p[3] - y))

        return with_descent(data.RNN, loss_of)

    return {"linreg": linreg, "mlp": mlp, "convnet": convnet, "rnn": rnn}
