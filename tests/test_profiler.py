"""tf.profiler: the table, the timeline, threads, named ranges, and what it costs when it is off."""

from __future__ import annotations

import cProfile
import gzip
import json
import pstats
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zeal as tf

p = tf.profiler


def row(report: Any, op: str) -> Any:
    (found,) = (r for r in report.ops if r.op == op)
    return found


def test_calls_times_and_bytes() -> None:
    x = tf.ones([100, 100])
    with p.Profile() as profile:
        for _ in range(5):
            tf.reduce_sum(tf.exp(x))
    report = profile.report
    assert {r.op: r.calls for r in report.ops} == {"Exp": 5, "Sum": 5}
    exp = row(report, "Exp")
    assert exp.bytes == 5 * 2 * 40000
    assert 0 < exp.kernel <= exp.self_host == exp.host <= report.seconds
    assert (report.threads, report.ranges) == (1, [])
    total = report.total()
    assert total.calls == 10 and total.self_host == sum(r.self_host for r in report.ops)


def test_composites_share_their_time() -> None:
    x = tf.ones([64, 64])
    with p.Profile() as profile:
        tf.einsum("ij,jk->ik", x, x)
    outer, inner = row(profile.report, "Einsum"), row(profile.report, "MatMul")
    assert outer.kernel == 0
    assert outer.host == pytest.approx(outer.self_host + inner.host, rel=1e-6)
    assert profile.report.total().host < outer.host + inner.host


def test_backward_pass_and_steps_are_seen() -> None:
    w = tf.Variable(tf.ones([8, 8]))
    with p.Profile() as profile:
        with tf.GradientTape() as tape:
            y = tf.tanh(w @ w)
        w.assign_sub(tape.gradient(y, w))
    names = {r.op: r.calls for r in profile.report.ops}
    assert names["MatMul"] == 3 and names["Tanh"] == names["TanhGrad"] == 1


def test_failed_calls_are_logged_and_do_no_harm() -> None:
    with p.Profile() as profile, pytest.raises(tf.errors.InvalidArgumentError):
        tf.matmul(tf.ones([2, 3]), tf.ones([2, 3]))
    assert row(profile.report, "MatMul").calls == 1


def test_table() -> None:
    with p.Profile() as profile:
        assert str(profile).startswith("<zeal.profiler")  # nothing to show yet
        tf.exp(tf.ones([10])), tf.tanh(tf.ones([10]))
    head, _, names, *rest = str(profile).splitlines()
    assert head.endswith("in ops") and "on 1 thread" in head
    assert names.split()[:2] == ["op", "calls"] and rest[-1].startswith("all")
    report = profile.report
    by_name = report.table(sort_by="op", limit=1).splitlines()
    assert by_name[4].startswith("Exp") and "Tanh" not in report.table(sort_by="op", limit=1)
    assert "<td>" in profile._repr_html_() and "Tanh" in report._repr_html_()
    with pytest.raises(ValueError, match="sort_by must be one of"):
        report.table(sort_by="colour")
    with p.Profile() as empty:
        pass
    assert empty.report.ops == [] and "0% of it in ops" in str(empty)


def test_ranges_nest() -> None:
    with p.Trace("before"):  # no profile: nothing happens
        pass
    with p.Profile() as profile:
        for step in range(3):
            with p.Trace("step", step_num=step, _r=1) as trace:
                trace.set_metadata(loss=tf.constant(0.5), text='"quoted"')
                with p.Trace("in<ner"):
                    tf.exp(1.0)
    step, inner = profile.report.ranges
    assert (step.name, step.calls, inner.name, inner.calls) == ("step", 3, "in<ner", 3)
    assert inner.time <= step.time <= profile.report.seconds
    assert "in<ner" in str(profile) and "in&lt;ner" in profile._repr_html_()
    events = json.loads(profile.report.chrome_trace())["traceEvents"]
    steps = [e for e in events if e["name"] == "step"]
    assert [e["args"]["step_num"] for e in steps] == [0, 1, 2]
    assert steps[0]["args"]["text"] == '"quoted"'
    first = next(e for e in events if e["name"] == "Exp")
    assert steps[0]["ts"] <= first["ts"] <= first["ts"] + first["dur"] <= (
        steps[0]["ts"] + steps[0]["dur"] + 0.01
    )  # fmt: skip


def test_timeline_is_written(tmp_path: Path) -> None:
    p.experimental.start(str(tmp_path))
    tf.exp(tf.ones([10]))
    report = p.experimental.stop()
    (path,) = tmp_path.glob("plugins/profile/*/*.trace.json.gz")
    trace = json.loads(gzip.decompress(path.read_bytes()))
    (call,) = (e for e in trace["traceEvents"] if e["name"] == "Exp")
    assert call["ph"] == "X" and call["args"]["bytes"] == 80
    assert call["args"]["kernel_us"] <= call["dur"] and trace["otherData"]["calls_left_out"] == 0
    names = {e["args"]["name"] for e in trace["traceEvents"] if e["ph"] == "M"}
    assert {"zeal", threading.current_thread().name} <= names
    report.save(tmp_path / "trace.json")
    assert json.loads((tmp_path / "trace.json").read_text()) == trace
    with p.experimental.Profile(str(tmp_path / "other")):
        pass
    assert len([*(tmp_path / "other").glob("plugins/profile/*/*")]) == 1
    p.start(tmp_path / "third")
    p.stop(save=False)
    assert not (tmp_path / "third").exists()


