"""The functions that everything else is made of: conversion, indexing, control flow, gradients."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import zeal
from keras.src.backend.common import KerasVariable
from zeal import _core

from keras_zeal.missing import missing as _missing
from keras_zeal.src.ops.control import (
    associative_scan,
    cond,
    fori_loop,
    map,
    scan,
    switch,
    vectorized_map,
    while_loop,
)
from keras_zeal.src.ops.convert import (
    cast,
    convert_to_numpy,
    convert_to_tensor,
    is_tensor,
    shape,
    to_zeal_dtype,
)
from keras_zeal.src.ops.spec import compute_output_spec
from keras_zeal.src.variable import Variable

_tensor = convert_to_tensor
_slice_update = _core._ops["raw_ops.TensorStridedSliceUpdate"]
_SCATTER: dict[str | None, Callable[..., Any]] = {
    None: zeal.tensor_scatter_nd_update,
    "add": zeal.tensor_scatter_nd_add,
    "max": zeal.tensor_scatter_nd_max,
    "min": zeal.tensor_scatter_nd_min,
}


def scatter(indices: Any, values: Any, shape: Any) -> Any:
    """Zeros of `shape` with `values` added at `indices`."""
    return zeal.scatter_nd(_tensor(indices), _tensor(values), shape)


def scatter_update(inputs: Any, indices: Any, updates: Any, reduction: str | None = None) -> Any:
    """`inputs` with `updates` at `indices`, combined with what is there by `reduction`."""
    inputs, indices, updates = _tensor(inputs), _tensor(indices), _tensor(updates)
    updates = cast(updates, inputs.dtype)
    if reduction in _SCATTER:
        return _SCATTER[reduction](inputs, indices, updates)
    if reduction != "mul":
        raise ValueError(f"Unsupported reduction: {reduction}")
    # One update after the other: an index may come twice.
    for i in range(indices.shape[0]):
        at = indices[i : i + 1]
        row = zeal.gather_nd(inputs, at) * updates[i]
        inputs = zeal.tensor_scatter_nd_update(inputs, at, row)
    return inputs


def slice(inputs: Any, start_indices: Any, shape: Any) -> Any:
    """The part of `inputs` of `shape` that begins at `start_indices`."""
    return zeal.slice(_tensor(inputs), start_indices, shape)


def slice_update(inputs: Any, start_indices: Any, updates: Any) -> Any:
    """`inputs` with `updates` written from `start_indices` on."""
    inputs = _tensor(inputs)
    updates = _tensor(updates, inputs.dtype)
    starts = [
        min(max(int(start), 0), size - extent)
        for start, size, extent in zip(start_indices, inputs.shape, updates.shape, strict=True)
    ]
    if not starts:
        return updates
    ends = [start + extent for start, extent in zip(starts, updates.shape, strict=True)]
    return _slice_update(inputs, updates, starts, ends)


def stop_gradient(variable: Any) -> Any:
    """The value, through which no gradient flows."""
    return zeal.stop_gradient(_tensor(variable))


def unstack(x: Any, num: int | None = None, axis: int = 0) -> Any:
    """The slices of `x` along `axis`, a list."""
    return zeal.unstack(_tensor(x), num=num, axis=axis)


def random_seed_dtype() -> str:
    """The dtype of the state of a SeedGenerator."""
    return "int64"


def custom_gradient(fun: Callable[..., Any]) -> Callable[..., Any]:
    """Decorates a function that returns its result and `grad(*args, upstream)`."""

    def decorated(*args: Any, **kwargs: Any) -> Any:
        tensors = [_tensor(a) if isinstance(a, KerasVariable) else a for a in args]

        @zeal.custom_gradient
        def call(*inner: Any) -> Any:
            result, by_user = fun(*inner, **kwargs)

            def grad(*upstream: Any) -> Any:
                given = upstream[0] if len(upstream) == 1 else upstream
                return by_user(*inner, upstream=given)

            return result, grad

        return call(*tensors)

    return decorated


def remat(f: Callable[..., Any]) -> Callable[..., Any]:
    """`f`, run again for the gradient instead of keeping what it computed."""
    return zeal.recompute_grad(f)


def device_scope(device_name: str) -> Any:
    """A context in which ops run on the device: "cpu:0", "gpu:1"."""
    if not isinstance(device_name, str):
        raise ValueError(
            "Invalid value for argument `device_name`. Expected a string like 'gpu:0' or 'cpu'. "
            f"Received: device_name='{device_name}'"
        )
    return zeal.device(device_name.lower().replace("cuda", "gpu"))


__getattr__ = _missing(__name__)
