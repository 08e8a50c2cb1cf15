"""Trains a small convolutional network to read handwritten digits, one eager step after the other.

The network is the one of TensorFlow's eager guide: two convolutions with 16 filters of 3x3 and
ReLU, the mean over the image, and a dense layer with 10 outputs. Run it as it is:

    python examples/mnist.py

It writes a checkpoint, a log of the losses and a picture of the loss curve to --out. Stopped by
Ctrl-C or otherwise, it goes on with --resume exactly where the checkpoint was written, to the same
final weights.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
from pathlib import Path

import numpy as np
import zeal as tf

DATA = Path(__file__).parent / "data" / "mnist_5k.npz"


def load_digits() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """4,000 training and 1,000 test images, float32 [n, 28, 28, 1], and int32 labels [n]."""
    with np.load(DATA) as d:
        x_train, y_train, x_test, y_test = (
            d[k] for k in ("x_train", "y_train", "x_test", "y_test")
        )

    def image(x: np.ndarray) -> np.ndarray:
        # The digits' mean and standard deviation become 0 and 1.
        return ((x[..., None] / 255.0 - 0.13) / 0.31).astype(np.float32)

    return image(x_train), y_train.astype(np.int32), image(x_test), y_test.astype(np.int32)


def he_normal(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """The initialisation of He et al. (2015, arXiv:1502.01852) for layers before a ReLU."""
    return (rng.standard_normal(shape) * np.sqrt(2.0 / np.prod(shape[:-1]))).astype(np.float32)


class Net(tf.Module):
    """Conv 16 3x3 ReLU, Conv 16 3x3 ReLU, mean over the image, Dense 10."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__()
        rng = np.random.default_rng(seed)
        self.conv1 = tf.Variable(he_normal(rng, 3, 3, 1, 16), name="conv1")
        self.bias1 = tf.Variable(tf.zeros([16]), name="bias1")
        self.conv2 = tf.Variable(he_normal(rng, 3, 3, 16, 16), name="conv2")
        self.bias2 = tf.Variable(tf.zeros([16]), name="bias2")
        self.dense = tf.Variable(0.5 * he_normal(rng, 16, 10), name="dense")
        self.bias = tf.Variable(tf.zeros([10]), name="bias")
        self.parameters = [
            self.conv1, self.bias1, self.conv2, self.bias2, self.dense, self.bias
        ]  # fmt: skip

    def __call__(self, x: tf.Tensor) -> tf.Tensor:
        # x: [N, 28, 28, 1] -> logits: [N, 10]
        x = tf.nn.relu(tf.nn.conv2d(x, self.conv1, 1, "VALID") + self.bias1)
        x = tf.nn.relu(tf.nn.conv2d(x, self.conv2, 1, "VALID") + self.bias2)
        return tf.matmul(tf.reduce_mean(x, [1, 2]), self.dense) + self.bias


class Adam(tf.Module):
    """Adam (Kingma and Ba, 2015), with the update of each variable in one fused op."""

    def __init__(self, parameters: list[tf.Variable], lr: float) -> None:
        super().__init__()
        self.lr, self.beta1, self.beta2, self.epsilon = lr, 0.9, 0.98, 1e-7
        self.parameters = parameters
        self.m = [tf.Variable(tf.zeros_like(p), trainable=False) for p in parameters]
        self.v = [tf.Variable(tf.zeros_like(p), trainable=False) for p in parameters]
        self.step = tf.Variable(0, trainable=False, dtype=tf.int64)

    def apply(self, gradients: list[tf.Tensor]) -> None:
        self.step.assign_add(1)
        t = int(self.step)
        for p, g, m, v in zip(self.parameters, gradients, self.m, self.v, strict=True):
            tf.raw_ops.ResourceApplyAdam(
                var=p, m=m, v=v, beta1_power=self.beta1**t, beta2_power=self.beta2**t, lr=self.lr,
                beta1=self.beta1, beta2=self.beta2, epsilon=self.epsilon, grad=g,
            )  # fmt: skip


def schedule(step: int, steps: int, lr: float, warmup: int = 300) -> float:
    """The learning rate: up in a line over the first steps, then down by a cosine to zero."""
    return lr * min(1.0, (step + 1) / warmup) * 0.5 * (1.0 + np.cos(np.pi * step / steps))


def train_step(net: Net, adam: Adam, x: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
    """One step on a batch; returns its mean loss."""
    with tf.GradientTape() as tape:
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=net(x))
        loss = tf.reduce_mean(losses)
    adam.apply(tape.gradient(loss, net.parameters))
    return loss


def accuracy(net: Net, x: tf.Tensor, y: np.ndarray, batch: int = 500) -> float:
    """The share of images whose largest logit is the label's."""
    hits = 0
    for i in range(0, len(y), batch):
        hits += int(np.sum(tf.argmax(net(x[i : i + batch]), 1).numpy() == y[i : i + batch]))
    return hits / len(y)


