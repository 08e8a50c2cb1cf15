"""Every op record by its type name: `tf.raw_ops`."""

from zeal._endpoints import fill

__all__ = fill(__name__, globals())
