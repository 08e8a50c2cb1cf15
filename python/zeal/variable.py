"""Variable: a tensor that can be assigned."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from zeal import _core, dtypes, errors
from zeal._reference import Reference
from zeal.indexed_slices import IndexedSlices
from zeal.tensor_shape import TensorShape

__all__ = ["Variable", "VariableAggregation", "VariableSynchronization"]


class VariableSynchronization(enum.Enum):
    """Accepted for compatibility; zeal has no distribution strategies."""

    AUTO = 0
    NONE = 1
    ON_WRITE = 2
    ON_READ = 3


class VariableAggregation(enum.Enum):
    """Accepted for compatibility; zeal has no distribution strategies."""

    NONE = 0
    SUM = 1
    MEAN = 2
    ONLY_FIRST_REPLICA = 3


class Variable(_core.Variable):
    """A tensor whose value changes by assignment, while its shape and dtype stay.

    Args:
      initial_value: anything that can become a Tensor, or a callable that returns it.
      trainable: do tapes watch it when it is read? Default: yes for floating and complex dtypes.
      validate_shape, caching_device, variable_def, import_scope, synchronization, aggregation:
        accepted and ignored.
      name: shown in `repr`; need not be unique.
      dtype: converts the initial value.
      constraint: a function that optimizers apply to the value after an update.
      shape: must be the initial value's shape, if given.

    Raises:
      ValueError: if there is no initial value, or it does not fit `shape`.
    """

    def __init__(
        self,
        initial_value: Any = None,
        trainable: bool | None = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        variable_def: Any = None,
        dtype: Any = None,
        import_scope: Any = None,
        constraint: Callable[[Any], Any] | None = None,
        synchronization: Any = VariableSynchronization.AUTO,
        aggregation: Any = VariableAggregation.NONE,
        shape: Any = None,
        experimental_enable_variable_lifting: Any = None,
    ) -> None:
        if initial_value is None:
            raise ValueError(
                "The `initial_value` arg to `tf.Variable` must be specified except when you are "
                "not providing a `variable_def`. You provided neither."
            )
        if callable(initial_value) and not isinstance(initial_value, _core.Variable):
            initial_value = initial_value()
        if dtype is not None and isinstance(initial_value, (_core.Tensor, _core.Variable)):
            dtype = dtypes.as_dtype(dtype)
            if initial_value.dtype != dtype:
                raise ValueError(
                    f"Tensor conversion requested dtype {dtype.name} for Tensor with dtype "
                    f"{initial_value.dtype.name}: {initial_value!r}"
                )
        value = _core.convert(initial_value, dtype)
        if shape is not None and not TensorShape(shape).is_compatible_with(value.shape):
            raise ValueError(
                f"In this `tf.Variable` creation, the initial value's shape ({value.shape}) is not "
                f"compatible with the explicitly supplied `shape` argument ({TensorShape(shape)})."
            )
        super().__init__(value, trainable is None or bool(trainable), name or "Variable")
        self._constraint = constraint
        self._synchronization = synchronization
        self._aggregation = aggregation

    @property
    def name(self) -> str:
        """The name that it was given, with TensorFlow's ":0"."""
        return f"{self._name}:0"

    @property
    def _shared_name(self) -> str:
        return self._name

    @property
    def constraint(self) -> Callable[[Any], Any] | None:
        """The function that optimizers apply to the value after an update."""
        return self._constraint

    @property
    def synchronization(self) -> Any:
        """As given; without effect."""
        return self._synchronization

    @property
    def aggregation(self) -> Any:
        """As given; without effect."""
        return self._aggregation

    @property
    def handle(self) -> Variable:
        """This variable: ops that want a resource handle take the variable itself."""
        return self

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return len(self.shape)

    def get_shape(self) -> TensorShape:
        """The shape."""
        return self.shape

    def set_shape(self, shape: Any) -> None:
        """Raises ValueError unless `shape` fits this variable's."""
        TensorShape(shape).assert_is_compatible_with(self.shape)

    def initialized_value(self) -> Any:
        """The value now."""
        return self.read_value()

    def is_initialized(self, name: str | None = None) -> Any:
        """True, as a Tensor."""
        del name
        return _core.convert(True)

    def count_up_to(self, limit: int) -> Any:
        """Adds 1 to an integer scalar and gives what it was.

        Args:
          limit: the value that is not passed.

        Raises:
          OutOfRangeError: the value is the limit already.
        """
        before = self.read_value()
        if before.shape.rank != 0 or not before.dtype.is_integer:
            raise errors.InvalidArgumentError(
                None, None, f"count_up_to: {self.name} must be an integer scalar, not {before}"
            )
        if int(before) >= limit:
            raise errors.OutOfRangeError(None, None, f"Reached limit of {limit}")
        self.assign_add(1)
        return before

    def ref(self) -> Reference:
        """A hashable reference to this variable."""
        return Reference(self)

    def sparse_read(self, indices: Any, name: str | None = None) -> Any:
        """The rows at `indices`."""
        del name
        return _core._ops["gather"](self, indices)

    def gather_nd(self, indices: Any, name: str | None = None) -> Any:
        """The slices at `indices`, as tf.gather_nd."""
        del name
        return _core._ops["gather_nd"](self, indices)

    def _scatter(self, op: str, delta: IndexedSlices) -> Variable:
        if not isinstance(delta, IndexedSlices):
            raise TypeError(f"sparse_delta is not IndexedSlices: {delta}")
        indices = _core._ops["expand_dims"](delta.indices, -1)
        return self.assign(_core._ops[op](self.value(), indices, delta.values))

    def scatter_update(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Variable:
        """Assigns rows; InvalidArgumentError if an index or a shape does not fit."""
        return self._scatter("tensor_scatter_nd_update", sparse_delta)

    def scatter_add(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Variable:
        """Adds to rows."""
        return self._scatter("tensor_scatter_nd_add", sparse_delta)

    def scatter_sub(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Variable:
        """Subtracts from rows."""
        return self._scatter("tensor_scatter_nd_sub", sparse_delta)

    def scatter_max(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Variable:
        """Takes the maximum with rows."""
        return self._scatter("tensor_scatter_nd_max", sparse_delta)

    def scatter_min(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Variable:
        """Takes the minimum with rows."""
        return self._scatter("tensor_scatter_nd_min", sparse_delta)

    def _scatter_by(self, op: str, delta: IndexedSlices) -> Variable:
        # One row after the other: a row that comes twice is changed twice.
        if not isinstance(delta, IndexedSlices):
            raise TypeError(f"sparse_delta is not IndexedSlices: {delta}")
        value = self.value()
        for i in range(delta.indices.shape[0]):
            index = delta.indices[i]
            row = _core._ops[op](_core._ops["gather"](value, index), delta.values[i])
            at = _core._ops["reshape"](index, [1, 1])
            value = _core._ops["tensor_scatter_nd_update"](
                value, at, _core._ops["expand_dims"](row, 0)
            )
        return self.assign(value)

    def scatter_mul(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Variable:
        """Multiplies rows."""
        return self._scatter_by("multiply", sparse_delta)

    def scatter_div(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Variable:
        """Divides rows."""
        return self._scatter_by("divide", sparse_delta)

    def batch_scatter_update(
        self, sparse_delta: IndexedSlices, use_locking: bool = False, name: str | None = None
    ) -> Variable:
        """Assigns rows within each element of a batch: `v[i, indices[i, j]] = values[i, j]`.

        Args:
          sparse_delta: indices of shape [batch..., n] and values of shape [batch..., n, ...].
        """
        if not isinstance(sparse_delta, IndexedSlices):
            raise TypeError(f"sparse_delta is not IndexedSlices: {sparse_delta}")
        indices = sparse_delta.indices
        ops = _core._ops
        ranges = [ops["range"](n, dtype=indices.dtype) for n in indices.shape]
        batch = ops["raw_ops.Meshgrid"](ranges, indexing="ij")[:-1]
        return self.scatter_nd_update(ops["stack"]([*batch, indices], -1), sparse_delta.values)

    def scatter_nd_update(self, indices: Any, updates: Any, name: str | None = None) -> Variable:
        """Assigns slices, as tf.tensor_scatter_nd_update."""
        return self.assign(_core._ops["tensor_scatter_nd_update"](self.value(), indices, updates))

    def scatter_nd_add(self, indices: Any, updates: Any, name: str | None = None) -> Variable:
        """Adds to slices, as tf.tensor_scatter_nd_add."""
        return self.assign(_core._ops["tensor_scatter_nd_add"](self.value(), indices, updates))

    def scatter_nd_sub(self, indices: Any, updates: Any, name: str | None = None) -> Variable:
        """Subtracts from slices, as tf.tensor_scatter_nd_sub."""
        return self.assign(_core._ops["tensor_scatter_nd_sub"](self.value(), indices, updates))

    # `variable += value` would make the name stand for a tensor, which nobody means.
    def __iadd__(self, other: Any) -> NoReturn:
        raise RuntimeError(
            "`variable += value` with `tf.Variable`s is not supported. Use "
            "`variable.assign_add(value)` to modify the variable, or `out = variable + value` if "
            "you need to get a new output Tensor."
        )

    def __isub__(self, other: Any) -> NoReturn:
        raise RuntimeError(
            "`variable -= value` with `tf.Variable`s is not supported. Use "
            "`variable.assign_sub(value)` to modify the variable, or `out = variable - value` if "
            "you need to get a new output Tensor."
        )

    def __imul__(self, other: Any) -> NoReturn:
        _not_in_place("*")

    def __itruediv__(self, other: Any) -> NoReturn:
        _not_in_place("/")

    def __ipow__(self, other: Any) -> NoReturn:
        _not_in_place("**")

    def __tf_tensor__(self, dtype: Any = None, name: str | None = None) -> Any:
        return _core.convert(self.read_value(), dtype)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return self.value().__array__(dtype, copy)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.read_value())

    def __complex__(self) -> complex:
        return complex(self.read_value())

    def __format__(self, spec: str) -> str:
        return format(self.read_value(), spec) if spec else repr(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Variable:
        copy = type(self)(
            self.value(), trainable=self.trainable, name=self._name, constraint=self._constraint
        )
        memo[id(self)] = copy
        return copy

    def __reduce__(self) -> Any:
        return _unpickle, (self.numpy(), self.trainable, self._name)

    def __repr__(self) -> str:
        from zeal._printing import numpy_text

        text = numpy_text(self.value(), is_repr=True)
        return (
            f"<tf.Variable '{self.name}' shape={self.shape} dtype={self.dtype.name}, numpy={text}>"
        )


def _not_in_place(operator: str) -> NoReturn:
    raise RuntimeError(
        f"`var {operator}= value` with `tf.Variable`s is not supported. Use "
        f"`var.assign(var {operator} value)` to modify the variable, or `out = var {operator} "
        "value` if you need to get a new output Tensor."
    )


def _unpickle(value: Any, trainable: bool, name: str) -> Variable:
    return Variable(value, trainable=trainable, name=name)
