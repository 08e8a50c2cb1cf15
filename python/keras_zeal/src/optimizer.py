"""What Keras' optimizers inherit from the backend: steps by zeal's native updates."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import zeal
from keras.src.backend.common.stateless_scope import in_stateless_scope
from keras.src.optimizers.base_optimizer import BaseOptimizer
from zeal import _core

from keras_zeal.src import checkpoint

_descend = _core._ops["raw_ops.ResourceApplyGradientDescent"]
_apply_momentum = _core._ops["raw_ops.ResourceApplyMomentum"]
_apply_adam = _core._ops["raw_ops.ResourceApplyAdam"]
_Step = Callable[[Any, list[Any], list[Any], float], None]


class ZealOptimizer(BaseOptimizer):
    """Keras' optimizer, whose step is native where zeal computes the same."""

    def _track_variable(self, variable: Any) -> None:
        super()._track_variable(variable)
        checkpoint.made(self, checkpoint.of_optimizer(self), variable)

    def _trackable_children(self) -> dict[str, Any]:
        return checkpoint.of_optimizer(self)

    def apply(self, grads: Any, trainable_variables: Any = None) -> None:
        """As Keras'; sparse gradients become dense."""
        grads = [
            zeal.convert_to_tensor(g) if isinstance(g, zeal.IndexedSlices) else g for g in grads
        ]
        super().apply(grads, trainable_variables)

    def _backend_update_step(
        self, grads: Any, trainable_variables: Any, learning_rate: Any
    ) -> None:
        step = None if in_stateless_scope() else _native_step(type(self))
        if step is None or any(v.dtype != "float32" for v in trainable_variables):
            super()._backend_update_step(grads, trainable_variables, learning_rate)
            return
        step(self, grads, trainable_variables, float(learning_rate))


def _native(variable: Any) -> Any:
    return variable if isinstance(variable, zeal.Variable) else variable._value


def _sgd(self: Any, grads: list[Any], variables: list[Any], rate: float) -> None:
    if self.momentum == 0:
        for grad, variable in zip(grads, variables, strict=True):
            _descend(_native(variable), rate, grad)
        return
    # Keras' velocity is -rate times TensorFlow's, so that it survives a change of the rate.
    for grad, variable in zip(grads, variables, strict=True):
        velocity = self.momentums[self._get_variable_index(variable)]
        _apply_momentum(
            _native(variable),
            velocity._value,
            -1.0,
            grad * -rate,
            self.momentum,
            use_nesterov=self.nesterov,
        )


def _adam(self: Any, grads: list[Any], variables: list[Any], rate: float) -> None:
    if self.amsgrad:
        for grad, variable in zip(grads, variables, strict=True):
            self.update_step(grad, variable, rate)
        return
    count = int(self.iterations) + 1
    power1, power2 = math.pow(self.beta_1, count), math.pow(self.beta_2, count)
    for grad, variable in zip(grads, variables, strict=True):
        index = self._get_variable_index(variable)
        _apply_adam(
            _native(variable),
            self._momentums[index]._value,
            self._velocities[index]._value,
            power1,
            power2,
            rate,
            self.beta_1,
            self.beta_2,
            self.epsilon,
            grad,
        )


_steps: dict[type, _Step | None] = {}


def _native_step(cls: type) -> _Step | None:
    """The native step of a class of optimizers, if it keeps Keras' update_step."""
    if cls not in _steps:
        from keras.src.optimizers.adam import Adam
        from keras.src.optimizers.sgd import SGD

        update: Any = getattr(cls, "update_step", None)
        known = {SGD.update_step: _sgd, Adam.update_step: _adam}
        _steps[cls] = known.get(update)
    return _steps[cls]
