"""GradientTape: records what runs in a `with` block and gives derivatives."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from contextlib import contextmanager

from zeal import _core

__all__ = ["GradientTape", "UnconnectedGradients"]


class UnconnectedGradients(enum.Enum):
    """What a source gets that does not reach the target."""

    NONE = "none"
    ZERO = "zero"


class GradientTape(_core.Tape):
    """Records operations for automatic differentiation.

    Reading a trainable `Variable` watches it; tensors are watched by `watch`. Tapes nest, for
    higher derivatives, and each thread has its own.

    Args:
      persistent: may `gradient` be called more than once?
      watch_accessed_variables: are trainable variables watched when they are read?

    >>> x = tf.constant(3.0)
    >>> with tf.GradientTape() as tape:
    ...     tape.watch(x)
    ...     y = x * x
    >>> tape.gradient(y, x)
    <tf.Tensor: shape=(), dtype=float32, numpy=6.0>
    """

    __slots__ = ()

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """A context in which this tape records nothing."""
        if not self._recording:
            yield
            return
        self._pop_tape()
        try:
            yield
        finally:
            self._push_tape()
