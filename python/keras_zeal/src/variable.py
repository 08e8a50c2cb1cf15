"""The backend's Variable: Keras' bookkeeping around a zeal.Variable."""

from __future__ import annotations

from typing import Any

import zeal
from keras.src.backend.common import KerasVariable, global_state

from keras_zeal.src.ops.convert import cast, convert_to_numpy, convert_to_tensor


class Variable(KerasVariable):
    """A Keras variable whose value is in `_value`, a zeal.Variable, which tapes watch."""

    _when_made: Any = None  # called when the value comes that a symbolic call has put off

    def _initialize(self, value: Any) -> None:
        if isinstance(value, zeal.Variable):
            self._value = value
        else:
            value = convert_to_tensor(value, dtype=self._dtype)
            self._value = zeal.Variable(value, trainable=self._trainable, name=self._name)
        if self._when_made is not None:
            self._when_made()
            self._when_made = None

    def _direct_assign(self, value: Any) -> None:
        self._value.assign(cast(value, self._dtype))

    def _convert_to_tensor(self, value: Any, dtype: Any = None) -> Any:
        return convert_to_tensor(value, dtype=dtype)

    @property
    def value(self) -> Any:
        """The value as a tensor, in the dtype of the autocast scope if there is one."""
        state = vars(global_state.GLOBAL_STATE_TRACKER)
        value: Any = None
        scope = state.get("stateless_scope")
        if scope is not None:
            value = scope.get_current_value(self)
        if value is None:
            value = self._value
            if value is not None:
                value = value.read_value()
            else:  # not yet made: only shapes and dtypes are being found
                value = self._initializer(self._shape, dtype=self._dtype)
        scope = state.get("autocast_scope")
        if scope is not None and self._autocast:
            return scope.maybe_cast(value)
        return value

    def assign_add(self, value: Any) -> Any:
        """Adds to the value, in place where nobody else holds it."""
        return self._assign_by("assign_add", value)

    def assign_sub(self, value: Any) -> Any:
        """Subtracts from the value, in place where nobody else holds it."""
        return self._assign_by("assign_sub", value)

    def _assign_by(self, method: str, value: Any) -> Any:
        state = vars(global_state.GLOBAL_STATE_TRACKER)
        if state.get("stateless_scope") is None and self._value is not None:
            value = convert_to_tensor(value, dtype=self._dtype)
            shape = value.shape
            if shape == self._shape or not shape:
                getattr(self._value, method)(value)
                return self._value.read_value()
        return getattr(super(), method)(value)

    @property
    def _zeal_variable_(self) -> Any:
        # GradientTape and the native optimizer steps ask for this.
        return self._value

    @property
    def handle(self) -> Any:
        """The zeal.Variable that holds the value."""
        return self._value

    # zeal's ops ask for this when they get a variable of Keras'.
    def __tf_tensor__(self, dtype: Any = None, name: str | None = None) -> Any:
        return self.value

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        value = convert_to_numpy(self.value)
        return value if dtype is None else value.astype(dtype)
