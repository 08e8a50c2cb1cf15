"""Functions of two arrays, element by element; dtypes are promoted as NumPy's."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from zeal import dtypes
from zeal.experimental.numpy._arrays import asarray, ops
from zeal.experimental.numpy._dtypes import dtype_of, numbers, result_type
from zeal.experimental.numpy._elementwise import _named


def promoted(*arrays: Any) -> list[Any]:
    """The arrays in their common dtype; Python's numbers take that of the others."""
    kept = [a if isinstance(a, (bool, int, float, complex)) else asarray(a) for a in arrays]
    kind = dtype_of(result_type(*kept))
    return [asarray(a, kind) for a in kept]


def _binary(name: str, op: Callable[[Any, Any], Any], on_bools: Any = None) -> Any:
    def f(x1: Any, x2: Any) -> Any:
        x1, x2 = promoted(x1, x2)
        return on_bools(x1, x2) if on_bools and x1.dtype.is_bool else op(x1, x2)

    return _named(f, name, f"NumPy's `{name}`, with NumPy's promotion of dtypes.")


def _float(name: str, op: Callable[[Any, Any], Any]) -> Any:
    def f(x1: Any, x2: Any) -> Any:
        x1, x2 = promoted(x1, x2)
        kind = numbers(x1.dtype)
        return op(ops["cast"](x1, kind), ops["cast"](x2, kind))

    return _named(f, name, f"NumPy's `{name}`; integers become float64.")


def _logical(name: str, op: Callable[[Any, Any], Any]) -> Any:
    def f(x1: Any, x2: Any) -> Any:
        return op(ops["cast"](asarray(x1), "bool"), ops["cast"](asarray(x2), "bool"))

    return _named(f, name, f"NumPy's `{name}`, of what is not 0.")


