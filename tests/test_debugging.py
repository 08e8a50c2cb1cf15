"""tf.debugging and tf.print, with the messages that TensorFlow gives."""

import io
import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import zeal as tf

d = tf.debugging


def test_what_holds_passes() -> None:
    x = tf.constant([1.0, 2.0])
    d.assert_equal(x, [1.0, 2.0])
    d.assert_none_equal(x, x + 1)
    d.assert_less(x, x + 1)
    d.assert_less_equal(x, x)
    d.assert_greater(x, 0)
    d.assert_greater_equal(x, [1, 2])
    d.assert_near(x, x + 1e-7)
    d.assert_near(tf.constant(1, tf.int32), 1)
    d.assert_positive(x)
    d.assert_negative(-x)
    d.assert_non_negative(x - 1)
    d.assert_non_positive(1 - x)
    d.assert_rank(x, 1)
    d.assert_rank_at_least(x, 0)
    d.assert_rank_in(x, [0, 1])
    d.assert_type(x, tf.float32)
    d.assert_integer(tf.constant(1))
    d.assert_proper_iterable([1])
    d.assert_shapes([(x, ("N",)), (tf.zeros([2, 3]), ("N", 3)), (tf.zeros([1, 2]), (..., "N"))])
    d.assert_shapes({3.0: ()})
    assert d.assert_all_finite(x, "").numpy().tolist() == [1, 2]
    assert d.check_numerics(x, "").numpy().tolist() == [1, 2]
    assert d.assert_same_float_dtype([x, x]) == tf.float32
    assert d.assert_same_float_dtype() == tf.float32
    assert d.is_numeric_tensor(x) and not d.is_numeric_tensor(3)
    assert not d.is_numeric_tensor(tf.constant(True))
    tf.Assert(True, [])
    tf.assert_equal(1, 1), tf.assert_less(1, 2), tf.assert_greater(2, 1), tf.assert_rank(1, 0)


INVALID, VALUE, TYPE = tf.errors.InvalidArgumentError, ValueError, TypeError
c = tf.constant
CASES: list[tuple[Callable[[], object], type[Exception], str]] = [
    (
        lambda: d.assert_equal(c([1, 2]), c([1, 3]), message="hi"),
        INVALID,
        "hi\nCondition x == y did not hold.\nIndices of first 1 different values:\n[[1]]\n"
        "Corresponding x values:\n[2]\nCorresponding y values:\n[3]\n"
        "First 2 elements of x:\n[1 2]\nFirst 2 elements of y:\n[1 3]",
    ),
    (
        lambda: d.assert_equal(1, 2),
        INVALID,
        "Condition x == y did not hold.\nFirst 1 elements of x:\n[1]\nFirst 1 elements of y:\n[2]",
    ),
    (
        lambda: d.assert_less([[1.0, 2.0]], [[1.0, 3.0]]),
        INVALID,
        "Condition x < y did not hold.\nIndices of first 1 different values:\n[[0 0]]\n"
        "Corresponding x values:\n[1.]\nCorresponding y values:\n[1.]\n"
        "First 2 elements of x:\n[1. 2.]\nFirst 2 elements of y:\n[1. 3.]",
    ),
    (lambda: d.assert_near(1.0, 1.1), INVALID, "x and y not equal to tolerance"),
    (lambda: d.assert_positive([1, -1]), INVALID, "Condition x > 0 did not hold element-wise:"),
    (lambda: d.assert_non_negative([-1], message="m"), INVALID, "m.  \nCondition x >= 0"),
    (lambda: d.assert_rank([1], 2), VALUE,
     "Tensor  must have rank 2.  Received rank 1, shape (1,)"),
    (lambda: d.assert_rank_at_least([1], 2), VALUE, "must have rank at least 2.  Received rank 1"),
    (lambda: d.assert_rank_in([1], [0, 2]), VALUE, "must have rank in (0, 2).  Received rank 1"),
    (lambda: d.check_numerics([np.nan], "bad"), INVALID, "bad : Tensor had NaN values"),
    (lambda: d.check_numerics([np.inf], "bad"), INVALID, "bad : Tensor had Inf values"),
    (lambda: d.assert_all_finite([np.nan, -np.inf], "x"), INVALID,
     "x : Tensor had Inf and NaN values"),
    (lambda: d.check_numerics(1, "bad"), TYPE, "int32"),
    (
        lambda: d.assert_shapes([(c([[1, 2]]), ("N", "N"))]),
        VALUE,
        "Specified by tensor shape=(1, 2) dtype=int32 dimension 0.  Tensor shape=(1, 2) "
        "dtype=int32 dimension 1 must have size 1.  Received size 2, shape (1, 2)",
    ),
    (lambda: d.assert_shapes([(c([1]), 1)]), VALUE, "must be an iterable"),
    (lambda: d.assert_same_float_dtype([c(1.0), c(1.0, tf.float64)]), VALUE,
     "tf.Tensor(1.0, shape=(), dtype=float64), type=<dtype: 'float64'>, must be of the same type"),
    (lambda: d.assert_same_float_dtype([c(1)]), VALUE, "Expected floating point type, got"),
    (lambda: d.assert_scalar(c([1])), VALUE, "Expected scalar shape, saw shape: (1,)."),
    (lambda: d.assert_type(c(1), tf.float32), TYPE, "must be of type tf.float32; got tf.int32"),
    (lambda: d.assert_integer(c(1.0)), TYPE, 'Expected "x" to be integer type.'),
    (lambda: d.assert_proper_iterable(c([1])), TYPE, "proper"),
    (lambda: d.assert_proper_iterable(3), TYPE, "to be iterable"),
    (lambda: tf.Assert(False, [c([1, 2]), "x"]), INVALID, "Expected 'False' to be true."),
]  # fmt: skip


