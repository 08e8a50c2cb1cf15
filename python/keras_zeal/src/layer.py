"""What Keras' layers inherit from the backend: a tf.Variable among the attributes is a weight."""

from __future__ import annotations

from typing import Any

import zeal
from keras.src import backend

from keras_zeal.src import checkpoint


class ZealLayer:
    """Tracks zeal.Variables that are assigned to attributes, as TensorFlow's layers do."""

    _track_variable: Any  # Keras'
    _untrack_variable: Any

    def _trackable_children(self) -> dict[str, Any]:
        return checkpoint.of_layer(self)

    def _post_track_variable(self, variable: Any) -> None:
        checkpoint.made(self, checkpoint.own_variables(self), variable)

    def _post_untrack_variable(self, variable: Any) -> None:
        pass

    def _setattr_hook(self, name: str, value: Any) -> tuple[str, Any]:
        if isinstance(value, zeal.Variable):
            self._track_native(name, value)
        elif isinstance(value, (list, tuple, dict)):
            items = value.items() if isinstance(value, dict) else enumerate(value)
            for key, item in items:
                if isinstance(item, zeal.Variable):
                    self._track_native(f"{name}_{key}", item)
        return name, value

    def _track_native(self, name: str, value: Any) -> None:
        """Makes a weight of Keras' that shares the variable."""
        found = vars(self).setdefault("_native_variables", {})
        old = found.get(name)
        if old is not None:
            if old._value is value:
                return
            self._untrack_variable(old)
        label = value._name.replace("/", "_").replace(":", "_")
        weight = backend.Variable(
            value.value(), trainable=value.trainable, dtype=value.dtype.name, name=label
        )
        weight._value = value
        found[name] = weight
        self._track_variable(weight)
