"""Calls with shapes that reach every branch of the kernels of rooms array and math.

Each line of CALLS is evaluated with the names of `draw`; test_gpu_kernels.py runs them on the fake
GPU, whose kernels are the real ones compiled as C++, and compares with the CPU.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import zeal as tf

CALLS = """
tf.transpose(f(70, 45))
tf.transpose(f(33, 2, 40), [2, 1, 0])
tf.transpose(f(9, 37, 41), [0, 2, 1])
tf.transpose(i8(65, 34))
tf.transpose(c(20, 40), conjugate=True)
tf.transpose(f(3, 5, 2, 4), [3, 1, 0, 2])
tf.transpose(f(3, 50, 4), [1, 0, 2])
tf.tile(f(3, 5), [4, 3])
tf.tile(f(3, 8), [2, 1])
tf.broadcast_to(f(1, 7, 1), [3, 7, 9])
tf.broadcast_to(c(1, 7, 1), [3, 7, 9])
tf.reverse(f(5, 70), [0, 1])
tf.reverse(c(5, 7), [1])
tf.roll(f(6, 70), [2, -13], [0, 1])
tf.reverse_sequence(f(4, 9, 3), [0, 3, 9, 5], seq_axis=1, batch_axis=0)
tf.reverse_sequence(f(9, 4, 3), [0, 3, 9, 5], seq_axis=0, batch_axis=1)
tf.concat([f(3, 1), f(3, 2), f(3, 0), f(3, 300)], 1)
tf.concat([f(k % 3, 4) for k in range(75)], 0)
tf.concat([f(2, k % 3, 4) for k in range(75)], 1)
tf.stack([f(3, 2) for _ in range(70)], 1)
tf.stack([f() for _ in range(70)])
tf.unstack(f(3, 70, 4), axis=1)
tf.split(i8(3, 72), [1, 2, 3, 4, 62], axis=1)
tf.split(f(64, 3), 64)
tf.split(c(2, 6), 3, axis=1)
f(20, 30)[3:17:2, ::-3]
f(20, 64)[3:17, 4:36]
i8(20, 64)[3:17, 1:36]
c(20, 6)[:, 1:3]
tf.pad(f(3, 4, 5), [[0, 0], [2, 1], [0, 0]])
tf.pad(f(13, 14), [[12, 5], [3, 13]], "REFLECT")
tf.pad(f(13, 14, 2), [[13, 5], [3, 14], [0, 0]], "SYMMETRIC")
tf.raw_ops.MirrorPadGrad(input=f(20, 9), paddings=[[4, 3], [2, 1]], mode="SYMMETRIC")
tf.raw_ops.MirrorPadGrad(input=f(20, 9), paddings=[[4, 3], [2, 1]], mode="REFLECT")
tf.where(b(700))
tf.where(b(7, 30, 90))
tf.where(b(70, 1, 3), f(1, 5, 3), f(70, 5, 1))
tf.where(b(70, 5), f(70, 5), 2.0)
tf.gather(f(50, 8), i(50, 333))
tf.gather(f(7, 50, 3), i(50, 33), axis=1)
tf.gather(f(4, 50, 3), i(50, 4, 5), axis=1, batch_dims=1)
tf.gather(i8(50, 7), i(50, 20))
tf.gather_nd(f(4, 6, 5), nd((4, 6), 99))
tf.math.unsorted_segment_sum(f(1000), i(3, 1000), 4)
tf.math.unsorted_segment_sum(f(1000, 5), i(3, 1000), 4)
tf.math.unsorted_segment_sum(h(1000, 2), i(30, 1000), 40)
tf.math.unsorted_segment_max(f(500, 3), i(90, 500) - 3, 95)
tf.math.unsorted_segment_min(i8(500), i(90, 500), 95)
tf.math.unsorted_segment_prod(f(300), i(90, 300), 95)
tf.math.segment_mean(h(500, 2), np.sort(n(7, 500)))
tf.math.segment_sum(f(640), np.zeros(640, np.int32))
tf.math.segment_max(f(640, 2), np.sort(n(700, 640)))
tf.scatter_nd(nd((4, 6), 500), f(500, 3), [4, 6, 3])
tf.scatter_nd(nd((4,), 500), i8(500), [4])
tf.tensor_scatter_nd_update(f(30, 3), nd((30,), 200), f(200, 3))
tf.tensor_scatter_nd_add(f(3), nd((3,), 300), f(300))
tf.tensor_scatter_nd_sub(f(3), nd((3,), 300), f(300))
tf.tensor_scatter_nd_min(f(3), nd((3,), 300), f(300))
tf.tensor_scatter_nd_max(h(3), nd((3,), 300), h(300))
tf.raw_ops.GatherGrad(dy=f(4, 5, 3), indices=i(9, 4, 5), shape=[4, 9, 3], axis=1, batch_dims=1)
tf.cumsum(f(5, 3000), axis=1)
tf.cumsum(f(5, 3000), axis=1, exclusive=True, reverse=True)
tf.cumsum(i8(40000))
tf.cumsum(i8(70001), reverse=True)
tf.cumsum(f(3000, 7), exclusive=True)
tf.cumsum(f(2, 500, 40), axis=1, reverse=True)
tf.math.cumprod(c(2100) * 0.5 + 1)
tf.math.cumulative_logsumexp(f(5, 2500), axis=1)
tf.math.cumulative_logsumexp(f(300, 5))
tf.argmax(f(5, 20000), axis=1)
tf.argmax(f(20000, 5))
tf.argmin(i8(5, 900), axis=1)
tf.argmin(f(5, 30), axis=1)
tf.argmax(special(8, 100), axis=1)
tf.argmin(special(100, 8), axis=0)
tf.sort(f(40, 70), axis=0)
tf.sort(special(40, 70), axis=1, direction="DESCENDING")
tf.sort(tf.cast(special(40, 70), tf.float64), axis=0)
tf.argsort(special(40, 70), axis=0)
tf.argsort(special(2800))
tf.argsort(special(40, 70), direction="DESCENDING")
tf.argsort(tf.cast(i(9, 40, 70), tf.int64), axis=0, direction="DESCENDING")
tf.math.top_k(special(40, 70), 11)
tf.math.top_k(i8(40, 70), 70)
tf.searchsorted(np.sort(f(5, 90)), f(5, 40), side="right")
tf.searchsorted(np.sort(f(5, 90)), f(5, 40))
tf.math.invert_permutation(np.random.default_rng(1).permutation(500))
tf.math.in_top_k(i(300, 9), f(9, 300), 150)
tf.unique_with_counts(i(9, 700))
tf.unique_with_counts(special(700))
tf.unique(tf.cast(i(9, 700), tf.complex128) * (1 + 2j) + tf.cast(i(3, 700), tf.complex128) * 1j)
tf.unique_with_counts(tf.cast(i(9, 700), tf.complex64) * (1 + 2j))
tf.math.bincount(i(90, 700))
tf.math.bincount(i(90, 700), weights=f(700))
tf.math.bincount(i(9, 5, 70), axis=-1, binary_output=True)
tf.histogram_fixed_width(f(700), [-1.0, 1.0], 13)
tf.one_hot(i(9, 5, 7), 8, axis=1, on_value=3, off_value=-1)
tf.sequence_mask(i(9, 50), 7)
tf.linspace(f(3, 4), f(3, 4), 50, axis=1)
tf.range(3, 1000, 7)
tf.eye(40, 50, batch_shape=[3])
tf.linalg.diag(f(4, 3, 20), k=(-1, 1))
tf.linalg.diag_part(f(4, 20, 30), k=(-3, 5), padding_value=7.0)
tf.linalg.set_diag(f(4, 20, 30), f(4, 20), k=2)
tf.linalg.band_part(f(4, 20, 30), 3, 5)
tf.nn.space_to_depth(f(2, 8, 12, 3), 4)
tf.nn.depth_to_space(f(2, 12, 4, 6), 2, data_format="NCHW")
tf.add_n([f(1003) for _ in range(101)])
tf.add_n([h(1003) for _ in range(30)])
tf.cast(f(1003), tf.bfloat16)
tf.cast(special(1003), tf.int8)
tf.cast(special(1003), tf.uint16)
tf.cast(c(1003), tf.float16)
tf.cast(i8(1003), tf.complex64)
tf.unravel_index(i(60, 40), [3, 4, 5])
tf.fill([1003], 3.5)
tf.fill([1003], tf.constant(3 + 4j))
tf.ones([77], tf.float16)
tf.math.reduce_variance(f(5, 3000), 1)
tf.math.reduce_variance(f(5, 30, 7), [0, 2], keepdims=True)
tf.math.reduce_variance(h(50, 30), 0)
tf.math.reduce_variance(c(50, 30), 0)
tf.nn.moments(f(5, 30, 7), [0, 1])
tf.nn.moments(h(500, 7), [0])
tf.reduce_logsumexp(special(8, 100), 1)
tf.reduce_logsumexp(h(30, 100), 0)
tf.reduce_logsumexp(f(200000))
tf.nn.l2_loss(f(30, 70))
tf.nn.l2_loss(h(30, 70))
tf.math.count_nonzero(special(8, 100), axis=0)
tf.math.count_nonzero(i8(8, 100), dtype=tf.int32)
tf.math.zero_fraction(i8(8, 100) // 50)
"""


def draw() -> dict[str, Any]:
    """What the calls are written with: tensors f, h, c, i8, b; indices i below a number."""
    r = np.random.default_rng(7)

    def special(*shape: int) -> Any:
        x = r.integers(-9, 9, shape).astype(np.float32) / 4
        values = [np.nan, np.inf, -np.inf, -0.0, 0.0]
        return tf.constant(np.where(r.random(shape) < 0.3, r.choice(values, shape), x), tf.float32)

    def f(*shape: int) -> Any:
        return tf.constant(r.standard_normal(shape), tf.float32)

    return {
        "tf": tf,
        "np": np,
        "f": f,
        "h": lambda *shape: tf.cast(f(*shape), tf.float16),
        "c": lambda *shape: tf.constant(r.standard_normal(shape) + 1j * r.standard_normal(shape)),
        "i8": lambda *shape: tf.constant(r.integers(-100, 100, shape).astype(np.int8)),
        "b": lambda *shape: tf.constant(r.random(shape) < 0.4),
        "n": lambda high, *shape: r.integers(0, high, shape).astype(np.int32),
        "i": lambda high, *shape: tf.constant(r.integers(0, high, shape).astype(np.int32)),
        "nd": lambda dims, rows: tf.constant(
            np.stack([r.integers(0, d, rows) for d in dims], 1).astype(np.int32)
        ),
        "special": special,
    }


def values(out: Any) -> list[np.ndarray[Any, Any]]:
    return [np.asarray(t) for t in (out if isinstance(out, (list, tuple)) else [out])]


def results(line: str) -> list[np.ndarray[Any, Any]]:
    return values(eval(line, draw()))  # our own lines, above


def agree(g: np.ndarray[Any, Any], w: np.ndarray[Any, Any]) -> None:
    assert g.dtype == w.dtype
    if g.dtype.kind in "biu":
        return np.testing.assert_array_equal(g, w)
    half = g.dtype.itemsize <= 2
    wide = np.complex128 if g.dtype.kind == "c" else np.float64
    tolerance = 4e-3 if half else 1e-5
    # Sums in another order differ by roundings of their largest term.
    size = np.abs(w.astype(wide))
    largest = max(1.0, np.max(size[np.isfinite(size)], initial=0.0))
    np.testing.assert_allclose(
        g.astype(wide), w.astype(wide), rtol=tolerance, atol=tolerance * largest
    )


def compare(calls: str, results: Callable[[str], list[np.ndarray[Any, Any]]]) -> None:
    """Asserts that every line's results are on the GPU what they are on the CPU."""
    bad = []
    for line in calls.strip().splitlines():
        try:
            got = results(line)
            with tf.device("/cpu:0"):
                want = results(line)
            for g, w in zip(got, want, strict=True):
                agree(g, w)
        except Exception as e:
            bad.append(f"{line}\n{type(e).__name__}: {e}")
    assert not bad, "\n\n".join(bad)


def main() -> None:
    compare(CALLS, results)


if __name__ == "__main__":
    main()
