"""custom_gradient: a function whose derivative is written by hand."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from zeal import _core, nest
from zeal.gradient_tape import GradientTape

__all__ = ["custom_gradient", "grad_pass_through", "recompute_grad"]


def custom_gradient(f: Callable[..., Any] | None = None) -> Any:
    """Decorates a function that returns `(y, grad_fn)` so that `grad_fn` is its derivative.

    What `grad_fn` computes is recorded by the tapes that record then, so that it can be
    differentiated again; so is what `f` computes, for values of `f` that `grad_fn` uses.

    Args:
      f: takes tensors and returns a pair of its result, a Tensor or a structure of Tensors, and
        `grad_fn(*dy)`. `grad_fn` gets one gradient per output tensor (zeros where nothing arrived;
        IndexedSlices where what arrived is sparse) and returns one gradient (a Tensor,
        IndexedSlices or None) per positional argument, of that argument's shape and dtype. Tensors
        in keyword arguments get none. If `f` reads trainable variables that are not among its
        arguments, `grad_fn` must take a keyword argument `variables`, a list of them in the order
        in which they were made, and return a pair of the gradients by arguments and a list of those
        by the variables.

    Returns:
      A function that calls `f` and returns its result. A decorated method is a method, whose
      `self` has no gradient.

    Raises:
      TypeError: if `f` does not return such a pair, or reads variables and `grad_fn` does not take
        `variables`.
      ValueError: if `grad_fn` returns the wrong number of gradients, or one of a wrong shape or
        dtype.
    """
    return custom_gradient if f is None else _Function(f)


class _Function:
    """A function with its own derivative; a method of the class that it is defined in."""

    def __init__(self, f: Callable[..., Any]) -> None:
        self._f = f
        functools.update_wrapper(self, f)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return _call(self._f, args, kwargs)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else _Function(self._f.__get__(instance, owner))


def _call(f: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    # Note [Custom gradients and tapes]
    # What `f` runs is recorded too, although no first derivative flows through it: `grad_fn` may
    # use values that `f` computed, and for second derivatives an outer tape must know where they
    # come from.
    with _core.VariableWatch() as watch:
        result, grad_fn = _pair(f(*args, **kwargs))
        read = watch.seen()
    flat_args = nest.flatten(args)
    # Variables that are arguments get their gradient as such.
    given = {id(a) for a in (*flat_args, *nest.flatten(kwargs))}
    variables = [v for v in read if id(v) not in given]
    if variables and not _takes_variables(grad_fn):
        raise TypeError(
            "@tf.custom_gradient grad_fn must accept keyword argument 'variables', since function "
            f"uses variables: {variables}"
        )
    if not _core.tape_is_recording():
        return result

    sources = [(i, _source(a)) for i, a in enumerate(flat_args)]
    sources = [(i, x) for i, x in sources if x is not None]

    def backward(*dy: Any) -> list[Any]:
        if variables:
            by_args, by_variables = grad_fn(*dy, variables=variables)
            by_variables = nest.flatten(by_variables)
            if len(by_variables) != len(variables):
                raise ValueError(
                    "Must return gradient for each variable from @custom_gradient grad_fn: "
                    f"{len(variables)} variables, {len(by_variables)} gradients."
                )
        else:
            by_args, by_variables = grad_fn(*dy), []
        flat = _flatten_grads(by_args, len(flat_args))
        if len(flat) != len(flat_args):
            raise ValueError(
                f"custom_gradient function expected to return {len(flat_args)} gradients, but "
                f"returned {len(flat)} instead."
            )
        return [flat[i] for i, _ in sources] + by_variables

    inputs = [x for _, x in sources] + [v.read_value() for v in variables]
    outputs = [_core.convert(y) for y in nest.flatten(result)]
    return nest.pack_sequence_as(result, _core._record_custom(inputs, outputs, backward))


def _pair(returned: Any) -> tuple[Any, Callable[..., Any]]:
    if not isinstance(returned, (tuple, list)) or len(returned) != 2 or not callable(returned[1]):
        kind = type(returned).__name__
        if isinstance(returned, (tuple, list)):
            kind += f" of ({', '.join(type(r).__name__ for r in returned)})"
        raise TypeError(
            "@tf.custom_gradient: the function must return a pair of its result and a function, "
            f"the gradient; got {kind}"
        )
    return returned[0], returned[1]


def _source(argument: Any) -> Any:
    """The tensor by which an argument may be differentiated, if there is one."""
    if isinstance(argument, _core.Tensor):
        return argument
    if isinstance(argument, _core.Variable):
        return argument.read_value()
    return _core.convert(argument) if hasattr(argument, "__tf_tensor__") else None


def _flatten_grads(grads: Any, count: int) -> list[Any]:
    if count == 1 and not isinstance(grads, (list, tuple)):
        return [grads]
    return nest.flatten(grads)


def _takes_variables(grad_fn: Callable[..., Any]) -> bool:
    try:
        parameters = inspect.signature(grad_fn).parameters.values()
    except (TypeError, ValueError):
        return False
    return any(p.name == "variables" or p.kind is p.VAR_KEYWORD for p in parameters)


def grad_pass_through(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function that computes `f` but whose derivative is the identity's."""

    @custom_gradient
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        def grad(*dy: Any, variables: Any = None) -> Any:
            if variables is not None:
                return dy, [None] * len(variables)
            return dy

        return f(*args, **kwargs), grad

    return wrapper


def recompute_grad(f: Callable[..., Any]) -> Callable[..., Any]:
    """A function that computes `f`, keeps none of its intermediate values, and runs it again for
    the gradient: memory is paid for with time (gradient checkpointing).

    Gradients flow into positional arguments and into the variables that `f` reads. Run again, `f`
    must compute the same: random numbers in it must be stateless ones.
    """

    @functools.wraps(f)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return _recomputed(f, kwargs)(*args)

    return wrapped


def _recomputed(f: Callable[..., Any], kwargs: dict[str, Any]) -> Any:
    @custom_gradient
    def run(*args: Any) -> Any:
        with _core.PausedTapes():
            result = f(*args, **kwargs)

        def grad(*dy: Any, variables: Any = None) -> Any:
            with GradientTape() as tape:
                # Copies, so that an argument that is given twice gets its share for each place.
                again = nest.map_structure(_own, args)
                tape.watch([x for x in nest.flatten(again) if _is_source(x)])
                results = nest.flatten(f(*again, **kwargs))
            flat = nest.flatten(again)
            sources = [x for x in flat if _is_source(x)]
            by_args, by_variables = tape.gradient(
                results, [sources, list(variables or [])], output_gradients=list(dy)
            )
            rest = iter(by_args)
            grads = [next(rest) if _is_source(x) else None for x in flat]
            return grads if variables is None else (grads, by_variables)

        return result, grad

    return run


def _own(x: Any) -> Any:
    source = _source(x)
    return x if source is None else _core._ops["identity"](source)


def _is_source(x: Any) -> bool:
    return isinstance(x, _core.Tensor) and (x.dtype.is_floating or x.dtype.is_complex)
