"""The object graph that a checkpoint keeps: what is below an object, found by its structure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zeal.module import Module
from zeal.tensor_shape import TensorShape
from zeal.variable import Variable

_SUFFIX = "/.ATTRIBUTES/VARIABLE_VALUE"


def children(obj: Any) -> dict[str, Any] | None:
    """The objects below a trackable one, by name; None if `obj` is not trackable.

    Trackable are variables, modules, lists, tuples, dicts, checkpoints, random generators and
    whatever has a method `_trackable_children()`.
    """
    if is_leaf(obj):
        return {}
    if isinstance(obj, Module):
        found = vars(obj)
    elif isinstance(obj, (list, tuple)) and not isinstance(obj, TensorShape):
        found = {str(i): item for i, item in enumerate(obj)}
    elif isinstance(obj, Mapping):
        found = dict(obj)
    elif not isinstance(obj, type) and hasattr(obj, "_trackable_children"):
        found = obj._trackable_children()
    elif not isinstance(obj, type) and isinstance(getattr(obj, "state", None), Variable):
        found = {"state": obj.state}  # random.Generator
    else:
        return None
    # A variable of Keras' stands for the one that it holds.
    found = {name: getattr(child, "_zeal_variable_", child) for name, child in found.items()}
    below = {name: child for name, child in found.items() if is_trackable(child)}
    for name in below:
        if not isinstance(name, str):
            raise ValueError(
                f"a dict with the key {name!r} cannot be kept in a checkpoint: keys must be strings"
            )
    return below


def is_leaf(obj: Any) -> bool:
    """Is this an object whose value a checkpoint keeps?

    Those are variables, and whatever has methods `_checkpoint_value()`, which returns a NumPy array
    of any size, and `_restore_checkpoint_value(array)`: iterators over datasets.
    """
    return isinstance(obj, Variable) or (
        not isinstance(obj, type) and hasattr(obj, "_checkpoint_value")
    )


def is_trackable(obj: Any) -> bool:
    """Can a checkpoint hold this object, or something below it?"""
    if isinstance(obj, type):
        return False
    return (
        is_leaf(obj)
        or isinstance(obj, (Module, list, Mapping))
        or (isinstance(obj, tuple) and not isinstance(obj, TensorShape))
        or hasattr(obj, "_trackable_children")
        or hasattr(obj, "_zeal_variable_")
        or isinstance(getattr(obj, "state", None), Variable)
    )


@dataclass
class Node:
    """One object of a saved graph; `tensor` names its value if it has one."""

    children: dict[str, int] = field(default_factory=dict)
    tensor: str | None = None


def build(root: Any) -> tuple[list[Node], dict[str, Any]]:
    """The graph from `root`, breadth first so that paths are short, and what has a value by tensor
    name."""
    nodes: list[Node] = [Node()]
    leaves: dict[str, Any] = {}
    ids: dict[int, int] = {id(root): 0}
    queue: list[tuple[Any, int, str]] = [(root, 0, "")]
    for obj, node, path in queue:  # grows as it goes
        if is_leaf(obj):
            name = f"{path}{_SUFFIX}".removeprefix("/")
            nodes[node].tensor = name
            leaves[name] = obj
            continue
        for name, child in (children(obj) or {}).items():
            if id(child) not in ids:
                ids[id(child)] = len(nodes)
                nodes.append(Node())
                below = f"{path}/{escape(name)}".removeprefix("/")
                queue.append((child, ids[id(child)], below))
            nodes[node].children[name] = ids[id(child)]
    return nodes, leaves


def escape(name: str) -> str:
    """A child's name as part of a path, as TensorFlow writes it."""
    return name.replace(".", "..").replace("/", ".S")


def to_json(nodes: list[Node]) -> str:
    """The graph as text."""
    return json.dumps(
        [{"children": n.children} if n.tensor is None else {"tensor": n.tensor} for n in nodes],
        separators=(",", ":"),
    )


def from_json(text: str) -> list[Node]:
    """The graph of a text that to_json wrote; ValueError if it is none."""
    nodes = [Node(dict(n.get("children", {})), n.get("tensor")) for n in json.loads(text)]
    if not nodes or any(not 0 <= c < len(nodes) for n in nodes for c in n.children.values()):
        raise ValueError("the object graph refers to objects that it does not have")
    return nodes
