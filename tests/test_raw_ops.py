"""tf.raw_ops: TensorFlow's names of ops and arguments, beside the records' own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import zeal as tf
from zeal import _core

RAW = {name: op for op in _core.op_table() for name in op["raw"]}
TYPES = {op["type"] for op in _core.op_table()}


def test_every_raw_name_is_there() -> None:
    assert len(RAW) > 50
    for name in {*RAW, *TYPES}:
        assert callable(getattr(tf.raw_ops, name))
    assert not TYPES & {*RAW}, "a type's own arguments are listed under its name"


X = [[1.0, 5.0, 2.0], [4.0, 3.0, 6.0]]
IMAGE = np.arange(16, dtype=np.float32).reshape(1, 4, 4, 1)


@pytest.mark.parametrize(
    ("raw", "arguments", "expected"),
    [
        ("Mul", {"x": [2.0], "y": [3.0]}, [6.0]),
        ("Sub", {"x": [2.0], "y": [3.0]}, [-1.0]),
        ("AddV2", {"x": [2.0], "y": [3.0]}, [5.0]),
        ("Neg", {"x": [2.0]}, [-2.0]),
        ("RealDiv", {"x": [3.0], "y": [2.0]}, [1.5]),
        ("DivNoNan", {"x": [3.0], "y": [0.0]}, [0.0]),
        ("MulNoNan", {"x": [np.inf], "y": [0.0]}, [0.0]),
        ("Sum", {"input": X, "axis": 1, "keep_dims": True}, [[8.0], [13.0]]),
        ("Max", {"input": X, "axis": [0]}, [4.0, 5.0, 6.0]),
        ("ArgMax", {"input": X, "dimension": 1}, [1, 2]),
        ("ConcatV2", {"values": [[1.0], [2.0]], "axis": 0}, [1.0, 2.0]),
        ("Concat", {"concat_dim": 0, "values": [[1.0], [2.0]]}, [1.0, 2.0]),
        ("GatherV2", {"params": X, "indices": [1], "axis": 1}, [[5.0], [3.0]]),
        ("Transpose", {"x": X, "perm": [1, 0]}, np.transpose(X)),
        ("ConjugateTranspose", {"x": [[1 + 2j]], "perm": [1, 0]}, [[1 - 2j]]),
        ("ReverseV2", {"tensor": [1, 2], "axis": [0]}, [2, 1]),
        ("Cast", {"x": [1.7], "DstT": tf.int32}, [1]),
        ("Equal", {"x": [1], "y": [2], "incompatible_shape_error": True}, [False]),
        ("BiasAdd", {"value": [[1.0, 2.0]], "bias": [1.0, 1.0]}, [[2.0, 3.0]]),
        ("BatchMatMulV2", {"x": X, "y": X, "adj_y": True}, np.matmul(X, np.transpose(X))),
        ("MatrixDiagV2", {"diagonal": [1.0], "k": 0, "num_rows": -1, "num_cols": -1,
                          "padding_value": 0.0}, [[1.0]]),
        ("MatrixDiagPart", {"input": np.float32([[1, 2], [3, 4]])}, [1.0, 4.0]),
        ("PadV2", {"input": [1.0], "paddings": [[1, 0]], "constant_values": 7.0}, [7.0, 1.0]),
        ("MirrorPad", {"input": [1.0, 2.0], "paddings": [[1, 0]], "mode": "REFLECT"}, [2, 1, 2]),
        ("MaxPool", {"input": IMAGE, "ksize": [1, 2, 2, 1], "strides": [1, 2, 2, 1],
                     "padding": "VALID", "explicit_paddings": []}, IMAGE[:, 1::2, 1::2]),
        ("Conv2D", {"input": IMAGE, "filter": np.ones((1, 1, 1, 1), "f"), "strides": [1, 1, 1, 1],
                    "padding": "SAME", "use_cudnn_on_gpu": True}, IMAGE),
        ("Bincount", {"arr": [0, 2, 2, 9], "size": 3, "weights": [1.0] * 4}, [1.0, 0.0, 2.0]),
        ("ReluGrad", {"gradients": [1.0, 1.0], "features": [-1.0, 2.0]}, [0.0, 1.0]),
        ("ResourceGather", {"resource": X, "indices": [0], "dtype": tf.float32}, X[:1]),
        ("Polygamma", {"a": [0.0, 1.0, 1.5], "x": 2.0}, [0.4227843, 0.6449341, np.nan]),
        ("NonMaxSuppressionV2", {"boxes": [[0.0, 0, 1, 1]] * 2, "scores": [0.5, 0.9],
                                 "max_output_size": 2, "iou_threshold": 0.5}, [1]),
        ("DynamicStitch", {"indices": [[1], [0]], "data": [[5.0], [6.0]]}, [6.0, 5.0]),
        ("TanhGrad", {"y": [0.5], "dy": [1.0], "name": "any"}, [0.75]),
        ("RFFT", {"input": [1.0, 1.0], "fft_length": [2]}, [2.0, 0.0]),
    ],
)  # fmt: skip
def test_raw_call(raw: str, arguments: dict[str, Any], expected: Any) -> None:
    assert np.allclose(getattr(tf.raw_ops, raw)(**arguments), expected, equal_nan=True)


def test_names_of_the_record_are_understood_as_well() -> None:
    assert tf.raw_ops.Sum(input_tensor=[1.0, 2.0], keepdims=True).numpy() == 3
    with pytest.raises(TypeError, match="unexpected keyword argument 'inputs'"):
        tf.raw_ops.Sum(inputs=[1.0])
    with pytest.raises(TypeError, match="multiple values for argument 'input_tensor'"):
        tf.raw_ops.Sum(input=[1.0], input_tensor=[1.0])
    with pytest.raises(TypeError, match="unexpected keyword argument"):
        tf.raw_ops.Mul(x=1.0, y=2.0, use_cudnn_on_gpu=True)


def test_signature_has_the_names_of_tensorflow() -> None:
    assert tf.raw_ops.Sum.__text_signature__ == "(input, axis=None, keep_dims=False, name=None)"
    assert tf.raw_ops.Bincount.__text_signature__.startswith("(arr, weights=None, size=None, dtype")
    assert "align" not in tf.raw_ops.MatrixDiagV2.__text_signature__


def test_absent_raw_ops_say_so() -> None:
    with pytest.raises(AttributeError, match=r"tf.raw_ops.SaveV2 is not part of zeal: .* Use "):
        tf.raw_ops.SaveV2  # noqa: B018


def test_cross_entropies_give_loss_and_derivative() -> None:
    logits, labels = tf.constant([[1.0, 2.0]]), tf.constant([[0.0, 1.0]])
    p = tf.nn.softmax(logits)
    loss, back = tf.raw_ops.SoftmaxCrossEntropyWithLogits(features=logits, labels=labels)
    assert np.allclose(back, p - labels) and np.allclose(loss, -np.log(p[0, 1]))
    loss, back = tf.raw_ops.SparseSoftmaxCrossEntropyWithLogits(features=logits, labels=[1])
    assert np.allclose(back, p - labels)


def test_random_ops_with_two_seeds() -> None:
    raw = tf.raw_ops
    for draw in (raw.RandomUniform, raw.RandomStandardNormal, raw.TruncatedNormal):
        a, b = (draw(shape=[5], dtype=tf.float32, seed=3, seed2=4) for _ in range(2))
        assert (a.numpy() == b.numpy()).all()
        assert (a.numpy() != draw(shape=[5], dtype=tf.float32).numpy()).any()
    assert raw.RandomUniformInt(shape=[4], minval=1, maxval=3).dtype == tf.int32
    assert raw.Multinomial(logits=[[0.0, 0.0]], num_samples=3).shape == [1, 3]
    assert raw.RandomGamma(shape=[2], alpha=[1.0, 2.0, 3.0], seed=1).shape == [2, 3]
    assert raw.RandomPoissonV2(shape=[2], rate=[4.0]).dtype == tf.int64
    assert sorted(raw.RandomShuffle(value=[3, 1, 2]).numpy()) == [1, 2, 3]


def test_stateless_random_ops_by_key_and_counter() -> None:
    raw = tf.raw_ops
    key, counter = raw.StatelessRandomGetKeyCounter(seed=[1, 2])
    args = {"key": key, "counter": counter, "alg": raw.StatelessRandomGetAlg()}
    got = raw.StatelessRandomUniformV2(shape=[3], **args)
    assert (got.numpy() == tf.random.stateless_uniform([3], [1, 2]).numpy()).all()
    got = raw.StatelessRandomUniform(shape=[3], seed=[1, 2])
    assert (got.numpy() == tf.random.stateless_uniform([3], [1, 2]).numpy()).all()
    got = raw.StatelessRandomNormalV2(shape=[3], **args)
    assert (got.numpy() == tf.random.stateless_normal([3], [1, 2]).numpy()).all()
    got = raw.StatelessRandomUniformIntV2(shape=[3], minval=0, maxval=9, **args)
    assert got.dtype == tf.int32
    assert raw.StatelessRandomUniformFullIntV2(shape=[3], **args).dtype == tf.uint64
    assert raw.StatelessTruncatedNormalV2(shape=[3], **args).dtype == tf.float32
    assert sorted(raw.StatelessShuffle(value=[3, 1, 2], **args).numpy()) == [1, 2, 3]


def test_fractional_pool_gradients() -> None:
    x = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
    rows = columns = [0, 1, 4]
    y = tf.constant([[[[0.0], [3.0]], [[12.0], [15.0]]]])
    args = {"row_pooling_sequence": rows, "col_pooling_sequence": columns}
    dx = tf.raw_ops.FractionalMaxPoolGrad(
        orig_input=x, orig_output=y, out_backprop=tf.ones_like(y), **args
    )
    assert dx.numpy().sum() == 4 and dx.numpy()[0, 3, 3, 0] == 1
    dx = tf.raw_ops.FractionalAvgPoolGrad(
        orig_input_tensor_shape=[1, 4, 4, 1], out_backprop=tf.ones_like(y), **args
    )
    assert np.isclose(dx.numpy().sum(), 4) and np.isclose(dx.numpy()[0, 3, 3, 0], 1 / 9)


def test_ctc_loss_of_sparse_labels() -> None:
    logits = tf.random.stateless_normal([5, 2, 4], [1, 2])
    loss, gradient = tf.raw_ops.CTCLoss(
        inputs=logits,
        labels_indices=[[0, 0], [0, 1], [1, 0]],
        labels_values=[1, 2, 0],
        sequence_length=[5, 4],
    )
    expected = tf.nn.ctc_loss([[1, 2], [0, 0]], logits, [2, 1], [5, 4], blank_index=-1)
    assert np.allclose(loss, expected) and gradient.shape == logits.shape
