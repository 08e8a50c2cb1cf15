"""`tf.signal`: values of TensorFlow's, and what must hold of any transform."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
import zeal as tf

RNG = np.random.default_rng(0)


def complex_noise(*shape: int) -> np.ndarray:
    return RNG.standard_normal(shape) + 1j * RNG.standard_normal(shape)


@pytest.mark.parametrize("n", [1, 2, 13, 15, 64, 121, 210, 997, 1000, 1024, 2 * 499, 4096, 8191])
def test_any_length(n: int) -> None:
    """Alone and in a batch that fills and overflows the lanes; forward, back, and of reals."""
    x = complex_noise(19, n)
    want = np.fft.fft(x)
    near = {"rtol": 0, "atol": 1e-14 * n**0.5 * max(1, np.log2(n))}
    np.testing.assert_allclose(tf.signal.fft(x), want, **near)
    np.testing.assert_allclose(tf.signal.fft(x[0]), want[0], **near)
    np.testing.assert_allclose(tf.signal.ifft(want), x, **near)
    half = tf.signal.rfft(x.real)
    np.testing.assert_allclose(half, np.fft.rfft(x.real), **near)
    if n > 1:
        np.testing.assert_allclose(tf.signal.irfft(half, [n]), x.real, **near)


def test_single_precision_is_right_to_the_last_bits() -> None:
    x = complex_noise(65536)
    got = tf.signal.fft(x.astype(np.complex64)).numpy()
    want = np.fft.fft(x.astype(np.complex64).astype(np.complex128))
    assert np.linalg.norm(got - want) < 3e-7 * np.linalg.norm(want)


def test_columns_and_volumes() -> None:
    x = complex_noise(3, 20, 18, 33)
    np.testing.assert_allclose(tf.signal.fft3d(x), np.fft.fftn(x, axes=(1, 2, 3)), atol=1e-9)
    np.testing.assert_allclose(tf.signal.ifft2d(x), np.fft.ifft2(x), atol=1e-12)


def test_threads_share_plans() -> None:
    sizes = [60 + i for i in range(40)]
    wrong: list[int] = []

    def work() -> None:
        for n in sizes:
            x = complex_noise(n)
            if not np.allclose(tf.signal.fft(x), np.fft.fft(x)):
                wrong.append(n)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert wrong == []


def test_gradients_of_real_transforms() -> None:
    """Against differences, for lengths that crop and pad: TensorFlow raises where they crop."""
    x = RNG.standard_normal((2, 6, 7))
    for f in (
        tf.signal.rfft,
        lambda t: tf.signal.rfft(t, [5]),
        lambda t: tf.signal.rfft2d(t, [8, 10]),
        lambda t: tf.signal.irfft2d(tf.complex(t, 2 * t), [5, 9]),
    ):
        y = f(tf.constant(x))
        w, v = RNG.standard_normal(y.shape), RNG.standard_normal(y.shape)

        def loss(t: Any, f: Any = f, w: Any = w, v: Any = v) -> Any:
            y = f(t)
            return tf.reduce_sum(tf.math.real(y) * w) + tf.reduce_sum(tf.math.imag(y) * v)

        with tf.GradientTape() as tape:
            z = tf.constant(x)
            tape.watch(z)
            value = loss(z)
        d = RNG.standard_normal(x.shape)
        slope = float(tf.reduce_sum(tape.gradient(value, z) * d))
        assert slope == pytest.approx(float(loss(tf.constant(x + d)) - loss(tf.constant(x))))


def test_bad_lengths() -> None:
    x = np.zeros([6, 1, 1], np.complex64)
    for bad in ([1, 2, 0], [1, -1, 2], [2, 2], [2**62, 2**62, 2]):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.signal.irfft3d(x, bad)
    assert tf.signal.rfft(np.zeros([2, 0], np.float32), [4]).numpy().tolist() == [[0] * 3] * 2
    assert tf.signal.rfft(np.zeros([0], np.float32)).shape == (0,)


def test_shifts() -> None:
    assert tf.signal.fftshift(tf.range(5)).numpy().tolist() == [3, 4, 0, 1, 2]
    x = tf.constant([[1.0, 2, 3], [4, 5, 6]])
    assert tf.signal.ifftshift(x).numpy().tolist() == [[5, 6, 4], [2, 3, 1]]
    assert tf.signal.fftshift(x, axes=1).numpy().tolist() == [[3, 1, 2], [6, 4, 5]]


@pytest.mark.parametrize("norm", [None, "backward", "ortho", "forward"])
def test_any_axes(norm: str | None) -> None:
    x = complex_noise(3, 4, 5)
    np.testing.assert_allclose(
        tf.signal.fftnd(x, [6, 3], [0, 2], norm), np.fft.fftn(x, [6, 3], [0, 2], norm), atol=1e-12
    )
    np.testing.assert_allclose(tf.signal.ifftnd(x, norm=norm), np.fft.ifftn(x, norm=norm))
    half = tf.signal.rfftnd(x.real, axes=[2, 0], norm=norm)
    np.testing.assert_allclose(half, np.fft.rfftn(x.real, axes=[2, 0], norm=norm), atol=1e-12)
    back = tf.signal.irfftnd(half, [5, 3], [2, 0], norm)
    np.testing.assert_allclose(back, x.real, atol=1e-12)


def test_windows() -> None:
    for window, want in [
        (tf.signal.hann_window(6, periodic=False), [0, 0.3454915, 0.9045085]),
        (tf.signal.hamming_window(6), [0.08, 0.31, 0.77]),
        (tf.signal.kaiser_window(5), [5.2773448e-05, 2.1567266e-01, 1.0]),
        (tf.signal.kaiser_bessel_derived_window(6), [0.00713103, 0.70710677, 0.99997455]),
        (tf.signal.vorbis_window(6), [0.10502934, 0.70710677, 0.9944691]),
        (tf.signal.hann_window(1), [1]),
    ]:
        np.testing.assert_allclose(window[:3], want, rtol=2e-6, atol=1e-8)
    for beta in (0.0, 3.0, 39.0, 41.0, 600.0):
        got = tf.signal.kaiser_window(9, beta, tf.float64)
        np.testing.assert_allclose(got, np.kaiser(9, beta), rtol=1e-13)
    with pytest.raises(ValueError, match="floating point"):
        tf.signal.hann_window(4, dtype=tf.int32)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.signal.hann_window(-1)


def test_frames() -> None:
    got = tf.signal.frame(tf.range(10), 3, 2, pad_end=True, pad_value=9).numpy()
    assert got[-1].tolist() == [8, 9, 9]
    assert got.shape == (5, 3)
    assert tf.signal.frame(tf.range(2), 3, 2).shape == (0, 3)
    assert tf.signal.overlap_and_add(tf.ones((3, 4)), 2).numpy().tolist() == [1, 1, *[2] * 4, 1, 1]
    assert tf.signal.overlap_and_add(tf.ones((2, 2)), 3).numpy().tolist() == [1, 1, 0, 1, 1]
    for bad in ((3, 0), (-1, 2)):
        with pytest.raises(tf.errors.InvalidArgumentError):
            tf.signal.frame(tf.range(9), *bad)


def test_short_time_transforms_come_back() -> None:
    x = RNG.standard_normal((2, 400))
    y = tf.signal.stft(x, 64, 16)
    assert y.shape == (2, 22, 33)
    assert y.dtype == tf.complex128
    back = tf.signal.inverse_stft(y, 64, 16, window_fn=tf.signal.inverse_stft_window_fn(16))
    np.testing.assert_allclose(back[:, 64:-64], x[:, 64 : 400 - 64], atol=1e-12)
    z = tf.signal.mdct(x, 40)
    assert z.shape == (2, 19, 20)
    np.testing.assert_allclose(tf.signal.inverse_mdct(z)[:, 20:-20], x[:, 20:-20], atol=1e-12)


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
@pytest.mark.parametrize("norm", [None, "ortho"])
def test_cosine_transforms(kind: int, norm: str | None) -> None:
    from scipy import fft

    x = RNG.standard_normal((3, 10))
    if kind == 1 and norm:
        with pytest.raises(ValueError, match="Type-I"):
            tf.signal.dct(x, kind, norm=norm)
        return
    np.testing.assert_allclose(tf.signal.dct(x, kind, norm=norm), fft.dct(x, kind, norm=norm))
    back = tf.signal.idct(tf.signal.dct(x, kind, norm=norm), kind, norm=norm)
    scale = 1 if norm else 2 * (10 - (kind == 1))
    np.testing.assert_allclose(back / scale, x, atol=1e-12)


def test_mel() -> None:
    weights = tf.signal.linear_to_mel_weight_matrix(5, 9, 8000)
    assert weights.shape == (9, 5)
    assert weights[1, 0] == pytest.approx(0.67478454, rel=1e-5)
    assert not weights[0].numpy().any()
    with pytest.raises(ValueError, match="Nyquist"):
        tf.signal.linear_to_mel_weight_matrix(5, 9, 4000)
    got = tf.signal.mfccs_from_log_mel_spectrograms(tf.ones((2, 4)))
    np.testing.assert_allclose(got[0], [2 * 2**0.5, 0, 0, 0], atol=1e-6)
