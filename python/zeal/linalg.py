"""Linear algebra: `tf.linalg`."""

from zeal._endpoints import fill

__all__ = fill(__name__, globals())
