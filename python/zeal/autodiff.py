"""Forward-mode derivatives: `tf.autodiff`."""

from __future__ import annotations

from typing import Any

from zeal import _core, nest
from zeal.gradient_tape import GradientTape, UnconnectedGradients
from zeal.indexed_slices import IndexedSlices

__all__ = ["ForwardAccumulator"]


def _differentiable(x: Any) -> bool:
    return bool(x.dtype.is_floating or x.dtype.is_complex)


class ForwardAccumulator:
    """Gives Jacobian-vector products: the change of a result when the primals move along tangents.

    It is made of two reverse passes: the gradient is linear in its weights, and the derivative by
    these weights is the product (J. Townsend, "A new trick for calculating Jacobian vector
    products", 2017). So every op with a derivative that can be differentiated again has one here,
    and accumulators nest with tapes and with one another.

    Args:
      primals: a Tensor or Variable, or a structure of them.
      tangents: tensors in the same structure, each of its primal's dtype and shape.

    Raises:
      ValueError: if the structures, dtypes or shapes differ.

    >>> x = tf.constant([2.0, 3.0])
    >>> with tf.autodiff.ForwardAccumulator(x, tf.constant([1.0, 0.0])) as acc:
    ...     y = tf.reduce_sum(x * x)
    >>> acc.jvp(y)
    <tf.Tensor: shape=(), dtype=float32, numpy=4.0>
    """

    def __init__(self, primals: Any, tangents: Any) -> None:
        nest.assert_same_structure(primals, tangents)
        self._primals = nest.flatten(primals)
        self._tangents = [
            _core.convert(t, p.dtype)
            for p, t in zip(self._primals, nest.flatten(tangents), strict=True)
        ]
        for p, t in zip(self._primals, self._tangents, strict=True):
            if p.shape != t.shape:
                raise ValueError(
                    f"ForwardAccumulator: a tangent has shape {t.shape}, its primal {p.shape}"
                )
        self._tape = GradientTape(persistent=True, watch_accessed_variables=False)
        self._recording = False

    def _watch(self, primal: Any, tangent: Any) -> None:
        """Adds a primal while recording."""
        self._primals.append(primal)
        self._tangents.append(_core.convert(tangent, primal.dtype))
        self._tape.watch(primal)

    def __enter__(self) -> ForwardAccumulator:
        if self._recording:
            raise ValueError("Accumulator is already recording.")
        self._tape.__enter__()
        self._recording = True
        for p in self._primals:
            if _differentiable(p):
                self._tape.watch(p)
        return self

    def __exit__(self, *exception: Any) -> None:
        if self._recording:
            self._recording = False
            self._tape.__exit__(*exception)

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
        out = [self._product(t, how) for t in nest.flatten(primals)]
        return nest.pack_sequence_as(primals, out)

    def _product(self, target: Any, how: UnconnectedGradients) -> Any:
        target = _core.convert(target)
        product = self._by_reverse(target) if _differentiable(target) else None
        if product is None and how == UnconnectedGradients.ZERO:
            return _core._ops["zeros_like"](target)
        return product

    def _by_reverse(self, target: Any) -> Any:
        weights = _core._ops["zeros_like"](target)
        with GradientTape(watch_accessed_variables=False) as second:
            second.watch(weights)
            gradients = self._tape.gradient(target, self._primals, output_gradients=weights)
        pairs = [
            (_core.convert(g) if isinstance(g, IndexedSlices) else g, t)
            for g, t in zip(gradients, self._tangents, strict=True)
            if g is not None
        ]
        if not pairs:
            return None
        reached = [g for g, _ in pairs]
        return second.gradient(
            reached, weights, [t for _, t in pairs], unconnected_gradients=UnconnectedGradients.ZERO
        )
