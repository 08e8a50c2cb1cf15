"""PyTorch, eager."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from peers import data


def make(name: str, threads: int) -> dict[str, Any]:
    """What `work.py` runs."""
    torch.set_num_threads(threads)

    def taped(chain: Callable[[Any, Any], Any], a: Any, b: Any, gradient: bool) -> Any:
        a = a.detach().requires_grad_()
        x = chain(a, b)
        return torch.autograd.grad(x, a, torch.ones_like(x))[0] if gradient else x

    return {
        "array": lambda x: torch.from_numpy(np.array(x)),
        "wait": lambda x: x.item(),
        "op_wait": lambda x: x,
        "must_wait": False,
        "add": torch.add, "matmul": torch.matmul, "sum": torch.sum, "exp": torch.exp,
        "tanh": torch.tanh, "relu": torch.relu, "softmax": lambda x: torch.softmax(x, -1),
        "taped": taped, **steps(),
    }  # fmt: skip


def parameters(values: list[Any]) -> list[Any]:
    """Leaves that gradients are taken for."""
    return [torch.from_numpy(np.array(v, np.float32)).requires_grad_() for v in values]


def with_adam(ps: list[Any], loss_of: Callable[[list[Any]], Any]) -> Callable[[], Any]:
    """A step with torch.optim's own Adam."""
    optimizer = torch.optim.Adam(ps, 1e-3)

    def step() -> Any:
        optimizer.zero_grad()
        loss = loss_of(ps)
        loss.backward()
        optimizer.step()
        return loss

    return step


def with_descent(ps: list[Any], loss_of: Callable[[list[Any]], Any]) -> Callable[[], Any]:
    """A step of plain gradient descent."""

    def step() -> Any:
        loss = loss_of(ps)
        gradients = torch.autograd.grad(loss, ps)
        with torch.no_grad():
            for p, g in zip(ps, gradients, strict=True):
                p.sub_(0.01 * g)
        return loss

    return step


def steps() -> dict[str, Any]:
    """What makes a training step of each model, and of a stack of layers; a step gives its loss."""

    def linreg() -> Any:
        x, y = torch.from_numpy(data.LINE_X), torch.from_numpy(data.LINE_Y)
        ps = parameters([5.0, 10.0])
        return with_descent(ps, lambda p: torch.mean(torch.square(x * p[0] + p[1] - y)))

    def mlp(batch: int = 32) -> Any:
        pixels, labels = map(torch.from_numpy, data.digits(batch, 784))
        return with_adam(
            parameters(data.MLP),
            lambda p: F.cross_entropy(F.relu(pixels @ p[0] + p[1]) @ p[2] + p[3], labels),
        )

    def convnet(batch: int = 32) -> Any:
        images, labels = map(torch.from_numpy, data.digits(batch, 28, 28, 1))
        images = images.permute(0, 3, 1, 2).contiguous()  # [N, C, H, W]
        values = [w.transpose(3, 2, 0, 1) if w.ndim == 4 else w for w in data.CONVNET]

        def loss_of(p: list[Any]) -> Any:
            h = F.relu(F.conv2d(F.relu(F.conv2d(images, p[0], p[1])), p[2], p[3]))
            return F.cross_entropy(h.mean((2, 3)) @ p[4] + p[5], labels)

        return with_adam(parameters(values), loss_of)

    def rnn() -> Any:
        sequence = [torch.from_numpy(x) for x in data.SEQUENCE]
        y, h0 = torch.from_numpy(data.SEQUENCE_Y), torch.zeros(8, 32)

        def loss_of(p: list[Any]) -> Any:
            h = h0
            for x in sequence:
                h = torch.tanh(x @ p[0] + h @ p[1] + p[2])
            return torch.mean(torch.square(h @ p[3] - y))

        return with_descent(parameters(data.RNN), loss_of)

    def stack(batch: int, depth: int) -> Any:
        inputs, targets, layers = data.stack(batch, depth)
        x, y = torch.from_numpy(inputs), torch.from_numpy(targets)

        def loss_of(p: list[Any]) -> Any:
            h = x
            for w, b in zip(p[::2], p[1::2], strict=True):
                h = F.relu(h @ w + b)
            return torch.mean(torch.square(h - y))

        return with_descent(parameters(layers), loss_of)

    point = torch.from_numpy(data.POINT)

    def linesearch() -> Any:
        rate, start = 1.0, point.clone().requires_grad_()
        value = torch.sum(start * start * start * start)
        (gradient,) = torch.autograd.grad(value, start)
        slope, first = torch.sum(gradient * gradient), value
        with torch.no_grad():
            while value > first - rate * slope:
                x = start - rate * gradient
                value = torch.sum(x * x * x * x)
                rate /= 2.0
        return value

    models = {"linreg": linreg, "mlp": mlp, "convnet": convnet, "rnn": rnn}
    return {"steps": {**models, "linesearch": lambda: linesearch}, "stack": stack}
