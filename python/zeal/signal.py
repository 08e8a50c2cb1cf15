"""Signal processing: `tf.signal`."""

from zeal import _lazy
from zeal._endpoints import fill
from zeal._signal_dct import dct, idct, inverse_mdct, mdct
from zeal._signal_fft import fftnd, fftshift, ifftnd, ifftshift, irfftnd, rfftnd
from zeal._signal_frame import frame, overlap_and_add
from zeal._signal_mel import linear_to_mel_weight_matrix, mfccs_from_log_mel_spectrograms
from zeal._signal_stft import inverse_stft, inverse_stft_window_fn, stft
from zeal._signal_window import (
    hamming_window,
    hann_window,
    kaiser_bessel_derived_window,
    kaiser_window,
    vorbis_window,
)

__all__ = [
    *fill(__name__, globals()),
    "dct",
    "fftnd",
    "fftshift",
    "frame",
    "hamming_window",
    "hann_window",
    "idct",
    "ifftnd",
    "ifftshift",
    "inverse_mdct",
    "inverse_stft",
    "inverse_stft_window_fn",
    "irfftnd",
    "kaiser_bessel_derived_window",
    "kaiser_window",
    "linear_to_mel_weight_matrix",
    "mdct",
    "mfccs_from_log_mel_spectrograms",
    "overlap_and_add",
    "rfftnd",
    "stft",
    "vorbis_window",
]
__getattr__ = _lazy.missing(__name__)
