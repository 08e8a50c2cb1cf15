"""Windows that are drawn or given: fractional pooling, glimpses, distorted boxes, overlaps."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import zeal as tf

X = tf.reshape(tf.range(1.0, 71.0), [1, 7, 10, 1])


@pytest.mark.parametrize("overlapping", [False, True])
@pytest.mark.parametrize("pseudo_random", [False, True])
@pytest.mark.parametrize("largest", [False, True])
def test_fractional_pool(overlapping: bool, pseudo_random: bool, largest: bool) -> None:
    pool = tf.nn.fractional_max_pool if largest else tf.nn.fractional_avg_pool
    y, rows, columns = pool(X, [1, 1.5, 1.4, 1], pseudo_random, overlapping, seed=3)
    for sequence, size, ratio in ((rows, 7, 1.5), (columns, 10, 1.4)):
        s = sequence.numpy()
        assert s.dtype == np.int64 and s[0] == 0 and s[-1] == size
        assert len(s) == int(size / ratio) + 1
        assert {*np.diff(s)} <= {size // (len(s) - 1), size // (len(s) - 1) + 1}
    image, more = X.numpy()[0, :, :, 0], int(overlapping)
    for (i, (a, b)), (j, (c, d)) in itertools.product(
        enumerate(itertools.pairwise(rows.numpy())), enumerate(itertools.pairwise(columns.numpy()))
    ):
        part = image[a : b + more, c : d + more]
        assert np.isclose(y[0, i, j, 0], part.max() if largest else part.mean())


def test_fractional_pool_sequences() -> None:
    for seed in range(1, 40):
        for pseudo in (False, True):
            _, rows, _ = tf.nn.fractional_max_pool(X, 1.7, pseudo, seed=seed)
            assert {*np.diff(rows.numpy())} <= {1, 2}
    with pytest.raises(ValueError, match=">= 1"):
        tf.nn.fractional_max_pool(X, 0.5)
    with pytest.raises(ValueError, match="batch and channels"):
        tf.nn.fractional_avg_pool(X, [2, 1, 1, 1])
    with pytest.raises(tf.errors.InvalidArgumentError, match="leaves nothing"):
        tf.nn.fractional_max_pool(X, 8.0)


@pytest.mark.parametrize(
    ("offset", "centered", "normalized", "begin"),
    [
        ((0.0, 0.0), True, True, (2, 3)),
        ((0.3, -0.4), True, True, (3, 1)),
        ((-1.0, 1.0), True, True, (-1, 8)),
        ((1.0, 2.0), True, False, (4, 7)),
        ((0.5, 0.5), False, True, (3, 5)),
        ((2.6, 3.7), False, False, (2, 3)),
        ((-1.0, 1.0), False, False, (-1, 1)),
    ],
)
def test_glimpse(
    offset: tuple[float, float], centered: bool, normalized: bool, begin: tuple[int, int]
) -> None:
    got = tf.image.extract_glimpse(X, (3, 4), [offset], centered, normalized, "zero").numpy()
    padded = np.pad(X.numpy()[0, :, :, 0], 5)
    y, x = begin[0] + 5, begin[1] + 5
    assert (got[0, :, :, 0] == padded[y : y + 3, x : x + 4]).all()


def test_glimpse_of_noise() -> None:
    for noise in ("uniform", "gaussian"):
        far = tf.image.extract_glimpse(X, (3, 4), [[50.0, 50.0]], noise=noise)
        assert far.shape == [1, 3, 4, 1] and float(tf.math.reduce_std(far)) > 0
    with pytest.raises(ValueError, match="noise"):
        tf.image.extract_glimpse(X, (3, 4), [[0.0, 0.0]], noise="pink")
    with pytest.raises(tf.errors.InvalidArgumentError, match="offsets"):
        tf.image.extract_glimpse(X, (3, 4), [0.0, 0.0])


def test_distorted_boxes() -> None:
    box = [[[0.2, 0.3, 0.8, 0.7]]]
    sample = tf.image.stateless_sample_distorted_bounding_box
    for seed in range(50):
        begin, size, bbox = sample([60, 80, 3], box, [seed, 1], 0.5, area_range=(0.2, 0.9))
        (y, x, _), (h, w, c) = begin.numpy(), size.numpy()
        assert y >= 0 and x >= 0 and y + h <= 60 and x + w <= 80 and c == -1
        assert 0.2 <= h * w / 4800 <= 0.9
        assert 0.72 < w / h < 1.37  # but for rounding, 0.75 to 1.33
        assert np.allclose(bbox[0, 0], [y / 60, x / 80, (y + h) / 60, (x + w) / 80])
        shared = (min(y + h, 48) - max(y, 12)) * (min(x + w, 56) - max(x, 24))
        assert shared >= 0.5 * 36 * 32
    again = sample([60, 80, 3], box, [7, 1])
    assert all(
        (a.numpy() == b.numpy()).all()
        for a, b in zip(again, sample([60, 80, 3], box, [7, 1]), strict=True)
    )
    begin, size, _ = tf.image.sample_distorted_bounding_box([6, 8, 3], box, min_object_covered=2.0)
    assert begin.numpy().tolist() == [0, 0, 0] and size.numpy().tolist() == [6, 8, -1]
    with pytest.raises(tf.errors.InvalidArgumentError, match="No bounding boxes"):
        tf.image.sample_distorted_bounding_box([6, 8, 3], np.zeros((1, 0, 4), "f"))
    _, _, bbox = tf.image.sample_distorted_bounding_box(
        [6, 8, 3], np.zeros((1, 0, 4), "f"), use_image_if_no_bounding_boxes=True
    )
    assert bbox.shape == [1, 1, 4]


def test_suppression_by_overlaps() -> None:
    overlaps = [[1.0, 0.6, 0.1], [0.6, 1.0, 0.2], [0.1, 0.2, 1.0]]
    suppress = tf.image.non_max_suppression_overlaps
    assert suppress(overlaps, [0.5, 0.9, 0.3], 3).numpy().tolist() == [1, 2]
    assert suppress(overlaps, [0.5, 0.9, 0.3], 3, 0.7).numpy().tolist() == [1, 0, 2]
    assert suppress(overlaps, [0.5, 0.9, 0.3], 3, 0.5, 0.4).numpy().tolist() == [1]


def test_ops_on_every_second_pixel() -> None:
    def conv(x: tf.Tensor, num_spatial_dims: int, padding: str) -> tf.Tensor:
        assert num_spatial_dims == 2
        return tf.nn.conv2d(x, tf.ones([2, 3, 1, 1]), 1, padding)

    for padding in ("VALID", "SAME"):
        got = tf.nn.with_space_to_batch(X, [2, 3], padding, conv, filter_shape=[2, 3])
        expected = tf.nn.conv2d(X, tf.ones([2, 3, 1, 1]), 1, padding, dilations=[2, 3])
        assert np.allclose(got, expected)
    pads, crops = tf.required_space_to_batch_paddings([5, 6], [2, 3], [[1, 1], [0, 0]])
    assert pads.numpy().tolist() == [[1, 2], [0, 0]] and crops.numpy().tolist() == [[0, 1], [0, 0]]
