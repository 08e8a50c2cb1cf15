"""What may change: `tf.experimental`."""

from zeal import _lazy

__getattr__ = _lazy.missing(__name__)
