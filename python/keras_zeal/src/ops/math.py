"""Segments, the largest elements, Fourier transforms and special functions."""

import math

import zeal as tf
from zeal import math as zm
from zeal import signal

from keras_zeal.missing import missing as _missing
from keras_zeal.src.ops.numpy.index import take_along_axis
from keras_zeal.src.ops.numpy.shape import pad
from keras_zeal.src.ops.operands import cast, floats, named, tensor

__all__ = [
    "cdist", "erf", "erfc", "erfinv", "extract_sequences", "fft", "fft2", "ifft2", "in_top_k",
    "irfft", "istft", "logdet", "logsumexp", "rfft", "rsqrt", "segment_max", "segment_min",
    "segment_prod", "segment_sum", "stft", "top_k",
]  # fmt: skip


def _segments(name, op):
    def f(data, segment_ids, num_segments=None, sorted=False):
        data, segment_ids = tensor(data), tensor(segment_ids)
        if num_segments is None:
            n = segment_ids.shape.num_elements()
            num_segments = int(tf.reduce_max(segment_ids)) + 1 if n else 0
        # ids beyond the last segment are left out, as negative ones are
        inside = segment_ids < num_segments
        segment_ids = tf.where(inside, segment_ids, tf.cast(-1, segment_ids.dtype))
        return op(data, segment_ids, num_segments)

    return named(f, name, f"The {name.split('_')[1]} of all slices with one id.")


segment_sum = _segments("segment_sum", zm.unsorted_segment_sum)
segment_prod = _segments("segment_prod", zm.unsorted_segment_prod)
_segment_max = _segments("segment_max", zm.unsorted_segment_max)
_segment_min = _segments("segment_min", zm.unsorted_segment_min)


def _extremes(name, op, end):
    def f(data, segment_ids, num_segments=None, sorted=False):
        data = tensor(data)
        found = op(data, segment_ids, num_segments)
        if not data.dtype.is_floating:
            return found
        # zeal gives the lowest number where a segment is empty, Keras infinity
        empty = found == tf.cast(data.dtype.min if end < 0 else data.dtype.max, data.dtype)
        return tf.where(empty, tf.cast(end, data.dtype), found)

    return named(f, name, f"The {name.split('_')[1]} of all slices with one id.")


segment_max = _extremes("segment_max", _segment_max, -math.inf)
segment_min = _extremes("segment_min", _segment_min, math.inf)


def top_k(x, k, sorted=True):
    """The k largest elements along the last axis and where they are."""
    return zm.top_k(tensor(x), k, sorted=sorted)


def in_top_k(targets, predictions, k):
    """Is the prediction for the target one of the k largest?"""
    targets, predictions = tensor(targets), tensor(predictions)
    at_target = take_along_axis(predictions, tf.expand_dims(targets, -1), -1)
    if predictions.dtype.is_floating:  # nan is no large prediction
        at_target = tf.where(zm.is_nan(at_target), tf.cast(-math.inf, predictions.dtype), at_target)
    larger = tf.reduce_sum(tf.cast(predictions > at_target, tf.int32), -1)
    return larger < k


def logsumexp(x, axis=None, keepdims=False):
    """The logarithm of the sum of exponentials."""
    return tf.reduce_logsumexp(floats(x), axis, keepdims)


def cdist(x, y):
    """The distances of all vectors of `x` from all of `y`."""
    x, y = tensor(x), tensor(y)
    if x.ndim < 2 or y.ndim < 2:
        raise ValueError("`cdist` inputs must have rank >= 2")
    if x.shape[-1] != y.shape[-1]:
        raise ValueError("Last dimension of inputs to `cdist` must match")
    away = tf.expand_dims(x, -2) - tf.expand_dims(y, -3)
    return tf.sqrt(tf.reduce_sum(tf.square(away), -1))


def extract_sequences(x, sequence_length, sequence_stride):
    """Parts of one length, each so far behind the one before."""
    return signal.frame(tensor(x), sequence_length, sequence_stride)


def _get_complex_tensor_from_tuple(x):
    if not isinstance(x, (tuple, list)) or len(x) != 2:
        raise ValueError(
            f"Input `x` should be a tuple of two tensors - real and imaginary.Received: x={x}"
        )
    real, imag = map(tensor, x)
    if real.shape != imag.shape:
        raise ValueError(
            "Input `x` should be a tuple of two tensors - real and imaginary."
            "Both the real and imaginary parts should have the same shape. "
            f"Received: x[0].shape = {real.shape}, x[1].shape = {imag.shape}"
        )
    if not (real.dtype.is_floating and imag.dtype.is_floating):
        raise ValueError(f"At least one tensor in input `x` is not of type float.Received: x={x}.")
    return tf.complex(real, imag)


