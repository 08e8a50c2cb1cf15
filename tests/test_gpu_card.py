"""What only a real GPU shows; skipped on machines without one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import zeal as tf


def has_card() -> bool:
    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        return False
    name = tf.config.experimental.get_device_details(gpus[0])["device_name"]
    return not str(name).startswith("Fake")


pytestmark = pytest.mark.skipif(not has_card(), reason="there is no GPU here")


def test_kernels_agree_with_the_cpu() -> None:
    import gpu_kernels

    gpu_kernels.main()


def test_more_than_2_to_the_31_elements() -> None:
    n = (1 << 31) + 77
    x = tf.cast(tf.fill([n], 1), tf.uint8)
    y = x + x
    assert y[-1].numpy() == 2 and y[1 << 31].numpy() == 2
    assert tf.math.count_nonzero(y).numpy() == n
    assert tf.concat([x, y], 0)[-1].numpy() == 2


def test_the_same_bits_each_time() -> None:
    x = tf.random.normal([200_000, 7])
    ids = tf.random.uniform([200_000], maxval=50, dtype=tf.int32)
    first = tf.math.unsorted_segment_sum(x, ids, 50).numpy()
    for _ in range(3):
        np.testing.assert_array_equal(tf.math.unsorted_segment_sum(x, ids, 50).numpy(), first)
    total = tf.reduce_sum(x).numpy()
    assert tf.reduce_sum(x).numpy() == total


def test_a_seed_gives_the_cpus_numbers() -> None:
    here = tf.random.stateless_uniform([1000], [1, 2]).numpy()
    with tf.device("/cpu:0"):
        np.testing.assert_array_equal(here, tf.random.stateless_uniform([1000], [1, 2]).numpy())


def test_a_captured_step_is_the_eager_step() -> None:
    x = tf.random.normal([64, 32])

    def losses(captured: bool) -> list[float]:
        w = tf.Variable(tf.ones([32, 8]) * 0.1)

        def step() -> tf.Tensor:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(tf.tanh(x @ w)))
            w.assign_sub(0.1 * tape.gradient(loss, w))
            return loss

        run: Any = tf.cuda.graph(step) if captured else step
        for _ in range(0 if captured else 2):  # as often as graph() runs it before
            step()
        return [float(run()) for _ in range(5)]

    eager, captured = losses(False), losses(True)
    np.testing.assert_allclose(captured, eager, rtol=1e-5)


@pytest.mark.parametrize("other", ["torch", "cupy", "jax"])
def test_exchange_without_copies(other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XLA_PYTHON_CLIENT_PREALLOCATE", "false")  # JAX takes the card's memory else
    library = pytest.importorskip(other)
    if other == "torch" and not library.cuda.is_available():
        pytest.skip("PyTorch without CUDA")
    if other == "jax" and library.default_backend() != "gpu":
        pytest.skip("JAX without CUDA")
    exchange = {
        "torch": lambda: library.utils.dlpack.from_dlpack,
        "cupy": lambda: library.from_dlpack,
        "jax": lambda: __import__("jax.dlpack").dlpack.from_dlpack,
    }[other]()
    x = tf.random.normal([1000, 33])
    theirs = exchange(x)
    ours = tf.experimental.dlpack.from_dlpack((theirs * 2).__dlpack__())
    np.testing.assert_array_equal(ours.numpy(), x.numpy() * 2)
    assert ours.device == x.device
