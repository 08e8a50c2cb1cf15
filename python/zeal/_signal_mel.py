"""The mel scale: spectrograms as the ear hears them."""

from __future__ import annotations

import math
from typing import Any

from zeal._api import tf
from zeal._signal_dct import dct
from zeal._signal_window import int_scalar


def _mel(hertz: Any) -> Any:
    """Mel from hertz, as the Hidden Markov Model Toolkit has it."""
    return 1127.0 * tf.math.log(1 + hertz / 700.0)


def linear_to_mel_weight_matrix(
    num_mel_bins: Any = 20,
    num_spectrogram_bins: Any = 129,
    sample_rate: Any = 8000,
    lower_edge_hertz: Any = 125.0,
    upper_edge_hertz: Any = 3800.0,
    dtype: Any = tf.float32,
    name: str | None = None,
) -> Any:
    """Makes the matrix that turns a linear spectrogram into a mel one, a triangle for each bin.

    Args:
      num_mel_bins: how many bands the result has.
      num_spectrogram_bins: how many bins the spectrogram has, fft_length // 2 + 1.
      sample_rate: samples a second.
      lower_edge_hertz, upper_edge_hertz: where the bands begin and end.
      dtype: a floating point dtype.
      name: ignored.

    Returns:
      A Tensor [num_spectrogram_bins, num_mel_bins].

    Raises:
      ValueError: a count or the rate is not positive, or the edges are out of order or range.
    """
    del name
    dtype = tf.as_dtype(dtype)
    mels, bins = int_scalar(num_mel_bins, "num_mel_bins"), int(num_spectrogram_bins)
    rate, low, high = float(sample_rate), float(lower_edge_hertz), float(upper_edge_hertz)
    if mels <= 0:
        raise ValueError(f"num_mel_bins must be positive. Got: {mels}")
    if bins <= 0:
        raise ValueError(f"num_spectrogram_bins must be positive. Got: {bins}")
    if low < 0.0:
        raise ValueError(f"lower_edge_hertz must be non-negative. Got: {low}")
    if low >= high:
        raise ValueError(f"lower_edge_hertz {low:.1f} >= upper_edge_hertz {high:.1f}")
    if not (rate > 0.0 and math.isfinite(rate)):
        raise ValueError(f"sample_rate must be positive. Got: {sample_rate}")
    if high > rate / 2:
        raise ValueError(
            "upper_edge_hertz must not be larger than the Nyquist frequency (sample_rate / 2). "
            f"Got {high} for sample_rate: {sample_rate}"
        )
    if not dtype.is_floating:
        raise ValueError(f"dtype must be a floating point type. Got: {dtype}")
    zero = tf.constant(0.0, dtype)
    linear = tf.linspace(zero, tf.constant(rate / 2, dtype), bins)[1:]
    at = _mel(linear)[:, None]
    edges = tf.linspace(_mel(tf.constant(low, dtype)), _mel(tf.constant(high, dtype)), mels + 2)
    lower, centre, upper = edges[None, :-2], edges[None, 1:-1], edges[None, 2:]
    rising, falling = (at - lower) / (centre - lower), (upper - at) / (upper - centre)
    weights = tf.maximum(zero, tf.minimum(rising, falling))
    return tf.pad(weights, [[1, 0], [0, 0]])  # the bin of frequency zero belongs to no band


def mfccs_from_log_mel_spectrograms(log_mel_spectrograms: Any, name: str | None = None) -> Any:
    """Computes mel-frequency cepstral coefficients, a cosine transform of the logarithms.

    Args:
      log_mel_spectrograms: a float Tensor [..., num_mel_bins].
      name: ignored.

    Raises:
      ValueError: there is no bin.
    """
    del name
    x = tf.convert_to_tensor(log_mel_spectrograms)
    bins = x.shape[-1] if x.shape.rank else 0
    if bins == 0:
        raise ValueError(f"num_mel_bins must be positive. Got: {bins}")
    return dct(x, type=2) * (1 / math.sqrt(2.0 * bins))
