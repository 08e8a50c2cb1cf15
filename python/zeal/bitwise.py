"""Operations on the bits of integers: `tf.bitwise`."""

from zeal._endpoints import fill

__all__ = fill(__name__, globals())
