"""Batches of tensors from everything that Keras takes for data, and from zeal's Datasets."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

import zeal
from keras.src import tree
from keras.src.trainers.data_adapters import data_adapter_utils
from keras.src.trainers.data_adapters.data_adapter import DataAdapter
from keras.src.trainers.epoch_iterator import EpochIterator

from keras_zeal.src.ops.convert import Tensor, convert_to_numpy, convert_to_tensor


class ZealEpochIterator(EpochIterator):
    """Keras' iterator over the batches of an epoch; its batches hold zeal's tensors."""

    def __init__(self, x: Any, y: Any = None, sample_weight: Any = None, **kwargs: Any) -> None:
        if is_dataset(x):
            for name, value in (("y", y), ("sample_weight", sample_weight)):
                if value is not None:
                    raise ValueError(
                        f"When providing `x` as a Dataset, `{name}` should not be passed: it "
                        "belongs into the elements of the Dataset."
                    )
            x = DatasetAdapter(x, kwargs.get("class_weight"))
        super().__init__(x, y, sample_weight, **kwargs)

    def _get_iterator(self) -> Iterator[Any]:
        batches = self.data_adapter.get_numpy_iterator()
        return (tree.map_structure(_tensor, batch, none_is_leaf=False) for batch in batches)


def _tensor(x: Any) -> Any:
    return x if type(x) is Tensor else convert_to_tensor(x)


def is_dataset(x: Any) -> bool:
    """Is `x` a Dataset of zeal's?"""
    data = sys.modules.get("zeal.data")
    return data is not None and isinstance(x, data.Dataset)


class DatasetAdapter(DataAdapter):
    """The batches of a zeal Dataset.

    Args:
      dataset: its elements are batches.
      class_weight: a weight for each class, or None.
    """

    def __init__(self, dataset: Any, class_weight: Any = None) -> None:
        self._dataset = dataset
        self._class_weight = class_weight

    def _batches(self) -> Iterable[Any]:
        for batch in self._dataset:
            if self._class_weight is None:
                yield batch
                continue
            x, y, sample_weight = data_adapter_utils.unpack_x_y_sample_weight(batch)
            if sample_weight is not None:
                raise ValueError("You cannot `class_weight` and `sample_weight` at the same time.")
            weights = data_adapter_utils.class_weight_to_sample_weights(y, self._class_weight)
            yield x, y, weights

    def get_numpy_iterator(self) -> Iterable[Any]:
        """The batches; they stay tensors."""
        return self._batches()

    def get_jax_iterator(self) -> Iterable[Any]:
        """The batches as NumPy arrays."""
        return (tree.map_structure(convert_to_numpy, batch) for batch in self._batches())

    @property
    def num_batches(self) -> int | None:
        """How many there are, if that is known."""
        count = int(self._dataset.cardinality())
        return count if count >= 0 else None

    @property
    def batch_size(self) -> int | None:
        """The first dimension, if it is known."""
        specs = tree.flatten(self._dataset.element_spec)
        shape: Any = specs[0].shape if specs and isinstance(specs[0], zeal.TensorSpec) else ()
        return shape[0] if len(shape) else None

    @property
    def has_partial_batch(self) -> bool | None:
        """Not known."""
        return None

    @property
    def partial_batch_size(self) -> int | None:
        """Not known."""
        return None
