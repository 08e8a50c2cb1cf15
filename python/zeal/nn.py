"""Neural network ops: `tf.nn`."""

from zeal import _dropout, _lazy
from zeal._dropout import dropout
from zeal._endpoints import fill


class experimental:
    """`tf.nn.experimental`: dropout with numbers of the caller's choice."""

    stateless_dropout = staticmethod(_dropout.stateless_dropout)
    general_dropout = staticmethod(_dropout.general_dropout)


__all__ = [*fill(__name__, globals()), "dropout", "experimental"]
__getattr__ = _lazy.missing(__name__)
