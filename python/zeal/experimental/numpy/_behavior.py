"""What the switch for NumPy's behaviour says."""

from __future__ import annotations


def experimental_enable_numpy_behavior(
    prefer_float32: bool = False, dtype_conversion_mode: str = "legacy"
) -> None:
    """Not there: a Tensor keeps TensorFlow's methods and promotion in the whole program.

    Raises:
      NotImplementedError: always.
    """
    raise NotImplementedError(
        "experimental_enable_numpy_behavior: zeal has no switch that changes every Tensor. "
        "Call the functions of tf.experimental.numpy, which promote dtypes as NumPy does."
    )
