"""Gives objects their saved values: at once where they exist, else when they come to be.

Note [Deferred restoration]
A saved object is matched with a living one by the names that lead to both from the root. What the
checkpoint has and the program has not made yet stays pending. Modules say when they get an
attribute only while one of them
lacks something: `Module.__setattr__` exists only then. Lists and dicts cannot tell; they are looked
  at again when
the status object is asked, or the checkpoint is saved.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Callable
from typing import Any

from zeal import _core, errors
from zeal.module import Module
from zeal.train import _graph
from zeal.train._safetensors import Reader
from zeal.variable import Variable


class Restoration:
    """One restore() from one file: what of it has found its object, and what has not yet."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        try:
            self.nodes = _graph.from_json(reader.metadata["zeal.graph"])
        except (KeyError, TypeError, ValueError, AttributeError) as e:
            raise errors.DataLossError(
                None, None, f"{reader.path} holds no object graph: {type(e).__name__}: {e}"
            ) from None
        for node in self.nodes:
            if node.tensor is not None and node.tensor not in reader.entries:
                raise errors.DataLossError(
                    None, None, f"checkpoint file {reader.path} lacks the tensor {node.tensor}"
                )
        self.wanted = {i for i, n in enumerate(self.nodes) if n.tensor is not None}
        self._reaches = self._nodes_above(self.wanted)
        self.matched: dict[int, Callable[[], Any]] = {}  # what got a value, by id

    def _nodes_above(self, leaves: set[int]) -> set[int]:
        parents: dict[int, list[int]] = {}
        for i, n in enumerate(self.nodes):
            for c in n.children.values():
                parents.setdefault(c, []).append(i)
        found, todo = set(leaves), list(leaves)
        while todo:
            for p in parents.get(todo.pop(), []):
                if p not in found:
                    found.add(p)
                    todo.append(p)
        return found

    def has(self, variable: Any) -> bool:
        """Did this variable get a value?"""
        return self.matched.get(id(variable), lambda: None)() is variable

    def apply(self, obj: Any, node: int = 0) -> None:
        """Gives `obj`, which is the saved `node`, and what is below it their values; all or
        none."""
        found: list[tuple[Any, int]] = []
        lacking: list[Any] = []
        seen = {(id(obj), node)}
        queue = [(obj, node)]
        for o, n in queue:  # grows as it goes
            saved = self.nodes[n]
            if saved.tensor is not None:
                if n in self.wanted and _graph.is_leaf(o):
                    if isinstance(o, Variable):
                        self._check(o, saved.tensor)
                    found.append((o, n))
                continue
            below = _graph.children(o) or {}
            for name, c in saved.children.items():
                if name in below:
                    if (id(below[name]), c) not in seen:
                        seen.add((id(below[name]), c))
                        queue.append((below[name], c))
                elif c in self._reaches:
                    lacking.append((o, n))
        values = [self.reader.read(str(self.nodes[n].tensor)) for _, n in found]
        for (leaf, n), value in zip(found, values, strict=True):
            if not self.has(leaf):
                if isinstance(leaf, Variable):
                    leaf.assign(_core.convert(value))
                else:
                    leaf._restore_checkpoint_value(value)
                self.matched[id(leaf)] = weakref.ref(leaf)
            self.wanted.discard(n)
        for o, n in lacking:
            _wait_for(o, self, n)

    def _check(self, variable: Any, name: str) -> None:
        saved = self.reader.entries[name]
        if tuple(variable.shape) != saved.shape:
            raise ValueError(
                f"Received incompatible tensor with shape {saved.shape} when attempting to restore "
                f"variable with shape {variable.shape} and name {variable.name}: {name} in "
                f"{self.reader.path}"
            )
        if variable.dtype != saved.dtype:
            raise errors.InvalidArgumentError(
                None,
                None,
                f"{name} in {self.reader.path} has dtype {saved.dtype.name}, but the variable "
                f"{variable.name} to restore has {variable.dtype.name}",
            )

    def set_attribute(self, node: int, name: str, value: Any) -> None:
        """An object that is the saved `node` has got an attribute."""
        child = self.nodes[node].children.get(name)
        if child is not None and child in self._reaches and _graph.is_trackable(value):
            self.apply(value, child)


# Objects that lack something, by id: the reference goes with them.
_pending: dict[int, tuple[Callable[[], Any], Restoration, int]] = {}


def _wait_for(obj: Any, restoration: Restoration, node: int) -> None:
    for target in (obj, getattr(obj, "_root", None)):
        # Keras' layers and optimizers tell of their variables themselves.
        if not isinstance(target, (Module, AttributeWatcher)) and (
            target is None or not hasattr(target, "_trackable_children")
        ):
            continue
        key = id(target)
        gone = functools.partial(_forget, key)
        _pending[key] = (weakref.ref(target, gone), restoration, node)
        if isinstance(target, Module) and "__setattr__" not in vars(Module):
            Module.__setattr__ = _module_setattr  # type: ignore[method-assign,assignment]


def _forget(key: int, _: Any = None) -> None:
    _pending.pop(key, None)
    if not _pending and "__setattr__" in vars(Module):
        del Module.__setattr__


def forget(obj: Any) -> None:
    """Nothing is pending for `obj` any more: another restore takes its place."""
    for target in (obj, getattr(obj, "_root", None)):
        _forget(id(target))


def attribute_set(obj: Any, name: str, value: Any) -> None:
    """Gives an attribute that was just set its saved value, if it has one."""
    entry = _pending.get(id(obj))
    if entry is None:
        return
    _, restoration, node = entry
    restoration.set_attribute(node, name, value)
    if not restoration.wanted:
        for key in [k for k, e in _pending.items() if e[1] is restoration]:
            _forget(key)


def _module_setattr(self: Module, name: str, value: Any) -> None:
    super(Module, self).__setattr__(name, value)
    if _pending:
        attribute_set(self, name, value)


class AttributeWatcher:
    """An object whose attributes may have saved values."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        if _pending:
            attribute_set(self, name, value)
