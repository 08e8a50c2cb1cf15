"""Names of TensorFlow 1 that TensorFlow 2 keeps: `tf.compat`."""

from zeal import _lazy
from zeal.compat import v1 as v1
from zeal.compat._text import (
    as_bytes,
    as_str,
    as_str_any,
    as_text,
    bytes_or_text_types,
    complex_types,
    dimension_at_index,
    dimension_value,
    forward_compatible,
    integral_types,
    path_to_str,
    real_types,
)

__getattr__ = _lazy.missing(__name__)
