"""What Keras' optimizers inherit from the backend."""

from __future__ import annotations

from keras.src.optimizers.base_optimizer import BaseOptimizer


class ZealOptimizer(BaseOptimizer):
    """Keras' own way."""
