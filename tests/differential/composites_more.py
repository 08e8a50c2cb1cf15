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
}
