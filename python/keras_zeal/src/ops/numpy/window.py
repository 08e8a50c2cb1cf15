"""Windows of so many points."""

import math

import zeal as tf

from keras_zeal.src.ops.operands import cast, floatx, tensor

__all__ = ["bartlett", "blackman", "hamming", "hanning", "kaiser"]


def _points(x):
    """The number of points, and where each is between 0 and 1."""
    n = int(tensor(x))
    if n <= 1:
        return tf.ones([max(n, 0)], tf.float64), True
    return tf.cast(tf.range(n), tf.float64) / (n - 1), False


def _cosines(x, *factors):
    at, flat = _points(x)
    if flat:
        return cast(at, floatx())
    found = tf.zeros_like(at)
    for k, factor in enumerate(factors):
        found = found + factor * tf.cos(2 * math.pi * k * at)
    return cast(found, floatx())


def bartlett(x):
    """Bartlett's window: a triangle."""
    at, flat = _points(x)
    return cast(at if flat else 1 - tf.abs(2 * at - 1), floatx())


def blackman(x):
    """Blackman's window."""
    return _cosines(x, 0.42, -0.5, 0.08)


def hamming(x):
    """Hamming's window."""
    return _cosines(x, 0.54, -0.46)


def hanning(x):
    """Hann's window."""
    return _cosines(x, 0.5, -0.5)


def kaiser(x, beta):
    """Kaiser's window."""
    at, flat = _points(x)
    if flat:
        return cast(at, floatx())
    beta = tf.cast(tensor(beta), tf.float64)
    i0 = tf.math.bessel_i0
    return cast(i0(beta * tf.sqrt(1 - tf.square(2 * at - 1))) / i0(beta), floatx())
