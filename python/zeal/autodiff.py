"""Forward mode and second derivatives: `tf.autodiff`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zeal import _core, nest
from zeal.gradient_tape import GradientTape, UnconnectedGradients

__all__ = ["ForwardAccumulator", "hessian_vector_product", "hessians"]


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


def _gradient(f: Callable[..., Any], xs: list[Any]) -> Any:
    """The gradients of f's sum by each of xs; zeros where it does not depend on one."""
    with GradientTape() as tape:
        tape.watch(xs)
        y = f(*xs)
    return tape.gradient(y, xs, unconnected_gradients=UnconnectedGradients.ZERO)


def hessians(f: Callable[..., Any], xs: Any) -> Any:
    """The matrix of second derivatives of `f(*xs)` by each of `xs`, as `tf.hessians` in graphs.

    The rows are computed in one pass, as `GradientTape.jacobian` computes them.

    Args:
      f: a function of as many arguments as `xs` has; a result of several elements is summed.
      xs: a floating point Tensor or Variable, or a list of them.

    Returns:
      For each of `xs`, a Tensor of its dtype and of its shape twice: [*x.shape, *x.shape]. A list
      if `xs` is one.

    >>> tf.autodiff.hessians(lambda x: x[0] * x[1] ** 2, tf.constant([1.0, 2.0]))
    <tf.Tensor: shape=(2, 2), dtype=float32, numpy=
    array([[0., 4.],
           [4., 2.]], dtype=float32)>
    """
    several = isinstance(xs, (list, tuple))
    flat = [x if hasattr(x, "assign") else _core.convert(x) for x in (xs if several else [xs])]
    with GradientTape(persistent=True) as tape:
        tape.watch(flat)
        slopes = _gradient(f, flat)
    out = [
        tape.jacobian(slope, x, unconnected_gradients=UnconnectedGradients.ZERO)
        for slope, x in zip(slopes, flat, strict=True)
    ]
    return out if several else out[0]


def hessian_vector_product(f: Callable[..., Any], xs: Any, vectors: Any) -> Any:
    """The change of the gradient of `f(*xs)` when `xs` move along `vectors`: H v.

    A gradient inside of an accumulator of forward mode: its cost is that of a few gradients,
    however many elements there are.

    Args:
      f: a function of as many arguments as `xs` has; a result of several elements is summed.
      xs: a floating point Tensor or Variable, or a list of them.
      vectors: tensors of the shapes and dtypes of `xs`.

    Returns:
      For each of `xs`, a Tensor of its shape and dtype; a list if `xs` is one.

    Raises:
      ValueError: the structures, shapes or dtypes differ.

    >>> x, v = tf.constant([1.0, 2.0]), tf.constant([0.0, 1.0])
    >>> tf.autodiff.hessian_vector_product(lambda x: x[0] * x[1] ** 2, x, v)
    <tf.Tensor: shape=(2,), dtype=float32, numpy=array([4., 2.], dtype=float32)>
    """
    several = isinstance(xs, (list, tuple))
    flat = [x if hasattr(x, "assign") else _core.convert(x) for x in (xs if several else [xs])]
    with ForwardAccumulator(flat, list(vectors) if several else [vectors]) as acc:
        slopes = _gradient(f, flat)
    out = acc.jvp(slopes, UnconnectedGradients.ZERO)
    return out if several else out[0]
