"""References for Fourier transforms: NumPy's, with TensorFlow's rules for lengths."""

import numpy as np

_COMPLEX, _HALF = (np.fft.fftn, np.fft.ifftn), (np.fft.rfftn, np.fft.irfftn)


def fft(x, dims, inverse=False):
    if x.size == 0:
        return x
    return _COMPLEX[inverse](x, axes=range(-dims, 0))


def ifft(x, dims):
    return fft(x, dims, inverse=True)


def rfft(x, dims, fft_length=None):
    lengths = list(fft_length or x.shape[-dims:])
    if 0 in x.shape[:-dims]:
        return np.zeros([*x.shape[:-dims], *lengths[:-1], lengths[-1] // 2 + 1], complex)
    return _HALF[False](x, s=lengths, axes=range(-dims, 0))


def irfft(x, dims, fft_length=None):
    lengths = list(fft_length or [*x.shape[-dims:-1], 2 * (x.shape[-1] - 1)])
    if 0 in x.shape[:-dims]:
        return np.zeros([*x.shape[:-dims], *lengths])
    return _HALF[True](x, s=lengths, axes=range(-dims, 0))
