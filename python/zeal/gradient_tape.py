"""GradientTape: records what runs in a `with` block and gives derivatives."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

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

    def jacobian(
        self,
        target: Any,
        sources: Any,
        unconnected_gradients: UnconnectedGradients = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any:
        """The derivative of each element of `target` by each element of `sources`.

        Args:
          target: a Tensor.
          sources: a Tensor or Variable, or a structure of them.
          unconnected_gradients: as in `gradient`.
          parallel_iterations: how many rows are computed at once, at most, which bounds the memory
            that it takes; None: all.
          experimental_use_pfor: whether rows are computed together, in one backward pass, as by
            `vectorized_map`. If not, there is one for each, and the tape must be persistent.

        Returns:
          A structure like `sources` of tensors of shape `target.shape + source.shape`, or None.

        Raises:
          RuntimeError: if the tape has given a gradient and is not persistent.
        """
        from zeal import _jacobian

        return _jacobian.jacobian(
            self,
            target,
            sources,
            unconnected_gradients,
            experimental_use_pfor,
            parallel_iterations,
        )

    def batch_jacobian(
        self,
        target: Any,
        source: Any,
        unconnected_gradients: UnconnectedGradients = UnconnectedGradients.NONE,
        parallel_iterations: int | None = None,
        experimental_use_pfor: bool = True,
    ) -> Any:
        """The Jacobian of each example of a batch, whose target depends on its own source alone.

        Args:
          target: a Tensor of shape [b, y1, ...].
          source: a Tensor or Variable of shape [b, x1, ...].
          unconnected_gradients, parallel_iterations, experimental_use_pfor: as in `jacobian`.

        Returns:
          A tensor of shape [b, y1, ..., x1, ...]; zeros where nothing reached the target.

        Raises:
          ValueError: if the first dimensions differ or a rank is below 2.
          RuntimeError: as in `jacobian`.
        """
        from zeal import _jacobian

        return _jacobian.batch_jacobian(
            self,
            target,
            source,
            unconnected_gradients,
            experimental_use_pfor,
            parallel_iterations,
        )

    @property
    def bytes_held(self) -> int:
        """The bytes of the tensors that the recorded calls keep alive."""
        return self._bytes_held

    def __str__(self) -> str:
        """The recorded calls, a line for each: op, inputs, outputs, bytes that it keeps alive."""
        from zeal import _tape_view

        return _tape_view.text(self)

    def _repr_html_(self) -> str:
        from zeal import _tape_view

        return _tape_view.page(self)

    def dot(self) -> str:
        """The recorded calls as a graph, for Graphviz: `dot -Tsvg`."""
        from zeal import _tape_view

        return _tape_view.dot(self)

    def svg(self) -> str:
        """The recorded calls as a picture: a file's worth of SVG."""
        from zeal import _tape_view

        return _tape_view.svg(self)

    @contextmanager
    def stop_recording(self) -> Iterator[None]:
        """A context in which this tape records nothing.

        Raises:
          ValueError: if it does not record.
        """
        self._pop_tape()
        try:
            yield
        finally:
            self._push_tape()
