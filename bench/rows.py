"""What is measured beside the peers, and what zeal must reach: one row each, as data.

Times must be at most `factor` times the reference's, rates at least; the reference is a framework,
the best of the peers, or, without one, the factor itself is the bound. `note` says, for a row that
falls short, what profiling found.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

BEST = "best"
PEERS = ("numpy", "torch", "jax", "tf")
COMPILED = ("torch", "tf", "tf_function", "jax_jit")
NAMES = {
    "numpy": "NumPy", "torch": "PyTorch", "jax": "JAX", "jax_jit": "`jax.jit`", "tf": "TF eager",
    "tf_function": "`tf.function`", "zeal": "zeal", "zeal_2": "zeal, 2 threads",
}  # fmt: skip


OPENBLAS = (
    "the kernel is OpenBLAS's. oneDNN's (TensorFlow's) is up to a tenth faster here, but adds up "
    "an element in an order that depends on the tile it lies in, and so on the number of threads: "
    "tried, and left"
)

CALLS_OF_ADAM = (
    "the step spells Adam out in 14 calls for each parameter. Those pass 29 times over the 400 KB "
    "of the first matrix, at the 97 GB/s that a core gets from its third-level cache: 122 µs. The "
    "matrix products take 127 µs at the processor's peak, all else 50 µs. Only calls that are "
    "fused could save more: the next row"
)

BANDWIDTH = (
    "memory bounds it, and what it gives two cores changes. Loops that do nothing else (one "
    "thread, two, in GB/s) copied 40 and 48, read 30 and 34 at one time and 38 and 74, 29 and 55 "
    "a few minutes before, while other programs ran on both cores. In one run of bench/kernels an "
    "addition by two threads moved 51 GB/s and a sum 68, where a copy moved 47 and a read 48"
)

CONVOLUTIONS = (
    "the five convolutions of a step take 2.8 ms in oneDNN alone, which is what TensorFlow calls, "
    "too. What is left to gain is 0.2 ms"
)
SHARED = (
    "from round to round it changes by more than it lacks: the second core of this machine is "
    "not always free. What is still done by one thread has not been measured apart"
)
NO_THREADS = (
    "no thread but the caller's has a part in it. With two threads a process is not bound to a "
    "core, with one it is"
)


@dataclass(frozen=True)
class Row:
    """A figure of one section; `key` is what work.py knows it by."""

    key: str
    factor: float | None = None
    of: str = ""
    title: str = ""
    reference: str = ""  # the row of the reference's figure, if it is not this one
    note: str = ""

    @property
    def name(self) -> str:
        return self.title or self.key


@dataclass(frozen=True)
class Section:
    """Rows of one unit, and who is measured; `subject` is held against the rest."""

    key: str
    title: str
    unit: str
    frameworks: tuple[str, ...]
    rows: list[Row]
    rate: bool = False  # more is better
    subject: str = "zeal"
    rounds: float = 1.0  # share of the rounds asked for
    text: str = ""


SMALL = Section(
    "small", "One op", "ns", PEERS,
    [
        Row("add(a, b)", 0.30, "numpy"),
        Row("a + b", 0.25, "numpy"),
        Row("a + 1.0", 0.20, "numpy"),
        Row("matmul(a, b)", 0.20, "numpy"),
        Row("sum(a)", 0.10, "torch"),
        Row("a[0]", 1.2, "numpy"),
        Row("chain", 0.35, "numpy", "200 chained ops, per op"),
        Row("chain, taped", 0.6, "numpy", "the same under a tape", "chain"),
        Row("chain, gradient", 0.08, "torch", "the same with its gradient, per forward op"),
    ],
    text="On 2x2 float32. Under a tape, zeal is held against NumPy without one.",
)  # fmt: skip

LARGE = Section(
    "large", "Large arrays", "GB/s", PEERS,
    [
        Row("add", 1.0, BEST, "add, 16M floats"),
        Row("relu", 1.0, BEST, "relu, 16M"),
        Row("exp", 1.4, BEST, "exp, 16M"),
        Row("tanh", 0.95, BEST, "tanh, 16M"),
        Row("sum", 1.0, BEST, "sum, 16M"),
        Row("rows + row", 1.2, BEST, "4096x4096 + row"),
        Row("softmax", 1.3, BEST, "softmax, 4096x4096"),
    ],
    rate=True, text="Bytes that must be read and written, per second.",
)  # fmt: skip

PRODUCTS = Section(
    "products", "Matrix products", "GFLOP/s", PEERS,
    [
        Row("matmul 64", 0.97, BEST),
        Row("matmul 256", 0.97, BEST),
        Row("matmul 1000", 0.97, BEST, note=OPENBLAS),
        Row("matmul 2048", 0.97, BEST, note=OPENBLAS),
    ],
    rate=True,
)  # fmt: skip

GUIDE = Section(
    "guide", "The guide's loop of matrix products", "s", PEERS,
    [Row("200 products", 1.02, BEST, "200 products of 1000x1000")], rounds=0.4,
)  # fmt: skip

TRAIN = Section(
    "train", "Training steps", "ms", COMPILED,
    [
        Row("linreg", 0.35, "jax_jit", "linreg: `W*x + B`, 1000 points"),
        Row("mlp", 0.75, "jax_jit", "mlp: 784-128-10, Adam", note=CALLS_OF_ADAM),
        Row("mlp_fused", 0.75, "jax_jit", "the same, by the op for Adam that Keras calls", "mlp"),
        Row("convnet", 0.80, "tf_function", "convnet: the guide's digits net, Adam",
            note=CONVOLUTIONS),
        Row("rnn", 0.75, "jax_jit", "rnn: 50 tanh steps, hidden 32, batch 8"),
        Row("linesearch", 0.08, "torch", "linesearch: backtracking, 10 dimensions"),
    ],
    text="Batch 32 where there is one; the loss is read back at each step. zeal runs eagerly.",
)  # fmt: skip

MEMORY = Section(
    "memory", "Memory of a training step", "MB", ("torch", "tf", "tf_function", "jax_jit"),
    [Row("convnet 256", 1.0, "torch", "convnet, batch 256: peak"),
     Row("mlp 8192", 1.0, "torch", "mlp, batch 8192: peak")],
    rounds=0.2,
    text="The most resident memory during ten steps, above what the process held after a step of "
    "batch 2.",
)  # fmt: skip

STARTUP = Section(
    "startup", "Start-up and size", "", PEERS,
    [
        Row("import", 1.3, "numpy", "import, s"),
        Row("resident", 60, "", "resident after the import, MB"),
        Row("installed", 90, "", "installed, MB"),
        Row("installed with all", title="installed with all that it requires, MB"),
    ],
)  # fmt: skip

CORES = Section(
    "cores", "Two cores", "calls/s", ("zeal",),
    [
        Row("matmul 2048", 1.8, "zeal"),
        Row("convnet 256", 1.8, "zeal", "convnet step, batch 256", note=SHARED),
        Row("exp", 1.8, "zeal", "exp, 16M"),
        Row("softmax", 1.8, "zeal", "softmax, 4096x4096", note=SHARED),
        Row("sum", 1.8, "zeal", "sum, 16M", note=BANDWIDTH),
        Row("add", 1.8, "zeal", "add, 16M", note=BANDWIDTH),
        Row("a + b", 0.95, "zeal", "a + b, 2x2", note=NO_THREADS),
        Row("add 10000", 0.95, "zeal", "add, 10,000 floats"),
        Row("mlp", 0.95, "zeal", "mlp step, batch 32"),
    ],
    rate=True, subject="zeal_2",
    text="zeal with two threads on two cores, beside zeal with one: large work must gain, and "
    "small work must lose nothing.",
)  # fmt: skip

SECTIONS = [SMALL, LARGE, PRODUCTS, GUIDE, TRAIN, MEMORY, STARTUP, CORES]

# What the plots of growth are made of: elements of an op, batch and depth of a step.
ELEMENTS = [10**k * m for k in range(8) for m in (1, 3)] + [10**8]
ELEMENT_OPS = ("add", "tanh")
BATCHES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
DEPTHS = [1, 2, 4, 8, 16, 32, 64]
GROWTH = [
    Section("elements", "", "s", PEERS,
            [Row(f"{op} {n}") for op in ELEMENT_OPS for n in ELEMENTS], rounds=0.3),
    Section("batch", "", "s", ("torch", "tf", "tf_function"),
            [Row(str(n)) for n in BATCHES], rounds=0.3),
    Section("depth", "", "s", ("torch", "tf", "tf_function"),
            [Row(str(n)) for n in DEPTHS], rounds=0.3),
]  # fmt: skip


def only(section: Section, kept: list[Row]) -> Section:
    """The section with these rows alone."""
    return replace(section, rows=kept)


def best(section: Section, values: list[float]) -> float:
    """The best of the rounds: the most of a rate, the least of anything else."""
    return max(values) if section.rate else min(values)


@dataclass(frozen=True)
class Verdict:
    """How a row came out: the subject's share of its reference, and whether that is enough."""

    row: Row
    ratio: float
    low: float  # of the rounds' own ratios
    high: float
    met: bool | None  # None where there is no target
    against: str  # the reference's name

    def __str__(self) -> str:
        met = {True: "met", False: "SHORT", None: ""}[self.met]
        return (f"{self.row.name:45} {self.ratio:7.3f} x {self.against:16} "
                f"[{self.low:.3f}, {self.high:.3f}] target {self.row.factor} {met}")  # fmt: skip


