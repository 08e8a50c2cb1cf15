"""Functions of one tensor, element by element."""

import math

import zeal as tf
import zeal.experimental.numpy as znp
from zeal import math as zm

from keras_zeal.src.ops.operands import (
    cast,
    floats,
    floatx,
    named,
    no_bools,
    tensor,
)

__all__ = [
    "abs",
    "absolute",
    "angle",
    "arccos",
    "arccosh",
    "arcsin",
    "arcsinh",
    "arctan",
    "arctanh",
    "cbrt",
    "ceil",
    "conj",
    "conjugate",
    "copy",
    "cos",
    "cosh",
    "deg2rad",
    "exp",
    "exp2",
    "expm1",
    "fabs",
    "floor",
    "i0",
    "imag",
    "isfinite",
    "isinf",
    "isnan",
    "isneginf",
    "isposinf",
    "isreal",
    "log",
    "log1p",
    "log2",
    "log10",
    "nan_to_num",
    "negative",
    "rad2deg",
    "real",
    "reciprocal",
    "round",
    "sign",
    "signbit",
    "sin",
    "sinc",
    "sinh",
    "sqrt",
    "square",
    "tan",
    "tanh",
    "trunc",
    "view",
]  # fmt: skip


def _float(name, op):
    return named(lambda x: op(floats(x)), name, f"NumPy's `{name}`; integers become floatx.")


def _is(name):
    op = getattr(znp, name)
    return named(lambda x: op(tensor(x)), name, f"NumPy's `{name}`: a bool for each element.")


def _exp2(x):
    return tf.pow(tf.cast(2, x.dtype), x)


sin, cos, tan = (_float(n, getattr(tf, n)) for n in ("sin", "cos", "tan"))
sinh, cosh, tanh = (_float(n, getattr(tf, n)) for n in ("sinh", "cosh", "tanh"))
arcsin, arccos, arctan = (_float("arc" + n[1:], getattr(tf, n)) for n in ("asin", "acos", "atan"))
arcsinh, arccosh, arctanh = (
    _float("arc" + n[1:], getattr(tf, n)) for n in ("asinh", "acosh", "atanh")
)
exp, sqrt, log = _float("exp", tf.exp), _float("sqrt", tf.sqrt), _float("log", zm.log)
expm1, log1p = _float("expm1", zm.expm1), _float("log1p", zm.log1p)
log2 = _float("log2", lambda x: zm.log(x) * (1 / math.log(2)))
log10 = _float("log10", lambda x: zm.log(x) * (1 / math.log(10)))
exp2 = _float("exp2", _exp2)
floor, ceil = _float("floor", tf.floor), _float("ceil", zm.ceil)
reciprocal = _float("reciprocal", zm.reciprocal)
deg2rad = _float("deg2rad", lambda x: x * (math.pi / 180))
rad2deg = _float("rad2deg", lambda x: x * (180 / math.pi))
cbrt, sinc, fabs = _float("cbrt", znp.cbrt), _float("sinc", znp.sinc), _float("fabs", tf.abs)
angle = _float("angle", znp.angle)

isfinite, isinf, isnan = _is("isfinite"), _is("isinf"), _is("isnan")
isposinf, isneginf, isreal = _is("isposinf"), _is("isneginf"), _is("isreal")
signbit = _is("signbit")


def i0(x):
    """The modified Bessel function of order 0."""
    x = tensor(x)
    return zm.bessel_i0(cast(x, tf.float64) if x.dtype is tf.int64 else floats(x))


def absolute(x):
    """The distance from 0."""
    x = tensor(x)
    return x if x.dtype.is_bool or x.dtype.is_unsigned else tf.abs(x)


def abs(x):
    """The distance from 0."""
    return absolute(x)


def sign(x):
    """-1, 0 or 1; of complex numbers, the number of size 1 in their direction."""
    return tf.sign(no_bools(x))


def square(x):
    """The square."""
    return tf.square(no_bools(x))


def negative(x):
    """The number less than 0 by as much; unsigned integers wrap around."""
    x = tensor(x)
    return tf.zeros_like(x) - x if x.dtype.is_unsigned else tf.negative(x)


def trunc(x):
    """The integer next to it on the way to 0."""
    x = tensor(x)
    return tf.where(x < 0, zm.ceil(x), tf.floor(x)) if x.dtype.is_floating else x


def round(x, decimals=0):
    """Rounded to a number of decimals, halves to even."""
    x = tensor(x)
    if x.dtype.is_floating:
        return znp.around(x, decimals) if decimals else tf.round(x)
    if decimals >= 0:
        return x
    return cast(znp.around(cast(x, floatx()), decimals), x.dtype)


def copy(x):
    """A tensor of the same values."""
    return tf.identity(tensor(x))


def conjugate(x):
    """The number of the opposite imaginary part."""
    return znp.conj(tensor(x))


def conj(x):
    """The number of the opposite imaginary part."""
    return znp.conj(tensor(x))


def real(x):
    """The real part."""
    return znp.real(tensor(x))


def imag(x):
    """The imaginary part."""
    return znp.imag(tensor(x))


def nan_to_num(x, nan=0.0, posinf=None, neginf=None):
    """Numbers instead of nans and infinities; those of infinities are the limits of the dtype."""
    x = tensor(x)
    if x.dtype.is_complex:
        parts = (nan_to_num(part, nan, posinf, neginf) for part in (zm.real(x), zm.imag(x)))
        return tf.complex(*parts)
    if not x.dtype.is_floating:
        return x
    highest = x.dtype.max if posinf is None else posinf
    lowest = x.dtype.min if neginf is None else neginf
    for found, number in ((zm.is_nan(x), nan), (x == math.inf, highest), (x == -math.inf, lowest)):
        x = tf.where(found, tf.cast(number, x.dtype), x)
    return x


def view(x, dtype=None):
    """The same bytes, read as another dtype; the last dimension grows or shrinks."""
    x = tensor(x)
    if dtype is None:
        return x
    dtype = tf.as_dtype(dtype)
    if dtype.is_bool or x.dtype.is_bool:
        return tf.cast(x, dtype)
    if dtype.size == x.dtype.size:
        return tf.bitcast(x, dtype)
    *outer, last = x.shape
    if dtype.size < x.dtype.size:
        return tf.reshape(tf.bitcast(x, dtype), [*outer, last * (x.dtype.size // dtype.size)])
    parts = dtype.size // x.dtype.size
    if last % parts:
        raise ValueError(
            f"view: the last dimension of {x.shape} must be a multiple of {parts} for {dtype.name}"
        )
    return tf.bitcast(tf.reshape(x, [*outer, last // parts, parts]), dtype)
