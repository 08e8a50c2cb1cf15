"""Products of vectors, matrices and what has more dimensions."""

from __future__ import annotations

from typing import Any

from zeal._einsum import einsum as _einsum
from zeal.experimental.numpy._arrays import ops, zeros
from zeal.experimental.numpy._binary import promoted
from zeal.experimental.numpy._shape import moveaxis, ravel


def _computed(a: Any, b: Any, f: Any) -> Any:
    """f in a dtype that products have; small integers have none of their own."""
    a, b = promoted(a, b)
    kind = a.dtype
    if kind.is_integer or kind.is_bool:
        found = f(ops["cast"](a, "int64"), ops["cast"](b, "int64"))
        return ops["cast"](found, kind)
    return f(a, b)


def matmul(x1: Any, x2: Any) -> Any:
    """The product of matrices; a vector is a row on the left, a column on the right."""

    def f(a: Any, b: Any) -> Any:
        if not len(a.shape) or not len(b.shape):
            raise ValueError("matmul: an argument has no dimensions")
        if len(a.shape) == 1 and len(b.shape) == 1:
            return ops["tensordot"](a, b, 1)
        if len(a.shape) == 1:
            return ops["squeeze"](ops["matmul"](ops["expand_dims"](a, 0), b), -2)
        if len(b.shape) == 1:
            return ops["squeeze"](ops["matmul"](a, ops["expand_dims"](b, 1)), -1)
        return ops["matmul"](a, b)

    return _computed(x1, x2, f)


def dot(a: Any, b: Any) -> Any:
    """Sums over the last dimension of `a` and the last but one of `b`."""

    def f(a: Any, b: Any) -> Any:
        if not len(a.shape) or not len(b.shape):
            return a * b
        return ops["tensordot"](a, b, [[-1], [-1 if len(b.shape) == 1 else -2]])

    return _computed(a, b, f)


def inner(a: Any, b: Any) -> Any:
    """Sums over the last dimensions of both."""

    def f(a: Any, b: Any) -> Any:
        if not len(a.shape) or not len(b.shape):
            return a * b
        return ops["tensordot"](a, b, [[-1], [-1]])

    return _computed(a, b, f)


def vdot(a: Any, b: Any) -> Any:
    """The product of all elements, those of `a` conjugated."""
    a, b = (ravel(x) for x in promoted(a, b))
    return dot(ops["math.conj"](a) if a.dtype.is_complex else a, b)


def outer(a: Any, b: Any) -> Any:
    """All products of an element of one and one of the other."""
    a, b = promoted(a, b)
    a, b = ops["reshape"](a, [-1, 1]), ravel(b)
    return ops["logical_and"](a, b) if a.dtype.is_bool else a * b


def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """Sums over dimensions of both."""
    pairs = axes if isinstance(axes, int) else [x if isinstance(x, int) else [*x] for x in axes]
    return _computed(a, b, lambda x, y: ops["tensordot"](x, y, pairs))


def einsum(subscripts: str, *operands: Any, **kwargs: Any) -> Any:
    """Sums of products, by Einstein's notation."""
    arrays = promoted(*operands)
    kind = arrays[0].dtype
    if kind.is_integer or kind.is_bool:
        arrays = [ops["cast"](a, "int64") for a in arrays]
    return ops["cast"](_einsum(subscripts, *arrays), kind)


def kron(a: Any, b: Any) -> Any:
    """Each element of `a` times all of `b`."""
    a, b = promoted(a, b)
    rank = max(len(a.shape), len(b.shape))
    shapes = [[1] * (rank - len(x.shape)) + [*x.shape] for x in (a, b)]
    pairs = [*zip(*shapes, strict=True)]
    a = ops["reshape"](a, [n for i, _ in pairs for n in (i, 1)])
    b = ops["reshape"](b, [n for _, j in pairs for n in (1, j)])
    return ops["reshape"](a * b, [i * j for i, j in pairs])


def cross(
    a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None
) -> Any:
    """The cross product of vectors of two or three elements."""
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = promoted(a, b)
    a, b = moveaxis(a, axisa, -1), moveaxis(b, axisb, -1)
    if {a.shape[-1], b.shape[-1]} - {2, 3}:
        raise ValueError(f"cross: vectors have 2 or 3 elements, got {a.shape[-1]}, {b.shape[-1]}")
    flat = a.shape[-1] == b.shape[-1] == 2

    def parts(x: Any) -> list[Any]:
        found = ops["unstack"](x, axis=-1)
        return [*found, ops["zeros_like"](found[0])] if len(found) == 2 else list(found)

    (a1, a2, a3), (b1, b2, b3) = parts(a), parts(b)
    last = a1 * b2 - a2 * b1
    if flat:
        return last
    return moveaxis(ops["stack"]([a2 * b3 - a3 * b2, a3 * b1 - a1 * b3, last], -1), -1, axisc)


def polyval(p: Any, x: Any) -> Any:
    """The polynomial with coefficients `p`, the highest first, at `x`."""
    p, x = promoted(p, x)
    found = zeros(x.shape, x.dtype)
    for c in ops["unstack"](p, axis=0):
        found = found * x + c
    return found
