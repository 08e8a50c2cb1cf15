"""Forward-mode derivatives: `tf.autodiff`."""

from __future__ import annotations

from typing import Any

from zeal import _core, nest
from zeal.gradient_tape import UnconnectedGradients

__all__ = ["ForwardAccumulator"]


class ForwardAccumulator:
    """Gives Jacobian-vector products: the change of a result when the primals move along tangents.

    While it records, each op of which an input moves gives its results their tangents at once, and
    nothing else is kept: no call, and no tangent of a value that is gone. Accumulators nest with
    one another and with tapes, either way round; a tape's `gradient` called inside of an
    accumulator makes a product with a Hessian.

    Args:
      primals: a Tensor or Variable, or a structure of them; each once.
      tangents: tensors in the same structure, each of its primal's dtype and shape.

    Raises:
      ValueError: if the structures, dtypes or shapes differ, or a primal stands twice.
      TypeError: if a primal is neither a Tensor nor a Variable.

    >>> x = tf.constant([2.0, 3.0])
    >>> with tf.autodiff.ForwardAccumulator(x, tf.constant([1.0, 0.0])) as acc:
    ...     y = tf.reduce_sum(x * x)
    >>> acc.jvp(y)
    <tf.Tensor: shape=(), dtype=float32, numpy=4.0>
    """

    def __init__(self, primals: Any, tangents: Any) -> None:
        self._accumulator = _core.ForwardAccumulator()
        nest.assert_same_structure(primals, tangents)
        flat = nest.flatten(primals)
        if len({id(p) for p in flat}) < len(flat):
            raise ValueError(
                "ForwardAccumulator: a primal stands there more than once; if that is meant, add "
                "up its tangents"
            )
        for primal, tangent in zip(flat, nest.flatten(tangents), strict=True):
            self._accumulator.watch(primal, tangent)

    def _watch(self, primal: Any, tangent: Any) -> None:
        """Adds a primal while recording."""
        self._accumulator.watch(primal, tangent)

    def __enter__(self) -> ForwardAccumulator:
        if self._accumulator.recording:
            raise ValueError("Accumulator is already recording.")
        self._accumulator.start()
        return self

    def __exit__(self, *exception: Any) -> None:
        if self._accumulator.recording:
            self._accumulator.stop()

    def jvp(
        self,
        primals: Any,
        unconnected_gradients: UnconnectedGradients = UnconnectedGradients.NONE,
    ) -> Any:
        """The Jacobian of `primals`, results of what was recorded, times the tangents.

        Args:
          primals: a Tensor or Variable, or a structure of them.
          unconnected_gradients: what a result gets that does not depend on the primals:
            UnconnectedGradients.NONE (None) or ZERO (zeros).
        """
        how = UnconnectedGradients(unconnected_gradients)

        def product(of: Any) -> Any:
            found = self._accumulator.tangent(of)
            if found is None and how == UnconnectedGradients.ZERO:
                return _core._ops["zeros_like"](of)
            return found

        return nest.map_structure(product, primals)
