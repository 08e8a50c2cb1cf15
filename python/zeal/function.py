"""tf.function: here a function that runs eagerly and checks its input signature."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any

from zeal import _core, nest
from zeal.tensor_spec import TensorSpec

__all__ = ["function"]


class Function:
    """A Python function that is called as it is; with an input signature its arguments are tensors
    that fit it."""

    def __init__(self, python_function: Callable[..., Any], input_signature: Any) -> None:
        functools.update_wrapper(self, python_function)
        self._python_function = python_function
        self._signature = None if input_signature is None else tuple(input_signature)

    @property
    def python_function(self) -> Callable[..., Any]:
        """The function that was decorated."""
        return self._python_function

    @property
    def input_signature(self) -> Any:
        """The signature, None if there is none."""
        return self._signature

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._signature is not None:
            args, kwargs = self._bind(args, kwargs), {}
        return self._python_function(*args, **kwargs)

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        return Function(self._python_function.__get__(instance, owner), self._signature)

    def _bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, ...]:
        assert self._signature is not None
        try:
            bound = inspect.signature(self._python_function).bind(*args, **kwargs)
            if len(bound.args) > len(self._signature):
                raise TypeError(f"too many arguments for {len(self._signature)} specs")
            filled = [
                _fit(spec, arg)
                if isinstance(spec, TensorSpec)
                else nest.map_structure(_fit, spec, arg, check_types=False)
                for spec, arg in zip(self._signature, bound.args, strict=False)
            ]
        except (TypeError, ValueError) as e:
            raise TypeError(
                f"Binding inputs to tf.function failed due to `{e}`. Received args: {args} and "
                f"kwargs: {kwargs} for signature: {self._signature}."
            ) from None
        return tuple(filled)

    def get_concrete_function(self, *args: Any, **kwargs: Any) -> ConcreteFunction:
        """This function, with the specs of its arguments."""
        return ConcreteFunction(self, args or self._signature or (), kwargs)

    def experimental_get_tracing_count(self) -> int:
        """0: nothing is traced."""
        return 0

    def __repr__(self) -> str:
        return f"<tf.function {getattr(self._python_function, '__name__', 'function')}>"


class ConcreteFunction:
    """A Function with the specs of its arguments."""

    def __init__(self, function: Function, args: Any, kwargs: dict[str, Any]) -> None:
        self._function = function
        self.structured_input_signature = (tuple(args), kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._function(*args, **kwargs)


def _fit(spec: Any, value: Any) -> Any:
    if not isinstance(spec, TensorSpec):
        return value
    plain = not hasattr(value, "dtype")
    tensor = _core.convert(value, spec.dtype if plain else None)
    if not spec.is_compatible_with(tensor):
        raise TypeError(f"Can not cast {TensorSpec.from_tensor(tensor)} to {spec}")
    return tensor


def function(
    func: Callable[..., Any] | None = None,
    input_signature: Any = None,
    autograph: bool = True,
    jit_compile: bool | None = None,
    reduce_retracing: bool = False,
    experimental_implements: str | None = None,
    experimental_autograph_options: Any = None,
    experimental_attributes: Any = None,
    experimental_relax_shapes: bool | None = None,
    experimental_compile: bool | None = None,
    experimental_follow_type_hints: bool | None = None,
) -> Any:
    """Decorates a function; it runs eagerly, as under `tf.config.run_functions_eagerly(True)`.

    Args:
      func: the function; a decorator is returned if None.
      input_signature: a TensorSpec per argument: arguments are converted, and must fit.
      autograph, jit_compile, reduce_retracing and the rest: accepted, without effect.
    """
    if func is None:
        return functools.partial(function, input_signature=input_signature)
    return Function(func, input_signature)
