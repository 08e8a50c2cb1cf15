"""compute_output_spec: shapes and dtypes of a function's results, found on the meta device."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import zeal
from keras.src import tree
from keras.src.backend.common import standardize_dtype
from keras.src.backend.common.keras_tensor import KerasTensor
from keras.src.backend.common.stateless_scope import StatelessScope
from keras.src.backend.common.symbolic_scope import SymbolicScope

from keras_zeal.src.ops.convert import is_tensor, to_zeal_dtype

# Two sizes for a dimension that is not known: what differs between the results is not known either.
_SIZES = (83, 89)


def compute_output_spec(fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Calls `fn` with tensors that have no data in the place of KerasTensors.

    Returns:
      What `fn` returns, with KerasTensors in the place of tensors.
    """
    symbols = [x for x in tree.flatten((args, kwargs)) if isinstance(x, KerasTensor)]
    open_ended = any(None in x.shape for x in symbols)
    with StatelessScope(), SymbolicScope():
        first = _trace(fn, args, kwargs, _SIZES[0])
        if not open_ended:
            return tree.map_structure(_symbol, first)
        second = iter(tree.flatten(_trace(fn, args, kwargs, _SIZES[1])))
        return tree.map_structure(lambda x: _symbol(x, next(second)), first)


def _trace(fn: Callable[..., Any], args: Any, kwargs: Any, size: int) -> Any:
    # First nothing has data; where `fn` must see a value, only the inputs have none; else all have.
    for inputs, constants in (("meta", "meta"), ("meta", None), (None, None)):
        placed_args, placed_kwargs = tree.map_structure(
            lambda x, device=inputs: _placeholder(x, size, device), (args, kwargs)
        )
        try:
            with zeal.device(constants) if constants else nullcontext():
                return fn(*placed_args, **placed_kwargs)
        except Exception as e:
            if inputs is None or not _lacks_data(e):
                raise
    raise AssertionError("unreachable")


def _lacks_data(e: BaseException | None) -> bool:
    # Keras wraps the errors of layers in others.
    while e is not None:
        if "meta device" in str(e):
            return True
        e = e.__context__
    return False


def _placeholder(x: Any, size: int, device: str | None) -> Any:
    if not isinstance(x, KerasTensor):
        return x
    shape = [size if d is None else d for d in x.shape]
    with zeal.device(device) if device else nullcontext():
        return zeal.zeros(shape, to_zeal_dtype(x.dtype))


def _symbol(x: Any, other: Any = None) -> Any:
    if not is_tensor(x):
        return x
    shape = x.shape
    if other is not None:
        shape = [a if a == b else None for a, b in zip(shape, other.shape, strict=True)]
    return KerasTensor(tuple(shape), standardize_dtype(x.dtype))
