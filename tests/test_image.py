"""`tf.image` but for resizing: TensorFlow's values, and what must hold of any image."""

from __future__ import annotations

import numpy as np
import pytest
import zeal as tf

X = np.arange(24, dtype=np.float32).reshape(2, 4, 3, 1) / 24
Z = np.array([[[0.2, 0.5, 0.9], [0.7, 0.7, 0.1]]], np.float32)
U = np.array([[[10, 200, 90], [255, 0, 128]]], np.uint8)


def test_flips_and_turns() -> None:
    x = np.arange(6).reshape(2, 3, 1)
    for image, axes in ((x, (0, 1)), (x[None], (1, 2))):
        np.testing.assert_array_equal(tf.image.flip_up_down(image), np.flip(image, axes[0]))
        np.testing.assert_array_equal(tf.image.flip_left_right(image), np.flip(image, axes[1]))
        np.testing.assert_array_equal(tf.image.transpose(image), np.swapaxes(image, *axes))
        for k in range(-1, 5):
            np.testing.assert_array_equal(tf.image.rot90(image, k), np.rot90(image, k, axes))
    with pytest.raises(ValueError, match="3 or 4 dimensions"):
        tf.image.rot90([[1, 2]])


def test_boxes_of_images() -> None:
    padded = tf.image.pad_to_bounding_box(X, 1, 2, 6, 7)
    assert padded.shape == (2, 6, 7, 1)
    np.testing.assert_array_equal(tf.image.crop_to_bounding_box(padded, 1, 2, 4, 3), X)
    np.testing.assert_array_equal(tf.image.central_crop(X, 0.5), X[:, 1:3])
    both = tf.image.resize_with_crop_or_pad(X[0], 2, 5)
    np.testing.assert_array_equal(both[:, 1:4], X[0, 1:3])
    for bad in ((-1, 0, 9, 9), (0, 0, 3, 3), (0, 0, 9, 2)):
        with pytest.raises(ValueError, match="pad_to_bounding_box"):
            tf.image.pad_to_bounding_box(X, *bad)
    for bad in ((-1, 0, 2, 2), (0, 0, 0, 2), (3, 0, 2, 2), (0, 2, 2, 2)):
        with pytest.raises(ValueError, match="crop_to_bounding_box"):
            tf.image.crop_to_bounding_box(X, *bad)


def test_dtypes() -> None:
    got = tf.image.convert_image_dtype([1.5, -0.3, 0.5], tf.uint8, saturate=True)
    assert got.numpy().tolist() == [255, 0, 127]
    assert tf.image.convert_image_dtype(U, tf.int16).numpy().ravel().tolist()[:3] == [
        1280,
        25600,
        11520,
    ]
    assert float(tf.image.convert_image_dtype(U, tf.float32)[0, 1, 0]) == 1
    back = tf.image.convert_image_dtype(tf.image.convert_image_dtype(U, tf.float32), tf.uint8)
    np.testing.assert_array_equal(back, U)
    with pytest.raises(AttributeError):
        tf.image.convert_image_dtype(U, tf.bool)


def test_adjustments() -> None:
    near = {"atol": 2e-6}
    assert tf.image.adjust_brightness(U, 0.2).numpy().tolist() == [[[61, 251, 141], [255, 51, 179]]]
    assert tf.image.adjust_contrast(U, 1.7).numpy().tolist() == [[[0, 255, 76], [255, 0, 141]]]
    assert tf.image.adjust_gamma(U, 0.5).numpy().tolist() == [[[50, 226, 151], [255, 0, 181]]]
    assert tf.image.adjust_hue(U, 0.3).numpy().tolist() == [[[52, 10, 200], [179, 255, 0]]]
    assert tf.image.rgb_to_grayscale(U).numpy().tolist() == [[[130], [90]]]
    np.testing.assert_allclose(
        tf.image.adjust_saturation(Z, 1.5), [[[0, 0.3857143, 0.9], [0.7, 0.7, 0]]], **near
    )
    np.testing.assert_allclose(
        tf.image.adjust_hue(Z, 0.3), [[[0.9, 0.2, 0.64], [0.1, 0.7, 0.58]]], **near
    )
    np.testing.assert_allclose(
        tf.image.rgb_to_hsv(Z), [[[0.5952381, 0.7777778, 0.9], [0.1666667, 0.8571428, 0.7]]], **near
    )
    y = tf.image.per_image_standardization(10 * X).numpy()
    np.testing.assert_allclose(y.std((1, 2, 3)), 1, rtol=1e-5)
    assert not tf.image.per_image_standardization(np.ones((3, 3, 1))).numpy().any()


def test_colours_come_back() -> None:
    corners = np.array([[0, 0, 0], [1, 1, 1], [1, 0, 1], [0.5, 1, 1], [1, 1, 0]])
    for x in (np.random.default_rng(0).random((5, 3)), corners):
        for there, back in (
            (tf.image.rgb_to_hsv, tf.image.hsv_to_rgb),
            (tf.image.rgb_to_yiq, tf.image.yiq_to_rgb),
            (tf.image.rgb_to_yuv, tf.image.yuv_to_rgb),
        ):
            np.testing.assert_allclose(back(there(x)), x, atol=1e-4)
    assert tf.image.grayscale_to_rgb(X).shape == (2, 4, 3, 3)


