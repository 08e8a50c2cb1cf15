"""References for convolution and pooling over volumes, and for what else slides windows."""

import numpy as np
from nn_reference import _conv, _taps, _transposed, avg_pool, max_pool


def conv3d(input, filters, strides, padding, data_format="NDHWC", dilations=None):
    return _conv(input, filters, strides, padding, dilations, data_format == "NDHWC")


def conv3d_backprop_input(sizes, f, dy, strides, padding):
    return _transposed(lambda x: conv3d(x, f, strides, padding), sizes, dy)


def conv3d_backprop_filter(x, sizes, dy, strides, padding):
    return _transposed(lambda f: conv3d(x, f, strides, padding), sizes, dy)


def conv3d_transpose(input, filters, output_shape, strides, padding="SAME"):
    if len(output_shape) == 3:
        output_shape = [input.shape[0], *output_shape, filters.shape[3]]
    return conv3d_backprop_input(output_shape, filters, input, strides, padding)


def _volume(pool, input, ksize, strides, padding, data_format):
    return pool(input, ksize, strides, padding, None if data_format == "NDHWC" else "NCDHW")


def max_pool3d(input, ksize, strides, padding, data_format="NDHWC"):
    return _volume(max_pool, input, ksize, strides, padding, data_format)


def avg_pool3d(input, ksize, strides, padding, data_format="NDHWC"):
    return _volume(avg_pool, input, ksize, strides, padding, data_format)


def max_pool_with_argmax(input, ksize, strides, padding, include_batch_in_index=False):
    places = np.arange(input.size).reshape(input.shape)
    if not include_batch_in_index and input.shape[0]:
        places = places - places[:, :1, :1, :1]
    wide = np.broadcast_to(np.atleast_1d(ksize), 2), np.broadcast_to(np.atleast_1d(strides), 2)
    x = np.asarray(input, np.float64)
    met = _taps(x, *wide, padding, [1, 1], True, fill=-np.inf)
    where = _taps(places, *wide, padding, [1, 1], True, fill=-1)
    best = met.argmax(0)[None]
    y = np.take_along_axis(met, best, 0)[0]
    return y.astype(input.dtype), np.take_along_axis(where, best, 0)[0]


def lrn(input, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5):
    squares, n = np.zeros_like(input), input.shape[-1]
    for c in range(n):
        near = slice(max(0, c - depth_radius), min(n, c + depth_radius + 1))
        squares[..., c] = (input[..., near] ** 2).sum(-1)
    return input * (bias + alpha * squares) ** -beta


def dilation2d(input, filters, strides, padding, data_format="NHWC", dilations=(1, 1, 1, 1)):
    h, w, c = filters.shape
    x = np.asarray(input, np.float64)
    met = _taps(x, (h, w), strides[1:3], padding, dilations[1:3], True, fill=-np.inf)
    y = (met + filters.reshape(h * w, *[1] * 3, c)).max(0)
    return y.astype(input.dtype)


def erosion2d(value, filters, strides, padding, data_format="NHWC", dilations=(1, 1, 1, 1)):
    return -dilation2d(-value, filters[::-1, ::-1], strides, padding, data_format, dilations)
