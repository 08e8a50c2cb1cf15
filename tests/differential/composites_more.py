"""Samples of functions for lists of tensors, initial values and the like."""

FLOATS = "float32 float64"

MORE = {
    "saturate_cast": (FLOATS, "f(9) * 200, 'uint8'\nf(9) * 200, 'int8'\nf(9) * 1e5, 'float16'"),
    "dynamic_partition": (FLOATS, "f(6), i(3, 6), 3\nf(4, 2), i(2, 4), 2\nf(2, 3), i(2, 2, 3), 2"),
    "dynamic_stitch": (FLOATS, "[[0, 2], [1]], [f(2), f(1)]\n[[1, 0], [1]], [f(2, 3), f(1, 3)]"),
    "identity_n": (FLOATS, "[f(2), f(3)]"),
    "parallel_stack": (FLOATS, "[f(2), f(2)]"),
    "vectorized_map": (FLOATS, "lambda x: x * x + 1.0, f(3, 2)"),
    "experimental.numpy.sum": (FLOATS, "f(3, 4)\nf(3, 4), axis=1"),
    "experimental.numpy.add": (FLOATS, "f(3), 2\n1, 2\n[1.5], 2"),
    "experimental.numpy.matmul": (FLOATS, "f(3, 4), f(4, 2)\nf(4), f(4)"),
    "experimental.numpy.mean": (FLOATS, "i(9, 3)\nf(3, 4), axis=0"),
    "experimental.numpy.arange": (FLOATS, "5\n0.0, 1.0, 0.25"),
    "experimental.numpy.linspace": (FLOATS, "0, 1, 5\n0.0, 2.0"),
    "experimental.numpy.cumsum": (FLOATS, "f(5)\ni(9, 5)"),
    "experimental.numpy.var": (FLOATS, "f(5, 2), axis=0\ni(9, 5)"),
    "experimental.numpy.where": (FLOATS, "b(3), f(3), 0\nb(3), i(3, 3), 1.5"),
    "experimental.numpy.tril": (FLOATS, "f(3, 4), 1"),
    "experimental.numpy.power": (FLOATS, "2, i(5, 3)\nf(3), 2"),
    "experimental.numpy.take": (FLOATS, "f(3, 4), i(4, 2), axis=1\nf(5), [7, -1]"),
    "experimental.numpy.sort": (FLOATS, "f(5, 3), axis=0"),
    "experimental.numpy.diff": (FLOATS, "f(5, 3)"),
    "experimental.numpy.kron": (FLOATS, "f(2, 2), f(2, 3)"),
    "experimental.numpy.isclose": (FLOATS, "f(3), f(3)"),
    "experimental.numpy.true_divide": (FLOATS, "i(9, 3), 4\nf(3), i(3, 3) + 1"),
    "experimental.numpy.argsort": (FLOATS, "f(7)"),
    "math.lbeta": (FLOATS, "abs(f(3)) + 0.1\nabs(f(2, 3)) + 0.1\nf(2, 0)"),
    "math.polygamma": (FLOATS, "f() * 0 + 1, abs(f(4)) + 0.1\nabs(f(3)) // 1, abs(f(3)) + 0.1"),
    "nn.isotonic_regression": (FLOATS, "f(7)\nf(3, 4), False\nf(3, 4), axis=0\ni(9, 5)"),
    "nn.collapse_repeated": ("int32 int64", "i(3, 2, 7), [7, 4]\ni(2, 3, 5), [5, 0, 1]"),
    "nn.ctc_unique_labels": ("int32", "i(4, 3, 5)"),
    "nn.compute_average_loss": (FLOATS, "f(5)\nf(3, 2)\nf(4), f(4)\nf(4), None, 8"),
    "nn.scale_regularization_loss": (FLOATS, "f(5)\nf(2, 2)"),
    "nn.batch_norm_with_global_normalization": (
        "float32",
        "f(1, 2, 2, 3), f(3), abs(f(3)), f(3), f(3), 0.01, True\n"
        "f(1, 2, 2, 3), f(3), abs(f(3)), f(3), f(3), 0.01, False",
    ),
    "nn.atrous_conv2d_transpose": (
        "float32",
        "f(1, 3, 3, 2), f(2, 2, 4, 2), [1, 5, 5, 4], 2, 'VALID'",
    ),
    "nn.compute_accidental_hits": (
        "int64",
        "i(6, 3, 2).astype('int64'), np.array([5, 2, 0, 3]), 2",
    ),
    "nn.fractional_max_pool": (FLOATS, "f(2, 4, 6, 3), [1, 2, 3, 1]"),
    "nn.fractional_avg_pool": (FLOATS, "f(2, 4, 6, 3), [1, 2, 3, 1]"),
    "image.extract_glimpse": (
        "float32",
        "f(2, 5, 6, 3), (3, 4), f(2, 2) / 2, noise='zero'\n"
        "f(2, 5, 6, 3), (3, 4), f(2, 2), False, False, 'zero'",
    ),
    "image.non_max_suppression_overlaps": ("float32", "abs(f(5, 5)), f(5), 4, 1.0, -1.0"),
    "required_space_to_batch_paddings": (
        "int32",
        "[5, 6], [2, 3]\n[5, 6], [2, 3], [[1, 1], [0, 2]]",
    ),
    "random.all_candidate_sampler": ("int64", "i(4, 2, 2).astype('int64'), 2, 4, True"),
    "shape_n": (FLOATS, "[f(2, 3), f(4)]"),
    "scalar_mul": (FLOATS, "2.0, f(3)"),
    "tuple": (FLOATS, "[f(2), f(3)]"),
    "fftnd": ("complex64", "f(3, 4), [3, 4], [0, 1]"),
}
