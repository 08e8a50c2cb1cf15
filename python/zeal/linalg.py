"""Linear algebra: `tf.linalg`."""

from zeal._endpoints import fill
from zeal.clip_ops import global_norm
from zeal.norm import norm

__all__ = [*fill(__name__, globals()), "global_norm", "norm"]
