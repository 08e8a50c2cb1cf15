"""What Keras' models inherit from the backend: training and inference, eagerly on a tape."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from keras.src import callbacks as callbacks_module
from keras.src import optimizers, tree
from keras.src.backend import config
from keras.src.trainers import trainer as base
from keras.src.trainers.data_adapters import array_slicing, data_adapter_utils
from keras.src.utils import traceback_utils
from keras.src.utils.python_utils import pythonify_logs
from zeal import GradientTape

from keras_zeal.src.epoch import ZealEpochIterator
from keras_zeal.src.ops.convert import convert_to_numpy, convert_to_tensor

_unpack = data_adapter_utils.unpack_x_y_sample_weight


class ZealTrainer(base.Trainer):
    """fit, evaluate, predict and their steps on single batches."""

    def __init__(self) -> None:
        super().__init__()
        self.train_function: Any = None
        self.test_function: Any = None
        self.predict_function: Any = None

    def _resolve_auto_jit_compile(self) -> bool:
        return False  # there is no compiler

    # ---- one batch ----

    def _predictions(self, x: Any, training: bool) -> Any:
        return self(x, training=training) if self._call_has_training_arg else self(x)

    def _track_loss(self, loss: Any, x: Any) -> None:
        batch = next(i for i in tree.flatten(x) if i is not None).shape[0]
        self._loss_tracker.update_state(loss, sample_weight=batch)

    def train_step(self, data: Any) -> Any:
        """Loss, gradients, one step of the optimizer, metrics."""
        x, y, sample_weight = _unpack(data)
        with GradientTape() as tape:
            y_pred = self._predictions(x, True)
            loss = self._compute_loss(
                x=x, y=y, y_pred=y_pred, sample_weight=sample_weight, training=True
            )
            scaled = self.optimizer.scale_loss(loss) if self.optimizer is not None else loss
        self._track_loss(loss, x)
        weights = self.trainable_weights
        if weights:
            gradients = tape.gradient(scaled, [v._value for v in weights])
            self.optimizer.apply(gradients, weights)
        else:
            warnings.warn("The model does not have any trainable weights.", stacklevel=2)
        return self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def test_step(self, data: Any) -> Any:
        """Loss and metrics."""
        x, y, sample_weight = _unpack(data)
        y_pred = self._predictions(x, False)
        loss = self._compute_loss(
            x=x, y=y, y_pred=y_pred, sample_weight=sample_weight, training=False
        )
        self._track_loss(loss, x)
        return self.compute_metrics(x, y, y_pred, sample_weight=sample_weight)

    def predict_step(self, data: Any) -> Any:
        """The model's outputs."""
        return self._predictions(_unpack(data)[0], False)

    # ---- functions that callbacks and users may replace; each runs a list of batches ----

    def make_train_function(self, force: bool = False) -> Any:
        """Makes `train_function`, which takes a list of batches and returns the last logs."""
        if self.train_function is None or force:
            self.train_function = _repeated(self.train_step)
        return self.train_function

    def make_test_function(self, force: bool = False) -> Any:
        """As make_train_function, for evaluation."""
        if self.test_function is None or force:
            self.test_function = _repeated(self.test_step)
        return self.test_function

    def make_predict_function(self, force: bool = False) -> Any:
        """As make_train_function; what it returns are the joined outputs."""
        if self.predict_function is None or force:

            def predict(batches: Any) -> Any:
                outputs = [self.predict_step(data) for data in batches]
                return outputs[0] if len(outputs) == 1 else _joined(outputs)

            self.predict_function = predict
        return self.predict_function

    # ---- loops ----

    def _callback_list(
        self, callbacks: Any, verbose: Any, epochs: int, steps: int | None, history: bool = False
    ) -> Any:
        if isinstance(callbacks, callbacks_module.CallbackList):
            return callbacks
        return callbacks_module.CallbackList(
            callbacks,
            add_history=history,
            add_progbar=verbose != 0,
            verbose=verbose,
            epochs=epochs,
            steps=steps,
            model=self,
        )

    @traceback_utils.filter_traceback
    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: Any = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: Any = True,
        class_weight: Any = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: Any = 1,
    ) -> Any:
        """Trains the model; see keras.Model.fit."""
        self._assert_compile_called("fit")
        limit = config.max_epochs()
        if limit and limit < epochs:
            warnings.warn(f"Limiting epochs to {limit}", stacklevel=2)
            epochs = limit
        self._eval_epoch_iterator: Any = None
        if validation_split and validation_data is None:
            (x, y, sample_weight), validation_data = array_slicing.train_validation_split(
                (x, y, sample_weight), validation_split=validation_split
            )
        batches = ZealEpochIterator(
            x=x,
            y=y,
            sample_weight=sample_weight,
            batch_size=batch_size,
            steps_per_epoch=steps_per_epoch,
            shuffle=shuffle,
            class_weight=class_weight,
            steps_per_execution=self.steps_per_execution,
        )
        self._symbolic_build(iterator=batches)
        batches.reset()
        callbacks = self._callback_list(callbacks, verbose, epochs, batches.num_batches, True)
        self.stop_training = False
        self.make_train_function()
        callbacks.on_train_begin()
        training_logs: dict[str, Any] = {}
        for epoch in range(self._initial_epoch or initial_epoch, epochs):
            self.reset_metrics()
            callbacks.on_epoch_begin(epoch)
            logs: Any = {}
            for begin, end, data in batches:
                callbacks.on_train_batch_begin(begin)
                logs = self.train_function(data)
                callbacks.on_train_batch_end(end, logs)
                if self.stop_training:
                    break
            epoch_logs = dict(self._get_metrics_result_or_logs(logs))
            if validation_data is not None and self._should_eval(epoch, validation_freq):
                found = self._validate(
                    _unpack(validation_data),
                    validation_batch_size or batch_size,
                    validation_steps,
                    callbacks,
                )
                epoch_logs.update({f"val_{name}": value for name, value in found.items()})
            callbacks.on_epoch_end(epoch, epoch_logs)
            training_logs = epoch_logs
            if self.stop_training:
                break
        if isinstance(self.optimizer, optimizers.Optimizer) and epochs > 0:
            self.optimizer.finalize_variable_values(self.trainable_weights)
        self._eval_epoch_iterator = None
        callbacks.on_train_end(logs=training_logs)
        return self.history

    def _validate(
        self, data: Any, batch_size: int | None, steps: int | None, callbacks: Any
    ) -> Any:
        x, y, sample_weight = data
        if self._eval_epoch_iterator is None:
            self._eval_epoch_iterator = ZealEpochIterator(
                x=x,
                y=y,
                sample_weight=sample_weight,
                batch_size=batch_size,
                steps_per_execution=self.steps_per_execution,
                steps_per_epoch=steps,
                shuffle=False,
            )
        return self.evaluate(
            x=x,
            y=y,
            sample_weight=sample_weight,
            batch_size=batch_size,
            steps=steps,
            callbacks=callbacks,
            return_dict=True,
            _use_cached_eval_dataset=True,
        )

    @traceback_utils.filter_traceback
    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: Any = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Loss and metrics over the data; see keras.Model.evaluate."""
        self._assert_compile_called("evaluate")
        cached = kwargs.pop("_use_cached_eval_dataset", False)
        if kwargs:
            raise ValueError(f"Arguments not recognized: {kwargs}")
        if cached:
            batches = self._eval_epoch_iterator
        else:
            batches = ZealEpochIterator(
                x=x,
                y=y,
                sample_weight=sample_weight,
                batch_size=batch_size,
                steps_per_epoch=steps,
                shuffle=False,
                steps_per_execution=self.steps_per_execution,
            )
        self._symbolic_build(iterator=batches)
        batches.reset()
        callbacks = self._callback_list(callbacks, verbose, 1, batches.num_batches)
        self.make_test_function()
        self.stop_evaluating = False
        callbacks.on_test_begin()
        logs: Any = {}
        self.reset_metrics()
        for begin, end, data in batches:
            callbacks.on_test_batch_begin(begin)
            logs = self.test_function(data)
            callbacks.on_test_batch_end(end, logs)
            if self.stop_evaluating:
                break
        logs = pythonify_logs(self._get_metrics_result_or_logs(logs))
        callbacks.on_test_end(logs)
        return logs if return_dict else self._flatten_metrics_in_order(logs)

    @traceback_utils.filter_traceback
    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Any = "auto",
        steps: int | None = None,
        callbacks: Any = None,
    ) -> Any:
        """The model's outputs for the data, as NumPy arrays; see keras.Model.predict."""
        batches = ZealEpochIterator(
            x=x,
            batch_size=batch_size,
            steps_per_epoch=steps,
            shuffle=False,
            steps_per_execution=self.steps_per_execution,
        )
        callbacks = self._callback_list(callbacks, verbose, 1, batches.num_batches)
        self.make_predict_function()
        self.stop_predicting = False
        callbacks.on_predict_begin()
        outputs = []
        for begin, end, data in batches:
            callbacks.on_predict_batch_begin(begin)
            found = self.predict_function(data)
            outputs.append(tree.map_structure(convert_to_numpy, found))
            callbacks.on_predict_batch_end(end, {"outputs": found})
            if self.stop_predicting:
                break
        callbacks.on_predict_end()
        return _joined(outputs)

    # ---- single batches ----

    def train_on_batch(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        class_weight: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """One step of training on one batch; see keras.Model.train_on_batch."""
        self._assert_compile_called("train_on_batch")
        if class_weight is not None:
            if sample_weight is not None:
                raise ValueError(
                    "Arguments `sample_weight` and `class_weight` cannot be specified at the same "
                    f"time. Received: sample_weight={sample_weight}, class_weight={class_weight}"
                )
            sample_weight = data_adapter_utils.class_weight_to_sample_weights(y, class_weight)
        data = _tensors((x, y, sample_weight))
        self._symbolic_build(data_batch=data)
        self.make_train_function()
        self.reset_metrics()
        return self._logs_of_batch(self.train_function([data]), return_dict)

    def test_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False
    ) -> Any:
        """Loss and metrics of one batch; see keras.Model.test_on_batch."""
        self._assert_compile_called("test_on_batch")
        data = _tensors((x, y, sample_weight))
        self._symbolic_build(data_batch=data)
        self.make_test_function()
        self.reset_metrics()
        return self._logs_of_batch(self.test_function([data]), return_dict)

    def predict_on_batch(self, x: Any) -> Any:
        """The outputs for one batch, as NumPy arrays."""
        self.make_predict_function()
        outputs = self.predict_function([(_tensors(x),)])
        return tree.map_structure(convert_to_numpy, outputs)

    def _logs_of_batch(self, logs: Any, return_dict: bool) -> Any:
        logs = pythonify_logs(logs)
        return logs if return_dict else self._flatten_metrics_in_order(logs)


def _repeated(step: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def run(batches: Any) -> Any:
        logs = None
        for data in batches:
            logs = step(data)
        return logs

    return run


def _tensors(data: Any) -> Any:
    return tree.map_structure(lambda x: x if x is None else convert_to_tensor(x), data)


def _joined(outputs: list[Any]) -> Any:
    return tree.map_structure(
        lambda *parts: np.concatenate([convert_to_numpy(p) for p in parts]), *outputs
    )
