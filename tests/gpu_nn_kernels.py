"""As gpu_kernels.py: calls that reach every branch of the kernels of rooms nn, random and image.

GRADIENTS are calls whose gradients by all that x() draws are compared, STEPS those of optimizers.
"""

from __future__ import annotations

from typing import Any

import gpu_kernels
import numpy as np
import zeal as tf

CALLS = """
tf.nn.softmax(f(7, 5))
tf.nn.softmax(f(7, 300))
tf.nn.softmax(f(3, 3000))
tf.nn.softmax(special(40, 70))
tf.nn.softmax(f(4, 9, 30), axis=1)
tf.nn.softmax(h(4, 9, 30), axis=0)
tf.nn.log_softmax(f(3, 3000))
tf.nn.log_softmax(f(4, 9, 30), axis=1)
tf.nn.sparse_softmax_cross_entropy_with_logits(i(70, 5), f(5, 70))
tf.nn.softmax_cross_entropy_with_logits(abs(f(5, 3000)), f(5, 3000))
tf.raw_ops.SoftmaxCrossEntropyWithLogits(features=f(70, 9), labels=abs(f(70, 9)))
tf.nn.conv2d(f(2, 9, 8, 3), f(3, 2, 3, 4), [1, 2], "SAME")
tf.nn.conv2d(f(2, 9, 8, 3), f(3, 2, 3, 4), 1, "VALID", dilations=2)
tf.nn.conv2d(f(2, 6, 9, 8), f(3, 2, 3, 4), 1, "SAME", "NCHW")
tf.nn.conv2d(h(2, 9, 8, 4), h(3, 3, 2, 6), 1, [[0, 0], [1, 0], [0, 2], [0, 0]])
tf.nn.max_pool(f(2, 9, 8, 3), 3, 2, "SAME")
tf.nn.max_pool(special(2, 9, 8, 3), [2, 3], 1, "VALID")
tf.nn.max_pool(f(2, 3, 9, 8), 3, 2, "SAME", "NCHW")
tf.nn.avg_pool(h(2, 9, 8, 3), [4, 2], [1, 3], "SAME")
tf.nn.max_pool_with_argmax(f(2, 9, 8, 3), 3, 2, "SAME", include_batch_in_index=True)
tf.nn.max_pool_with_argmax(special(2, 9, 8, 3), 2, 1, "VALID", output_dtype=tf.int32)
tf.nn.dilation2d(f(2, 9, 8, 3), f(3, 2, 3), [1, 2, 1, 1], "SAME", "NHWC", [1, 1, 2, 1])
tf.nn.erosion2d(f(2, 9, 8, 3), f(2, 2, 3), [1, 1, 1, 1], "VALID", "NHWC", [1, 1, 1, 1])
tf.nn.local_response_normalization(f(2, 3, 4, 20), depth_radius=3)
tf.nn.isotonic_regression(f(5, 300))
tf.quantization.quantize_and_dequantize_v2(f(4, 9, 30), 0.0, 0.0, range_given=False, axis=1)
tf.quantization.quantize_and_dequantize_v2(f(40000), -1.0, 2.0, num_bits=4)
tf.quantization.quantize_and_dequantize_v2(h(4, 900), 0.0, 0.0, range_given=False)
tf.random.stateless_uniform([1003], [1, 2])
tf.random.stateless_uniform([1003], [1, 2], dtype=tf.float64)
tf.random.stateless_uniform([1003], [1, 2], dtype=tf.bfloat16)
tf.random.stateless_uniform([1003], [1, 2], -5, 900, tf.int64)
tf.random.stateless_uniform([1003], [1, 2], None, None, tf.uint32)
tf.random.stateless_uniform([1003], [1, 2], None, None, tf.uint64)
tf.random.stateless_normal([1003], [1, 2])
tf.random.stateless_normal([1003], [1, 2], dtype=tf.float16)
tf.random.stateless_truncated_normal([1003], [1, 2])
tf.random.stateless_truncated_normal([1003], [1, 2], dtype=tf.float64)
tf.random.stateless_categorical(special(7, 700), 300, [1, 2])
tf.random.stateless_categorical(f(7, 3), 30, [1, 2], tf.int32)
tf.random.stateless_gamma([300, 4], [1, 2], [0.2, 1.0, 3.0, 90.0])
tf.random.stateless_gamma([300, 2], [1, 2], [0.2, 90.0], dtype=tf.float64)
tf.random.stateless_poisson([300, 4], [1, 2], [0.2, 1.0, 30.0, 900.0])
tf.random.stateless_binomial([300, 4], [1, 2], [9.0, 99.0, 9.0, 900.0], [0.1, 0.4, 0.9, 0.7])
tf.random.experimental.stateless_shuffle(f(300), [1, 2])
tf.random.experimental.stateless_shuffle(c(30, 5), [1, 2])
tf.random.experimental.index_shuffle(n(70, 30), [1, 2], 70)
tf.math.sobol_sample(7, 300, 5)
tf.math.sobol_sample(40, 30, dtype=tf.float64)
tf.image.rgb_to_hsv(abs(f(7, 8, 3)))
tf.image.hsv_to_rgb(u(7, 8, 3))
tf.image.adjust_hue(abs(f(7, 8, 3)), 0.3)
tf.image.adjust_saturation(abs(f(7, 8, 3)), 1.7)
tf.image.resize(f(2, 7, 9, 3), [13, 4], "bilinear")
tf.image.resize(f(2, 7, 9, 3), [13, 4], "bilinear", antialias=True)
tf.image.resize(f(2, 7, 9, 3), [13, 4], "bicubic")
tf.image.resize(i8(2, 7, 9, 3), [3, 14], "area")
tf.image.resize(i8(2, 7, 9, 3), [3, 14], "nearest")
tf.image.resize(f(2, 7, 9, 3), [13, 4], "lanczos5")
tf.image.crop_and_resize(f(2, 7, 9, 3), u(5, 4), i(2, 5), [4, 3])
tf.image.crop_and_resize(f(2, 7, 9, 3), f(5, 4), i(2, 5), [1, 3], "nearest", 7.0)
tf.image.draw_bounding_boxes(f(2, 9, 8, 3), u(2, 3, 4), f(2, 3))
project(f(2, 9, 8, 3), f(2, 8) / 9 + turned, [5, 6], 0.5, "BILINEAR", "CONSTANT")
project(f(2, 9, 8, 3), f(2, 8) / 9 + turned, [12, 6], 0.5, "NEAREST", "REFLECT")
project(tf.cast(i8(2, 9, 8, 3), tf.uint8), f(1, 8) / 9 + turned, [12, 6], 0.0, "BILINEAR", "WRAP")
project(f(2, 9, 8, 3), f(2, 8) / 9 + turned, [12, 6], 0.5, "BILINEAR", "NEAREST")
"""

