"""Functions of one array, element by element."""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable
from typing import Any

from zeal import dtypes
from zeal.experimental.numpy._arrays import asarray, ops
from zeal.experimental.numpy._dtypes import numbers


def _named(function: Any, name: str, doc: str) -> Any:
    function.__name__ = function.__qualname__ = name
    function.__module__ = "zeal.experimental.numpy"
    function.__doc__ = doc
    return function


def _float(name: str, op: Callable[[Any], Any]) -> Any:
    def f(x: Any) -> Any:
        x = asarray(x)
        return op(ops["cast"](x, numbers(x.dtype)))

    return _named(f, name, f"NumPy's `{name}`; integers become float64.")


def _same(name: str, op: Callable[[Any], Any]) -> Any:
    return _named(lambda x: op(asarray(x)), name, f"NumPy's `{name}`; the dtype stays as it is.")


def _predicate(name: str, op: Callable[[Any], Any]) -> Any:
    return _named(lambda x: op(asarray(x)), name, f"NumPy's `{name}`, a bool for each element.")


def _is_number(x: Any) -> bool:
    return bool(x.dtype.is_floating or x.dtype.is_complex)


def _abs(x: Any) -> Any:
    return x if x.dtype.is_bool or x.dtype.is_unsigned else ops["abs"](x)


def _cbrt(x: Any) -> Any:
    third = ops["cast"](1 / 3, x.dtype)
    root = ops["sign"](x) * ops["pow"](ops["abs"](x), third)
    # one step of Newton's method, since 1 / 3 is rounded
    better = root - (root * root * root - x) / (3 * root * root)
    return ops["where"](ops["math.is_finite"](better), better, ops["where"](x == 0, x, root))


def _sinc(x: Any) -> Any:
    y = x * math.pi
    safe = ops["where"](y == 0, ops["ones_like"](y), y)
    return ops["where"](y == 0, ops["ones_like"](y), ops["sin"](safe) / safe)


def _fix(x: Any) -> Any:
    return ops["where"](x < 0, ops["math.ceil"](x), ops["floor"](x))


