"""The import hook that makes stock Keras 3.15, which has a fixed list of backends, accept "zeal".

Five files of Keras choose the backend's parts in a chain `if backend() == "tensorflow": … elif … :
from keras.src.backend.numpy.<file> import <name> … else: raise`. While one of them is executed, the
hook lets `backend()` say "numpy" and puts modules of our own where the chain's branch for numpy
looks. That branch is the anchor: Keras' code runs as it is, and afterwards the hook asks that the
module holds our part. The list of anchors is `keras_zeal.stock.ANCHORS`. A file that names "zeal"
itself is left alone, so the hook does nothing when Keras knows us.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any

NAME = "zeal"
BORROWED = "numpy"  # the backend whose branches stand open to us
CONFIG = "keras.src.backend.config"


class Finder(MetaPathFinder):
    """Finds the modules of Keras that choose a backend, with a loader that knows ours."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The spec that the other finders give, for the modules with an anchor."""
        if not fullname.startswith("keras.src."):
            return None
        from keras_zeal import stock

        if fullname not in stock.ANCHORS:
            return None
        for finder in sys.meta_path:
            if finder is self or not hasattr(finder, "find_spec"):
                continue
            spec = finder.find_spec(fullname, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = _Loader(spec.loader)
                return spec
        return None


class _Loader(Loader):
    """Executes a module with our parts in the place of the borrowed backend's."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As the loader of the file does."""
        return self._inner.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Executes the module; ImportError if its anchor is gone."""
        from keras_zeal import stock

        config: Any = importlib.import_module(CONFIG)
        name = module.__name__
        selected = stock.selected(config._BACKEND)
        if not selected or mentions(self._inner.get_code(name), NAME):
            self._inner.exec_module(module)
            return
        anchor = stock.ANCHORS[name]
        with anchor.stand_ins(), _borrowed(config):
            self._inner.exec_module(module)
        problem = anchor.finish(module)
        if problem:
            raise ImportError(
                f"keras_zeal cannot work with this Keras: {module.__file__}: {problem}. It is "
                "written for keras 3.15; install that, or a newer zeal.",
                name=name,
                path=module.__file__,
            )


_depth = 0


@contextlib.contextmanager
def _borrowed(config: Any) -> Iterator[None]:
    global _depth
    config._BACKEND = BORROWED
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1
        if not _depth:
            config._BACKEND = NAME


def borrowing() -> bool:
    """Is a module of Keras being executed for us?"""
    return _depth > 0


def mentions(code: CodeType | None, word: str) -> bool:
    """Does the code, or code within it, have the string `word` for a constant?"""
    if code is None:
        return False
    return any(c == word or (isinstance(c, CodeType) and mentions(c, word)) for c in code.co_consts)


def install() -> None:
    """Puts the hook in front of the import system, once."""
    for finder in list(sys.meta_path):
        # Keras' set_backend() forgets every module whose name begins with "keras", also ours.
        if type(finder).__module__ == __name__ and type(finder).__name__ == Finder.__name__:
            sys.meta_path.remove(finder)
    sys.meta_path.insert(0, Finder())