def reference(
    section: Section, row: Row, found: dict[str, dict[str, list[float]]]
) -> tuple[str, list[float]] | None:
    """Whose figures the subject is held against, and those."""
    by = found.get(row.reference or row.key, {})
    if row.of and row.of != BEST:
        return (row.of, by[row.of]) if by.get(row.of) else None
    peers = {f: v for f, v in by.items() if f != section.subject and v}
    if not row.of or not peers:
        return None
    name = (max if section.rate else min)(peers, key=lambda f: best(section, peers[f]))
    return name, peers[name]


def verdict(section: Section, row: Row, found: dict[str, dict[str, list[float]]]) -> Verdict | None:
    """The row's, or None where a figure is missing."""
    ours = found.get(row.key, {}).get(section.subject)
    if not ours or row.factor is None:
        return None
    if not row.of:  # a bound of its own
        value = best(section, ours)
        return Verdict(row, value, min(ours), max(ours), value <= row.factor, "")
    held = reference(section, row, found)
    if held is None:
        return None
    against, theirs = held
    ratio = best(section, ours) / best(section, theirs)
    each = [a / b for a, b in zip(ours, theirs, strict=False)]
    met = ratio >= row.factor if section.rate else ratio <= row.factor
    return Verdict(row, ratio, min(each), max(each), met, against)


def verdicts(section: Section, found: dict[str, dict[str, list[float]]]) -> list[Verdict]:
    """Those of the rows that have one."""
    made = (verdict(section, row, found) for row in section.rows)
    return [v for v in made if v is not None]
