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

    Args:
      f: takes tensors and returns a tuple of its result, a Tensor or a structure of Tensors, and
        `grad_fn(*dy)`. `grad_fn` gets one gradient per output tensor and returns one gradient (a
        Tensor, IndexedSlices or None) per positional argument. If `f` reads variables, `grad_fn`
        must take a keyword argument `variables` and return a pair of the gradients by arguments and
        by those variables.

    Returns:
      A function that calls `f` and returns its result.

    Raises:
      TypeError: if variables are read and `grad_fn` does not take `variables`.
      ValueError: if `grad_fn` returns the wrong number of gradients.
    """
    if f is None:
        return custom_gradient

    @functools.wraps(f)
    def decorated(*args: Any, **kwargs: Any) -> Any:
        return _call(f, args, kwargs)

    return decorated


def _call(f: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    if not _core.tape_is_recording():
        return f(*args, **kwargs)[0]
    flat_args = nest.flatten(args)
    inputs = [
        a.read_value() if isinstance(a, _core.Variable) else _core.convert(a) for a in flat_args
    ]
    # Variables that are arguments get their gradient as such.
    own = [a for a in flat_args if isinstance(a, _core.Variable)]
    # Note [Custom gradients and tapes]
    # What `f` runs is recorded too, although no first derivative flows through it: `grad_fn` may
    # use values that `f` computed, and for second derivatives an outer tape must know where they
    # come from.
    with GradientTape() as finder:
        result, grad_fn = f(*nest.pack_sequence_as(args, inputs), **kwargs)
    variables = [v for v in finder.watched_variables() if not any(v is a for a in own)]
    takes_variables = _takes_variables(grad_fn)
    if variables and not takes_variables:
        raise TypeError(
            "@tf.custom_gradient grad_fn must accept keyword argument 'variables', since function "
            f"uses variables: {variables}"
        )

    outputs = nest.flatten(result)
    reads = [v.read_value() for v in variables]

    def backward(*dy: Any) -> list[Any]:
        if variables or takes_variables:
            input_grads, variable_grads = grad_fn(*dy, variables=variables)
            variable_grads = nest.flatten(variable_grads)
            if len(variable_grads) != len(variables):
                raise ValueError(
                    f"Must return gradient for each variable from @custom_gradient grad_fn: "
                    f"{len(variables)} variables, {len(variable_grads)} gradients."
                )
        else:
            input_grads, variable_grads = grad_fn(*dy), []
        flat = _flatten_grads(input_grads, len(inputs))
        if len(flat) != len(inputs):
            raise ValueError(
                f"custom_gradient function expected to return {len(inputs)} gradients, but "
                f"returned {len(flat)} instead."
            )
        return flat + variable_grads

    recorded = _core._record_custom(inputs + reads, [_core.convert(y) for y in outputs], backward)
    return nest.pack_sequence_as(result, recorded)


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
    the gradient: memory is paid for with time."""

    @functools.wraps(f)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        @custom_gradient
        def inner(*inner_args: Any) -> Any:
            result = f(*inner_args, **kwargs)

            def grad(*dy: Any, variables: Any = None) -> Any:
                with GradientTape() as tape:
                    tape.watch(list(inner_args))
                    again = f(*inner_args, **kwargs)
                sources = [list(inner_args), list(variables or [])]
                by_args, by_variables = tape.gradient(
                    nest.flatten(again), sources, output_gradients=list(dy)
                )
                return (by_args, by_variables) if variables is not None else by_args

            return result, grad

        return inner(*args)

    return wrapped
