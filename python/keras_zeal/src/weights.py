"""save_weights and load_weights with a path that has no suffix: a checkpoint, as in the guide.

Keras 3 asks for `.weights.h5`; tf.keras before it, and TensorFlow's eager guide still, say
`model.save_weights('weights')` and get a status from `model.load_weights('weights')`.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Any

from zeal.train import Checkpoint
from zeal.train._state import file_of, update_checkpoint_state

_Path = str | os.PathLike[str]


def is_prefix(path: Any) -> bool:
    """Is it the prefix of a checkpoint's files, rather than a file of Keras' own kinds?"""
    return isinstance(path, str | os.PathLike) and Path(path).suffix in ("", ".ckpt")


def _save(model: Any, prefix: _Path, overwrite: bool) -> None:
    from keras.src.utils import io_utils

    file = file_of(prefix)
    asks = not overwrite and os.path.exists(file)
    if asks and not io_utils.ask_to_proceed_with_overwrite(str(file)):
        return
    Path(prefix).parent.mkdir(parents=True, exist_ok=True)
    path = Checkpoint(model).write(prefix)
    update_checkpoint_state(Path(path).parent, path, [path])


def complete(module: Any) -> str | None:
    """Completes Model of keras.src.models.model; returns what is wrong with it, or None."""
    model: Any = getattr(module, "Model", object)
    if not {"save_weights", "load_weights"} <= set(vars(model)):
        return "the anchor is gone: no class Model with save_weights and load_weights"
    save, load = model.save_weights, model.load_weights

    @functools.wraps(save)
    def save_weights(
        self: Any, filepath: Any, overwrite: bool = True, max_shard_size: Any = None
    ) -> None:
        if max_shard_size is None and is_prefix(filepath):
            _save(self, filepath, overwrite)
        else:
            save(self, filepath, overwrite, max_shard_size)

    @functools.wraps(load)
    def load_weights(self: Any, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> Any:
        if not is_prefix(filepath):
            return load(self, filepath, skip_mismatch, **kwargs)
        if skip_mismatch or kwargs:
            given = ["skip_mismatch"] * bool(skip_mismatch) + list(kwargs)
            raise ValueError(
                f"load_weights: {', '.join(given)} cannot be used with a checkpoint, which "
                f"'{filepath}' names; they are for '.weights.h5' and '.keras' files."
            )
        return Checkpoint(self).read(filepath)

    model.save_weights, model.load_weights = save_weights, load_weights
    return None
