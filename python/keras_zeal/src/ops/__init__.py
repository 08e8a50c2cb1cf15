"""The functions behind `keras.ops`, by topic."""

from keras_zeal.src.ops import core, image, linalg, math, nn, numpy
from keras_zeal.src.ops.core import (
    cast,
    compute_output_spec,
    cond,
    convert_to_numpy,
    convert_to_tensor,
    device_scope,
    is_tensor,
    random_seed_dtype,
    scatter,
    shape,
    stop_gradient,
    vectorized_map,
)