@pytest.mark.parametrize(("call", "error", "text"), CASES)
def test_what_does_not_hold_raises(
    call: Callable[[], object], error: type[Exception], text: str
) -> None:
    with pytest.raises(error) as caught:
        call()
    assert text in str(caught.value)


def printed(*args: object, **kwargs: object) -> str:
    out = io.StringIO()
    tf.print(*args, output_stream=out, **kwargs)
    return out.getvalue()


def test_print() -> None:
    x = tf.range(20.0) if hasattr(tf, "range") else tf.constant(np.arange(20.0))
    assert printed("a", c([1, 2]), {"b": c(1.5)}, [c(1), 2], x) == (
        "a [1 2] {'b': 1.5} [1, 2] [0 1 2 ... 17 18 19]\n"
    )
    assert printed(c([[1.5, 2], [3, 4]]), c(True), 1.0, c(1e-8), sep="|", end="!") == (
        "[[1.5 2]\n [3 4]]|1|1.0|1e-08!"
    )
    rows = " [0 0 0 ... 0 0 0]\n" * 2
    row = "[0 0 0 ... 0 0 0]"
    assert printed(tf.zeros([8, 8])) == f"[{row}\n{rows} ...\n{rows} {row}]\n"
    assert printed(c(np.arange(20)), summarize=-1) == f"[{' '.join(map(str, range(20)))}]\n"
    assert printed((1, c(2)), tf.Variable([1.0]), None, c([], tf.float32)) == "(1, 2) [1] None []\n"
    assert printed(c(1e20), c([1 / 3, 1e-5, 0.1])) == "1e+20 [0.333333343 1e-05 0.1]\n"
    assert printed(c(1 / 3, tf.float64), c(np.float16(0.1))).startswith("0.333333333333333")
    with pytest.raises(ValueError, match="output stream"):
        tf.print(1, output_stream="nowhere")
    with pytest.raises(ValueError, match="keyword"):
        tf.print(1, colour="red")


@pytest.fixture
def checked() -> Iterator[None]:
    d.enable_check_numerics()
    d.enable_check_numerics()  # twice is once
    yield
    d.disable_check_numerics()


def test_check_numerics_names_the_op(checked: None) -> None:
    with pytest.raises(tf.errors.InvalidArgumentError) as e:
        tf.math.log(tf.constant([1.0, -1.0, 0.0]))
    for part in ('output 0 of eagerly-executing op "Log"', "dtype: float32", "shape: [3]",
                 "# of -Inf elements: 1", "# of NaN elements: 1", "Input tensors (1)"):  # fmt: skip
        assert part in str(e.value)
    assert "+Inf" not in str(e.value)
    with pytest.raises(tf.errors.InvalidArgumentError, match="# of \\+Inf elements: 2"):
        tf.constant([1.0, 2.0], tf.float16) / 0.0
    with pytest.raises(tf.errors.InvalidArgumentError, match='"Multiply"'):
        tf.complex(1.0, 3e38) * 10.0


def test_check_numerics_in_the_backward_pass(checked: None) -> None:
    x = tf.Variable(0.0)
    for persistent in (False, True):
        with tf.GradientTape(persistent) as tape:
            y = tf.sqrt(x)
        with pytest.raises(tf.errors.InvalidArgumentError, match="SqrtGrad") as error:
            tape.gradient(y, x)
        assert str(error.value).splitlines()[-1].strip() == "y = tf.sqrt(x)"


def test_check_numerics_lets_numbers_pass(checked: None) -> None:
    x = tf.Variable([1.0, 2.0])
    with tf.GradientTape() as outer:
        with tf.GradientTape() as tape:
            y = tf.reduce_sum(tf.exp(x) * tf.cast(tf.range(2), tf.float32))
        g = tape.gradient(y, x)
    np.testing.assert_allclose(g.numpy(), [0, np.exp(2)], rtol=1e-6)
    np.testing.assert_allclose(outer.gradient(g, x).numpy(), [0, np.exp(2)], rtol=1e-6)


def test_check_numerics_holds_for_one_thread_until_it_ends() -> None:
    d.enable_check_numerics()
    elsewhere: list[float] = []
    worker = threading.Thread(target=lambda: elsewhere.append(float(tf.math.log(0.0))))
    worker.start()
    worker.join()
    assert elsewhere == [-np.inf]
    d.disable_check_numerics()
    assert float(tf.math.log(0.0)) == -np.inf
    with tf.GradientTape() as tape:
        x = tf.constant(2.0)
        tape.watch(x)
        y = x * x
    assert float(tape.gradient(y, x)) == 4.0
