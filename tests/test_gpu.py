"""GPUs: placement, copies, memory, streams and graphs, on a fake one that has the CPU's kernels.

Its memory cannot be touched by the host, and nothing runs before somebody waits: see
tests/cpp/fake_gpu/fake.h. What needs a real GPU is in bench/gpu_check.sh.
"""

from __future__ import annotations

import os
import subprocess
import sys

from fake_gpu import run


def test_the_gpu_is_the_default_device() -> None:
    run("""
    status = tf.config.gpu_status().splitlines()
    assert status[0].startswith("GPU:0: ") and "compute capability" in status[0], status
    libraries = [line.split()[0] for line in status[1:]]
    assert libraries == ["cuBLASLt", "cuDNN", "cuFFT", "cuSOLVER", "cuBLAS"]
    assert [d.name for d in tf.config.list_physical_devices("GPU")] == ["/physical_device:GPU:0"]
    x = tf.constant([1.0, 2.0])
    assert x.device.endswith("GPU:0"), x.device
    y = tf.exp(x) * 2 + 1
    assert y.device.endswith("GPU:0")
    np.testing.assert_allclose(y.numpy(), np.exp([1.0, 2.0]) * 2 + 1, rtol=1e-6)
    v = tf.Variable([[1.0, 2.0]])
    assert v.device.endswith("GPU:0")
    assert float(tf.reduce_sum(x)) == 3 and int(x[1]) == 2 and bool(x[0] < x[1])
    assert repr(x).endswith("numpy=array([1., 2.], dtype=float32)>")
    """)


def test_scopes_nest_and_threads_have_their_own() -> None:
    run("""
    import threading
    with tf.device("/cpu:0"):
        assert tf.constant(1.0).device.endswith("CPU:0")
        with tf.device("/gpu:0"):
            a = tf.constant([1.0, 2.0, 3.0])
            assert a.device.endswith("GPU:0")
        b = tf.square(a)  # copied: soft placement
        assert b.device.endswith("CPU:0")
        seen = []
        t = threading.Thread(target=lambda: seen.append(tf.constant(1.0).device))
        t.start(); t.join()
        assert seen[0].endswith("GPU:0")
    assert b.gpu().device.endswith("GPU:0") and a.cpu().device.endswith("CPU:0")
    with tf.device("/gpu:0"):
        assert tf.identity(b).device.endswith("GPU:0")
    np.testing.assert_array_equal(a.cpu().numpy(), [1, 2, 3])
    """)


def test_gradients_and_variables_live_on_the_gpu() -> None:
    run("""
    w = tf.Variable(np.ones((4, 3), np.float32))
    b = tf.Variable(np.zeros(3, np.float32))
    x = tf.constant(np.arange(8, dtype=np.float32).reshape(2, 4))
    with tf.GradientTape() as t:
        y = tf.reduce_mean(tf.square(x @ w + b))
    dw, db = t.gradient(y, [w, b])
    assert dw.device.endswith("GPU:0") and db.device.endswith("GPU:0")
    with tf.device("/cpu:0"):
        w2, b2 = tf.Variable(w.numpy()), tf.Variable(b.numpy())
        with tf.GradientTape() as t:
            y2 = tf.reduce_mean(tf.square(x.cpu() @ w2 + b2))
        dw2, db2 = t.gradient(y2, [w2, b2])
    np.testing.assert_array_equal(dw.numpy(), dw2.numpy())
    np.testing.assert_array_equal(db.numpy(), db2.numpy())
    w.assign_sub(0.5 * dw)
    w2.assign_sub(0.5 * dw2)
    assert w.device.endswith("GPU:0")
    np.testing.assert_array_equal(w.numpy(), w2.numpy())
    with tf.device("/cpu:0"):
        w.assign_add(tf.ones((4, 3)))  # stays where it was made
    assert w.device.endswith("GPU:0")
    np.testing.assert_array_equal(w.numpy(), w2.numpy() + 1)
    """)


def test_an_op_without_a_kernel_runs_on_the_cpu_and_a_profile_shows_the_copies() -> None:
    out = run(
        """
    x = tf.constant([1.0, 4.0])
    with tf.profiler.Profile() as profile:
        y = tf.sqrt(x)
    calls = {r.op: r.calls for r in profile.report.ops}
    assert calls == {"Sqrt": 1, "CopyBetweenDevices": 2}, calls
    assert y.device.endswith("GPU:0")
    np.testing.assert_array_equal(y.numpy(), [1, 2])
    tf.config.set_soft_device_placement(False)
    try:
        tf.sqrt(x)
    except tf.errors.UnimplementedError as e:
        print(e)
    """,
        ZEAL_FAKE_WITHOUT="Sqrt",
    )
    assert "Sqrt has no kernel for device" in out and "GPU:0" in out


