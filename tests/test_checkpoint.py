"""Checkpoints: what is saved comes back, and no failure costs the checkpoint before."""

import gc
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
import zeal as tf
from zeal.train import _safetensors

V = "/.ATTRIBUTES/VARIABLE_VALUE"


class Layer(tf.Module):
    def __init__(self, value: float = 0.0) -> None:
        super().__init__()
        self.w = tf.Variable([value, value])
        self.scale = 3


class Lazy(tf.Module):
    """Makes its variable when it is first called."""

    def __call__(self) -> tf.Tensor:
        if not hasattr(self, "w"):
            self.w = tf.Variable([0.0, 0.0])
        return self.w.read_value()


def values(v: tf.Variable) -> list:
    return v.numpy().tolist()


def test_round_trip_of_a_nested_graph(tmp_path: Path) -> None:
    def make(value: float) -> tf.train.Checkpoint:
        shared = tf.Variable(value)
        net = Layer(value)
        net.parts = [Layer(value + 1), (tf.Variable(value + 2), {"deep": Layer(value + 3)})]
        net.again = shared
        return tf.train.Checkpoint(net=net, shared=shared, step=tf.Variable(int(value), name="s"))

    path = make(1.0).save(tmp_path / "ckpt")
    assert path == str(tmp_path / "ckpt-1")
    other = make(100.0)
    other.restore(path).assert_consumed()
    assert values(other.net.w) == [1, 1]
    assert values(other.net.parts[0].w) == [2, 2]
    assert values(other.net.parts[1][0]) == 3
    assert values(other.net.parts[1][1]["deep"].w) == [4, 4]
    assert values(other.shared) == 1
    assert values(other.step) == 1
    assert values(other.save_counter) == 1
    names = dict(tf.train.list_variables(tmp_path))
    assert names == {
        f"net/parts/0/w{V}": [2],
        f"net/parts/1/0{V}": [],
        f"net/parts/1/1/deep/w{V}": [2],
        f"net/w{V}": [2],
        f"save_counter{V}": [],
        f"shared{V}": [],  # the shorter of its two paths
        f"step{V}": [],
    }
    assert tf.train.load_variable(path, f"net/w{V}").tolist() == [1, 1]


@pytest.mark.parametrize("dtype", [d.name for d in tf.dtypes._ALL])
def test_every_dtype_bit_for_bit(dtype: str, tmp_path: Path) -> None:
    kind = tf.as_dtype(dtype)._numpy
    raw = np.random.default_rng(0).integers(0, 256, 6 * kind.itemsize, np.uint8)
    value = (raw % 2 if dtype == "bool" else raw).view(kind).reshape(2, 3)
    before = tf.train.Checkpoint(
        a=tf.Variable(value),
        empty=tf.Variable(np.zeros((0, 3), kind)),
        one=tf.Variable(value[0, 0]),
    )
    path = before.write(tmp_path / "x")
    after = tf.train.Checkpoint(
        a=tf.Variable(np.zeros((2, 3), kind)),
        empty=tf.Variable(np.zeros((0, 3), kind)),
        one=tf.Variable(np.zeros((), kind)),
    )
    after.read(path).assert_consumed()
    assert after.a.numpy().tobytes() == value.tobytes()
    assert after.one.numpy().tobytes() == value[0, 0].tobytes()
    reader = tf.train.load_checkpoint(path)
    assert reader.get_variable_to_dtype_map()[f"a{V}"] == kind
    assert reader.get_variable_to_shape_map()[f"empty{V}"] == [0, 3]


def test_the_file_is_safetensors(tmp_path: Path) -> None:
    a, b = np.arange(6, dtype=np.float32).reshape(2, 3), np.array([True, False])
    path = tf.train.Checkpoint(a=tf.Variable(a), b=tf.Variable(b)).write(tmp_path / "x")
    data = Path(path + ".safetensors").read_bytes()
    length = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + length])
    assert all(isinstance(v, str) for v in header["__metadata__"].values())
    entry = header[f"a{V}"]
    assert entry["dtype"] == "F32" and entry["shape"] == [2, 3]
    first, last = entry["data_offsets"]
    assert (8 + length + first) % 4 == 0
    assert data[8 + length :][first:last] == a.tobytes()
    numpy = pytest.importorskip("safetensors.numpy")
    loaded = numpy.load_file(path + ".safetensors")
    assert (loaded[f"a{V}"] == a).all() and (loaded[f"b{V}"] == b).all()


