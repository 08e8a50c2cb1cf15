"""Devices, threads and memory: `tf.config`."""

from __future__ import annotations

import dataclasses
from typing import Any

from zeal import _core, _lazy

__all__ = [
    "LogicalDevice",
    "LogicalDeviceConfiguration",
    "PhysicalDevice",
    "experimental",
    "experimental_functions_run_eagerly",
    "experimental_run_functions_eagerly",
    "functions_run_eagerly",
    "get_logical_device_configuration",
    "get_soft_device_placement",
    "get_visible_devices",
    "gpu_status",
    "instruction_set",
    "list_logical_devices",
    "list_physical_devices",
    "optimizer",
    "run_functions_eagerly",
    "set_logical_device_configuration",
    "set_soft_device_placement",
    "set_visible_devices",
    "threading",
]
__getattr__ = _lazy.missing(__name__)


@dataclasses.dataclass(frozen=True)
class PhysicalDevice:
    """A device of this machine."""

    name: str
    device_type: str


@dataclasses.dataclass(frozen=True)
class LogicalDevice:
    """A device that ops can run on."""

    name: str
    device_type: str


@dataclasses.dataclass
class LogicalDeviceConfiguration:
    """How to make a logical device; for CPUs the arguments have no meaning."""

    memory_limit: int | None = None
    experimental_priority: int | None = None
    experimental_device_ordinal: int | None = None


_configuration: dict[str, list[LogicalDeviceConfiguration]] = {}
_hidden: set[str] = set()  # names of GPUs that set_visible_devices has left out


def gpu_status() -> str:
    """The GPUs and NVIDIA's libraries that zeal found, or why no GPU can be used.

    A line for each GPU, and one for each library: its version and file, or why it cannot be used.
    """
    if reason := _core.gpu_reason():
        return reason
    lines = []
    for i in range(_core.device_count("gpu")):
        details = _core.device_details(f"gpu:{i}")
        major, minor = details["compute_capability"]
        lines.append(f"GPU:{i}: {details['device_name']}, compute capability {major}.{minor}")
    return "\n".join([*lines, *_core.gpu_libraries().splitlines()])