def test_bad_values_are_raised_by_the_next_wait() -> None:
    out = run("""
    x = tf.constant([5, 2])
    y = x // tf.constant([0, 1])
    try:
        y.numpy()
    except tf.errors.InvalidArgumentError as e:
        print(e)
    print(tf.constant([1.0]).numpy())
    """)
    assert "FloorDiv: Integer division by zero" in out and "[1.]" in out


def test_out_of_memory_a_hundred_times_leaves_nothing_behind() -> None:
    out = run(
        """
    x = tf.ones((1024, 1024))
    before = tf.cuda.memory_stats()["current"]
    for _ in range(100):
        try:
            tf.zeros((1 << 15, 1 << 15))
        except tf.errors.ResourceExhaustedError as e:
            message = str(e)
    assert tf.cuda.memory_stats()["current"] == before
    print(message)
    y = x + 1
    assert float(y[0, 0]) == 2
    """,
        ZEAL_FAKE_MEMORY=str(64 << 20),
    )
    assert "bytes were asked for" in out and "cached" in out


def test_memory_configuration() -> None:
    run("""
    gpu = tf.config.list_physical_devices("GPU")[0]
    tf.config.experimental.set_memory_growth(gpu, True)
    assert tf.config.experimental.get_memory_growth(gpu)
    assert tf.config.experimental.get_device_details(gpu) == {
        "device_name": "Fake GPU 0", "compute_capability": (9, 0)}
    limit = tf.config.LogicalDeviceConfiguration(memory_limit=32)
    tf.config.set_logical_device_configuration(gpu, [limit])
    try:
        tf.zeros((64, 1 << 20))
        raise SystemExit("the limit was not kept")
    except tf.errors.ResourceExhaustedError as e:
        assert "the limit is 33554432" in str(e), e
    x = tf.zeros((1 << 20,))
    info = tf.config.experimental.get_memory_info("GPU:0")
    assert info["current"] == 4 << 20 and info["peak"] >= info["current"], info
    del x
    tf.config.experimental.reset_memory_stats("GPU:0")
    assert tf.config.experimental.get_memory_info("GPU:0")["peak"] == 0
    tf.cuda.empty_cache()
    assert tf.cuda.memory_stats()["cached"] == 0
    """)


def test_visible_devices() -> None:
    run(
        """
    gpus = tf.config.list_physical_devices("GPU")
    assert len(gpus) == 2
    tf.config.set_visible_devices(gpus[:1], "GPU")
    assert tf.config.get_visible_devices("GPU") == gpus[:1]
    assert len(tf.config.list_logical_devices("GPU")) == 1
    tf.config.set_visible_devices([], "GPU")
    assert tf.constant(1.0).device.endswith("CPU:0")
    """,
        ZEAL_FAKE_GPUS="2",
    )


def test_two_gpus() -> None:
    run(
        """
    with tf.device("/gpu:1"):
        a = tf.constant([1.0, 2.0])
        b = a * 3
    assert b.device.endswith("GPU:1")
    c = b + 1  # on GPU:0, with a copy
    assert c.device.endswith("GPU:0")
    np.testing.assert_array_equal(c.numpy(), [4, 7])
    """,
        ZEAL_FAKE_GPUS="2",
    )


def test_streams_are_ordered_by_use() -> None:
    run("""
    s = tf.cuda.Stream()
    assert s.__cuda_stream__() == (0, s.cuda_stream) and s.cuda_stream != 0
    x = tf.ones((1000,))
    with s:
        assert tf.cuda.current_stream() == s
        y = x + 1          # waits for x's stream
        z = y * y
    del x                  # its memory waits for s
    w = tf.zeros((1000,)) - 5
    total = z + 1          # waits for s
    np.testing.assert_array_equal(total.numpy(), np.full(1000, 5.0))
    np.testing.assert_array_equal(w.numpy(), np.full(1000, -5.0))
    e = tf.cuda.Event(enable_timing=True)
    with s:
        q = z + 2
        e.record()
    e.synchronize()
    assert e.query()
    s.synchronize()
    assert s.query()
    """)


def test_many_streams_in_many_threads() -> None:
    run("""
    import threading
    base = tf.reshape(tf.range(4096, dtype=tf.float32), (64, 64))
    want = base.numpy()
    bad = []
    def work(k):
        with tf.cuda.Stream():
            for i in range(30):
                y = base + k
                del_me = y * 2
                y = del_me - k
            if not np.array_equal(y.numpy(), want * 2 + k): bad.append(k)
    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    [t.start() for t in threads]; [t.join() for t in threads]
    assert not bad, bad
    """)