def order_of(epoch: int, seed: int, n: int) -> np.ndarray:
    """The order of the images in an epoch: of seed and epoch only, so that runs resume."""
    return np.random.default_rng([seed, epoch]).permutation(n)


def plot(losses: list[float], steps_per_epoch: int, path: Path) -> None:
    """The loss of every step and its running mean, as PNG."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    epochs = np.arange(1, len(losses) + 1) / steps_per_epoch
    window = min(50, len(losses))
    smooth = np.convolve(losses, np.ones(window) / window, mode="valid")
    figure, axes = plt.subplots(figsize=(7, 4))
    axes.plot(epochs, losses, color="0.8", linewidth=0.8, label="each step")
    axes.plot(epochs[window - 1 :], smooth, color="C0", label=f"mean of {window} steps")
    axes.set(xlabel="epoch", ylabel="cross entropy", title="Training loss", ylim=(0, None))
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, dpi=120)
    plt.close(figure)


def write_atomically(path: Path, text: str) -> None:
    temporary = path.with_suffix(".tmp")
    temporary.write_text(text)
    os.replace(temporary, path)


class Interrupt:
    """While entered, Ctrl-C sets `asked` instead of cutting a step in two; a second one raises."""

    def __enter__(self) -> Interrupt:
        self.asked = False
        self._before = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def _ask(self, *_: object) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


def parse_args(argv: list[str] | None = None) -> argparse.Namespace:
    p = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    p.add_argument("--epochs", type=int, default=15, help="passes over the 4,000 images")
    p.add_argument("--batch", type=int, default=32, help="images per step")
    p.add_argument("--lr", type=float, default=0.06, help="Adam's highest learning rate")
    p.add_argument("--seed", type=int, default=0, help="of the weights and of the images' order")
    p.add_argument("--device", default=None, help='for example "/cpu:0" or "/gpu:0"')
    p.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    p.add_argument("--out", type=Path, default=Path("out/mnist"), help="where results are written")
    return p.parse_args(argv)


def main(argv: list[str] | None = None) -> float:
    args = parse_args(argv)
    with tf.device(args.device):
        return run(args)


def run(args: argparse.Namespace) -> float:
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    x_train, y_train, x_test, y_test = load_digits()
    net = Net(args.seed)
    adam = Adam(net.parameters, args.lr)
    checkpoint = tf.train.Checkpoint(net=net, adam=adam)
    manager = tf.train.CheckpointManager(checkpoint, args.out / "checkpoints", max_to_keep=2)
    log = args.out / "losses.json"
    args.out.mkdir(parents=True, exist_ok=True)

    steps_per_epoch = len(y_train) // args.batch
    losses: list[float] = []
    if args.resume and manager.latest_checkpoint:
        checkpoint.restore(manager.latest_checkpoint).assert_consumed()
        losses = json.loads(log.read_text())[: int(adam.step)]
        print(f"resumed at step {int(adam.step)} from {manager.latest_checkpoint}")

    def save() -> None:
        manager.save()
        write_atomically(log, json.dumps(losses))

    test_images = tf.constant(x_test)
    correct = accuracy(net, test_images, y_test)
    columns = [
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        TextColumn("loss {task.fields[loss]:.4f}"),
    ]  # fmt: skip
    with Interrupt() as interrupt:
        for epoch in range(int(adam.step) // steps_per_epoch, args.epochs):
            order = order_of(epoch, args.seed, len(y_train))
            done = int(adam.step) - epoch * steps_per_epoch
            with Progress(*columns, transient=True) as progress:
                bar = progress.add_task(f"epoch {epoch + 1}", total=steps_per_epoch, completed=done,
                                        loss=float("nan"))  # fmt: skip
                for i in range(done, steps_per_epoch):
                    step = epoch * steps_per_epoch + i
                    adam.lr = schedule(step, args.epochs * steps_per_epoch, args.lr)
                    rows = order[i * args.batch : (i + 1) * args.batch]
                    loss = train_step(
                        net, adam, tf.constant(x_train[rows]), tf.constant(y_train[rows])
                    )
                    losses.append(float(loss))
                    progress.update(bar, advance=1, loss=losses[-1])
                    if interrupt.asked:
                        break
            if interrupt.asked:
                save()
                print(f"stopped at step {int(adam.step)}; go on with --resume")
                raise SystemExit(130)
            correct = accuracy(net, test_images, y_test)
            mean = np.mean(losses[-steps_per_epoch:])
            print(
                f"epoch {epoch + 1:2}/{args.epochs}  loss {mean:.4f}  test accuracy {correct:.3f}"
            )
            save()
    if losses:
        plot(losses, steps_per_epoch, args.out / "loss.png")
        print(f"loss curve: {args.out / 'loss.png'}")
    print(f"test accuracy {correct:.3f}")
    return correct


if __name__ == "__main__":
    main()
