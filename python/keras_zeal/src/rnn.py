"""Recurrent networks: the loop over time, and what runs one whole layer natively."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras.src import activations, tree
from zeal import _core
from zeal._api import tf

from keras_zeal.src.ops.convert import convert_to_tensor


def _swap(x: Any) -> Any:
    """Exchanges the first two dimensions: batch and time."""
    return tf.transpose(x, [1, 0, *range(2, x.ndim)])


def _select(mask: Any, new: Any, old: Any) -> Any:
    """`new` for the examples of a batch whose mask [batch, 1] is set."""
    extra = new.ndim - mask.ndim
    if extra > 0:
        mask = tf.reshape(mask, [*mask.shape, *[1] * extra])
    return tf.where(mask, new, old)


def _masks(mask: Any, input_length: Any, steps: int, backwards: bool) -> list[Any] | None:
    """A mask [batch, 1] for each step, in the order of the steps; None where all count."""
    if mask is not None:
        mask = tf.cast(convert_to_tensor(mask), tf.bool)
        if mask.ndim == 2:
            mask = tf.expand_dims(mask, -1)
        each = tf.unstack(mask)
        return each[::-1] if backwards else each
    if input_length is None or isinstance(input_length, int):
        return None
    length = convert_to_tensor(input_length)
    if length.ndim == 0:
        return None
    last = tf.reduce_max(length) - 1 - length
    return [tf.expand_dims(last < t if backwards else length > t, -1) for t in range(steps)]


def rnn(
    step_function: Callable[[Any, Any], tuple[Any, Any]],
    inputs: Any,
    initial_states: Any,
    go_backwards: bool = False,
    mask: Any = None,
    constants: Any = None,
    unroll: bool = False,
    input_length: Any = None,
    time_major: bool = False,
    zero_output_for_mask: bool = False,
    return_all_outputs: bool = True,
) -> tuple[Any, Any, Any]:
    """Calls a step for each time, and collects what it gives.

    Args:
      step_function: takes the inputs of one time and (states, constants); gives the output and the
        new states.
      inputs: tensors [batch, time, …], in any structure.
      initial_states: the first states.
      go_backwards: whether the last time comes first, in the outputs, too.
      mask: [batch, time]; what is not set repeats the output and the states before it.
      constants: what each step is given besides the states.
      unroll: without effect: all is eager.
      input_length: how many times there are, for all or for each of the batch.
      time_major: whether inputs, mask and outputs are [time, batch, …].
      zero_output_for_mask: whether the output is 0 where the mask is not set.
      return_all_outputs: whether all outputs are kept, or the last one only.

    Returns:
      The last output, all outputs [batch, time, …], and the last states.
    """
    del unroll
    if not time_major:
        inputs = tree.map_structure(_swap, inputs)
        mask = None if mask is None else _swap(convert_to_tensor(mask))
    flat = [tf.unstack(x) for x in tree.flatten(inputs)]
    steps = len(flat[0])
    masks = _masks(mask, input_length, steps, go_backwards)
    if isinstance(input_length, int):
        steps = min(steps, input_length)
    order = range(len(flat[0]) - 1, -1, -1) if go_backwards else range(len(flat[0]))
    states, constants = tuple(initial_states), tuple(constants or ())
    nested = tree.is_nested(inputs)
    collected: list[list[Any]] = []
    output: Any = None
    before: list[Any] = []  # the flat output of the step before, for masks
    for step in range(steps):
        now = [x[order[step]] for x in flat]
        current = tree.pack_sequence_as(inputs, now) if nested else now[0]
        output, new_states = step_function(current, states + constants)
        outputs = tree.flatten(output) if masks or tree.is_nested(output) else [output]
        if masks is None:
            states = tuple(new_states)
        else:
            chosen = masks[step]
            if zero_output_for_mask or not before:
                before = [tf.zeros_like(o) for o in outputs]
            outputs = [_select(chosen, o, b) for o, b in zip(outputs, before, strict=True)]
            kept = [
                _select(chosen, new, old)
                for new, old in zip(tree.flatten(new_states), tree.flatten(states), strict=True)
            ]
            states = tuple(tree.pack_sequence_as(new_states, kept))
            before = outputs
        if return_all_outputs or not collected:
            collected.append(outputs)
        else:
            collected[0] = outputs
    last = tree.pack_sequence_as(output, collected[-1])
    axis = 0 if time_major else 1
    stacked = [tf.stack(list(parts), axis) for parts in zip(*collected, strict=True)]
    return last, tree.pack_sequence_as(output, stacked), states


def cudnn_ok(*args: Any, **kwargs: Any) -> bool:
    """False: there is no cuDNN."""
    return False


_ops = _core._ops


def _fused(mask: Any, activation: Any, recurrent_activation: Any, unroll: bool) -> None:
    """Raises what Keras' layers catch, where only the loop does what is asked."""
    if (
        mask is not None  # the layer's zero_output_for_mask is known to the loop only
        or unroll
        or activation is not activations.tanh
        or recurrent_activation is not activations.sigmoid
    ):
        raise NotImplementedError


