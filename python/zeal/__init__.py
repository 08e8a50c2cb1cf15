"""zeal: eager tensors, ops and gradients with TensorFlow 2's eager API. `import zeal as tf`."""

from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from zeal import _register as _register  # isort: skip  (before everything that makes a tensor)

from zeal import _core, _lazy, dtypes, errors, nest
from zeal._convert import constant, convert_to_tensor, is_tensor
from zeal._core import Tensor, __version__
from zeal._endpoints import fill as _fill
from zeal.custom_gradient import custom_gradient, grad_pass_through, recompute_grad
from zeal.device import DeviceSpec, device
from zeal.dtypes import (
    DType,
    as_dtype,
    bfloat16,
    bool,
    complex64,
    complex128,
    double,
    float16,
    float32,
    float64,
    half,
    int8,
    int16,
    int32,
    int64,
    uint8,
    uint16,
    uint32,
    uint64,
)
from zeal.function import function
from zeal.gradient_tape import GradientTape, UnconnectedGradients
from zeal.indexed_slices import IndexedSlices
from zeal.norm import norm
from zeal.tensor_shape import TensorShape
from zeal.tensor_spec import TensorSpec
from zeal.variable import Variable, VariableAggregation, VariableSynchronization

if _TYPE_CHECKING:
    from zeal import (
        autodiff,
        autograph,
        bitwise,
        compat,
        config,
        cuda,
        data,
        debugging,
        experimental,
        image,
        keras,
        linalg,
        math,
        nn,
        profiler,
        quantization,
        random,
        raw_ops,
        signal,
        summary,
        sysconfig,
        test,
        train,
        version,
    )
    from zeal._array import meshgrid
    from zeal._batching import vectorized_map, vmap
    from zeal._clock import timestamp
    from zeal._eager_only import (
        AggregationMethod,
        CriticalSection,
        get_current_name_scope,
        get_logger,
        inside_function,
        is_symbolic_tensor,
        shape_n,
        tuple,
        type_spec_from_value,
    )
    from zeal._einsum import einsum
    from zeal._initializers import (
        constant_initializer,
        ones_initializer,
        random_normal_initializer,
        random_uniform_initializer,
        zeros_initializer,
    )
    from zeal._library import load_library, load_op_library
    from zeal._partition import (
        dynamic_partition,
        dynamic_stitch,
        gradients,
        guarantee_const,
        hessians,
        identity_n,
        parallel_stack,
        saturate_cast,
    )
    from zeal._print import print
    from zeal._space_batch import required_space_to_batch_paddings
    from zeal.clip_ops import clip_by_global_norm, clip_by_norm
    from zeal.control_flow import (
        broadcast_dynamic_shape,
        broadcast_static_shape,
        case,
        cond,
        control_dependencies,
        foldl,
        foldr,
        get_static_value,
        group,
        init_scope,
        map_fn,
        no_op,
        numpy_function,
        py_function,
        scan,
        switch_case,
        while_loop,
    )
    from zeal.debugging import Assert, assert_equal, assert_greater, assert_less, assert_rank
    from zeal.math import scalar_mul
    from zeal.module import Module, name_scope
    from zeal.signal import fftnd, ifftnd, irfftnd, rfftnd
    from zeal.tensor_array import TensorArray

newaxis = None

_fill("zeal", globals())


def executing_eagerly() -> bool:  # type: ignore[valid-type]
    """True: zeal always executes eagerly."""
    return True


def get_include() -> str:
    """The folder of the C++ headers, for `-I`."""
    from pathlib import Path

    return str(Path(_core.__file__).parent / "include" / "zeal")


def get_cmake_dir() -> str:
    """The folder of `zealConfig.cmake`, for `find_package(zeal)` by `-Dzeal_DIR=`."""
    from pathlib import Path

    return str(Path(_core.__file__).parent / "lib" / "cmake" / "zeal")


def __getattr__(name: str) -> _Any:
    return _lazy.load(__name__, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_lazy.names()})
