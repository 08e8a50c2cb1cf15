"""References, in NumPy and in double precision, that are too long to stand in an op's record."""

import numpy as np


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
