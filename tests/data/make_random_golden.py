"""Writes random_golden.json: what TensorFlow draws on a CPU, for tests/test_random.py.

Run it with a Python that has TensorFlow (written with 2.21.0, x86-64, glibc 2.36):

    python tests/data/make_random_golden.py > tests/data/random_golden.json

Each line of random_calls.txt is an expression over `tf` whose value is a list; both sides evaluate
it, one after the other.
"""

import json
from pathlib import Path


def value(x: object) -> object:
    """Tensors and Variables as {dtype, shape, values}; lists of them; anything else as null."""
    if isinstance(x, (list, tuple)):
        return [value(y) for y in x]
    if not hasattr(x, "numpy"):
        return None
    a = x.numpy()
    numbers = a.astype("float64") if a.dtype.kind not in "iu" else a
    return {"dtype": str(a.dtype), "shape": list(a.shape), "values": numbers.ravel().tolist()}


if __name__ == "__main__":
    import tensorflow as tf

    golden = []
    for call in Path(__file__).with_name("random_calls.txt").read_text().splitlines():
        tf.random.set_seed(None)
        golden.append(json.dumps({"call": call, "value": value(eval(call, {"tf": tf}))}))
    print("[" + ",\n".join(golden) + "]")
