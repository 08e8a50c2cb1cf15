"""The digits example: it learns, it resumes exactly, and its losses are those of TensorFlow."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import zeal as tf

STEPS = 200


@pytest.fixture(scope="module")
def mnist() -> ModuleType:
    path = Path(__file__).parents[1] / "examples" / "mnist.py"
    spec = importlib.util.spec_from_file_location("mnist_example", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def batches(mnist: ModuleType, first: int, last: int) -> Any:
    x, y, _, _ = mnist.load_digits()
    for step in range(first, last):
        epoch, i = divmod(step, len(y) // 32)
        rows = mnist.order_of(epoch, 0, len(y))[i * 32 : (i + 1) * 32]
        yield tf.constant(x[rows]), tf.constant(y[rows])


def test_learns_and_resumes(mnist: ModuleType, tmp_path: Path) -> None:
    net = mnist.Net(0)
    adam = mnist.Adam(net.parameters, 0.01)
    losses = [float(mnist.train_step(net, adam, x, y)) for x, y in batches(mnist, 0, 60)]
    saved = tf.train.Checkpoint(net=net, adam=adam).save(tmp_path / "ckpt")
    losses += [float(mnist.train_step(net, adam, x, y)) for x, y in batches(mnist, 60, 80)]
    assert np.mean(losses[-10:]) < np.mean(losses[:10]) - 0.1

    again = mnist.Net(1)
    adam = mnist.Adam(again.parameters, 0.01)
    tf.train.Checkpoint(net=again, adam=adam).restore(saved).assert_consumed()
    resumed = [float(mnist.train_step(again, adam, x, y)) for x, y in batches(mnist, 60, 80)]
    assert resumed == losses[60:]


def test_losses_are_tensorflows(mnist: ModuleType) -> None:
    """From the same weights and batches, the first 200 losses agree within 1e-3."""
    reference = pytest.importorskip("tensorflow", reason="compares with TensorFlow")
    net = mnist.Net(0)
    theirs = [reference.Variable(p.numpy()) for p in net.parameters]
    m = [reference.Variable(reference.zeros_like(p)) for p in theirs]
    v = [reference.Variable(reference.zeros_like(p)) for p in theirs]
    adam = mnist.Adam(net.parameters, 1e-3)

    def forward(x: Any) -> Any:
        w1, b1, w2, b2, w3, b3 = theirs
        x = reference.nn.relu(reference.nn.conv2d(x, w1, 1, "VALID") + b1)
        x = reference.nn.relu(reference.nn.conv2d(x, w2, 1, "VALID") + b2)
        return reference.matmul(reference.reduce_mean(x, [1, 2]), w3) + b3

    for step, (x, y) in enumerate(batches(mnist, 0, STEPS), start=1):
        with reference.GradientTape() as tape:
            loss = reference.reduce_mean(
                reference.nn.sparse_softmax_cross_entropy_with_logits(
                    labels=y.numpy(), logits=forward(x.numpy())
                )
            )
        for p, g, mi, vi in zip(theirs, tape.gradient(loss, theirs), m, v, strict=True):
            reference.raw_ops.ResourceApplyAdam(
                var=p.handle, m=mi.handle, v=vi.handle, beta1_power=adam.beta1**step,
                beta2_power=adam.beta2**step, lr=adam.lr, beta1=adam.beta1, beta2=adam.beta2,
                epsilon=adam.epsilon, grad=g,
            )  # fmt: skip
        ours = float(mnist.train_step(net, adam, x, y))
        assert ours == pytest.approx(float(loss), rel=1e-3)
