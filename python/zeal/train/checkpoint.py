"""Checkpoint: saves the variables of an object graph, and gives them back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from zeal import dtypes
from zeal.train import _graph, _restore, _safetensors
from zeal.train._state import file_of, update_checkpoint_state
from zeal.train._status import CheckpointLoadStatus, InitializationOnlyStatus
from zeal.variable import Variable

__all__ = ["Checkpoint"]

_OWN = {"_root", "_save_counter", "_restoration"}
_Path = str | os.PathLike[str]


class Checkpoint(_restore.AttributeWatcher):
    """Keeps the values of variables in files, and restores them by the names that lead to them.

    Modules, lists, tuples, dicts and random generators are followed, and of the iterators over a
    `tf.data.Dataset` it is kept where they stand; an object that is reached in
    two ways is saved once. A value whose variable does not exist when it is restored waits for it.

    Args:
      root: an object whose attributes are saved as if they were the checkpoint's own.
      **kwargs: the objects to save, by name; they become attributes.

    Raises:
      ValueError: if an object can not be saved.

    >>> checkpoint = tf.train.Checkpoint(net=net, step=step)
    >>> path = checkpoint.save("/tmp/run/ckpt")
    >>> status = checkpoint.restore(path).assert_consumed()
    """

    def __init__(self, root: Any = None, **kwargs: Any) -> None:
        super().__init__()
        self._root = root
        self._save_counter: Any = None
        self._restoration: _restore.Restoration | None = None
        named = {"root": root, **kwargs} if root is not None else kwargs
        for name, value in named.items():
            if not _graph.is_trackable(value):
                raise ValueError(
                    f"`Checkpoint` was expecting {name} to be a trackable object (a Variable, a "
                    f"Module or a list, tuple or dict of such), got {value}."
                )
        taken = _graph.children(root) or {} if root is not None else {}
        for name, value in kwargs.items():
            if taken.get(name, value) is not value:
                raise ValueError(f"Cannot create a Checkpoint with keyword argument {name} if "
                                 f"root.{name} already exists.")  # fmt: skip
            setattr(self, name, value)

    def _trackable_children(self) -> dict[str, Any]:
        found = dict(_graph.children(self._root) or {}) if self._root is not None else {}
        found |= {k: v for k, v in vars(self).items() if k not in _OWN}
        if self._save_counter is not None:
            found["save_counter"] = self._save_counter
        return found

    @property
    def save_counter(self) -> Variable:
        """How often save() has run: an int64 variable that is saved as well."""
        if self._save_counter is None:
            counter = Variable(0, dtype=dtypes.int64, name="save_counter", trainable=False)
            self._save_counter = counter
            _restore.attribute_set(self, "save_counter", counter)
        return self._save_counter

    def write(self, file_prefix: _Path, options: Any = None) -> str:
        """Writes `<file_prefix>.safetensors`, atomically; neither counts nor names it the latest.

        Returns:
          The prefix, for read().
        """
        if self._restoration is not None and self._restoration.wanted:
            self._restoration.apply(self)  # lists may have grown
        nodes, leaves = _graph.build(self)
        tensors = {name: _source(leaf) for name, leaf in leaves.items()}
        metadata = {"format": "zeal checkpoint 1", "zeal.graph": _graph.to_json(nodes)}
        _safetensors.write(file_of(file_prefix), tensors, metadata)
        return os.fspath(file_prefix)

    def save(self, file_prefix: _Path, options: Any = None) -> str:
        """Writes `<file_prefix>-<n>.safetensors`, where n counts the saves, and names it the
        latest.

        Returns:
          `<file_prefix>-<n>`, for restore().
        """
        path = self._save_numbered(file_prefix, int(self.save_counter.numpy()) + 1)
        update_checkpoint_state(Path(path).parent, path, [path])
        return path

    def _save_numbered(self, file_prefix: _Path, number: int, suffix: int | None = None) -> str:
        before = self.save_counter.numpy()
        self.save_counter.assign(number)
        try:
            return self.write(f"{os.fspath(file_prefix)}-{number if suffix is None else suffix}")
        except BaseException:
            self.save_counter.assign(before)
            raise

    def read(self, save_path: _Path, options: Any = None) -> CheckpointLoadStatus:
        """Restores from a file that write() made; the counter is not touched unless it exists.

        Raises:
          NotFoundError: if there is no such file.
          DataLossError: if the file is damaged. No variable has changed then.
          ValueError: if a variable has another shape than its saved value.
          InvalidArgumentError: if it has another dtype.
        """
        restoration = _restore.Restoration(_safetensors.Reader(file_of(save_path)))
        _restore.forget(self)
        restoration.apply(self)
        self._restoration = restoration
        return CheckpointLoadStatus(self, restoration)

    def restore(
        self, save_path: _Path | None, options: Any = None
    ) -> CheckpointLoadStatus | InitializationOnlyStatus:
        """Restores from a file that save() made, as read(); None restores nothing.

        Variables that exist get their values now, those made later when they become attributes of a
        Module or Checkpoint that was restored, or when the returned status is asked.
        """
        if save_path is None:
            return InitializationOnlyStatus()
        _ = self.save_counter
        return self.read(save_path, options)


def _source(leaf: Any) -> _safetensors.Source:
    if isinstance(leaf, Variable):
        return _safetensors.Source(leaf.dtype, tuple(leaf.shape), leaf.numpy)
    value = leaf._checkpoint_value()
    return _safetensors.Source(dtypes.as_dtype(value.dtype), value.shape, lambda: value)
