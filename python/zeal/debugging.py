"""Checks that raise with a message that says what was found: `tf.debugging`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from zeal import _core, _lazy, dtypes, errors
from zeal._print import array_text

__all__ = [
    "Assert",
    "assert_all_finite",
    "assert_equal",
    "assert_greater",
    "assert_greater_equal",
    "assert_integer",
    "assert_less",
    "assert_less_equal",
    "assert_near",
    "assert_negative",
    "assert_non_negative",
    "assert_non_positive",
    "assert_none_equal",
    "assert_positive",
    "assert_proper_iterable",
    "assert_rank",
    "assert_rank_at_least",
    "assert_rank_in",
    "assert_same_float_dtype",
    "assert_scalar",
    "assert_shapes",
    "assert_type",
    "check_numerics",
    "disable_backward_traceback",
    "disable_check_numerics",
    "disable_traceback_filtering",
    "enable_backward_traceback",
    "enable_check_numerics",
    "enable_traceback_filtering",
    "get_log_device_placement",
    "is_numeric_tensor",
    "is_traceback_filtering_enabled",
]
__getattr__ = _lazy.missing(__name__)

_ops = _core._ops


def _fail(message: str) -> None:
    raise errors.InvalidArgumentError(None, None, message)


def _holds(condition: Any) -> bool:
    return bool(_ops["math.reduce_all"](condition))


def _prefix(message: str | None) -> str:
    return f"{message}.  " if message else ""


def Assert(
    condition: Any, data: Any, summarize: int | None = None, name: str | None = None
) -> None:
    """Raises InvalidArgumentError unless `condition` is true, showing `data`.

    Args:
      condition: a bool, or a 0-d bool Tensor.
      data: a list of tensors and other values to show.
      summarize: how many elements of each tensor to show at both ends.
    """
    if not condition:
        edge = 3 if summarize is None else summarize
        text = "\n".join(d if isinstance(d, str) else _shown(d, edge) for d in data)
        _fail(f"Expected '{condition!s}' to be true. Summarized data: {text}")


def _shown(value: Any, edge: int) -> str:
    return array_text(_core.convert(value).numpy(), edge)


# ---- two tensors, element by element ------------------------------------------------------------


def _compare(
    sign: str, op: str, x: Any, y: Any, message: str | None, summarize: int | None
) -> None:
    x, y = _pair(x, y)
    condition = _ops[op](x, y)
    if _holds(condition):
        return
    most = 3 if summarize is None else summarize
    lines = [message] if message else []
    lines.append(f"Condition x {sign} y did not hold.")
    a, b, wrong = x.numpy(), y.numpy(), (~condition).numpy()
    if wrong.ndim and a.shape == b.shape:
        at = wrong.nonzero()
        count = min(most, len(at[0])) if most >= 0 else len(at[0])
        first = tuple(i[:count] for i in at)
        rows = [[int(i[k]) for i in first] for k in range(count)]
        lines += [
            f"Indices of first {count} different values:", _rows(rows),
            "Corresponding x values:", str(a[first]), "Corresponding y values:", str(b[first]),
        ]  # fmt: skip
    for label, value in (("x", a), ("y", b)):
        flat = value.reshape(-1)[: most if most >= 0 else None]
        lines += [f"First {len(flat)} elements of {label}:", str(flat)]
    _fail("\n".join(lines))


def _rows(rows: list[list[int]]) -> str:
    return "[" + "\n ".join("[" + " ".join(map(str, r)) + "]" for r in rows) + "]"


def _pair(x: Any, y: Any) -> tuple[Any, Any]:
    if hasattr(x, "dtype") or not hasattr(y, "dtype"):
        x = _core.convert(x)
        return x, _core.convert(y, None, x.dtype)
    y = _core.convert(y)
    return _core.convert(x, None, y.dtype), y


def assert_equal(
    x: Any,
    y: Any,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> None:
    """Raises InvalidArgumentError unless `x == y` holds for all elements."""
    _compare("==", "math.equal", x, y, message, summarize)


def assert_none_equal(
    x: Any,
    y: Any,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> None:
    """Raises InvalidArgumentError unless `x != y` holds for all elements."""
    _compare("!=", "math.not_equal", x, y, message, summarize)


def assert_less(
    x: Any,
    y: Any,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> None:
    """Raises InvalidArgumentError unless `x < y` holds for all elements."""
    _compare("<", "math.less", x, y, message, summarize)


def assert_less_equal(
    x: Any,
    y: Any,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> None:
    """Raises InvalidArgumentError unless `x <= y` holds for all elements."""
    _compare("<=", "math.less_equal", x, y, message, summarize)


def assert_greater(
    x: Any,
    y: Any,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> None:
    """Raises InvalidArgumentError unless `x > y` holds for all elements."""
    _compare(">", "math.greater", x, y, message, summarize)


def assert_greater_equal(
    x: Any,
    y: Any,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> None:
    """Raises InvalidArgumentError unless `x >= y` holds for all elements."""
    _compare(">=", "math.greater_equal", x, y, message, summarize)


def assert_near(
    x: Any,
    y: Any,
    rtol: Any = None,
    atol: Any = None,
    message: str | None = None,
    summarize: int | None = None,
    name: str | None = None,
) -> None:
    """Raises InvalidArgumentError unless `|x - y| <= atol + rtol * |y|` holds for all elements.

    The tolerances are 10 times the dtype's machine epsilon by default.
    """
    x, y = _pair(x, y)
    real = x.dtype.real_dtype
    epsilon = 10 * float(real._limits().eps) if real.is_floating else 0
    rtol = _core.convert(epsilon if rtol is None else rtol, real)
    atol = _core.convert(epsilon if atol is None else atol, real)
    off = _ops["math.abs"](x - y)
    if not _holds(off <= atol + rtol * _ops["math.abs"](y)):
        edge = 3 if summarize is None else summarize
        lines = [message] if message else []
        lines.append(f"x and y not equal to tolerance rtol = {rtol!s}, atol = {atol!s}")
        for label, t in (("x", x), ("y", y)):
            lines.append(f"{label} (shape={t.shape} dtype={t.dtype.name}) = ")
            lines.append(array_text(t.numpy(), edge))
        _fail("\n".join(lines))


# ---- one tensor ---------------------------------------------------------------------------------


def _against_zero(
    sign: str,
    holds: Callable[[Any], Any],
    x: Any,
    message: str | None,
    summarize: int | None,
) -> None:
    x = _core.convert(x)
    if not _holds(holds(x)):
        edge = 3 if summarize is None else summarize
        _fail(
            f"{_prefix(message)}\nCondition x {sign} 0 did not hold element-wise:\n"
            f"x (shape={x.shape} dtype={x.dtype.name}) = \n{array_text(x.numpy(), edge)}"
        )


def assert_positive(
    x: Any, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> None:
    """Raises InvalidArgumentError unless `x > 0` holds for all elements."""
    _against_zero(">", lambda t: t > 0, x, message, summarize)


def assert_negative(
    x: Any, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> None:
    """Raises InvalidArgumentError unless `x < 0` holds for all elements."""
    _against_zero("<", lambda t: t < 0, x, message, summarize)


def assert_non_negative(
    x: Any, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> None:
    """Raises InvalidArgumentError unless `x >= 0` holds for all elements."""
    _against_zero(">=", lambda t: t >= 0, x, message, summarize)


def assert_non_positive(
    x: Any, message: str | None = None, summarize: int | None = None, name: str | None = None
) -> None:
    """Raises InvalidArgumentError unless `x <= 0` holds for all elements."""
    _against_zero("<=", lambda t: t <= 0, x, message, summarize)


def check_numerics(tensor: Any, message: str, name: str | None = None) -> Any:
    """Gives back `tensor`; raises InvalidArgumentError if it has a NaN or an infinity."""
    tensor = _core.convert(tensor)
    if not tensor.dtype.is_floating:
        raise TypeError(f"check_numerics takes floating point tensors, got {tensor.dtype.name}")
    if not _holds(_ops["math.is_finite"](tensor)):
        infinite = not _holds(~_ops["math.is_inf"](tensor))
        nan = not _holds(~_ops["math.is_nan"](tensor))
        what = " and ".join(["Inf"] * infinite + ["NaN"] * nan)
        _fail(f"{message} : Tensor had {what} values")
    return tensor


# Who wants the places of calls kept, on each thread: "numerics", "traceback".
_sites = threading.local()


def _keep_sites(who: str, limit: int | None) -> None:
    """Keeps so many lines of each call's place, or no longer for him who asked."""
    from zeal import _call_sites

    wanted = _sites.__dict__.setdefault("wanted", {})
    if limit is None:
        wanted.pop(who, None)
    else:
        wanted[who] = limit
    if wanted:
        _call_sites.limit = max(wanted.values())
        _core.keep_call_sites(_call_sites.capture, _call_sites.text)
    else:
        _core.keep_call_sites(None)


