"""Module: an object whose attributes hold variables, found by walking them."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from zeal.variable import Variable

__all__ = ["Module", "name_scope"]


class _Scopes(threading.local):
    prefix = ""  # of the innermost scope: "outer/inner/"


_scopes = _Scopes()


def current_scope() -> str:
    """The names of the open scopes, each with a slash after it."""
    return _scopes.prefix


class name_scope:
    """A context whose name opens the tags of the summaries that are written in it.

    Tensors and variables keep no such names.
    """

    def __init__(self, name: str) -> None:
        if not isinstance(name, str):
            raise ValueError("name for name_scope must be a string.")
        self._name = name
        self._outer: list[str] = []

    @property
    def name(self) -> str:
        """The name given."""
        return self._name

    def __enter__(self) -> str:
        self._outer.append(_scopes.prefix)
        if self._name.endswith("/"):  # a scope as `with` gives it: entered again
            _scopes.prefix = self._name
        elif self._name:
            _scopes.prefix += self._name + "/"
        else:
            _scopes.prefix = ""
        return _scopes.prefix

    def __exit__(self, *_: object) -> None:
        _scopes.prefix = self._outer.pop()


class Module:
    """Base of neural network parts: collects the variables and modules of its attributes.

    Args:
      name: a valid Python name; the class's name in snake case if None.
    """

    # Attributes that are not walked; subclasses may add to it.
    _TF_MODULE_IGNORED_PROPERTIES: frozenset[str] = frozenset()

    def __init__(self, name: str | None = None) -> None:
        if name is None:
            name = _snake_case(type(self).__name__)
        elif not re.fullmatch(r"[A-Za-z_]\w*", name):
            raise ValueError(
                f"{name!r} is not a valid module name. Module names must be valid Python "
                "identifiers (e.g. a valid class name)."
            )
        self._name = name

    @property
    def name(self) -> str:
        """The name of this module."""
        return getattr(self, "_name", _snake_case(type(self).__name__))

    @property
    def name_scope(self) -> name_scope:
        """A context that carries this module's name."""
        return name_scope(self.name)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables of this module and its submodules, each once."""
        return tuple(self._flatten(predicate=lambda x: isinstance(x, Variable)))

    @property
    def trainable_variables(self) -> tuple[Variable, ...]:
        """Those of `variables` that are trainable."""
        return tuple(v for v in self.variables if v.trainable)

    @property
    def non_trainable_variables(self) -> tuple[Variable, ...]:
        """Those of `variables` that are not trainable."""
        return tuple(v for v in self.variables if not v.trainable)

    @property
    def submodules(self) -> tuple[Module, ...]:
        """The modules below this one, each once."""
        return tuple(self._flatten(predicate=lambda x: isinstance(x, Module)))

    def _flatten(
        self,
        recursive: bool = True,
        predicate: Callable[[Any], bool] | None = None,
        attribute_traversal_key: Any = None,
        with_path: bool = False,
        expand_composites: bool = False,
    ) -> Iterator[Any]:
        seen: set[int] = {id(self)}
        # Breadth first, attributes in sorted order, as TensorFlow.
        queue: list[tuple[tuple[Any, ...], Module]] = [((), self)]
        while queue:
            path, module = queue.pop(0)
            attributes = vars(module)
            ignored = module._TF_MODULE_IGNORED_PROPERTIES
            for key in sorted(attributes, key=attribute_traversal_key):
                if key in ignored:
                    continue
                for leaf_path, leaf in _leaves(attributes[key], (key,)):
                    if id(leaf) in seen:
                        continue
                    if predicate is None or predicate(leaf):
                        seen.add(id(leaf))
                        yield ((*path, *leaf_path), leaf) if with_path else leaf
                    if recursive and isinstance(leaf, Module):
                        seen.add(id(leaf))
                        queue.append(((*path, *leaf_path), leaf))

    @classmethod
    def with_name_scope(cls, method: Callable[..., Any]) -> Callable[..., Any]:
        """Decorates a method to run in the module's name scope; returns it unchanged."""
        return method


def _leaves(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(value, Mapping):
        for key in value:
            yield from _leaves(value[key], (*path, key))
    elif isinstance(value, (list, tuple)):
        for i, item in enumerate(value):
            yield from _leaves(item, (*path, i))
    else:
        yield path, value


def _snake_case(name: str) -> str:
    return re.sub(r"((?<=[a-z0-9])[A-Z]|(?!^)(?<!_)[A-Z](?=[a-z]))", r"_\1", name).lower()
