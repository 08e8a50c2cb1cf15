"""CheckpointManager: keeps the latest few checkpoints of a folder."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from zeal.train._state import file_of, get_checkpoint_state, update_checkpoint_state
from zeal.train.checkpoint import Checkpoint

__all__ = ["CheckpointManager"]


class CheckpointManager:
    """Saves a Checkpoint into a folder under numbered names, and deletes the oldest.

    Args:
      checkpoint: what to save.
      directory: where; it is made if need be. What earlier managers saved there counts.
      max_to_keep: how many to keep; None for all.
      keep_checkpoint_every_n_hours: keep one for good each time so many hours have passed.
      checkpoint_name: the start of the files' names.
      step_counter, checkpoint_interval: a variable, and how far it must have moved for save() to
        save.
      init_fn: called by restore_or_initialize if there is nothing to restore.

    Raises:
      ValueError: if `max_to_keep` is not positive, or an interval comes without a counter.
    """

    def __init__(
        self,
        checkpoint: Checkpoint,
        directory: str | os.PathLike[str],
        max_to_keep: int | None,
        keep_checkpoint_every_n_hours: float | None = None,
        checkpoint_name: str = "ckpt",
        step_counter: Any = None,
        checkpoint_interval: int | None = None,
        init_fn: Callable[[], Any] | None = None,
    ) -> None:
        if max_to_keep is not None and max_to_keep <= 0:
            raise ValueError(
                f"Expected a positive integer or `None` for `max_to_keep`, got {max_to_keep}."
            )
        if checkpoint_interval is not None and step_counter is None:
            raise ValueError("`step_counter` should be passed if `checkpoint_interval` is set.")
        self._checkpoint = checkpoint
        self._directory = os.fspath(directory)
        self._max_to_keep = max_to_keep
        self._every = keep_checkpoint_every_n_hours
        self._prefix = str(Path(self._directory) / checkpoint_name)
        self._step_counter = step_counter
        self._interval = checkpoint_interval
        self._last_step: int | None = None
        self._init_fn = init_fn
        self._times: dict[str, float] = {}  # when each was saved, oldest first
        self._last_preserved = time.time()
        self._latest: str | None = None
        state = get_checkpoint_state(self._directory)
        if state is not None:
            paths = state.all_model_checkpoint_paths or [state.model_checkpoint_path]
            times = state.all_model_checkpoint_timestamps
            if len(times) != len(paths):
                times = [time.time()] * len(paths)
            found = zip(paths, times, strict=True)
            self._times = {p: t for p, t in found if file_of(p).is_file()}
            if file_of(state.model_checkpoint_path).is_file():
                self._latest = state.model_checkpoint_path
            self._last_preserved = state.last_preserved_timestamp or self._last_preserved

    @property
    def directory(self) -> str:
        """The folder."""
        return self._directory

    @property
    def checkpoint(self) -> Checkpoint:
        """The Checkpoint."""
        return self._checkpoint

    @property
    def checkpoint_interval(self) -> int | None:
        """How far the counter must have moved for save() to save."""
        return self._interval

    @property
    def latest_checkpoint(self) -> str | None:
        """The path of the latest checkpoint, for restore(); None if there is none."""
        return self._latest

    @property
    def checkpoints(self) -> list[str]:
        """The paths of the checkpoints that are kept and may be deleted later, oldest first."""
        return list(self._times)

    def save(
        self, checkpoint_number: Any = None, check_interval: bool = True, options: Any = None
    ) -> str | None:
        """Saves under the next number, or the given one, and deletes what is too much.

        Returns:
          The path, for restore(); None if the interval has not passed.
        """
        if self._interval is not None:
            step = int(self._step_counter)
            last = self._last_step
            if check_interval and last is not None and step - last < self._interval:
                return None
        count = int(self._checkpoint.save_counter) + 1
        number = count if checkpoint_number is None else int(checkpoint_number)
        path = self._checkpoint._save_numbered(self._prefix, count, number)
        times = {p: t for p, t in self._times.items() if p != path}
        times[path] = time.time()
        kept, drop, preserved = self._sweep(times)
        # The state file first: it never names a file that is gone.
        update_checkpoint_state(
            self._directory, path, list(kept), None, list(kept.values()), preserved
        )
        self._times, self._last_preserved, self._latest = kept, preserved, path
        if self._interval is not None:
            self._last_step = step
        for old in drop:
            file_of(old).unlink(missing_ok=True)
        return path

    def _sweep(self, times: dict[str, float]) -> tuple[dict[str, float], list[str], float]:
        """What to keep, what to delete, and when one was kept for good last."""
        kept, drop, preserved = dict(times), [], self._last_preserved
        while self._max_to_keep is not None and len(kept) > self._max_to_keep:
            path = next(iter(kept))
            when = kept.pop(path)
            if self._every is not None and when - preserved >= self._every * 3600:
                preserved = when
            else:
                drop.append(path)
        return kept, drop, preserved

    def restore_or_initialize(self) -> str | None:
        """Restores the latest checkpoint, or calls `init_fn`; returns the path restored or None."""
        if self._latest is not None:
            self._checkpoint.restore(self._latest)
            if self._interval is not None:
                self._last_step = int(self._step_counter)
            return self._latest
        if self._init_fn is not None:
            self._init_fn()
        return None
