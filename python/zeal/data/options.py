"""Options of datasets: accepted as TensorFlow's; `deterministic` is the one that has an effect."""

from __future__ import annotations

import enum
from typing import Any, ClassVar


class AutoShardPolicy(enum.IntEnum):
    """How distribution would divide a dataset; without effect."""

    OFF = -1
    AUTO = 0
    FILE = 1
    DATA = 2
    HINT = 3


class ExternalStatePolicy(enum.Enum):
    """What to do about state outside the dataset when it is saved; without effect."""

    WARN = 0
    IGNORE = 1
    FAIL = 2


class AutotuneAlgorithm(enum.Enum):
    """How to tune; without effect."""

    DEFAULT = 0
    HILL_CLIMB = 1
    GRADIENT_DESCENT = 2
    MAX_PARALLELISM = 3
    STAGE_BASED = 4


class _OptionsBase:
    """Named values that are None until they are set; others cannot be set."""

    _types: ClassVar[dict[str, type]] = {}
    _groups: ClassVar[dict[str, str]] = {}  # attribute -> name of the class

    def __init__(self) -> None:
        for name in self._types:
            object.__setattr__(self, name, None)
        for name, kind in self._groups.items():
            object.__setattr__(self, name, globals()[kind]())

    def __setattr__(self, name: str, value: Any) -> None:
        kind = globals()[self._groups[name]] if name in self._groups else self._types.get(name)
        if kind is None:
            raise AttributeError(f"Cannot set the property {name} on {type(self).__name__}.")
        if value is not None and type(value) is not kind:
            raise TypeError(
                f'Property "{name}" must be of type {kind}, got: {value!r} (type: {type(value)})'
            )
        object.__setattr__(self, name, value)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        given = ", ".join(f"{k}={v!r}" for k, v in vars(self).items() if v not in (None, type(v)()))
        return f"{type(self).__name__}({given})"

    def _merged(self, other: Any) -> Any:
        out = type(self)()
        for name in vars(out):
            mine, theirs = getattr(self, name), getattr(other, name)
            if isinstance(mine, _OptionsBase):
                value = mine._merged(theirs)
            else:
                value = mine if theirs is None else theirs
            object.__setattr__(out, name, value)
        return out


class AutotuneOptions(_OptionsBase):
    """Options of tuning; without effect."""

    _types: ClassVar = {
        "enabled": bool, "cpu_budget": int, "ram_budget": int, "initial_parallelism": int,
        "min_parallelism": int, "autotune_algorithm": AutotuneAlgorithm,
    }  # fmt: skip


class DistributeOptions(_OptionsBase):
    """Options of distribution; without effect."""

    _types: ClassVar = {"auto_shard_policy": AutoShardPolicy, "num_devices": int}


class OptimizationOptions(_OptionsBase):
    """Options of graph rewriting; without effect, as there is no graph."""

    _types: ClassVar = dict.fromkeys(
        (
            "apply_default_optimizations", "filter_fusion", "filter_parallelization",
            "inject_prefetch", "map_and_batch_fusion", "map_and_filter_fusion", "map_fusion",
            "map_parallelization", "noop_elimination", "parallel_batch",
            "shuffle_and_repeat_fusion", "seq_interleave_prefetch", "warm_start",
        ),
        bool,
    )  # fmt: skip


class ServiceOptions(_OptionsBase):
    """Options of a data service; without effect."""

    _types: ClassVar = {"pinned": bool}


class ThreadingOptions(_OptionsBase):
    """Options of threads; without effect."""

    _types: ClassVar = {"max_intra_op_parallelism": int, "private_threadpool_size": int}


class Options(_OptionsBase):
    """Options of a dataset, for `Dataset.with_options`.

    `deterministic = False` lets a parallel `map` give out results as they come. The others are
    accepted, and kept, and have no effect.
    """

    _types: ClassVar = {
        "dataset_name": str, "deterministic": bool, "experimental_deterministic": bool,
        "experimental_external_state_policy": ExternalStatePolicy, "experimental_slack": bool,
        "experimental_symbolic_checkpoint": bool, "experimental_warm_start": bool,
        "framework_type": list,
    }  # fmt: skip
    _groups: ClassVar = {
        "autotune": "AutotuneOptions", "experimental_distribute": "DistributeOptions",
        "experimental_optimization": "OptimizationOptions",
        "experimental_service": "ServiceOptions", "threading": "ThreadingOptions",
        "experimental_threading": "ThreadingOptions",
    }  # fmt: skip

    def merge(self, options: Options) -> Options:
        """These options, and over them those that `options` sets."""
        return self._merged(options)
