"""Export: there is no format to export to."""

from __future__ import annotations

from typing import Any


class ZealExportArchive:
    """Raises: a SavedModel holds a graph, and zeal has none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError(
            "`export_saved_model` only currently supports the tensorflow, jax and torch backends. "
            "A SavedModel holds a TensorFlow graph, and zeal has none: save the model by "
            "model.save('model.keras'), and export that file with one of those backends."
        )
