"""Rounding to what integers of a few bits hold: `tf.quantization`."""

from zeal import _lazy
from zeal._endpoints import fill

__all__ = fill(__name__, globals())
__getattr__ = _lazy.missing(__name__)