def list_physical_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices of this machine, of one type ("CPU", "GPU") or all."""
    devices = [PhysicalDevice("/physical_device:CPU:0", "CPU")]
    devices += [
        PhysicalDevice(f"/physical_device:GPU:{i}", "GPU") for i in range(_core.device_count("gpu"))
    ]
    return [d for d in devices if device_type is None or d.device_type == device_type]


def list_logical_devices(device_type: str | None = None) -> list[LogicalDevice]:
    """The devices that ops can run on, of one type or all."""
    devices = [
        LogicalDevice(f"/device:{kind}:{i}", kind)
        for kind in ("CPU", "GPU")
        for i in range(_core.device_count(kind))
        if f"/physical_device:{kind}:{i}" not in _hidden
    ]
    return [d for d in devices if device_type is None or d.device_type == device_type]


def set_logical_device_configuration(
    device: PhysicalDevice, logical_devices: list[LogicalDeviceConfiguration]
) -> None:
    """Splits the CPU into several logical devices, or limits the memory of a GPU.

    A GPU is one logical device, whose `memory_limit` in MiB is what zeal may take of it.

    Raises:
      ValueError: if the list is empty or the device is unknown.
    """
    if device not in list_physical_devices():
        raise ValueError(f"Unrecognized device: {device!r}")
    if not logical_devices:
        raise ValueError("logical_devices must hold at least one configuration")
    if device.device_type != "CPU":
        if len(logical_devices) > 1:
            raise ValueError(f"{device.name} cannot be split into logical devices")
        limit = logical_devices[0].memory_limit
        _core.set_memory_limit(_short(device), int((limit or 0) * 2**20))
        _configuration[device.name] = list(logical_devices)
        return
    _configuration[device.name] = list(logical_devices)
    _core.set_logical_cpu_count(len(logical_devices))


def get_logical_device_configuration(
    device: PhysicalDevice,
) -> list[LogicalDeviceConfiguration] | None:
    """What set_logical_device_configuration was given; None if it was not called."""
    return _configuration.get(device.name)


def _short(device: PhysicalDevice) -> str:
    """ "GPU:0" for "/physical_device:GPU:0"."""
    return device.name.removeprefix("/physical_device:")


def get_visible_devices(device_type: str | None = None) -> list[PhysicalDevice]:
    """The devices that zeal may use: all but GPUs that were hidden."""
    return [d for d in list_physical_devices(device_type) if d.name not in _hidden]


def set_visible_devices(
    devices: PhysicalDevice | list[PhysicalDevice], device_type: str | None = None
) -> None:
    """Hides the GPUs that are not in the list; without any, ops run on the CPU by default.

    GPUs are hidden from the last one on: those that stay keep their numbers.

    Raises:
      ValueError: if a CPU is to be hidden, a device is unknown, or a GPU before one that stays.
      RuntimeError: if a GPU that is to be hidden has tensors already.
    """
    wanted = [devices] if isinstance(devices, PhysicalDevice) else list(devices)
    for d in wanted:
        if d not in list_physical_devices():
            raise ValueError(f"Unrecognized device: {d!r}")
    for d in list_physical_devices(device_type):
        if d.device_type == "CPU" and d not in wanted:
            raise ValueError("the CPU cannot be hidden: it is where tensors come from")
    gpus = list_physical_devices("GPU") if device_type in (None, "GPU") else []
    shown = [d in wanted for d in gpus]
    if shown != sorted(shown, reverse=True):
        raise ValueError("a GPU cannot be hidden while one with a higher number stays visible")
    for d in gpus:
        if d not in wanted and _core.memory_stats(_short(d))["allocations"]:
            raise RuntimeError("Visible devices cannot be modified after being initialized")
    if gpus:
        _hidden.clear()
        _hidden.update(d.name for d in gpus if d not in wanted)
        _core.set_visible_gpus(sum(shown))


def get_soft_device_placement() -> bool:
    """May ops copy inputs that live on another device, and fall back to the CPU?"""
    return _core.soft_device_placement()


def set_soft_device_placement(enabled: bool) -> None:
    """Allows or forbids copies of inputs between devices (on by default)."""
    _core.set_soft_device_placement(bool(enabled))


def run_functions_eagerly(run_eagerly: bool) -> None:
    """Without effect: functions always run eagerly."""


def functions_run_eagerly() -> bool:
    """True: functions always run eagerly."""
    return True


experimental_run_functions_eagerly = run_functions_eagerly
experimental_functions_run_eagerly = functions_run_eagerly


def instruction_set() -> str:
    """The instruction set of the CPU kernels in use: "baseline", "avx2" or "avx512"."""
    return _core.instruction_set()


def _set_threads(num_threads: int) -> None:
    if num_threads < 0:
        raise ValueError(f"num_threads must be >= 0, got {num_threads}")
    _core.set_num_threads(num_threads)


class _Threading(_lazy.Namespace):
    """Threads of CPU kernels: `tf.config.threading`."""

    _home = "zeal.config.threading"

    def set_intra_op_parallelism_threads(self, num_threads: int) -> None:
        """Sets how many threads one op may use; 0: OMP_NUM_THREADS, or all cores."""
        _set_threads(num_threads)

    def get_intra_op_parallelism_threads(self) -> int:
        """How many threads one op may use."""
        return _core.num_threads()

    def set_inter_op_parallelism_threads(self, num_threads: int) -> None:
        """Without effect: ops run one after the other."""

    def get_inter_op_parallelism_threads(self) -> int:
        """1: ops run one after the other."""
        return 1


class _Optimizer(_lazy.Namespace):
    """`tf.config.optimizer`: options of graphs, which are kept and have no effect."""

    _home = "zeal.config.optimizer"

    def __init__(self) -> None:
        self._options: dict[str, Any] = {}

    def get_experimental_options(self) -> dict[str, Any]:
        """The options that have been set."""
        return dict(self._options)

    def set_experimental_options(self, options: dict[str, Any]) -> None:
        """Keeps options of the optimizer of graphs; zeal has none."""
        self._options.update(options)

    def get_jit(self) -> str:
        """The empty string: nothing is compiled."""
        return ""

    def set_jit(self, enabled: bool | str) -> None:
        """Accepts False and True; nothing is compiled.

        Raises:
          ValueError: another value.
        """
        if enabled not in (True, False, "", "autoclustering"):
            raise ValueError(f"Invalid value for JIT: {enabled!r}")


class _Experimental(_lazy.Namespace):
    """`tf.config.experimental`: the use of memory, and older names of what is in `tf.config`."""

    _home = "zeal.config.experimental"
    VirtualDeviceConfiguration = LogicalDeviceConfiguration

    def enable_op_determinism(self) -> None:
        """Makes results the same bits from run to run and, on CPUs, for any number of threads.

        From run to run they are in any case, given a seed. From here on matrix products and the
        gradients of convolutions' filters take more time where there are several threads, and
        random ops without any seed raise RuntimeError: call `tf.random.set_seed` first.
        """
        _core.set_op_determinism(True)

    def enable_tensor_float_32_execution(self, enabled: bool) -> None:
        """Lets GPUs multiply float32 matrices with fewer bits (TensorFloat-32), which is faster.

        Off by default; without effect on CPUs.
        """
        _core.set_tensor_float_32(bool(enabled))

    def tensor_float_32_execution_enabled(self) -> bool:
        """May GPUs multiply float32 matrices with fewer bits?"""
        return _core.tensor_float_32() and bool(_core.device_count("gpu"))

    def enable_mlir_bridge(self) -> None:
        """Without effect: nothing is compiled."""

    def disable_mlir_bridge(self) -> None:
        """Without effect: nothing is compiled."""

    def get_memory_info(self, device: str) -> dict[str, int]:
        """Bytes in use now ("current") and at most so far ("peak") on a device."""
        s = _core.memory_stats(device)
        return {"current": s["current"], "peak": s["peak"]}

    def get_memory_usage(self, device: str) -> int:
        """Bytes in use now on a device."""
        return int(_core.memory_stats(device)["current"])

    def reset_memory_stats(self, device: str) -> None:
        """Makes the peak start from what is in use now."""
        _core.reset_peak_memory(device)

    def list_physical_devices(self, device_type: str | None = None) -> list[PhysicalDevice]:
        """As `tf.config.list_physical_devices`."""
        return list_physical_devices(device_type)

    def list_logical_devices(self, device_type: str | None = None) -> list[LogicalDevice]:
        """As `tf.config.list_logical_devices`."""
        return list_logical_devices(device_type)

    def set_virtual_device_configuration(
        self, device: PhysicalDevice, logical_devices: list[LogicalDeviceConfiguration]
    ) -> None:
        """As `tf.config.set_logical_device_configuration`."""
        set_logical_device_configuration(device, logical_devices)

    def get_memory_growth(self, device: PhysicalDevice) -> bool:
        """True: memory grows on demand."""
        if device not in list_physical_devices():
            raise ValueError(f"Unrecognized device: {device!r}")
        return True

    def get_visible_devices(self, device_type: str | None = None) -> list[PhysicalDevice]:
        """As `tf.config.get_visible_devices`."""
        return get_visible_devices(device_type)

    def set_visible_devices(self, devices: Any, device_type: str | None = None) -> None:
        """As `tf.config.set_visible_devices`."""
        set_visible_devices(devices, device_type)

    def get_virtual_device_configuration(self, device: PhysicalDevice) -> Any:
        """As `tf.config.get_logical_device_configuration`."""
        return get_logical_device_configuration(device)

    def get_device_details(self, device: PhysicalDevice) -> dict[str, Any]:
        """A GPU's `device_name` and `compute_capability`; nothing of the CPU."""
        if device not in list_physical_devices():
            raise ValueError(f"Unrecognized device: {device!r}")
        details = _core.device_details(_short(device))
        return {k: v for k, v in details.items() if k in ("device_name", "compute_capability")}

    def get_device_policy(self) -> str:
        """What happens to inputs on another device: "silent" copies them, "explicit" refuses."""
        return "silent" if get_soft_device_placement() else "explicit"

    def set_device_policy(self, device_policy: str | None) -> None:
        """Sets what happens to inputs on another device: "silent" (None) or "explicit"."""
        if device_policy not in (None, "silent", "warn", "explicit", "silent_for_int32"):
            raise ValueError(f"Not a valid device policy: {device_policy!r}")
        set_soft_device_placement(device_policy != "explicit")

    def get_synchronous_execution(self) -> bool:
        """True on CPUs: a call returns when its result is there. GPUs work asynchronously."""
        return not _core.device_count("gpu")

    def set_synchronous_execution(self, enable: bool | None) -> None:
        """Without effect on CPUs."""

    def set_memory_growth(self, device: PhysicalDevice, enable: bool) -> None:
        """Without effect: memory always grows on demand."""
        if device not in list_physical_devices():
            raise ValueError(f"Unrecognized device: {device!r}")


threading: Any = _Threading()
optimizer: Any = _Optimizer()
experimental: Any = _Experimental()