def test_attributes_made_later_get_their_values(tmp_path: Path) -> None:
    saved = tf.train.Checkpoint(net=Lazy(), opt=Layer(7.0), l=[Layer(1.0), Layer(2.0)])
    saved.net.w = tf.Variable([5.0, 6.0])
    path = saved.save(tmp_path / "c")

    net = Lazy()
    checkpoint = tf.train.Checkpoint(net=net)
    status = checkpoint.restore(path)
    status.assert_existing_objects_matched()
    with pytest.raises(AssertionError, match="Unresolved object"):
        status.assert_consumed()
    assert "__setattr__" in vars(tf.Module)
    assert values(net()) == [5, 6]  # at the assignment, before anything reads it
    checkpoint.opt = Layer()
    assert values(checkpoint.opt.w) == [7, 7]
    checkpoint.l = [Layer()]
    assert values(checkpoint.l[0].w) == [1, 1]
    checkpoint.l.append(Layer())
    assert values(checkpoint.l[1].w) == [0, 0]  # lists cannot tell
    checkpoint.opt.w.assign([9.0, 9.0])
    status.assert_consumed()
    assert values(checkpoint.l[1].w) == [2, 2]
    assert values(checkpoint.opt.w) == [9, 9]  # what was restored is not restored again


def test_attribute_hook_goes_when_nothing_is_pending(tmp_path: Path) -> None:
    saved = tf.train.Checkpoint(net=Lazy())
    saved.net()
    path = saved.write(tmp_path / "c")
    net = Lazy()
    tf.train.Checkpoint(net=net).read(path)
    assert "__setattr__" in vars(tf.Module)
    net()
    assert "__setattr__" not in vars(tf.Module)
    net = Lazy()
    tf.train.Checkpoint(net=net).read(path)
    assert "__setattr__" in vars(tf.Module)
    del net
    gc.collect()
    assert "__setattr__" not in vars(tf.Module)


def test_saving_restores_what_is_pending_first(tmp_path: Path) -> None:
    path = tf.train.Checkpoint(l=[Layer(1.0)]).save(tmp_path / "a")
    checkpoint = tf.train.Checkpoint(l=[])
    checkpoint.restore(path)
    checkpoint.l.append(Layer())
    again = checkpoint.save(tmp_path / "b")
    assert tf.train.load_variable(again, f"l/0/w{V}").tolist() == [1, 1]


def test_root_object(tmp_path: Path) -> None:
    path = tf.train.Checkpoint(Layer(4.0)).write(tmp_path / "c")
    assert tf.train.list_variables(path) == [(f"w{V}", [2])]
    net = Lazy()
    tf.train.Checkpoint(net).read(path)
    assert values(net()) == [4, 4]
    with pytest.raises(ValueError, match="already exists"):
        tf.train.Checkpoint(Layer(), w=tf.Variable(1.0))


def test_cycles_tuples_and_odd_names(tmp_path: Path) -> None:
    net = Layer(1.0)
    net.self = net
    net.table = {"a/b.c": tf.Variable(2.0)}
    path = tf.train.Checkpoint(net=net).write(tmp_path / "c")
    assert f"net/table/a.Sb..c{V}" in dict(tf.train.list_variables(path))
    net.table["a/b.c"].assign(0.0)
    tf.train.Checkpoint(net=net).read(path).assert_consumed()
    assert values(net.table["a/b.c"]) == 2
    net.table[1] = tf.Variable(1.0)
    with pytest.raises(ValueError, match="keys must be strings"):
        tf.train.Checkpoint(net=net).write(tmp_path / "d")


@pytest.mark.parametrize("bad", [3, "text", None, np.zeros(2), tf.Module, len])
def test_what_cannot_be_saved(bad: object) -> None:
    with pytest.raises(ValueError, match="trackable"):
        tf.train.Checkpoint(x=bad)


