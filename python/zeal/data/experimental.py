"""What of `tf.data` was, or is, experimental."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from zeal import _core, _lazy, dtypes, errors
from zeal.data._map import AssertCardinality
from zeal.data._nested import GroupByReducer
from zeal.data._sources import Elements
from zeal.data._spec import spec_of
from zeal.data._stage import INFINITE, UNKNOWN, integer
from zeal.data._stored import load, save
from zeal.data._structure import as_element, flatten, map_leaves
from zeal.data.dataset import AUTOTUNE, Dataset
from zeal.data.iterator import Iterator, Optional
from zeal.data.options import (
    AutoShardPolicy,
    AutotuneAlgorithm,
    AutotuneOptions,
    DistributeOptions,
    ExternalStatePolicy,
    OptimizationOptions,
    ServiceOptions,
    ThreadingOptions,
)

INFINITE_CARDINALITY = INFINITE
UNKNOWN_CARDINALITY = UNKNOWN
SHARD_HINT = -1

_Transformation = Callable[[Dataset], Dataset]


def Counter(start: Any = 0, step: Any = 1, dtype: Any = dtypes.int64) -> Dataset:
    """start, start + step, … without end: `Dataset.counter`."""
    return Dataset.counter(start, step, dtype)


def RandomDataset(
    seed: Any = None, rerandomize_each_iteration: Any = None, name: str | None = None
) -> Dataset:
    """Random numbers: `Dataset.random`."""
    return Dataset.random(seed, rerandomize_each_iteration)


def assert_cardinality(expected_cardinality: Any) -> _Transformation:
    """For `Dataset.apply`: says how many elements there are, and raises if there are not."""
    expected = integer(expected_cardinality, "expected_cardinality")
    return lambda dataset: Dataset(AssertCardinality(dataset._node, expected))


def at(dataset: Dataset, index: Any) -> Any:
    """The element number `index`.

    Raises:
      OutOfRangeError: if there is none.
    """
    n = integer(index, "index")
    if n >= 0:
        for element in dataset.skip(n):
            return element
    count = dataset._node.cardinality()
    raise errors.OutOfRangeError(None, None, f"Index out of range [0, {count}):{n}")


def bucket_by_sequence_length(
    element_length_func: Callable[..., Any],
    bucket_boundaries: Any,
    bucket_batch_sizes: Any,
    padded_shapes: Any = None,
    padding_values: Any = None,
    pad_to_bucket_boundary: bool = False,
    no_padding: bool = False,
    drop_remainder: bool = False,
) -> _Transformation:
    """For `Dataset.apply`: `Dataset.bucket_by_sequence_length`."""
    return lambda dataset: dataset.bucket_by_sequence_length(
        element_length_func, bucket_boundaries, bucket_batch_sizes, padded_shapes, padding_values,
        pad_to_bucket_boundary, no_padding, drop_remainder,
    )  # fmt: skip


def cardinality(dataset: Dataset) -> Any:
    """`Dataset.cardinality`."""
    return dataset.cardinality()


def choose_from_datasets(
    datasets: Any, choice_dataset: Dataset, stop_on_empty_dataset: bool = False
) -> Dataset:
    """`Dataset.choose_from_datasets`, which does not stop at the first empty dataset."""
    return Dataset.choose_from_datasets(datasets, choice_dataset, stop_on_empty_dataset)


def copy_to_device(target_device: Any, source_device: Any = "/cpu:0") -> _Transformation:
    """For `Dataset.apply`: elements on another device."""
    from zeal.device import device

    def move(*element: Any) -> Any:
        with device(target_device):
            moved = map_leaves(_core._ops["identity"], element)
        return moved if len(element) > 1 else moved[0]

    return lambda dataset: dataset.map(move)


def enable_debug_mode() -> None:
    """Without effect: functions run eagerly in any case."""


def enumerate_dataset(start: Any = 0) -> _Transformation:
    """For `Dataset.apply`: `Dataset.enumerate`."""
    return lambda dataset: dataset.enumerate(start)


def from_list(elements: Any, name: str | None = None) -> Dataset:
    """The elements of a list, which have one structure.

    Raises:
      ValueError: if there are none.
    """
    if not elements:
        raise ValueError(
            "Invalid `elements`. `elements` should not be empty. If you want an empty dataset, use "
            "`tf.data.Dataset.range(0)`."
        )
    made = [as_element(e) for e in elements]
    first = spec_of(made[0])
    for i, e in enumerate(made):
        if [s.dtype for s in flatten(spec_of(e))] != [s.dtype for s in flatten(first)]:
            raise ValueError(f"element {i} of the list is not like the first: {e}")
    return Dataset(Elements(made))


def get_next_as_optional(iterator: Iterator) -> Optional:
    """`Iterator.get_next_as_optional`."""
    return iterator.get_next_as_optional()


def get_single_element(dataset: Dataset) -> Any:
    """`Dataset.get_single_element`."""
    return dataset.get_single_element()


def get_structure(dataset_or_iterator: Any) -> Any:
    """The `element_spec` of a dataset or iterator."""
    try:
        return dataset_or_iterator.element_spec
    except AttributeError:
        raise TypeError(
            "Invalid `dataset_or_iterator`. `dataset_or_iterator` must be a dataset or iterator "
            f"object, but got {type(dataset_or_iterator)}."
        ) from None


def group_by_window(
    key_func: Callable[..., Any],
    reduce_func: Callable[..., Any],
    window_size: Any = None,
    window_size_func: Callable[..., Any] | None = None,
) -> _Transformation:
    """For `Dataset.apply`: `Dataset.group_by_window`."""
    return lambda dataset: dataset.group_by_window(
        key_func, reduce_func, window_size, window_size_func
    )


class Reducer:
    """What `group_by_reducer` does with a group.

    Args:
      init_func: the first state, for a key.
      reduce_func: the next state, for a state and an element.
      finalize_func: the result, for the last state.
    """

    def __init__(
        self,
        init_func: Callable[..., Any],
        reduce_func: Callable[..., Any],
        finalize_func: Callable[..., Any],
    ) -> None:
        self.init_func, self.reduce_func = init_func, reduce_func
        self.finalize_func = finalize_func


def group_by_reducer(key_func: Callable[..., Any], reducer: Reducer) -> _Transformation:
    """For `Dataset.apply`: reduces the elements of each key to one; in the order of the keys."""
    return lambda dataset: Dataset(GroupByReducer(dataset._node, key_func, reducer))


def ignore_errors(log_warning: bool = False) -> _Transformation:
    """For `Dataset.apply`: `Dataset.ignore_errors`."""
    return lambda dataset: dataset.ignore_errors(log_warning)


def map_and_batch(
    map_func: Callable[..., Any],
    batch_size: Any,
    num_parallel_batches: Any = None,
    drop_remainder: bool = False,
    num_parallel_calls: Any = None,
) -> _Transformation:
    """For `Dataset.apply`: `map` and then `batch`."""
    return lambda dataset: dataset.map(map_func, num_parallel_calls).batch(
        batch_size, drop_remainder
    )


def pad_to_cardinality(cardinality: Any, mask_key: str = "valid") -> _Transformation:
    """For `Dataset.apply`: adds elements of zeros until there are so many; a mask tells them.

    Args:
      cardinality: how many elements there shall be.
      mask_key: the key, in elements that are dicts, of a bool: is it no padding?
    """
    wanted = integer(cardinality, "cardinality")

    def apply(dataset: Dataset) -> Dataset:
        count, spec = dataset._node.cardinality(), dataset.element_spec
        if count < 0:
            raise ValueError(f"The dataset must be finite and of known size, but has {count}.")
        if count > wanted:
            raise ValueError(f"The cardinality {wanted} is smaller than the dataset's, {count}.")
        if not isinstance(spec, dict) or mask_key in spec:
            raise ValueError(f"Elements must be dicts without the key {mask_key!r}, not {spec}.")
        zeros = map_leaves(lambda s: _core._ops["zeros"](s.shape, s.dtype), spec)
        padding = Dataset.from_tensors({**zeros, mask_key: False}).repeat(wanted - count)
        return dataset.map(lambda x: {**x, mask_key: True}).concatenate(padding)

    return apply


def parallel_interleave(
    map_func: Callable[..., Any],
    cycle_length: Any,
    block_length: Any = 1,
    sloppy: bool = False,
    buffer_output_elements: Any = None,
    prefetch_input_elements: Any = None,
) -> _Transformation:
    """For `Dataset.apply`: `Dataset.interleave` with parallel calls."""
    return lambda dataset: dataset.interleave(map_func, cycle_length, block_length, AUTOTUNE)


def prefetch_to_device(device: Any, buffer_size: Any = None) -> _Transformation:
    """For `Dataset.apply`: copies elements to a device ahead of time."""
    size = AUTOTUNE if buffer_size is None else buffer_size
    return lambda dataset: copy_to_device(device)(dataset).prefetch(size)


def rejection_resample(
    class_func: Callable[..., Any], target_dist: Any, initial_dist: Any = None, seed: Any = None
) -> _Transformation:
    """For `Dataset.apply`: `Dataset.rejection_resample`."""
    return lambda dataset: dataset.rejection_resample(class_func, target_dist, initial_dist, seed)


def sample_from_datasets(
    datasets: Any, weights: Any = None, seed: Any = None, stop_on_empty_dataset: bool = False
) -> Dataset:
    """`Dataset.sample_from_datasets`."""
    return Dataset.sample_from_datasets(datasets, weights, seed, stop_on_empty_dataset)


def scan(initial_state: Any, scan_func: Callable[..., Any]) -> _Transformation:
    """For `Dataset.apply`: `Dataset.scan`."""
    return lambda dataset: dataset.scan(initial_state, scan_func)


def shuffle_and_repeat(buffer_size: Any, count: Any = None, seed: Any = None) -> _Transformation:
    """For `Dataset.apply`: `shuffle` and then `repeat`."""
    return lambda dataset: dataset.shuffle(buffer_size, seed).repeat(count)


def take_while(predicate: Callable[..., Any]) -> _Transformation:
    """For `Dataset.apply`: `Dataset.take_while`."""
    return lambda dataset: dataset.take_while(predicate)


def unbatch() -> _Transformation:
    """For `Dataset.apply`: `Dataset.unbatch`."""
    return lambda dataset: dataset.unbatch()


def unique() -> _Transformation:
    """For `Dataset.apply`: `Dataset.unique`."""
    return lambda dataset: dataset.unique()


__all__ = [
    "AUTOTUNE",
    "INFINITE_CARDINALITY",
    "SHARD_HINT",
    "UNKNOWN_CARDINALITY",
    "AutoShardPolicy",
    "AutotuneAlgorithm",
    "AutotuneOptions",
    "Counter",
    "DistributeOptions",
    "ExternalStatePolicy",
    "OptimizationOptions",
    "Optional",
    "RandomDataset",
    "Reducer",
    "ServiceOptions",
    "ThreadingOptions",
    "assert_cardinality",
    "at",
    "bucket_by_sequence_length",
    "cardinality",
    "choose_from_datasets",
    "copy_to_device",
    "enable_debug_mode",
    "enumerate_dataset",
    "from_list",
    "get_next_as_optional",
    "get_single_element",
    "get_structure",
    "group_by_reducer",
    "group_by_window",
    "ignore_errors",
    "load",
    "map_and_batch",
    "pad_to_cardinality",
    "parallel_interleave",
    "prefetch_to_device",
    "rejection_resample",
    "sample_from_datasets",
    "save",
    "scan",
    "shuffle_and_repeat",
    "take_while",
    "unbatch",
    "unique",
]  # fmt: skip
__getattr__ = _lazy.missing(__name__)
