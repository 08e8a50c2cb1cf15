"""Samples of tf.signal, whose functions are mostly made of other ops."""

FLOATS = "float32 float64"
COMPLEX = "complex64 complex128"

SIGNAL = {
    "signal.dct": (
        FLOATS,
        "f(3, 8)\nf(3, 8), 1\nf(3, 8), 3\nf(3, 8), 4\nf(8), 2, norm='ortho'\n"
        "f(8), 3, norm='ortho'\n"
        "f(2, 8), n=5\nf(2, 8), n=11",
    ),
    "signal.idct": (FLOATS, "f(3, 8)\nf(3, 8), 1\nf(3, 8), 3\nf(3, 8), 4\nf(8), 2, norm='ortho'"),
    "signal.fftnd": (COMPLEX, "f(3, 4)\nf(3, 4), [2, 3], [0, 1]\nf(3, 4), axes=[1]"),
    "signal.ifftnd": (COMPLEX, "f(3, 4)\nf(3, 4), axes=[0]"),
    "signal.rfftnd": (FLOATS, "f(3, 4)\nf(3, 5), [4, 6], [0, 1]"),
    "signal.irfftnd": (COMPLEX, "f(3, 4)"),
    "signal.fftshift": (FLOATS, "f(5)\nf(4, 5)\nf(4, 5), axes=[1]\nf(4, 5), axes=0"),
    "signal.ifftshift": (FLOATS, "f(5)\nf(4, 5)\nf(4, 5), axes=[1]"),
    "signal.frame": (
        FLOATS,
        "f(20), 5, 3\nf(2, 20), 6, 4, pad_end=True\nf(20, 2), 5, 5, axis=0\n"
        "f(7), 3, 2, True, 9.0\nf(3), 5, 1",
    ),
    "signal.overlap_and_add": (FLOATS, "f(4, 6), 3\nf(2, 4, 6), 6\nf(3, 4), 5\nf(3, 5), 2"),
    "signal.hamming_window": (FLOATS, "7, dtype=dtype\n8, False, dtype\n1, dtype=dtype"),
    "signal.hann_window": (FLOATS, "7, dtype=dtype\n8, False, dtype\n8, True, dtype\n1, False"),
    "signal.kaiser_window": (FLOATS, "7, dtype=dtype\n8, 4.0, dtype\n1"),
    "signal.kaiser_bessel_derived_window": (FLOATS, "8, dtype=dtype\n12, 4.0, dtype"),
    "signal.vorbis_window": (FLOATS, "8, dtype\n5, dtype"),
    "signal.inverse_stft": ("complex64", "f(5, 9), 16, 8\nf(2, 5, 9), 16, 4\nf(5, 17), 20, 10, 32"),
    "signal.stft": (
        "float32",
        "f(40), 16, 8\nf(2, 40), 16, 8, 32\nf(40), 10, 5, window_fn=None\n"
        "f(41), 16, 8, pad_end=True",
    ),
    "signal.mdct": ("float32", "f(40), 16\nf(2, 40), 8, norm='ortho'\nf(41), 8, pad_end=True"),
    "signal.inverse_mdct": ("float32", "f(5, 8)\nf(2, 5, 4), norm='ortho'"),
    "signal.linear_to_mel_weight_matrix": (
        FLOATS,
        "dtype=dtype\n10, 65, 16000, 80.0, 7600.0, dtype",
    ),
    "signal.mfccs_from_log_mel_spectrograms": ("float32", "f(4, 20)\nf(2, 4, 13)"),
}
