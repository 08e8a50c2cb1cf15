"""Control flow as functions, and what only has a meaning in graphs: run at once, in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from zeal import _core, errors, nest
from zeal.tensor_array import TensorArray
from zeal.tensor_shape import TensorShape, as_shape
from zeal.tensor_spec import TensorSpec

__all__ = [
    "broadcast_dynamic_shape",
    "broadcast_static_shape",
    "case",
    "cond",
    "control_dependencies",
    "foldl",
    "foldr",
    "get_static_value",
    "group",
    "init_scope",
    "map_fn",
    "no_op",
    "numpy_function",
    "py_function",
    "scan",
    "switch_case",
    "while_loop",
]

_Function = Callable[..., Any]


def _callable(f: Any, name: str) -> None:
    if not callable(f):
        raise TypeError(f"{name} must be callable.")


def cond(
    pred: Any, true_fn: _Function | None = None, false_fn: _Function | None = None, name: Any = None
) -> Any:
    """`true_fn()` if `pred` is true, else `false_fn()`."""
    _callable(true_fn, "true_fn")
    _callable(false_fn, "false_fn")
    assert true_fn is not None and false_fn is not None
    return true_fn() if bool(pred) else false_fn()


def case(
    pred_fn_pairs: Any,
    default: _Function | None = None,
    exclusive: bool = False,
    strict: bool = False,
    name: str = "case",
) -> Any:
    """Calls the function of the first pair (pred, function) whose pred is true.

    Args:
      pred_fn_pairs: a list of pairs.
      default: called if none is true.
      exclusive: must at most one be true?

    Raises:
      InvalidArgumentError: if none is true and there is no default, or more than one is, with
        `exclusive`.
    """
    pairs = list(pred_fn_pairs.items() if isinstance(pred_fn_pairs, Mapping) else pred_fn_pairs)
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise TypeError(f"Each entry in pred_fn_pairs must be a 2-tuple. Received {pair}.")
        _callable(pair[1], "fn for pred")
    hits = [f for pred, f in pairs if bool(pred)]
    if exclusive and len(hits) > 1:
        raise errors.InvalidArgumentError(
            None, None, f"More than one condition evaluated as True: {len(hits)} of {len(pairs)}"
        )
    if hits:
        return hits[0]()
    if default is None:
        raise errors.InvalidArgumentError(
            None, None, "None of conditions evaluated as True, and there is no default"
        )
    _callable(default, "default")
    return default()


def switch_case(
    branch_index: Any, branch_fns: Any, default: _Function | None = None, name: str = "switch_case"
) -> Any:
    """Calls the function at `branch_index`; `default`, or the last one, if there is none."""
    if isinstance(branch_fns, Mapping):
        table = dict(branch_fns)
    else:
        entries = list(branch_fns)
        pairs = entries and isinstance(entries[0], tuple)
        table = dict(entries) if pairs else dict(enumerate(entries))
    if not table:
        raise ValueError("Must specify branch_fns")
    for key, f in table.items():
        _callable(f, f"fn for branch {key}")
    if sorted(table) != list(range(len(table))):
        found = ",".join(map(str, sorted(table)))
        raise ValueError(
            f"branch indices (keys) must form contiguous range of [0 to {len(table)}) but found "
            f"{{{found}}}"
        )
    last = default if default is not None else table[len(table) - 1]
    return table.get(int(branch_index), last)()


def while_loop(
    cond: _Function,
    body: _Function,
    loop_vars: Any,
    shape_invariants: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    maximum_iterations: Any = None,
    name: str | None = None,
) -> Any:
    """Calls `loop_vars = body(*loop_vars)` while `cond(*loop_vars)` is true.

    Args:
      cond: takes the variables, returns a bool.
      body: takes the variables, returns them in the same structure.
      loop_vars: a list or tuple of tensors, TensorArrays and structures of them.
      maximum_iterations: an upper limit of the number of calls.

    Returns:
      The variables after the last call.

    Raises:
      ValueError: if there are no variables, or `body` returns another structure.
    """
    _callable(cond, "'cond'")
    _callable(body, "'body'")
    if not isinstance(loop_vars, (list, tuple)):
        loop_vars = (loop_vars,)
    if not loop_vars:
        raise ValueError("'loop_vars' must be provided.")
    kind = type(loop_vars)
    limit = None if maximum_iterations is None else int(maximum_iterations)
    count = 0
    while (limit is None or count < limit) and bool(cond(*loop_vars)):
        result = body(*loop_vars)
        if not isinstance(result, (list, tuple)):
            result = (result,)
        nest.assert_same_structure(list(loop_vars), list(result))
        loop_vars = result
        count += 1

    def convert(x: Any) -> Any:
        return x if isinstance(x, TensorArray) else _core.convert(x)

    found = nest.map_structure(convert, list(loop_vars))
    return found if hasattr(kind, "_fields") or kind is list else kind(found)


def _rows(elems: Any) -> list[Any]:
    """The slices of a structure of tensors along their first axes."""
    flat = [_core.convert(x) for x in nest.flatten(elems)]
    if not flat:
        raise ValueError("elems must hold at least one tensor")
    if any(not len(t.shape) for t in flat):
        raise ValueError("elements in elems must be 1+ dimensional Tensors, not scalars")
    if len({t.shape[0] for t in flat}) != 1:
        raise ValueError(f"elems have different numbers of rows: {[t.shape[0] for t in flat]}")
    columns = [_core._ops["unstack"](t) for t in flat]
    return [nest.pack_sequence_as(elems, row) for row in zip(*columns, strict=True)]


def map_fn(
    fn: _Function,
    elems: Any,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
    fn_output_signature: Any = None,
) -> Any:
    """Stacks what `fn` gives for each row of `elems`.

    Args:
      fn: takes a row, in the structure of `elems`.
      elems: a tensor or a structure of tensors, of the same size along axis 0.
      fn_output_signature: the dtype, or structure of dtypes or TensorSpecs, of the result; needed
        if there are no rows or it differs from that of `elems`.
      dtype: the same, by its old name.
    """
    signature = dtype if fn_output_signature is None else fn_output_signature
    rows = _rows(elems)
    results = [fn(row) for row in rows]
    if not results:
        specs = nest.flatten(elems if signature is None else signature)
        empty = [_empty(s) for s in specs]
        return nest.pack_sequence_as(elems if signature is None else signature, empty)
    return _stack(results, signature)


def _empty(spec: Any) -> Any:
    shape: tuple[Any, ...] = ()
    if isinstance(spec, TensorSpec):
        shape, spec = tuple(d or 0 for d in spec.shape), spec.dtype
    elif hasattr(spec, "shape"):
        shape, spec = tuple(spec.shape)[1:], spec.dtype
    return _core._ops["zeros"]((0, *shape), spec)


def _stack(results: list[Any], signature: Any = None) -> Any:
    flat = [nest.flatten(r) for r in results]
    specs: list[Any] = [None] * len(flat[0])
    if signature is not None:
        nest.assert_same_structure(signature, results[0], check_types=False)
        specs = [s.dtype if isinstance(s, TensorSpec) else s for s in nest.flatten(signature)]
    columns = [
        _core._ops["stack"]([_core.convert(x, spec) for x in column])
        for spec, column in zip(specs, zip(*flat, strict=True), strict=True)
    ]
    return nest.pack_sequence_as(results[0], columns)


def _accumulate(fn: _Function, elems: Any, initializer: Any, reverse: bool) -> list[Any]:
    rows = _rows(elems)
    if reverse:
        rows.reverse()
    values: list[Any] = []
    if initializer is None:
        if not rows:
            raise ValueError("elems has no rows, and there is no initializer")
        value, rows = rows[0], rows[1:]
        values.append(value)
    else:
        value = nest.map_structure(_core.convert, initializer)
        if not rows:
            return [value]
    for row in rows:
        result = fn(value, row)
        nest.assert_same_structure(value, result, check_types=False)
        value = result
        values.append(value)
    return values


def foldl(
    fn: _Function,
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """`fn(... fn(fn(initializer, row 0), row 1) ...)`; from row 0 on without initializer."""
    _callable(fn, "fn")
    return _accumulate(fn, elems, initializer, reverse=False)[-1]


def foldr(
    fn: _Function,
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """As foldl, from the last row to the first."""
    _callable(fn, "fn")
    return _accumulate(fn, elems, initializer, reverse=True)[-1]


def scan(
    fn: _Function,
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    reverse: bool = False,
    name: str | None = None,
) -> Any:
    """As foldl, but all values on the way, stacked; `reverse` goes from the last row to the
    first."""
    _callable(fn, "fn")
    values = _accumulate(fn, elems, initializer, reverse)
    if initializer is not None and not _rows(elems):
        return nest.map_structure(lambda x: _core._ops["zeros"]((0, *x.shape), x.dtype), values[0])
    if reverse:
        values.reverse()
    return _stack(values)


# ---- what only graphs need ----------------------------------------------------------------------


def group(*inputs: Any, **kwargs: Any) -> None:
    """None: what the inputs come from has run already."""


def no_op(name: str | None = None) -> None:
    """Does nothing."""


@contextmanager
def control_dependencies(control_inputs: Any) -> Iterator[None]:
    """A context without effect: ops run in the order of the program."""
    if callable(control_inputs):
        control_inputs()
    yield


@contextmanager
def init_scope() -> Iterator[None]:
    """A context in which no tape records; there are no graphs to leave."""
    with _core.PausedTapes():
        yield


def _outputs(results: Any, Tout: Any) -> Any:
    if isinstance(Tout, (list, tuple)):
        values = list(results) if isinstance(results, (list, tuple)) else [results]
        if len(Tout) == 0:
            return []
        return [_output(v, t) for v, t in zip(values, Tout, strict=True)]
    return _output(results, Tout)


def _output(value: Any, spec: Any) -> Any:
    return _core.convert(value, spec.dtype if isinstance(spec, TensorSpec) else spec)


def py_function(func: _Function, inp: Any, Tout: Any, name: str | None = None) -> Any:
    """`func(*inp)` with tensors, its results converted to the dtypes `Tout`."""
    return _outputs(func(*[_core.convert(x) for x in nest.flatten(inp)]), Tout)


def numpy_function(
    func: _Function,
    inp: Any,
    Tout: Any,
    stateful: bool = True,
    name: str | None = None,
) -> Any:
    """`func(*inp)` with NumPy arrays, its results converted to the dtypes `Tout`; no gradient."""
    return _outputs(func(*[_core.convert(x).numpy() for x in nest.flatten(inp)]), Tout)


def get_static_value(tensor: Any, partial: bool = False) -> Any:
    """The value as NumPy array; None for what is no tensor."""
    if isinstance(tensor, (_core.Tensor, _core.Variable)):
        return tensor.numpy()
    return None


def broadcast_static_shape(shape_x: Any, shape_y: Any) -> TensorShape:
    """The shape that both broadcast to, as far as it is known. ValueError if there is none."""
    x, y = as_shape(shape_x), as_shape(shape_y)
    if x.rank is None or y.rank is None:
        return TensorShape(None)
    rank = max(x.rank, y.rank)
    out: list[int | None] = []
    for a, b in zip([1] * (rank - x.rank) + list(x), [1] * (rank - y.rank) + list(y), strict=True):
        if a is not None and b is not None and a != b and 1 not in (a, b):
            raise ValueError(
                "Incompatible shapes for broadcasting. Two shapes are compatible if for each "
                "dimension pair they are either equal or one of them is 1. Received: "
                f"{x} and {y}."
            )
        if a == 1 or b == 1:
            out.append(b if a == 1 else a)
        else:
            out.append(b if a is None else a)
    return TensorShape(out)


def broadcast_dynamic_shape(shape_x: Any, shape_y: Any) -> Any:
    """As broadcast_static_shape, of shapes as tensors and as a tensor."""
    x, y = (_core.convert(s).numpy().tolist() for s in (shape_x, shape_y))
    return _core.convert(list(broadcast_static_shape(x, y)))
