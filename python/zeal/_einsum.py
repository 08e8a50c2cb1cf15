"""tf.einsum, which takes its tensors one by one."""

from __future__ import annotations

from typing import Any

from zeal import _core

__all__ = ["einsum"]


def einsum(equation: str, *inputs: Any, **kwargs: Any) -> Any:
    """Sums products of tensors over axes that an equation names.

    `ij,jk->ik` is a matrix product. A letter that the output lacks is summed over; one that an
    input has twice takes that input's diagonal; `...` stands for the axes without a letter, which
    broadcast. Without `->`, the output has the letters that appear once, in alphabetical order.

    Args:
      equation: as above.
      *inputs: the tensors, as many as the equation has terms.
      **kwargs: `name` and `optimize`, both ignored: more than two tensors are multiplied pair by
        pair, the pair first whose product saves the most memory.

    Returns:
      A Tensor.

    Raises:
      ValueError: the equation is malformed, or has another number of terms.
      InvalidArgumentError: the shapes do not fit it.
    """
    if not isinstance(equation, str):
        raise TypeError(f"`equation` must be a str, got {type(equation).__name__}")
    kwargs.pop("name", None)
    kwargs.pop("optimize", None)
    if kwargs:
        raise TypeError(
            f"Invalid keyword arguments for einsum: {', '.join(kwargs)}. "
            "Valid arguments: name, optimize."
        )
    return _core._ops["raw_ops.Einsum"](inputs, list(equation.encode()))
