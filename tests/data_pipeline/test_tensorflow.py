"""The same pipelines in TensorFlow: specs, cardinalities and elements are equal."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
import zeal as tf

pytest.importorskip("tensorflow")

SETUP = """
import collections, numpy as np
D = tf.data.Dataset
Point = collections.namedtuple("Point", "x y")
x = np.arange(24, dtype=np.float32).reshape(12, 2)
y = np.arange(12)
def gen(n=12):
    return D.from_generator(lambda: iter(range(n)), output_signature=tf.TensorSpec([], tf.int64))
def lens(*a):
    return D.range(*a).map(lambda n: tf.fill([n], n))
def rows():
    return D.from_tensor_slices((x, {"y": y}))
tf.random.set_seed(7)
"""

PIPELINES = """
rows()
D.from_tensor_slices(Point(x, y)).batch(5)
D.from_tensors((x, 3)).repeat(2)
rows().shuffle(5)
rows().shuffle(5, seed=2).repeat(3).batch(5)
rows().shuffle(100, seed=2, reshuffle_each_iteration=False).repeat(2)
gen().shuffle(4, seed=9).repeat(2).batch(3, drop_remainder=True)
gen().shuffle(4).shuffle(3)
rows().batch(5).shuffle(2, seed=1).repeat(2)
rows().shuffle(6, seed=3).skip(2).take(7).shard(2, 1)
rows().map(lambda a, b: (a * 2, b["y"])).filter(lambda a, b: b % 2 == 0)
rows().map(lambda a, b: {"s": tf.reduce_sum(a), "p": (b, 1.0)}, num_parallel_calls=2).batch(4)
rows().batch(5).map(lambda a, b: (tf.reshape(a, [-1]), tf.shape(a)))
rows().batch(5).map(lambda a, b: a[:3])
rows().batch(5, drop_remainder=True).unbatch()
rows().batch(5).rebatch([2, 4])
rows().batch(4).rebatch(8, drop_remainder=True)
rows().window(3, 2).flat_map(lambda a, b: D.zip((a.batch(3), b["y"].batch(3))))
gen().window(4, 1, 3, drop_remainder=True).flat_map(lambda w: w.batch(4))
lens(1, 8).padded_batch(3)
lens(1, 8).padded_batch(3, padded_shapes=[9], padding_values=np.int64(-1), drop_remainder=True)
lens(1, 9).map(lambda v: (v, tf.cast(v, tf.float32) > 3)).padded_batch(2)
lens(12).bucket_by_sequence_length(lambda v: tf.shape(v)[0], [3, 6], [2, 3, 2])
gen().group_by_window(lambda v: v % 3, lambda k, d: d.map(lambda v: v + 10 * k).batch(2), 4)
D.range(1, 6).interleave(lambda n: D.from_tensors(n).repeat(6), cycle_length=2, block_length=4)
D.range(7).interleave(lambda n: D.range(n), cycle_length=3, block_length=2)
D.range(5).interleave(lambda n: D.range(n, n + 3), 2, 1, num_parallel_calls=2)
D.range(4).flat_map(lambda n: D.range(n))
D.zip((gen(), rows())).take(5)
D.zip(gen(5), gen(9).skip(2)).enumerate(3)
gen(4).concatenate(D.range(3)).repeat(2)
D.from_tensors([1, 2]).concatenate(D.from_tensors([1, 2, 3]))
gen().scan(np.int64(1), lambda s, v: (s + v, (s, v * s)))
gen().take_while(lambda v: v < 5)
D.from_tensor_slices([3, 1, 3, 2, 1]).unique()
D.sample_from_datasets([D.range(9), D.range(100, 109)], [0.3, 0.7], seed=5)
D.sample_from_datasets([D.range(9), D.range(100, 109)], stop_on_empty_dataset=True)
D.choose_from_datasets([D.range(4), D.range(10, 14)], D.range(2).repeat(3))
D.random(seed=2).take(5)
D.random(seed=2, rerandomize_each_iteration=True).take(3).repeat(3)
D.counter(5, -2).take(4)
D.range(10, 0, -3).batch(2)
D.range(5, output_type=tf.float32).cache().repeat(2)
gen(5).prefetch(2).cache().repeat(2)
D.range(3).map(lambda n: [n, n + 1])
D.from_tensor_slices((x, None)).batch(5)
D.range(6).batch(2).batch(2)
D.range(6).ragged_batch(4)
tf.data.experimental.from_list([(1, 2.0), (3, 4.0)])
gen(4).apply(tf.data.experimental.assert_cardinality(4))
gen(0).repeat()
D.range(3).repeat(0)
D.range(5).take(0).batch(2)
""".strip().splitlines()

SHOW = """
def leaves(e):
    if isinstance(e, dict): return [l for k in sorted(e) for l in leaves(e[k])]
    if isinstance(e, tuple): return [l for p in e for l in leaves(p)]
    return [None if e is None else [str(e.dtype), list(np.shape(e)), np.asarray(e).tolist()]]
def show(text):
    d = eval(text)
    return [repr(d.element_spec), int(d.cardinality()), [leaves(e) for e in d.as_numpy_iterator()]]
"""


@pytest.fixture(scope="module")
def theirs() -> list:
    program = f"""
import json
import tensorflow as tf
{SETUP}{SHOW}
print(json.dumps([show(p) for p in {PIPELINES!r}]))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def ours() -> list:
    scope: dict = {"tf": tf, "np": np}
    exec(SETUP + SHOW, scope)
    return [json.loads(json.dumps(scope["show"](p))) for p in PIPELINES]


@pytest.mark.parametrize("n", range(len(PIPELINES)), ids=lambda n: PIPELINES[n][:60])
def test_is_tensorflows(n: int, ours: list, theirs: list) -> None:
    spec, count, elements = ours[n]
    their_spec, their_count, their_elements = theirs[n]
    assert spec == their_spec
    assert elements == their_elements
    assert count == their_count