def _as_ints(op: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Bools have no order, floor or power of their own: as int8."""
    return lambda x, y: op(ops["cast"](x, "int8"), ops["cast"](y, "int8"))


def _logaddexp(x: Any, y: Any) -> Any:
    top, distance = ops["maximum"](x, y), -ops["abs"](x - y)
    # the distance of equal infinities is nan, and the sum that infinity
    return ops["where"](x == y, x + math.log(2), top + ops["math.log1p"](ops["exp"](distance)))


def _logaddexp2(x: Any, y: Any) -> Any:
    scale = math.log(2)
    return _logaddexp(x * scale, y * scale) / scale


def _hypot(x: Any, y: Any) -> Any:
    x, y = ops["abs"](x), ops["abs"](y)
    top, low = ops["maximum"](x, y), ops["minimum"](x, y)
    ratio = ops["math.divide_no_nan"](low, top)
    return ops["where"](ops["math.is_inf"](top), top, top * ops["sqrt"](1 + ratio * ratio))


def _heaviside(x: Any, y: Any) -> Any:
    step = ops["cast"](x > 0, x.dtype)
    return ops["where"](x == 0, y, ops["where"](ops["math.is_nan"](x), x, step))


def _gcd(x: Any, y: Any) -> Any:
    x, y = ops["abs"](x + y * 0), ops["abs"](y + x * 0)
    while bool(ops["reduce_any"](y != 0)):
        safe = ops["where"](y == 0, ops["ones_like"](y), y)
        x, y = ops["where"](y == 0, x, y), ops["where"](y == 0, y, x % safe)
    return x


def _lcm(x: Any, y: Any) -> Any:
    divisor = _gcd(x, y)
    safe = ops["where"](divisor == 0, ops["ones_like"](divisor), divisor)
    return ops["abs"](x // safe * y)


def _nextafter(x: Any, y: Any) -> Any:
    bits = dtypes.as_dtype({2: "int16", 4: "int32", 8: "int64"}[x.dtype.size])
    x, y = x + y * 0, y + x * 0  # of one shape; nan and infinity are mended below
    number = ops["bitcast"](x, bits)
    one = ops["ones_like"](number)
    away = (y > x) == (x > 0)
    stepped = ops["bitcast"](number + ops["where"](away, one, -one), x.dtype)
    tiny = ops["bitcast"](one, x.dtype)
    stepped = ops["where"](x == 0, ops["where"](y > 0, tiny, -tiny), stepped)
    return ops["where"](x == y, y, ops["where"](ops["math.is_nan"](x + y), x + y, stepped))


add = _binary("add", ops["add"], ops["logical_or"])
multiply = _binary("multiply", ops["multiply"], ops["logical_and"])
subtract = _binary("subtract", ops["subtract"])
maximum = _binary("maximum", ops["maximum"], ops["logical_or"])
minimum = _binary("minimum", ops["minimum"], ops["logical_and"])
floor_divide = _binary("floor_divide", ops["floordiv"], _as_ints(ops["floordiv"]))
mod = remainder = _binary("remainder", ops["floormod"], _as_ints(ops["floormod"]))
power = _binary("power", ops["pow"], _as_ints(ops["pow"]))
gcd, lcm = _binary("gcd", _gcd), _binary("lcm", _lcm)
true_divide = divide = _float("divide", ops["divide"])
arctan2, hypot = _float("arctan2", ops["math.atan2"]), _float("hypot", _hypot)
logaddexp, logaddexp2 = _float("logaddexp", _logaddexp), _float("logaddexp2", _logaddexp2)
heaviside, nextafter = _float("heaviside", _heaviside), _float("nextafter", _nextafter)
bitwise_and = _binary("bitwise_and", ops["bitwise.bitwise_and"], ops["logical_and"])
bitwise_or = _binary("bitwise_or", ops["bitwise.bitwise_or"], ops["logical_or"])
bitwise_xor = _binary("bitwise_xor", ops["bitwise.bitwise_xor"], ops["math.logical_xor"])
equal, not_equal = _binary("equal", ops["equal"]), _binary("not_equal", ops["not_equal"])
less, less_equal = (_binary(n, ops[n], _as_ints(ops[n])) for n in ("less", "less_equal"))
greater, greater_equal = (
    _binary(n, ops[n], _as_ints(ops[n])) for n in ("greater", "greater_equal")
)
logical_and = _logical("logical_and", ops["logical_and"])
logical_or = _logical("logical_or", ops["logical_or"])
logical_xor = _logical("logical_xor", ops["math.logical_xor"])


def float_power(x1: Any, x2: Any) -> Any:
    """Powers in float64, or complex128."""
    x1, x2 = promoted(x1, x2)
    kind = dtypes.complex128 if x1.dtype.is_complex else dtypes.float64
    return ops["pow"](ops["cast"](x1, kind), ops["cast"](x2, kind))


def divmod(x1: Any, x2: Any) -> Any:
    """The quotient, rounded down, and the remainder."""
    return floor_divide(x1, x2), mod(x1, x2)


def isclose(a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Any:
    """Is |a - b| <= atol + rtol * |b|?"""
    a, b = promoted(a, b)
    if not (a.dtype.is_floating or a.dtype.is_complex):
        a, b = ops["cast"](a, "float64"), ops["cast"](b, "float64")
    size = ops["abs"](b)
    near = (ops["abs"](a - b) <= atol + rtol * size) & ops["math.is_finite"](size)
    found = near | (a == b)
    if equal_nan:
        found = found | ((a != a) & (b != b))
    return found


def allclose(
    a: Any, b: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False
) -> Any:
    """Are all elements close?"""
    return ops["reduce_all"](isclose(a, b, rtol, atol, equal_nan))


def array_equal(a1: Any, a2: Any) -> Any:
    """Have two arrays one shape and the same elements?"""
    a1, a2 = promoted(a1, a2)
    if a1.shape != a2.shape:
        return asarray(False)
    return ops["reduce_all"](a1 == a2)


def clip(a: Any, a_min: Any, a_max: Any) -> Any:
    """Limits the elements to an interval; None leaves a side open."""
    if a_min is not None:
        a = maximum(a, a_min)
    return a if a_max is None else minimum(a, a_max)
