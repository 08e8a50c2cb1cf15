"""Checkpoints: `tf.train`."""

from zeal import _lazy
from zeal.train._state import (
    CheckpointState,
    get_checkpoint_state,
    latest_checkpoint,
    update_checkpoint_state,
)
from zeal.train.checkpoint import Checkpoint
from zeal.train.manager import CheckpointManager
from zeal.train.moving_average import ExponentialMovingAverage
from zeal.train.reader import (
    CheckpointReader,
    checkpoints_iterator,
    list_variables,
    load_checkpoint,
    load_variable,
)

__all__ = [
    "Checkpoint",
    "CheckpointManager",
    "CheckpointReader",
    "CheckpointState",
    "ExponentialMovingAverage",
    "checkpoints_iterator",
    "get_checkpoint_state",
    "latest_checkpoint",
    "list_variables",
    "load_checkpoint",
    "load_variable",
    "update_checkpoint_state",
]
__getattr__ = _lazy.missing(__name__)