def test_graphs() -> None:
    out = run("""
    w = tf.Variable(np.full((3, 3), 2.0, np.float32))
    x = tf.constant(np.ones((2, 3), np.float32))
    def step(x):
        return tf.reduce_sum(x @ w, axis=1)
    g = tf.cuda.graph(step, x)
    np.testing.assert_array_equal(g().numpy(), [18, 18])
    np.testing.assert_array_equal(g(2 * x).numpy(), [36, 36])
    np.testing.assert_array_equal(x.numpy(), np.ones((2, 3)))  # the caller's own is untouched
    w.assign_sub(tf.ones((3, 3)))
    np.testing.assert_array_equal(g(x).numpy(), [9, 9])
    for wrong in (tf.ones((3, 3)), ):
        try:
            g(wrong)
            raise SystemExit("a wrong shape")
        except ValueError as e:
            assert "float32 and shape [2,3]" in str(e), e
    # a training step, whose update is part of the graph
    v = tf.Variable(np.full(3, 10.0, np.float32))
    def train(x):
        with tf.GradientTape() as t:
            loss = tf.reduce_sum(tf.square(v) * x)
        v.assign_sub(0.25 * t.gradient(loss, v))
        return loss
    t = tf.cuda.graph(train, tf.ones(3))  # twice already
    np.testing.assert_array_equal(v.numpy(), np.full(3, 2.5))
    for _ in range(2): t()
    np.testing.assert_array_equal(v.numpy(), np.full(3, 0.625))
    # the memory that a graph reads stays, whoever else lets go of it
    big = tf.ones((5000,)) * 3
    h = tf.cuda.graph(lambda: tf.reduce_sum(big))
    big = None
    other = [tf.zeros((5000,)) for _ in range(20)]
    assert float(h()) == 15000
    del h, other
    for bad in (lambda x: x.numpy(), lambda x: tf.constant([1.0, 2.0]) + 1):
        try:
            tf.cuda.graph(bad, x)
        except tf.errors.FailedPreconditionError as e:
            print(e)
    np.testing.assert_array_equal(step(x).numpy(), [9, 9])  # nothing is left over
    """)
    assert "while a CUDA graph is captured" in out


def test_interchange() -> None:
    run("""
    x = tf.constant(np.arange(6, dtype=np.float32).reshape(2, 3))
    assert x.__dlpack_device__() == (2, 0)
    y = tf.experimental.dlpack.from_dlpack(x.__dlpack__(stream=1))
    assert y.device == x.device
    np.testing.assert_array_equal(y.numpy(), x.numpy())
    i = x.__cuda_array_interface__
    assert i["version"] == 3 and i["typestr"] == "<f4" and i["shape"] == (2, 3)
    assert i["stream"] == tf.cuda.current_stream().cuda_stream and i["data"][1] is True
    class Other:
        __cuda_array_interface__ = i
        keep = x
    z = tf.convert_to_tensor(Other())
    assert z.__cuda_array_interface__["data"] == i["data"]
    np.testing.assert_array_equal((z + 1).numpy(), x.numpy() + 1)
    del y, z
    for wrong in (0, -2):
        try:
            x.__dlpack__(stream=wrong)
            raise SystemExit("stream taken")
        except BufferError:
            pass
    host = x.__dlpack__(dl_device=(1, 0))
    assert not hasattr(x.cpu(), "__cuda_array_interface__")
    try:
        memoryview(x)
        raise SystemExit("a buffer on the GPU")
    except BufferError:
        pass
    import pickle, copy
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(x)).numpy(), x.numpy())
    np.testing.assert_array_equal(copy.deepcopy(x).numpy(), x.numpy())
    """)


def test_checkpoints() -> None:
    run("""
    import tempfile
    v = tf.Variable(np.arange(5, dtype=np.float32))
    with tempfile.TemporaryDirectory() as folder:
        path = tf.train.Checkpoint(v=v).save(folder + "/c")
        v.assign(tf.zeros(5))
        tf.train.Checkpoint(v=v).restore(path)
    assert v.device.endswith("GPU:0")
    np.testing.assert_array_equal(v.numpy(), np.arange(5))
    """)


def test_what_the_loader_says() -> None:
    for environment, text in (
        ({"ZEAL_FAKE_DRIVER": "0"}, "libcuda.so.1 is missing"),
        ({"ZEAL_FAKE_DRIVER": "12080"}, "too old: it supports CUDA 12.8"),
        ({"ZEAL_FAKE_ERROR": "100"}, "cudaErrorNoDevice"),
        ({"ZEAL_FAKE_GPUS": "0"}, "no GPU"),
        ({"ZEAL_CUDA": "0"}, "ZEAL_CUDA=0"),
    ):
        out = run(
            """
            print(tf.config.gpu_status())
            assert tf.config.list_physical_devices("GPU") == []
            assert tf.constant(1.0).device.endswith("CPU:0")
            try:
                tf.constant(1.0).gpu()
            except tf.errors.FailedPreconditionError as e:
                print(e)
            """,
            **environment,
        )
        assert out.count(text) >= 2, out


def test_without_a_gpu_there_is_a_reason() -> None:
    code = "import zeal as tf; print(tf.config.gpu_status()); print(tf.constant(1.0).device)"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ZEAL_CUDA")}
    environment["ZEAL_CUDA_LIBRARY"] = "/nowhere/libzeal_cuda.so"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert "does not exist" in done.stdout and "CPU:0" in done.stdout
