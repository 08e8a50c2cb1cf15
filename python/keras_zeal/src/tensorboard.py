"""The TensorBoard callback without TensorFlow: it writes through zeal.summary."""

from __future__ import annotations

from typing import Any

from zeal import summary


def complete(module: Any) -> str | None:
    """Completes keras.src.callbacks.tensorboard; returns what is wrong with it, or None."""
    callback: Any = getattr(module, "TensorBoard", object)
    if "summary" not in vars(callback) or not hasattr(module, "keras_model_summary"):
        return "the anchor is gone: no class TensorBoard with a property `summary`"
    callback.summary = property(lambda self: summary)
    module.keras_model_summary = keras_model_summary
    return None


def keras_model_summary(name: str, data: Any, step: Any = None) -> Any:
    """Writes the model's configuration, of which TensorBoard draws a graph of layers."""
    from tensorboardX.proto.summary_pb2 import SummaryMetadata

    metadata = SummaryMetadata()
    metadata.plugin_data.plugin_name = "graph_keras_model"
    metadata.plugin_data.content = b"1"
    try:
        text = data.to_json()
    except Exception:
        return False  # a model that cannot be written is trained all the same
    return summary.write(name, text, step=step, metadata=metadata)
