"""zeal: eager tensors, ops and gradients with TensorFlow 2's eager API. `import zeal as tf`."""

from zeal import _register as _register  # isort: skip  (before everything that makes a tensor)
from zeal import _core, dtypes, errors
from zeal._convert import constant, convert_to_tensor, is_tensor
from zeal._core import Tensor
from zeal.dtypes import *
from zeal.gradient_tape import GradientTape, UnconnectedGradients
from zeal.indexed_slices import IndexedSlices
from zeal.tensor_shape import TensorShape
