"""tf.summary: what is written, when, and what TensorBoard's own code reads of it."""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
import sys
import threading
import wave
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zeal as tf

pytest.importorskip("tensorboardX", reason="the extra `summary`")
s = tf.summary


def events(folder: Path) -> list[Any]:
    """All events of the folder's files, their checksums verified."""
    from tensorboardX.proto.event_pb2 import Event
    from zeal import _core

    def masked(data: bytes) -> int:
        crc = _core.crc32c(data)
        return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF

    found = []
    for path in sorted(folder.glob("events.out.tfevents.*")):
        raw = path.read_bytes()
        while raw:
            size, crc = struct.unpack("<QI", raw[:12])
            data, (crc_of_data,) = raw[12 : 12 + size], struct.unpack("<I", raw[12 + size :][:4])
            assert (masked(raw[:8]), masked(data)) == (crc, crc_of_data)
            found.append(Event.FromString(data))
            raw = raw[16 + size :]
    return found


def values(folder: Path) -> dict[str, list[tuple[int, Any]]]:
    """Of each tag, the steps and values: arrays, or lists of bytes."""
    kinds = {1: "f4", 2: "f8", 3: "i4", 9: "i8"}
    found: dict[str, list[tuple[int, Any]]] = {}
    for event in events(folder):
        for value in event.summary.value:
            t = value.tensor
            shape = [d.size for d in t.tensor_shape.dim]
            data: Any = list(t.string_val)
            if t.dtype != 7:
                data = np.frombuffer(t.tensor_content, kinds[t.dtype]).reshape(shape)
            found.setdefault(value.tag, []).append((event.step, data))
    return found


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Any]:
    made = s.create_file_writer(tmp_path)
    with made.as_default():
        yield made
    made.close()


def test_without_a_writer_nothing_is_written() -> None:
    assert not s.should_record_summaries()
    assert s.scalar("a", 1.0, step=0).numpy() == np.False_
    assert not s.scalar("a", [1.0, 2.0])  # not even looked at
    assert s.scalar("a", 1.0, step=0).dtype == tf.bool
    s.flush()
    with s.create_noop_writer().as_default():
        assert not s.should_record_summaries()
        assert not s.scalar("a", 1.0)


def test_scalars(writer: Any, tmp_path: Path) -> None:
    assert s.scalar("loss", 0.5, step=1)
    s.scalar("loss", tf.constant(0.25), step=tf.Variable(2, dtype=tf.int64), description="**d**")
    s.scalar("loss", np.float64(3), step=np.int32(3))
    s.scalar("loss", True, step=-1)
    writer.flush()
    found = values(tmp_path)["loss"]
    assert [step for step, _ in found] == [1, 2, 3, -1]
    assert [v.item() for _, v in found] == [0.5, 0.25, 3, 1]
    assert {v.dtype for _, v in found} == {np.dtype("f4")}
    first, *_, second, _, _ = events(tmp_path)
    assert first.file_version == "brain.Event:2"
    about = second.summary.value[0].metadata
    assert about.plugin_data.plugin_name == "scalars" and about.summary_description == "**d**"


def test_what_scalars_are_not(writer: Any) -> None:
    with pytest.raises(ValueError, match="Expected scalar shape, saw shape: "):
        s.scalar("a", [1.0, 2.0], step=1)
    with pytest.raises((TypeError, ValueError)):
        s.scalar("a", "x", step=1)
    for step in (1.5, [1]):
        with pytest.raises(TypeError, match="Cannot convert"):
            s.scalar("a", 1.0, step=step)


def test_steps(tmp_path: Path) -> None:
    e = s.experimental
    writer = s.create_file_writer(tmp_path)
    with writer.as_default():
        with pytest.raises(ValueError, match=r"No step set\. Please specify one either through"):
            s.scalar("a", 1.0)
        e.set_step(7)
        assert e.get_step() == 7 and s.scalar("a", 1.0)
        step = tf.Variable(3)
        e.set_step(step)
        s.scalar("a", 1.0)
        step.assign_add(1)
        s.scalar("a", 1.0)
        e.set_step(None)
    with writer.as_default(step=5):
        assert e.get_step() == 5 and s.scalar("a", 1.0)
    assert e.get_step() is None
    assert [step for step, _ in values(tmp_path)["a"]] == [7, 3, 4, 5]


