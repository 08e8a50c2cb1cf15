"""Operands of ops: tensors, and the dtype that Keras' promotion gives them."""

import functools

import zeal as tf
from keras.src.backend import config
from keras.src.backend.common import dtypes

from keras_zeal.src.ops.core import convert_to_tensor

Tensor = tf.Tensor
_FLOAT32 = tf.float32
_WIDE = {tf.int64, tf.uint64, tf.float64, tf.complex128}
_convert_dtype = tf.cast


def tensor(x):
    """`x` as a tensor of its own dtype."""
    return x if type(x) is Tensor else convert_to_tensor(x)


def floatx():
    """The dtype of Keras' floatx."""
    return tf.as_dtype(config.floatx())


def cast(x, dtype):
    """A tensor in a zeal dtype."""
    return x if x.dtype is dtype else _convert_dtype(x, dtype)


@functools.cache
def _result_type(floatx, kinds):
    found = tf.as_dtype(dtypes.result_type(*kinds))
    # Keras gives 32 bits for 64, after JAX; operands that have 64 bits keep them here
    for wide in _WIDE.intersection(kinds):
        if (wide.is_complex and found.is_complex) or (wide.is_floating and found.is_floating):
            return wide
        if wide.is_integer and found.is_integer:
            return tf.uint64 if found.is_unsigned else tf.int64
    return found


def result_type(*kinds):
    """The zeal dtype that Keras' promotion gives for dtypes and Python's types."""
    return _result_type(config.floatx(), kinds)


def kind_of(x):
    """What promotion reads: a tensor's dtype, or the type of a Python number, which is weak."""
    return type(x) if isinstance(x, (bool, int, float, complex)) else x.dtype


def together(xs, *also):
    """Tensors in their common dtype, of which `also` have a say; Python's numbers are weak."""
    xs = [x if isinstance(x, (bool, int, float, complex)) else tensor(x) for x in xs]
    dtype = result_type(*map(kind_of, xs), *also)
    return [as_dtype(x, dtype) for x in xs]


def alike(xs):
    """Tensors, in their common dtype."""
    xs = [tensor(x) for x in xs]
    for x in xs:
        if x.dtype is not xs[0].dtype:
            return together(xs)
    return xs


def as_dtype(x, dtype):
    """A tensor or Python number in a dtype."""
    if type(x) is Tensor:
        return cast(x, dtype)
    return convert_to_tensor(x, dtype=dtype.name)


def pair(x1, x2):
    """Two operands for one op: of one dtype, or a tensor of floats and a Python number."""
    if type(x1) is Tensor:
        kind = type(x2)
        if kind is Tensor:
            if x1.dtype is x2.dtype:
                return x1, x2
        elif (kind is float or kind is int) and x1.dtype.is_floating:
            return x1, x2
    elif type(x2) is Tensor:
        kind = type(x1)
        if (kind is float or kind is int) and x2.dtype.is_floating:
            return x1, x2
    return together((x1, x2))


def floats(x):
    """A tensor of numbers that are no integers: floatx for integers and bools."""
    if type(x) is not Tensor:
        x = convert_to_tensor(x)
    dtype = x.dtype
    if dtype is _FLOAT32 or dtype.is_floating or dtype.is_complex:
        return x
    return _convert_dtype(x, floatx())


def no_bools(x):
    """A tensor, int32 for bools."""
    x = tensor(x)
    return _convert_dtype(x, tf.int32) if x.dtype.is_bool else x


def front(axis, rank):
    """An axis counted from the front."""
    if not -rank <= axis < rank:
        raise ValueError(f"axis {axis} is out of bounds for a tensor of {rank} dimensions")
    return axis + rank if axis < 0 else axis


def is_nan(x):
    """Which elements are nan: of complex numbers, those of which a part is."""
    if x.dtype.is_complex:
        return tf.math.is_nan(tf.math.real(x)) | tf.math.is_nan(tf.math.imag(x))
    return tf.math.is_nan(x)


def on_meta(x):
    """Has the tensor a shape and a dtype only, but no values?"""
    return "META" in x.device


def named(function, name, doc):
    """A function made by another, with its own name."""
    function.__name__ = function.__qualname__ = name
    function.__doc__ = doc
    return function