def enable_check_numerics(stack_height_limit: int = 30, path_length_limit: int = 50) -> None:
    """Makes the first op whose result has an infinity or a NaN raise InvalidArgumentError.

    The error names the op and its output, with dtype, shape and the number of bad elements, and the
    inputs' shapes. In the backward pass it names the op that a gradient is computed with, and the
    lines of your program that made the call which it is the gradient of. It holds for the thread
    that calls this, until `disable_check_numerics`. Every call then waits for its result to be
    checked.

    Args:
      stack_height_limit: at most so many lines are kept of a recorded call, the innermost ones.
      path_length_limit: ignored.
    """
    _core.set_check_numerics(True)
    _keep_sites("numerics", stack_height_limit)


def disable_check_numerics() -> None:
    """Ends what `enable_check_numerics` began, on this thread."""
    _core.set_check_numerics(False)
    _keep_sites("numerics", None)


def enable_backward_traceback(stack_height_limit: int = 30) -> None:
    """Makes an error in the backward pass say which call it is the gradient of, and where in your
    program that call was made.

    It holds for what tapes record on the thread that calls this, until
    `disable_backward_traceback`. Every recorded call then costs a walk up Python's stack, a few
    microseconds. `enable_check_numerics` does that, too.

    Args:
      stack_height_limit: at most so many lines are kept, the innermost ones.
    """
    _keep_sites("traceback", stack_height_limit)


