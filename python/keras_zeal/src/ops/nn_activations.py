"""Activations: what Keras applies element by element, and along one axis."""

from __future__ import annotations

import math
from typing import Any

from keras.src.backend.common.dtypes import result_type
from zeal._api import tf

from keras_zeal.src.ops.convert import convert_to_tensor

_relu = tf.nn.relu
_relu6 = tf.nn.relu6
_sigmoid = tf.nn.sigmoid
_tanh = tf.nn.tanh
_softplus = tf.nn.softplus
_softsign = tf.nn.softsign
_silu = tf.nn.swish
_log_sigmoid = tf.math.log_sigmoid
_selu = tf.nn.selu


def relu(x: Any) -> Any:
    """x where it is positive, else 0."""
    return _relu(x)


def relu6(x: Any) -> Any:
    """x, clipped to [0, 6]."""
    return _relu6(x)


def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x))."""
    return _sigmoid(x)


def tanh(x: Any) -> Any:
    """The hyperbolic tangent."""
    return _tanh(x)


def softplus(x: Any) -> Any:
    """log(1 + exp(x))."""
    return _softplus(x)


def softsign(x: Any) -> Any:
    """x / (1 + |x|)."""
    return _softsign(x)


def silu(x: Any) -> Any:
    """x sigmoid(x)."""
    return _silu(x)


def log_sigmoid(x: Any) -> Any:
    """The logarithm of the sigmoid."""
    return _log_sigmoid(x)


def selu(x: Any) -> Any:
    """elu(x), scaled so that normal values stay normal."""
    return _selu(x)


def leaky_relu(x: Any, negative_slope: float = 0.2) -> Any:
    """x, times the slope where it is negative."""
    return tf.nn.leaky_relu(x, negative_slope)


def gelu(x: Any, approximate: bool = True) -> Any:
    """x P(X <= x) for a normal X."""
    return tf.nn.gelu(x, approximate)


def elu(x: Any, alpha: float = 1.0) -> Any:
    """x, or alpha (exp(x) - 1) where it is negative."""
    if alpha == 1:
        return tf.nn.elu(x)
    x = convert_to_tensor(x)
    return tf.where(x > 0, x, alpha * tf.nn.elu(x))


def celu(x: Any, alpha: float = 1.0) -> Any:
    """x, or alpha (exp(x / alpha) - 1) where it is negative."""
    x = convert_to_tensor(x)
    return tf.where(x > 0, x, alpha * tf.nn.elu(x / alpha))


def sparse_sigmoid(x: Any) -> Any:
    """(x + 1) / 2, clipped to [0, 1]."""
    return tf.clip_by_value(0.5 * convert_to_tensor(x) + 0.5, 0.0, 1.0)


def sparse_plus(x: Any) -> Any:
    """0 up to -1, x from 1, and (x + 1)^2 / 4 between them."""
    x = convert_to_tensor(x)
    middle = 0.25 * tf.square(x + 1.0)
    return tf.where(x <= -1.0, tf.zeros_like(x), tf.where(x < 1.0, middle, x))


def squareplus(x: Any, b: float = 4) -> Any:
    """(x + sqrt(x^2 + b)) / 2."""
    x = convert_to_tensor(x)
    return 0.5 * (x + tf.sqrt(tf.square(x) + b))


def hard_sigmoid(x: Any) -> Any:
    """x / 6 + 1/2, clipped to [0, 1]."""
    return tf.nn.relu6(convert_to_tensor(x) + 3.0) / 6.0


def hard_silu(x: Any) -> Any:
    """x times its hard sigmoid."""
    x = convert_to_tensor(x)
    return x * hard_sigmoid(x)


def hard_tanh(x: Any) -> Any:
    """x, clipped to [-1, 1]."""
    return tf.clip_by_value(x, -1.0, 1.0)


def tanh_shrink(x: Any) -> Any:
    """x - tanh(x)."""
    x = convert_to_tensor(x)
    return x - tf.tanh(x)


def hard_shrink(x: Any, threshold: float = 0.5) -> Any:
    """x, or 0 where its size is at most the threshold."""
    x = convert_to_tensor(x)
    return tf.where(tf.abs(x) > threshold, x, tf.zeros_like(x))


def soft_shrink(x: Any, threshold: float = 0.5) -> Any:
    """x, moved towards 0 by the threshold."""
    x = convert_to_tensor(x)
    return x - tf.clip_by_value(x, -threshold, threshold)


def threshold(x: Any, threshold: float, default_value: float) -> Any:
    """x, or the default where it is not above the threshold."""
    x = convert_to_tensor(x)
    return tf.where(x > threshold, x, default_value)


def glu(x: Any, axis: int = -1) -> Any:
    """One half of x, times the sigmoid of the other."""
    x = convert_to_tensor(x)
    if x.shape[axis] % 2:
        raise ValueError(
            f"axis size must be divisible by 2. Received: x.shape={x.shape} with axis={axis}"
        )
    value, gate = tf.split(x, 2, axis)
    return value * tf.sigmoid(gate)


def _over_axes(op: Any, x: Any, axis: Any) -> Any:
    """`op` over several axes at once, or over all of them where `axis` is None."""
    x = convert_to_tensor(x)
    rank = x.ndim
    if axis is None:
        return tf.reshape(op(tf.reshape(x, [-1]), axis=-1), x.shape)
    last = [a % rank for a in axis]
    order = [a for a in range(rank) if a not in last] + last
    moved = tf.transpose(x, order)
    flat = tf.reshape(moved, [*moved.shape[: rank - len(last)], -1])
    back = [order.index(a) for a in range(rank)]
    return tf.transpose(tf.reshape(op(flat, axis=-1), moved.shape), back)


def softmax(x: Any, axis: Any = -1) -> Any:
    """exp(x), divided by its sum over an axis, several, or all."""
    return tf.nn.softmax(x, axis) if isinstance(axis, int) else _over_axes(tf.nn.softmax, x, axis)


def log_softmax(x: Any, axis: Any = -1) -> Any:
    """The logarithm of softmax."""
    if isinstance(axis, int):
        return tf.nn.log_softmax(x, axis)
    return _over_axes(tf.nn.log_softmax, x, axis)


def sparsemax(x: Any, axis: int = -1) -> Any:
    """The point of the simplex nearest to x: what remains of x above a common level."""
    x = convert_to_tensor(x)
    descending = tf.sort(x, axis=axis, direction="DESCENDING")
    above = tf.cumsum(descending, axis=axis) - 1.0
    shape = [1] * x.ndim
    shape[axis] = x.shape[axis]
    count = tf.reshape(tf.cast(tf.range(1, x.shape[axis] + 1), x.dtype), shape)
    inside = descending * count > above
    size = tf.reduce_sum(tf.cast(inside, x.dtype), axis, keepdims=True)
    kept = tf.where(inside, descending, tf.zeros_like(descending))
    level = (tf.reduce_sum(kept, axis, keepdims=True) - 1.0) / size
    return tf.nn.relu(x - level)


def large_negative(dtype: Any) -> float:
    """A number below all logits whose differences still do not overflow."""
    limit = 65500.0 if dtype == tf.float16 else 3.38953e38
    return -0.7 * limit


def dot_product_attention(
    query: Any,
    key: Any,
    value: Any,
    bias: Any = None,
    mask: Any = None,
    scale: Any = None,
    is_causal: bool = False,
    flash_attention: Any = None,
    attn_logits_soft_cap: Any = None,
) -> Any:
    """Means of the values, weighted by the softmax of the queries' products with the keys.

    Args:
      query: [batch, length, heads, size].
      key: [batch, other length, heads or a divisor of them, size].
      value: like key.
      bias: added to the logits [batch, heads, length, other length].
      mask: which of the logits count.
      scale: multiplies the products; 1 / sqrt(size) if None.
      is_causal: whether no query sees a key after it.
      flash_attention: without effect: there is one kernel.
      attn_logits_soft_cap: the most that a logit's size tends to.

    Raises:
      ValueError: an input does not have 4 dimensions.
    """
    query, key, value = convert_to_tensor(query), convert_to_tensor(key), convert_to_tensor(value)
    if not query.ndim == key.ndim == value.ndim == 4:
        raise ValueError(
            "`dot_product_attention` only supports 4D inputs. "
            f"Received: query.shape={query.shape}, key.shape={key.shape}, "
            f"value.shape={value.shape}."
        )
    dtype = result_type(query.dtype.name, key.dtype.name, value.dtype.name)
    query, key, value = (tf.cast(x, dtype) for x in (query, key, value))
    batch, length, heads, size = query.shape
    shared = key.shape[2]
    scale = 1 / math.sqrt(size) if scale is None else scale
    # Heads that share keys are rows of one product: keys are not repeated.
    rows = tf.reshape(tf.transpose(query * scale, [0, 2, 1, 3]), [batch, shared, -1, size])
    key, value = tf.transpose(key, [0, 2, 1, 3]), tf.transpose(value, [0, 2, 1, 3])
    logits = tf.matmul(rows, key, transpose_b=True)
    logits = tf.reshape(logits, [batch, heads, length, key.shape[2]])
    if logits.dtype.size == 2:
        logits = tf.cast(logits, tf.float32)
    if bias is not None:
        logits = logits + tf.cast(convert_to_tensor(bias), logits.dtype)
    if attn_logits_soft_cap is not None:
        logits = attn_logits_soft_cap * tf.tanh(logits / attn_logits_soft_cap)
    low = large_negative(logits.dtype)
    if mask is not None:
        logits = tf.where(tf.cast(convert_to_tensor(mask), tf.bool), logits, low)
    if is_causal:
        steps = tf.range(length)[:, None] >= tf.range(key.shape[2])
        logits = tf.where(steps, logits, low)
    weights = tf.cast(tf.nn.softmax(logits), dtype)
    weights = tf.reshape(weights, [batch, shared, -1, key.shape[2]])
    means = tf.reshape(tf.matmul(weights, value), [batch, heads, length, value.shape[3]])
    return tf.transpose(means, [0, 2, 1, 3])
