"""Candidate samplers and the losses on them, Sobol's points, shuffled indices."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zeal as tf
from scipy.stats import qmc

SAMPLERS = [
    tf.random.uniform_candidate_sampler,
    tf.random.log_uniform_candidate_sampler,
    tf.random.learned_unigram_candidate_sampler,
]


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("unique", [True, False])
def test_sampler(sampler: Any, unique: bool) -> None:
    drawn = sampler([[1, 2], [0, 3]], 2, 7, unique, 9, seed=5)
    classes = drawn.sampled_candidates.numpy()
    assert drawn.sampled_candidates.dtype == tf.int64 and classes.shape == (7,)
    assert ((classes >= 0) & (classes < 9)).all()
    assert not unique or len({*classes}) == 7
    assert drawn.true_expected_count.shape == [2, 2]
    assert drawn.sampled_expected_count.shape == [7]
    assert (drawn.true_expected_count.numpy() > 0).all()


def test_expected_counts() -> None:
    classes, n = 10, 4000
    law = np.log((np.arange(classes) + 2) / (np.arange(classes) + 1)) / np.log(classes + 1)
    drawn = tf.random.log_uniform_candidate_sampler(
        np.arange(classes)[None], classes, n, False, classes, seed=1
    )
    assert np.allclose(drawn.true_expected_count[0], law * n)
    counts = np.bincount(drawn.sampled_candidates, minlength=classes)
    assert np.abs(counts - law * n).max() < 5 * math.sqrt(n / 4)
    one = tf.random.uniform_candidate_sampler([[0]], 1, 3, True, 3, seed=1)  # all of them
    assert sorted(one.sampled_candidates.numpy()) == [0, 1, 2]
    assert (one.true_expected_count.numpy() <= 1).all()


def test_fixed_unigram(tmp_path: Path) -> None:
    sampler = tf.random.fixed_unigram_candidate_sampler
    drawn = sampler([[1]], 1, 50, False, 4, unigrams=[0.0, 1.0, 3.0, 0.0], distortion=2.0, seed=1)
    assert {*drawn.sampled_candidates.numpy()} == {1, 2}
    assert np.isclose(drawn.true_expected_count.numpy(), 5)
    file = tmp_path / "words"
    file.write_text("a,1\nb,3\n")
    drawn = sampler([[1]], 1, 50, False, 3, vocab_file=str(file), num_reserved_ids=1, seed=1)
    assert {*drawn.sampled_candidates.numpy()} == {1, 2}
    drawn = sampler([[1]], 1, 9, False, 4, unigrams=[1.0] * 4, num_shards=2, shard=1)
    assert {*drawn.sampled_candidates.numpy()} <= {1, 3}
    with pytest.raises(ValueError, match="Exactly one"):
        sampler([[1]], 1, 1, True, 3)
    with pytest.raises(tf.errors.InvalidArgumentError, match="2 have positive weights"):
        sampler([[1]], 1, 3, True, 4, unigrams=[0.0, 1.0, 3.0, 0.0])
    with pytest.raises(tf.errors.InvalidArgumentError, match="unique classes"):
        tf.random.uniform_candidate_sampler([[1]], 1, 5, True, 4)


def test_all_candidates_and_hits() -> None:
    drawn = tf.random.all_candidate_sampler([[1, 2]], 2, 4, True)
    assert drawn.sampled_candidates.numpy().tolist() == [0, 1, 2, 3]
    rows, at, weights = tf.nn.compute_accidental_hits([[1, 2], [0, 9]], [5, 2, 0], 2)
    assert rows.numpy().tolist() == [0, 1] and at.numpy().tolist() == [1, 2]
    assert (weights.numpy() == np.finfo("f").min).all()


def test_sampled_losses_of_all_classes() -> None:
    rng = np.random.default_rng(0)
    w, b, x = (tf.constant(rng.normal(size=s), tf.float32) for s in [(5, 3), (5,), (2, 3)])
    labels = [[1], [4]]
    every = tf.random.all_candidate_sampler(labels, 1, 5, True)
    with tf.GradientTape() as tape:
        tape.watch(w)
        loss = tf.nn.sampled_softmax_loss(w, b, labels, x, 5, 5, sampled_values=every)
    full = tf.nn.sparse_softmax_cross_entropy_with_logits([1, 4], x @ tf.transpose(w) + b)
    assert np.allclose(loss, full, atol=1e-5)
    assert tf.convert_to_tensor(tape.gradient(loss, w)).shape == [5, 3]
    loss = tf.nn.nce_loss(w, b, labels, x, 5, 5, sampled_values=every)
    logits = (x @ tf.transpose(w) + b).numpy()
    true = logits[[0, 1], [1, 4]]
    expected = np.log1p(np.exp(-true)) + np.log1p(np.exp(logits)).sum(1)
    assert np.allclose(loss, expected, atol=1e-5)
    assert tf.nn.nce_loss(w, b, labels, x, 2, 5).shape == [2]
    assert tf.nn.sampled_softmax_loss([w[:2], w[2:]], b, labels, x, 2, 5, seed=1).shape == [2]


def test_sobol_points() -> None:
    points = qmc.Sobol(40, scramble=False).random(32)
    assert np.allclose(tf.math.sobol_sample(40, 31, dtype=tf.float64), points[1:])
    assert np.allclose(tf.math.sobol_sample(3, 5, skip=4), points[5:10, :3])


@pytest.mark.parametrize("size", [1, 2, 7, 64, 1000])
def test_index_shuffle_is_a_permutation(size: int) -> None:
    got = tf.random.experimental.index_shuffle(tf.range(size), [5, 9], size - 1).numpy()
    assert sorted(got) == list(range(size))
    assert size < 64 or (got != np.arange(size)).mean() > 0.9
    other = tf.random.experimental.index_shuffle(tf.range(size), [6, 9], size - 1).numpy()
    assert size < 64 or (got != other).mean() > 0.9


def test_index_shuffle_of_large_ranges_and_batches() -> None:
    top = 2**63 - 1
    got = tf.random_index_shuffle(tf.constant(7, tf.int64), [1, 2, 3], tf.constant(top, tf.int64))
    assert 0 <= int(got) <= top
    seeds = [[1, 2], [3, 4]]
    rows = tf.random.experimental.index_shuffle([3, 3], seeds, [99, 99]).numpy()
    for row, seed in zip(rows, seeds, strict=True):
        assert row == tf.random.experimental.index_shuffle(3, seed, 99)
