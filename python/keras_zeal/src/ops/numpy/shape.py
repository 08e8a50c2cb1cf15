"""Other shapes for the same elements: joining, splitting, turning, padding."""

import zeal as tf
import zeal.experimental.numpy as znp

from keras_zeal.src.ops.operands import Tensor, alike, as_dtype, front, tensor

__all__ = [
    "append", "array_split", "broadcast_to", "concatenate", "dsplit", "dstack", "expand_dims",
    "flip", "fliplr", "flipud", "hsplit", "hstack", "moveaxis", "ndim", "pad", "ravel", "repeat",
    "reshape", "roll", "rot90", "size", "split", "squeeze", "stack", "swapaxes", "tile",
    "transpose", "vsplit", "vstack",
]  # fmt: skip


def ndim(x):
    """The number of dimensions."""
    return len(x.shape) if hasattr(x, "shape") else tensor(x).ndim


def size(x):
    """The number of elements."""
    return tensor(x).shape.num_elements()


def reshape(x, newshape):
    """The elements in another shape."""
    return tf.reshape(tensor(x), [newshape] if isinstance(newshape, int) else newshape)


def ravel(x):
    """All elements in one dimension."""
    return tf.reshape(tensor(x), [-1])


def expand_dims(x, axis):
    """With further dimensions of 1."""
    x = tensor(x)
    if isinstance(axis, int):
        return tf.expand_dims(x, axis)
    rank = x.ndim + len(axis)
    for a in sorted(front(a, rank) for a in axis):
        x = tf.expand_dims(x, a)
    return x


def squeeze(x, axis=None):
    """Without dimensions of 1."""
    x = tensor(x)
    if axis is None:
        return tf.squeeze(x)
    axes = axis if isinstance(axis, (tuple, list)) else (axis,)
    rank = x.ndim
    for a in axes:
        if x.shape[front(a, rank)] != 1:
            raise ValueError(f"Cannot squeeze axis={a}, because the dimension is not 1.")
    return tf.squeeze(x, [*axes]) if axes else x


def transpose(x, axes=None):
    """With dimensions in another order; None turns the order around."""
    return tf.transpose(tensor(x), axes)


def swapaxes(x, axis1, axis2):
    """With two dimensions exchanged."""
    x = tensor(x)
    order = [*range(x.ndim)]
    order[axis1], order[axis2] = order[axis2], order[axis1]
    return tf.transpose(x, order)


def moveaxis(x, source, destination):
    """With some dimensions elsewhere, the others in their order."""
    return znp.moveaxis(tensor(x), source, destination)


def broadcast_to(x, shape):
    """Repeated where a dimension is 1 or missing."""
    return tf.broadcast_to(tensor(x), shape)


def flip(x, axis=None):
    """The other way round."""
    x = tensor(x)
    if axis is None:
        axis = range(x.ndim)
    return tf.reverse(x, [axis] if isinstance(axis, int) else [*axis])


def fliplr(x):
    """The second dimension the other way round."""
    return tf.reverse(tensor(x), [1])


def flipud(x):
    """The first dimension the other way round."""
    return tf.reverse(tensor(x), [0])


def rot90(array, k=1, axes=(0, 1)):
    """Turned by 90 degrees, `k` times, from the first axis towards the second."""
    array = tensor(array)
    if array.ndim < 2:
        raise ValueError(
            f"Input array must have at least 2 dimensions. Received: array.ndim={array.ndim}"
        )
    if len(axes) != 2 or axes[0] == axes[1]:
        raise ValueError(f"Invalid axes: {axes}. Axes must be a tuple of two different dimensions.")
    if not all(-array.ndim <= a < array.ndim for a in axes):
        raise ValueError(f"Invalid axes {axes} for tensor with {array.ndim} dimensions")
    return znp.rot90(array, k, axes)


def roll(x, shift, axis=None):
    """Moved along; what falls off comes in at the other end."""
    x = tensor(x)
    if axis is None:
        return tf.reshape(tf.roll(tf.reshape(x, [-1]), shift, 0), x.shape)
    return tf.roll(x, shift, [*axis] if isinstance(axis, tuple) else axis)


def tile(x, repeats):
    """One copy beside the other."""
    x = tensor(x)
    if isinstance(repeats, Tensor):
        repeats = repeats.numpy().tolist()
    repeats = [repeats] if isinstance(repeats, int) else [*repeats]
    repeats = [1] * (x.ndim - len(repeats)) + repeats
    if len(repeats) > x.ndim:
        x = tf.reshape(x, [1] * (len(repeats) - x.ndim) + [*x.shape])
    return tf.tile(x, repeats)


def repeat(x, repeats, axis=None):
    """Every slice so many times."""
    return tf.repeat(tensor(x), repeats, axis)


