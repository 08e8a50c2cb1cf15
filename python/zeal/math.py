"""Mathematical functions: `tf.math`."""

from zeal._endpoints import fill

__all__ = fill(__name__, globals())
