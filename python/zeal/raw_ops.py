"""Every op record by its type name and by the names of TensorFlow's raw ops: `tf.raw_ops`.

Arguments have TensorFlow's names, where an op has one of TensorFlow's, and zeal's own.
"""

from zeal import _core, _lazy, _raw_more, _raw_random
from zeal._endpoints import fill

# Functions under the names of raw ops: as these begin with a capital, all that do.
_FUNCTIONS = {
    name: value
    for module in (_raw_more, _raw_random)
    for name, value in vars(module).items()
    if name[0].isupper() and getattr(value, "__module__", None) == module.__name__
}
_FUNCTIONS = {**_core._raw_ops(), **_FUNCTIONS}
globals().update(_FUNCTIONS)

__all__ = [*dict.fromkeys([*_FUNCTIONS, *fill(__name__, globals())])]
__getattr__ = _lazy.missing(__name__)