def disable_backward_traceback() -> None:
    """Ends what `enable_backward_traceback` began, on this thread."""
    _keep_sites("traceback", None)


def assert_all_finite(x: Any, message: str, name: str | None = None) -> Any:
    """Gives back `x`; raises InvalidArgumentError if it has a NaN or an infinity."""
    return check_numerics(x, message)


def assert_scalar(tensor: Any, message: str | None = None, name: str | None = None) -> Any:
    """Gives back `tensor`; raises ValueError unless it is 0-d."""
    tensor = _core.convert(tensor)
    if len(tensor.shape):
        raise ValueError(f"{_prefix(message)}Expected scalar shape, saw shape: {tensor.shape}.")
    return tensor


def assert_integer(x: Any, message: str | None = None, name: str | None = None) -> None:
    """Raises TypeError unless `x` has an integer dtype."""
    x = _core.convert(x)
    if not x.dtype.is_integer:
        raise TypeError(
            f'{_prefix(message)}Expected "x" to be integer type.  '
            f"Found: tensor of dtype {x.dtype!s}"
        )


def assert_type(
    tensor: Any, tf_type: Any, message: str | None = None, name: str | None = None
) -> None:
    """Raises TypeError unless `tensor` has that dtype."""
    tensor, wanted = _core.convert(tensor), dtypes.as_dtype(tf_type)
    if tensor.dtype != wanted:
        raise TypeError(
            f"{_prefix(message)}tensor must be of type {wanted!r}; got {tensor.dtype!r}"
        )


def assert_same_float_dtype(tensors: Any = None, dtype: Any = None) -> Any:
    """The dtype that all tensors have; ValueError if they differ or it is no floating point
    type."""
    found = None if dtype is None else dtypes.as_dtype(dtype)
    first = None
    for t in tensors or ():
        if found is None:
            found, first = t.dtype, t
        elif t.dtype != found:
            like = "" if first is None else f" as {first!s}"
            raise ValueError(f"{t!s}, type={t.dtype}, must be of the same type ({found}){like}.")
    found = found or dtypes.float32
    if not found.is_floating:
        raise ValueError(f"Expected floating point type, got {found!s}.")
    return found


def is_numeric_tensor(tensor: Any) -> bool:
    """Is this a tensor of numbers? Not if it is of bools."""
    return isinstance(tensor, (_core.Tensor, _core.Variable)) and not tensor.dtype.is_bool