def test_tensors_are_not_restored_by_accident(tmp_path: Path) -> None:
    net = Layer(1.0)
    net.constant = tf.constant(1.0)
    path = tf.train.Checkpoint(net=net).write(tmp_path / "c")
    assert [name for name, _ in tf.train.list_variables(path)] == [f"net/w{V}"]


def test_status_tells_what_is_missing(tmp_path: Path) -> None:
    path = tf.train.Checkpoint(a=tf.Variable(1.0), b=tf.Variable(2.0)).save(tmp_path / "c")
    fewer = tf.train.Checkpoint(a=tf.Variable(0.0))
    status = fewer.restore(path)
    status.assert_existing_objects_matched().expect_partial()
    with pytest.raises(AssertionError, match=r"b/\.ATTRIBUTES"):
        status.assert_consumed()
    more = tf.train.Checkpoint(a=tf.Variable(0.0), b=tf.Variable(0.0), extra=tf.Variable(0.0))
    with pytest.raises(AssertionError, match=r"extra/\.ATTRIBUTES"):
        more.restore(path).assert_existing_objects_matched()
    other = tf.train.Checkpoint(z=tf.Variable(0.0))
    with pytest.raises(AssertionError, match="Nothing"):
        other.restore(path).assert_nontrivial_match()
    nothing = other.restore(None)
    nothing.expect_partial().initialize_or_restore()
    with pytest.raises(AssertionError, match="save_path=None"):
        nothing.assert_consumed()


def test_mismatches_change_nothing(tmp_path: Path) -> None:
    path = tf.train.Checkpoint(a=tf.Variable(1.0), b=tf.Variable([1.0, 2.0])).save(tmp_path / "c")
    a = tf.Variable(5.0)
    with pytest.raises(ValueError, match=rf"\(2,\).*\(3,\).*b{V}"):
        tf.train.Checkpoint(a=a, b=tf.Variable([0.0, 0.0, 0.0])).restore(path)
    with pytest.raises(tf.errors.InvalidArgumentError, match=rf"b{V}.*float32.*float64"):
        tf.train.Checkpoint(a=a, b=tf.Variable([0.0, 0.0], dtype="float64")).restore(path)
    assert values(a) == 5


def test_missing_files(tmp_path: Path) -> None:
    with pytest.raises(tf.errors.NotFoundError, match=r"nothing-1\.safetensors"):
        tf.train.Checkpoint().restore(tmp_path / "nothing-1")
    with pytest.raises(tf.errors.NotFoundError):
        tf.train.load_checkpoint(tmp_path)
    assert tf.train.latest_checkpoint(tmp_path) is None
    assert tf.train.latest_checkpoint(tmp_path / "none") is None
    assert tf.train.get_checkpoint_state(tmp_path) is None


# ---- damaged files -------------------------------------------------------------------------------


def small(value: float) -> tf.train.Checkpoint:
    return tf.train.Checkpoint(a=tf.Variable([value] * 8), b=tf.Variable(value, dtype="float64"))


def test_every_changed_byte_is_found(tmp_path: Path) -> None:
    path = Path(small(1.0).write(tmp_path / "c") + ".safetensors")
    good = path.read_bytes()
    checkpoint = small(2.0)
    length = int.from_bytes(good[:8], "little")
    for at in [*range(0, 8 + length, 3), *range(8 + length, len(good))]:
        path.write_bytes(good[:at] + bytes([good[at] ^ 0x21]) + good[at + 1 :])
        with pytest.raises(tf.errors.DataLossError, match=r"c\.safetensors") as caught:
            checkpoint.read(path)
        if at >= 8 + length:
            assert "tensor " in str(caught.value)
    assert values(checkpoint.a) == [2.0] * 8 and values(checkpoint.b) == 2


def test_every_truncation_is_found(tmp_path: Path) -> None:
    path = Path(small(1.0).write(tmp_path / "c") + ".safetensors")
    good = path.read_bytes()
    for size in [*range(16), *range(16, len(good), 37), len(good) - 1]:
        path.write_bytes(good[:size])
        with pytest.raises(tf.errors.DataLossError, match=r"c\.safetensors"):
            small(2.0).read(path)
    path.write_bytes(good + b"x")
    with pytest.raises(tf.errors.DataLossError):
        small(2.0).read(path)


