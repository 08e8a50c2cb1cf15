"""Linear algebra: `tf.linalg`."""

from zeal._einsum import einsum
from zeal._endpoints import fill
from zeal.clip_ops import global_norm
from zeal.norm import norm

__all__ = [*fill(__name__, globals()), "einsum", "global_norm", "norm"]