def concatenate(xs, axis=0):
    """One after the other along an axis; None takes all of their elements."""
    xs = alike(xs)
    if axis is None:
        return tf.concat([tf.reshape(x, [-1]) for x in xs], 0)
    return tf.concat(xs, axis)


def stack(x, axis=0):
    """One after the other along a new axis."""
    return tf.stack(alike(x), axis)


def append(x1, x2, axis=None):
    """One after the other."""
    return concatenate([x1, x2], axis)


def _of_rank(xs, rank):
    """With dimensions of 1 as NumPy's stacks add them: in front, the third one behind."""
    found = []
    for x in map(tensor, xs):
        if x.ndim < min(rank, 2):
            x = tf.reshape(x, [1, *x.shape] if x.ndim or rank == 1 else [1, 1])
        if x.ndim == 0:
            x = tf.reshape(x, [1])
        if x.ndim < rank:
            x = tf.expand_dims(x, -1)
        found.append(x)
    return found


def hstack(xs):
    """One beside the other."""
    xs = _of_rank(xs, 1)
    return concatenate(xs, 0 if xs[0].ndim == 1 else 1)


def vstack(xs):
    """One below the other."""
    return concatenate(_of_rank(xs, 2), 0)


def dstack(xs):
    """One behind the other."""
    return concatenate(_of_rank(xs, 3), 2)


def _cuts(indices):
    if isinstance(indices, Tensor) or hasattr(indices, "tolist"):
        indices = indices.numpy() if isinstance(indices, Tensor) else indices
        return indices.tolist()
    return indices if isinstance(indices, int) else [int(i) for i in indices]


def split(x, indices_or_sections, axis=0):
    """Parts of one size, or those between indices."""
    x, cuts = tensor(x), _cuts(indices_or_sections)
    n = x.shape[axis]
    if isinstance(cuts, int):
        if n % cuts:
            raise ValueError(
                f"Received indices_or_sections={cuts} (a number of sections), but x.shape[{axis}]="
                f"{n} is not divisible by it. Full input shape: x.shape={x.shape}"
            )
        return [*tf.split(x, cuts, axis)]
    return _between(x, cuts, axis)


def _between(x, cuts, axis):
    n = x.shape[axis]
    # as Python's slices: from the back where negative, and no further than the end
    ends = [min(max(c + n if c < 0 else c, 0), n) for c in cuts]
    places = zip([0, *ends], [*ends, n], strict=True)
    before = (slice(None),) * front(axis, x.ndim)
    return [x[before + (slice(a, max(a, b)),)] for a, b in places]  # noqa: RUF005


def array_split(x, indices_or_sections, axis=0):
    """Parts, the first ones larger by 1 where they cannot be of one size."""
    x, cuts = tensor(x), _cuts(indices_or_sections)
    if isinstance(cuts, int):
        each, more = divmod(x.shape[axis], cuts)
        cuts = [i * each + min(i, more) for i in range(1, cuts)]
    return _between(x, cuts, axis)


def hsplit(x, indices_or_sections):
    """Split along the second dimension, a vector along its only one."""
    x = tensor(x)
    return split(x, indices_or_sections, 0 if x.ndim == 1 else 1)


def vsplit(x, indices_or_sections):
    """Split along the first dimension."""
    return split(x, indices_or_sections, 0)


def dsplit(x, indices_or_sections):
    """Split along the third dimension."""
    return split(x, indices_or_sections, 2)


_MODES = {"constant": "CONSTANT", "reflect": "REFLECT", "symmetric": "SYMMETRIC"}


def pad(x, pad_width, mode="constant", constant_values=None):
    """Padded on both ends of every dimension, with a value, or with what is there."""
    x = tensor(x)
    if constant_values is not None and mode != "constant":
        raise ValueError(
            "Argument `constant_values` can only be provided when `mode == 'constant'`. "
            f"Received: mode={mode}"
        )
    if isinstance(pad_width, int):
        pad_width = ((pad_width, pad_width),)
    pads = [[p, p] if isinstance(p, int) else [*p] for p in pad_width]
    if len(pads) == 1:
        pads *= x.ndim
    if mode in _MODES:
        value = 0 if constant_values is None else constant_values
        value = as_dtype(value, x.dtype) if x.dtype.is_bool else value
        return tf.pad(x, pads, _MODES[mode], value)
    for axis, (before, after) in enumerate(pads):
        n = x.shape[axis]
        if mode == "edge":
            index = tf.clip_by_value(tf.range(-before, n + after), 0, n - 1)
        elif mode == "wrap":
            index = tf.range(-before, n + after) % n
        else:
            raise ValueError(
                f"pad: mode must be constant, reflect, symmetric, edge or wrap, got {mode!r}"
            )
        if before or after:
            x = tf.gather(x, index, axis=axis)
    return x