def test_random_changes_are_tensorflows() -> None:
    seed = (1, 2)
    got = tf.image.stateless_random_flip_left_right(X, seed)[:, 0, :, 0] * 24
    assert got.numpy().tolist() == [[2, 1, 0], [12, 13, 14]]
    bright = tf.image.stateless_random_brightness(X, 0.3, seed)
    assert float(bright[0, 0, 0, 0]) == pytest.approx(0.20643628)
    contrast = tf.image.stateless_random_contrast(X, 0.3, 1.4, seed)
    assert float(contrast[0, 0, 0, 0]) == pytest.approx(-0.05235688, rel=1e-5)
    hue = tf.image.stateless_random_hue(Z, 0.3, seed)
    np.testing.assert_allclose(hue[0, 0], [0.76703233, 0.2, 0.9], rtol=1e-5)
    crop = tf.image.stateless_random_crop(X, [1, 2, 2, 1], (3, 1)) * 24
    np.testing.assert_allclose(tf.reshape(crop, [-1]), [19, 20, 22, 23], rtol=1e-6)
    tf.random.set_seed(7)
    crop = tf.image.random_crop(X, [1, 2, 2, 1], seed=3) * 24
    np.testing.assert_allclose(tf.reshape(crop, [-1]), [0, 1, 3, 4], rtol=1e-6)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.image.random_crop(X, [3, 2, 2, 1])
    with pytest.raises(ValueError, match="max_delta"):
        tf.image.random_hue(Z, 0.7)


def test_patches_and_edges() -> None:
    x = np.arange(16, dtype=np.float32).reshape(1, 4, 4, 1)
    got = tf.image.extract_patches(x, [1, 2, 2, 1], [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
    assert got.numpy().tolist() == [[[[0, 2, 8, 10]]]]
    same = tf.image.extract_patches(x, [1, 3, 3, 1], [1, 2, 2, 1], [1, 1, 1, 1], "SAME")
    assert same[0, 1, 1].numpy().tolist() == [10, 11, 0, 14, 15, 0, 0, 0, 0]
    dy, dx = tf.image.image_gradients(x)
    assert dy[0, :, 0, 0].numpy().tolist() == [4, 4, 4, 0]
    assert dx[0, 0, :, 0].numpy().tolist() == [1, 1, 1, 0]
    assert tf.image.sobel_edges(x)[0, 1, 1, 0].numpy().tolist() == [32, 8]
    assert float(tf.image.total_variation(x[0])) == 12 * 4 + 12


def test_likeness() -> None:
    a = np.random.default_rng(0).random((2, 40, 44, 3)).astype(np.float32)
    np.testing.assert_allclose(tf.image.ssim(a, a, 1.0), 1, rtol=1e-5)
    np.testing.assert_allclose(tf.image.ssim_multiscale(a, a, 1.0, filter_size=3), 1, rtol=1e-5)
    assert tf.image.ssim(a, a * a, 1.0, return_index_map=True).shape == (2, 30, 34)
    np.testing.assert_allclose(
        tf.image.psnr(a, a * 0.9, 1.0), -10 * np.log10((0.01 * a**2).mean((1, 2, 3))), rtol=1e-5
    )
    with pytest.raises(ValueError, match="not compatible"):
        tf.image.psnr(a, a[..., :1], 1.0)
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.image.ssim(a[:, :5], a[:, :5], 1.0)


BOXES = np.float32([[0, 0, 2, 2], [2.2, 0.2, 0, 2], [5, 5, 6, 6], [0, 0, 2, 1]])
SCORES = np.float32([0.5, 0.9, 0.3, 0.4])


def test_suppression() -> None:
    def chosen(*args: float) -> list[int]:
        return tf.image.non_max_suppression(BOXES, SCORES, *args).numpy().tolist()

    assert chosen(9) == [1, 3, 2]
    assert chosen(1) == [1]
    assert chosen(9, 0.3) == [1, 2]
    assert chosen(9, 0.5, 0.35) == [1, 3]
    assert chosen(0) == []
    index, score = tf.image.non_max_suppression_with_scores(
        BOXES, SCORES, 9, 1.0, 0.1, soft_nms_sigma=0.5
    )
    assert index.numpy().tolist() == [1, 3, 2, 0]
    np.testing.assert_allclose(score[:3], [0.9, 0.34, 0.3], atol=0.02)
    index, count = tf.image.non_max_suppression_padded(
        BOXES[None], SCORES[None], 6, 0.3, pad_to_max_output_size=True
    )
    assert (index.numpy().tolist(), count.numpy().tolist()) == ([[1, 2, 0, 0, 0, 0]], [2])
    with pytest.raises(tf.errors.InvalidArgumentError):
        chosen(9, 1.5)


def test_combined_suppression() -> None:
    scores = np.stack([SCORES, SCORES[::-1]], -1)[None]
    got = tf.image.combined_non_max_suppression(BOXES[None, :, None], scores, 2, 5, 0.3, 0.35)
    assert got.valid_detections.numpy().tolist() == [3]
    np.testing.assert_allclose(got.nmsed_scores[0], [0.9, 0.9, 0.5, 0, 0])
    assert got.nmsed_classes.numpy().tolist()[0][3:] == [0, 0]
    assert float(tf.reduce_max(got.nmsed_boxes)) <= 1


def test_drawing() -> None:
    x = np.zeros((1, 4, 5, 3), np.float32)
    y = tf.image.draw_bounding_boxes(x, [[[0.0, 0.25, 0.7, 9.0]]], [[1.0, 2.0, 3.0]]).numpy()
    assert y[0, :, :, 1].tolist() == [[0, 2, 2, 2, 2], [0, 2, 0, 0, 0], [0, 2, 2, 2, 2], [0] * 5]
    wild = [[[np.nan, -3e38, 3e38, np.inf]]]
    assert tf.image.draw_bounding_boxes(x, wild, None).shape == x.shape
