"""Candidate samplers, and losses over a few classes of very many."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from zeal import errors
from zeal._api import tf
from zeal._random_generator import op
from zeal._random_seeds import take


class Candidates(NamedTuple):
    """What the samplers give."""

    sampled_candidates: Any
    true_expected_count: Any
    sampled_expected_count: Any


def _classes(true_classes: Any, num_true: int) -> Any:
    x = tf.convert_to_tensor(true_classes)
    if x.dtype not in (tf.int32, tf.int64):
        x = tf.cast(x, tf.int64)
    if x.shape.rank != 2 or x.shape[1] != num_true:
        raise errors.InvalidArgumentError(
            None, None, f"true_classes must have shape [batch, {num_true}], got {x.shape}"
        )
    return x


def _sample(
    true: Any,
    num_true: int,
    count: int,
    unique: bool,
    classes: int,
    seed: Any,
    law: str,
    **more: Any,
) -> Candidates:
    drawn = op("SampleCandidates")(
        _classes(true, num_true),
        more.get("weights"),
        num_sampled=count,
        range_max=classes,
        unique=unique,
        law=law,
        state=take(seed, 256 * max(count, 0), "candidates", law),
    )
    return Candidates(*drawn)


def uniform_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: Any = None,
    name: str | None = None,
) -> Candidates:
    """Draws classes from 0, ..., range_max - 1, each with the same probability.

    Args:
      true_classes: [batch, num_true], the classes that examples have.
      num_true: the number of true classes of an example.
      num_sampled: how many classes are drawn.
      unique: whether they differ from each other.
      range_max: how many classes there are.
      seed: the op seed, see `set_seed`.
      name: ignored.

    Returns:
      The drawn classes, int64; how often each true class is to be expected among them, float32;
      and the same for each drawn class.

    Raises:
      InvalidArgumentError: there are fewer classes than are to be drawn, or a shape does not fit.
    """
    del name
    return _sample(true_classes, num_true, num_sampled, unique, range_max, seed, "UNIFORM")


def log_uniform_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: Any = None,
    name: str | None = None,
) -> Candidates:
    """Draws class c with probability log((c + 2) / (c + 1)) / log(range_max + 1).

    That suits classes in the order of their frequency, such as words.

    Args:
      true_classes, num_true, num_sampled, unique, range_max, seed, name: as in
        `uniform_candidate_sampler`.

    Returns:
      As there.
    """
    del name
    return _sample(true_classes, num_true, num_sampled, unique, range_max, seed, "LOG_UNIFORM")


def _file_weights(path: str) -> list[float]:
    lines = Path(path).read_text().splitlines()
    return [float(line.rsplit(",", 1)[-1]) for line in lines if line.strip()]


def fixed_unigram_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    vocab_file: str = "",
    distortion: float = 1.0,
    num_reserved_ids: int = 0,
    num_shards: int = 1,
    shard: int = 0,
    unigrams: Sequence[float] = (),
    seed: Any = None,
    name: str | None = None,
) -> Candidates:
    """Draws classes with probabilities that are given, as numbers or in a file.

    Args:
      true_classes, num_true, num_sampled, unique, range_max, seed, name: as in
        `uniform_candidate_sampler`.
      vocab_file: a file with a line for each class, whose last field after a comma is its weight.
      distortion: the power to which weights are taken.
      num_reserved_ids: how many classes before the first with a weight are never drawn.
      num_shards, shard: of each num_shards classes only the one at `shard` is drawn.
      unigrams: the weights, if there is no file.

    Returns:
      As there.

    Raises:
      ValueError: not exactly one of vocab_file and unigrams is given, or the shard is out of range.
    """
    del name
    if bool(vocab_file) == bool(len(unigrams)):
        raise ValueError("Exactly one of vocab_file and unigrams must be given.")
    if num_shards < 1 or not 0 <= shard < num_shards:
        raise ValueError(f"shard must be in [0, {num_shards}), got {shard}")
    numbers = _file_weights(vocab_file) if vocab_file else [float(w) for w in unigrams]
    given = [0.0] * num_reserved_ids + [w**distortion for w in numbers]
    weights = [w if i % num_shards == shard else 0.0 for i, w in enumerate(given)]
    return _sample(
        true_classes, num_true, num_sampled, unique, range_max, seed, "WEIGHTS",
        weights=tf.constant(weights, tf.float32),
    )  # fmt: skip


_seen: dict[int, Any] = {}  # how often learned_unigram_candidate_sampler has met each class


def learned_unigram_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    range_max: int,
    seed: Any = None,
    name: str | None = None,
) -> Candidates:
    """Draws classes as often as they have been true ones, in this process, plus one.

    Args:
      true_classes, num_true, num_sampled, unique, range_max, seed, name: as in
        `uniform_candidate_sampler`; calls with the same range_max learn together.

    Returns:
      As there.
    """
    del name
    true = _classes(true_classes, num_true)
    if range_max not in _seen:
        _seen[range_max] = tf.ones([range_max], tf.float32)
    drawn = _sample(
        true, num_true, num_sampled, unique, range_max, seed, "WEIGHTS", weights=_seen[range_max]
    )
    met = tf.math.bincount(tf.reshape(true, [-1]), minlength=range_max, maxlength=range_max)
    _seen[range_max] += tf.cast(met, tf.float32)
    return drawn


def all_candidate_sampler(
    true_classes: Any,
    num_true: int,
    num_sampled: int,
    unique: bool,
    seed: Any = None,
    name: str | None = None,
) -> Candidates:
    """Draws every class once: 0, ..., num_sampled - 1.

    Args:
      true_classes, num_true, num_sampled, name: as in `uniform_candidate_sampler`.
      unique: True.
      seed: ignored: nothing is random.

    Returns:
      As there; all expectations are 1.
    """
    del unique, seed, name
    true = _classes(true_classes, num_true)
    return Candidates(
        tf.range(num_sampled, dtype=tf.int64),
        tf.ones(true.shape, tf.float32),
        tf.ones([num_sampled], tf.float32),
    )


def compute_accidental_hits(
    true_classes: Any,
    sampled_candidates: Any,
    num_true: int,
    seed: Any = None,
    name: str | None = None,
) -> tuple[Any, Any, Any]:
    """Finds the drawn classes that are true ones.

    Args:
      true_classes: [batch, num_true].
      sampled_candidates: [num_sampled], as a sampler gives them.
      num_true: the number of true classes of an example.
      seed, name: ignored.

    Returns:
      The examples' rows, int32; the positions in sampled_candidates, int64; and for each pair the
      lowest float32, which added to a logit takes the class out.
    """
    del seed, name
    true = tf.cast(_classes(true_classes, num_true), tf.int64)
    drawn = tf.cast(sampled_candidates, tf.int64)
    hits = tf.where(true[:, :, None] == drawn)
    weights = tf.fill([hits.shape[0]], tf.float32.min)
    return tf.cast(hits[:, 0], tf.int32), hits[:, 2], weights


def _logits(
    weights: Any, biases: Any, labels: Any, inputs: Any, count: int, classes: int, num_true: int,
    values: Any, hits_out: bool, seed: Any,
) -> tuple[Any, Any]:  # fmt: skip
    """Logits [batch, num_true + num_sampled], and the labels that go with them."""
    w = tf.concat(weights, 0) if isinstance(weights, (list, tuple)) else weights
    b = tf.concat(biases, 0) if isinstance(biases, (list, tuple)) else biases
    x, true = tf.convert_to_tensor(inputs), tf.cast(labels, tf.int64)
    if true.shape.rank == 1:
        true = true[:, None]
    if values is None:
        values = log_uniform_candidate_sampler(true, num_true, count, True, classes, seed)
    drawn, true_expected, drawn_expected = (tf.stop_gradient(v) for v in values)
    drawn = tf.cast(drawn, tf.int64)
    rows = tf.gather(w, true)  # [batch, num_true, dim]
    true_logits = tf.reduce_sum(x[:, None, :] * rows, -1) + tf.gather(b, true)
    drawn_logits = tf.matmul(x, tf.gather(w, drawn), transpose_b=True) + tf.gather(b, drawn)
    if hits_out:
        row, at, lowest = compute_accidental_hits(true, drawn, num_true)
        where = tf.stack([tf.cast(row, tf.int64), at], 1)
        drawn_logits = tf.tensor_scatter_nd_add(
            drawn_logits, where, tf.cast(lowest, drawn_logits.dtype)
        )
    true_logits -= tf.math.log(tf.cast(true_expected, x.dtype))
    drawn_logits -= tf.math.log(tf.cast(drawn_expected, x.dtype))
    wanted = [tf.ones_like(true_logits) / num_true, tf.zeros_like(drawn_logits)]
    return tf.concat([true_logits, drawn_logits], 1), tf.concat(wanted, 1)


def nce_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = False,
    name: str = "nce_loss",
) -> Any:
    """Computes the loss of noise-contrastive estimation, by example.

    Args:
      weights: [num_classes, dim], or a list of such matrices to be put below each other.
      biases: [num_classes].
      labels: [batch, num_true], the true classes.
      inputs: [batch, dim].
      num_sampled: how many classes are drawn as noise, for the whole batch.
      num_classes: how many there are.
      num_true: the number of true classes of an example.
      sampled_values: what a candidate sampler gave; by default the log-uniform one draws.
      remove_accidental_hits: whether drawn classes that are true ones are left out.
      name: ignored.

    Returns:
      [batch].
    """
    del name
    logits, wanted = _logits(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, None,
    )  # fmt: skip
    losses = tf.nn.sigmoid_cross_entropy_with_logits(labels=wanted, logits=logits)
    return tf.reduce_sum(losses, 1)


def sampled_softmax_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = True,
    seed: Any = None,
    name: str = "sampled_softmax_loss",
) -> Any:
    """Computes the softmax cross entropy over the true classes and some that are drawn.

    Args:
      weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, name: as in `nce_loss`.
      seed: of the sampler.

    Returns:
      [batch].
    """
    del name
    logits, wanted = _logits(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, seed,
    )  # fmt: skip
    return tf.nn.softmax_cross_entropy_with_logits(labels=tf.stop_gradient(wanted), logits=logits)
