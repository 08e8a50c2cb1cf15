"""Making tensors, and joining Python's numbers to them."""

import zeal as tf
import zeal.experimental.numpy as znp
from keras.src.backend.common.variables import standardize_dtype

from keras_zeal.src.ops.operands import (
    as_dtype,
    convert_to_tensor,
    floatx,
    kind_of,
    result_type,
    tensor,
)

__all__ = [
    "arange", "array", "empty", "empty_like", "eye", "full", "full_like", "geomspace", "identity",
    "linspace", "logspace", "meshgrid", "ones", "ones_like", "tri", "vander", "zeros",
    "zeros_like",
]  # fmt: skip


def _dtype(dtype, otherwise=None):
    """A zeal dtype of what Keras calls one."""
    if dtype is None:
        return floatx() if otherwise is None else otherwise
    return tf.as_dtype(standardize_dtype(dtype))


def _shape(shape):
    return [shape] if isinstance(shape, int) else shape


def array(x, dtype=None):
    """A tensor with the values of `x`."""
    return convert_to_tensor(x, dtype=dtype)


def zeros(shape, dtype=None):
    """A tensor of zeros."""
    return tf.zeros(_shape(shape), _dtype(dtype))


def ones(shape, dtype=None):
    """A tensor of ones."""
    return tf.ones(_shape(shape), _dtype(dtype))


def empty(shape, dtype=None):
    """A tensor, of zeros: memory is never handed out as it is."""
    return zeros(shape, dtype)


def full(shape, fill_value, dtype=None):
    """A tensor of one value, or of one that is broadcast."""
    value = as_dtype(fill_value, _dtype(dtype))
    return tf.broadcast_to(value, _shape(shape))


def zeros_like(x, dtype=None):
    """Zeros in the shape of `x`."""
    x = tensor(x)
    return tf.zeros_like(x, _dtype(dtype, x.dtype))


def ones_like(x, dtype=None):
    """Ones in the shape of `x`."""
    x = tensor(x)
    return tf.ones_like(x, _dtype(dtype, x.dtype))


def empty_like(x, dtype=None):
    """Zeros in the shape of `x`: memory is never handed out as it is."""
    return zeros_like(x, dtype)


def full_like(x, fill_value, dtype=None):
    """One value in the shape of `x`."""
    x = tensor(x)
    return full(x.shape, fill_value, _dtype(dtype, x.dtype))


def eye(N, M=None, k=0, dtype=None):
    """A matrix with ones on its k-th diagonal."""
    if not k:
        return tf.eye(N, M, dtype=_dtype(dtype))
    return tf.cast(znp.eye(N, M, k, "bool"), _dtype(dtype))


def identity(n, dtype=None):
    """The identity matrix."""
    return eye(n, dtype=dtype)


def tri(N, M=None, k=0, dtype=None):
    """Ones on and below the k-th diagonal, zeros above."""
    return tf.cast(znp.tri(N, M, k, "bool"), _dtype(dtype))


def arange(start, stop=None, step=None, dtype=None):
    """The numbers from `start` to before `stop`."""
    if dtype is None:
        given = [x for x in (start, stop, step) if x is not None]
        dtype = result_type(*map(kind_of, given))
    dtype = _dtype(dtype)
    if stop is None:
        start, stop = 0, start
    step = 1 if step is None else step
    numbers = [float(x) if isinstance(x, tf.Tensor) and x.dtype.is_floating else x
               for x in (start, stop, step)]  # fmt: skip
    start, stop, step = (int(x) if isinstance(x, tf.Tensor) else x for x in numbers)
    if (step > 0) != (stop > start):
        return tf.zeros([0], dtype)
    if dtype.is_bool:
        return tf.cast(tf.range(start, stop, step), dtype)
    if dtype.is_integer and isinstance(start, int) and isinstance(step, int):
        signed = tf.int64 if dtype.is_unsigned else dtype
        stop = stop if isinstance(stop, int) else -int(-stop // 1)
        return tf.cast(tf.range(start, stop, step, dtype=signed), dtype)
    # by index, as NumPy does, so that errors do not add up
    count = max(-int(-(stop - start) / step // 1), 0)
    wide = tf.cast(tf.range(count), tf.float64)
    return tf.cast(wide * float(step) + float(start), dtype)


def _spaced(function, start, stop, num, dtype, *args):
    start, stop = (x if isinstance(x, (bool, int, float)) else tensor(x) for x in (start, stop))
    dtype = _dtype(dtype, result_type(kind_of(start), kind_of(stop), float))
    return function(start, stop, int(num), *args), dtype


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    """`num` numbers from `start` to `stop`, evenly spaced; with `retstep`, their distance too."""
    found, dtype = _spaced(znp.linspace, start, stop, num, dtype, endpoint, retstep, None, axis)
    if not retstep:
        return tf.cast(found, dtype)
    values, step = found
    return tf.cast(values, dtype), tf.cast(step, dtype)


def logspace(start, stop, num=50, endpoint=True, base=10, dtype=None, axis=0):
    """Powers of `base` with evenly spaced exponents."""
    found, dtype = _spaced(znp.logspace, start, stop, num, dtype, endpoint, base, None, axis)
    return tf.cast(found, dtype)


def geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0):
    """Numbers of which each is the same multiple of the one before."""
    found, dtype = _spaced(znp.geomspace, start, stop, num, dtype, endpoint, None, axis)
    return tf.cast(found, dtype)


def meshgrid(*x, indexing="xy"):
    """Spreads vectors over the grid that they span."""
    return znp.meshgrid(*map(tensor, x), indexing=indexing)


def vander(x, N=None, increasing=False):
    """Columns of powers of a vector."""
    x = tensor(x)
    return tf.cast(znp.vander(x, N, increasing), result_type(x.dtype))
