"""What Keras' models inherit from the backend: to come."""

from __future__ import annotations

from keras.src.trainers import trainer as base


class ZealTrainer(base.Trainer):
    """Training and inference, eagerly."""