def assert_proper_iterable(values: Any) -> None:
    """Raises TypeError unless `values` is an iterable that is neither a tensor, array nor
    string."""
    if isinstance(values, (_core.Tensor, _core.Variable, str, bytes)) or hasattr(values, "dtype"):
        raise TypeError(
            f'Expected argument "values" to be a "proper" iterable.  Found: {type(values)}'
        )
    if not isinstance(values, Iterable):
        raise TypeError(f'Expected argument "values" to be iterable.  Found: {type(values)}')


# ---- shapes -------------------------------------------------------------------------------------


def _rank_error(x: Any, wanted: str, message: str | None) -> ValueError:
    return ValueError(
        f"{_prefix(message)}Tensor  must have rank {wanted}.  Received rank {len(x.shape)}, "
        f"shape {x.shape}"
    )


def assert_rank(x: Any, rank: Any, message: str | None = None, name: str | None = None) -> None:
    """Raises ValueError unless `x` has that rank."""
    x = _core.convert(x)
    if len(x.shape) != int(rank):
        raise _rank_error(x, str(int(rank)), message)


def assert_rank_at_least(
    x: Any, rank: Any, message: str | None = None, name: str | None = None
) -> None:
    """Raises ValueError unless `x` has that rank or a higher one."""
    x = _core.convert(x)
    if len(x.shape) < int(rank):
        raise _rank_error(x, f"at least {int(rank)}", message)


def assert_rank_in(
    x: Any, ranks: Iterable[Any], message: str | None = None, name: str | None = None
) -> None:
    """Raises ValueError unless `x` has one of those ranks."""
    x, wanted = _core.convert(x), tuple(int(r) for r in ranks)
    if len(x.shape) not in wanted:
        raise _rank_error(x, f"in {wanted}", message)


def assert_shapes(
    shapes: Any,
    data: Any = None,
    summarize: int | None = None,
    message: str | None = None,
    name: str | None = None,
) -> None:
    """Raises ValueError unless tensors have shapes, in which names stand for equal sizes.

    Args:
      shapes: pairs of a tensor and its shape: a list of sizes, names, and None, "." or "*" where
        any size will do; `...` at the start stands for any number of dimensions.

    >>> tf.debugging.assert_shapes([(x, ("N", "Q")), (y, ("N", "D")), (scalar, ())])
    """
    pairs = shapes.items() if isinstance(shapes, Mapping) else shapes
    sizes: dict[Any, tuple[int, str]] = {}
    for tensor, shape in pairs:
        x = _core.convert(tensor)
        about = f"Tensor shape={x.shape} dtype={x.dtype.name}"
        if not hasattr(shape, "__iter__") and not hasattr(shape, "__getitem__"):
            raise ValueError(
                f"{_prefix(message)}{about}.  Specified shape must be an iterable.  An iterable "
                f"has the attribute `__iter__` or `__getitem__`.  Received specified shape: {shape}"
            )
        wanted = list(shape)
        actual = list(x.shape)
        start = 0
        if wanted and wanted[0] in (..., "..."):
            wanted = wanted[1:]
            if len(actual) < len(wanted):
                raise _rank_error(x, f"at least {len(wanted)}", message)
            start = len(actual) - len(wanted)
        elif len(actual) != len(wanted):
            raise _rank_error(x, str(len(wanted)), message)
        for i, symbol in enumerate(wanted, start):
            if symbol in (None, ".", "*"):
                continue
            size, source = sizes.get(symbol, (None, ""))
            if not isinstance(symbol, str):
                size, source = int(symbol), "Specified explicitly"
            if size is None:
                sizes[symbol] = (actual[i], f"Specified by tensor {about[7:]} dimension {i}")
            elif size != actual[i]:
                raise ValueError(
                    f"{_prefix(message)}{source}.  {about} dimension {i} must have size {size}.  "
                    f"Received size {actual[i]}, shape {x.shape}"
                )


def enable_traceback_filtering() -> None:
    """Without effect: tracebacks have no frames of zeal's to leave out."""


def disable_traceback_filtering() -> None:
    """Without effect: tracebacks have all their frames."""


def is_traceback_filtering_enabled() -> bool:
    """False: tracebacks have all their frames."""
    return False


def get_log_device_placement() -> bool:
    """False: placement is not logged."""
    return False
