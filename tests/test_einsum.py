"""einsum and tensordot against NumPy, as TensorFlow reads them, and their gradients."""

import numpy as np
import pytest
import zeal as tf

EQUATIONS = {
    "ij,jk->ik": [(2, 3), (3, 4)],
    "ij,jk": [(2, 3), (3, 4)],
    "ij,kj->ik": [(2, 3), (4, 3)],
    "ji,jk->ik": [(3, 2), (3, 4)],
    "ji,kj->ki": [(3, 2), (4, 3)],
    "ij,jk->ki": [(2, 3), (3, 4)],
    " i j , j k -> i k ": [(2, 3), (3, 4)],
    "IJ,jk": [(2, 3), (3, 4)],
    "bij,bjk->bik": [(5, 2, 3), (5, 3, 4)],
    "bij,bkj->bki": [(5, 2, 3), (5, 4, 3)],
    "ibj,jbk->bik": [(2, 5, 3), (3, 5, 4)],
    "bij,jk->bik": [(5, 2, 3), (3, 4)],
    "bshd,bthd->bhst": [(2, 3, 2, 4), (2, 5, 2, 4)],
    "bhst,bthd->bshd": [(2, 2, 3, 5), (2, 5, 2, 4)],
    "abc,cd->adb": [(2, 3, 4), (4, 5)],
    "abcd,cdef->abef": [(2, 3, 4, 5), (4, 5, 2, 3)],
    "abcd,dcef->abef": [(2, 3, 4, 5), (5, 4, 2, 3)],
    "i,i": [(3,), (3,)],
    "i,i->i": [(3,), (3,)],
    "i,j->ji": [(3,), (4,)],
    "ij,ij->": [(2, 3), (2, 3)],
    "ij,ji->": [(2, 3), (3, 2)],
    "ij,k->kj": [(2, 3), (4,)],
    "ij,jk->j": [(2, 3), (3, 4)],
    "ii": [(3, 3)],
    "ii->i": [(3, 3)],
    "iii->i": [(2, 2, 2)],
    "iji->ji": [(2, 3, 2)],
    "iij->j": [(2, 2, 3)],
    "aab,b->ab": [(2, 2, 3), (3,)],
    "ij->ji": [(2, 3)],
    "ij->": [(2, 3)],
    "ijk->kj": [(2, 3, 4)],
    "->": [()],
    ",->": [(), ()],
    ",ij->ij": [(), (2, 3)],
    "i...->...": [(2, 3)],
    "...j->j...": [(2, 3, 4)],
    "...ij,...jk->...ik": [(5, 2, 3), (3, 4)],
    "...ij,...jk": [(5, 2, 3), (5, 3, 4)],
    "...a,...b->...ab": [(5, 1, 2), (4, 3)],
    "ij...,jk...->ik...": [(2, 3, 5), (3, 4, 5)],
    "...,...->...": [(3, 1), (1, 4)],
    "...ii->...i": [(2, 3, 3)],
    "ab,bc,cd->ad": [(2, 3), (3, 4), (4, 5)],
    "ab,bc,ac,c->a": [(2, 3), (3, 4), (2, 4), (4,)],
    "...a,...b,...c->...abc": [(5, 2), (1, 3), (4,)],
    "i,j,k->ijk": [(2,), (3,), (4,)],
    "ij,jk->ik ": [(0, 3), (3, 4)],
    "ij,jk ->ik": [(2, 0), (0, 4)],
}


def arrays(shapes, dtype=np.float64):
    rng = np.random.default_rng(1)
    out = []
    for s in shapes:
        x = rng.standard_normal(s)
        if np.dtype(dtype).kind == "c":
            x = x + 1j * rng.standard_normal(s)
        if np.dtype(dtype).kind == "i":
            x = np.round(x * 4)
        out.append(np.asarray(x, dtype))
    return out


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.complex64, np.int32])
@pytest.mark.parametrize("equation", EQUATIONS)
def test_values(equation, dtype):
    x = arrays(EQUATIONS[equation], dtype)
    got = tf.einsum(equation, *x).numpy()
    want = np.einsum(equation.replace(" ", ""), *x)
    assert got.shape == want.shape and got.dtype == dtype
    np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("equation", EQUATIONS)
def test_gradients(equation):
    """Along a random direction, against the difference quotient; the sum is multilinear."""
    x = [tf.constant(a) for a in arrays(EQUATIONS[equation])]
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = tf.einsum(equation, *x)
        loss = tf.reduce_sum(y * y)
    grads = tape.gradient(loss, x)
    rng = np.random.default_rng(2)
    for i, g in enumerate(grads):
        assert g.shape == x[i].shape
        d = rng.standard_normal(x[i].shape)
        h = 1e-4

        def at(t, i=i, d=d):
            moved = [a.numpy() for a in x]
            moved[i] = moved[i] + t * d
            return (np.einsum(equation.replace(" ", ""), *moved) ** 2).sum()

        want = (at(h) - at(-h)) / (2 * h)
        np.testing.assert_allclose((g.numpy() * d).sum(), want, rtol=1e-5, atol=1e-6)


