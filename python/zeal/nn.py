"""Neural network ops: `tf.nn`."""

from zeal import _dropout, _lazy
from zeal._ctc import ctc_loss
from zeal._dropout import dropout
from zeal._endpoints import fill
from zeal._math import approx_max_k, approx_min_k
from zeal._nn_statistics import (
    crelu,
    log_poisson_loss,
    normalize_moments,
    sufficient_statistics,
    weighted_moments,
)


class experimental:
    """`tf.nn.experimental`: dropout with numbers of the caller's choice."""

    stateless_dropout = staticmethod(_dropout.stateless_dropout)
    general_dropout = staticmethod(_dropout.general_dropout)


__all__ = [
    *fill(__name__, globals()),
    "approx_max_k",
    "approx_min_k",
    "crelu",
    "ctc_loss",
    "dropout",
    "experimental",
    "log_poisson_loss",
    "normalize_moments",
    "sufficient_statistics",
    "weighted_moments",
]
__getattr__ = _lazy.missing(__name__)
