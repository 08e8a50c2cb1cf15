"""Input pipelines: `tf.data`."""

from zeal import _lazy
from zeal.data._spec import DatasetSpec, IteratorSpec
from zeal.data._stage import INFINITE as INFINITE_CARDINALITY
from zeal.data._stage import UNKNOWN as UNKNOWN_CARDINALITY
from zeal.data.dataset import AUTOTUNE, Dataset
from zeal.data.iterator import Iterator, NumpyIterator
from zeal.data.options import Options, ThreadingOptions

from zeal.data import experimental  # isort: skip  (uses the above)

__all__ = [
    "AUTOTUNE",
    "INFINITE_CARDINALITY",
    "UNKNOWN_CARDINALITY",
    "Dataset",
    "DatasetSpec",
    "Iterator",
    "IteratorSpec",
    "NumpyIterator",
    "Options",
    "ThreadingOptions",
    "experimental",
]
__getattr__ = _lazy.missing(__name__)