def test_record_if(writer: Any, tmp_path: Path) -> None:
    step = tf.Variable(0)
    with s.record_if(lambda: step % 2 == 0):
        for _ in range(4):
            assert bool(s.should_record_summaries()) == bool(s.scalar("a", 1.0, step=step))
            step.assign_add(1)
        with s.record_if(False):
            assert not s.scalar("a", 1.0)  # no step, but nothing to record either
    with s.record_if(tf.constant(True)):
        s.write("lazy", lambda: tf.constant([1, 2]), step=9)
    writer.flush()
    found = values(tmp_path)
    assert [step for step, _ in found["a"]] == [0, 2]
    assert found["lazy"][0][1].tolist() == [1, 2]


def test_writers(tmp_path: Path) -> None:
    writer = s.create_file_writer(tmp_path / "x", max_queue=1, filename_suffix=".mine")
    (path,) = (tmp_path / "x").iterdir()
    assert path.name.startswith("events.out.tfevents.") and path.name.endswith(".mine")
    before = path.stat().st_size
    writer.set_as_default(step=4)
    try:
        s.scalar("a", 1.0)
        assert path.stat().st_size == before  # it waits
        s.scalar("a", 1.0)
        assert path.stat().st_size > before
    finally:
        s.create_noop_writer().set_as_default()
        s.experimental.set_step(None)
    assert not s.should_record_summaries()
    writer.init(), writer.close(), writer.close(), writer.flush()
    with pytest.raises(RuntimeError, match="is already closed"), writer.as_default():
        pass
    with pytest.raises(ValueError, match="Argument `logdir` cannot be None"):
        s.create_file_writer(None)
    (tmp_path / "file").touch()
    with pytest.raises((OSError, tf.errors.OpError)):
        s.create_file_writer(tmp_path / "file" / "x")
    two = [s.create_file_writer(tmp_path / "two") for _ in range(2)]
    assert len([*(tmp_path / "two").iterdir()]) == 2
    with two[0].as_default(step=1), two[1].as_default():
        s.scalar("inner", 1.0)
    assert [len(events(p.parent)) for p in (tmp_path / "two").iterdir()] == [3, 3]


def test_writer_is_a_threads_own(writer: Any, tmp_path: Path) -> None:
    seen: list[bool] = []

    def work() -> None:
        seen.append(bool(s.should_record_summaries()))
        with writer.as_default():
            for i in range(50):
                s.scalar("a", i, step=i)

    threads = [threading.Thread(target=work) for _ in range(4)]
    [t.start() for t in threads], [t.join() for t in threads]
    assert seen == [False] * 4
    assert sorted(step for step, _ in values(tmp_path)["a"]) == sorted([*range(50)] * 4)


def test_histograms(writer: Any, tmp_path: Path) -> None:
    s.histogram("h", [0.0, 1.0, 1.0, 4.0], step=1, buckets=4)
    s.histogram("same", [2, 2], step=1, buckets=3)
    s.histogram("none", [], step=1, buckets=2)
    s.histogram("no buckets", [1.0], step=1, buckets=0)
    s.histogram("default", tf.range(100), step=1)
    writer.flush()
    found = {tag: v[0][1] for tag, v in values(tmp_path).items()}
    assert found["h"].tolist() == [[0, 1, 1], [1, 2, 2], [2, 3, 0], [3, 4, 1]]
    assert found["same"].tolist() == [[2, 2, 0], [2, 2, 0], [2, 2, 2]]
    assert found["none"].tolist() == [[0, 0, 0]] * 2
    assert found["no buckets"].shape == (0, 3)
    assert found["default"].shape == (30, 3) and found["default"][:, 2].sum() == 100


def unpacked(png: bytes, channels: int) -> np.ndarray[Any, Any]:
    at, size = png.index(b"IDAT"), struct.unpack(">II", png[16:24])
    rows = zlib.decompressobj().decompress(png[at + 4 :])
    return np.frombuffer(rows, "u1").reshape(size[1], -1)[:, 1:].reshape(size[1], -1, channels)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_images(writer: Any, tmp_path: Path, channels: int) -> None:
    data = np.random.default_rng(0).random((5, 4, 6, channels), np.float32) * 1.2
    s.image("i", data, step=1)
    s.image("u8", (data * 200).astype("u1"), step=1, max_outputs=1)
    writer.flush()
    found = {tag: v[0][1] for tag, v in values(tmp_path).items()}
    width, height, *images = found["i"]
    assert (width, height, len(images)) == (b"6", b"4", 3)
    expected = tf.image.convert_image_dtype(data[0], tf.uint8, saturate=True).numpy()
    assert (unpacked(images[0], channels) == expected).all()
    assert len(found["u8"]) == 3
    with pytest.raises(ValueError, match="must have rank 4"):
        s.image("i", data[0], step=1)
    with pytest.raises(tf.errors.InvalidArgumentError, match="x >= 0"):
        s.image("i", data, step=1, max_outputs=-1)