def test_one_profile_at_a_time() -> None:
    with pytest.raises(tf.errors.UnavailableError, match="No profiler is running"):
        p.stop()
    p.start(options=p.ProfilerOptions(host_tracer_level=3))
    try:
        with pytest.raises(tf.errors.AlreadyExistsError, match="Another profiler is running"):
            p.start()
    finally:
        p.stop()


def test_threads() -> None:
    def work() -> None:
        x = tf.ones([50])
        for _ in range(1000):
            x = x * 1.5

    with p.Profile() as profile:
        threads = [threading.Thread(target=work) for _ in range(4)]
        [t.start() for t in threads], [t.join() for t in threads]
    assert row(profile.report, "Multiply").calls == 4000
    assert profile.report.threads == 4


def test_starting_and_stopping_while_others_compute() -> None:
    done = threading.Event()

    def work() -> None:
        while not done.is_set():
            tf.reduce_sum(tf.exp(tf.ones([10])))

    threads = [threading.Thread(target=work) for _ in range(3)]
    [t.start() for t in threads]
    for _ in range(50):
        with p.Profile() as profile:
            tf.tanh(1.0)
        assert row(profile.report, "Tanh").calls == 1
    done.set()
    [t.join() for t in threads]


def test_single_calls_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    from zeal.profiler import _session

    monkeypatch.setattr(_session, "_MAX_CALLS", 10)
    with p.Profile() as profile:
        for _ in range(25):
            tf.exp(1.0)
    trace = json.loads(profile.report.chrome_trace())
    assert row(profile.report, "Exp").calls == 25
    assert sum(e["ph"] == "X" for e in trace["traceEvents"]) == 10
    assert trace["otherData"]["calls_left_out"] == 15


def test_beside_cprofile() -> None:
    python = cProfile.Profile()

    def step() -> None:
        tf.exp(tf.ones([10]))

    with p.Profile() as profile:
        python.runcall(step)
    assert row(profile.report, "Exp").calls == 1
    assert any(name == "step" for _, _, name in pstats.Stats(python).stats)  # type: ignore[attr-defined]


def test_results_are_the_same() -> None:
    def compute() -> Any:
        x = tf.constant(np.linspace(-1, 1, 12).reshape(3, 4), tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = tf.reduce_sum(tf.nn.softmax(x @ tf.transpose(x)) * 2.0, axis=0)
        return tape.gradient(y, x).numpy()

    plain = compute()
    with p.Profile():
        assert (compute() == plain).all()


def test_summary_trace(tmp_path: Path) -> None:
    s = tf.summary
    with pytest.raises(ValueError, match=r"Must enable trace before export through tf.summary"):
        s.trace_export("x")
    s.trace_off()
    s.trace_on()  # nothing is profiled
    s.trace_export("x", step=0)
    s.trace_on(profiler=True)
    tf.exp(1.0)
    with pytest.raises(ValueError, match="Must set profiler_outdir"):
        s.trace_export("x", step=0)
    s.trace_export("x", step=0, profiler_outdir=tmp_path)
    assert len([*tmp_path.glob("plugins/profile/*/*.trace.json.gz")]) == 1
    s.trace_on(profiler=True, profiler_outdir=tmp_path)
    s.trace_off()
    pytest.importorskip("tensorboardX", reason="the extra `summary`")
    with s.create_file_writer(tmp_path / "log").as_default():
        s.trace_on(profiler=True, profiler_outdir=tmp_path / "log")
        tf.exp(1.0)
        s.trace_export("my_trace", step=0)
    (events,) = (tmp_path / "log").glob("events*")
    assert b"my_trace" in events.read_bytes() and b"    Exp" in events.read_bytes()


def test_reports_and_their_logs_are_freed() -> None:
    """Profiles of many calls, one after another: threads that logged must not keep the logs."""
    program = textwrap.dedent("""
        import resource, threading
        import zeal as tf

        def resident():
            with open("/proc/self/statm") as f:
                return int(f.read().split()[1]) * resource.getpagesize()

        go, done = threading.Barrier(2), threading.Barrier(2)
        x = tf.constant(1.0)

        def calls():
            for _ in range(100_000):
                -x

        def other():  # lives on between the profiles
            while True:
                go.wait()
                calls()
                done.wait()

        threading.Thread(target=other, daemon=True).start()
        for i in range(12):
            with tf.profiler.Profile() as profile:
                go.wait()
                calls()
                done.wait()
            assert [r.calls for r in profile.report.ops if r.op == "Negative"] == [200_000]
            del profile
            if i == 3:
                before = resident()
        print(resident() - before)
    """)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < 8 << 20, done.stdout  # one profile's calls are 8 MB and more
