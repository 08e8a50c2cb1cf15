"""Convolutions of any rank, with groups, and their transposes."""

from __future__ import annotations

from typing import Any

from keras.src.backend.common import backend_utils
from keras.src.backend.common.dtypes import result_type
from keras.src.backend.config import standardize_data_format
from zeal._api import tf

from keras_zeal.src.ops.convert import convert_to_tensor

_LAST = {1: "NWC", 2: "NHWC", 3: "NDHWC"}
_FIRST = {1: "NCW", 2: "NCHW", 3: "NCDHW"}


def each(value: Any, rank: int, name: str) -> list[int]:
    """An int, or one for each spatial dimension, as a list of these."""
    if isinstance(value, int):
        return [value] * rank
    values = [int(v) for v in value]
    if len(values) == 1:
        values *= rank
    if len(values) != rank:
        raise ValueError(f"The `{name}` argument must be a tuple of {rank} integers, got {value}.")
    return values


def spatial(x: Any, data_format: str | None) -> tuple[int, str, bool]:
    """The number of spatial dimensions of x, the name of its layout, whether channels are last."""
    rank = x.ndim - 2
    if rank not in _LAST:
        raise ValueError(
            "Inputs must have ndim=3, 4 or 5, corresponding to 1D, 2D and 3D inputs. "
            f"Received input shape: {x.shape}."
        )
    last = standardize_data_format(data_format) == "channels_last"
    return rank, (_LAST if last else _FIRST)[rank], last


def _operands(inputs: Any, kernel: Any) -> tuple[Any, Any]:
    """Both as tensors of the dtype that they are multiplied in."""
    inputs, kernel = convert_to_tensor(inputs), convert_to_tensor(kernel)
    if inputs.dtype != kernel.dtype:
        dtype = result_type(inputs.dtype.name, kernel.dtype.name, float)
        return tf.cast(inputs, dtype), tf.cast(kernel, dtype)
    if inputs.dtype.is_floating:
        return inputs, kernel
    return tf.cast(inputs, tf.float32), tf.cast(kernel, tf.float32)


def conv(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """Convolves inputs of one, two or three spatial dimensions; groups follow from the shapes."""
    inputs, kernel = _operands(inputs, kernel)
    rank, layout, last = spatial(inputs, data_format)
    channels, wanted = inputs.shape[-1 if last else 1], kernel.shape[-2]
    if channels % wanted:
        raise ValueError(
            f"The number of input channels must be evenly divisible by kernel's in_channels. "
            f"Received input channels {channels} and kernel in_channels {wanted}. "
        )
    return tf.nn.convolution(
        inputs,
        kernel,
        each(strides, rank, "strides"),
        padding.upper(),
        layout,
        each(dilation_rate, rank, "dilation_rate"),
    )


def depthwise_conv(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """Convolves each channel with filters of its own."""
    inputs, kernel = _operands(inputs, kernel)
    rank, layout, last = spatial(inputs, data_format)
    backend_utils.check_conv_input_channels(inputs, kernel, standardize_data_format(data_format))
    stride, rate = each(strides, rank, "strides"), each(dilation_rate, rank, "dilation_rate")
    if rank == 3:  # as many groups as channels
        filters = tf.reshape(kernel, [*kernel.shape[:3], 1, -1])
        return tf.nn.convolution(inputs, filters, stride, padding.upper(), layout, rate)
    axis = 1 if last else 2
    if rank == 1:  # images of height 1
        inputs, kernel = tf.expand_dims(inputs, axis), tf.expand_dims(kernel, 0)
        stride, rate, layout = [1, *stride], [1, *rate], "NHWC" if last else "NCHW"
    stride = [1, *stride, 1] if last else [1, 1, *stride]
    outputs = tf.nn.depthwise_conv2d(inputs, kernel, stride, padding.upper(), layout, rate)
    return tf.squeeze(outputs, [axis]) if rank == 1 else outputs


def separable_conv(
    inputs: Any,
    depthwise_kernel: Any,
    pointwise_kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """Convolves each channel by itself, then mixes the channels of each position."""
    between = depthwise_conv(inputs, depthwise_kernel, strides, padding, data_format, dilation_rate)
    return conv(between, pointwise_kernel, data_format=data_format)


def conv_transpose(
    inputs: Any,
    kernel: Any,
    strides: Any = 1,
    padding: str = "valid",
    output_padding: Any = None,
    data_format: str | None = None,
    dilation_rate: Any = 1,
) -> Any:
    """The gradient of a convolution by its input, with Keras' rules for the size of the result."""
    inputs, kernel = _operands(inputs, kernel)
    rank, layout, last = spatial(inputs, data_format)
    data_format = standardize_data_format(data_format)
    backend_utils.check_conv_transpose_input_channels(inputs, kernel, data_format)
    stride, rate = each(strides, rank, "strides"), each(dilation_rate, rank, "dilation_rate")
    crops = backend_utils.compute_conv_transpose_output_crops_for_torch(
        inputs.shape, kernel.shape, stride, padding, output_padding, rate
    )
    sizes = inputs.shape[1:-1] if last else inputs.shape[2:]
    reach = [(k - 1) * r + 1 for k, r in zip(kernel.shape[:rank], rate, strict=True)]
    whole = [(n - 1) * s + k for n, s, k in zip(sizes, stride, reach, strict=True)]
    # What is cut off at the edges is the convolution's padding; what a negative crop adds is part
    # of its input where no window reaches, up to the next window.
    pads = [(max(before, 0), max(after, 0)) for before, after in crops]
    more = [min(max(-after, 0), s - 1) for (_, after), s in zip(crops, stride, strict=True)]
    extra = [
        (max(-before, 0), max(-after, 0) - m)
        for (before, after), m in zip(crops, more, strict=True)
    ]
    explicit = any(any(p) for p in pads)
    cut = explicit and rank == 3  # volumes are not padded unevenly
    out = [n + m - (0 if cut else sum(p)) for n, m, p in zip(whole, more, pads, strict=True)]

    def by_axis(pairs: Any) -> list[tuple[int, int]]:
        return [(0, 0), *pairs, (0, 0)] if last else [(0, 0), (0, 0), *pairs]

    batch, filters = inputs.shape[0], kernel.shape[-2]
    shape = [batch, *out, filters] if last else [batch, filters, *out]
    way: Any = by_axis(pads) if explicit and not cut else "VALID"
    outputs = tf.nn.conv_transpose(inputs, kernel, shape, stride, way, layout, rate)
    if cut:
        inner = [slice(b, n - a) for (b, a), n in zip(pads, out, strict=True)]
        whole_axis = slice(None)
        outputs = outputs[(whole_axis, *inner) if last else (whole_axis, whole_axis, *inner)]
    return tf.pad(outputs, by_axis(extra)) if any(any(e) for e in extra) else outputs
