"""Dataset: the face of input pipelines."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import reduce
from types import GenericAlias
from typing import Any

from zeal import _core, dtypes, errors
from zeal.data import _choose, _map, _order, _sources, _spec, _stored
from zeal.data._batch import Batch, Rebatch, Unbatch, Window
from zeal.data._left_out import NamesExplained
from zeal.data._nested import FlatMap, GroupByWindow, Interleave
from zeal.data._padding import PaddedBatch
from zeal.data._stage import INFINITE, UNKNOWN, Node, integer, invalid
from zeal.data._structure import as_element, flatten
from zeal.data._threads import Prefetch
from zeal.data.iterator import Iterator, NumpyIterator
from zeal.data.options import Options
from zeal.tensor_spec import TensorSpec

__all__ = ["AUTOTUNE", "Dataset"]

AUTOTUNE = -1
_BUFFER = 4  # elements that prefetch(AUTOTUNE) makes ahead


def _parallel(calls: Any) -> int | None:
    if calls is None:
        return None
    n = integer(calls, "num_parallel_calls")
    if n < 1 and n != AUTOTUNE:
        raise invalid("num_parallel_calls must be greater than zero.")
    return n


class Dataset(metaclass=NamesExplained):
    """A sequence of elements, which transformations make of others.

    An element is a tensor, or a structure of tensors: tuples, named tuples and dicts. (A list
    counts as the value of one tensor.) A dataset never changes, and can be iterated over as often
    as wanted; functions of the user run eagerly, for each element again.

    >>> dataset = tf.data.Dataset.from_tensor_slices((images, labels))
    >>> for x, y in dataset.shuffle(1000).batch(32).prefetch(tf.data.AUTOTUNE):
    ...     train(x, y)
    """

    _tf_data_leaf = True
    __class_getitem__: Any = classmethod(GenericAlias)

    def __init__(self, node: Node) -> None:
        if not isinstance(node, Node):
            raise TypeError("a Dataset is made by Dataset.from_tensor_slices and its like")
        self._node = node

    # ---- sources ----

    @staticmethod
    def from_tensor_slices(tensors: Any, name: str | None = None) -> Dataset:
        """The slices of tensors along their first dimension.

        Raises:
          ValueError: if a tensor is a scalar, or their first dimensions differ.
        """
        return Dataset(_sources.TensorSlice(tensors))

    @staticmethod
    def from_tensors(tensors: Any, name: str | None = None) -> Dataset:
        """One element: `tensors`."""
        return Dataset(_sources.Elements([as_element(tensors)]))

    @staticmethod
    def from_generator(
        generator: Callable[..., Any],
        output_types: Any = None,
        output_shapes: Any = None,
        args: Any = None,
        output_signature: Any = None,
        name: str | None = None,
    ) -> Dataset:
        """What a Python generator yields.

        Args:
          generator: a function that returns something to iterate over; called by each iteration.
          output_types, output_shapes: the structure, dtypes and shapes of the elements; or
          output_signature: the same as a structure of `tf.TensorSpec`.
          args: given to `generator` as NumPy values.

        Raises:
          InvalidArgumentError: while iterating, if an element does not fit.
        """
        if not callable(generator):
            raise TypeError("`generator` must be a Python callable.")
        signature = _sources.signature_of(output_types, output_shapes, output_signature)
        return Dataset(_sources.Generator(generator, signature, args))

    @staticmethod
    def range(*args: Any, output_type: Any = dtypes.int64, name: str | None = None) -> Dataset:
        """The numbers `range(stop)`, `range(start, stop)` or `range(start, stop, step)`."""
        if not 1 <= len(args) <= 3:
            raise ValueError("Invalid `args`. The length of `args` should be between 1 and 3 but "
                             f"was {len(args)}.")  # fmt: skip
        numbers = [integer(a, "args") for a in args]
        start, stop, step = [0, *numbers, 1] if len(numbers) == 1 else [*numbers, 1][:3]
        return Dataset(_sources.Range(start, stop, step, output_type))

    @staticmethod
    def counter(
        start: Any = 0, step: Any = 1, dtype: Any = dtypes.int64, name: str | None = None
    ) -> Dataset:
        """start, start + step, … without end."""
        first, by = integer(start, "start"), integer(step, "step")
        return Dataset(_sources.Range(first, None, by, dtype))

    @staticmethod
    def random(
        seed: Any = None, rerandomize_each_iteration: Any = None, name: str | None = None
    ) -> Dataset:
        """Random int64 numbers in [0, 2**32), without end.

        Args:
          seed: counts together with that of `tf.random.set_seed`.
          rerandomize_each_iteration: does each iteration give other numbers?
        """
        return Dataset(_sources.RandomNumbers(seed, rerandomize_each_iteration))

    @staticmethod
    def zip(*args: Any, datasets: Any = None, name: str | None = None) -> Dataset:
        """Elements of several datasets side by side; as many as the shortest has.

        Args:
          *args: datasets, or one structure of datasets.
          datasets: such a structure.
        """
        if not args and datasets is None:
            raise TypeError("Must pass at least one dataset to `zip`.")
        if args and datasets is not None:
            raise TypeError("Both `*args` and `datasets` cannot be set.")
        structure = (args[0] if len(args) == 1 else args) if args else datasets
        _check_zipped(structure)
        if isinstance(structure, Dataset):
            return structure
        return Dataset(_order.Zip(structure, [d._node for d in flatten(structure)]))

    @staticmethod
    def sample_from_datasets(
        datasets: Any,
        weights: Any = None,
        seed: Any = None,
        stop_on_empty_dataset: bool = False,
        rerandomize_each_iteration: Any = None,
    ) -> Dataset:
        """Elements that are drawn from several datasets at random.

        Args:
          datasets: a list of datasets of one structure.
          weights: how likely each is: a list or tensor of numbers, or a dataset of such.
          seed: of the draws.
          stop_on_empty_dataset: end with the first dataset that ends, rather than with the last?
          rerandomize_each_iteration: does each iteration draw others?
        """
        by = weights._node if isinstance(weights, Dataset) else weights
        nodes = [d._node for d in datasets]
        return Dataset(
            _choose.sampled(nodes, by, seed, stop_on_empty_dataset, rerandomize_each_iteration)
        )

    @staticmethod
    def choose_from_datasets(
        datasets: Any, choice_dataset: Dataset, stop_on_empty_dataset: bool = True
    ) -> Dataset:
        """For each number of `choice_dataset`, the next element of the dataset of that number."""
        nodes = [d._node for d in datasets]
        _choose.check_compatible(nodes)
        spec = choice_dataset.element_spec
        if not isinstance(spec, TensorSpec) or spec != TensorSpec((), dtypes.int64):
            raise TypeError(
                "Invalid `choice_dataset`. Elements of `choice_dataset` must be scalar `tf.int64` "
                f"tensors but are {spec}."
            )
        return Dataset(
            _choose.DirectedInterleave(choice_dataset._node, nodes, stop_on_empty_dataset)
        )

    # ---- functions over elements ----

    def map(
        self,
        map_func: Callable[..., Any],
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        synchronous: bool | None = None,
        use_unbounded_threadpool: bool = False,
        name: str | None = None,
    ) -> Dataset:
        """map_func(x) for each element x; a tuple becomes several arguments.

        Args:
          map_func: returns a tensor, what can become one, or a structure of such.
          num_parallel_calls: runs that many calls at a time in threads, if they take long enough
            for that to pay; `tf.data.AUTOTUNE` takes as many as there are cores.
          deterministic: False lets results of parallel calls come as they are ready.
          synchronous, use_unbounded_threadpool: without effect.
        """
        parallel = None if synchronous else _parallel(num_parallel_calls)
        return Dataset(_map.Map(self._node, map_func, parallel, deterministic))

    def filter(self, predicate: Callable[..., Any], name: str | None = None) -> Dataset:
        """The elements for which `predicate` is true."""
        return Dataset(_map.Filter(self._node, predicate))

    def take_while(self, predicate: Callable[..., Any], name: str | None = None) -> Dataset:
        """The elements before the first for which `predicate` is false."""
        return Dataset(_map.TakeWhile(self._node, predicate))

    def scan(
        self, initial_state: Any, scan_func: Callable[..., Any], name: str | None = None
    ) -> Dataset:
        """Outputs of `scan_func(state, element)`, which returns (new state, output)."""
        return Dataset(_map.Scan(self._node, initial_state, scan_func))

    def flat_map(self, map_func: Callable[..., Any], name: str | None = None) -> Dataset:
        """The elements of the datasets `map_func(x)`, one dataset after the other."""
        return Dataset(FlatMap(self._node, map_func))

    def interleave(
        self,
        map_func: Callable[..., Any],
        cycle_length: Any = None,
        block_length: Any = None,
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
    ) -> Dataset:
        """The elements of several datasets `map_func(x)` at a time, taking turns.

        Args:
          map_func: makes a dataset of an element.
          cycle_length: how many datasets take turns; by default as many as there are cores.
          block_length: how many elements a dataset gives when it is its turn.
          num_parallel_calls: lets the datasets work ahead in threads, if they take long.
          deterministic: without effect: the order is the same in any case.
        """
        parallel = _parallel(num_parallel_calls)
        if cycle_length is None or cycle_length == AUTOTUNE:
            cycle_length = max(len(os.sched_getaffinity(0)), 1)
        cycle = integer(cycle_length, "cycle_length")
        block = 1 if block_length is None else integer(block_length, "block_length")
        return Dataset(Interleave(self._node, map_func, cycle, block, parallel is not None))

    def group_by_window(
        self,
        key_func: Callable[..., Any],
        reduce_func: Callable[..., Any],
        window_size: Any = None,
        window_size_func: Callable[..., Any] | None = None,
        name: str | None = None,
    ) -> Dataset:
        """Collects elements by key; a full group becomes the dataset `reduce_func(key, group)`.

        Args:
          key_func: an integer for an element.
          reduce_func: a dataset for a key and the dataset of a group.
          window_size: how many elements make a group full; or
          window_size_func: the same for a key.
        """
        if (window_size is None) == (window_size_func is None):
            given = "cannot both be" if window_size is not None else "must be"
            raise ValueError(
                f"Either the `window_size` argument or the `window_size_func` argument {given} "
                "specified."
            )
        size_of = window_size_func or (lambda key: window_size)
        return Dataset(GroupByWindow(self._node, Dataset, key_func, reduce_func, size_of))

    def bucket_by_sequence_length(
        self,
        element_length_func: Callable[..., Any],
        bucket_boundaries: Any,
        bucket_batch_sizes: Any,
        padded_shapes: Any = None,
        padding_values: Any = None,
        pad_to_bucket_boundary: bool = False,
        no_padding: bool = False,
        drop_remainder: bool = False,
        name: str | None = None,
    ) -> Dataset:
        """Batches of elements whose lengths are alike, padded.

        Args:
          element_length_func: the length of an element.
          bucket_boundaries: the lengths that part the buckets.
          bucket_batch_sizes: one more: how many elements make a batch, for each bucket.
          padded_shapes, padding_values: as those of `padded_batch`.
          pad_to_bucket_boundary: pad to the longest that a bucket takes, not the longest there is?
          no_padding: batch without padding?
          drop_remainder: leave out batches that are not full?
        """
        from zeal.data._buckets import bucketed

        return bucketed(
            self, element_length_func, bucket_boundaries, bucket_batch_sizes, padded_shapes,
            padding_values, pad_to_bucket_boundary, no_padding, drop_remainder,
        )  # fmt: skip

    def rejection_resample(
        self,
        class_func: Callable[..., Any],
        target_dist: Any,
        initial_dist: Any = None,
        seed: Any = None,
        name: str | None = None,
    ) -> Dataset:
        """(class, element) pairs, some left out, so that classes come as often as wanted.

        Args:
          class_func: the class of an element, an integer.
          target_dist: how often each class shall come.
          initial_dist: how often it does; found out while iterating if None.
          seed: of the draws.
        """
        return Dataset(
            _choose.RejectionResample(self._node, class_func, target_dist, initial_dist, seed)
        )

    def unique(self, name: str | None = None) -> Dataset:
        """The elements without those that were there before."""
        return Dataset(_map.Unique(self._node))

    def ignore_errors(self, log_warning: bool = False, name: str | None = None) -> Dataset:
        """The elements that come without an error."""
        return Dataset(_map.IgnoreErrors(self._node, log_warning))

    def reduce(
        self, initial_state: Any, reduce_func: Callable[..., Any], name: str | None = None
    ) -> Any:
        """The last state of `reduce_func(state, element)`, which returns the next state."""
        return _map.reduced(self, initial_state, reduce_func)

    # ---- batches ----

    def batch(
        self,
        batch_size: Any,
        drop_remainder: bool = False,
        num_parallel_calls: Any = None,
        deterministic: bool | None = None,
        name: str | None = None,
    ) -> Dataset:
        """Groups of `batch_size` elements, stacked; the last may be smaller unless dropped."""
        _parallel(num_parallel_calls)
        return Dataset(Batch(self._node, integer(batch_size, "batch_size"), bool(drop_remainder)))

    def padded_batch(
        self,
        batch_size: Any,
        padded_shapes: Any = None,
        padding_values: Any = None,
        drop_remainder: bool = False,
        name: str | None = None,
    ) -> Dataset:
        """Groups of elements, stacked after they are padded to one shape.

        Args:
          batch_size: how many elements.
          padded_shapes: a shape for each component; where it is None or -1, or if it is not given,
            the longest of the batch decides.
          padding_values: a scalar for each component, or one for all; 0 by default.
          drop_remainder: leave out the last group if it is not full?
        """
        size = integer(batch_size, "batch_size")
        return Dataset(
            PaddedBatch(self._node, size, padded_shapes, padding_values, bool(drop_remainder))
        )

    def unbatch(self, name: str | None = None) -> Dataset:
        """The slices of each element along its first dimension."""
        return Dataset(Unbatch(self._node))

    def rebatch(
        self, batch_size: Any, drop_remainder: bool = False, name: str | None = None
    ) -> Dataset:
        """Batches cut to another size, or to several that take turns."""
        sizes = _core.convert(batch_size).numpy().reshape(-1).tolist()
        return Dataset(Rebatch(self._node, sizes, bool(drop_remainder)))

    def window(
        self,
        size: Any,
        shift: Any = None,
        stride: Any = 1,
        drop_remainder: bool = False,
        name: str | None = None,
    ) -> Dataset:
        """Datasets of `size` neighbours; a structure of elements gives a structure of datasets.

        Args:
          size: how many elements.
          shift: how far a window is from the one before; `size` by default.
          stride: how far elements in a window are from each other.
          drop_remainder: leave out windows that are not full?
        """
        n = integer(size, "size")
        by = n if shift is None else integer(shift, "shift")
        return Dataset(
            Window(self._node, Dataset, n, by, integer(stride, "stride"), bool(drop_remainder))
        )

    def ragged_batch(
        self,
        batch_size: Any,
        drop_remainder: bool = False,
        row_splits_dtype: Any = dtypes.int64,
        name: str | None = None,
    ) -> Dataset:
        """batch() of elements of one shape.

        Raises:
          UnimplementedError: if shapes differ, for zeal has no ragged tensors.
        """
        if not all(s.shape.is_fully_defined() for s in flatten(self.element_spec)):
            raise errors.UnimplementedError(
                None, None, "zeal has no ragged tensors: use padded_batch, and keep the row lengths"
            )
        return self.batch(batch_size, drop_remainder)

    # ---- order ----

    def shuffle(
        self,
        buffer_size: Any,
        seed: Any = None,
        reshuffle_each_iteration: bool | None = True,
        name: str | None = None,
    ) -> Dataset:
        """Elements drawn at random from a buffer that moves over the dataset.

        Args:
          buffer_size: how many elements the buffer holds. One as large as the dataset shuffles it
            well; `tf.data.UNKNOWN_CARDINALITY` takes all.
          seed: counts together with that of `tf.random.set_seed`; the order is TensorFlow's.
          reshuffle_each_iteration: does each iteration have another order?
        """
        size = integer(buffer_size, "buffer_size")
        again = reshuffle_each_iteration is None or bool(reshuffle_each_iteration)
        return Dataset(_order.Shuffle(self._node, size, seed, again))

    def repeat(self, count: Any = None, name: str | None = None) -> Dataset:
        """The dataset `count` times; without end if that is None or -1."""
        return Dataset(_order.Repeat(self._node, -1 if count is None else integer(count, "count")))

    def take(self, count: Any, name: str | None = None) -> Dataset:
        """The first `count` elements; all if that is -1."""
        return Dataset(_order.Take(self._node, integer(count, "count")))

    def skip(self, count: Any, name: str | None = None) -> Dataset:
        """All but the first `count` elements; none if that is -1."""
        return Dataset(_order.Skip(self._node, integer(count, "count")))

    def shard(self, num_shards: Any, index: Any, name: str | None = None) -> Dataset:
        """The elements whose number is `index` modulo `num_shards`."""
        shards, at = integer(num_shards, "num_shards"), integer(index, "index")
        return Dataset(_order.Shard(self._node, shards, at))

    def concatenate(self, dataset: Dataset, name: str | None = None) -> Dataset:
        """The elements of this dataset, then those of another."""
        node = _order.Concatenate(self._node, dataset._node)
        _ = node.element_spec  # raises if they differ
        return Dataset(node)

    def enumerate(self, start: Any = 0, name: str | None = None) -> Dataset:
        """(number, element) pairs, counting from `start`."""
        return Dataset.zip(Dataset.counter(start), self)

    # ---- memory and threads ----

    def cache(self, filename: Any = "", name: str | None = None) -> Dataset:
        """Keeps the elements, once an iteration has come to the end.

        Args:
          filename: where to keep them: in the file `<filename>.elements`, which later programs
            read, too; in memory if it is empty. Delete it when the pipeline before it changes.

        Raises:
          DataLossError: while iterating, if the file is damaged.
        """
        if isinstance(filename, _core.Tensor):
            raise TypeError("cache: `filename` must be a string or a path, as zeal has no strings")
        if os.fspath(filename):
            return Dataset(_stored.FileCache(self._node, os.fspath(filename)))
        return Dataset(_order.Cache(self._node))

    def prefetch(self, buffer_size: Any, name: str | None = None) -> Dataset:
        """Makes elements ahead in a thread, if they take long enough for that to pay.

        Args:
          buffer_size: how many; `tf.data.AUTOTUNE` leaves it to zeal.
        """
        size = integer(buffer_size, "buffer_size")
        if size < AUTOTUNE:
            raise invalid("buffer_size must be >= 0 or set buffer_size to be -1 for auto-tuning")
        return Dataset(Prefetch(self._node, _BUFFER if size == AUTOTUNE else size))

    def apply(self, transformation_func: Callable[[Dataset], Dataset]) -> Dataset:
        """transformation_func(dataset)."""
        made = transformation_func(self)
        if not isinstance(made, Dataset):
            raise TypeError("`transformation_func` must return a `tf.data.Dataset` object. Got "
                            f"{type(made)}.")  # fmt: skip
        return made

    save = _stored.save
    load = staticmethod(_stored.load)

    # ---- questions ----

    @property
    def element_spec(self) -> Any:
        """The structure, shapes and dtypes of the elements.

        A `map` is asked by calling its function once more, with tensors that have no data or, if it
        looks at values, with first elements.
        """
        return self._node.element_spec

    def cardinality(self) -> Any:
        """How many elements there are, or INFINITE_CARDINALITY or UNKNOWN_CARDINALITY."""
        return _core.convert(self._node.cardinality(), dtypes.int64)

    def get_single_element(self, name: str | None = None) -> Any:
        """The only element.

        Raises:
          InvalidArgumentError: unless there is one.
        """
        iterator = iter(self)
        for element in iterator:
            for _ in iterator:
                raise invalid("Dataset had more than one element.")
            return element
        raise invalid("Dataset was empty.")

    def options(self) -> Options:
        """The options of this dataset and its inputs."""
        return reduce(Options.merge, _map.given_options(self._node), Options())

    def with_options(self, options: Options, name: str | None = None) -> Dataset:
        """This dataset, with options."""
        return Dataset(_map.WithOptions(self._node, options))

    def as_numpy_iterator(self) -> NumpyIterator:
        """Iterates over elements as NumPy arrays."""
        return NumpyIterator(iter(self))

    def _tf_data_spec(self) -> _spec.DatasetSpec:
        return _spec.DatasetSpec(self.element_spec)

    def __iter__(self) -> Iterator:
        given = _map.given_options(self._node)
        return Iterator(self._node, reduce(Options.merge, given) if given else _NO_OPTIONS)

    def __len__(self) -> int:
        n = self._node.cardinality()
        if n == INFINITE:
            raise TypeError("The dataset is infinite.")
        if n == UNKNOWN:
            raise TypeError("The dataset length is unknown.")
        return n

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        try:
            spec = self.element_spec
        except Exception:  # of a user's function
            spec = "unknown"
        return f"<_{type(self._node).__name__}Dataset element_spec={spec!r}>"


def _check_zipped(structure: Any) -> None:
    for leaf in flatten(structure):
        if not isinstance(leaf, Dataset):
            raise TypeError(
                "Invalid input to `zip`. Inputs are expected to be (nested) structures of "
                "`tf.data.Dataset` objects"
                + (
                    ". Python `list` is not supported and you should use `tuple` instead."
                    if isinstance(leaf, list)
                    else f" but encountered object of type {type(leaf)}."
                )
            )


_NO_OPTIONS = Options()