GRADIENTS = """
tf.nn.softmax(x(7, 300))
tf.nn.softmax(x(3, 3000))
tf.nn.log_softmax(x(4, 9, 30), axis=1)
tf.nn.log_softmax(x(4, 300))
tf.nn.sparse_softmax_cross_entropy_with_logits(i(70, 5), x(5, 70))
tf.nn.sparse_softmax_cross_entropy_with_logits(i(7000, 5), x(5, 7000))
tf.nn.softmax_cross_entropy_with_logits(abs(f(5, 300)), x(5, 300))
tf.nn.conv2d(x(2, 9, 8, 4), f(3, 2, 2, 6), [1, 2], "SAME", dilations=[2, 1])
tf.nn.conv2d(f(2, 9, 8, 4), x(3, 2, 2, 6), [1, 2], "SAME")
tf.nn.conv2d(x(2, 4, 9, 8), f(3, 2, 2, 6), 2, "VALID", "NCHW")
tf.nn.conv2d(f(2, 4, 9, 8), x(3, 2, 2, 6), 1, "SAME", "NCHW")
tf.nn.conv2d(f(8, 40, 40, 1), x(3, 3, 1, 2), 1, "SAME")
tf.nn.depthwise_conv2d(x(2, 9, 8, 3), f(3, 2, 3, 2), [1, 1, 1, 1], "SAME")
tf.nn.depthwise_conv2d(f(2, 9, 8, 3), x(3, 2, 3, 2), [1, 2, 2, 1], "VALID")
tf.nn.max_pool(x(2, 9, 8, 3), 3, 2, "SAME")
tf.nn.avg_pool(x(2, 9, 8, 3), [4, 2], [1, 3], "SAME")
tf.nn.dilation2d(x(2, 9, 8, 3), f(3, 2, 3), [1, 2, 1, 1], "SAME", "NHWC", [1, 1, 2, 1])
tf.nn.dilation2d(f(2, 90, 80, 3), x(3, 2, 3), [1, 1, 1, 1], "VALID", "NHWC", [1, 1, 1, 1])
tf.nn.local_response_normalization(x(2, 3, 4, 20), depth_radius=3)
tf.nn.isotonic_regression(x(5, 300))[0]
tf.nn.batch_normalization(x(20, 8), *tf.nn.moments(f(20, 8), 0), None, None, 1e-3)
tf.compat.v1.nn.fused_batch_norm(x(4, 9, 8, 16), f(16), f(16))[0]
tf.compat.v1.nn.fused_batch_norm(x(40, 9, 8, 3), f(3), f(3))[0]
tf.compat.v1.nn.fused_batch_norm(x(4, 3, 90, 8), f(3), f(3), data_format="NCHW")[0]
tf.compat.v1.nn.fused_batch_norm(f(4, 3, 9, 80), x(3), f(3), data_format="NCHW")[0]
tf.nn.ctc_loss(n(4, 3, 5) + 1, x(9, 3, 6), [5, 2, 0], [9, 8, 7], blank_index=0)
tf.image.resize(x(2, 7, 9, 3), [13, 4], "bilinear")
tf.image.resize(x(2, 7, 9, 3), [13, 4], "bicubic")
tf.image.resize(x(2, 7, 9, 3), [13, 4], "nearest")
tf.image.resize(x(2, 7, 9, 3), [3, 14], "gaussian")
tf.image.crop_and_resize(x(2, 7, 9, 3), u(5, 4), i(2, 5), [4, 3])
tf.image.crop_and_resize(f(2, 7, 9, 3), u(5, 4) * x(1, 1), i(2, 5), [4, 3])
tf.image.resize(x(2, 7, 9, 3), [13, 4], "lanczos3", antialias=True)
project(x(2, 9, 8, 3), f(2, 8) / 9 + turned, [5, 6], 0.5, "BILINEAR", "CONSTANT")
lstm(x(3, 5, 4), f(3, 6), f(3, 6), f(4, 24), f(6, 24), f(24))
lstm(f(3, 5, 4), x(3, 6), x(3, 6), x(4, 24), x(6, 24), x(24))
gru(x(3, 5, 4), f(3, 6), f(4, 18), f(6, 18), f(18), f(18))
gru(f(3, 5, 4), x(3, 6), x(4, 18), x(6, 18), x(18), x(18))
tf.image.adjust_saturation(abs(x(7, 8, 3)), 1.7)
"""

