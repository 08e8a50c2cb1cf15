"""What each file of stock Keras 3.15 wants of a backend, and where it looks for it."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType
from typing import Any

from keras_zeal import hook

_BACKENDS = f"keras.src.backend.{hook.BORROWED}"
_Names = Callable[[], Mapping[str, Any]]


class _StandIn(ModuleType):
    """A module whose names are made when the first is asked for: Keras' own must be there."""

    def __init__(self, name: str, names: _Names) -> None:
        super().__init__(name)
        self._names = names

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__all__":
            raise AttributeError(name)
        names = self._names()
        return list(names) if name == "__all__" else names[name]


class Anchor:
    """A place in Keras that chooses a backend's part.

    Args:
      parts: the names of the modules to put in the borrowed backend's place, and what they hold.
      finish: completes the executed module; returns what is wrong with it, or None.
    """

    def __init__(self, parts: Mapping[str, _Names], finish: Callable[[Any], str | None]) -> None:
        self._parts = parts
        self.finish = finish

    @contextlib.contextmanager
    def stand_ins(self) -> Iterator[None]:
        """A context in which our modules have the borrowed backend's names."""
        before = {name: sys.modules.get(name) for name in self._parts}
        sys.modules.update({name: _StandIn(name, make) for name, make in self._parts.items()})
        try:
            yield
        finally:
            for name, old in before.items():
                if old is None:
                    sys.modules.pop(name, None)
                else:
                    sys.modules[name] = old


def selected(backend: str) -> bool:
    """Is zeal the backend, by that name or while it borrows another's?"""
    return backend == hook.NAME or (backend == hook.BORROWED and hook.borrowing())


def _backend() -> Mapping[str, Any]:
    from keras_zeal import src

    names = {name: value for name, value in vars(src).items() if not name.startswith("_")}
    # What the protocol of pluggable backends has in `ops`, 3.15 has one floor up.
    for name, value in vars(src.ops).items():
        if not name.startswith("_"):
            names.setdefault(name, value)
    for name in ("rnn", "lstm", "gru", "bidirectional_lstm", "bidirectional_gru", "cudnn_ok"):
        names[name] = getattr(src.rnn, name)
    return names


def _one(file: str, theirs: str, ours: str) -> Mapping[str, _Names]:
    def names() -> Mapping[str, Any]:
        return {theirs: getattr(importlib.import_module(f"keras_zeal.src.{file}"), ours)}

    return {f"{_BACKENDS}.{file}": names}


def _holds(name: str, file: str, ours: str) -> Callable[[Any], str | None]:
    def finish(module: Any) -> str | None:
        part = getattr(module, name, None)
        if part is not None and part.__module__ == f"keras_zeal.src.{file}":
            return None
        return (
            f"the anchor is gone: no branch of `if backend() == …` has set {name} to {ours} by "
            f"`from {_BACKENDS}.…`"
        )

    return finish


def _optimizer(module: Any) -> str | None:
    from keras_zeal.src.optimizer import ZealOptimizer

    base = getattr(module, "BackendOptimizer", None)
    if base is None or base.__module__ != module.__name__:
        return "the anchor is gone: no class BackendOptimizer is made for other backends"
    base.__bases__ = (ZealOptimizer,)
    return None


def _dynamic_backend(module: Any) -> str | None:
    """Makes DynamicBackend, by which layers of data pipelines change backends, know ours."""
    dynamic: Any = getattr(module, "DynamicBackend", object)
    if not {"set_backend", "reset", "__getattr__"} <= set(vars(dynamic)):
        return "the anchor is gone: no class DynamicBackend with set_backend and __getattr__"
    backend = module.backend_module
    set_backend, get = dynamic.set_backend, dynamic.__getattr__

    def set_backend_or_zeal(self: Any, name: str) -> None:
        if name == hook.NAME:
            self._backend = name
        else:
            set_backend(self, name)

    def get_of_zeal(self: Any, name: str) -> Any:
        return getattr(backend, name) if self._backend == hook.NAME else get(self, name)

    dynamic.set_backend = set_backend_or_zeal
    dynamic.__getattr__ = get_of_zeal
    return None


def _completed_by(file: str) -> Callable[[Any], str | None]:
    def finish(module: Any) -> str | None:
        return importlib.import_module(f"keras_zeal.src.{file}").complete(module)

    return finish


def _model(module: Any) -> str | None:
    return _holds("Trainer", "trainer", "ZealTrainer")(module) or _completed_by("weights")(module)


ANCHORS: dict[str, Anchor] = {
    "keras.src.backend": Anchor(
        {_BACKENDS: _backend, f"{_BACKENDS}.core": _backend},
        _holds("BackendVariable", "variable", "Variable"),
    ),
    "keras.src.layers.layer": Anchor(
        _one("layer", "NumpyLayer", "ZealLayer"), _holds("BackendLayer", "layer", "ZealLayer")
    ),
    "keras.src.models.model": Anchor(_one("trainer", "NumpyTrainer", "ZealTrainer"), _model),
    "keras.src.export.saved_model": Anchor(
        _one("export", "NumpyExportArchive", "ZealExportArchive"),
        _holds("BackendSavedModelExportArchive", "export", "ZealExportArchive"),
    ),
    "keras.src.optimizers.optimizer": Anchor({}, _optimizer),
    "keras.src.utils.backend_utils": Anchor({}, _dynamic_backend),
    "keras.src.callbacks.tensorboard": Anchor({}, _completed_by("tensorboard")),
    "keras.src.datasets.mnist": Anchor({}, _completed_by("digits")),
    "keras.src.metrics.metric": Anchor({}, _completed_by("checkpoint")),
}
