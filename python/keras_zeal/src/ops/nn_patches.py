"""Windows of images as columns and back, and blocks of pixels as channels and back."""

from __future__ import annotations

from typing import Any

from zeal._api import tf

from keras_zeal.src.ops.convert import convert_to_tensor


def _two(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (int(value[0]), int(value[1]))


def _count(size: int, kernel: int, dilation: int, padding: int, stride: int) -> int:
    """How many windows there are along one axis."""
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


def unfold(x: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Any:
    """The windows of images [batch, channels, height, width] as columns.

    Returns:
      A tensor [batch, channels * rows * columns of the kernel, windows].
    """
    x = convert_to_tensor(x)
    k, d, p, s = _two(kernel_size), _two(dilation), _two(padding), _two(stride)
    batch, channels, *size = x.shape
    count = [_count(*of) for of in zip(size, k, d, p, s, strict=True)]
    if any(p):
        x = tf.pad(x, [[0, 0], [0, 0], [p[0], p[0]], [p[1], p[1]]])

    def along(axis: int, i: int) -> slice:
        first = i * d[axis]
        return slice(first, first + (count[axis] - 1) * s[axis] + 1, s[axis])

    taps = [x[:, :, along(0, i), along(1, j)] for i in range(k[0]) for j in range(k[1])]
    columns = tf.stack(taps, 2)
    return tf.reshape(columns, [batch, channels * k[0] * k[1], count[0] * count[1]])


def fold(
    x: Any,
    output_size: Any,
    kernel_size: Any,
    dilation: Any = 1,
    padding: Any = 0,
    stride: Any = 1,
) -> Any:
    """Adds columns, as `unfold` gives them, up to images of `output_size`."""
    x = convert_to_tensor(x)
    o, k, d, p, s = (_two(v) for v in (output_size, kernel_size, dilation, padding, stride))
    batch = x.shape[0]
    channels = x.shape[1] // (k[0] * k[1])
    padded = [o[0] + 2 * p[0], o[1] + 2 * p[1]]
    at = [
        tf.range(k[a])[:, None] * d[a] + tf.range(_count(o[a], k[a], d[a], p[a], s[a])) * s[a]
        for a in (0, 1)
    ]  # [kernel, windows]: where along each axis
    place = at[0][:, None, :, None] * padded[1] + at[1][None, :, None, :]
    rows = tf.transpose(tf.reshape(x, [batch * channels, -1]))
    sums = tf.math.unsorted_segment_sum(rows, tf.reshape(place, [-1]), padded[0] * padded[1])
    images = tf.reshape(tf.transpose(sums), [batch, channels, *padded])
    return images[:, :, p[0] : p[0] + o[0], p[1] : p[1] + o[1]]


def _layout(data_format: str) -> str:
    return "NHWC" if data_format == "channels_last" else "NCHW"


def depth_to_space(x: Any, block_size: int, data_format: str = "channels_last") -> Any:
    """Spreads the channels of every pixel over a block of pixels."""
    return tf.nn.depth_to_space(convert_to_tensor(x), block_size, _layout(data_format))


def space_to_depth(x: Any, block_size: int, data_format: str = "channels_last") -> Any:
    """Puts every block of pixels into the channels of one."""
    return tf.nn.space_to_depth(convert_to_tensor(x), block_size, _layout(data_format))