# Each on three variables of rows, by a dense and by a sparse gradient whose rows repeat.
STEPS = """
ResourceApplyGradientDescent(var=a, alpha=0.1, delta=grad)
ResourceApplyMomentum(var=a, accum=b, lr=0.1, grad=grad, momentum=0.9)
ResourceApplyMomentum(var=a, accum=b, lr=0.1, grad=grad, momentum=0.9, use_nesterov=True)
ResourceApplyAdam(var=a, m=b, v=c, beta1_power=0.9, beta2_power=0.99, lr=0.1, beta1=0.9, \
beta2=0.99, epsilon=1e-7, grad=grad)
"""


def draw() -> dict[str, Any]:
    names = gpu_kernels.draw()
    raw = tf.raw_ops

    def project(*arguments: Any) -> Any:
        names = ("images", "transforms", "output_shape", "fill_value", "interpolation", "fill_mode")
        return raw.ImageProjectiveTransformV3(**dict(zip(names, arguments, strict=True)))

    names["u"] = lambda *shape: tf.random.stateless_uniform(shape, [1, 2])
    names["turned"] = np.float32([0.8, 0.3, 1, -0.3, 0.8, 2, 0, 0])
    names["project"] = project
    names["lstm"] = tf._core._ops["raw_ops.Lstm"]
    names["gru"] = tf._core._ops["raw_ops.Gru"]
    return names


def results(line: str) -> list[np.ndarray[Any, Any]]:
    return gpu_kernels.values(eval(line, draw()))  # our own lines, above


def gradients(line: str) -> list[np.ndarray[Any, Any]]:
    names, drawn = draw(), []
    with tf.GradientTape() as tape:

        def x(*shape: int) -> Any:
            drawn.append(names["f"](*shape))
            tape.watch(drawn[-1])
            return drawn[-1]

        out = eval(line, names | {"x": x})
        out = out[:3] if isinstance(out, (list, tuple)) else [out]
    upstream = [names["f"](*y.shape) for y in out]
    return gpu_kernels.values([*out, *tape.gradient(out, drawn, upstream)])


def steps(line: str) -> list[np.ndarray[Any, Any]]:
    names = draw()
    slices = tf.IndexedSlices(names["f"](50, 7), names["i"](20, 50), [20, 7])
    out = []
    for grad in (slices, tf.convert_to_tensor(slices), slices):
        a, b, c = (tf.Variable(abs(names["f"](20, 7))) for _ in range(3))
        eval("tf.raw_ops." + line, {"tf": tf, "a": a, "b": b, "c": c, "grad": grad})
        out += [a.read_value(), b.read_value(), c.read_value()]
    return gpu_kernels.values(out)


def main() -> None:
    gpu_kernels.compare(CALLS, results)
    gpu_kernels.compare(GRADIENTS, gradients)
    gpu_kernels.compare(STEPS.replace("\\\n", ""), steps)


if __name__ == "__main__":
    main()
