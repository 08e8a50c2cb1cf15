"""The op table as test cases: arguments are drawn from each record's samples and domain."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import ml_dtypes
import numpy as np
from zeal import _core, dtypes

TABLE: list[dict[str, Any]] = _core.op_table()
BY_TYPE = {op["type"]: op for op in TABLE}
FLOATS = ("float16", "bfloat16", "float32", "float64")
COMPLEX = ("complex64", "complex128")

# Lengths around the widths of SIMD registers, and one that crosses several of them.
TAILS = (1, 7, 8, 9, 15, 16, 17, 1000)


def function_of(op: dict[str, Any]) -> Callable[..., Any]:
    return _core._ops["raw_ops." + op["type"]]


def tensor_params(op: dict[str, Any]) -> list[dict[str, Any]]:
    return [p for p in op["params"] if not p["is_attr"] and p["kind"] != "name"]


def numpy_dtype(name: str) -> Any:
    return dtypes.as_dtype(name).as_numpy_dtype


@dataclass
class Call:
    """Arguments for one call, with NumPy arrays where tensors go."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def arrays(self) -> list[np.ndarray]:
        return [a for a in _leaves((self.args, self.kwargs)) if isinstance(a, np.ndarray)]

    def map(self, f: Callable[[np.ndarray], Any]) -> Call:
        def walk(x: Any) -> Any:
            if isinstance(x, np.ndarray):
                return f(x)
            if isinstance(x, (list, tuple)):
                return type(x)(walk(i) for i in x)
            return x

        return Call(walk(self.args), {k: walk(v) for k, v in self.kwargs.items()})


def _leaves(x: Any) -> Iterator[Any]:
    if isinstance(x, (list, tuple)):
        for i in x:
            yield from _leaves(i)
    elif isinstance(x, dict):
        yield from _leaves(list(x.values()))
    else:
        yield x


class Draw:
    """The names that samples are written in: f(2, 3), m(3), h(2, 4), i(5, 4), b(3)."""

    def __init__(self, op: dict[str, Any], dtype: str) -> None:
        self.rng = np.random.default_rng(zlib.crc32(f"{op['type']} {dtype}".encode()))
        self.lo, self.hi = op["domain"]
        self.dtype = dtype

    def f(self, *shape: int) -> np.ndarray:
        """Values of the op's dtype T, within its domain."""
        kind = dtypes.as_dtype(self.dtype)
        if kind.is_bool:
            return np.asarray(self.rng.random(shape) < 0.5)
        if kind.is_integer:
            lo = int(np.ceil(max(self.lo, 0 if kind.is_unsigned else -100)))
            hi = max(int(np.floor(min(self.hi, 100))), lo + 1)
            return self.rng.integers(lo, hi + 1, shape).astype(numpy_dtype(self.dtype))
        values = self.rng.uniform(self.lo, self.hi, shape)
        if kind.is_complex:
            values = values + 1j * self.rng.uniform(self.lo, self.hi, shape)
        return np.asarray(values).astype(numpy_dtype(self.dtype))

    def m(self, *shape: int) -> np.ndarray:
        """Square matrices, [..., n, n] for shape (..., n), far from singular."""
        n = shape[-1]
        apart = np.diag(3.0 * np.arange(1, n + 1)).astype(numpy_dtype(self.dtype))
        return np.asarray(self.f(*shape, n) + apart)

    def h(self, *shape: int) -> np.ndarray:
        """Hermitian matrices, [..., n, n] for shape (..., n), with eigenvalues 1, 2 ... n."""
        n = shape[-1]
        q = np.linalg.qr(self.m(*shape).astype(np.result_type(self.dtype, np.float64)))[0]
        a = (q * np.arange(1, n + 1)) @ np.conj(np.swapaxes(q, -1, -2))
        return np.asarray((a + np.conj(np.swapaxes(a, -1, -2))) / 2).astype(self.dtype)

    def i(self, hi: int, *shape: int) -> np.ndarray:
        """int32 in [0, hi)."""
        return self.rng.integers(0, hi, shape).astype(np.int32)

    def b(self, *shape: int) -> np.ndarray:
        """bool."""
        return np.asarray(self.rng.random(shape) < 0.5)

    def calls(self, text: str) -> list[Call]:
        names = ("f", "m", "h", "i", "b")
        scope = {"np": np, "dtype": self.dtype, **{n: getattr(self, n) for n in names}}
        out = []
        for line in filter(None, (s.strip() for s in text.splitlines())):
            args, kwargs = eval(f"(lambda *a, **k: (a, k))({line})", scope)
            out.append(Call(args, kwargs))
        return out


def element_shapes(arity: int) -> list[tuple[tuple[int, ...], ...]]:
    """Shapes for element-wise ops: 0-d, empty, SIMD tails, broadcasting in every position."""
    if arity == 1:
        return [((),), ((0,),), ((2, 0, 3),), ((2, 3, 4),), *(((n,),) for n in TAILS)]
    pairs = [
        ((), ()), ((3,), ()), ((), (3,)), ((0,), (0,)), ((2, 0), (1,)), ((2, 3), (2, 3)),
        ((2, 3), (3,)), ((3, 1), (3, 4)), ((2, 1, 4), (3, 1)), ((1, 5), (6, 1)),
        *(((n,), (n,)) for n in TAILS),
    ]  # fmt: skip
    if arity == 2:
        return pairs
    return [(np.broadcast_shapes(a, b), a, b) for a, b in pairs]


def calls_of(op: dict[str, Any], dtype: str) -> list[Call]:
    """What to call the op with in a dtype."""
    draw = Draw(op, dtype)
    calls = draw.calls(op["samples"]) if op["samples"] else []
    if op["rung"] == "elementwise":
        inputs = tensor_params(op)
        kinds = {p["name"]: p["kind"] for p in inputs}
        for shapes in element_shapes(len(inputs)):
            if not op["broadcasts"] and len(set(shapes)) > 1:
                continue
            arrays = {
                name: draw.b(*s) if kind == "Bool" else draw.f(*s)
                for (name, kind), s in zip(kinds.items(), shapes, strict=True)
            }
            calls.append(Call((), arrays))
    return calls


def expected(op: dict[str, Any], call: Call) -> Any:
    """The reference's result, computed in double precision."""
    import reference as ref  # here: SciPy is not needed to draw calls
    import scipy as sp

    def widen(a: np.ndarray) -> np.ndarray:
        if a.dtype.kind == "c":
            return a.astype(np.complex128)
        if a.dtype.kind == "f" or a.dtype in (ml_dtypes.bfloat16,):
            return a.astype(np.float64)
        return a

    wide = call.map(widen)
    # NumPy wants several axes as a tuple
    wide.kwargs = {
        k: tuple(v) if k == "axis" and isinstance(v, list) else v for k, v in wide.kwargs.items()
    }
    scope = {"np": np, "sp": sp, "ref": ref}
    text = op["numpy"]
    f = getattr(np, text) if text.isidentifier() else eval(text, scope)
    with np.errstate(all="ignore"):
        if isinstance(f, np.ufunc):
            return f(*wide.args, *wide.kwargs.values())
        return f(*wide.args, **wide.kwargs)


def public(op: dict[str, Any]) -> bool:
    return bool(op["endpoints"])


def cases() -> list[tuple[str, str]]:
    """Every op with every dtype that it claims."""
    return [(op["type"], d) for op in TABLE if op["cpu"] for d in op["dtypes"]]
