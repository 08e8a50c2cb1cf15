"""References of histograms, blocks moved to the batch, and quantisation."""

from __future__ import annotations

import numpy as np


def nextafter(x1, x2):
    """Of float32 where the numbers were float32, which is not known here: both must then agree."""
    single = np.asarray(x1).astype(np.float32), np.asarray(x2).astype(np.float32)
    if all(np.array_equal(s, x, equal_nan=True) for s, x in zip(single, (x1, x2), strict=True)):
        return np.nextafter(*single).astype(np.float64)
    return np.nextafter(x1, x2)


def histogram_fixed_width_bins(values, value_range, nbins=100, dtype=None):
    lo, hi = np.asarray(value_range, np.float64)
    step = (hi - lo) / nbins
    return np.clip((np.asarray(values, np.float64) - lo) / step, 0, nbins - 1).astype(np.int32)


def histogram_fixed_width(values, value_range, nbins=100, dtype=None):
    bins = histogram_fixed_width_bins(values, value_range, nbins)
    return np.bincount(bins.ravel(), minlength=nbins).astype(np.int32)


def space_to_batch(input, block_shape, paddings):
    block = list(np.ravel(block_shape))
    m = len(block)
    pads = [(0, 0), *[tuple(p) for p in np.reshape(paddings, (-1, 2))]]
    x = np.pad(input, pads + [(0, 0)] * (input.ndim - m - 1))
    shape = [x.shape[0]]
    for n, b in zip(x.shape[1:], block, strict=False):
        shape += [n // b, b]
    rest = list(x.shape[m + 1 :])
    x = x.reshape(shape + rest)
    perm = [*range(2, 2 * m + 1, 2), 0, *range(1, 2 * m, 2), *range(2 * m + 1, x.ndim)]
    x = x.transpose(perm)
    return x.reshape([-1 if x.size else 0, *[x.shape[m + 1 + i] for i in range(m)], *rest])


def batch_to_space(input, block_shape, crops):
    crops = np.reshape(crops, (-1, 2))
    m = len(crops)
    block = [block_shape] * m if np.ndim(block_shape) == 0 else list(block_shape)
    n = input.shape[0] // int(np.prod(block))
    x = input.reshape([*block, n, *input.shape[1:]])
    perm = [m]
    for i in range(m):
        perm += [m + 1 + i, i]
    x = x.transpose([*perm, *range(2 * m + 1, x.ndim)])
    x = x.reshape([n, *[d * b for d, b in zip(input.shape[1:], block, strict=False)],
                   *input.shape[m + 1 :]])  # fmt: skip
    return x[(slice(None), *[slice(a, x.shape[i + 1] - b) for i, (a, b) in enumerate(crops)])]


def inplace_update(x, i, v):
    out = np.array(x)
    out[np.asarray(i, int) % len(x)] = v
    return out


def inplace_add(x, i, v):
    out = np.array(x)
    np.add.at(out, np.asarray(i, int) % len(x), v)
    return out


def _nudged(min, max, num_bits, narrow_range):
    f = np.float32
    low, high = f(1 if narrow_range else 0), f(2**num_bits - 1)
    with np.errstate(all="ignore"):
        scale = (f(max) - f(min)) / (high - low)
        zero = low - f(min) / scale
        point = np.where(zero < low, low, np.where(zero > high, high, np.floor(zero + f(0.5))))
    point = point.astype(f)
    return (low - point) * scale, (high - point) * scale, scale


def fake_quant(inputs, min, max, num_bits=8, narrow_range=False):
    f = np.float32
    x, min, max = (np.asarray(t).astype(f) for t in (inputs, min, max))
    lo, hi, scale = _nudged(min, max, num_bits, narrow_range)
    with np.errstate(all="ignore"):
        inverse = f(1) / scale
        zero = np.floor(-lo * inverse + f(0.5))
        y = np.floor((np.clip(x, lo, hi) - lo) * inverse - zero + f(0.5)) * scale
    return np.where((min == 0) & (max == 0), f(0), y)


def fake_quant_grad(gradients, inputs, min, max, num_bits=8, narrow_range=False):
    x = np.asarray(inputs, np.float32)
    lo, hi, _ = _nudged(np.asarray(min, np.float32), np.asarray(max, np.float32), num_bits,
                        narrow_range)  # fmt: skip
    axes = tuple(range(x.ndim - np.ndim(min)))
    below, above = x < lo, x > hi
    return (np.where(below | above, 0, gradients), np.where(below, gradients, 0).sum(axes),
            np.where(above, gradients, 0).sum(axes))  # fmt: skip


def quantize(input, input_min, input_max, signed_input=True, num_bits=8, range_given=False):
    lo, hi = (input_min, input_max) if range_given else (input.min(), input.max())
    least = -(2 ** (num_bits - 1)) if signed_input else 0
    most = 2 ** (num_bits - 1 if signed_input else num_bits) - 1
    step = max(lo / least if least * lo > 0 else 0, hi / most if most * hi > 0 else 0)
    return np.round(input / step) * step