def test_second_gradient():
    a, b = (tf.constant(x) for x in arrays([(2, 3), (3, 4)]))
    with tf.GradientTape() as outer:
        outer.watch([a, b])
        with tf.GradientTape() as inner:
            inner.watch(a)
            y = tf.reduce_sum(tf.einsum("ij,jk->ki", a, b) ** 2)
        g = inner.gradient(y, a)
        s = tf.reduce_sum(g)
    ga, gb = outer.gradient(s, [a, b])
    bb = b.numpy() @ b.numpy().T
    np.testing.assert_allclose(ga.numpy(), np.tile(2 * bb.sum(0), (2, 1)))
    total = a.numpy().sum(0)
    want = 2 * (np.outer(total, b.numpy().sum(0)) + np.outer(np.ones(3), total @ b.numpy()))
    np.testing.assert_allclose(gb.numpy(), want)


INVALID = tf.errors.InvalidArgumentError


@pytest.mark.parametrize(
    "error,equation,shapes",
    [
        (INVALID, "ij,kj", [(2, 3), (4, 5)]),
        (INVALID, "ijk", [(2, 3)]),
        (INVALID, "ij", [(2, 3, 4)]),
        (INVALID, "iij->j", [(2, 3, 4)]),
        (INVALID, "ab,ab->a", [(2, 3), (1, 3)]),
        (INVALID, "ab,b->a", [(2, 1), (3,)]),
        (INVALID, "...a->a", [(2, 3)]),
        (INVALID, "...b,...b->...b", [(2, 3), (4, 3)]),
        (INVALID, "...b,...b->...b", [(1, 3), (2, 3)] * 2 + [(4, 3)]),
        (ValueError, "ij,jk->iz", [(2, 3), (3, 4)]),
        (ValueError, "ij,jk->ii", [(2, 3), (3, 4)]),
        (ValueError, "i->ii", [(3,)]),
        (ValueError, "ij,jk", [(2, 3)]),
        (ValueError, "ij", [(2, 3), (2, 3)]),
        (ValueError, "a1", [(2, 3)]),
        (ValueError, "i->j->k", [(3,)]),
        (ValueError, "i->j,k", [(3,)]),
        (ValueError, "......", [(3,)]),
        (ValueError, "i..", [(3,)]),
        (ValueError, "...->......", [(3,)]),
        (ValueError, "ij-jk", [(2, 3)]),
    ],
)
def test_errors(error, equation, shapes):
    if equation.count("b") and len(shapes) > 2:
        equation = ",".join(["...b"] * len(shapes)) + "->...b"
    with pytest.raises(error):
        tf.einsum(equation, *arrays(shapes))


def test_arguments():
    a = tf.ones([2, 2])
    assert tf.linalg.einsum is tf.einsum
    assert tf.einsum("ij,jk->ik", a, a, optimize="optimal", name="x").shape == [2, 2]
    with pytest.raises(TypeError):
        tf.einsum("ij", a, other=1)
    with pytest.raises(TypeError):
        tf.einsum(3, a)


AXES = {
    "1": [(2, 3), (3, 4)],
    "0": [(2, 3), (4,)],
    "2": [(2, 3), (2, 3)],
    "[1, 0]": [(2, 3), (3, 4)],
    "[[1], [1]]": [(2, 3), (4, 3)],
    "[[1, 2], [1, 0]]": [(2, 3, 4), (4, 3, 5)],
    "[[-1, 1], [0, -2]]": [(2, 3, 4), (4, 3, 5)],
    "((0, 1), (0, 1))": [(2, 3, 4), (2, 3, 5)],
    "[[], []]": [(2,), (3,)],
    "np.array([[1], [0]])": [(2, 3), (3, 4)],
    "tf.constant([[1], [0]])": [(2, 3), (3, 4)],
    "tf.constant(1)": [(2, 3), (3, 4)],
}


@pytest.mark.parametrize("axes", AXES)
def test_tensordot(axes):
    a, b = arrays(AXES[axes])
    given = eval(axes, {"tf": tf, "np": np})
    plain = given.numpy() if isinstance(given, tf.Tensor) else given
    plain = plain.tolist() if isinstance(plain, np.ndarray) else plain
    want = np.tensordot(a, b, plain)
    got = tf.tensordot(a, b, given)
    assert got.shape == want.shape
    np.testing.assert_allclose(got.numpy(), want, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    "error,axes",
    [
        (INVALID, 1),
        (ValueError, [[0], [0, 1]]),
        (ValueError, -1),
        (ValueError, 5),
        (IndexError, [[5], [0]]),
        (ValueError, [[0, 0], [0, 0]]),
    ],
)
def test_tensordot_errors(error, axes):
    a = tf.ones([2, 3])
    with pytest.raises(error):
        tf.tensordot(a, a, axes)
