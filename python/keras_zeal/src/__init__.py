"""The backend, in the layout of Keras' protocol for pluggable backends."""

from keras.src.backend.common.name_scope import name_scope

from keras_zeal.missing import missing as _missing
from keras_zeal.src import ops, random, rnn
from keras_zeal.src.ops.core import compute_output_spec, device_scope
from keras_zeal.src.variable import Variable

SUPPORTS_SPARSE_TENSORS = False
SUPPORTS_RAGGED_TENSORS = False
SUPPORTS_COMPLEX_DTYPES = True
IS_THREAD_SAFE = True

distribution_lib = None

__getattr__ = _missing(__name__)