def _whole(op: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Rounding leaves integers as they are."""
    return lambda x: op(x) if x.dtype.is_floating else x


def _none(x: Any) -> Any:
    return ops["zeros"](x.shape, dtypes.bool)


def _all(x: Any) -> Any:
    return ops["ones"](x.shape, dtypes.bool)


def _where_number(op: Callable[[Any], Any], otherwise: Callable[[Any], Any]) -> Any:
    return lambda x: op(x) if _is_number(x) else otherwise(x)


def _finite(x: Any) -> Any:
    if x.dtype.is_complex:
        return _finite(ops["math.real"](x)) & _finite(ops["math.imag"](x))
    return ops["math.is_finite"](x)


def _parts(op: str) -> Callable[[Any], Any]:
    def f(x: Any) -> Any:
        if x.dtype.is_complex:
            return ops[op](ops["math.real"](x)) | ops[op](ops["math.imag"](x))
        return ops[op](x)

    return f


def _signbit(x: Any) -> Any:
    if not x.dtype.is_floating:
        return x < 0 if not x.dtype.is_bool else _none(x)
    bits = {2: "int16", 4: "int32", 8: "int64"}[x.dtype.size]
    return ops["bitcast"](x, bits) < 0


def _bitwise_not(x: Any) -> Any:
    return ops["logical_not"](x) if x.dtype.is_bool else ops["bitwise.invert"](x)


def _conj(x: Any) -> Any:
    return ops["math.conj"](x) if x.dtype.is_complex else x


def _imag(x: Any) -> Any:
    return ops["math.imag"](x) if x.dtype.is_complex else ops["zeros_like"](x)


def _real(x: Any) -> Any:
    return ops["math.real"](x) if x.dtype.is_complex else x


def _sign(x: Any) -> Any:
    return ops["cast"](ops["sign"](x), x.dtype)


def _square(x: Any) -> Any:
    return x if x.dtype.is_bool else ops["square"](x)


def _reciprocal(x: Any) -> Any:
    return ops["ones_like"](x) / x if _is_number(x) else ops["ones_like"](x) // x


sin, cos, tan = (_float(n, ops[n]) for n in ("sin", "cos", "tan"))
sinh, cosh, tanh = (_float(n, ops[n]) for n in ("sinh", "cosh", "tanh"))
arcsin, arccos, arctan = (_float("arc" + n[1:], ops[n]) for n in ("asin", "acos", "atan"))
arcsinh, arccosh, arctanh = (_float("arc" + n[1:], ops[n]) for n in ("asinh", "acosh", "atanh"))
exp, sqrt = _float("exp", ops["exp"]), _float("sqrt", ops["sqrt"])
expm1, log1p = _float("expm1", ops["math.expm1"]), _float("log1p", ops["math.log1p"])
log = _float("log", ops["math.log"])
exp2 = _float("exp2", lambda x: ops["pow"](ops["cast"](2, x.dtype), x))
log2 = _float("log2", lambda x: ops["math.log"](x) * (1 / math.log(2)))
log10 = _float("log10", lambda x: ops["math.log"](x) * (1 / math.log(10)))
cbrt, sinc = _float("cbrt", _cbrt), _float("sinc", _sinc)
deg2rad = _float("deg2rad", lambda x: x * (math.pi / 180))
rad2deg = _float("rad2deg", lambda x: x * (180 / math.pi))
fabs = _float("fabs", ops["abs"])

floor, ceil = _same("floor", _whole(ops["floor"])), _same("ceil", _whole(ops["math.ceil"]))
fix = _same("fix", _whole(_fix))
negative, square = _same("negative", ops["negative"]), _same("square", _square)
positive, sign = _same("positive", ops["identity"]), _same("sign", _sign)
absolute = abs = _same("absolute", _abs)
conj = conjugate = _same("conjugate", _conj)
real, imag = _same("real", _real), _same("imag", _imag)
reciprocal = _same("reciprocal", _reciprocal)
bitwise_not = _same("bitwise_not", _bitwise_not)

isfinite = _predicate("isfinite", _where_number(_finite, _all))
isnan = _predicate("isnan", _where_number(_parts("math.is_nan"), _none))
isinf = _predicate("isinf", _where_number(_parts("math.is_inf"), _none))
isposinf = _predicate("isposinf", lambda x: x == math.inf if x.dtype.is_floating else _none(x))
isneginf = _predicate("isneginf", lambda x: x == -math.inf if x.dtype.is_floating else _none(x))
signbit = _predicate("signbit", _signbit)
logical_not = _predicate("logical_not", lambda x: ops["logical_not"](ops["cast"](x, "bool")))
iscomplex = _predicate("iscomplex", lambda x: _imag(x) != 0 if x.dtype.is_complex else _none(x))
isreal = _predicate("isreal", lambda x: _imag(x) == 0 if x.dtype.is_complex else _all(x))


def angle(z: Any, deg: bool = False) -> Any:
    """The angle of complex numbers, in radians or degrees."""
    z = asarray(z)
    if not z.dtype.is_complex:
        z = ops["cast"](z, numbers(z.dtype))
        found = ops["math.atan2"](ops["zeros_like"](z), z)
    else:
        found = ops["math.angle"](z)
    return found * (180 / math.pi) if deg else found


def around(a: Any, decimals: int = 0) -> Any:
    """Rounds to a number of decimals, halves to even."""
    a = asarray(a)
    if not a.dtype.is_floating:
        if decimals >= 0:
            return a
        return ops["cast"](around(ops["cast"](a, "float64"), decimals), a.dtype)
    if decimals == 0:
        return ops["round"](a)
    factor = 10.0 ** builtins.abs(decimals)
    scaled = ops["round"](a * factor if decimals > 0 else a / factor)
    return scaled / factor if decimals > 0 else scaled * factor


round = around


def iscomplexobj(x: Any) -> bool:
    """Is the dtype complex?"""
    return bool(asarray(x).dtype.is_complex)


def isrealobj(x: Any) -> bool:
    """Is the dtype not complex?"""
    return not iscomplexobj(x)


def isscalar(num: Any) -> bool:
    """Is it a number, or an array without dimensions?"""
    return isinstance(num, (int, float, complex, bool)) or (
        hasattr(num, "shape") and len(num.shape) == 0
    )
