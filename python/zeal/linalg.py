"""Linear algebra: `tf.linalg`."""

from zeal._endpoints import fill
from zeal.clip_ops import global_norm as global_norm
from zeal.norm import norm as norm

__all__ = [*fill(__name__, globals()), "global_norm", "norm"]
