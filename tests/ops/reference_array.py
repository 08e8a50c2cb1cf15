"""References for the array ops: plain NumPy, index by index where that is clearest."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

Array = np.ndarray


# ---- Slices ----


def _key(
    begin: Any, end: Any, strides: Any, masks: tuple[int, int, int, int, int]
) -> tuple[Any, ...]:
    """What Python would write between the brackets."""
    begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask = masks
    key: list[Any] = []
    for i, (b, e, s) in enumerate(zip(begin, end, strides or [1] * len(begin), strict=True)):
        bit = 1 << i
        if ellipsis_mask & bit:
            key.append(Ellipsis)
        elif new_axis_mask & bit:
            key.append(None)
        elif shrink_axis_mask & bit:
            key.append(b)
        else:
            key.append(slice(None if begin_mask & bit else b, None if end_mask & bit else e, s))
    return tuple(key)


def strided_slice(
    input_: Array,
    begin: Any,
    end: Any,
    strides: Any = None,
    begin_mask: int = 0,
    end_mask: int = 0,
    ellipsis_mask: int = 0,
    new_axis_mask: int = 0,
    shrink_axis_mask: int = 0,
) -> Array:
    masks = (begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask)
    return np.asarray(input_[_key(begin, end, strides, masks)])


def strided_slice_grad(
    dy: Array, shape: Any, begin: Any, end: Any, strides: Any = None, **masks: int
) -> Array:
    out = np.zeros(shape, dy.dtype)
    strided_slice(out, begin, end, strides, **masks)[...] = dy
    return out


def strided_slice_update(
    input: Array, value: Array, begin: Any, end: Any, strides: Any = None, **masks: int
) -> Array:
    out = input.copy()
    strided_slice(out, begin, end, strides, **masks)[...] = value
    return out


def split(value: Array, parts: Any, axis: int) -> list[Array]:
    if isinstance(parts, int):
        return np.split(value, parts, axis)
    sizes = [value.shape[axis] - sum(p for p in parts if p >= 0) if p < 0 else p for p in parts]
    return np.split(value, np.cumsum(sizes)[:-1], axis)


def pad(tensor: Array, paddings: Any, mode: str = "CONSTANT", constant_values: Any = 0) -> Array:
    if mode == "CONSTANT":
        return np.pad(tensor, paddings, constant_values=constant_values)
    return np.pad(tensor, paddings, mode.lower())


def mirror_pad_grad(dy: Array, paddings: Any, mode: str = "REFLECT") -> Array:
    shape = [n - a - b for n, (a, b) in zip(dy.shape, paddings, strict=True)]
    source = pad(np.arange(np.prod(shape)).reshape(shape), paddings, mode)
    out = np.zeros(int(np.prod(shape)), dy.dtype)
    np.add.at(out, source.ravel(), dy.ravel())
    return out.reshape(shape)


def reverse_sequence(
    input: Array, seq_lengths: Array, seq_axis: int, batch_axis: int | None = None
) -> Array:
    out = np.moveaxis(input.copy(), (batch_axis or 0, seq_axis), (0, 1))
    for row, n in zip(out, seq_lengths, strict=True):
        row[:n] = row[:n][::-1].copy()
    return np.moveaxis(out, (0, 1), (batch_axis or 0, seq_axis))


# ---- Gather and scatter ----


def gather(params: Array, indices: Array, axis: int | None = None, batch_dims: int = 0) -> Array:
    batch = batch_dims % np.ndim(indices) if batch_dims < 0 else batch_dims
    at = batch if axis is None else axis % params.ndim
    shape = params.shape[:at] + np.shape(indices)[batch:] + params.shape[at + 1 :]
    out = np.zeros(shape, params.dtype)
    for b in np.ndindex(params.shape[:batch]):
        out[b] = np.take(params[b], np.asarray(indices)[b], axis=at - batch)
    return out


def gather_grad(dy: Array, indices: Array, shape: Any, axis: int = 0, batch_dims: int = 0) -> Array:
    source = gather(np.arange(np.prod(shape)).reshape(shape), indices, axis, batch_dims)
    out = np.zeros(int(np.prod(shape)), dy.dtype)
    np.add.at(out, source.ravel(), dy.ravel())
    return out.reshape(shape)


def gather_nd(params: Array, indices: Array, batch_dims: int = 0) -> Array:
    if batch_dims:
        return np.stack(
            [gather_nd(p, i, batch_dims - 1) for p, i in zip(params, indices, strict=True)]
        )
    indices = np.asarray(indices)
    return (
        params[tuple(np.moveaxis(indices, -1, 0))]
        if indices.shape[-1]
        else np.broadcast_to(params, indices.shape[:-1] + params.shape)
    )


def gather_nd_grad(dy: Array, indices: Array, shape: Any, batch_dims: int = 0) -> Array:
    source = gather_nd(np.arange(np.prod(shape)).reshape(shape), indices, batch_dims)
    out = np.zeros(int(np.prod(shape)), dy.dtype)
    np.add.at(out, source.ravel(), dy.ravel())
    return out.reshape(shape)


def scatter(ufunc: Any, tensor: Array, indices: Any, updates: Array) -> Array:
    out = tensor.copy()
    ufunc.at(out, tuple(np.moveaxis(np.asarray(indices), -1, 0)), updates)
    return out


def scatter_nd(indices: Any, updates: Array, shape: Any) -> Array:
    return scatter(np.add, np.zeros(shape, updates.dtype), indices, updates)


def scatter_update(tensor: Array, indices: Any, updates: Array) -> Array:
    out = tensor.copy()
    out[tuple(np.moveaxis(np.asarray(indices), -1, 0))] = updates
    return out


def boolean_mask(tensor: Array, mask: Array, axis: int | None = None) -> Array:
    key = (slice(None),) * ((axis or 0) % max(tensor.ndim, 1)) + (mask,)
    return tensor[key]


# ---- Made by a rule ----


def range(start: Any, limit: Any = None, delta: Any = 1, dtype: Any = None) -> Array:
    if limit is None:
        start, limit = 0, start
    return np.arange(start, limit, delta, dtype)


def linspace(start: Array, stop: Array, num: int, axis: int = 0) -> Array:
    return np.linspace(start, stop, num, axis=axis)


def one_hot(
    indices: Array,
    depth: int,
    on_value: Any = 1,
    off_value: Any = 0,
    axis: int | None = None,
    dtype: Any = None,
) -> Array:
    out = np.where(np.asarray(indices)[..., None] == np.arange(depth), on_value, off_value)
    return np.moveaxis(out, -1, -1 if axis is None else axis)


def sequence_mask(lengths: Array, maxlen: int | None = None, dtype: Any = bool) -> Array:
    if maxlen is None:
        maxlen = int(max(np.ceil(np.max(lengths, initial=0)), 0))
    else:
        lengths = np.trunc(lengths)
    return (np.arange(maxlen) < np.asarray(lengths)[..., None]).astype(dtype)


def space_to_depth(input: Array, block_size: int, data_format: str = "NHWC") -> Array:
    b = block_size
    x = input if data_format == "NHWC" else np.moveaxis(input, 1, -1)
    n, h, w, c = x.shape
    y = x.reshape(n, h // b, b, w // b, b, c).transpose(0, 1, 3, 2, 4, 5)
    y = y.reshape(n, h // b, w // b, b * b * c)
    return y if data_format == "NHWC" else np.moveaxis(y, -1, 1)


def depth_to_space(input: Array, block_size: int, data_format: str = "NHWC") -> Array:
    b = block_size
    x = input if data_format == "NHWC" else np.moveaxis(input, 1, -1)
    n, h, w, c = x.shape
    y = x.reshape(n, h, w, b, b, c // (b * b)).transpose(0, 1, 3, 2, 4, 5)
    y = y.reshape(n, h * b, w * b, c // (b * b))
    return y if data_format == "NHWC" else np.moveaxis(y, -1, 1)


# ---- Order ----


def argsort(
    values: Array, axis: int = -1, direction: str = "ASCENDING", stable: bool = False
) -> Array:
    if direction == "DESCENDING":
        values = -np.asarray(values, np.float64)
    return np.argsort(values, axis, kind="stable")


def top_k(input: Array, k: int = 1) -> tuple[Array, Array]:
    order = argsort(input, direction="DESCENDING")[..., :k]
    return np.take_along_axis(input, order, -1), order


def lower_bound(sorted_inputs: Array, values: Array, side: Any = "left") -> Array:
    rows = [np.searchsorted(s, v, side) for s, v in zip(sorted_inputs, values, strict=True)]
    return np.array(rows).reshape(values.shape)


def upper_bound(sorted_inputs: Array, values: Array) -> Array:
    return lower_bound(sorted_inputs, values, "right")


def searchsorted(sorted_sequence: Array, values: Array, side: str = "left") -> Array:
    rows = sorted_sequence.reshape(-1, sorted_sequence.shape[-1])
    return lower_bound(rows, values.reshape(len(rows), -1), side).reshape(values.shape)


def in_top_k(targets: Array, predictions: Array, k: int) -> Array:
    return np.array(
        [t < len(p) and np.sum(p > p[t]) < k for t, p in zip(targets, predictions, strict=True)]
    )


def unique(x: Array) -> tuple[Array, Array, Array]:
    _, first, inverse, counts = np.unique(
        x, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.argsort(first)  # by first appearance
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return x[first[order]], place[inverse.ravel()], counts[order]


def bincount(
    arr: Array,
    weights: Array | None = None,
    minlength: int = 0,
    maxlength: int | None = None,
    axis: int | None = None,
    binary_output: bool = False,
) -> Array:
    n = max(int(np.max(arr, initial=-1)) + 1, minlength)
    n = n if maxlength is None else min(n, maxlength)
    rows = arr if axis == -1 and arr.ndim == 2 else [arr.ravel()]
    out = []
    for row in rows:
        w = None if weights is None else weights.ravel()
        c = np.bincount(row, w, minlength=n)[:n]
        out.append((c > 0) * 1 if binary_output else c)
    return np.array(out) if axis == -1 and arr.ndim == 2 else out[0]


# ---- Diagonals ----


def _band(k: Any) -> tuple[int, int]:
    lower, upper = (k, k) if isinstance(k, int) else (k[0], k[-1])
    return lower, upper


def _places(
    rows: int, columns: int, k: Any, align: str
) -> tuple[int, Iterator[tuple[int, int, int, int]]]:
    """The longest diagonal, and (i, j, diagonal's row, position) of every element of the band."""
    lower, upper = _band(k)
    longest = min(rows + min(upper, 0), columns - max(lower, 0))
    above, below = align.split("_")

    def each() -> Iterator[tuple[int, int, int, int]]:
        for i, j in itertools.product(np.arange(rows), np.arange(columns)):
            d = j - i
            if not lower <= d <= upper:
                continue
            length = min(rows + min(d, 0), columns - max(d, 0))
            left = (d >= 0 and above == "LEFT") or (d <= 0 and below == "LEFT")
            yield i, j, upper - d, min(i, j) + (0 if left else longest - length)

    return longest, each()


def matrix_diag_part(
    input: Array, k: Any = 0, padding_value: Any = 0, align: str = "RIGHT_LEFT"
) -> Array:
    lower, upper = _band(k)
    longest, places = _places(*input.shape[-2:], k, align)
    out = np.full((*input.shape[:-2], upper - lower + 1, longest), padding_value, input.dtype)
    for i, j, d, at in places:
        out[..., d, at] = input[..., i, j]
    return out[..., 0, :] if lower == upper else out


def matrix_set_diag(input: Array, diagonal: Array, k: Any = 0, align: str = "RIGHT_LEFT") -> Array:
    out = input.copy()
    if len({*_band(k)}) == 1:
        diagonal = diagonal[..., None, :]
    for i, j, d, at in _places(*input.shape[-2:], k, align)[1]:
        out[..., i, j] = diagonal[..., d, at]
    return out


def matrix_diag(
    diagonal: Array,
    k: Any = 0,
    num_rows: int = -1,
    num_cols: int = -1,
    padding_value: Any = 0,
    align: str = "RIGHT_LEFT",
) -> Array:
    lower, upper = _band(k)
    rows = diagonal.shape[-1] - min(upper, 0)
    columns = diagonal.shape[-1] + max(lower, 0)
    if num_rows < 0 and num_cols < 0:
        num_rows = num_cols = max(rows, columns)
    num_rows = rows if num_rows < 0 else num_rows
    num_cols = columns if num_cols < 0 else num_cols
    batch = diagonal.shape[: -1 if lower == upper else -2]
    out = np.full((*batch, num_rows, num_cols), padding_value, diagonal.dtype)
    return matrix_set_diag(out, diagonal, k, align)


def band_part(input: Array, num_lower: int, num_upper: int) -> Array:
    i, j = np.ogrid[: input.shape[-2], : input.shape[-1]]
    keep = ((num_lower < 0) | (i - j <= num_lower)) & ((num_upper < 0) | (j - i <= num_upper))
    return np.where(keep, input, np.zeros((), input.dtype))


def tensor_diag_part(input: Array) -> Array:
    shape = input.shape[: input.ndim // 2]
    return np.diag(input.reshape(int(np.prod(shape)), -1)).reshape(shape)


# ---- Segments ----


def segment_gather(params: Array, segment_ids: Any) -> Array:
    ids = np.asarray(segment_ids)
    return np.where((ids >= 0).reshape(ids.shape + (1,) * (params.ndim - 1)), params[ids], 0)


def segment(kind: str, data: Array, segment_ids: Any, num_segments: int | None = None) -> Array:
    ids = np.asarray(segment_ids, np.int64)
    rows = data.reshape(-1, *data.shape[ids.ndim :])
    n = int(np.max(ids, initial=-1)) + 1 if num_segments is None else num_segments
    out = []
    for s in np.arange(n):
        x = rows[ids.ravel() == s]
        if kind == "prod":
            y = np.prod(x, 0)
        elif kind in ("max", "min"):
            y = getattr(np, kind)(x, 0) if len(x) else np.zeros(rows.shape[1:], data.dtype)
        elif kind == "mean" and data.dtype.kind in "iu":
            y = (np.sum(x, 0) / max(len(x), 1)).astype(np.int64)
        else:
            y = np.sum(x, 0) / {"sum": 1, "mean": max(len(x), 1),
                                "sqrt_n": max(len(x), 1) ** 0.5}[kind]  # fmt: skip
        out.append(y)
    return np.array(out).reshape(n, *rows.shape[1:]).astype(data.dtype)
