"""Export: there is no format to export to."""

from __future__ import annotations

from typing import Any


class ZealExportArchive:
    """Raises: a SavedModel holds a graph, and zeal has none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise NotImplementedError(
            "Keras on zeal cannot export a SavedModel, which holds a TensorFlow graph. Save the "
            "model by model.save('model.keras'), and export that file with the TensorFlow, JAX or "
            "torch backend."
        )
