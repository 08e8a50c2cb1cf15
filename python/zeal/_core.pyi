# Written by `python -m zeal._stubgen`: do not edit. The fixed part is in _core.pyi.in.
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Literal, SupportsIndex

import numpy as np

from zeal._reference import Reference
from zeal.dtypes import DType
from zeal.gradient_tape import UnconnectedGradients
from zeal.tensor_shape import TensorShape

_TensorLike = Any
_DTypeLike = DType | str | type | np.dtype[Any] | int
_Ints = int | Sequence[int] | Tensor | np.ndarray[Any, Any]
_ShapeLike = int | Sequence[int | None] | Tensor | np.ndarray[Any, Any]

__version__: str
compiler: str
_ops: dict[str, Callable[..., Any]]

def _raw_ops() -> dict[str, Callable[..., Any]]:
    """Functions by TensorFlow's raw names, made anew: of `tf.raw_ops`."""

class _Operators:
    """What tensors and variables have in common."""

    @property
    def shape(self) -> TensorShape: ...
    @property
    def dtype(self) -> DType: ...
    @property
    def device(self) -> str: ...
    def numpy(self) -> Any: ...
    def __bool__(self) -> bool: ...
    def __int__(self) -> int: ...
    def __float__(self) -> float: ...
    def __index__(self) -> int: ...
    def __len__(self) -> int: ...
    def __getitem__(self, key: Any, /) -> Tensor: ...
    def __add__(self, other: _TensorLike, /) -> Tensor: ...
    def __radd__(self, other: _TensorLike, /) -> Tensor: ...
    def __sub__(self, other: _TensorLike, /) -> Tensor: ...
    def __rsub__(self, other: _TensorLike, /) -> Tensor: ...
    def __mul__(self, other: _TensorLike, /) -> Tensor: ...
    def __rmul__(self, other: _TensorLike, /) -> Tensor: ...
    def __truediv__(self, other: _TensorLike, /) -> Tensor: ...
    def __rtruediv__(self, other: _TensorLike, /) -> Tensor: ...
    def __floordiv__(self, other: _TensorLike, /) -> Tensor: ...
    def __rfloordiv__(self, other: _TensorLike, /) -> Tensor: ...
    def __mod__(self, other: _TensorLike, /) -> Tensor: ...
    def __rmod__(self, other: _TensorLike, /) -> Tensor: ...
    def __pow__(self, other: _TensorLike, /) -> Tensor: ...
    def __rpow__(self, other: _TensorLike, /) -> Tensor: ...
    def __matmul__(self, other: _TensorLike, /) -> Tensor: ...
    def __rmatmul__(self, other: _TensorLike, /) -> Tensor: ...
    def __and__(self, other: _TensorLike, /) -> Tensor: ...
    def __rand__(self, other: _TensorLike, /) -> Tensor: ...
    def __or__(self, other: _TensorLike, /) -> Tensor: ...
    def __ror__(self, other: _TensorLike, /) -> Tensor: ...
    def __xor__(self, other: _TensorLike, /) -> Tensor: ...
    def __rxor__(self, other: _TensorLike, /) -> Tensor: ...
    def __neg__(self) -> Tensor: ...
    def __abs__(self) -> Tensor: ...
    def __invert__(self) -> Tensor: ...
    def __lt__(self, other: _TensorLike, /) -> Tensor: ...
    def __le__(self, other: _TensorLike, /) -> Tensor: ...
    def __gt__(self, other: _TensorLike, /) -> Tensor: ...
    def __ge__(self, other: _TensorLike, /) -> Tensor: ...
    def __eq__(self, other: _TensorLike, /) -> Any: ...
    def __ne__(self, other: _TensorLike, /) -> Any: ...
    @property
    def __array_priority__(self) -> int: ...

class Tensor(_Operators):
    """An immutable, dense array of one dtype on one device. Made by ops, never directly."""

    @property
    def ndim(self) -> int: ...
    def ref(self) -> Reference: ...
    def get_shape(self) -> TensorShape: ...
    def set_shape(self, shape: _ShapeLike, /) -> None: ...
    def cpu(self) -> Tensor: ...
    def gpu(self, gpu_index: int = 0, /) -> Tensor: ...
    def __iter__(self) -> Iterator[Tensor]: ...
    def __complex__(self) -> complex: ...
    def __copy__(self) -> Tensor: ...
    def __deepcopy__(self, memo: Any, /) -> Tensor: ...
    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...
    def __dlpack__(
        self,
        *,
        stream: Any = None,
        max_version: tuple[int, int] | None = None,
        dl_device: tuple[int, int] | None = None,
        copy: bool | None = None,
    ) -> Any: ...
    def __dlpack_device__(self) -> tuple[int, int]: ...

class Variable(_Operators):
    """The native base of zeal.Variable."""

    def __init__(self, value: Tensor, trainable: bool, name: str, /) -> None: ...
    @property
    def trainable(self) -> bool: ...
    @property
    def _name(self) -> str: ...
    def value(self) -> Tensor: ...
    def read_value(self) -> Tensor: ...
    def assign(
        self, value: _TensorLike, use_locking: bool = False, name: Any = None, read_value: bool = True
    ) -> Any: ...
    def assign_add(
        self, delta: _TensorLike, use_locking: bool = False, name: Any = None, read_value: bool = True
    ) -> Any: ...
    def assign_sub(
        self, delta: _TensorLike, use_locking: bool = False, name: Any = None, read_value: bool = True
    ) -> Any: ...

class Tape:
    """The native base of zeal.GradientTape."""

    def __init__(self, persistent: bool = False, watch_accessed_variables: bool = True) -> None: ...
    def __enter__(self) -> Any: ...
    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...
    @property
    def _recording(self) -> bool: ...
    @property
    def _persistent(self) -> bool: ...
    @_persistent.setter
    def _persistent(self, on: bool) -> None: ...
    @property
    def _used(self) -> bool: ...
    @property
    def _num_nodes(self) -> int: ...
    @property
    def _bytes_held(self) -> int: ...
    def _push_tape(self) -> None: ...
    def _pop_tape(self) -> None: ...
    def watch(self, tensor: Any) -> None: ...
    def watched_variables(self) -> tuple[Any, ...]: ...
    def reset(self) -> None: ...
    def gradient(
        self,
        target: Any,
        sources: Any,
        output_gradients: Any = None,
        unconnected_gradients: UnconnectedGradients | str = ...,
    ) -> Any: ...

class Profile:
    """What a profile found; times are in nanoseconds."""

    @property
    def duration(self) -> int: ...
    @property
    def threads(self) -> list[int]: ...
    @property
    def left_out(self) -> int: ...
    def totals(self) -> list[tuple[str, int, int, int, int, int]]: ...
    def ranges(self) -> list[tuple[str, int]]: ...
    def chrome_events(self, pid: int, /) -> str: ...

_Value = tuple[int | None, str | None, tuple[int, ...] | None, int, int]

def tape_nodes(tape: Tape, /) -> list[tuple[str, list[_Value], list[_Value], str | None]]: ...
def tape_watched(tape: Tape, /) -> list[tuple[Any, int]]: ...
def keep_call_sites(
    capture: Callable[[], Any] | None, format: Callable[[Any], str] | None = None
) -> None: ...

class PausedTapes:
    """A context in which the tapes of this thread record nothing."""

    def __enter__(self) -> None: ...
    def __exit__(self, *args: object) -> None: ...

class VariableWatch:
    """A context that notes the trainable variables that this thread reads."""

    def __enter__(self) -> VariableWatch: ...
    def __exit__(self, *args: object) -> None: ...
    def seen(self) -> list[Variable]: ...

