"""Keras' objects in a tf.train.Checkpoint: what is below them, and values for what comes later."""

from __future__ import annotations

from functools import partial
from typing import Any

from zeal.train import _restore


def of_layer(layer: Any) -> dict[str, Any]:
    """The variables of a layer by their names, its layers and metrics by number, its optimizer."""
    from keras.src.layers import InputLayer

    found = own_variables(layer)
    layers = [each for each in layer._layers if not isinstance(each, InputLayer)]
    found.update({f"layer-{i}": each for i, each in enumerate(layers)})
    found.update({f"metric-{i}": each for i, each in enumerate(layer._metrics)})
    found.update({f"seed-{i}": each.state for i, each in enumerate(layer._seed_generators)})
    optimizer = getattr(layer, "optimizer", None)
    if optimizer is not None:
        found["optimizer"] = optimizer
    return found


def own_variables(layer: Any) -> dict[str, Any]:
    """A layer's variables that are not its layers', by their names, which are made to differ."""
    found: dict[str, Any] = {}
    for variable in (*layer._trainable_variables, *layer._non_trainable_variables):
        name, n = variable.name, 1
        while name in found:
            name, n = f"{variable.name}-{n}", n + 1
        found[name] = variable
    return found


def of_optimizer(optimizer: Any) -> dict[str, Any]:
    """An optimizer's variables by number, and the optimizer within one that scales losses."""
    found = {f"variable-{i}": v for i, v in enumerate(optimizer._variables)}
    inner = getattr(optimizer, "inner_optimizer", None)
    if inner is not None:
        found["inner"] = inner
    return found


def of_metric(metric: Any) -> dict[str, Any]:
    """A metric's variables by number."""
    return {f"variable-{i}": v for i, v in enumerate(metric.variables)}


def made(owner: Any, children: dict[str, Any], variable: Any) -> None:
    """`owner` has got a variable: gives it the value that a checkpoint has for it, if any."""
    if not _restore._pending:
        return
    for name, child in children.items():
        if child is variable:
            if variable._value is None:  # its value comes when a symbolic call is over
                variable._when_made = partial(made, owner, {name: variable}, variable)
            else:
                _restore.attribute_set(owner, name, variable._value)
            return


def complete(module: Any) -> str | None:
    """Completes keras.src.metrics.metric; returns what is wrong with it, or None."""
    metric: Any = getattr(module, "Metric", None)
    if metric is None:
        return "the anchor is gone: no class Metric"
    metric._trackable_children = of_metric
    return None
