"""Every op record by its type name and by the names of TensorFlow's raw ops: `tf.raw_ops`.

Arguments have TensorFlow's names, where an op has one of TensorFlow's, and zeal's own.
"""

from zeal import _lazy, _raw_more, _raw_random
from zeal._endpoints import fill
from zeal._raw_more import *  # noqa: F403
from zeal._raw_random import *  # noqa: F403

__all__ = [*_raw_more.__all__, *_raw_random.__all__, *fill(__name__, globals())]
__getattr__ = _lazy.missing(__name__)