def start_profile(max_calls: int, /) -> bool: ...
def stop_profile() -> Profile | None: ...
def profile_time() -> int: ...
def log_range(name: str, args: str, start: int, /) -> None: ...
def _record_custom(
    inputs: list[Any], outputs: list[Any], backward: Callable[..., Any], /
) -> list[Tensor]: ...
def _register(parts: dict[str, Any]) -> None: ...
def convert(value: Any, dtype: Any = None, hint: Any = None) -> Tensor: ...
class ShuffleBuffer:
    """The order in which tf.data shuffles items."""

    def __init__(self, capacity: int, seed: int, seed2: int) -> None: ...
    @property
    def picks(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def items(self) -> Tensor: ...
    def lacking(self, n: int = 1) -> int: ...
    def add(self, item: int, /) -> None: ...
    def add_range(self, begin: int, end: int, step: int, /) -> None: ...
    def add_vector(self, items: Tensor, /) -> None: ...
    def pick(self, n: int, /) -> Tensor: ...
    def pick_one(self) -> int: ...
    def restore(self, items: Tensor, picks: int, /) -> None: ...

class Dimensions(tuple[Any, ...]):
    """What TensorShape is made of: a tuple whose elements are quick to get."""

class BatchScope:
    """A vectorised map: while it is entered, its tensors stand for one of each example."""

    def __init__(self, extents: Any, may_loop: bool) -> None: ...
    @property
    def looped(self) -> list[str]: ...
    def enter(self) -> None: ...
    def leave(self) -> None: ...
    def split(self, value: Any, /) -> Tensor: ...
    def join(self, value: Any, /) -> Tensor: ...
    def owns(self, value: Any, /) -> bool: ...
    def spread(self, value: Any, axes: list[int], /) -> Tensor: ...

class ForwardAccumulator:
    """Gives each result of what it sees its tangent: its change as the watched values move."""

    def __init__(self) -> None: ...
    @property
    def recording(self) -> bool: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def watch(self, primal: Any, tangent: Any, /) -> None: ...
    def tangent(self, value: Any, /) -> Tensor | None: ...

def batch_sizes() -> list[int]: ...
def split_for_all(value: Any, /) -> Tensor: ...
def is_batched(value: Any, /) -> bool: ...
def batched_value(value: Tensor, /) -> Tensor: ...
def crc32c(buffer: Any, /) -> int: ...
def current_device() -> str: ...
def device_count(kind: str, /) -> int: ...
def gpu_reason() -> str:
    """Why no GPU can be used; empty if one can."""

def gpu_libraries() -> str:
    """A line for each of NVIDIA's libraries: its version and path, or why it is missing."""

def device_details(device: str, /) -> dict[str, Any]: ...
def set_memory_limit(device: str, limit: int, /) -> None: ...
def release_memory(device: str, /) -> None: ...
def set_visible_gpus(n: int, /) -> None: ...
def tensor_float_32() -> bool: ...
def set_tensor_float_32(on: bool, /) -> None: ...
def stream_current(device: int, /) -> int: ...
def stream_make(device: int, priority: int, /) -> int: ...
def stream_wrap(device: int, native: int, /) -> int: ...
def stream_native(stream: int, /) -> int: ...
def stream_exchange(device: int, stream: int, /) -> int: ...
def stream_is_done(stream: int, /) -> bool: ...
def stream_wait(waiter: int, other: int, /) -> None: ...
def stream_synchronize(device: int, stream: int, /) -> None: ...
def event_make(device: int, timing: bool, /) -> int: ...
def event_drop(event: int, /) -> None: ...
def event_record(event: int, stream: int, /) -> None: ...
def event_wait(stream: int, event: int, /) -> None: ...
def event_is_done(event: int, /) -> bool: ...
def event_synchronize(event: int, /) -> None: ...
def event_milliseconds(start: int, end: int, /) -> float: ...
def from_cuda_array(array: Any, /) -> Tensor: ...
def dlpack_device(capsule: Any, /) -> tuple[int, int]: ...
def overwrite(to: Tensor, source: Tensor, /) -> None: ...
def capture_begin(stream: int, /) -> None: ...
def capture_end(stream: int, keep: bool, /) -> int: ...
def graph_replay(graph: int, stream: int, /) -> None: ...
def graph_drop(graph: int, /) -> None: ...
def enter_device(name: Any, /) -> Any: ...
def leave_device(before: Any, /) -> None: ...
def parse_device(name: str, /) -> str: ...
def set_logical_cpu_count(count: int, /) -> None: ...
def soft_device_placement() -> bool: ...
def set_soft_device_placement(enabled: bool, /) -> None: ...
def memory_stats(device: str, /) -> dict[str, int]: ...
def reset_peak_memory(device: str, /) -> None: ...
def set_check_numerics(on: bool) -> None: ...
def num_threads() -> int: ...
def set_num_threads(count: int, /) -> None: ...
def op_determinism() -> bool: ...
def set_op_determinism(on: bool, /) -> None: ...
def instruction_set() -> str: ...
def tape_is_recording() -> bool: ...
def load_op_library(path: str) -> list[str]: ...
def op_table() -> list[dict[str, Any]]: ...

class _OpFunctions:
    """The signatures of the functions in `_ops`, by the type of their record."""

    @staticmethod
    def Exp(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes e to the power x, element by element."""

    @staticmethod
    def Expm1(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes exp(x) - 1, element by element, without cancellation near zero."""

    @staticmethod
    def Log(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the natural logarithm, element by element: -inf at 0, NaN below."""

    @staticmethod
    def Log1p(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes log(1 + x), element by element, without cancellation near zero."""

    @staticmethod
    def Xlogy(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x * log(y), element by element; 0 where x is 0."""

    @staticmethod
    def Xlog1py(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x * log(1 + y), element by element; 0 where x is 0."""

    @staticmethod
    def Xdivy(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x / y, element by element; 0 where x is 0."""

    @staticmethod
    def Add(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x + y, element by element, with broadcasting. Integers wrap around."""

    @staticmethod
    def Subtract(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x - y, element by element, with broadcasting. Integers wrap around."""

    @staticmethod
    def Multiply(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x * y, element by element, with broadcasting. Integers wrap around."""

    @staticmethod
    def MultiplyNoNan(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x * y, element by element; 0 where y is 0, even if x is infinite or NaN."""

    @staticmethod
    def Negative(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes -x, element by element."""

    @staticmethod
    def Square(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x * x, element by element. Integers wrap around."""

    @staticmethod
    def SquaredDifference(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes conj(x - y) * (x - y), element by element, with broadcasting."""

    @staticmethod
    def Conv2D(
        input: _TensorLike,
        filters: _TensorLike,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW'] = 'NHWC',
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Convolves images with filters (cross-correlation, as is usual in deep learning)."""

    @staticmethod
    def Conv2DBackpropInput(
        input_sizes: _ShapeLike,
        filter: _TensorLike,
        out_backprop: _TensorLike,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW'] = 'NHWC',
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of conv2d by its input."""

    @staticmethod
    def Conv2DBackpropFilter(
        input: _TensorLike,
        filter_sizes: _ShapeLike,
        out_backprop: _TensorLike,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW'] = 'NHWC',
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of conv2d by its filter."""

    @staticmethod
    def DepthwiseConv2dNative(
        input: _TensorLike,
        filter: _TensorLike,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW'] | None = None,
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Convolves each channel with filters of its own."""

    @staticmethod
    def DepthwiseConv2dNativeBackpropInput(
        input_sizes: _ShapeLike,
        filter: _TensorLike,
        out_backprop: _TensorLike,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW'] = 'NHWC',
        dilations: _Ints | None = [1, 1, 1, 1],
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of depthwise_conv2d by its input."""

    @staticmethod
    def DepthwiseConv2dNativeBackpropFilter(
        input: _TensorLike,
        filter_sizes: _ShapeLike,
        out_backprop: _TensorLike,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW'] = 'NHWC',
        dilations: _Ints | None = [1, 1, 1, 1],
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of depthwise_conv2d by its filter."""

    @staticmethod
    def Conv1D(
        input: _TensorLike,
        filters: _TensorLike,
        stride: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] = 'NWC',
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Convolves sequences with filters."""

    @staticmethod
    def Conv2DTranspose(
        input: _TensorLike,
        filters: _TensorLike,
        output_shape: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]] = 'SAME',
        data_format: Literal['NHWC', 'NCHW'] = 'NHWC',
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes the transpose of conv2d: its gradient by its input."""

    @staticmethod
    def Conv1DTranspose(
        input: _TensorLike,
        filters: _TensorLike,
        output_shape: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]] = 'SAME',
        data_format: Literal['NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] = 'NWC',
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes the transpose of conv1d: its gradient by its input."""

    @staticmethod
    def SeparableConv2D(
        input: _TensorLike,
        depthwise_filter: _TensorLike,
        pointwise_filter: _TensorLike,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW'] | None = None,
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Convolves each channel by itself, then mixes the channels."""

    @staticmethod
    def Convolution(
        input: _TensorLike,
        filters: _TensorLike,
        strides: _Ints | None = None,
        padding: str | Sequence[Sequence[int]] = 'VALID',
        data_format: Literal['NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] | None = None,
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes conv1d, conv2d or conv3d, as the filters have 3, 4 or 5 dimensions."""

    @staticmethod
    def ConvTranspose(
        input: _TensorLike,
        filters: _TensorLike,
        output_shape: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]] = 'SAME',
        data_format: Literal['NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] | None = None,
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes conv1d_transpose, conv2d_transpose or conv3d_transpose, as the filters have 3, 4
        or 5 dimensions."""

    @staticmethod
    def AtrousConv2D(
        value: _TensorLike,
        filters: _TensorLike,
        rate: int,
        padding: str | Sequence[Sequence[int]],
        name: str | None = None,
    ) -> Tensor:
        """Computes conv2d with the filter's elements `rate` apart."""

    @staticmethod
    def Softmax(
        logits: _TensorLike,
        axis: int | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes exp(logits) / reduce_sum(exp(logits), axis), safe against overflow."""

    @staticmethod
    def LogSoftmax(
        logits: _TensorLike,
        axis: int | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes logits - log(reduce_sum(exp(logits), axis)), safe against overflow."""

    @staticmethod
    def SoftmaxGrad(
        softmax: _TensorLike,
        grad_softmax: _TensorLike,
        axis: int = -1,
        name: str | None = None,
    ) -> Tensor:
        """Computes softmax's gradient: (grad_softmax - sum(grad_softmax * softmax)) * softmax."""

    @staticmethod
    def LogSoftmaxGrad(
        log_softmax: _TensorLike,
        grad_log_softmax: _TensorLike,
        axis: int = -1,
        name: str | None = None,
    ) -> Tensor:
        """Computes log_softmax's gradient: grad_log_softmax - exp(log_softmax) *
        sum(grad_log_softmax)."""

    @staticmethod
    def WeightedCrossEntropyWithLogits(
        labels: _TensorLike,
        logits: _TensorLike,
        pos_weight: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes sigmoid_cross_entropy_with_logits with its positive part times `pos_weight`:"""

    @staticmethod
    def BiasAdd(
        value: _TensorLike,
        bias: _TensorLike,
        data_format: Literal['N...C', 'NC...', 'NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Adds a bias to each channel."""

    @staticmethod
    def MultiplyAdd(
        x: _TensorLike,
        a: _TensorLike,
        b: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x * a + b, element by element, with broadcasting."""

    @staticmethod
    def Dropout(
        x: _TensorLike,
        random: _TensorLike,
        rate: float = 0.5,
        scale: float = 2.0,
        name: str | None = None,
    ) -> Tensor:
        """Computes x * scale where random >= rate, and 0 elsewhere."""

    @staticmethod
    def BatchNormalization(
        x: _TensorLike,
        mean: _TensorLike,
        variance: _TensorLike,
        offset: _TensorLike = None,
        scale: _TensorLike = None,
        variance_epsilon: float = ...,
        name: str | None = None,
    ) -> Tensor:
        """Computes (x - mean) / sqrt(variance + variance_epsilon) * scale + offset."""

    @staticmethod
    def BatchNormTraining(
        x: _TensorLike,
        scale: _TensorLike,
        offset: _TensorLike,
        epsilon: float = 0.001,
        data_format: Literal['N...C', 'NC...', 'NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] | None = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Normalises each channel to mean 0 and variance 1, then scales and shifts it."""

    @staticmethod
    def BatchNormGrad(
        x: _TensorLike,
        scale: _TensorLike,
        dy: _TensorLike,
        mean: _TensorLike,
        variance: _TensorLike,
        epsilon: float = 0.001,
        data_format: Literal['N...C', 'NC...', 'NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] | None = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Computes the gradients of BatchNormTraining by x, scale and offset."""

    @staticmethod
    def FusedBatchNorm(
        x: _TensorLike,
        scale: _TensorLike,
        offset: _TensorLike,
        mean: _TensorLike = None,
        variance: _TensorLike = None,
        epsilon: float = 0.001,
        data_format: Literal['N...C', 'NC...', 'NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] = 'NHWC',
        is_training: bool = True,
        name: str | None = None,
        exponential_avg_factor: float = 1.0,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Normalises each channel, by the batch's statistics or by given ones."""

    @staticmethod
    def MaxPool(
        input: _TensorLike,
        ksize: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes the largest element of each window, by channel, in one or two dimensions."""

    @staticmethod
    def AvgPool(
        input: _TensorLike,
        ksize: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes the mean of each window, by channel, in one or two dimensions."""

    @staticmethod
    def MaxPoolGrad(
        orig_input: _TensorLike,
        orig_output: _TensorLike,
        grad: _TensorLike,
        ksize: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] = 'NHWC',
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of max_pool: each window's gradient goes to its first largest
        element."""

    @staticmethod
    def MaxPoolGradGrad(
        orig_input: _TensorLike,
        orig_output: _TensorLike,
        grad: _TensorLike,
        ksize: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] = 'NHWC',
        name: str | None = None,
    ) -> Tensor:
        """Gathers, for each window of max_pool, the element of grad where the input's first largest
        element is."""

    @staticmethod
    def AvgPoolGrad(
        orig_input_shape: _ShapeLike,
        grad: _TensorLike,
        ksize: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] = 'NHWC',
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of avg_pool: each window's gradient is shared out evenly."""

    @staticmethod
    def MaxPool1D(
        input: _TensorLike,
        ksize: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] = 'NWC',
        name: str | None = None,
    ) -> Tensor:
        """Computes the largest element of each window of [batch, width, channels], by channel."""

    @staticmethod
    def MaxPool2D(
        input: _TensorLike,
        ksize: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] = 'NHWC',
        name: str | None = None,
    ) -> Tensor:
        """Computes the largest element of each window of [batch, height, width, channels], by
        channel."""

    @staticmethod
    def AvgPool1D(
        input: _TensorLike,
        ksize: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] = 'NWC',
        name: str | None = None,
    ) -> Tensor:
        """Computes the mean of each window of [batch, width, channels], by channel."""

    @staticmethod
    def AvgPool2D(
        input: _TensorLike,
        ksize: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] = 'NHWC',
        name: str | None = None,
    ) -> Tensor:
        """Computes the mean of each window of [batch, height, width, channels], by channel."""

    @staticmethod
    def Pool(
        input: _TensorLike,
        window_shape: _Ints,
        pooling_type: Literal['MAX', 'AVG'],
        strides: _Ints | None = None,
        padding: str | Sequence[Sequence[int]] = 'VALID',
        data_format: Literal['NHWC', 'NCHW', 'NWC', 'NCW', 'NDHWC', 'NCDHW'] | None = None,
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes max_pool or avg_pool, as pooling_type is 'MAX' or 'AVG', over one, two or three
        dimensions."""

    @staticmethod
    def MatMul(
        a: _TensorLike,
        b: _TensorLike,
        transpose_a: bool = False,
        transpose_b: bool = False,
        adjoint_a: bool = False,
        adjoint_b: bool = False,
        a_is_sparse: bool = False,
        b_is_sparse: bool = False,
        output_type: _DTypeLike | None = None,
        grad_a: bool = False,
        grad_b: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Multiplies the matrices in the last two axes of a and b; the axes before them
        broadcast."""

    @staticmethod
    def MatVec(
        a: _TensorLike,
        b: _TensorLike,
        transpose_a: bool = False,
        adjoint_a: bool = False,
        a_is_sparse: bool = False,
        b_is_sparse: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Multiplies the matrices in the last two axes of a by the vectors in b's last axis."""

    @staticmethod
    def MatrixTranspose(
        a: _TensorLike,
        name: str | None = None,
        conjugate: bool = False,
    ) -> Tensor:
        """Swaps the last two axes."""

    @staticmethod
    def Adjoint(
        matrix: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Swaps the last two axes and takes the complex conjugate."""

    @staticmethod
    def Trace(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Sums the diagonals of the matrices in the last two axes."""

    @staticmethod
    def Cross(
        a: _TensorLike,
        b: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the cross products of the vectors of three in the last axis."""

    @staticmethod
    def Einsum(
        inputs: Sequence[_TensorLike],
        equation: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Sums products of tensors over axes that an equation names, as `ij,jk->ik`."""

    @staticmethod
    def TensorDot(
        a: _TensorLike,
        b: _TensorLike,
        axes: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Sums the products of two tensors over some axes of each."""

    @staticmethod
    def RandomUniform(
        shape: _ShapeLike,
        seed: _Ints = [],
        state: _Ints = [],
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Draws floats from [0, 1)."""

    @staticmethod
    def RandomNormal(
        shape: _ShapeLike,
        seed: _Ints = [],
        state: _Ints = [],
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Draws floats of the standard normal distribution."""

    @staticmethod
    def TruncatedNormal(
        shape: _ShapeLike,
        seed: _Ints = [],
        state: _Ints = [],
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Draws floats of the standard normal distribution without what is beyond 2 and -2."""

    @staticmethod
    def RandomUniformInt(
        shape: _ShapeLike,
        minval: int,
        maxval: int,
        seed: _Ints = [],
        state: _Ints = [],
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Draws integers from [minval, maxval), by remainder and so with a slight bias."""

    @staticmethod
    def RandomUniformFullInt(
        shape: _ShapeLike,
        seed: _Ints = [],
        state: _Ints = [],
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Draws integers from all that a 32- or 64-bit integer dtype has."""

    @staticmethod
    def Multinomial(
        logits: _TensorLike,
        num_samples: int,
        seed: _Ints = [],
        state: _Ints = [],
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Draws classes by unnormalised log-probabilities."""

    @staticmethod
    def RandomShuffle(
        value: _TensorLike,
        seed: _Ints = [],
        state: _Ints = [],
        name: str | None = None,
    ) -> Tensor:
        """Puts a tensor's rows, along its first axis, in a random order."""

    @staticmethod
    def Sum(
        input_tensor: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes the sum of elements along some axes."""

    @staticmethod
    def Mean(
        input_tensor: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes the mean of elements along some axes."""

    @staticmethod
    def Max(
        input_tensor: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes the largest of the elements along some axes."""

    @staticmethod
    def Min(
        input_tensor: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes the smallest of the elements along some axes."""

    @staticmethod
    def TieShare(
        x: _TensorLike,
        y: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
    ) -> Tensor:
        """Computes 1 / n for the n elements of x along `axis` that equal the one in y, which has
        the result's elements."""

    @staticmethod
    def KeepEqual(
        x: _TensorLike,
        y: _TensorLike,
        v: _TensorLike,
    ) -> Tensor:
        """Gives v where x equals y, NaN where y is NaN, and 0 elsewhere."""

    @staticmethod
    def Any(
        input_tensor: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Tells whether any of the elements along some axes is true; of none, none is."""

    @staticmethod
    def All(
        input_tensor: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Tells whether all of the elements along some axes are true; of none, all are."""

    @staticmethod
    def CountTrue(
        x: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
    ) -> Tensor:
        """Counts the elements along some axes that are true."""

    @staticmethod
    def CountNonzero(
        input: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Counts the elements along some axes that are not zero. NaN is not zero."""

    @staticmethod
    def ZeroFraction(
        value: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the fraction of zeros among all elements, in float32; NaN if there are none."""

    @staticmethod
    def SumSquares(
        x: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
    ) -> Tensor:
        """Computes the sum of the squared magnitudes of elements along some axes."""

    @staticmethod
    def EuclideanNorm(
        input_tensor: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes the square root of the sum of squares of elements along some axes."""

    @staticmethod
    def L2Loss(
        t: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes half the sum of the squares of all elements."""

    @staticmethod
    def L2Normalize(
        x: _TensorLike,
        axis: _Ints | None = None,
        epsilon: float = 1e-12,
        name: str | None = None,
    ) -> Tensor:
        """Divides x by its Euclidean norm along some axes: x / sqrt(max(sum(x**2), epsilon))."""

    @staticmethod
    def Variance(
        input_tensor: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes the variance of elements along some axes: the mean squared distance from their
        mean."""

    @staticmethod
    def Std(
        input_tensor: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes the standard deviation of elements along some axes: the root of their
        variance."""

    @staticmethod
    def Moments(
        x: _TensorLike,
        axes: _Ints | None,
        shift: _TensorLike = None,
        keepdims: bool = False,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Computes the mean and the variance of elements along some axes."""

    @staticmethod
    def LogSumExp(
        input_tensor: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes log(sum(exp(x))) along some axes, without overflow."""

    @staticmethod
    def ArgMax(
        input: _TensorLike,
        axis: int | None = None,
        output_type: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Finds the index of the largest element along an axis, the first if there are several."""

    @staticmethod
    def ArgMin(
        input: _TensorLike,
        axis: int | None = None,
        output_type: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Finds the index of the smallest element along an axis, the first if there are several."""

    @staticmethod
    def Cumsum(
        x: _TensorLike,
        axis: int = 0,
        exclusive: bool = False,
        reverse: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes the sums of the elements up to each one along an axis."""

    @staticmethod
    def Cumprod(
        x: _TensorLike,
        axis: int = 0,
        exclusive: bool = False,
        reverse: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes the products of the elements up to each one along an axis."""

    @staticmethod
    def CumulativeLogsumexp(
        x: _TensorLike,
        axis: int = 0,
        exclusive: bool = False,
        reverse: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes log(cumsum(exp(x))) along an axis, without overflow."""

    @staticmethod
    def WeightedScan(
        a: _TensorLike,
        b: _TensorLike,
        axis: int = 0,
        reverse: bool = False,
    ) -> Tensor:
        """Computes y[t] = b[t - 1] + a[t - 1] * y[t - 1] along an axis, from y[0] = 0."""

    @staticmethod
    def SumTo(
        x: _TensorLike,
        shape: _ShapeLike,
    ) -> Tensor:
        """Sums over the axes along which `shape` was broadcast to the shape of x."""

    @staticmethod
    def BroadcastReduced(
        dy: _TensorLike,
        shape: _ShapeLike,
        axis: _Ints | None = None,
        mean: bool = False,
    ) -> Tensor:
        """Repeats what a reduction over `axis` left until it has `shape` again; with `mean`,
        divides by the number of repetitions. Extents of 1 in dy do not matter."""

    @staticmethod
    def Reshape(
        tensor: _TensorLike,
        shape: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Gives the values of a tensor another shape; they are shared, not copied."""

    @staticmethod
    def ExpandDims(
        input: _TensorLike,
        axis: int,
        name: str | None = None,
    ) -> Tensor:
        """Puts a dimension of size 1 in at `axis`; the values are shared."""

    @staticmethod
    def Squeeze(
        input: _TensorLike,
        axis: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Takes out dimensions of size 1; the values are shared."""

    @staticmethod
    def Identity(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Returns a new tensor with the same shape and values, which are shared."""

    @staticmethod
    def StopGradient(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Returns the same values as a constant: no gradient flows through."""

    @staticmethod
    def EnsureShape(
        x: _TensorLike,
        shape: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Returns x if it has the given shape, and raises otherwise."""

    @staticmethod
    def Bitcast(
        input: _TensorLike,
        type: _DTypeLike,
        name: str | None = None,
    ) -> Tensor:
        """Reads the bytes of a tensor as another dtype; they are shared where possible."""

    @staticmethod
    def BroadcastTo(
        input: _TensorLike,
        shape: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Repeats a tensor along its dimensions of 1, and new leading ones, up to `shape`."""

    @staticmethod
    def Tile(
        input: _TensorLike,
        multiples: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Lays copies of a tensor side by side: multiples[i] of them along dimension i."""

    @staticmethod
    def Repeat(
        input: _TensorLike,
        repeats: _Ints,
        axis: int | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Repeats each element along an axis."""

    @staticmethod
    def Meshgrid(
        args: Sequence[_TensorLike],
        indexing: Literal['xy', 'ij'] = 'xy',
        name: str | None = None,
    ) -> list[Tensor]:
        """Spreads vectors over the grid that they span; zeal.meshgrid takes them one by one."""

    @staticmethod
    def Transpose(
        a: _TensorLike,
        perm: _Ints | None = None,
        conjugate: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Permutes dimensions: dimension i of the result is dimension perm[i] of `a`."""

    @staticmethod
    def Reverse(
        tensor: _TensorLike,
        axis: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Reverses the order of the elements along the given axes."""

    @staticmethod
    def Roll(
        input: _TensorLike,
        shift: _Ints,
        axis: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Shifts the elements along axes; those pushed over the end come in at the start."""

    @staticmethod
    def ReverseSequence(
        input: _TensorLike,
        seq_lengths: _TensorLike,
        seq_axis: int | None = None,
        batch_axis: int | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Reverses the first seq_lengths[i] elements along `seq_axis` of each slice i along
        `batch_axis`."""

    @staticmethod
    def Concat(
        values: Sequence[_TensorLike],
        axis: int,
        name: str | None = 'concat',
    ) -> Tensor:
        """Joins tensors along an existing dimension."""

    @staticmethod
    def Pack(
        values: Sequence[_TensorLike],
        axis: int = 0,
        name: str | None = 'stack',
    ) -> Tensor:
        """Joins tensors of one shape along a new dimension."""

    @staticmethod
    def Unpack(
        value: _TensorLike,
        num: int | None = None,
        axis: int = 0,
        name: str | None = 'unstack',
    ) -> list[Tensor]:
        """Takes a tensor apart along a dimension, which goes away."""

    @staticmethod
    def Split(
        value: _TensorLike,
        num_or_size_splits: _Ints,
        axis: int = 0,
        num: int | None = None,
        name: str | None = 'split',
    ) -> list[Tensor]:
        """Cuts a tensor along a dimension."""

    @staticmethod
    def StridedSlice(
        input_: _TensorLike,
        begin: _Ints,
        end: _Ints,
        strides: _Ints | None = None,
        begin_mask: int = 0,
        end_mask: int = 0,
        ellipsis_mask: int = 0,
        new_axis_mask: int = 0,
        shrink_axis_mask: int = 0,
        name: str | None = None,
    ) -> Tensor:
        """Takes x[begin[0]:end[0]:strides[0], ...]; what indexing with slices runs."""

    @staticmethod
    def StridedSliceGrad(
        dy: _TensorLike,
        shape: _Ints,
        begin: _Ints,
        end: _Ints,
        strides: _Ints | None = None,
        begin_mask: int = 0,
        end_mask: int = 0,
        ellipsis_mask: int = 0,
        new_axis_mask: int = 0,
        shrink_axis_mask: int = 0,
        name: str | None = None,
    ) -> Tensor:
        """Zeros of `shape` with dy in the place that StridedSlice would have taken."""

    @staticmethod
    def TensorStridedSliceUpdate(
        input: _TensorLike,
        value: _TensorLike,
        begin: _Ints,
        end: _Ints,
        strides: _Ints | None = None,
        begin_mask: int = 0,
        end_mask: int = 0,
        ellipsis_mask: int = 0,
        new_axis_mask: int = 0,
        shrink_axis_mask: int = 0,
        name: str | None = None,
    ) -> Tensor:
        """A copy of `input` with `value` in the place that StridedSlice would have taken."""

    @staticmethod
    def At(
        input: _TensorLike,
        index: int,
        name: str | None = None,
    ) -> Tensor:
        """Takes input[index] along the first dimension, sharing the values."""

    @staticmethod
    def Slice(
        input_: _TensorLike,
        begin: _Ints,
        size: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Takes size[i] elements from begin[i] on along every dimension i."""

    @staticmethod
    def Gather(
        params: _TensorLike,
        indices: _TensorLike,
        validate_indices: int | None = None,
        axis: int | None = None,
        batch_dims: int = 0,
        name: str | None = None,
    ) -> Tensor:
        """Picks the slices of `params` along `axis` that `indices` names."""

    @staticmethod
    def GatherGrad(
        dy: _TensorLike,
        indices: _TensorLike,
        shape: _Ints,
        axis: int = 0,
        batch_dims: int = 0,
        name: str | None = None,
    ) -> Tensor:
        """Zeros of `shape` to which every slice that Gather picked is added back."""

    @staticmethod
    def EmbeddingLookup(
        params: _TensorLike,
        ids: _TensorLike,
        max_norm: float | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Picks the rows of an embedding table; the gradient is IndexedSlices."""

    @staticmethod
    def Fill(
        dims: _Ints,
        value: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """A tensor of the given shape with every element equal to the scalar `value`."""

    @staticmethod
    def Zeros(
        shape: _Ints,
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """A tensor of zeros (False for bool)."""

    @staticmethod
    def Ones(
        shape: _Ints,
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """A tensor of ones (True for bool)."""

    @staticmethod
    def ZerosLike(
        input: _TensorLike,
        dtype: _DTypeLike | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Zeros in the shape of `input`, and of its dtype unless another is given."""

    @staticmethod
    def OnesLike(
        input: _TensorLike,
        dtype: _DTypeLike | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Ones in the shape of `input`, and of its dtype unless another is given."""

    @staticmethod
    def Pad(
        tensor: _TensorLike,
        paddings: _Ints,
        mode: Literal['CONSTANT', 'REFLECT', 'SYMMETRIC'] = 'CONSTANT',
        constant_values: _TensorLike = 0,
        name: str | None = None,
    ) -> Tensor:
        """Puts a border around a tensor."""

    @staticmethod
    def MirrorPadGrad(
        dy: _TensorLike,
        paddings: _Ints,
        mode: Literal['CONSTANT', 'REFLECT', 'SYMMETRIC'] = 'REFLECT',
        name: str | None = None,
    ) -> Tensor:
        """Adds a mirrored border back to the elements that it showed."""

    @staticmethod
    def Where(
        condition: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The positions of the elements that are not zero: int64, [count, rank]."""

    @staticmethod
    def SelectV2(
        condition: _TensorLike,
        t: _TensorLike,
        e: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Takes t where the condition holds and e elsewhere, with broadcasting."""

    @staticmethod
    def WhereV2(
        condition: _TensorLike,
        x: _TensorLike = None,
        y: _TensorLike = None,
        name: str | None = None,
    ) -> Tensor:
        """Takes x where `condition` holds and y elsewhere; or lists where it holds."""

    @staticmethod
    def BooleanMask(
        tensor: _TensorLike,
        mask: _TensorLike,
        axis: int | None = None,
        name: str | None = 'boolean_mask',
    ) -> Tensor:
        """Keeps the slices of `tensor` at which `mask` is True."""

    @staticmethod
    def GatherNd(
        params: _TensorLike,
        indices: _TensorLike,
        batch_dims: int = 0,
        name: str | None = None,
    ) -> Tensor:
        """Picks elements or slices of `params` by coordinates, the last dimension of `indices`."""

    @staticmethod
    def GatherNdGrad(
        dy: _TensorLike,
        indices: _TensorLike,
        shape: _Ints,
        batch_dims: int = 0,
        name: str | None = None,
    ) -> Tensor:
        """Zeros of `shape` to which what GatherNd picked is added back."""

    @staticmethod
    def ScatterNd(
        indices: _TensorLike,
        updates: _TensorLike,
        shape: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Zeros of `shape` to which `updates` are added at the given coordinates."""

    @staticmethod
    def TensorScatterUpdate(
        tensor: _TensorLike,
        indices: _TensorLike,
        updates: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """A copy of `tensor` with `updates` at the given coordinates; the last of several
        counts."""

    @staticmethod
    def TensorScatterAdd(
        tensor: _TensorLike,
        indices: _TensorLike,
        updates: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """A copy of `tensor` with `updates` added at the given coordinates."""

    @staticmethod
    def TensorScatterSub(
        tensor: _TensorLike,
        indices: _TensorLike,
        updates: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """A copy of `tensor` with `updates` subtracted at the given coordinates."""

    @staticmethod
    def TensorScatterMin(
        tensor: _TensorLike,
        indices: _TensorLike,
        updates: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """A copy of `tensor` with the smaller of it and `updates` at the given coordinates."""

    @staticmethod
    def TensorScatterMax(
        tensor: _TensorLike,
        indices: _TensorLike,
        updates: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """A copy of `tensor` with the larger of it and `updates` at the given coordinates."""

    @staticmethod
    def Shape(
        input: _TensorLike,
        out_type: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """The shape of a tensor, as a vector of integers."""

    @staticmethod
    def Rank(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The number of dimensions of a tensor."""

    @staticmethod
    def Size(
        input: _TensorLike,
        out_type: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """The number of elements of a tensor."""

    @staticmethod
    def SpaceToDepth(
        input: _TensorLike,
        block_size: int,
        data_format: Literal['NHWC', 'NCHW'] = 'NHWC',
        name: str | None = None,
    ) -> Tensor:
        """Puts every block of block_size x block_size pixels into the channels of one pixel."""

    @staticmethod
    def DepthToSpace(
        input: _TensorLike,
        block_size: int,
        data_format: Literal['NHWC', 'NCHW'] = 'NHWC',
        name: str | None = None,
    ) -> Tensor:
        """Spreads the channels of every pixel over a block of block_size x block_size pixels."""

    @staticmethod
    def Range(
        start: _TensorLike,
        limit: _TensorLike = None,
        delta: _TensorLike = 1,
        dtype: _DTypeLike | None = None,
        name: str | None = 'range',
    ) -> Tensor:
        """The numbers start, start + delta, ... below `limit` (above it, if delta < 0)."""

    @staticmethod
    def LinSpace(
        start: _TensorLike,
        stop: _TensorLike,
        num: int,
        name: str | None = None,
        axis: int = 0,
    ) -> Tensor:
        """`num` numbers at equal distances from start to stop, both included."""

    @staticmethod
    def Eye(
        num_rows: int,
        num_columns: int | None = None,
        batch_shape: _Ints | None = None,
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """An identity matrix, or a batch of them."""

    @staticmethod
    def OneHot(
        indices: _TensorLike,
        depth: int,
        on_value: _TensorLike = None,
        off_value: _TensorLike = None,
        axis: int | None = None,
        dtype: _DTypeLike | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Rows of `depth` values with on_value (1) at each index and off_value (0) elsewhere."""

    @staticmethod
    def SequenceMask(
        lengths: _TensorLike,
        maxlen: int | None = None,
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Rows of `maxlen` values of which the first lengths[i] are True."""

    @staticmethod
    def TopKV2(
        input: _TensorLike,
        k: int = 1,
        sorted: bool = True,
        index_type: _DTypeLike = ...,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """The k largest values along the last dimension, largest first, and their indices."""

    @staticmethod
    def Sort(
        values: _TensorLike,
        axis: int = -1,
        direction: Literal['ASCENDING', 'DESCENDING'] = 'ASCENDING',
        name: str | None = None,
    ) -> Tensor:
        """Sorts along an axis; NaN counts as larger than every number."""

    @staticmethod
    def Argsort(
        values: _TensorLike,
        axis: int = -1,
        direction: Literal['ASCENDING', 'DESCENDING'] = 'ASCENDING',
        stable: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """The int32 indices that sort along an axis. Equal values keep their order."""

    @staticmethod
    def LowerBound(
        sorted_inputs: _TensorLike,
        values: _TensorLike,
        out_type: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """For every value, how many elements of its sorted row are smaller."""

    @staticmethod
    def UpperBound(
        sorted_inputs: _TensorLike,
        values: _TensorLike,
        out_type: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """For every value, how many elements of its sorted row are smaller or equal."""

    @staticmethod
    def SearchSorted(
        sorted_sequence: _TensorLike,
        values: _TensorLike,
        side: Literal['left', 'right'] = 'left',
        out_type: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Where values belong in sorted rows: before their equals, or behind with side='right'."""

    @staticmethod
    def InvertPermutation(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The permutation y with y[x[i]] = i."""

    @staticmethod
    def InTopKV2(
        targets: _TensorLike,
        predictions: _TensorLike,
        k: int,
        name: str | None = None,
    ) -> Tensor:
        """Is the target's prediction among the k largest of its row? Never for targets out of range
        or predictions that are not finite; all that tie at the border count."""

    @staticmethod
    def Unique(
        x: _TensorLike,
        out_idx: _DTypeLike = ...,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """The distinct values of a vector in order of appearance, and where each element went."""

    @staticmethod
    def UniqueWithCounts(
        x: _TensorLike,
        out_idx: _DTypeLike = ...,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """The distinct values of a vector in order of appearance, where each element went, and how
        often each value occurs."""

    @staticmethod
    def Bincount(
        arr: _TensorLike,
        weights: _TensorLike = None,
        minlength: int | None = None,
        maxlength: int | None = None,
        dtype: _DTypeLike = ...,
        name: str | None = None,
        axis: int | None = None,
        binary_output: bool = False,
    ) -> Tensor:
        """Counts how often each of 0, 1, 2, ... occurs, or sums the weights there."""

    @staticmethod
    def UnravelIndex(
        indices: _TensorLike,
        dims: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Turns flat indices into an array of shape `dims` into coordinates, one row each."""

    @staticmethod
    def MatrixDiagV3(
        diagonal: _TensorLike,
        name: str | None = 'diag',
        k: _Ints = 0,
        num_rows: int = -1,
        num_cols: int = -1,
        padding_value: _TensorLike = 0,
        align: Literal['RIGHT_LEFT', 'LEFT_RIGHT', 'LEFT_LEFT', 'RIGHT_RIGHT'] = 'RIGHT_LEFT',
    ) -> Tensor:
        """Matrices with the given diagonals, and padding_value elsewhere."""

    @staticmethod
    def MatrixDiagPartV3(
        input: _TensorLike,
        name: str | None = 'diag_part',
        k: _Ints = 0,
        padding_value: _TensorLike = 0,
        align: Literal['RIGHT_LEFT', 'LEFT_RIGHT', 'LEFT_LEFT', 'RIGHT_RIGHT'] = 'RIGHT_LEFT',
    ) -> Tensor:
        """The diagonals of matrices, the upper one first; shorter ones are padded."""

    @staticmethod
    def MatrixSetDiagV3(
        input: _TensorLike,
        diagonal: _TensorLike,
        name: str | None = 'set_diag',
        k: _Ints = 0,
        align: Literal['RIGHT_LEFT', 'LEFT_RIGHT', 'LEFT_LEFT', 'RIGHT_RIGHT'] = 'RIGHT_LEFT',
    ) -> Tensor:
        """Copies of matrices with other diagonals, as linalg.diag takes them."""

    @staticmethod
    def MatrixBandPart(
        input: _TensorLike,
        num_lower: int,
        num_upper: int,
        name: str | None = None,
    ) -> Tensor:
        """Copies of matrices with zeros outside a band around the main diagonal."""

    @staticmethod
    def Diag(
        diagonal: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """A tensor of twice the rank with `diagonal` where both halves of the indices agree."""

    @staticmethod
    def DiagPart(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The elements of a tensor for which both halves of the indices agree."""

    @staticmethod
    def SegmentGather(
        params: _TensorLike,
        segment_ids: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The rows that ids name; zeros for negative ids."""

    @staticmethod
    def UnsortedSegmentSum(
        data: _TensorLike,
        segment_ids: _TensorLike,
        num_segments: int,
        name: str | None = None,
    ) -> Tensor:
        """Sums the rows of `data` that have one id; rows with negative ids are left out."""

    @staticmethod
    def UnsortedSegmentMax(
        data: _TensorLike,
        segment_ids: _TensorLike,
        num_segments: int,
        name: str | None = None,
    ) -> Tensor:
        """The largest of the rows of `data` that have one id; the lowest number where none has."""

    @staticmethod
    def UnsortedSegmentMin(
        data: _TensorLike,
        segment_ids: _TensorLike,
        num_segments: int,
        name: str | None = None,
    ) -> Tensor:
        """The smallest of the rows of `data` that have one id; the highest number where none
        has."""

    @staticmethod
    def UnsortedSegmentProd(
        data: _TensorLike,
        segment_ids: _TensorLike,
        num_segments: int,
        name: str | None = None,
    ) -> Tensor:
        """The product of the rows of `data` that have one id; 1 where none has."""

    @staticmethod
    def UnsortedSegmentMean(
        data: _TensorLike,
        segment_ids: _TensorLike,
        num_segments: int,
        name: str | None = None,
    ) -> Tensor:
        """The mean of the rows of `data` that have one id; 0 where none has."""

    @staticmethod
    def UnsortedSegmentSqrtN(
        data: _TensorLike,
        segment_ids: _TensorLike,
        num_segments: int,
        name: str | None = None,
    ) -> Tensor:
        """The sum of the rows of `data` that have one id over the root of their number."""

    @staticmethod
    def SegmentSum(
        data: _TensorLike,
        segment_ids: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Sums the rows of `data` that have one id; ids must ascend."""

    @staticmethod
    def SegmentMean(
        data: _TensorLike,
        segment_ids: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The mean of the rows of `data` that have one id, 0 where none has; ids must ascend."""

    @staticmethod
    def SegmentMax(
        data: _TensorLike,
        segment_ids: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The largest of the rows of `data` that have one id, 0 where none has; ids must ascend."""

    @staticmethod
    def SegmentMin(
        data: _TensorLike,
        segment_ids: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The smallest of the rows of `data` that have one id, 0 where none has; ids must
        ascend."""

    @staticmethod
    def SegmentProd(
        data: _TensorLike,
        segment_ids: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The product of the rows of `data` that have one id, 1 where none has; ids must ascend."""

    @staticmethod
    def AddN(
        inputs: Sequence[_TensorLike],
        name: str | None = None,
    ) -> Tensor:
        """Computes the sum of tensors of one shape, element by element, in their order."""

    @staticmethod
    def TrueDivide(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x / y, element by element, with broadcasting."""

    @staticmethod
    def DivideNoNan(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x / y, element by element; 0 where y is 0."""

    @staticmethod
    def FloorDiv(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the quotient rounded towards minus infinity, element by element."""

    @staticmethod
    def FloorMod(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the remainder that has y's sign (Python's %), element by element."""

    @staticmethod
    def TruncateDiv(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the quotient rounded towards zero, element by element."""

    @staticmethod
    def TruncateMod(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the remainder that has x's sign (C's %), element by element."""

    @staticmethod
    def Reciprocal(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes 1 / x, element by element."""

    @staticmethod
    def ReciprocalGrad(
        y: _TensorLike,
        dy: _TensorLike,
    ) -> Tensor:
        """The gradient of Reciprocal from its output: -dy * conj(y)^2."""

    @staticmethod
    def ReciprocalNoNan(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes 1 / x, element by element; 0 where x is 0."""

    @staticmethod
    def Sqrt(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the square root of x, element by element; NaN below zero."""

    @staticmethod
    def SqrtGrad(
        y: _TensorLike,
        dy: _TensorLike,
    ) -> Tensor:
        """The gradient of Sqrt from its output: dy / (2 conj(y)), and 0 where dy is 0."""

    @staticmethod
    def Rsqrt(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes 1 / sqrt(x), element by element."""

    @staticmethod
    def RsqrtGrad(
        y: _TensorLike,
        dy: _TensorLike,
    ) -> Tensor:
        """The gradient of Rsqrt from its output: -dy conj(y)^3 / 2, and 0 where dy is 0."""

    @staticmethod
    def Pow(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x to the power y, element by element, with broadcasting."""

    @staticmethod
    def PowByBase(
        x: _TensorLike,
        y: _TensorLike,
    ) -> Tensor:
        """The derivative of x^y by x: y x^(y-1), and 0 where y is 0."""

    @staticmethod
    def LogOrZero(
        x: _TensorLike,
    ) -> Tensor:
        """Computes the logarithm where x has one, and 0 elsewhere."""

    @staticmethod
    def Maximum(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the larger of x and y, element by element; NaN if one of them is."""

    @staticmethod
    def Minimum(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the smaller of x and y, element by element; NaN if one of them is."""

    @staticmethod
    def ClipByValue(
        t: _TensorLike,
        clip_value_min: _TensorLike,
        clip_value_max: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes t with what is below clip_value_min or above clip_value_max set to that
        bound."""

    @staticmethod
    def KeepGreaterEqual(
        dy: _TensorLike,
        x: _TensorLike,
        y: _TensorLike,
        invert: bool = False,
    ) -> Tensor:
        """Computes dy where x >= y (where not, with `invert`) and 0 elsewhere."""

    @staticmethod
    def Abs(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the absolute value, element by element; real where x is complex."""

    @staticmethod
    def Sign(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes -1, 0 or 1 by the sign of x, element by element; x / |x| where it is complex."""

    @staticmethod
    def Sin(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the sine of x radians, element by element."""

    @staticmethod
    def Cos(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the cosine of x radians, element by element."""

    @staticmethod
    def Tan(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the tangent of x radians, element by element."""

    @staticmethod
    def Asin(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the angle in [-pi/2, pi/2] whose sine is x, element by element."""

    @staticmethod
    def Acos(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the angle in [0, pi] whose cosine is x, element by element."""

    @staticmethod
    def Atan(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the angle in (-pi/2, pi/2) whose tangent is x, element by element."""

    @staticmethod
    def Atan2(
        y: _TensorLike,
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the angle in [-pi, pi] from the x axis to the point (x, y)."""

    @staticmethod
    def Sinh(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the hyperbolic sine, element by element."""

    @staticmethod
    def Cosh(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the hyperbolic cosine, element by element."""

    @staticmethod
    def Tanh(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the hyperbolic tangent, element by element."""

    @staticmethod
    def TanhGrad(
        y: _TensorLike,
        dy: _TensorLike,
    ) -> Tensor:
        """The gradient of Tanh from its output: dy (1 - conj(y)^2)."""

    @staticmethod
    def Asinh(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the inverse of the hyperbolic sine, element by element."""

    @staticmethod
    def Acosh(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the inverse of the hyperbolic cosine, element by element; NaN below 1."""

    @staticmethod
    def Atanh(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the inverse of the hyperbolic tangent, element by element; NaN beyond 1."""

    @staticmethod
    def Erf(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the error function, element by element."""

    @staticmethod
    def Erfc(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes 1 - erf(x), element by element, without cancellation for large x."""

    @staticmethod
    def Erfinv(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the inverse of the error function, element by element; NaN beyond 1."""

    @staticmethod
    def Ndtri(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the quantile of the standard normal distribution, element by element."""

    @staticmethod
    def Erfcinv(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the inverse of erfc, element by element; NaN outside [0, 2]."""

    @staticmethod
    def Lgamma(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the logarithm of |gamma(x)|, element by element."""

    @staticmethod
    def Digamma(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the derivative of lgamma, element by element."""

    @staticmethod
    def Polygamma(
        x: _TensorLike,
        order: int = 1,
    ) -> Tensor:
        """The derivative of digamma of the given order, at least 1."""

    @staticmethod
    def Floor(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the largest whole number not above x, element by element."""

    @staticmethod
    def Ceil(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the smallest whole number not below x, element by element."""

    @staticmethod
    def Round(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the whole number nearest to x, element by element; halves go to even ones."""

    @staticmethod
    def Rint(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the whole number nearest to x, element by element; halves go to even ones."""

    @staticmethod
    def Equal(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Tells where x equals y, element by element, with broadcasting. NaN equals nothing."""

    @staticmethod
    def NotEqual(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Tells where x differs from y, element by element, with broadcasting."""

    @staticmethod
    def Less(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Tells where x < y, element by element, with broadcasting."""

    @staticmethod
    def LessEqual(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Tells where x <= y, element by element, with broadcasting."""

    @staticmethod
    def Greater(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Tells where x > y, element by element, with broadcasting."""

    @staticmethod
    def GreaterEqual(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Tells where x >= y, element by element, with broadcasting."""

    @staticmethod
    def ApproximateEqual(
        x: _TensorLike,
        y: _TensorLike,
        tolerance: float = 1e-05,
        name: str | None = None,
    ) -> Tensor:
        """Tells where |x - y| < tolerance, element by element, with broadcasting."""

    @staticmethod
    def LogicalAnd(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Tells where x and y hold, element by element, with broadcasting."""

    @staticmethod
    def LogicalOr(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Tells where x or y holds, element by element, with broadcasting."""

    @staticmethod
    def LogicalXor(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Tells where just one of x and y holds, element by element, with broadcasting."""

    @staticmethod
    def LogicalNot(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Tells where x does not hold, element by element."""

    @staticmethod
    def BitwiseAnd(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x & y, bit by bit."""

    @staticmethod
    def BitwiseOr(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x | y, bit by bit."""

    @staticmethod
    def BitwiseXor(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x ^ y, bit by bit."""

    @staticmethod
    def LeftShift(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x shifted left by y bits; y counts as 0 below 0, and as the width less 1 above
        it."""

    @staticmethod
    def RightShift(
        x: _TensorLike,
        y: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x shifted right by y bits, with its sign; y is limited as in left_shift."""

    @staticmethod
    def Invert(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes x with every bit flipped, element by element."""

    @staticmethod
    def IsNan(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Tells where x is NaN, element by element."""

    @staticmethod
    def IsInf(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Tells where x is infinite, element by element."""

    @staticmethod
    def IsFinite(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Tells where x is neither infinite nor NaN, element by element."""

    @staticmethod
    def Real(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the real part, element by element; real tensors are their own."""

    @staticmethod
    def Imag(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the imaginary part, element by element; zeros for a real tensor."""

    @staticmethod
    def Conj(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the complex conjugate, element by element; real tensors are their own."""

    @staticmethod
    def Angle(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the argument in radians, element by element; 0 or pi for real numbers."""

    @staticmethod
    def Complex(
        real: _TensorLike,
        imag: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the complex numbers real + i imag, element by element, with broadcasting."""

    @staticmethod
    def Cast(
        x: _TensorLike,
        dtype: _DTypeLike,
        name: str | None = None,
    ) -> Tensor:
        """Converts x to another dtype."""

    @staticmethod
    def Sigmoid(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes 1 / (1 + exp(-x)), element by element."""

    @staticmethod
    def SigmoidGrad(
        y: _TensorLike,
        dy: _TensorLike,
    ) -> Tensor:
        """The gradient of Sigmoid from its output: dy conj(y) (1 - conj(y))."""

    @staticmethod
    def LogSigmoid(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the logarithm of sigmoid(x), element by element, without underflow."""

    @staticmethod
    def Softplus(
        features: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes log(1 + exp(features)), element by element, without overflow."""

    @staticmethod
    def SoftplusGrad(
        dy: _TensorLike,
        x: _TensorLike,
    ) -> Tensor:
        """The gradient of Softplus: dy sigmoid(x)."""

    @staticmethod
    def Relu(
        features: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes max(features, 0), element by element."""

    @staticmethod
    def ReluGrad(
        dy: _TensorLike,
        y: _TensorLike,
    ) -> Tensor:
        """The gradient of Relu from its output or its input: dy where y > 0, else 0."""

    @staticmethod
    def Relu6(
        features: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes min(max(features, 0), 6), element by element."""

    @staticmethod
    def Relu6Grad(
        dy: _TensorLike,
        y: _TensorLike,
    ) -> Tensor:
        """The gradient of Relu6 from its output or its input: dy where 0 < y < 6, else 0."""

    @staticmethod
    def LeakyRelu(
        features: _TensorLike,
        alpha: float = 0.2,
        name: str | None = None,
    ) -> Tensor:
        """Computes features above zero and alpha * features below, element by element."""

    @staticmethod
    def LeakyReluGrad(
        dy: _TensorLike,
        x: _TensorLike,
        alpha: float = 0.2,
    ) -> Tensor:
        """The gradient of LeakyRelu: dy where x > 0, else alpha dy."""

    @staticmethod
    def Elu(
        features: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes features above zero and exp(features) - 1 below, element by element."""

    @staticmethod
    def EluGrad(
        dy: _TensorLike,
        y: _TensorLike,
    ) -> Tensor:
        """The gradient of Elu from its output: dy where y >= 0, else dy (y + 1)."""

    @staticmethod
    def Selu(
        features: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the scaled exponential linear unit, element by element."""

    @staticmethod
    def SeluGrad(
        dy: _TensorLike,
        y: _TensorLike,
    ) -> Tensor:
        """The gradient of Selu from its output."""

    @staticmethod
    def Gelu(
        features: _TensorLike,
        approximate: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes x P(X <= x) for a normal X, element by element."""

    @staticmethod
    def GeluGrad(
        dy: _TensorLike,
        x: _TensorLike,
        approximate: bool = False,
    ) -> Tensor:
        """The gradient of Gelu."""

    @staticmethod
    def Swish(
        features: _TensorLike,
        beta: float = 1.0,
    ) -> Tensor:
        """Computes features * sigmoid(beta * features), element by element."""

    @staticmethod
    def SwishGrad(
        dy: _TensorLike,
        x: _TensorLike,
        beta: float = 1.0,
    ) -> Tensor:
        """The gradient of Swish."""

    @staticmethod
    def Softsign(
        features: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes features / (1 + |features|), element by element."""

    @staticmethod
    def SoftsignGrad(
        dy: _TensorLike,
        x: _TensorLike,
    ) -> Tensor:
        """The gradient of Softsign: dy / (1 + |x|)^2."""

    @staticmethod
    def SoftmaxCrossEntropy(
        features: _TensorLike,
        labels: _TensorLike,
    ) -> tuple[Tensor, Tensor]:
        """Softmax cross entropy of rows, and its derivative by the features."""

    @staticmethod
    def SparseSoftmaxCrossEntropy(
        features: _TensorLike,
        labels: _TensorLike,
    ) -> tuple[Tensor, Tensor]:
        """Softmax cross entropy of rows with one true class each, and its derivative by the
        features."""

    @staticmethod
    def SoftmaxCrossEntropyOfLogits(
        labels: _TensorLike,
        logits: _TensorLike,
        axis: int = -1,
        name: str | None = None,
    ) -> Tensor:
        """Computes softmax cross entropy between logits and probabilities."""

    @staticmethod
    def SparseSoftmaxCrossEntropyOfLogits(
        labels: _TensorLike,
        logits: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes softmax cross entropy between logits and the one true class of each row."""

    @staticmethod
    def SigmoidCrossEntropyWithLogits(
        labels: _TensorLike,
        logits: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes cross entropy between probabilities and the sigmoids of logits."""

    @staticmethod
    def ApplyGradientDescent(
        var: _TensorLike,
        delta: _TensorLike,
        alpha: float = 0.01,
    ) -> Tensor:
        """Gives var - alpha * delta."""

    @staticmethod
    def ApplyMomentum(
        var: _TensorLike,
        accum: _TensorLike,
        grad: _TensorLike,
        lr: float = 0.01,
        momentum: float = 0.9,
        use_nesterov: bool = False,
    ) -> tuple[Tensor, Tensor]:
        """Gives the next var and accum = momentum * accum + grad; var falls by lr * accum, or with
        Nesterov's momentum by lr * (grad + momentum * accum)."""

    @staticmethod
    def ApplyAdam(
        var: _TensorLike,
        m: _TensorLike,
        v: _TensorLike,
        grad: _TensorLike,
        beta1_power: float = 0.9,
        beta2_power: float = 0.999,
        lr: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-07,
        use_nesterov: bool = False,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Gives the next var, m and v of Adam (Kingma and Ba, 2015, arXiv:1412.6980, with epsilon
        outside the corrected root, as TensorFlow)."""

    @staticmethod
    def SparseApplyGradientDescent(
        var: _TensorLike,
        grad: _TensorLike,
        indices: _TensorLike,
        alpha: float = 0.01,
    ) -> Tensor:
        """Gives var with alpha * grad taken off the rows that indices name."""

    @staticmethod
    def SparseApplyMomentum(
        var: _TensorLike,
        accum: _TensorLike,
        grad: _TensorLike,
        indices: _TensorLike,
        lr: float = 0.01,
        momentum: float = 0.9,
        use_nesterov: bool = False,
    ) -> tuple[Tensor, Tensor]:
        """ApplyMomentum for a gradient that is zero outside the rows that indices name."""

    @staticmethod
    def SparseApplyAdam(
        var: _TensorLike,
        m: _TensorLike,
        v: _TensorLike,
        grad: _TensorLike,
        indices: _TensorLike,
        beta1_power: float = 0.9,
        beta2_power: float = 0.999,
        lr: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        epsilon: float = 1e-07,
        use_nesterov: bool = False,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """ApplyAdam for a gradient that is zero outside the rows that indices name."""

    @staticmethod
    def Prod(
        input_tensor: _TensorLike,
        axis: _Ints | None = None,
        keepdims: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes the product of elements along some axes."""

    @staticmethod
    def FFT(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the discrete Fourier transform over the last dimension."""

    @staticmethod
    def IFFT(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the inverse discrete Fourier transform over the last dimension."""

    @staticmethod
    def FFT2D(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the discrete Fourier transform over the last two dimensions."""

    @staticmethod
    def IFFT2D(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the inverse discrete Fourier transform over the last two dimensions."""

    @staticmethod
    def FFT3D(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the discrete Fourier transform over the last three dimensions."""

    @staticmethod
    def IFFT3D(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the inverse discrete Fourier transform over the last three dimensions."""

    @staticmethod
    def RFFT(
        input_tensor: _TensorLike,
        fft_length: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes the Fourier transform of real numbers over the last dimension."""

    @staticmethod
    def IRFFT(
        input_tensor: _TensorLike,
        fft_length: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes real numbers from their Fourier transform over the last dimension."""

    @staticmethod
    def RFFT2D(
        input_tensor: _TensorLike,
        fft_length: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes the Fourier transform of real numbers over the last two dimensions."""

    @staticmethod
    def IRFFT2D(
        input_tensor: _TensorLike,
        fft_length: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes real numbers from their Fourier transform over the last two dimensions."""

    @staticmethod
    def RFFT3D(
        input_tensor: _TensorLike,
        fft_length: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes the Fourier transform of real numbers over the last three dimensions."""

    @staticmethod
    def IRFFT3D(
        input_tensor: _TensorLike,
        fft_length: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes real numbers from their Fourier transform over the last three dimensions."""

    @staticmethod
    def MatrixTriangularSolve(
        matrix: _TensorLike,
        rhs: _TensorLike,
        lower: bool = True,
        adjoint: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Solves matrix X = rhs for triangular matrices; batch dimensions broadcast."""

    @staticmethod
    def BandedTriangularSolve(
        bands: _TensorLike,
        rhs: _TensorLike,
        lower: bool = True,
        adjoint: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Solves with triangular matrices that are given by their diagonals."""

    @staticmethod
    def Cholesky(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The lower triangular L with L L^H = input, for positive definite matrices."""

    @staticmethod
    def CholeskySolve(
        chol: _TensorLike,
        rhs: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Solves A X = rhs, given the Cholesky decomposition `chol` of A."""

    @staticmethod
    def MatrixInverse(
        input: _TensorLike,
        adjoint: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """The inverses of square matrices."""

    @staticmethod
    def MatrixSolve(
        matrix: _TensorLike,
        rhs: _TensorLike,
        adjoint: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Solves matrix X = rhs."""

    @staticmethod
    def MatrixDeterminant(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The determinants of square matrices."""

    @staticmethod
    def MatrixCofactor(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The conjugates of the cofactors of square matrices: the gradient of the determinant. Of
        singular complex matrices, it has no second derivative."""

    @staticmethod
    def LogMatrixDeterminant(
        input: _TensorLike,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """The signs of determinants and the logarithms of their absolute values."""

    @staticmethod
    def LogDet(
        matrix: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The logarithms of the determinants of positive definite matrices."""

    @staticmethod
    def Lu(
        input: _TensorLike,
        output_idx_type: _DTypeLike = ...,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """LU decompositions with partial pivoting: row i of L U is row p[i] of the input."""

    @staticmethod
    def LuReconstruct(
        lower_upper: _TensorLike,
        perm: _TensorLike,
        validate_args: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """The matrices with the given LU decompositions."""

    @staticmethod
    def LuSolve(
        lower_upper: _TensorLike,
        perm: _TensorLike,
        rhs: _TensorLike,
        validate_args: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Solves A X = rhs, given the LU decomposition of A."""

    @staticmethod
    def LuMatrixInverse(
        lower_upper: _TensorLike,
        perm: _TensorLike,
        validate_args: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """The inverses of the matrices with the given LU decompositions."""

    @staticmethod
    def Qr(
        input: _TensorLike,
        full_matrices: bool = False,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """QR decompositions: q has orthonormal columns, r is upper triangular, and q r the
        input."""

    @staticmethod
    def Svd(
        input: _TensorLike,
        compute_uv: bool = True,
        full_matrices: bool = False,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Singular value decompositions: input = u diag(s) v^H."""

    @staticmethod
    def PseudoInverse(
        a: _TensorLike,
        rcond: _TensorLike = None,
        validate_args: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """The Moore-Penrose pseudo-inverses of matrices."""

    @staticmethod
    def MatrixRank(
        a: _TensorLike,
        tol: _TensorLike = None,
        validate_args: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """The ranks of matrices: how many singular values are above `tol`."""

    @staticmethod
    def SelfAdjointEigV2(
        input: _TensorLike,
        compute_v: bool = True,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Eigenvalues, ascending, and eigenvectors of symmetric or Hermitian matrices."""

    @staticmethod
    def Eigh(
        tensor: _TensorLike,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """The eigenvalues, ascending, and the eigenvectors of symmetric or Hermitian matrices."""

    @staticmethod
    def Eigvalsh(
        tensor: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The eigenvalues, ascending, of symmetric or Hermitian matrices."""

    @staticmethod
    def Eig(
        input: _TensorLike,
        Tout: _DTypeLike | None = None,
        compute_v: bool = True,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Eigenvalues, in no order, and eigenvectors of length one of square matrices; complex."""

    @staticmethod
    def EigVectors(
        tensor: _TensorLike,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """The eigenvalues, in no order, and the eigenvectors of square matrices; complex."""

    @staticmethod
    def Eigvals(
        tensor: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The eigenvalues, in no order, of square matrices; complex."""

    @staticmethod
    def MatrixExponential(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The exponentials of square matrices, by Pade approximation and repeated squaring."""

    @staticmethod
    def MatrixLogarithm(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The principal logarithms of square matrices."""

    @staticmethod
    def MatrixSquareRoot(
        input: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The principal square roots of square matrices."""

    @staticmethod
    def TridiagonalSolve(
        diagonals: _TensorLike,
        rhs: _TensorLike,
        partial_pivoting: bool = True,
        perturb_singular: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Solves A X = rhs for tridiagonal matrices A."""

    @staticmethod
    def TridiagonalMatMul(
        superdiag: _TensorLike,
        maindiag: _TensorLike,
        subdiag: _TensorLike,
        rhs: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Multiplies tridiagonal matrices by matrices."""

    @staticmethod
    def MatrixSolveLs(
        matrix: _TensorLike,
        rhs: _TensorLike,
        l2_regularizer: float = 0.0,
        fast: bool = True,
        name: str | None = None,
    ) -> Tensor:
        """The X that brings matrix X closest to rhs, by the sum of squares."""

    @staticmethod
    def BesselI0(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the modified Bessel function I of order 0, element by element."""

    @staticmethod
    def BesselI0e(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes exp(-|x|) bessel_i0(x), element by element."""

    @staticmethod
    def BesselI1(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the modified Bessel function I of order 1, element by element."""

    @staticmethod
    def BesselI1e(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes exp(-|x|) bessel_i1(x), element by element."""

    @staticmethod
    def BesselK0(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the modified Bessel function K of order 0, element by element: infinite at 0,
        NaN below."""

    @staticmethod
    def BesselK0e(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes exp(x) bessel_k0(x), element by element: infinite at 0, NaN below."""

    @staticmethod
    def BesselK1(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the modified Bessel function K of order 1, element by element: infinite at 0,
        NaN below."""

    @staticmethod
    def BesselK1e(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes exp(x) bessel_k1(x), element by element: infinite at 0, NaN below."""

    @staticmethod
    def BesselJ0(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the Bessel function of the first kind of order 0, element by element."""

    @staticmethod
    def BesselJ1(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the Bessel function of the first kind of order 1, element by element."""

    @staticmethod
    def BesselY0(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the Bessel function of the second kind of order 0, element by element: minus
        infinity at 0, NaN below."""

    @staticmethod
    def BesselY1(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the Bessel function of the second kind of order 1, element by element: minus
        infinity at 0, NaN below."""

    @staticmethod
    def Dawsn(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes Dawson's integral, exp(-x^2) times that of exp(t^2) from 0 to x, element by
        element."""

    @staticmethod
    def Expint(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the exponential integral Ei, that of exp(t) / t from minus infinity to x,
        element by element; NaN below 0."""

    @staticmethod
    def FresnelCos(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes Fresnel's cosine integral, that of cos(pi t^2 / 2) from 0 to x, element by
        element."""

    @staticmethod
    def FresnelSin(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes Fresnel's sine integral, that of sin(pi t^2 / 2) from 0 to x, element by
        element."""

    @staticmethod
    def Spence(
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes Spence's integral, that of log(t) / (1 - t) from 1 to x, element by element; NaN
        below 0."""

    @staticmethod
    def Zeta(
        x: _TensorLike,
        q: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes Hurwitz's zeta function, the sum of (q + k)^-x over k >= 0, element by
        element."""

    @staticmethod
    def Igamma(
        a: _TensorLike,
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the lower regularised incomplete gamma function P(a, x), element by element."""

    @staticmethod
    def Igammac(
        a: _TensorLike,
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the upper regularised incomplete gamma function 1 - P(a, x), element by
        element."""

    @staticmethod
    def IgammaGradA(
        a: _TensorLike,
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The derivative of igamma(a, x) by a. It has no second derivative."""

    @staticmethod
    def RandomGammaGrad(
        alpha: _TensorLike,
        sample: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The derivative by alpha of a gamma distribution's sample, at a fixed quantile. It has no
        second derivative."""

    @staticmethod
    def RandomGammaCurve(
        alpha: _TensorLike,
        sample: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """The second derivative of igamma(a, x) by a, over minus that by x. It has no
        derivative."""

    @staticmethod
    def Betainc(
        a: _TensorLike,
        b: _TensorLike,
        x: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the regularised incomplete beta function I(a, b, x), element by element."""

    @staticmethod
    def NextAfter(
        x1: _TensorLike,
        x2: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the number next to x1 in the direction of x2, element by element."""

    @staticmethod
    def HistogramFixedWidth(
        values: _TensorLike,
        value_range: _TensorLike,
        nbins: int = 100,
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Counts the values that fall into each of `nbins` bins."""

    @staticmethod
    def HistogramFixedWidthBins(
        values: _TensorLike,
        value_range: _TensorLike,
        nbins: int = 100,
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Tells the bin of each value, as `histogram_fixed_width` counts them."""

    @staticmethod
    def SpaceToBatchND(
        input: _TensorLike,
        block_shape: _Ints,
        paddings: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Pads the dimensions behind the first with zeros, and moves their blocks to the first."""

    @staticmethod
    def BatchToSpaceND(
        input: _TensorLike,
        block_shape: _Ints,
        crops: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Moves parts of the first dimension into blocks of those behind it, and crops these."""

    @staticmethod
    def InplaceUpdate(
        x: _TensorLike,
        i: _TensorLike,
        v: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Replaces rows."""

    @staticmethod
    def InplaceAdd(
        x: _TensorLike,
        i: _TensorLike,
        v: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Adds to rows."""

    @staticmethod
    def InplaceSub(
        x: _TensorLike,
        i: _TensorLike,
        v: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Subtracts from rows."""

    @staticmethod
    def FakeQuant(
        inputs: _TensorLike,
        min: _TensorLike,
        max: _TensorLike,
        num_bits: int = 8,
        narrow_range: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Rounds floats to the steps of ranges that integers can count; the gradient is the
        straight-through estimate, that of clipping."""

    @staticmethod
    def FakeQuantRegion(
        inputs: _TensorLike,
        min: _TensorLike,
        max: _TensorLike,
        num_bits: int = 8,
        narrow_range: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """-1, 0 or 1, as the input is below, in or above the moved range; 2 for NaN."""

    @staticmethod
    def FakeQuantWithMinMaxVars(
        inputs: _TensorLike,
        min: _TensorLike,
        max: _TensorLike,
        num_bits: int = 8,
        narrow_range: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Rounds floats to the steps of a range that integers can count."""

    @staticmethod
    def FakeQuantWithMinMaxVarsPerChannel(
        inputs: _TensorLike,
        min: _TensorLike,
        max: _TensorLike,
        num_bits: int = 8,
        narrow_range: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Rounds floats as fake_quant_with_min_max_vars, with a range for each channel."""

    @staticmethod
    def FakeQuantWithMinMaxArgs(
        inputs: _TensorLike,
        min: float = -6,
        max: float = 6,
        num_bits: int = 8,
        narrow_range: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Rounds floats as fake_quant_with_min_max_vars, to a range given by numbers."""

    @staticmethod
    def FakeQuantWithMinMaxArgsGradient(
        gradients: _TensorLike,
        inputs: _TensorLike,
        min: float = -6,
        max: float = 6,
        num_bits: int = 8,
        narrow_range: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of fake_quant_with_min_max_args: zero outside the range."""

    @staticmethod
    def FakeQuantWithMinMaxVarsGradient(
        gradients: _TensorLike,
        inputs: _TensorLike,
        min: _TensorLike,
        max: _TensorLike,
        num_bits: int = 8,
        narrow_range: bool = False,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Computes the gradients of fake_quant_with_min_max_vars by its input, by min and by
        max."""

    @staticmethod
    def FakeQuantWithMinMaxVarsPerChannelGradient(
        gradients: _TensorLike,
        inputs: _TensorLike,
        min: _TensorLike,
        max: _TensorLike,
        num_bits: int = 8,
        narrow_range: bool = False,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Computes the gradients of fake_quant_with_min_max_vars_per_channel by its input, by min
        and by max."""

    @staticmethod
    def QuantizeAndDequantizeV4(
        input: _TensorLike,
        input_min: _TensorLike,
        input_max: _TensorLike,
        signed_input: bool = True,
        num_bits: int = 8,
        range_given: bool = False,
        round_mode: Literal['HALF_TO_EVEN', 'HALF_UP'] = 'HALF_TO_EVEN',
        name: str | None = None,
        narrow_range: bool = False,
        axis: int | None = None,
    ) -> Tensor:
        """Rounds numbers to the steps that integers of `num_bits` bits would have."""

    @staticmethod
    def QuantizeAndDequantizeV2(
        input: _TensorLike,
        input_min: _TensorLike,
        input_max: _TensorLike,
        signed_input: bool = True,
        num_bits: int = 8,
        range_given: bool = False,
        round_mode: Literal['HALF_TO_EVEN', 'HALF_UP'] = 'HALF_TO_EVEN',
        name: str | None = None,
        narrow_range: bool = False,
        axis: int | None = None,
    ) -> Tensor:
        """Rounds numbers to the steps that integers of `num_bits` bits would have."""

    @staticmethod
    def RandomGamma(
        shape: _ShapeLike,
        alpha: _TensorLike,
        seed: _Ints = [],
        state: _Ints = [],
        name: str | None = None,
    ) -> Tensor:
        """Draws from gamma distributions of rate 1."""

    @staticmethod
    def RandomPoisson(
        shape: _ShapeLike,
        rate: _TensorLike,
        seed: _Ints = [],
        state: _Ints = [],
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Draws from Poisson distributions."""

    @staticmethod
    def RandomBinomial(
        shape: _ShapeLike,
        counts: _TensorLike,
        probs: _TensorLike,
        seed: _Ints = [],
        state: _Ints = [],
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Draws from binomial distributions."""

    @staticmethod
    def ParameterizedTruncatedNormal(
        shape: _ShapeLike,
        means: _TensorLike,
        stdevs: _TensorLike,
        minvals: _TensorLike,
        maxvals: _TensorLike,
        seed: _Ints = [],
        state: _Ints = [],
        name: str | None = None,
    ) -> Tensor:
        """Draws from normal distributions, each cut to an interval."""

    @staticmethod
    def Conv3D(
        input: _TensorLike,
        filters: _TensorLike,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NDHWC', 'NCDHW'] = 'NDHWC',
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Convolves volumes with filters (cross-correlation, as is usual in deep learning)."""

    @staticmethod
    def Conv3DBackpropInputV2(
        input_sizes: _ShapeLike,
        filter: _TensorLike,
        out_backprop: _TensorLike,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NDHWC', 'NCDHW'] = 'NDHWC',
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of conv3d by its input, of shape input_sizes."""

    @staticmethod
    def Conv3DBackpropFilterV2(
        input: _TensorLike,
        filter_sizes: _ShapeLike,
        out_backprop: _TensorLike,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NDHWC', 'NCDHW'] = 'NDHWC',
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of conv3d by its filter, of shape filter_sizes."""

    @staticmethod
    def Conv3DTranspose(
        input: _TensorLike,
        filters: _TensorLike,
        output_shape: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]] = 'SAME',
        data_format: Literal['NDHWC', 'NCDHW'] = 'NDHWC',
        dilations: _Ints | None = None,
        name: str | None = None,
    ) -> Tensor:
        """Computes the transpose of conv3d: its gradient by its input."""

    @staticmethod
    def MaxPool3D(
        input: _TensorLike,
        ksize: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NDHWC', 'NCDHW'] = 'NDHWC',
        name: str | None = None,
    ) -> Tensor:
        """Computes the largest element of each window, by channel."""

    @staticmethod
    def AvgPool3D(
        input: _TensorLike,
        ksize: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NDHWC', 'NCDHW'] = 'NDHWC',
        name: str | None = None,
    ) -> Tensor:
        """Computes the mean of each window, by channel."""

    @staticmethod
    def MaxPoolWithArgmax(
        input: _TensorLike,
        ksize: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC', 'NCHW'] = 'NHWC',
        output_dtype: _DTypeLike = ...,
        include_batch_in_index: bool = False,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Computes the largest element of each window, by channel, and where it is."""

    @staticmethod
    def MaxPoolGradWithArgmax(
        input: _TensorLike,
        grad: _TensorLike,
        argmax: _TensorLike,
        ksize: _Ints,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        include_batch_in_index: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of max_pool_with_argmax: each number of `grad` goes to its
        place."""

    @staticmethod
    def ChannelWindowSum(
        x: _TensorLike,
        radius: int,
    ) -> Tensor:
        """The sums over the channels (the last dimension) that are at most `radius` away."""

    @staticmethod
    def LRN(
        input: _TensorLike,
        depth_radius: int = 5,
        bias: float = 1.0,
        alpha: float = 1.0,
        beta: float = 0.5,
        name: str | None = None,
    ) -> Tensor:
        """Divides each element by (bias + alpha * s)^beta, s the sum of squares around it."""

    @staticmethod
    def Dilation2D(
        input: _TensorLike,
        filters: _TensorLike,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC'],
        dilations: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Computes the largest of image plus filter in each window, by channel."""

    @staticmethod
    def Dilation2DBackprop(
        input: _TensorLike,
        filters: _TensorLike,
        out_backprop: _TensorLike,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC'],
        dilations: _Ints,
        to_filter: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of dilation2d by its input or its filter. It has no derivative."""

    @staticmethod
    def Erosion2D(
        value: _TensorLike,
        filters: _TensorLike,
        strides: _Ints,
        padding: str | Sequence[Sequence[int]],
        data_format: Literal['NHWC'],
        dilations: _Ints,
        name: str | None = None,
    ) -> Tensor:
        """Computes the smallest of image minus mirrored filter in each window, by channel."""

    @staticmethod
    def CTCLossDense(
        labels: _TensorLike,
        logits: _TensorLike,
        label_length: _TensorLike,
        logit_length: _TensorLike,
        blank_index: int = 0,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """The negative log-probabilities of label sequences, and their gradients by the logits."""

    @staticmethod
    def ResizeBilinear(
        images: _TensorLike,
        size: _Ints,
        align_corners: bool = False,
        half_pixel_centers: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Resizes images [batch, height, width, channels] by bilinear interpolation."""

    @staticmethod
    def ResizeBicubic(
        images: _TensorLike,
        size: _Ints,
        align_corners: bool = False,
        half_pixel_centers: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Resizes images [batch, height, width, channels] by bicubic interpolation."""

    @staticmethod
    def ResizeArea(
        images: _TensorLike,
        size: _Ints,
        align_corners: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Resizes images [batch, height, width, channels] to the mean of the area that each new
        pixel covers."""

    @staticmethod
    def ResizeGrad(
        grads: _TensorLike,
        shape: _ShapeLike,
        dtype: _DTypeLike,
        method: Literal['bilinear', 'bicubic', 'area'],
        align_corners: bool = False,
        half_pixel_centers: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of resizing by the images, which have `shape` and `dtype`."""

    @staticmethod
    def ResizeNearestNeighbor(
        images: _TensorLike,
        size: _Ints,
        align_corners: bool = False,
        half_pixel_centers: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Resizes images [batch, height, width, channels] by taking the nearest pixel."""

    @staticmethod
    def ResizeNearestNeighborGrad(
        grads: _TensorLike,
        size: _Ints,
        align_corners: bool = False,
        half_pixel_centers: bool = False,
        name: str | None = None,
    ) -> Tensor:
        """Adds each pixel of grads to the pixel of an image of `size` that it was taken from."""

    @staticmethod
    def ScaleAndTranslate(
        images: _TensorLike,
        size: _Ints,
        scale: _TensorLike,
        translation: _TensorLike,
        kernel_type: Literal['lanczos1', 'lanczos3', 'lanczos5', 'gaussian', 'box', 'triangle', 'keyscubic', 'mitchellcubic'] = 'lanczos3',
        antialias: bool = True,
        name: str | None = None,
    ) -> Tensor:
        """Samples images, scaled and moved, at the pixels of an image of another size."""

    @staticmethod
    def ScaleAndTranslateGrad(
        grads: _TensorLike,
        scale: _TensorLike,
        translation: _TensorLike,
        shape: _ShapeLike,
        dtype: _DTypeLike,
        kernel_type: Literal['lanczos1', 'lanczos3', 'lanczos5', 'gaussian', 'box', 'triangle', 'keyscubic', 'mitchellcubic'] = 'lanczos3',
        antialias: bool = True,
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of ScaleAndTranslate by the images, which have `shape` and
        `dtype`."""

    @staticmethod
    def CropAndResize(
        image: _TensorLike,
        boxes: _TensorLike,
        box_indices: _TensorLike,
        crop_size: _Ints,
        method: Literal['bilinear', 'nearest'] = 'bilinear',
        extrapolation_value: float = 0.0,
        name: str | None = None,
    ) -> Tensor:
        """Cuts boxes out of images and resizes them to one size."""

    @staticmethod
    def CropAndResizeGradImage(
        grads: _TensorLike,
        boxes: _TensorLike,
        box_indices: _TensorLike,
        image_size: _ShapeLike,
        dtype: _DTypeLike,
        method: Literal['bilinear', 'nearest'] = 'bilinear',
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of crop_and_resize by the images."""

    @staticmethod
    def CropAndResizeGradBoxes(
        grads: _TensorLike,
        image: _TensorLike,
        boxes: _TensorLike,
        box_indices: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of bilinear crop_and_resize by the boxes. It has no derivative."""

    @staticmethod
    def RGBToHSV(
        images: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Turns red, green and blue into hue, saturation and value, all of them in [0, 1]."""

    @staticmethod
    def HSVToRGB(
        images: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Turns hue, saturation and value, all of them in [0, 1], into red, green and blue."""

    @staticmethod
    def AdjustHue(
        images: _TensorLike,
        delta: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Adds delta, a part of the colour wheel, to the hue of images [..., 3] of RGB."""

    @staticmethod
    def AdjustSaturation(
        images: _TensorLike,
        scale: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Multiplies the saturation of images [..., 3] of RGB, up to full saturation."""

    @staticmethod
    def AdjustContrastv2(
        images: _TensorLike,
        contrast_factor: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Moves each pixel of images [..., height, width, channels] away from the mean of its
        channel by a factor."""

    @staticmethod
    def DrawBoundingBoxes(
        images: _TensorLike,
        boxes: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Draws the outlines of boxes into images, in ten colours by turns."""

    @staticmethod
    def DrawBoundingBoxesV2(
        images: _TensorLike,
        boxes: _TensorLike,
        colors: _TensorLike = None,
        name: str | None = None,
    ) -> Tensor:
        """Draws the outlines of boxes into images."""

    @staticmethod
    def SuppressNonMax(
        boxes: _TensorLike,
        scores: _TensorLike,
        max_output_size: int,
        iou_threshold: float,
        score_threshold: float,
        soft_nms_sigma: float = 0.0,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Chooses boxes by score, without those that overlap a better one; zeros follow the `count`
        chosen ones."""

    @staticmethod
    def ImageProjectiveTransformV2(
        images: _TensorLike,
        transforms: _TensorLike,
        output_shape: _Ints,
        interpolation: Literal['NEAREST', 'BILINEAR'],
        fill_mode: Literal['CONSTANT', 'REFLECT', 'WRAP', 'NEAREST'] = 'CONSTANT',
        name: str | None = None,
    ) -> Tensor:
        """Gives each pixel (x, y) of the output the colour that the images have at ((a0 x + a1 y +
        a2) / k, (b0 x + b1 y + b2) / k), where k = c0 x + c1 y + 1."""

    @staticmethod
    def ImageProjectiveTransformV3(
        images: _TensorLike,
        transforms: _TensorLike,
        output_shape: _Ints,
        fill_value: _TensorLike,
        interpolation: Literal['NEAREST', 'BILINEAR'],
        fill_mode: Literal['CONSTANT', 'REFLECT', 'WRAP', 'NEAREST'] = 'CONSTANT',
        name: str | None = None,
    ) -> Tensor:
        """Computes ImageProjectiveTransformV2 with `fill_value`, a scalar, outside of the
        images."""

    @staticmethod
    def ImageProjectiveTransformGrad(
        grads: _TensorLike,
        transforms: _TensorLike,
        shape: _ShapeLike,
        interpolation: Literal['NEAREST', 'BILINEAR'],
        fill_mode: Literal['CONSTANT', 'REFLECT', 'WRAP', 'NEAREST'] = 'CONSTANT',
        name: str | None = None,
    ) -> Tensor:
        """Computes the gradient of a projective transform by the images, which have `shape`."""

    @staticmethod
    def Lstm(
        x: _TensorLike,
        h0: _TensorLike,
        c0: _TensorLike,
        kernel: _TensorLike,
        recurrent: _TensorLike,
        bias: _TensorLike = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Runs an LSTM over sequences."""

    @staticmethod
    def LstmGrad(
        gates: _TensorLike,
        c: _TensorLike,
        c0: _TensorLike,
        recurrent: _TensorLike,
        dh: _TensorLike = None,
        dh_last: _TensorLike = None,
        dc_last: _TensorLike = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Computes the gradients of Lstm by what goes into the gates, by h0 and by c0."""

    @staticmethod
    def Gru(
        x: _TensorLike,
        h0: _TensorLike,
        kernel: _TensorLike,
        recurrent: _TensorLike,
        bias: _TensorLike = None,
        recurrent_bias: _TensorLike = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Runs a GRU over sequences."""

    @staticmethod
    def GruGrad(
        gates: _TensorLike,
        h: _TensorLike,
        h0: _TensorLike,
        recurrent: _TensorLike,
        dh: _TensorLike = None,
        dh_last: _TensorLike = None,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Computes the gradients of Gru by v and a at all times, and by h0."""

    @staticmethod
    def CTCBeamSearch(
        logits: _TensorLike,
        logit_length: _TensorLike,
        beam_width: int = 100,
        top_paths: int = 1,
        blank_index: int = 0,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Finds label sequences by a beam search that adds up all frames that give the same."""

    @staticmethod
    def SuppressOverlaps(
        overlaps: _TensorLike,
        scores: _TensorLike,
        max_output_size: int,
        overlap_threshold: float,
        score_threshold: float,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Chooses indices by score, without those that overlap a better one; zeros follow the
        `count` chosen ones."""

    @staticmethod
    def SampleCandidates(
        true_classes: _TensorLike,
        weights: _TensorLike = None,
        num_sampled: int = ...,
        range_max: int = ...,
        unique: bool = True,
        law: Literal['UNIFORM', 'LOG_UNIFORM', 'WEIGHTS'] = 'UNIFORM',
        seed: _Ints = [],
        state: _Ints = [],
        name: str | None = None,
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Draws classes, and says how often each and the true ones are to be expected."""

    @staticmethod
    def RandomIndexShuffle(
        index: _TensorLike,
        seed: _TensorLike,
        max_index: _TensorLike,
        rounds: int = 4,
        name: str | None = None,
    ) -> Tensor:
        """Computes where a random permutation of 0, ..., max_index sends an index."""

    @staticmethod
    def SobolSample(
        dim: int,
        num_results: int,
        skip: int = 0,
        dtype: _DTypeLike = ...,
        name: str | None = None,
    ) -> Tensor:
        """Computes points of Sobol's sequence, which fill the unit cube evenly."""

    @staticmethod
    def IsotonicRegression(
        input: _TensorLike,
        name: str | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Computes the non-increasing rows nearest to those of the input by least squares, and
        which elements share a value, by number."""

    @staticmethod
    def SegmentMeanOfRows(
        x: _TensorLike,
        segments: _TensorLike,
        name: str | None = None,
    ) -> Tensor:
        """Puts the mean of each segment of neighbours with one number, an int32, in its place."""