def test_audio_and_text(writer: Any, tmp_path: Path) -> None:
    sound = np.array([[[0.0], [0.5], [-1.0], [2.0]]], np.float32)
    s.audio("sound", sound, 8000, step=1)
    s.text("word", "héllo", step=1)
    s.text("table", [["a", "b"], ["c", "d"]], step=1)
    writer.flush()
    found = {tag: v[0][1] for tag, v in values(tmp_path).items()}
    with wave.open(io.BytesIO(found["sound"][0])) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        assert np.frombuffer(file.readframes(4), "<i2").tolist() == [0, 16384, -32768, 32767]
    assert found["word"] == ["héllo".encode()]
    assert found["table"] == [b"a", b"b", b"c", b"d"]
    with pytest.raises(TypeError, match=r"must be of type tf.string; got int"):
        s.text("t", 3, step=1)
    with pytest.raises(ValueError, match="Unknown encoding: 'mp3'"):
        s.audio("a", sound, 8000, step=1, encoding="mp3")


def test_name_scopes_open_the_tags(writer: Any, tmp_path: Path) -> None:
    with tf.name_scope("outer") as scope:
        assert scope == "outer/" and tf.get_current_name_scope() == "outer"
        s.scalar("a", 1.0, step=1)
        with tf.name_scope("inner"), s.experimental.summary_scope("x") as (tag, inside):
            assert (tag, inside) == ("outer/inner/x", "outer/inner/x/")
    s.scalar("a", 1.0, step=1)
    writer.flush()
    assert [*values(tmp_path)] == ["outer/a", "a"]


def test_raw_summaries(writer: Any, tmp_path: Path) -> None:
    from tensorboardX.proto.summary_pb2 import Summary

    summary = Summary(value=[Summary.Value(tag="raw", simple_value=2.0)])
    assert s.experimental.write_raw_pb(summary.SerializeToString(), step=3)
    with pytest.raises(TypeError, match="takes bytes"):
        s.experimental.write_raw_pb("text", step=3)
    writer.flush()
    (found,) = (e for e in events(tmp_path) if e.step == 3)
    assert found.summary.value[0].simple_value == 2.0


def test_without_tensorboardx(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [m for m in sys.modules if m.split(".")[0] == "tensorboardX"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tensorboardX", None)
    with pytest.raises(ImportError, match=r"pip install 'zeal\[summary\]'"):
        s.create_file_writer(tmp_path)


def test_the_first_writer_imports_little(tmp_path: Path) -> None:
    """tensorboardX alone would import torch, which takes seconds."""
    code = (
        "import sys, zeal as tf\n"
        f"tf.summary.create_file_writer({str(tmp_path)!r})\n"
        "assert 'tensorboardX' in sys.modules and 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_tensorboard_reads_it(writer: Any, tmp_path: Path) -> None:
    reader = pytest.importorskip("tensorboard.backend.event_processing.event_accumulator")
    from tensorboard.util import tensor_util

    for step in range(3):
        s.scalar("loss", 1.0 / (1 + step), step=step)
    s.histogram("h", tf.range(10), step=0)
    s.image("i", tf.zeros([1, 2, 2, 3]), step=0)
    s.text("t", "text", step=0)
    writer.flush()
    log = reader.EventAccumulator(str(tmp_path)).Reload()
    assert log.Tags()["tensors"] == ["loss", "h", "i", "t"]
    read = [(e.step, tensor_util.make_ndarray(e.tensor_proto).item()) for e in log.Tensors("loss")]
    assert read == [(0, 1.0), (1, 0.5), (2, pytest.approx(1 / 3))]
    assert log.PluginTagToContent("histograms").keys() == {"h"}


def test_a_browser_shows_it(tmp_path: Path) -> None:
    """The scalar charts have their lines, in TensorBoard's page in Chromium."""
    for module in ("tensorboard", "websocket"):
        pytest.importorskip(module)
    if shutil.which("chromium") is None:
        pytest.skip("needs Debian's chromium")
    script = Path(__file__).parent / "browser" / "tensorboard_chart.py"
    command = [sys.executable, str(script), str(tmp_path / "picture.png")]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")
