"""Functions of two tensors, element by element, in their common dtype."""

import zeal as tf
import zeal.experimental.numpy as znp
from zeal import bitwise
from zeal import math as zm

from keras_zeal.src.ops.operands import (
    Tensor,
    cast,
    floats,
    kind_of,
    named,
    no_bools,
    pair,
    result_type,
    tensor,
    together,
)

__all__ = [
    "add", "allclose", "arctan2", "bitwise_and", "bitwise_invert", "bitwise_left_shift",
    "bitwise_not", "bitwise_or", "bitwise_right_shift", "bitwise_xor", "clip", "divide",
    "divide_no_nan",
    "equal", "floor_divide", "fmax", "fmin", "fmod", "gcd", "greater", "greater_equal",
    "heaviside", "hypot", "isclose", "lcm", "ldexp", "left_shift", "less", "less_equal",
    "logaddexp", "logaddexp2", "logical_and", "logical_not", "logical_or", "logical_xor",
    "maximum", "minimum", "mod", "multiply", "nextafter", "not_equal", "power", "right_shift",
    "subtract", "true_divide",
]  # fmt: skip

_BOOL, _FLOAT32 = tf.bool, tf.float32


def _is_bool(x1, x2):
    return type(x1) is Tensor and type(x2) is Tensor and x1.dtype.is_bool


def _ints(x):
    return cast(x, tf.int32)


def _arithmetic(name, op, on_bools):
    def f(x1, x2):
        if type(x1) is Tensor:
            dtype = x1.dtype
            if type(x2) is Tensor:
                if dtype is x2.dtype and dtype is not _BOOL:
                    return op(x1, x2)
            elif dtype is _FLOAT32 and type(x2) is float:
                return op(x1, x2)
        x1, x2 = pair(x1, x2)
        return on_bools(x1, x2) if _is_bool(x1, x2) else op(x1, x2)

    return named(f, name, f"NumPy's `{name}` in the common dtype.")


def _as_ints(op):
    return lambda x1, x2: op(_ints(x1), _ints(x2))


def _back(op):
    """Of bools, by way of integers."""
    return lambda x1, x2: cast(op(_ints(x1), _ints(x2)), tf.bool)


def _float(name, op):
    def f(x1, x2):
        return op(*together((x1, x2), float))

    return named(f, name, f"NumPy's `{name}`; integers become floatx.")


def _logical(name, op):
    def f(x1, x2):
        return op(cast(tensor(x1), tf.bool), cast(tensor(x2), tf.bool))

    return named(f, name, f"NumPy's `{name}`, of what is not 0.")


def _bits(name, op, on_bools):
    def f(x, y):
        x, y = together((x, y))
        return on_bools(x, y) if x.dtype.is_bool else op(x, y)

    return named(f, name, f"NumPy's `{name}`.")


add = _arithmetic("add", tf.add, tf.logical_or)
subtract = _arithmetic("subtract", tf.subtract, tf.subtract)
multiply = _arithmetic("multiply", tf.multiply, tf.logical_and)
maximum = _arithmetic("maximum", tf.maximum, tf.logical_or)
minimum = _arithmetic("minimum", tf.minimum, tf.logical_and)
mod = _arithmetic("mod", tf.math.floormod, _as_ints(tf.math.floormod))
floor_divide = _arithmetic("floor_divide", tf.math.floordiv, _as_ints(tf.math.floordiv))
equal = _arithmetic("equal", tf.equal, tf.equal)
not_equal = _arithmetic("not_equal", tf.not_equal, tf.not_equal)
less = _arithmetic("less", tf.less, _as_ints(tf.less))
less_equal = _arithmetic("less_equal", tf.less_equal, _as_ints(tf.less_equal))
greater = _arithmetic("greater", tf.greater, _as_ints(tf.greater))
greater_equal = _arithmetic("greater_equal", tf.greater_equal, _as_ints(tf.greater_equal))
arctan2, nextafter = _float("arctan2", zm.atan2), _float("nextafter", znp.nextafter)
logaddexp, logaddexp2 = _float("logaddexp", znp.logaddexp), _float("logaddexp2", znp.logaddexp2)
logical_and, logical_or = (
    _logical("logical_and", tf.logical_and),
    _logical("logical_or", tf.logical_or),
)
logical_xor = _logical("logical_xor", zm.logical_xor)
bitwise_and = _bits("bitwise_and", bitwise.bitwise_and, tf.logical_and)
bitwise_or = _bits("bitwise_or", bitwise.bitwise_or, tf.logical_or)
bitwise_xor = _bits("bitwise_xor", bitwise.bitwise_xor, zm.logical_xor)
bitwise_left_shift = _bits("bitwise_left_shift", bitwise.left_shift, _as_ints(bitwise.left_shift))
bitwise_right_shift = _bits(
    "bitwise_right_shift", bitwise.right_shift, _as_ints(bitwise.right_shift)
)
gcd = _arithmetic("gcd", znp.gcd, _back(znp.gcd))
lcm = _arithmetic("lcm", znp.lcm, _back(znp.lcm))
heaviside, hypot = _float("heaviside", znp.heaviside), _float("hypot", znp.hypot)


