"""ExponentialMovingAverage: shadows of variables that follow them slowly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zeal._api import tf

__all__ = ["ExponentialMovingAverage"]


class ExponentialMovingAverage:
    """Keeps moving averages: each apply() moves them by 1 - decay towards the variables.

    Args:
      decay: how much of an average stays, near 1.
      num_updates: the number of steps so far, or a Variable of it; then the decay is at most
        (1 + num_updates) / (10 + num_updates), which lets averages move faster at first.
      zero_debias: whether averages begin at zero, and are corrected for that.
      name: of the averages' variables.
    """

    def __init__(
        self,
        decay: Any,
        num_updates: Any = None,
        zero_debias: bool = False,
        name: str = "ExponentialMovingAverage",
    ) -> None:
        self._decay = decay
        self._num_updates = num_updates
        self._zero_debias = zero_debias
        self._name = name
        self._averages: dict[Any, tuple[Any, Any]] = {}  # by reference: the average, its weight

    @property
    def name(self) -> str:
        """The name that it was given."""
        return self._name

    def apply(self, var_list: Iterable[Any] | None = None) -> None:
        """Moves the averages of variables of a floating point dtype, which it makes at first.

        Args:
          var_list: the variables.

        Raises:
          ValueError: there are none: zeal keeps no list of trainable variables.
          TypeError: a variable has another dtype.
        """
        if var_list is None:
            raise ValueError("apply() needs the variables: zeal keeps no list of them")
        decay = float(self._decay)
        if self._num_updates is not None:
            n = float(self._num_updates)
            decay = min(decay, (1.0 + n) / (10.0 + n))
        for v in var_list:
            if not v.dtype.is_floating:
                raise TypeError(f"The variables must be half, float, or double: {v.name}")
            average, weight = self._of(v)
            average.assign_sub((average - v) * (1.0 - decay))
            weight.assign(decay * weight + (1.0 - decay))

    def _of(self, v: Any) -> tuple[Any, Any]:
        """The average of a variable, and the sum of the weights in it."""
        if v.ref() not in self._averages:
            start = tf.zeros_like(v) if self._zero_debias else tf.identity(v)
            name = f"{v.name.split(':')[0]}/{self._name}"
            weight = tf.Variable(0.0 if self._zero_debias else 1.0, trainable=False)
            self._averages[v.ref()] = tf.Variable(start, trainable=False, name=name), weight
        return self._averages[v.ref()]

    def average(self, var: Any) -> Any:
        """The Variable of an average, or a Tensor if it is corrected; None before apply()."""
        if var.ref() not in self._averages:
            return None
        average, weight = self._averages[var.ref()]
        return average / tf.cast(weight, average.dtype) if self._zero_debias else average

    def average_name(self, var: Any) -> str:
        """The name of the average of a variable."""
        return f"{var.name.split(':')[0]}/{self._name}"

    def variables_to_restore(self, moving_avg_variables: Iterable[Any] | None = None) -> Any:
        """A dict from the averages' names to the variables.

        Args:
          moving_avg_variables: the variables; those of apply() by default.
        """
        chosen = moving_avg_variables or [r.deref() for r in self._averages]
        return {self.average_name(v): v for v in chosen}
