"""PyTorch's Jacobians, by torch.func, for bench/jacobian.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch.func import grad, jacrev, vmap

torch.set_num_threads(1)


def ready(y: Any) -> np.ndarray:
    """The result, all of it, as an array."""
    parts = y if isinstance(y, tuple) else (y,)
    return np.concatenate([np.ravel(t.detach().numpy()) for t in parts])


def make(a: dict[str, np.ndarray]) -> dict[str, Callable[[], Any]]:
    """What bench/jacobian.py times."""
    t = {k: torch.from_numpy(v) for k, v in a.items()}
    w, b = [t[f"w{i}"] for i in range(3)], [t[f"b{i}"] for i in range(3)]

    def layers(x: Any, n: int) -> Any:
        for i in range(n):
            x = torch.tanh(x @ w[i] + b[i])
        return x

    def loss(w0: Any, b0: Any, last: Any, pixels: Any, label: Any) -> Any:
        return F.cross_entropy(torch.tanh(pixels @ w0 + b0) @ last, label)

    each_gradient = vmap(grad(loss, argnums=(0, 1, 2)), in_dims=(None, None, None, 0, 0))
    return {
        "layer": lambda: vmap(jacrev(lambda x: layers(x, 1)))(t["x"]),
        "layer_by_bias": lambda: jacrev(lambda b0: torch.tanh(t["x"] @ w[0] + b0))(b[0]),
        "layer_whole": lambda: jacrev(lambda x: layers(x, 1))(t["few"]),
        "three": lambda: vmap(jacrev(lambda x: layers(x, 3)))(t["x"]),
        "gradients": lambda: each_gradient(w[0], b[0], t["last"], t["x"], t["labels"]),
    }
