"""Keras on zeal: the import hook, variables, training, checkpoints."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zeal as tf

# importorskip("keras") would import it with another backend.
if importlib.util.find_spec("keras") is None:
    pytest.skip("keras is not installed", allow_module_level=True)
keras = tf.keras


@pytest.fixture(autouse=True)
def seed() -> None:
    keras.utils.set_random_seed(1)


def digits(n: int = 1000) -> tuple[np.ndarray, np.ndarray]:
    path = Path(__file__).parents[1] / "examples" / "data" / "mnist_5k.npz"
    with np.load(path) as d:
        return d["x_train"][:n].astype("float32") / 255, d["y_train"][:n].astype("int32")


# ---- the hook ----


def python(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


def test_backend_is_zeal() -> None:
    assert keras.backend.backend() == "zeal"
    assert isinstance(keras.ops.ones((2,)), tf.Tensor)


def test_selected_by_the_environment() -> None:
    code = (
        "import os; os.environ['KERAS_BACKEND'] = 'zeal'; import keras_zeal, keras;"
        "print(type(keras.ops.ones(())).__name__, keras.backend.backend())"
    )
    assert python(code).split() == ["Tensor", "zeal"]


def test_submodules_are_keras_own() -> None:
    code = (
        "import zeal.keras.layers as a; from zeal.keras import layers as b; import keras;"
        "print(a is b is keras.layers)"
    )
    assert python(code).strip() == "True"


def test_parts_of_keras_have_short_names() -> None:
    assert tf.losses is keras.losses
    assert tf.optimizers is keras.optimizers


def test_lost_anchor_is_named() -> None:
    from keras_zeal import stock

    for name, anchor in stock.ANCHORS.items():
        module = types.ModuleType(name)
        assert "anchor is gone" in str(anchor.finish(module)), name


def test_missing_function_is_an_attribute_error() -> None:
    from keras.src import backend

    with pytest.raises(AttributeError, match="no_such_function"):
        backend.numpy.no_such_function  # noqa: B018
    assert not hasattr(backend.nn, "no_such_function")


def test_other_backend_loaded_first() -> None:
    # Keras' NumPy backend needs JAX, which need not be here; the name is fixed before that fails.
    code = (
        "import os; os.environ['KERAS_BACKEND'] = 'numpy'; import zeal\n"
        "try: import keras\nexcept ModuleNotFoundError as e: assert e.name == 'jax', e\n"
        "try: zeal.keras\nexcept ImportError as e: print(e)"
    )
    assert "imported before, with the 'numpy' backend" in python(code)


# ---- variables and gradients ----


def test_tape_takes_keras_variables() -> None:
    v = keras.Variable([1.0, 2.0])
    with tf.GradientTape() as tape:
        y = tf.reduce_sum(v * v)
    np.testing.assert_allclose(tape.gradient(y, v), [2, 4])


class Linear(keras.Model):  # type: ignore[misc]
    """The model of TensorFlow's eager guide."""

    def __init__(self) -> None:
        super().__init__()
        self.W = tf.Variable(5.0, name="weight")
        self.B = tf.Variable(10.0, name="bias")

    def call(self, inputs: Any) -> Any:
        return inputs * self.W + self.B


def test_native_variables_of_a_model_are_trained() -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_normal(500).astype("float32")
    y = 3 * x + 2
    model = Linear()
    assert len(model.trainable_weights) == 2
    optimizer = keras.optimizers.SGD(learning_rate=0.1)
    for _ in range(60):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(model(x) - y))
        grads = tape.gradient(loss, [model.W, model.B])
        optimizer.apply_gradients(zip(grads, [model.W, model.B], strict=True))
    np.testing.assert_allclose([model.W.numpy(), model.B.numpy()], [3, 2], atol=1e-2)