def _parts(x):
    return zm.real(x), zm.imag(x)


def fft(x):
    """The Fourier transform of real and imaginary parts."""
    return _parts(signal.fft(_get_complex_tensor_from_tuple(x)))


def fft2(x):
    """The Fourier transform of the last two dimensions."""
    return _parts(signal.fft2d(_get_complex_tensor_from_tuple(x)))


def ifft2(x):
    """The inverse Fourier transform of the last two dimensions."""
    return _parts(signal.ifft2d(_get_complex_tensor_from_tuple(x)))


def _lengths(fft_length):
    return None if fft_length is None else [fft_length]


def rfft(x, fft_length=None):
    """The Fourier transform of real numbers, as real and imaginary parts."""
    return _parts(signal.rfft(floats(x), _lengths(fft_length)))


def irfft(x, fft_length=None):
    """The real numbers of which parts are the Fourier transform."""
    return signal.irfft(_get_complex_tensor_from_tuple(x), _lengths(fft_length))


def _window(window, sequence_length, fft_length, dtype):
    """The window, in the middle of as many points as the transform has."""
    if window is None:
        found = tf.ones([sequence_length], dtype)
    elif isinstance(window, str):
        if window not in ("hann", "hamming"):
            raise ValueError(
                "If a string is passed to `window`, it must be one of "
                f'`"hann"`, `"hamming"`. Received: window={window}'
            )
        at = tf.cast(tf.range(sequence_length), tf.float64) / sequence_length
        flat = 0.5 if window == "hann" else 0.54
        found = cast(flat - (1 - flat) * tf.cos(2 * math.pi * at), dtype)
    else:
        found = cast(tensor(window), dtype)
    if len(found.shape) != 1 or found.shape[-1] != sequence_length:
        raise ValueError(
            "The shape of `window` must be equal to [sequence_length]."
            f"Received: window shape={found.shape}"
        )
    left = (fft_length - sequence_length) // 2
    return tf.pad(found, [[left, fft_length - sequence_length - left]])


def stft(x, sequence_length, sequence_stride, fft_length, window="hann", center=True):
    """The Fourier transforms of windows that slide over the signal."""
    x = tensor(x)
    if x.dtype is not tf.float32 and x.dtype is not tf.float64:
        raise TypeError(
            f"Invalid input type. Expected `float32` or `float64`. Received: input type={x.dtype}"
        )
    if fft_length < sequence_length:
        raise ValueError(
            "`fft_length` must equal or larger than `sequence_length`. "
            f"Received: sequence_length={sequence_length}, fft_length={fft_length}"
        )
    window = _window(window, sequence_length, fft_length, x.dtype)
    if center:
        half = fft_length // 2
        x = pad(x, [(0, 0)] * (x.ndim - 1) + [(half, half)], mode="reflect")
    return rfft(signal.frame(x, fft_length, sequence_stride) * window, fft_length)


def istft(x, sequence_length, sequence_stride, fft_length, length=None, window="hann", center=True):
    """The signal of which `stft` gives such transforms."""
    x = _get_complex_tensor_from_tuple(x)
    frames = signal.irfft(x, [fft_length])
    if frames.ndim < 2:
        raise ValueError(
            f"Input `x` must have at least 2 dimensions. Received shape: {frames.shape}"
        )
    whole = fft_length + sequence_stride * (frames.shape[-2] - 1)
    if window is None:
        found = signal.overlap_and_add(frames, sequence_stride)
    else:
        window = _window(window, sequence_length, fft_length, frames.dtype)
        inverse = signal.inverse_stft_window_fn(sequence_stride, lambda n, dtype: window)
        window = inverse(fft_length, frames.dtype)
        found = signal.overlap_and_add(frames * window, sequence_stride)
    start = fft_length // 2 if center else 0
    end = whole - start
    if length is not None:
        end = start + length
    found = found[..., start:end]
    missing = 0 if length is None else length - found.shape[-1]
    return pad(found, [(0, 0)] * (found.ndim - 1) + [(0, missing)]) if missing > 0 else found


def rsqrt(x):
    """The reciprocal of the square root."""
    return tf.math.rsqrt(floats(x))


def erf(x):
    """Gauss' error function."""
    return zm.erf(floats(x))


def erfc(x):
    """1 less the error function, exact where that is close to 1."""
    return zm.erfc(floats(x))


def erfinv(x):
    """The inverse of the error function."""
    return zm.erfinv(floats(x))


def logdet(x):
    """The logarithm of the determinant's size."""
    return tf.linalg.slogdet(floats(x))[1]


__getattr__ = _missing(__name__)
