"""Mathematical functions: `tf.math`."""

from typing import Any

from zeal import _core
from zeal import _special as special
from zeal._endpoints import fill
from zeal._math import approx_max_k, approx_min_k, confusion_matrix, lbeta, polygamma, polyval
from zeal.indexed_slices import IndexedSlices

__all__ = [
    *fill(__name__, globals()),
    "accumulate_n",
    "approx_max_k",
    "approx_min_k",
    "confusion_matrix",
    "is_non_decreasing",
    "is_strictly_increasing",
    "lbeta",
    "polygamma",
    "polyval",
    "scalar_mul",
    "special",
]


def accumulate_n(
    inputs: Any, shape: Any = None, tensor_dtype: Any = None, name: str | None = None
) -> Any:
    """The sum of a list of tensors of one shape and dtype, as math.add_n.

    Raises:
      ValueError: if a tensor does not have `shape`.
    """
    tensors = [_core.convert(x, tensor_dtype) for x in inputs]
    if shape is not None:
        for t in tensors:
            t.set_shape(shape)
    return _core._ops["math.add_n"](tensors)


def scalar_mul(scalar: Any, x: Any, name: str | None = None) -> Any:
    """`x` times a scalar; an IndexedSlices has its values multiplied.

    Raises:
      ValueError: if `scalar` is not 0-d.
    """
    values = x.values if isinstance(x, IndexedSlices) else _core.convert(x)
    scalar = _core.convert(scalar, values.dtype)
    if len(scalar.shape):
        raise ValueError("Only scalar multiply works, got shape " + str(scalar.shape))
    product = scalar * values
    if isinstance(x, IndexedSlices):
        return IndexedSlices(product, x.indices, x.dense_shape)
    return product


def _steps(x: Any) -> tuple[Any, Any]:
    flat = _core._ops["reshape"](x, [-1])
    return flat[:-1], flat[1:]


def is_non_decreasing(x: Any, name: str | None = None) -> Any:
    """A bool Tensor: is no element below the one before it? True of fewer than two elements."""
    before, after = _steps(x)
    return _core._ops["math.reduce_all"](before <= after)


def is_strictly_increasing(x: Any, name: str | None = None) -> Any:
    """A bool Tensor: is every element above the one before it? True of fewer than two elements."""
    before, after = _steps(x)
    return _core._ops["math.reduce_all"](before < after)
