"""References, in NumPy and in double precision, that are too long to stand in an op's record."""

import numpy as np
from nn_reference import *  # noqa: F403


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
    return -(labels * log_p).sum(-1), np.exp(log_p) - labels


def sparse_softmax_cross_entropy_rows(features, labels):
    return softmax_cross_entropy_rows(features, np.eye(features.shape[1])[labels])


def softmax_cross_entropy(labels, logits, axis=-1):
    moved = np.moveaxis(logits, axis, -1), np.moveaxis(labels, axis, -1)
    return softmax_cross_entropy_rows(*moved)[0]


def sparse_softmax_cross_entropy(labels, logits):
    return softmax_cross_entropy(np.eye(logits.shape[-1])[labels], logits)
