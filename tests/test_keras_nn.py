"""Keras' nn, image and recurrent functions on zeal, where Keras' own tests do not look."""

from __future__ import annotations

import importlib.util
from typing import Any

import numpy as np
import pytest
import zeal as tf

# importorskip("keras") would import it with another backend.
if importlib.util.find_spec("keras") is None:
    pytest.skip("keras is not installed", allow_module_level=True)
keras = tf.keras
LAYERS = ["LSTM", "GRU"]


def numbers(*shape: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def both(name: str, x: Any, **options: Any) -> list[tuple[Any, list[Any]]]:
    """Outputs and gradients of a layer, fused and by the loop over time."""
    made = []
    weights: list[np.ndarray] = []
    for fused in ("auto", False):
        layer = getattr(keras.layers, name)(5, use_cudnn=fused, **options)
        layer.build(x.shape)
        rng = np.random.default_rng(1)
        weights = weights or [rng.normal(size=v.shape) for v in layer.weights]
        layer.set_weights(weights)
        x = tf.constant(x)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = layer(x)
            loss = tf.add_n([tf.reduce_sum(tf.sin(tf.cast(o, tf.float32)))
                             for o in keras.tree.flatten(y)])  # fmt: skip
        made.append((y, tape.gradient(loss, [x, *layer.trainable_variables])))
    return made


@pytest.mark.parametrize("name", LAYERS)
@pytest.mark.parametrize(
    "options",
    [
        {"return_sequences": True},
        {"return_state": True},
        {"return_sequences": True, "return_state": True, "go_backwards": True},
        {"use_bias": False},
    ],
)
def test_fused_layers_give_what_the_loop_gives(name: str, options: dict[str, Any]) -> None:
    (y, dy), (z, dz) = both(name, numbers(3, 7, 4), **options)
    for a, b in zip(keras.tree.flatten((y, dy)), keras.tree.flatten((z, dz)), strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("name", LAYERS)
def test_fused_layers_in_16_bits(name: str) -> None:
    (y, _), (z, _) = both(name, numbers(3, 7, 4), return_sequences=True, dtype="mixed_bfloat16")
    assert y.dtype == z.dtype == tf.bfloat16
    np.testing.assert_allclose(tf.cast(y, tf.float32), tf.cast(z, tf.float32), atol=0.05)


@pytest.mark.parametrize("name", LAYERS)
def test_masked_steps_repeat_the_state(name: str) -> None:
    x, mask = numbers(2, 4, 3), np.array([[True, True, False, False], [True] * 4])
    layer = getattr(keras.layers, name)(5, return_sequences=True)
    y = layer(x, mask=mask)
    whole = layer(x)
    np.testing.assert_allclose(y[1], whole[1], rtol=2e-5, atol=2e-6)
    np.testing.assert_allclose(y[0, 3], whole[0, 1], rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("largest", [False, True])
@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_adaptive_pooling_by_windows_that_overlap(largest: bool, data_format: str) -> None:
    x = numbers(2, 7, 5, 3)
    want = np.empty((2, 3, 4, 3), "float32")
    reduce = np.max if largest else np.mean
    for i in range(3):
        for j in range(4):
            rows = slice(i * 7 // 3, -(-(i + 1) * 7 // 3))
            columns = slice(j * 5 // 4, -(-(j + 1) * 5 // 4))
            want[:, i, j] = reduce(x[:, rows, columns], axis=(1, 2))
    pool = keras.ops.adaptive_max_pool if largest else keras.ops.adaptive_average_pool
    if data_format == "channels_first":
        x, want = np.moveaxis(x, -1, 1), np.moveaxis(want, -1, 1)
    np.testing.assert_allclose(pool(x, (3, 4), data_format=data_format), want, rtol=1e-5, atol=1e-6)


def test_fold_is_the_transpose_of_unfold() -> None:
    x, options = numbers(2, 3, 6, 5), {"dilation": (2, 1), "padding": (1, 2), "stride": (2, 1)}
    columns = keras.ops.unfold(x, (2, 3), **options)
    y = numbers(*columns.shape, seed=1)
    images = keras.ops.fold(y, (6, 5), (2, 3), **options)
    assert float(tf.reduce_sum(images * x)) == pytest.approx(
        float(tf.reduce_sum(columns * y)), 1e-4
    )


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("output_padding", [None, 0, 1, 3])
@pytest.mark.parametrize(("kernel", "stride", "dilation"), [(3, 2, 1), (2, 3, 1), (3, 1, 2)])
def test_transposed_convolution_by_rank(
    padding: str, output_padding: int | None, kernel: int, stride: int, dilation: int
) -> None:
    """Volumes and sequences are computed in other ways than images; all must agree."""
    x, k = numbers(1, 4, 2), numbers(kernel, 3, 2, seed=1)
    options = {"padding": padding, "strides": stride, "dilation_rate": dilation}
    one = keras.ops.conv_transpose(x, k, output_padding=output_padding, **options)
    for rank in (2, 3):
        fill = (1,) * (rank - 1)
        # The other axes have one element, and kernels of one: they stay as they are.
        more = {**options, "strides": (*fill, stride), "dilation_rate": (*fill, dilation)}
        pad = None if output_padding is None else (*(0,) * (rank - 1), output_padding)
        y = keras.ops.conv_transpose(
            x.reshape(1, *fill, 4, 2), k.reshape(*fill, kernel, 3, 2), output_padding=pad, **more
        )
        np.testing.assert_allclose(tf.reshape(y, one.shape), one, rtol=1e-5, atol=1e-6)


def test_beam_search_adds_up_what_gives_the_same_labels() -> None:
    logits = np.log(np.array([[[0.4, 0.6], [0.4, 0.6]]], "float32"))
    labels, scores = keras.ops.ctc_decode(
        logits, [2], strategy="beam_search", top_paths=2, mask_index=1
    )
    # One label: 0.4 0.6 + 0.6 0.4 + 0.4 0.4; none: 0.6 0.6.
    assert labels.numpy().tolist() == [[[0, -1]], [[-1, -1]]]
    np.testing.assert_allclose(np.exp(scores), [[0.64, 0.36]], rtol=1e-5)


def test_blur_of_an_edge() -> None:
    image = np.zeros((9, 9, 1), "float32")
    image[4, 4] = 1
    blurred = keras.ops.image.gaussian_blur(image, (5, 3), (2.0, 1.0))
    assert float(tf.reduce_sum(blurred)) == pytest.approx(1, rel=1e-5)
    assert np.count_nonzero(np.asarray(blurred)[4, :, 0]) == 5
    assert np.count_nonzero(np.asarray(blurred)[:, 4, 0]) == 3
