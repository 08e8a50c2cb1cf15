"""Special functions: `tf.math.special`."""

from zeal._endpoints import fill

__all__ = fill("zeal.math.special", globals())