def left_shift(x, y):
    """The bits moved to the left."""
    return bitwise_left_shift(x, y)


def right_shift(x, y):
    """The bits moved to the right."""
    return bitwise_right_shift(x, y)


def bitwise_invert(x):
    """Every bit turned over; the opposite of bools."""
    return znp.bitwise_not(tensor(x))


def bitwise_not(x):
    """Every bit turned over; the opposite of bools."""
    return znp.bitwise_not(tensor(x))


def logical_not(x):
    """Is it 0?"""
    return tf.logical_not(cast(tensor(x), tf.bool))


def divide(x1, x2):
    """The quotient; integers become floatx."""
    x1, x2 = pair(x1, x2)
    if type(x1) is Tensor and type(x2) is Tensor:
        return tf.divide(floats(x1), floats(x2))
    return tf.divide(x1, x2)


def true_divide(x1, x2):
    """The quotient; integers become floatx."""
    return divide(x1, x2)


def divide_no_nan(x1, x2):
    """The quotient, 0 where the divisor is 0."""
    return zm.divide_no_nan(*together((x1, x2), float))


def power(x1, x2):
    """`x1` to the power of `x2`."""
    x1, x2 = pair(x1, x2)
    if not (type(x1) is Tensor and type(x2) is Tensor):
        return tf.pow(x1, x2)
    dtype = x1.dtype
    if dtype.is_bool:
        return tf.pow(_ints(x1), _ints(x2))
    if dtype.is_unsigned:  # by way of signed ones of 64 bits, whose lower bits are the same
        return cast(tf.pow(cast(x1, tf.int64), cast(x2, tf.int64)), dtype)
    return tf.pow(x1, x2)


def _of_numbers(op):
    """The one of two floats that is a number, if one is none."""

    def f(x1, x2):
        x1, x2 = together((x1, x2))
        if not x1.dtype.is_floating:
            return op(x1, x2)
        return tf.where(zm.is_nan(x1), x2, tf.where(zm.is_nan(x2), x1, op(x1, x2)))

    return f


fmax = named(_of_numbers(maximum), "fmax", "The larger one, or that which is no nan.")
fmin = named(_of_numbers(minimum), "fmin", "The smaller one, or that which is no nan.")


def fmod(x1, x2):
    """The remainder of division rounded to 0: it has the sign of `x1`."""
    x1, x2 = together((x1, x2))
    if x1.dtype.is_bool:
        x1, x2 = _ints(x1), _ints(x2)
    return tf.truncatemod(x1, x2)


def ldexp(x1, x2):
    """`x1` times 2 to the power of `x2`."""
    x1, x2 = tensor(x1), tensor(x2)
    if not x2.dtype.is_integer:
        raise TypeError(
            f"ldexp exponent must be an integer type. Received: x2 dtype={x2.dtype.name}"
        )
    dtype = result_type(kind_of(x1), kind_of(x2), float)
    wide = tf.float64 if dtype is tf.float64 else tf.float32
    x1, exponent = cast(x1, wide), cast(x2, wide)
    # in two steps, since 2 to the whole power may be beyond the range where the product is not
    half = tf.floor(exponent * 0.5)
    two = tf.cast(2, wide)
    return cast(x1 * tf.pow(two, half) * tf.pow(two, exponent - half), dtype)


def clip(x, x_min, x_max):
    """Limited to an interval; None leaves a side open."""
    x = no_bools(x)
    if x_min is not None:
        x = maximum(x, x_min)
    return x if x_max is None else minimum(x, x_max)


def isclose(x1, x2, rtol=1e-5, atol=1e-8, equal_nan=False):
    """Is |x1 - x2| <= atol + rtol * |x2|?"""
    return znp.isclose(*together((x1, x2)), rtol, atol, equal_nan)


def allclose(x1, x2, rtol=1e-5, atol=1e-8, equal_nan=False):
    """Are all elements close?"""
    return tf.reduce_all(isclose(x1, x2, rtol, atol, equal_nan))
