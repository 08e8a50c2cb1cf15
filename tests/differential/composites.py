"""Samples of functions that are no ops of their own: the dtypes, and calls as in a record."""

FLOATS = "float32 float64"
ALL = "float16 bfloat16 float32 float64"

SAMPLES = {
    "clip_by_norm": (FLOATS, "f(3, 4), 1.5\nf(3, 4), 2.0, axes=[1]\nf(3), 100.0"),
    "clip_by_global_norm": (FLOATS, "[f(3, 4), f(2)], 1.5\n[f(2), None, f(3)], 100.0"),
    "linalg.global_norm": (FLOATS, "[f(3, 4), f(2)]\n[f(2), None]"),
    "linalg.normalize": (FLOATS, "f(3, 4)\nf(3, 4), axis=1\nf(3, 4), 1, 0"),
    "linalg.svd": (FLOATS, "f(4, 3), compute_uv=False\nf(2, 3, 4), True, False"),
    "linalg.tridiagonal_solve": (
        FLOATS,
        "h(3), f(3), 'matrix'\nm(3) + 9, f(3, 2)\nm(3) + 9, f(2, 3), transpose_rhs=True\n"
        "(f(2), f(3) + 9, f(2)), f(3), 'sequence'",
    ),
    "linalg.tridiagonal_matmul": (
        FLOATS,
        "f(4, 4), f(4, 2), 'matrix'\nf(3, 4), f(4, 2)\n(f(3), f(3), f(3)), f(3, 1), 'sequence'",
    ),
    "linalg.eigh_tridiagonal": (
        FLOATS,
        "f(4), f(3)\nf(4), f(3), select='i', select_range=[1, 2]\n"
        "f(4), f(3), select='v', select_range=[-1.0, 1.0]",
    ),
    "norm": (
        FLOATS,
        """f(3, 4)
        f(3, 4), axis=1
        f(3, 4), ord=1, axis=0
        f(3, 4), ord=np.inf, axis=1, keepdims=True
        f(3, 4), ord='fro', axis=[0, 1]
        f(2, 3, 4), ord='euclidean', axis=(1, 2)
        f(5), ord=3
        f(3, 4), ord=1, axis=[0, 1]
        f(3, 4), ord=np.inf, axis=[-2, -1]
        f(3, 4), ord=2, axis=[0, 1]
        f(3, 4, 2), ord=2, axis=[2, 0], keepdims=True""",
    ),
    "einsum": (
        FLOATS,
        """'ij,jk->ik', f(2, 3), f(3, 4)
        'bij,bjk->bik', f(5, 2, 3), f(5, 3, 4)
        '...ij,...jk->...ik', f(2, 1, 2, 3), f(4, 3, 2)
        'ii->i', f(3, 3)
        'ij->', f(2, 3)
        'i,j->ij', f(3), f(4)
        'abc->cab', f(2, 3, 4)
        'ij,ij,jk->ik', f(2, 3), f(2, 3), f(3, 2)
        'ij,jk', f(2, 3), f(3, 4)""",
    ),
    "meshgrid": (FLOATS, "f(3), f(4)\nf(2), f(3), f(4), indexing='ij'\nf(3)"),
    "math.accumulate_n": (FLOATS, "[f(2, 3), f(2, 3), f(2, 3)]"),
    "map_fn": (
        FLOATS,
        "lambda x: x * x, f(3, 2)\nlambda p: p[0] * p[1], (f(3), f(3)), dtype=dtype",
    ),
    "foldl": (FLOATS, "lambda a, x: a * 0.5 + x, f(4)\nlambda a, x: a - x * a, f(4), 1.0 + f()"),
    "foldr": (FLOATS, "lambda a, x: a * 0.5 + x, f(4)"),
    "scan": (FLOATS, "lambda a, x: a * 0.5 + x, f(4)\nlambda a, x: a * x, f(4, 2), reverse=True"),
    "cond": (FLOATS, "True, lambda: 1.0, lambda: 2.0"),
    "while_loop": (FLOATS, "lambda x: x[0] < 100, lambda x: (x * 2 + 1,), [f(2) * 0 + 3]"),
    "case": (FLOATS, "[(False, lambda: 1.0), (True, lambda: 2.0)]"),
    "switch_case": (FLOATS, "1, [lambda: 1.0, lambda: 2.0]\n7, [lambda: 1.0, lambda: 2.0]"),
    "constant": (
        ALL,
        "[[1, 2], [3, 4]], dtype\n3, dtype, shape=(2, 2)\n[1, 2, 3]\n[1.5, 2]\nTrue\n1 + 2j\n[]",
    ),
    "convert_to_tensor": (ALL, "f(2, 3)\n[f(2), f(2)]\n1, dtype_hint=dtype\n2, dtype"),
    "get_static_value": (FLOATS, "f(3)"),
    "broadcast_dynamic_shape": ("int32", "[2, 1], [3]\n[5, 1, 4], [3, 1]"),
    "nn.dropout": (
        FLOATS,
        "f(4, 5), 0.5, seed=7\nf(4, 5), 0.25, noise_shape=[4, 1], seed=3\nf(3), 0.0",
    ),
    "nn.experimental.stateless_dropout": (FLOATS, "f(4, 5), 0.5, [1, 2]\nf(9), 0.1, seed=[3, 4]"),
    "random.normal": (ALL, "[7], seed=3, dtype=dtype\n[2, 3], 1.0, 2.0, dtype, 5"),
    "random.uniform": (ALL, "[7], seed=3, dtype=dtype\n[2, 3], -1, 2, dtype, 5"),
    "random.truncated_normal": (ALL, "[40], seed=3, dtype=dtype"),
    "random.shuffle": (FLOATS, "f(9), seed=3\nf(4, 2), 5"),
    "random.categorical": (FLOATS, "f(2, 5), 7, seed=3"),
    "random.stateless_normal": (ALL, "[33], [1, 2], dtype=dtype\n[2, 3], [3, 4], 1.0, 2.0, dtype"),
    "random.stateless_uniform": (
        ALL,
        "[33], [1, 2], dtype=dtype\n[9], [1, 2], -3, 9, 'int32'\n[9], [5, 2], None, None, 'int64'",
    ),
    "random.stateless_truncated_normal": (ALL, "[33], [1, 2], dtype=dtype"),
    "random.stateless_categorical": (FLOATS, "f(2, 5), 9, [1, 2]"),
    "random.split": ("int32", "[1, 2], 3"),
    "random.fold_in": ("int32", "[1, 2], 3"),
    "debugging.check_numerics": (ALL, "f(3), 'message'"),
    "debugging.assert_near": (FLOATS, "f(3), 9.0\n[1.0], [1.0]"),
    "debugging.assert_rank": (FLOATS, "f(3, 2), 2\nf(3, 2), 1"),
    "debugging.assert_equal": (FLOATS, "[1], [1]\n[1], [2]"),
    "debugging.assert_shapes": (
        FLOATS,
        "[(f(2, 3), ('N', 'Q')), (f(3), ('Q',))]\n[(f(2), ('N', 1))]",
    ),
    "debugging.assert_positive": (FLOATS, "[1.0]\n[-1.0]"),
    "nest.flatten": (FLOATS, "{'b': [f(2), 1], 'a': (f(3),)}"),
}
