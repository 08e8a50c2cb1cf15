"""Rounding to what integers of a few bits hold: `tf.quantization`."""

from zeal._endpoints import fill

__all__ = fill(__name__, globals())
