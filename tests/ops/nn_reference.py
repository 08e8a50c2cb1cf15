"""References for convolution, pooling and normalisation: sums over the taps of a window."""

import numpy as np


def _spatial(v, dims, last):
    v = np.atleast_1d(v)
    if v.size == dims + 2:
        v = v[1:-1] if last else v[2:]
    return np.broadcast_to(v, (dims,))


def _pads(padding, last, sizes, kernel, strides, dilations):
    if padding == "VALID":
        return [(0, 0)] * len(sizes)
    if padding != "SAME":
        return padding[1:-1] if last else padding[2:]
    pads = []
    for n, k, s, d in zip(sizes, kernel, strides, dilations, strict=True):
        total = max(0, (-(-n // s) - 1) * s + (k - 1) * d + 1 - n)
        pads.append((total // 2, total - total // 2))
    return pads


def _taps(x, kernel, strides, padding, dilations, last, fill=0.0):
    """For each tap of the window, what it meets of x: [taps, batch, out..., channels]."""
    dims = len(kernel)
    if not last:
        x = np.moveaxis(x, -dims - 1, -1)
    sizes = x.shape[-dims - 1 : -1]
    pads = _pads(padding, last, sizes, kernel, strides, dilations)
    x = np.pad(x, [(0, 0)] * (x.ndim - dims - 1) + list(pads) + [(0, 0)], constant_values=fill)
    outs = [
        (n - (k - 1) * d - 1 + s) // s
        for n, k, s, d in zip(x.shape[-dims - 1 : -1], kernel, strides, dilations, strict=True)
    ]
    met = []
    for tap in np.ndindex(*kernel):
        index = [
            slice(t * d, t * d + s * o, s)
            for t, d, s, o in zip(tap, dilations, strides, outs, strict=True)
        ]
        part = x[(..., *index, slice(None))]
        met.append(part[(..., *[slice(o) for o in outs], slice(None))])
    return np.stack(met)


def _conv(x, f, strides, padding, dilations, last):
    dims = f.ndim - 2
    ones = [1] * dims if dilations is None else _spatial(dilations, dims, last)
    met = _taps(x, f.shape[:dims], _spatial(strides, dims, last), padding, ones, last)
    groups = met.shape[-1] // f.shape[-2]
    met = met.reshape(*met.shape[:-1], groups, f.shape[-2])
    f = f.reshape(-1, f.shape[-2], groups, f.shape[-1] // groups)
    y = np.einsum("t...gi,tigo->...go", met, f)
    y = y.reshape(*y.shape[:-2], y.shape[-2] * y.shape[-1])
    return y if last else np.moveaxis(y, -1, -dims - 1)


def conv2d(input, filters, strides, padding, data_format="NHWC", dilations=None):
    return _conv(input, filters, strides, padding, dilations, data_format == "NHWC")


def conv1d(input, filters, stride, padding, data_format="NWC", dilations=None):
    return _conv(input, filters, stride, padding, dilations, data_format == "NWC")


def convolution(input, filters, strides=1, padding="VALID", data_format=None, dilations=None):
    return _conv(input, filters, strides, padding, dilations, True)


def atrous_conv2d(value, filters, rate, padding):
    return conv2d(value, filters, 1, padding, dilations=rate)


def _wide(f):
    return f.reshape(*f.shape[:2], 1, -1)


def depthwise_conv2d(input, filter, strides, padding, data_format="NHWC", dilations=None):
    return conv2d(input, _wide(filter), strides, padding, data_format, dilations)


def separable_conv2d(input, depthwise, pointwise, strides, padding):
    return conv2d(depthwise_conv2d(input, depthwise, strides, padding), pointwise, 1, "VALID")


def _transposed(linear, shape, dy):
    """The transpose of a linear map from arrays of `shape`, column by column."""
    basis = np.eye(int(np.prod(shape))).reshape(-1, *shape)
    return np.array([np.vdot(linear(b), dy) for b in basis]).reshape(shape)


def conv2d_backprop_input(sizes, f, dy, strides, padding, data_format="NHWC", dilations=None):
    return _transposed(lambda x: conv2d(x, f, strides, padding, data_format, dilations), sizes, dy)


def conv2d_backprop_filter(x, sizes, dy, strides, padding, data_format="NHWC", dilations=None):
    return _transposed(lambda f: conv2d(x, f, strides, padding, data_format, dilations), sizes, dy)


def depthwise_backprop_input(sizes, f, dy, strides, padding, data_format="NHWC"):
    return conv2d_backprop_input(sizes, _wide(f), dy, strides, padding, data_format)


def depthwise_backprop_filter(x, sizes, dy, strides, padding, data_format="NHWC"):
    wide = [*sizes[:2], 1, sizes[2] * sizes[3]]
    return conv2d_backprop_filter(x, wide, dy, strides, padding, data_format).reshape(sizes)


def conv_transpose(input, filters, output_shape, strides, padding="SAME", data_format=None):
    dims = filters.ndim - 2
    last = data_format in (None, "NWC", "NHWC", "NDHWC")
    if len(output_shape) == dims:
        ends = input.shape[:1], filters.shape[-2:-1]
        output_shape = [*ends[0], *output_shape, *ends[1]]
    return _transposed(
        lambda x: _conv(x, filters, strides, padding, None, last), output_shape, input
    )


def _pool(x, ksize, strides, padding, data_format, fill):
    dims, last = x.ndim - 2, data_format in (None, "NWC", "NHWC", "NDHWC")
    ones = [1] * dims
    args = _spatial(ksize, dims, last), _spatial(strides, dims, last), padding, ones, last
    return _taps(x, *args, fill=fill), last, -dims - 1


def max_pool(input, ksize, strides, padding, data_format=None):
    low = -np.inf if input.dtype.kind == "f" else np.iinfo(input.dtype).min
    met, last, axis = _pool(input, ksize, strides, padding, data_format, low)
    y = met.max(0)
    return y if last else np.moveaxis(y, -1, axis)


def avg_pool(input, ksize, strides, padding, data_format=None):
    met, last, axis = _pool(input, ksize, strides, padding, data_format, np.nan)
    y = np.nanmean(met, 0)
    return y if last else np.moveaxis(y, -1, axis)


def avg_pool_grad(shape, dy, ksize, strides, padding):
    return _transposed(lambda x: avg_pool(x, ksize, strides, padding), shape, dy)


def pool(
    input, window_shape, pooling_type, strides=1, padding="VALID", data_format="N", dilations=1
):
    if np.any(np.array(dilations) != 1):
        last = data_format[1:2] != "C"
        rates = np.broadcast_to(dilations, (len(window_shape),))
        met = _taps(input, window_shape, [1] * len(rates), padding, rates, last)
        y = np.max(met, 0) if pooling_type == "MAX" else np.mean(met, 0)
        return y if last else np.moveaxis(y, -1, 1)
    return (max_pool if pooling_type == "MAX" else avg_pool)(input, window_shape, strides, padding)


def batch_norm_training(x, scale, offset, epsilon=0.001, data_format="N...C"):
    channel = 1 if data_format[1] == "C" else x.ndim - 1
    moved = np.moveaxis(x, channel, -1)
    rows = moved.reshape(-1, moved.shape[-1])
    mean, variance = rows.mean(0), rows.var(0)
    y = (moved - mean) / np.sqrt(variance + epsilon) * scale + offset
    return np.moveaxis(y, -1, channel), mean, variance


def fused_batch_norm(
    x, scale, offset, mean=None, variance=None, epsilon=0.001, data_format="NHWC", is_training=True
):
    if is_training:
        y, mean, variance = batch_norm_training(x, scale, offset, epsilon, data_format)
        n = x.size // mean.size
        return y, mean, variance * n / max(n - 1, 1)
    shape = [-1] + [1] * (x.ndim - 2) if data_format[1] == "C" else [-1]
    scale, offset, m, v = (a.reshape(shape) for a in (scale, offset, mean, variance))
    return (x - m) / np.sqrt(v + epsilon) * scale + offset, mean, variance


def isotonic_regression(x):
    """Non-increasing rows: y[i] is the least over j <= i of the largest mean of x[j : k + 1]."""
    y, segments = np.zeros_like(x), np.zeros(x.shape, np.int32)
    for row, out, parts in zip(
        *(a.reshape(-1, x.shape[-1]) if x.size else [] for a in (x, y, segments)), strict=True
    ):
        means = [[row[j : k + 1].mean() for k in range(j, len(row))] for j in range(len(row))]
        for i in range(len(row)):
            out[i] = min(max(means[j][k - j] for k in range(i, len(row))) for j in range(i + 1))
        parts[1:] = np.cumsum(np.diff(out) != 0)
    return y, segments
