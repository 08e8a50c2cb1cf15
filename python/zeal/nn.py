"""Neural network ops: `tf.nn`."""

from zeal._endpoints import fill

__all__ = fill(__name__, globals())
