"""What Keras' layers inherit from the backend."""

from __future__ import annotations


class ZealLayer:
    """Nothing: Keras' own tracking of variables is enough."""
