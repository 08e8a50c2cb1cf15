"""Streams, events, memory and captured graphs of NVIDIA GPUs: `tf.cuda`."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable, Iterator
from typing import Any

from zeal import _core
from zeal._api import tf

__all__ = [
    "Event",
    "Graph",
    "Stream",
    "current_stream",
    "device_count",
    "empty_cache",
    "from_array_interface",
    "graph",
    "is_available",
    "max_memory_allocated",
    "memory_allocated",
    "memory_stats",
    "reset_peak_memory_stats",
    "synchronize",
]


def is_available() -> bool:
    """Is there a GPU that zeal can use? `tf.config.gpu_status()` tells why not."""
    return device_count() > 0


def device_count() -> int:
    """The number of GPUs that zeal can use."""
    return _core.device_count("gpu")


def _index(device: Any) -> int:
    """The index behind None (the GPU in use), a number, or a name such as "/gpu:1"."""
    if device is None:
        name = _core.current_device()
        return int(name.rpartition(":")[2]) if ":GPU:" in name else 0
    if isinstance(device, int):
        return device
    name = _core.parse_device(str(device))
    if ":GPU:" not in name:
        raise ValueError(f"{device!r} is not a GPU")
    return int(name.rpartition(":")[2])


class Stream:
    """A queue of work on a GPU, whose parts run in the order in which they were queued.

    Inside `with stream:` this thread's ops go there. A tensor may be used on any stream: the stream
    that uses it waits for the one that made it, and its memory is not used again before both are
    done. Outside of such blocks all threads share one stream for each GPU.

    Args:
      device: a GPU, by index or name; the current one when None.
      priority: a lower number goes first, where the GPU can choose.
      external: another library's stream, as a number (a `cudaStream_t`) or an object with
        `__cuda_stream__`, to be used instead of a new one. It must live as long as tensors that
        were made on it.
    """

    def __init__(self, device: Any = None, priority: int = 0, external: Any = None) -> None:
        self.device = _index(device)
        if external is None:
            self._handle = _core.stream_make(self.device, priority)
        else:
            if hasattr(external, "__cuda_stream__"):
                external = external.__cuda_stream__()[1]
            self._handle = _core.stream_wrap(self.device, int(external))
        self._before: list[int] = []

    @classmethod
    def _of(cls, device: int, handle: int) -> Stream:
        made = cls.__new__(cls)
        made.device, made._handle, made._before = device, handle, []
        return made

    def __cuda_stream__(self) -> tuple[int, int]:
        """The protocol of cuda-python: a version, and the `cudaStream_t` as a number."""
        return 0, self.cuda_stream

    @property
    def cuda_stream(self) -> int:
        """The `cudaStream_t` as a number."""
        return _core.stream_native(self._handle)

    def __enter__(self) -> Stream:
        self._before.append(_core.stream_exchange(self.device, self._handle))
        return self

    def __exit__(self, *_: object) -> None:
        _core.stream_exchange(self.device, self._before.pop())

    def synchronize(self) -> None:
        """Waits for all that is queued; raises what kernels have found wrong with their inputs."""
        _core.stream_synchronize(self.device, self._handle)

    def query(self) -> bool:
        """Has all that was queued been done?"""
        return _core.stream_is_done(self._handle)

    def wait_stream(self, other: Stream) -> None:
        """What is queued here from now on waits for what is queued on `other` now."""
        _core.stream_wait(self._handle, other._handle)

    def wait_event(self, event: Event) -> None:
        """What is queued here from now on waits for an event."""
        _core.event_wait(self._handle, event._handle)

    def record_event(self, event: Event | None = None) -> Event:
        """Records an event (a new one when None) after what is queued now, and returns it."""
        event = event or Event(self.device)
        event.record(self)
        return event

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stream) and other._handle == self._handle

    def __hash__(self) -> int:
        return hash(self._handle)

    def __repr__(self) -> str:
        return f"<zeal.cuda.Stream on GPU:{self.device}, cudaStream_t {self.cuda_stream:#x}>"


def current_stream(device: Any = None) -> Stream:
    """The stream that this thread's ops go to."""
    index = _index(device)
    return Stream._of(index, _core.stream_current(index))


def synchronize(device: Any = None) -> None:
    """Waits for this thread's stream; raises what kernels have found wrong with their inputs."""
    current_stream(device).synchronize()


