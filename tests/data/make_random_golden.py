"""Writes random_golden.json: what TensorFlow draws on a CPU, for tests/test_random.py.

Run it with a Python that has TensorFlow (written with 2.21.0, x86-64, glibc 2.36):

    python tests/data/make_random_golden.py > tests/data/random_golden.json

Each case is an expression over `tf` whose value is a list of tensors; both sides evaluate it.
"""

import json
import sys

STATELESS = ["stateless_uniform", "stateless_normal", "stateless_truncated_normal"]
SEEDS = ["[1, 2]", "[-7, 123456789]", "tf.constant([2**40, -3], tf.int64)"]


def cases() -> list[str]:
    """The expressions."""
    out = []
    for f in STATELESS:
        for dtype in ("float16", "bfloat16", "float32", "float64"):
            call = f"tf.random.{f}(s, seed={SEEDS[0]}, dtype=tf.{dtype})"
            out += [f"[{call} for s in ([], [1], [7], [3, 5])]"]
        out += [f"[tf.random.{f}([9], seed={seed})]" for seed in SEEDS]
        out += [f"[tf.random.{f}([40000], seed=[3, 4])[-5:]]"]
    out += [
        "[tf.random.stateless_uniform([6], [1, 2], minval=-3.0, maxval=2.5)]",
        "[tf.random.stateless_uniform([6], [1, 2], maxval=3, dtype=tf.float16)]",
        "[tf.random.stateless_uniform([2, 3], [1, 2], minval=[0.0, 10.0, 20.0], maxval=[1.0, 20.0, 40.0])]",
        "[tf.random.stateless_normal([6], [1, 2], mean=3.0, stddev=0.1)]",
        "[tf.random.stateless_normal([6], [1, 2], mean=3.0, stddev=0.1, dtype=tf.bfloat16)]",
        "[tf.random.stateless_truncated_normal([6], [1, 2], mean=-1.0, stddev=2.0, dtype=tf.float64)]",
        "[tf.random.stateless_uniform([9], [1, 2], minval=-5, maxval=100, dtype=d) for d in (tf.int32, tf.int64)]",
        "[tf.random.stateless_uniform([9], [1, 2], minval=-2**31, maxval=2**31-1, dtype=tf.int32)]",
        "[tf.random.stateless_uniform([5], [1, 2], minval=-2**63, maxval=2**63-1, dtype=tf.int64)]",
        "[tf.random.stateless_uniform([5], [1, 2], None, None, d) for d in (tf.int32, tf.int64, tf.uint32, tf.uint64)]",
        "[tf.random.stateless_categorical([[1.0, 2.0, 0.5], [0.0, -5.0, 3.0]], 7, [1, 2])]",
        "[tf.random.stateless_categorical(tf.constant([[0.5, 0.25]] * 3, d), 5, [9, 2], dtype=tf.int32)"
        " for d in (tf.float16, tf.float32, tf.float64)]",
        "[tf.random.stateless_categorical([[float('-inf'), 2.0, float('nan')]], 4, [1, 2])]",
        "[tf.random.experimental.stateless_shuffle(tf.range(n), [8, 9]) for n in (0, 1, 2, 5, 23)]",
        "[tf.random.experimental.stateless_shuffle([[1, 2], [3, 4], [5, 6]], [8, 9])]",
        "[tf.random.split([1, 2], 3), tf.random.split(tf.constant([1, 2], tf.int64))]",
        "[tf.random.fold_in([1, 2], 3), tf.random.fold_in([1, 2], tf.constant(-9, tf.int64))]",
        "[tf.random.experimental.stateless_split([5, 6]), tf.random.experimental.stateless_fold_in([5, 6], 1)]",
    ]
    set_seed = "tf.random.set_seed(%s)"
    for seed in (0, 5, -8, 2**70):
        out += [
            f"[{set_seed % seed}, tf.random.uniform([3]), tf.random.uniform([3]), tf.random.normal([3]),"
            " tf.random.truncated_normal([3]), tf.random.uniform([4], 0, 9, tf.int32),"
            " tf.random.uniform([2], 0, 2**40, tf.int64), tf.random.shuffle(tf.range(9)),"
            " tf.random.categorical([[1.0, 2.0, 3.0]], 6), tf.random.normal([2, 2], 1.0, 3.0, tf.float64)]"
        ]
    draws = {
        "tf.random.uniform([5], seed=7)",
        "tf.random.uniform([3], -1.0, 1.0, tf.float16, seed=7)",
        "tf.random.normal([5], seed=7)",
        "tf.random.truncated_normal([5], seed=7)",
        "tf.random.uniform([5], 1, 1000, tf.int32, seed=7)",
        "tf.random.shuffle(tf.range(11), seed=7)",
        "tf.random.shuffle([[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]], seed=7)",
        "tf.random.shuffle([3.0], seed=7)",
        "tf.random.categorical([[1.0, 2.0, 3.0]] * 2, 5, seed=7)",
        "tf.random.categorical([[1.0, 2.0, 3.0]], 4, seed=7)",
    }
    for d in sorted(draws):
        out += [f"[{set_seed % 1}, {d}, {d}, {d}]", f"[{set_seed % None}, {d}, {d}]"]
    out += [
        "[tf.random.set_seed(3), tf.random.uniform([2], seed=1), tf.random.normal([2], seed=1),"
        " tf.random.uniform([3], seed=1), tf.random.uniform([2], seed=2), tf.random.set_seed(3),"
        " tf.random.uniform([2], seed=1)]",
        "[tf.random.set_seed(0), tf.random.uniform([2], seed=0), tf.random.uniform([2], seed=2**31 - 1)]",
        "[tf.random.set_seed(7), tf.random.uniform([2]), tf.random.set_seed(tf.constant(7)), tf.random.uniform([2])]",
    ]
    g = "[g := tf.random.Generator.from_seed(%s), "
    out += [
        g % "1234" + "g.state, g.normal([2, 3]), g.state, g.uniform([3]), g.truncated_normal([3]), g.skip(5),"
        " g.uniform([4], -3, 8, tf.int32), g.uniform([2], None, None, tf.int64), g.uniform_full_int([3]),"
        " g.key, g.make_seeds(3), g.state, [h.state for h in g.split(2)], g.state, g.normal([]), g.normal([0]),"
        " g.uniform([2], maxval=[1.0, 2.0]), g.normal([2], 5.0, 2.0, tf.float64), g.state]",
        g % "-3" + "g.state, g.normal([2]), g.state]",
        g % "2**200 + 5" + "g.state, g.normal([2])]",
        g % "2**64 - 1" + "g.state, g.normal([2]), g.state]",
        g % "[1, 2]" + "g.state]",
        g % "tf.constant([1, 2, 3, 4])" + "g.state]",
        "[g := tf.random.Generator.from_key_counter(5, [2**63, 3], 'philox'), g.state, g.normal([4]), g.state,"
        " tf.random.Generator(copy_from=g).normal([3]), g.reset([1, 2, 3]), g.normal([3]),"
        " g.reset_from_seed(9), g.normal([3]), g.reset_from_key_counter(1, [2, 3]), g.state]",
        "[tf.random.create_rng_state(s, 'philox') for s in (1234, -1, [12, 34])]",
        "[tf.random.create_rng_state([12, 34], 'threefry')]",
    ]
    return out


def value(x: object) -> object:
    """Tensors and Variables as {dtype, shape, values}; lists of them; what else there is, as null."""
    if isinstance(x, (list, tuple)):
        return [value(y) for y in x]
    if not hasattr(x, "numpy"):
        return None
    a = x.numpy()
    numbers = a.astype("float64") if a.dtype.kind not in "iu" else a
    return {"dtype": str(a.dtype), "shape": list(a.shape), "values": numbers.ravel().tolist()}


if __name__ == "__main__":
    import tensorflow as tf

    golden = [{"call": c, "value": value(eval(c, {"tf": tf}))} for c in cases()]
    print("[" + ",\n".join(json.dumps(g) for g in golden) + "]", file=sys.stdout)
