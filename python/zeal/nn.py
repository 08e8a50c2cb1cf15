"""Neural network ops: `tf.nn`."""

from zeal import _dropout, _lazy
from zeal._candidates import (
    all_candidate_sampler,
    compute_accidental_hits,
    fixed_unigram_candidate_sampler,
    learned_unigram_candidate_sampler,
    nce_loss,
    sampled_softmax_loss,
)
from zeal._ctc import collapse_repeated, ctc_loss, ctc_unique_labels
from zeal._dropout import dropout
from zeal._endpoints import fill
from zeal._fractional_pool import fractional_avg_pool, fractional_max_pool
from zeal._math import approx_max_k, approx_min_k
from zeal._nn_more import (
    atrous_conv2d_transpose,
    batch_norm_with_global_normalization,
    compute_average_loss,
    isotonic_regression,
    scale_regularization_loss,
)
from zeal._nn_statistics import (
    crelu,
    log_poisson_loss,
    normalize_moments,
    sufficient_statistics,
    weighted_moments,
)
from zeal._space_batch import with_space_to_batch


class experimental:
    """`tf.nn.experimental`: dropout with numbers of the caller's choice."""

    stateless_dropout = staticmethod(_dropout.stateless_dropout)
    general_dropout = staticmethod(_dropout.general_dropout)


__all__ = [
    *fill(__name__, globals()),
    "all_candidate_sampler",
    "approx_max_k",
    "approx_min_k",
    "atrous_conv2d_transpose",
    "batch_norm_with_global_normalization",
    "collapse_repeated",
    "compute_accidental_hits",
    "compute_average_loss",
    "crelu",
    "ctc_loss",
    "ctc_unique_labels",
    "dropout",
    "experimental",
    "fixed_unigram_candidate_sampler",
    "fractional_avg_pool",
    "fractional_max_pool",
    "isotonic_regression",
    "learned_unigram_candidate_sampler",
    "log_poisson_loss",
    "nce_loss",
    "normalize_moments",
    "sampled_softmax_loss",
    "scale_regularization_loss",
    "sufficient_statistics",
    "weighted_moments",
    "with_space_to_batch",
]
__getattr__ = _lazy.missing(__name__)