class Event:
    """A point in a stream's queue.

    Args:
      device: a GPU, by index or name; the current one when None.
      enable_timing: may `elapsed_time` be asked?
    """

    def __init__(self, device: Any = None, enable_timing: bool = False) -> None:
        self.device = _index(device)
        self._handle = _core.event_make(self.device, enable_timing)

    def __del__(self) -> None:
        if handle := getattr(self, "_handle", 0):
            _core.event_drop(handle)

    def record(self, stream: Stream | None = None) -> None:
        """Puts the event behind what is queued on a stream (the current one when None)."""
        _core.event_record(self._handle, (stream or current_stream(self.device))._handle)

    def wait(self, stream: Stream | None = None) -> None:
        """What is queued on a stream (the current one when None) from now on waits."""
        (stream or current_stream(self.device)).wait_event(self)

    def query(self) -> bool:
        """Has it happened?"""
        return _core.event_is_done(self._handle)

    def synchronize(self) -> None:
        """Waits until it has happened."""
        _core.event_synchronize(self._handle)

    def elapsed_time(self, end: Event) -> float:
        """The milliseconds from here to `end`, both with `enable_timing` and past."""
        return _core.event_milliseconds(self._handle, end._handle)


def memory_stats(device: Any = None) -> dict[str, int]:
    """Bytes in use ("current"), at most ("peak"), kept for reuse ("cached"), and `allocations`."""
    return dict(_core.memory_stats(f"gpu:{_index(device)}"))


def memory_allocated(device: Any = None) -> int:
    """Bytes that tensors use now."""
    return memory_stats(device)["current"]


def max_memory_allocated(device: Any = None) -> int:
    """The most bytes that tensors have used."""
    return memory_stats(device)["peak"]


def reset_peak_memory_stats(device: Any = None) -> None:
    """Makes the peak start from what is in use now."""
    _core.reset_peak_memory(f"gpu:{_index(device)}")


def empty_cache(device: Any = None) -> None:
    """Gives memory that no tensor uses back to the GPU, for other programs."""
    _core.release_memory(f"gpu:{_index(device)}")


def from_array_interface(array: Any) -> Any:
    """A tensor over the memory of an object with `__cuda_array_interface__` (CuPy's, Numba's).

    Nothing is copied. The object must not be written to while the tensor lives.
    """
    return _core.from_cuda_array(array)


class Graph:
    """A function's work on a GPU, captured once, to be run again without the host's part of it.

    Each run computes with the same memory: new inputs are copied to where the first ones were, and
    the results are the tensors in `outputs`, overwritten each time. What the function updates in
    place (`assign_add`, an optimizer's step) is updated by each run; what `Variable.assign` puts in
    a variable's place later is not seen. Made by `zeal.cuda.graph`.
    """

    def __init__(self, stream: Stream, handle: int, inputs: Any, outputs: Any, keep: Any) -> None:
        self._stream = stream
        self._handle = handle
        self._inputs = inputs
        self._keep = keep
        self.outputs = outputs

    def __del__(self) -> None:
        if handle := getattr(self, "_handle", 0):
            self._stream.synchronize()
            _core.graph_drop(handle)

    def replay(self, *inputs: Any) -> Any:
        """Runs the work again behind what is queued on the current stream; returns `outputs`.

        Args:
          *inputs: values for the function's arguments, of the same dtypes and shapes; those of the
            last run when left out.
        """
        if inputs and len(inputs) != len(self._inputs):
            raise ValueError(f"expected {len(self._inputs)} inputs or none, got {len(inputs)}")
        here = current_stream(self._stream.device)
        for to, x in zip(self._inputs, inputs, strict=False):
            _core.overwrite(to, tf.convert_to_tensor(x, to.dtype))
        self._stream.wait_stream(here)
        _core.graph_replay(self._handle, self._stream._handle)
        here.wait_stream(self._stream)
        return self.outputs

    __call__ = replay


@contextlib.contextmanager
def _captured(stream: Stream) -> Iterator[list[int]]:
    """What runs in the block is captured; the list then holds the graph's handle."""
    made: list[int] = []
    _core.capture_begin(stream._handle)
    try:
        yield made
    except BaseException:
        _core.capture_end(stream._handle, False)
        raise
    made.append(_core.capture_end(stream._handle, True))


def graph(function: Callable[..., Any], *inputs: Any, warmup: int = 2) -> Graph:
    """Captures what a function does on the GPU, for loops whose shapes never change.

    Args:
      function: called with `inputs`. While it is captured it must not look at values (`.numpy()`,
        `if tensor:`, `int(tensor)`), copy from or to the host, or need more memory than in the runs
        before; each raises a FailedPreconditionError, and nothing is captured.
      *inputs: its arguments; the graph has copies of them on the GPU.
      warmup: how often the function is run before, at least once: for the memory that it needs, and
        for what kernels find out at their first call.

    Returns:
      A Graph: call it to run the work again.
    """
    if warmup < 1:
        raise ValueError(f"warmup must be at least 1, got {warmup}")
    index = _index(None)
    with tf.device(f"gpu:{index}"):
        own = [copy.deepcopy(tf.identity(tf.convert_to_tensor(x))) for x in inputs]
    stream = Stream(index)
    stream.wait_stream(current_stream(stream.device))
    with tf.device(f"gpu:{stream.device}"), stream:
        for _ in range(warmup):
            function(*own)
        stream.synchronize()
        with _captured(stream) as made:
            outputs = function(*own)
    return Graph(stream, made[0], own, outputs, function)