@pytest.mark.parametrize(
    "make",
    [
        lambda: keras.optimizers.SGD(0.1),
        lambda: keras.optimizers.SGD(0.1, momentum=0.9),
        lambda: keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True),
        lambda: keras.optimizers.Adam(0.1),
        lambda: keras.optimizers.AdamW(0.1),
    ],
)
def test_native_steps_are_keras_steps(make: Any) -> None:
    found = []
    for native in (True, False):
        optimizer = make()
        if not native:  # Keras' own update_step, op by op
            base = keras.optimizers.Optimizer.__mro__[-3]
            optimizer._backend_update_step = types.MethodType(base._backend_update_step, optimizer)
        v = keras.Variable(np.linspace(-1, 1, 6).astype("float32"))
        for i in range(4):
            optimizer.apply([tf.constant(np.cos(np.arange(6.0) + i), tf.float32)], [v])
            optimizer.learning_rate = 0.1 / (i + 1)
        found.append([v.numpy(), *(each.numpy() for each in optimizer.variables)])
    for a, b in zip(*found, strict=True):
        np.testing.assert_allclose(a, b, rtol=2e-5, atol=1e-5)


# ---- training ----


def net() -> Any:
    return keras.Sequential(
        [
            keras.layers.Conv2D(8, 3, activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(10),
        ]
    )


def test_fit_learns() -> None:
    x, y = digits()
    model = net()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(3e-3), loss, metrics=["accuracy"])
    history = model.fit(x[..., None], y, epochs=3, batch_size=32, validation_split=0.2, verbose=0)
    assert history.history["val_accuracy"][-1] > 0.8
    assert history.history["loss"][-1] < history.history["loss"][0] / 2


def test_data_of_all_kinds() -> None:
    x, y = np.ones((8, 3), "float32"), np.zeros((8, 1), "float32")

    class Pairs(keras.utils.PyDataset):  # type: ignore[misc]
        def __len__(self) -> int:
            return 2

        def __getitem__(self, i: int) -> Any:
            return x[4 * i : 4 * i + 4], y[4 * i : 4 * i + 4]

    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    model.fit(tf.constant(x), tf.constant(y), verbose=0)
    model.fit(Pairs(), verbose=0)
    model.fit(((x, y) for _ in range(2)), steps_per_epoch=2, verbose=0)
    model.fit(x, y, sample_weight=np.ones(8), class_weight=None, verbose=0)
    assert model.predict(tf.constant(x), verbose=0).shape == (8, 1)


def test_mixed_precision_scales_the_loss() -> None:
    x, y = np.ones((8, 3), "float32"), np.zeros((8, 1), "float32")
    model = keras.Sequential([keras.layers.Dense(1, dtype="mixed_float16")])
    model.build((None, 3))
    model.dtype_policy = keras.DTypePolicy("mixed_float16")
    model.compile("sgd", "mse")
    model.fit(x, y, verbose=0)
    assert model(x).dtype == tf.float16
    assert model.weights[0].value.dtype == tf.float32


def test_symbolic_calls_compute_nothing() -> None:
    spec = keras.ops.matmul(keras.KerasTensor((None, 10**6)), keras.KerasTensor((10**6, 10**6)))
    assert spec.shape == (None, 10**6)


# ---- saving ----


def test_keras_files(tmp_path: Path) -> None:
    x, _ = digits(10)
    model = net()
    before = model.predict(x[..., None], verbose=0)
    model.save(tmp_path / "m.keras")
    again = keras.models.load_model(tmp_path / "m.keras")
    np.testing.assert_array_equal(again.predict(x[..., None], verbose=0), before)


def test_checkpoint_restores_what_comes_later(tmp_path: Path) -> None:
    x = np.ones((4, 3), "float32")

    def make() -> tuple[Any, Any]:
        model = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(1)])
        model.compile(keras.optimizers.Adam(0.1), "mse")
        return model, tf.train.Checkpoint(model=model, optimizer=model.optimizer)

    model, saved = make()
    model.fit(x, x[:, :1], epochs=3, verbose=0)
    path = saved.save(str(tmp_path / "ckpt"))
    again, fresh = make()
    status = fresh.restore(path)
    assert not again.built
    np.testing.assert_array_equal(again(x), model(x))
    again.optimizer.build(again.trainable_variables)
    status.assert_consumed()
    for a, b in zip(again.optimizer.variables, model.optimizer.variables, strict=True):
        np.testing.assert_array_equal(a.numpy(), b.numpy())


