"""Variables: assignment, snapshots, text and the number protocol."""

import copy
import pickle
import threading

import numpy as np
import pytest
import zeal as tf


def test_text() -> None:
    v = tf.Variable([1.0, 2.0])
    expected = (
        "<tf.Variable 'Variable:0' shape=(2,) dtype=float32, numpy=array([1., 2.], dtype=float32)>"
    )
    assert repr(v) == str(v) == f"{v}" == expected
    assert repr(tf.Variable(1, name="n")) == "<tf.Variable 'n:0' shape=() dtype=int32, numpy=1>"
    assert repr(tf.Variable(np.eye(2))) == (
        "<tf.Variable 'Variable:0' shape=(2, 2) dtype=float64, numpy=\n"
        "array([[1., 0.],\n       [0., 1.]])>"
    )


def test_assignment() -> None:
    v = tf.Variable([1.0, 2.0])
    before = v.read_value()
    assert v.assign([3, 4]) is v
    assert v.assign_add([1.0, 1.0], use_locking=True, name="x", read_value=False) is v
    v.assign_sub(tf.constant([0.5, 0.5]))
    assert v.numpy().tolist() == [3.5, 4.5]
    assert before.numpy().tolist() == [1, 2]  # a snapshot
    v.assign(value=before)
    assert v.numpy().tolist() == [1, 2]
    v.assign(v)
    v.assign_add(v)
    assert v.numpy().tolist() == [2, 4]


@pytest.mark.parametrize("bad", [[1.0], [[1.0, 2.0]], 1.0, None, "a", tf.constant([1, 2])])
def test_bad_assignments_change_nothing(bad: object) -> None:
    v = tf.Variable([1.0, 2.0])
    for assign in (v.assign, v.assign_add, v.assign_sub):
        with pytest.raises((ValueError, TypeError, tf.errors.InvalidArgumentError)):
            assign(bad)
    assert v.numpy().tolist() == [1, 2]
    with pytest.raises(TypeError, match="unexpected keyword"):
        v.assign([1.0, 2.0], nonsense=1)


def test_initial_values() -> None:
    assert tf.Variable(lambda: [1.0]).numpy().tolist() == [1]
    assert tf.Variable(1, dtype=tf.float64).dtype == tf.float64
    assert tf.Variable([1.0], shape=[1]).shape == (1,)
    source = tf.Variable([1.0])
    twin = tf.Variable(source)
    source.assign([2.0])
    assert twin.numpy().tolist() == [1]
    with pytest.raises(ValueError, match="initial_value"):
        tf.Variable()
    with pytest.raises(ValueError, match="shape"):
        tf.Variable([1.0], shape=[2])
    with pytest.raises(ValueError, match="Tensor conversion requested dtype"):
        tf.Variable(tf.constant(1), dtype=tf.float32)


def test_variable_as_number() -> None:
    v = tf.Variable([1.0, 2.0])
    assert (v + 1).numpy().tolist() == [2, 3] and (1 - v).numpy().tolist() == [0, -1]
    assert v[1].numpy() == 2 and len(v) == 2 and [float(x) for x in v] == [1, 2]
    assert int(tf.Variable(3)) == 3 and float(tf.Variable(3)) == 3 and bool(tf.Variable(1))
    assert [0, 1][tf.Variable(1)] == 1 and complex(tf.Variable(2.0)) == 2
    assert (v == v).numpy().all() and (v < 2).numpy().tolist() == [True, False]
    assert np.array(v).tolist() == [1, 2] and np.asarray(v, np.int32).dtype == np.int32
    with pytest.raises(TypeError, match=r"variable\.ref"):
        hash(v)
    assert v.ref() == v.ref() and v.ref().deref() is v


def test_copies() -> None:
    v = tf.Variable([1.0], trainable=False, name="me")
    for w in (copy.deepcopy(v), pickle.loads(pickle.dumps(v))):
        assert not w.trainable and w.name == "me:0"
        w.assign([5.0])
        assert v.numpy().tolist() == [1]


def test_threads_assign_without_losing_anything() -> None:
    v = tf.Variable(0.0)

    def add() -> None:
        for _ in range(500):
            v.assign_add(1.0)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert v.numpy() == 2000


def test_subclass_without_init_says_so() -> None:
    class Bad(tf.Variable):
        def __init__(self) -> None:
            pass

    with pytest.raises(RuntimeError, match="__init__"):
        Bad().numpy()


def test_module_collects_variables() -> None:
    class Net(tf.Module):
        def __init__(self) -> None:
            super().__init__()
            self.w = tf.Variable(1.0)
            self.parts = [{"b": tf.Variable(2.0, trainable=False)}, self.w]

    net = Net()
    assert net.name == "net"
    assert [float(v) for v in net.variables] == [2.0, 1.0]
    assert [float(v) for v in net.trainable_variables] == [1.0]