def test_damage_after_opening_names_the_tensor(tmp_path: Path) -> None:
    path = small(1.0).write(tmp_path / "c")
    reader = tf.train.load_checkpoint(path)
    with open(path + ".safetensors", "r+b") as f:
        f.truncate(os.path.getsize(path + ".safetensors") - 4)
    with pytest.raises(tf.errors.DataLossError, match=f"tensor a{V}"):
        reader.get_tensor(f"a{V}")


def plant(path: Path, header: object) -> None:
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text)


@pytest.mark.parametrize(
    "header",
    [
        [], 3, None, {"a": 1}, {"a": {}}, {"__metadata__": 3}, {"__metadata__": {}},
        {"__metadata__": {"zeal.graph": "[]"}},
        {"__metadata__": {"zeal.graph": '[{"children": {"a": 9}}]'}},
        {"__metadata__": {"zeal.graph": '[{"children": {"a": "x"}}]'}},
        {"__metadata__": {"zeal.graph": '[{"tensor": "gone"}]'}},
        {"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 8]}},
        {"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 0]}},
        {"a": {"dtype": "F32", "shape": [2**62], "data_offsets": [0, 2**64]}},
        {"a": {"dtype": "F99", "shape": [0], "data_offsets": [0, 0]}},
        {"a": {"dtype": "F32", "shape": [0], "data_offsets": [4, 4]}},
    ],
    ids=str,
)  # fmt: skip
def test_malformed_headers(header: object, tmp_path: Path) -> None:
    plant(tmp_path / "c.safetensors", header)
    with pytest.raises(tf.errors.DataLossError, match=r"c\.safetensors"):
        small(1.0).read(tmp_path / "c")


def test_malformed_state_file(tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_text("nonsense\n")
    with pytest.raises(tf.errors.DataLossError, match="nonsense"):
        tf.train.latest_checkpoint(tmp_path)


# ---- manager -------------------------------------------------------------------------------------


def test_manager_keeps_the_latest(tmp_path: Path) -> None:
    checkpoint = small(1.0)
    manager = tf.train.CheckpointManager(checkpoint, tmp_path / "d", max_to_keep=2)
    assert manager.latest_checkpoint is None
    paths = [manager.save() for _ in range(4)]
    assert manager.checkpoints == paths[2:]
    assert manager.latest_checkpoint == paths[3] == str(tmp_path / "d" / "ckpt-4")
    assert tf.train.latest_checkpoint(tmp_path / "d") == paths[3]
    assert sorted(os.listdir(tmp_path / "d")) == [
        "checkpoint", "ckpt-3.safetensors", "ckpt-4.safetensors"
    ]  # fmt: skip
    text = (tmp_path / "d" / "checkpoint").read_text().splitlines()
    assert text[:3] == [
        'model_checkpoint_path: "ckpt-4"',
        'all_model_checkpoint_paths: "ckpt-3"',
        'all_model_checkpoint_paths: "ckpt-4"',
    ]

    again = small(5.0)
    second = tf.train.CheckpointManager(again, tmp_path / "d", max_to_keep=2)
    assert second.checkpoints == paths[2:]
    assert second.restore_or_initialize() == paths[3]
    assert values(again.b) == 1
    assert second.save() == str(tmp_path / "d" / "ckpt-5")
    assert not os.path.exists(paths[2] + ".safetensors")


def test_manager_options(tmp_path: Path) -> None:
    step = tf.Variable(0)
    calls: list[int] = []
    manager = tf.train.CheckpointManager(
        small(1.0), tmp_path, None, checkpoint_name="run", step_counter=step,
        checkpoint_interval=10, init_fn=lambda: calls.append(1),
    )  # fmt: skip
    assert manager.restore_or_initialize() is None and calls == [1]
    assert manager.save(checkpoint_number=70) == str(tmp_path / "run-70")
    step.assign(9)
    assert manager.save() is None
    assert manager.save(check_interval=False) == str(tmp_path / "run-2")
    step.assign(19)
    assert manager.save() == str(tmp_path / "run-3")
    assert len(manager.checkpoints) == 3
    with pytest.raises(ValueError, match="max_to_keep"):
        tf.train.CheckpointManager(small(1.0), tmp_path, 0)
    with pytest.raises(ValueError, match="step_counter"):
        tf.train.CheckpointManager(small(1.0), tmp_path, 1, checkpoint_interval=3)


def test_state_file_quotes_names(tmp_path: Path) -> None:
    folder = tmp_path / 'a "b" \\c é'
    path = small(1.0).save(folder / 'x "y" \\z')
    assert tf.train.latest_checkpoint(folder) == path
    assert os.path.isfile(path + ".safetensors")


def test_iterator_of_checkpoints(tmp_path: Path) -> None:
    checkpoint = small(1.0)
    seen = []
    assert list(tf.train.checkpoints_iterator(tmp_path, timeout=0)) == []
    checkpoint.save(tmp_path / "c")
    for path in tf.train.checkpoints_iterator(tmp_path, timeout=0):
        seen.append(path)
        if len(seen) == 1:
            checkpoint.save(tmp_path / "c")
    assert seen == [str(tmp_path / "c-1"), str(tmp_path / "c-2")]


# ---- failures while writing ----------------------------------------------------------------------


@pytest.mark.parametrize("call", ["open", "write", "lseek", "fsync", "replace", "close"])
def test_failures_leave_the_checkpoint_before(
    call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoint = small(1.0)
    manager = tf.train.CheckpointManager(checkpoint, tmp_path, max_to_keep=1)
    first = manager.save()
    real = getattr(os, call)
    failures = 0
    for at in range(30):
        left = at

        def fail(*args: object, **kwargs: object) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                if call == "close":
                    real(*args)
                raise OSError(28, "No space left on device")
            return real(*args, **kwargs)

        checkpoint.b.assign(float(at) + 100)
        monkeypatch.setattr(os, call, fail)
        try:
            manager.save()
        except OSError:
            failures += 1
        finally:
            monkeypatch.setattr(os, call, real)
        latest = tf.train.latest_checkpoint(tmp_path)
        other = small(0.0)
        other.restore(latest).assert_consumed()
        assert values(other.b) == (1 if latest == first else float(at) + 100)
        assert not list(tmp_path.glob(".*"))
        if latest != first:
            break
        assert values(checkpoint.save_counter) in (1, 2)
    assert failures
    assert at < 29


CHILD = """
import sys, zeal as tf
c = tf.train.Checkpoint(a=tf.Variable(tf.zeros([50000])), n=tf.Variable(0.0))
m = tf.train.CheckpointManager(c, sys.argv[1], max_to_keep=2)
m.restore_or_initialize()
while True:
    c.n.assign_add(1.0)
    c.a.assign(tf.zeros([50000]) + c.n)
    m.save()
    print("saved", flush=True)
"""


def test_killed_at_any_time(tmp_path: Path) -> None:
    last = 0.0
    rng = np.random.default_rng(0)
    for _ in range(4):
        with subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout and child.stdout.readline() == b"saved\n"
            time.sleep(float(rng.uniform(0, 0.02)))
            child.send_signal(signal.SIGKILL)
        c = tf.train.Checkpoint(a=tf.Variable(tf.zeros([50000])), n=tf.Variable(0.0))
        c.restore(tf.train.latest_checkpoint(tmp_path)).assert_consumed()
        assert (c.a.numpy() == c.n.numpy()).all()
        assert c.n.numpy() > last
        last = float(c.n.numpy())


def test_attributes_cost_nothing_when_nothing_is_pending() -> None:
    gc.collect()
    assert "__setattr__" not in vars(tf.Module)
    assert tf.Module.__setattr__ is object.__setattr__


def test_bfloat16_uses_the_formats_name(tmp_path: Path) -> None:
    path = tf.train.Checkpoint(a=tf.Variable(np.ones(3, ml_dtypes.bfloat16))).write(tmp_path / "c")
    assert b'"BF16"' in Path(path + ".safetensors").read_bytes()
    assert _safetensors.Reader(Path(path + ".safetensors")).read(f"a{V}").dtype == "bfloat16"
