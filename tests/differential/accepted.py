"""Differences from TensorFlow that are meant, each with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """Differences whose function, kind and sentence match, and why zeal keeps them."""

    functions: str
    kind: str
    sentence: str
    reason: str

    def matches(self, label: str, difference: str) -> bool:
        kind, _, sentence = difference.partition(": ")
        found = re.fullmatch(self.functions, label.split()[0]) and re.fullmatch(self.kind, kind)
        return bool(found and re.search(self.sentence, f"{label} | {sentence}"))


ACCEPTED = [
    Accepted(
        r"histogram_fixed_width_bins", "accepted", "cannot compute Mul", "zeal takes integers, too."
    ),
    Accepted(
        r"math\.betainc",
        "accepted",
        "inconsistent",
        "zeal broadcasts all three; TensorFlow does not.",
    ),
    Accepted(
        r"quantization\.(quantize_and_dequantize\w*|fake_quant\w+_gradient)",
        "gradient",
        "TensorFlow None",
        "TensorFlow has no such gradient.",
    ),
    Accepted(
        r"histogram_fixed_width(_bins)?",
        "raised",
        r"NaN|finite|value_range should satisfy",
        "NaN has no bin, nor has an infinite range any; TensorFlow counts them somewhere.",
    ),
    Accepted(
        r"nn\.dilation2d",
        "raised",
        "zero elements",
        "The maximum of nothing; TensorFlow gives -inf.",
    ),
    Accepted(
        r"nn\.max_pool3d",
        "gradient value",
        " bfloat16",
        "TensorFlow adds up overlapping windows in bfloat16, zeal in float32.",
    ),
    Accepted(
        r"math\.special\.dawsn",
        "gradient value",
        " float32",
        "1 - 2 x dawsn(x) loses digits; zeal's float32 dawsn is that of double precision, rounded.",
    ),
    Accepted(
        r"signal\.i?rfft(2d|3d)?",
        "accepted|gradient value",
        "call",
        "TensorFlow's gradient fails, or is wrong, where fft_length is not the signal's length.",
    ),
    Accepted(
        r"image\.hsv_to_rgb", "gradient", "TensorFlow None", "TensorFlow has no such gradient."
    ),
    Accepted(
        r"image\.crop_and_resize",
        "gradient value",
        " float64",
        "TensorFlow computes it in float32.",
    ),
    Accepted(
        r"image\.crop_and_resize",
        "gradient",
        "None, TensorFlow",
        "The nearest pixel has no derivative by the box; TensorFlow gives that of 'bilinear'.",
    ),
    Accepted(
        r"math\.(xlogy|xlog1py|xdivy|multiply_no_nan|cumprod|(unsorted_)?segment_prod)"
        r"|linalg\.(det|sqrtm)|matrix_square_root",
        "gradient value",
        " complex",
        "TensorFlow forgets to conjugate in these gradients of complex numbers.",
    ),
    Accepted(
        r"math\.sobol_sample", "raised", "dim", "There are direction numbers for 40 dimensions."
    ),
    Accepted(
        r"nn\.isotonic_regression",
        "gradient shape",
        "TensorFlow",
        "TensorFlow's gradient of a vector is a matrix.",
    ),
    Accepted(
        r"nn\.compute_average_loss",
        "value|gradient value",
        " float64",
        "TensorFlow divides in float32.",
    ),
    Accepted(
        r"nn\.softmax_cross_entropy_with_logits",
        "gradient value",
        "",
        "The samples' labels do not sum to one; TensorFlow's gradient takes it for granted.",
    ),
    Accepted(
        r"nn\.softmax_cross_entropy_with_logits|nn\.conv1d_transpose|transpose|sort|gather_nd",
        "accepted",
        "call",
        "TensorFlow fails in the gradient: of broadcast labels, NCW, negative permutations, empty "
        "sorts, and indices that select nothing or everything.",
    ),
    Accepted(
        r"compat\.v1\.nn\.fused_batch_norm",
        "gradient( value)?",
        "",
        "zeal differentiates by and through the mean and the variance; TensorFlow leaves them out.",
    ),
    Accepted(
        r"pad|linalg\.diag(_part)?",
        "gradient",
        "TensorFlow None",
        "zeal differentiates by the padding value; TensorFlow gives None.",
    ),
    Accepted(
        r"nn\.(leaky_relu|gelu)",
        "(gradient )?value",
        " float64",
        "TensorFlow rounds the constants of the formula to float32.",
    ),
    Accepted(
        r"nn\.conv2d",
        "shape",
        "call",
        "TensorFlow's oneDNN kernel gives an empty batch the shape of the input.",
    ),
    Accepted(
        r"nn\.(conv|depthwise_conv|max_pool|avg_pool|pool).*",
        "accepted",
        "",
        "TensorFlow lacks layouts, dilations, groups or explicit padding here on a CPU.",
    ),
    Accepted(
        r"case|switch_case|size|ensure_shape|unravel_index|signal\.(.*_window|linear_to_mel.*)",
        "accepted",
        "call",
        "zeal takes Python values, names of dtypes, unknown (-1) sizes and empty tensors as well.",
    ),
    Accepted(
        r"reshape|repeat|split|fill|zeros|math\.bincount|unravel_index|linalg\.tensor_diag",
        "raised",
        "error",
        "zeal reports what TensorFlow lets pass: -1 beside 0, negative repeats, sizes and indices, "
        "a contradictory `num`, a vector as a scalar; tensors have at most 8 dimensions.",
    ),
    Accepted(
        r"(linalg\.)?(eigh?|eigvals)",
        "(gradient )?value",
        "",
        "Eigenvectors have any sign or phase, and eigenvalues of general matrices any order; "
        "test_linalg_tensorflow.py compares what depends on neither.",
    ),
    Accepted(
        r"linalg\.slogdet",
        "gradient value",
        " complex",
        "TensorFlow takes the phase of the determinant for a constant.",
    ),
    Accepted(
        r"linalg\.eigh_tridiagonal",
        "gradient value",
        "",
        "TensorFlow differentiates the steps of a bisection, which is not the derivative.",
    ),
    Accepted(
        r"linalg\.(lstsq|banded_triangular_solve)",
        "accepted|gradient shape",
        "call",
        "TensorFlow has no gradient for fast=False nor of bands beyond the corner, gives that of a "
        "single band another shape, and leaves out complex128 with a regularizer.",
    ),
    Accepted(r"linalg\.expm", "gradient", "TensorFlow None", "TensorFlow cuts empty matrices off."),
    Accepted(
        r"linalg\.qr",
        "class",
        "UnimplementedError",
        "TensorFlow's Python raises NotImplementedError.",
    ),
    Accepted(
        r".*",
        "class",
        r"\| InvalidArgumentError",
        "A bad argument is an InvalidArgumentError; TensorFlow's kernels sometimes say Aborted, "
        "Internal or FailedPrecondition, and its Python sometimes AttributeError.",
    ),
]

# A failed check in TensorFlow ends the process: ranks and lengths are not checked before.
# Its shuffle of indices does not end for some that are too large.
ENDS_THE_PROCESS = re.compile(
    r"nn\.(conv1d float32 error 0|conv2d(_transpose)? float32 error 2)"
    r"|signal\.i?rfft(2d|3d|nd)? \w+ error \d+"
    r"|nn\.\w*(transpose|backprop)\w* \w+ error \d+"
    r"|nn\.(conv3d|(max|avg)_pool3d|max_pool_with_argmax) \w+ error \d+"
    r"|nn\.conv3d_transpose \w+ call 1"  # an output_shape of the three sizes alone
    r"|(random_index_shuffle|random\.experimental\.index_shuffle) .*"
    r"|quantization\.fake_quant\w+per_channel\w* \w+ error \d+"
)


def reason(label: str, difference: str) -> Accepted | None:
    return next((a for a in ACCEPTED if a.matches(label, difference)), None)
