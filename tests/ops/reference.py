"""References, in NumPy and in double precision, that are too long to stand in an op's record."""

from __future__ import annotations

import numpy as np
from colour_reference import *  # noqa: F403
from image_reference import *  # noqa: F403
from linalg_reference import *  # noqa: F403
from nn3d_reference import *  # noqa: F403
from nn_reference import *  # noqa: F403
from reference_array import *  # noqa: F403
from reference_quantize import *  # noqa: F403
from scipy import special
from sequence_reference import *  # noqa: F403
from signal_reference import *  # noqa: F403


def dense_rows(var, grad, indices):
    dense = np.zeros_like(var)
    np.add.at(dense, indices, grad)
    return dense


def apply_momentum(var, accum, grad, lr=0.01, momentum=0.9, use_nesterov=False):
    accum = momentum * accum + grad
    return var - lr * (grad + momentum * accum if use_nesterov else accum), accum


def apply_adam(
    var, m, v, grad, beta1_power=0.9, beta2_power=0.999, lr=0.001, beta1=0.9, beta2=0.999,
    epsilon=1e-7, use_nesterov=False,
):  # fmt: skip
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    step = beta1 * m + (1 - beta1) * grad if use_nesterov else m
    rate = lr * np.sqrt(1 - beta2_power) / (1 - beta1_power)
    return var - rate * step / (np.sqrt(v) + epsilon), m, v


def _log_softmax(x):
    x = x - x.max(-1, keepdims=True) if x.size else x
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def softmax_cross_entropy_rows(features, labels):
    log_p = _log_softmax(features)
    return -(labels * log_p).sum(-1), np.exp(log_p) * labels.sum(-1, keepdims=True) - labels


def sparse_softmax_cross_entropy_rows(features, labels):
    return softmax_cross_entropy_rows(features, np.eye(features.shape[1])[labels])


def softmax_cross_entropy(labels, logits, axis=-1):
    moved = np.moveaxis(logits, axis, -1), np.moveaxis(labels, axis, -1)
    return softmax_cross_entropy_rows(*moved)[0]


def sparse_softmax_cross_entropy(labels, logits):
    return softmax_cross_entropy(np.eye(logits.shape[-1])[labels], logits)


def reduce(f, x, axis, keepdims):
    """f over axes given as zeal gives them; sums and products of integers stay of their dtype."""
    if isinstance(axis, list):
        axis = tuple(axis)
    if axis == ():
        x, axis, keepdims = x[..., None], -1, False
    y = np.asarray(f(x, axis=axis, keepdims=keepdims))
    return y.astype(x.dtype) if x.dtype.kind in "iu" else y


def mean(input_tensor, axis=None, keepdims=False):
    """Integers are rounded towards zero."""
    if input_tensor.dtype.kind not in "iu":
        return reduce(np.mean, input_tensor, axis, keepdims)
    wide = input_tensor.astype(np.float64)
    return np.trunc(reduce(np.mean, wide, axis, keepdims)).astype(input_tensor.dtype)


def euclidean_norm(input_tensor, axis=None, keepdims=False):
    """Integers are rounded towards zero; complex numbers stay complex."""
    wide = np.abs(input_tensor.astype(np.complex128)) ** 2
    y = np.sqrt(reduce(np.sum, wide, axis, keepdims))
    return np.trunc(y).astype(input_tensor.dtype) if input_tensor.dtype.kind in "iu" else y


def scan(f, first, x, axis, exclusive, reverse):
    """Running results of f along an axis."""
    x = np.moveaxis(x, axis, 0)
    x = x[::-1] if reverse else x
    y = np.empty_like(x)
    state = np.full(x.shape[1:], first, x.dtype)
    for t in range(len(x)):
        y[t] = state
        state = f(state, x[t])
        if not exclusive:
            y[t] = state
    return np.moveaxis(y[::-1] if reverse else y, 0, axis)


def weighted_scan(a, b, axis=0, reverse=False):
    """y[t] = b[t - 1] + a[t - 1] y[t - 1]."""
    a, b = (np.moveaxis(x, axis, 0)[:: -1 if reverse else 1] for x in (a, b))
    y = np.zeros_like(a)
    for t in range(1, len(a)):
        y[t] = b[t - 1] + a[t - 1] * y[t - 1]
    return np.moveaxis(y[:: -1 if reverse else 1], 0, axis)


def softmax(logits, axis=-1):
    if logits.size == 0:
        return logits
    e = np.exp(logits - logits.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


def log_softmax(logits, axis=-1):
    if logits.size == 0:
        return logits
    x = logits - logits.max(axis, keepdims=True)
    return x - np.log(np.exp(x).sum(axis, keepdims=True))


def gelu(features, approximate=False):
    x = features
    if approximate:
        return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
    return x * special.ndtr(x)


def gelu_grad(dy, x, approximate=False):
    if approximate:
        k = np.sqrt(2 / np.pi)
        t = np.tanh(k * (x + 0.044715 * x**3))
        slope = 0.5 * (1 + t) + 0.5 * x * (1 - t**2) * k * (1 + 3 * 0.044715 * x**2)
    else:
        slope = special.ndtr(x) + x * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi)
    return dy * slope


def swish_grad(dy, x, beta=1.0):
    s = special.expit(beta * x)
    return dy * (s + beta * x * s * (1 - s))
