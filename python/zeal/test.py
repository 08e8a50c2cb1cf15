"""What `tf.test` says of the build and the devices, and numerical derivatives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from zeal import _lazy
from zeal._api import tf

__getattr__ = _lazy.missing(__name__)


def is_built_with_cuda() -> bool:
    """Are there kernels for NVIDIA's GPUs?"""
    return bool(tf.sysconfig.get_build_info()["is_cuda_build"])


def is_built_with_gpu_support() -> bool:
    """Are there kernels for GPUs of any kind?"""
    return is_built_with_cuda()


def is_built_with_rocm() -> bool:
    """False: there are no kernels for AMD's GPUs."""
    return False


def is_built_with_xla() -> bool:
    """False: there is no compiler."""
    return False


def is_gpu_available(cuda_only: bool = False, min_cuda_compute_capability: Any = None) -> bool:
    """Is there a GPU that zeal can use?"""
    return bool(tf.config.list_physical_devices("GPU"))


def gpu_device_name() -> str:
    """The name of the first GPU, or the empty string."""
    return "/device:GPU:0" if is_gpu_available() else ""


def _column(f: Callable[..., Any], xs: list[Any], i: int, step: Any) -> Any:
    """The change of f(*xs) when xs[i] goes `step` to either side, as a vector."""
    up, down = (f(*xs[:i], xs[i] + s, *xs[i + 1 :]) for s in (step, -step))
    return tf.reshape(up - down, [-1])


def compute_gradient(
    f: Callable[..., Any], x: Sequence[Any], delta: float | None = None
) -> tuple[list[Any], list[Any]]:
    """Computes the derivatives of a function twice: by the tape, and by differences.

    Args:
      f: a function of tensors that gives one tensor.
      x: a list of arguments of a floating point dtype.
      delta: the differences' step; 2^-10 by default.

    Returns:
      Two lists with a NumPy array [elements of the result, elements of x[i]] for each argument.

    Raises:
      ValueError: x is not a list.
    """
    if not isinstance(x, (list, tuple)):
        raise ValueError(f"`x` must be a list or tuple of values convertible to a Tensor, got {x}")
    xs = [tf.convert_to_tensor(v) for v in x]
    if not all(v.dtype.is_floating for v in xs):
        raise TypeError(f"x must have floating point dtypes, got {[v.dtype.name for v in xs]}")
    h = 2.0**-10 if delta is None else float(delta)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(xs)
        y = f(*xs)
    theory = [tape.jacobian(y, v, unconnected_gradients="zero") for v in xs]
    rows, found = y.shape.num_elements(), []
    for i, v in enumerate(xs):
        steps = tf.reshape(tf.eye(v.shape.num_elements(), dtype=v.dtype) * h, [-1, *v.shape])
        columns = [_column(f, xs, i, s) / (2 * h) for s in tf.unstack(steps)]
        found.append(tf.stack(columns, 1).numpy() if columns else tf.zeros([rows, 0]).numpy())
    sizes = [v.shape.num_elements() for v in xs]
    exact = [tf.reshape(t, [rows, n]).numpy() for t, n in zip(theory, sizes, strict=True)]
    return exact, found
