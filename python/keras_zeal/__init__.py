"""Keras 3 on zeal: the backend that `KERAS_BACKEND=zeal` names.

Importing this package only makes the name known to Keras, which imports `keras_zeal.src` when it
is imported itself.
"""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

from keras_zeal import hook as _hook

_hook.install()


def select() -> Any:
    """Imports Keras on zeal, whatever KERAS_BACKEND says.

    Raises:
      ImportError: if Keras is not installed, or was imported with another backend.
    """
    loaded = sys.modules.get("keras.src.backend.config")
    if loaded is not None and loaded.backend() != _hook.NAME:
        raise ImportError(
            f"Keras was imported before, with the {loaded.backend()!r} backend. Import zeal.keras "
            "first, or set KERAS_BACKEND=zeal."
        )
    os.environ["KERAS_BACKEND"] = _hook.NAME
    try:
        return importlib.import_module("keras")
    except ModuleNotFoundError as e:
        if e.name != "keras":
            raise
        raise ImportError("Keras is not installed: pip install 'zeal[keras]'") from None