def _in_order(inputs: Any, backwards: bool, time_major: bool) -> Any:
    """Inputs [batch, time, …] in the order of the steps."""
    if time_major:
        inputs = _swap(inputs)
    return tf.reverse(inputs, [1]) if backwards else inputs


def _exact(*tensors: Any) -> tuple[Any, list[Any]]:
    """The dtype of the first, and all in float32 where that one is narrower."""
    converted: list[Any] = [None if t is None else convert_to_tensor(t) for t in tensors]
    dtype = converted[0].dtype
    wide = tf.float64 if dtype == tf.float64 else tf.float32
    return dtype, [t if t is None or t.dtype == wide else tf.cast(t, wide) for t in converted]


def _results(
    dtype: Any, last: Any, outputs: Any, states: list[Any], sequences: bool, time_major: bool
) -> tuple[Any, Any, list[Any]]:
    outputs = outputs if sequences else tf.expand_dims(last, 1)
    if last.dtype != dtype:
        outputs, states = tf.cast(outputs, dtype), [tf.cast(s, dtype) for s in states]
        last = states[0]
    return last, _swap(outputs) if time_major else outputs, states


def lstm(
    inputs: Any,
    initial_state_h: Any,
    initial_state_c: Any,
    mask: Any,
    kernel: Any,
    recurrent_kernel: Any,
    bias: Any,
    activation: Any,
    recurrent_activation: Any,
    return_sequences: bool = False,
    go_backwards: bool = False,
    unroll: bool = False,
    batch_first: bool = True,
) -> tuple[Any, Any, list[Any]]:
    """A whole LSTM layer by one op.

    Returns:
      The last output, all outputs (or the last), and the last states h and c.

    Raises:
      NotImplementedError: there is a mask, or other activations than tanh and sigmoid.
    """
    _fused(mask, activation, recurrent_activation, unroll)
    dtype, (weights, recurrent, bias, inputs, h, c) = _exact(
        kernel, recurrent_kernel, bias, inputs, initial_state_h, initial_state_c
    )
    x = _in_order(inputs, go_backwards, not batch_first)
    outputs, h, c, _, _ = _ops["raw_ops.Lstm"](x, h, c, weights, recurrent, bias)
    return _results(dtype, h, outputs, [h, c], return_sequences, not batch_first)


def gru(
    inputs: Any,
    initial_state: Any,
    mask: Any,
    kernel: Any,
    recurrent_kernel: Any,
    bias: Any,
    activation: Any,
    recurrent_activation: Any,
    return_sequences: bool = False,
    go_backwards: bool = False,
    unroll: bool = False,
    time_major: bool = False,
    reset_after: bool = True,
) -> tuple[Any, Any, list[Any]]:
    """A whole GRU layer by one op.

    Returns:
      The last output, all outputs (or the last), and the last state.

    Raises:
      NotImplementedError: there is a mask, or other activations than tanh and sigmoid, or the reset
        gate comes before the product.
    """
    _fused(mask, activation, recurrent_activation, unroll)
    if not reset_after:
        raise NotImplementedError
    dtype, (weights, recurrent, bias, inputs, h) = _exact(
        kernel, recurrent_kernel, bias, inputs, initial_state
    )
    before, after = (None, None) if bias is None else tf.unstack(bias)
    x = _in_order(inputs, go_backwards, time_major)
    outputs, h, _ = _ops["raw_ops.Gru"](x, h, weights, recurrent, before, after)
    return _results(dtype, h, outputs, [h], return_sequences, time_major)


def bidirectional_lstm(*args: Any, **kwargs: Any) -> Any:
    """Not of its own: the layer runs both directions one after the other."""
    raise NotImplementedError


bidirectional_gru = bidirectional_lstm
