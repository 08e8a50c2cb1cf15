"""Neural network ops under their names of TensorFlow 1: `tf.compat.v1.nn`."""

from zeal._endpoints import fill

__all__ = fill(__name__, globals())