def test_weights_without_a_suffix_are_a_checkpoint(tmp_path: Path) -> None:
    x = np.ones((4, 3), "float32")
    model = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(1)])
    model(x)
    model.save_weights(str(tmp_path / "new" / "weights"))
    assert tf.train.latest_checkpoint(tmp_path / "new") == str(tmp_path / "new" / "weights")
    again = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(1)])
    status = again.load_weights(tmp_path / "new" / "weights")
    assert not again.built
    np.testing.assert_array_equal(again(x), model(x))
    status.assert_consumed()
    with pytest.raises(ValueError, match=r"skip_mismatch cannot be used with a checkpoint"):
        again.load_weights(tmp_path / "new" / "weights", skip_mismatch=True)
    with pytest.raises(tf.errors.NotFoundError):
        again.load_weights(tmp_path / "none")
    with pytest.raises(ValueError, match=r"must end in `.weights.h5`"):
        again.save_weights(tmp_path / "weights.pkl")


def test_checkpoint_of_a_loss_scale_optimizer(tmp_path: Path) -> None:
    def make() -> tuple[Any, Any]:
        v = keras.Variable([1.0, 2.0])
        optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.Adam(0.1))
        optimizer.build([v])
        return v, optimizer

    v, optimizer = make()
    optimizer.apply_gradients([(tf.constant([3.0, 4.0]), v)])
    path = tf.train.Checkpoint(v=v, optimizer=optimizer).save(str(tmp_path / "ckpt"))
    w, fresh = make()
    tf.train.Checkpoint(v=w, optimizer=fresh).restore(path).assert_consumed()
    for each in ((v, w), *zip(optimizer.variables, fresh.variables, strict=True)):
        np.testing.assert_array_equal(each[0].numpy(), each[1].numpy())
    assert int(fresh.inner_optimizer.iterations.numpy()) == 1


def test_data_of_torch() -> None:
    data = pytest.importorskip("torch.utils.data")
    import torch

    x, y = digits(100)
    pairs = data.TensorDataset(torch.from_numpy(x).reshape(100, -1), torch.from_numpy(y))
    model = keras.Sequential([keras.layers.Dense(10)])
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    history = model.fit(data.DataLoader(pairs, batch_size=20), epochs=3, verbose=0)
    losses = history.history["loss"]
    assert losses[-1] < losses[0]
    assert model.predict(data.DataLoader(pairs, batch_size=20), verbose=0).shape == (100, 10)


def test_checkpoint_of_a_metric(tmp_path: Path) -> None:
    metric = keras.metrics.Mean("loss")
    metric(0)
    metric(5)
    path = tf.train.Checkpoint(metric=metric).save(str(tmp_path / "ckpt"))
    fresh = keras.metrics.Mean("loss")
    tf.train.Checkpoint(metric=fresh).restore(path).assert_consumed()
    assert float(fresh.result()) == 2.5


def test_export_says_why_not(tmp_path: Path) -> None:
    model = net()
    model.build((None, 28, 28, 1))
    with pytest.raises(NotImplementedError, match=r"model\.save"):
        model.export(str(tmp_path / "m"))


def test_mnist_falls_back(monkeypatch: pytest.MonkeyPatch) -> None:
    import keras.src.datasets.mnist as module

    def no_network(**kwargs: Any) -> None:
        raise Exception("URL fetch failure")

    monkeypatch.setattr(module, "get_file", no_network)
    with pytest.warns(UserWarning, match="that come with zeal"):
        (x, y), (x_test, _) = keras.datasets.mnist.load_data()
    assert x.shape == (4000, 28, 28)
    assert y.shape == (4000,)
    assert len(x_test) == 1000


def test_slice_update() -> None:
    x = keras.ops.slice_update(np.zeros((3, 3), "f"), (1, tf.constant(2)), np.ones((2, 1), "f"))
    np.testing.assert_array_equal(x, [[0, 0, 0], [0, 0, 1], [0, 0, 1]])
