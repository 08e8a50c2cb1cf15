"""Mathematical functions: `tf.math`."""

from typing import Any

from zeal import _core
from zeal._endpoints import fill

__all__ = [*fill(__name__, globals()), "accumulate_n"]


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
