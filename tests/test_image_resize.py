"""Resizing, cropping and warping images: TensorFlow's values, and gradients against differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import zeal as tf

RNG = np.random.default_rng(0)
X = (np.arange(12) ** 2 % 17).reshape(1, 3, 4, 1).astype(np.float32)

RESIZED = [
    ("bilinear", False, [3.79167, 3.125, 9.33334, 13.41667, 11.75, 6.33333]),
    ("bilinear", True, [5.2875, 3.4375, 8.85, 13.225, 10.625, 7.85]),
    ("nearest", False, [0.0, 4.0, 9.0, 13.0, 15.0, 2.0]),
    ("bicubic", False, [2.98919, 2.2792, 9.6272, 13.72093, 12.73266, 5.50166]),
    ("bicubic", True, [5.1355, 2.61541, 9.4089, 13.97712, 10.96585, 7.60836]),
    ("area", False, [4.83333, 3.33333, 9.08333, 13.33333, 11.0, 7.41667]),
    ("lanczos3", False, [3.00612, 1.08192, 9.98811, 14.28368, 13.29429, 5.70098]),
    ("lanczos3", True, [5.32477, 1.94428, 9.65219, 14.45101, 11.06528, 7.67683]),
    ("lanczos5", False, [3.07783, -0.02851, 10.17192, 14.54997, 13.84043, 5.87947]),
    ("lanczos5", True, [5.51129, 1.654, 9.75902, 14.61286, 11.09739, 7.74973]),
    ("gaussian", False, [4.00674, 3.17235, 9.12178, 13.358, 11.57953, 6.74946]),
    ("gaussian", True, [5.71832, 4.36569, 8.56193, 12.60081, 10.18027, 8.00857]),
    ("mitchellcubic", False, [3.6041, 2.66462, 9.39796, 13.60227, 12.07842, 6.27709]),
    ("mitchellcubic", True, [5.47399, 3.46609, 8.95428, 13.34771, 10.53454, 7.87464]),
]


@pytest.mark.parametrize(("method", "antialias", "want"), RESIZED)
def test_resize(method: str, antialias: bool, want: list[float]) -> None:
    got = tf.image.resize(X, [2, 3], method, antialias=antialias)
    np.testing.assert_allclose(tf.reshape(got, [-1]), want, atol=2e-5)
    np.testing.assert_array_equal(
        tf.image.resize(X[0], [2, 3], method, antialias=antialias), got[0]
    )
    whole = tf.image.resize(X.astype(np.uint8), [2, 3], method, antialias=antialias)
    assert whole.dtype == (tf.uint8 if method == "nearest" else tf.float32)
    np.testing.assert_allclose(whole, got)


def test_resize_keeps_proportions() -> None:
    assert tf.image.resize(np.ones([7, 9, 2]), [10, 10], preserve_aspect_ratio=True).shape == (
        8,
        10,
        2,
    )
    padded = tf.image.resize_with_pad(np.ones([7, 9, 2]), 12, 10)
    assert padded.shape == (12, 10, 2)
    assert not padded[:2].numpy().any()
    assert padded[2:9].numpy().all()


@pytest.mark.parametrize("size", [[0, 2], [-1, 2], [2**40, 2**40]])
def test_bad_sizes(size: list[int]) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.image.resize(X, size)


def test_bad_arguments() -> None:
    for args in ((X, [2]), (X, [2.5, 2]), (X, [2, 2], "no method"), (X[0, 0], [2, 2])):
        with pytest.raises(ValueError, match=r"size|method|images"):
            tf.image.resize(*args)


Loss = Callable[[Any], Any]


def check_gradient(f: Loss, x: np.ndarray, step: float = 1.0, rel: float = 2e-3) -> None:
    """Along a random direction; `step` may be large for what is linear."""
    w = RNG.standard_normal(f(tf.constant(x)).shape).astype(np.float32)
    d = RNG.standard_normal(x.shape).astype(np.float32)
    with tf.GradientTape() as tape:
        t = tf.constant(x)
        tape.watch(t)
        y = tf.reduce_sum(f(t) * w)
    slope = float(tf.reduce_sum(tape.gradient(y, t) * d))
    ends = [np.sum(np.float64(f(tf.constant(x + s * d))) * w) for s in (step, -step)]
    assert slope == pytest.approx((ends[0] - ends[1]) / (2 * step), rel=rel, abs=rel)


METHODS = [*dict.fromkeys(m for m, _, _ in RESIZED)]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("size", [[3, 4], [11, 13], [1, 1]])
def test_gradients_of_resize(method: str, size: list[int]) -> None:
    x = RNG.standard_normal([2, 5, 6, 3]).astype(np.float32)
    check_gradient(lambda t: tf.image.resize(t, size, method, antialias=True), x)


BOXES = np.array([[0.03, 0.02, 0.9, 0.91], [0.1, 0.2, 0.7, 0.6], [0.9, 0.8, -0.1, 0.3]], np.float32)


def test_gradients_of_crops() -> None:
    x = RNG.standard_normal([2, 5, 6, 3]).astype(np.float32)
    inner = np.array([[0.03, 0.02, 0.9, 0.91], [0.11, 0.23, 0.71, 0.63]], np.float32)
    for size in ([4, 3], [1, 2]):
        for method in ("bilinear", "nearest"):
            check_gradient(
                lambda t, s=size, m=method: tf.image.crop_and_resize(t, BOXES, [1, 0, 1], s, m), x
            )
        check_gradient(
            lambda t, s=size: tf.image.crop_and_resize(x, t, [1, 0], s), inner, 1e-3, 0.03
        )


def test_crops_without_a_place() -> None:
    wild = np.float32([[np.nan, 0, np.inf, 1], [0, 0, 3e38, 3e38]])
    got = tf.image.crop_and_resize(X, wild, [0, 0], [2, 2], extrapolation_value=5.0).numpy()
    assert (got[0] == 5).all()
    with pytest.raises(tf.errors.InvalidArgumentError, match=r"box_indices\[1\] = 7"):
        tf.image.crop_and_resize(X, BOXES[:2], [0, 7], [2, 2])


def project(x: Any, t: Any, how: str, fill: str, **more: Any) -> Any:
    op = tf.raw_ops.ImageProjectiveTransformV3 if more else tf.raw_ops.ImageProjectiveTransformV2
    return op(x, t, output_shape=[4, 5], interpolation=how, fill_mode=fill, **more)


def test_projective_transforms() -> None:
    x = np.arange(12, dtype=np.float32).reshape(1, 3, 4, 1)
    shift = np.float32([[1, 0, -1, 0, 1, 0.5, 0, 0]])
    got = project(x, shift, "BILINEAR", "CONSTANT").numpy()[0, :, :, 0]
    assert got.tolist() == [[0, 2, 3, 4, 5], [0, 6, 7, 8, 9], [0, 4, 4.5, 5, 5.5], [0] * 5]
    got = project(x, shift, "BILINEAR", "CONSTANT", fill_value=1.0).numpy()[0, :, :, 0]
    assert got[3].tolist() == [1] * 5
    for mode, first in (("REFLECT", 0), ("WRAP", 3), ("NEAREST", 0), ("CONSTANT", 0)):
        got = project(x, np.float32([[1, 0, -1, 0, 1, 0, 0, 0]]), "NEAREST", mode).numpy()
        assert got[0, 0, :, 0].tolist() == [first, 0, 1, 2, 3]
    wild = np.float32([[np.nan, 0, 1e38, np.inf, 1, 0, 0, 0]])
    assert project(x, wild, "BILINEAR", "WRAP").shape == (1, 4, 5, 1)


def test_gradients_of_projective_transforms() -> None:
    x = RNG.standard_normal([2, 5, 6, 3]).astype(np.float32)
    t = np.float32([[1.1, 0.2, -1.0, 0.1, 0.9, 0.5, 0.001, -0.002]])
    for how in ("NEAREST", "BILINEAR"):
        for mode in ("CONSTANT", "REFLECT", "WRAP", "NEAREST"):
            check_gradient(lambda v, h=how, m=mode: project(v, t, h, m), x)
