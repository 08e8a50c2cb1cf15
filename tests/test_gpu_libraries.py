"""What goes through NVIDIA's libraries: layouts, transpositions, sizes; and the search for them.

The libraries are functions on the host that compute from what they are told (tests/cpp/host_gpu).
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from host_gpu import run_on_host


def test_products_of_all_shapes_and_flags() -> None:
    run_on_host("""
for dtype in "f4", "f8", "c8", "c16", "f2":
    for a, b, options in [
        ((2, 3), (3, 4), {}), ((5, 4), (5, 7), {"transpose_a": True}), ((4, 1), (1, 4), {}),
        ((5, 4), (7, 4), {"transpose_b": True}), ((1, 4), (4, 1), {}), ((2, 0), (0, 3), {}),
        ((4, 5), (7, 4), {"transpose_a": True, "transpose_b": True}), ((0, 2), (2, 3), {}),
        ((4, 5), (7, 4), {"adjoint_a": True, "adjoint_b": True}),
        ((4, 1), (4, 1), {"adjoint_a": True}),
        ((4, 5), (7, 4), {"transpose_a": True, "adjoint_b": True}), ((2, 3, 4), (4, 5), {}),
        ((2, 4, 3), (4, 5), {"transpose_a": True}), ((2, 4), (3, 4, 5), {}),
        ((3, 1, 4), (4, 6), {}),
        ((2, 1, 3, 4), (5, 4, 2), {}), ((2, 3, 1, 3, 4), (5, 4, 2), {}), ((0, 2, 3), (3, 2), {}),
        ((2, 3, 1, 3, 4), (1, 3, 1, 4, 2), {}), ((3, 4, 1), (4, 6), {"transpose_a": True}),
        ((6, 2, 3, 4), (6, 1, 4, 5), {}), ((6, 1, 3, 4), (1, 2, 4, 5), {}),
        ((2, 2, 3, 3, 4), (2, 1, 3, 4, 2), {}),
    ]:
        same(tf.matmul, f(*a, dtype=dtype), f(*b, dtype=dtype), **options)
same(tf.matmul, np.arange(6).reshape(2, 3), np.arange(12).reshape(3, 4))
same(lambda a, b: tf.matmul(a, b, output_type=tf.float32), f(3, 4, dtype="f2"), f(4, 5, dtype="f2"))
# Operands that are not aligned as their allocations are.
same(lambda a, b: tf.matmul(a[1], b[1]), f(2, 3, 3), f(2, 3, 5))
    """)


def test_fourier_transforms_of_all_shapes() -> None:
    run_on_host("""
s = tf.signal
for dtype in "c8", "c16":
    for shape in [(1,), (8,), (2, 12), (3, 17), (97,), (2, 0), (0, 3), (2, 5, 7), (2, 3, 4, 5)]:
        for i, (one, other) in enumerate([(s.fft, s.ifft), (s.fft2d, s.ifft2d),
        (s.fft3d, s.ifft3d)]):
            if len(shape) > i:
                same(one, f(*shape, dtype=dtype))
                same(other, f(*shape, dtype=dtype))
    for shape in [(8,), (2, 12), (3, 17), (2,), (3, 2, 5), (2, 4, 2, 5), (2, 3, 3, 4)]:
        for i, inverse in enumerate([s.irfft, s.irfft2d, s.irfft3d]):
            if len(shape) > i:
                same(inverse, f(*shape, dtype=dtype))
    for shape, length in [((3, 5), [8]), ((2, 7), [9]), ((2, 3), [1])]:
        same(lambda x: s.irfft(x, length), f(*shape, dtype=dtype))
    same(lambda x: s.irfft2d(x, [3, 8]), f(4, 6, dtype=dtype))
    same(lambda x: s.irfft2d(x, [5, 3]), f(2, 3, 5, dtype=dtype))
for dtype in "f4", "f8":
    for shape in [(8,), (2, 12), (3, 17), (2,), (1,), (3, 2, 5), (2, 4, 2, 5), (0, 3)]:
        for i, forward in enumerate([s.rfft, s.rfft2d, s.rfft3d]):
            if len(shape) > i and 0 not in shape:
                same(forward, f(*shape, dtype=dtype))
    for shape, length in [((2, 10), [6]), ((2, 7), [9]), ((9,), [5])]:
        same(lambda x: s.rfft(x, length), f(*shape, dtype=dtype))
    same(lambda x: s.rfft2d(x, [5, 3]), f(2, 3, 5, dtype=dtype))
    """)


def test_factorisations_of_all_shapes() -> None:
    run_on_host("""
l = tf.linalg
for dtype in "f4", "f8", "c8", "c16":
    for shape in [(3,), (1,), (2, 4), (0,), (0, 2), (2, 0), (40,)]:
        x = m(*shape, dtype=dtype)
        same(l.cholesky, h(*shape, dtype=dtype))
        same(l.inv, x)
        same(l.inv, x, adjoint=True)
        same(l.det, x)
        same(l.slogdet, x)
        same(l.lu, f(*shape, shape[-1], dtype=dtype))
        same(l.lu, x, output_idx_type=tf.int64)
        same(l.eigvalsh, h(*shape, dtype=dtype))
        def back(x):
            e, v = l.eigh(x)
            return tf.matmul(v * e[..., None, :], v, adjoint_b=True)
        same(back, h(*shape, dtype=dtype))
    for a, b in [((3,), (3, 2)), ((1,), (1, 1)), ((2, 4), (2, 4, 1)), ((2, 4), (2, 4, 5)),
    ((3,), (3, 0)),
                 ((0,), (0, 2)), ((0, 2), (0, 2, 1)), ((33,), (33, 20))]:
        for adjoint_ in False, True:
            same(l.solve, m(*a, dtype=dtype), f(*b, dtype=dtype), adjoint=adjoint_)
            for lower in False, True:
                same(l.triangular_solve, m(*a, dtype=dtype), f(*b, dtype=dtype),
                adjoint=adjoint_, lower=lower)
    for a, b in [((2, 3), (3, 2)), ((3,), (2, 3, 2)), ((2, 1, 2), (3, 2, 1))]:
        same(l.triangular_solve, m(*a, dtype=dtype), f(*b, dtype=dtype))
    bad = h(2, 3, dtype=dtype)
    bad[0, 1, 1] = -5
    same(l.cholesky, bad)
    """)


def test_orthogonal_decompositions_of_all_shapes() -> None:
    run_on_host("""
l = tf.linalg
def square(q):
    return tf.matmul(q, q, adjoint_a=True)
for dtype in "f4", "f8", "c8", "c16":
    for shape in [(3, 3), (4, 3), (3, 4), (2, 3, 3), (1, 1), (0, 2), (3, 0), (2, 0, 3),
    (0, 2, 3), (20, 12),
                  (2, 5, 3), (2, 3, 5)]:
        x = f(*shape, dtype=dtype)
        same(l.qr, x)
        same(lambda x: l.svd(x, compute_uv=False), x)
        for full in False, True:
            same(lambda x: tf.matmul(*l.qr(x, full_matrices=full)), x)
            same(lambda x: square(l.qr(x, full_matrices=full)[0]), x)
            for i in 1, 2:
                same(lambda x: square(l.svd(x, full_matrices=full)[i]), x)
            def back(x):
                s, u, v = l.svd(x, full_matrices=full)
                k = s.shape[-1]
                return tf.matmul(u[..., :k] * tf.cast(s, u.dtype)[..., None, :], v[..., :k],
                adjoint_b=True)
            same(back, x)
    broken = np.stack([h(3, dtype=dtype), np.diag([1, 2, 3]).astype(dtype)])
    broken[0, 1, 0] = np.nan
    same(l.eigvalsh, broken)
    same(lambda x: l.svd(x)[0], broken)
same(l.qr, f(4, 3, dtype="f2"))
same(l.qr, f(2, 3, 5, dtype="f2"))
    """)


def test_complaints_are_those_of_the_cpu() -> None:
    run_on_host("""
for dtype in "f4", "c16":
    nothing, nan, one = np.zeros((2, 2), dtype), np.full((2, 2), np.nan, dtype), np.ones((2, 1),
    dtype)
    for call in [lambda: tf.linalg.inv(nothing), lambda: tf.linalg.inv(nan),
    lambda: tf.linalg.lu(nothing),
                 lambda: tf.linalg.solve(nothing, one)]:
        said = []
        for device in ("/cpu:0", "/gpu:0"):
            with tf.device(device):
                try:
                    out = call()
                    (out[0] if isinstance(out, tuple) else out).numpy()
                except tf.errors.InvalidArgumentError as e:
                    said.append(str(e))
        assert len(said) == 2 and said[0] == said[1], said
    """)


def test_convolutions_of_all_shapes() -> None:
    run_on_host("""
for dtype in "f4", "f2", "f8":
    for nchw in False, True:
        for shape, filters, strides, padding, dilations in [
            ((2, 5, 6, 3), (3, 2, 3, 4), 1, "VALID", None),
            ((1, 5, 5, 2), (3, 3, 2, 2), 2, "SAME", None),
            ((1, 6, 6, 4), (2, 2, 2, 4), [1, 2], "SAME", None),
            ((2, 9, 8, 1), (3, 3, 1, 5), 3, "SAME", None),
            ((1, 7, 7, 1), (3, 3, 1, 1), 1, [[0, 0], [1, 2], [0, 1], [0, 0]], 2),
            ((1, 7, 7, 2), (3, 3, 2, 3), 2, [[0, 0], [3, 0], [0, 2], [0, 0]], None),
            ((0, 5, 6, 3), (3, 2, 3, 4), 1, "VALID", None),
            ((2, 3, 5, 6, 3), (3, 2, 3, 4), 1, "SAME", None),
            ((1, 8, 8, 6), (3, 3, 1, 6), 2, "SAME", None),
            ((1, 4, 4, 3), (1, 1, 3, 5), 2, "SAME", None),
        ]:
            if nchw:
                shape = (*shape[:-3], shape[-1], *shape[-3:-1])
                if not isinstance(padding, str):
                    padding = [padding[0], padding[3], padding[1], padding[2]]
            def all_three(x, w):
                with tf.GradientTape() as tape:
                    tape.watch([x, w])
                    y = tf.nn.conv2d(x, w, strides, padding, "NCHW" if nchw else "NHWC", dilations)
                    loss = tf.reduce_sum(y * y)
                return [y, *tape.gradient(loss, [x, w])]
            same(all_three, f(*shape, dtype=dtype), f(*filters, dtype=dtype))
    """)


def stub(folder: Path, name: str, source: str) -> None:
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        pytest.skip("there is no C compiler")
    (folder / "stub.c").write_text(source)
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", str(folder / name), str(folder / "stub.c")], check=True
    )


TRANSFORM = """
try:
    tf.signal.fft(tf.constant([1 + 0j, 2])).numpy()
except tf.errors.UnimplementedError as e:
    print(e)
"""


def test_a_missing_library_is_named(tmp_path: Path) -> None:
    said = run_on_host(TRANSFORM, ZEAL_HOST_GPU_LIBRARIES="1", ZEAL_CUDA_LIBRARY_PATH=str(tmp_path))
    if not said:
        pytest.skip("cuFFT is installed here")
    assert "FFT" in said and "cuFFT is missing" in said and "nvidia-cufft" in said


def test_a_library_without_a_function_is_named(tmp_path: Path) -> None:
    stub(tmp_path, "libcufft.so.12", "int cufftMakePlanMany64(void) { return 0; }")
    said = run_on_host(TRANSFORM, ZEAL_HOST_GPU_LIBRARIES="1", ZEAL_CUDA_LIBRARY_PATH=str(tmp_path))
    assert f"{tmp_path}/libcufft.so.12 has no cufft" in said


def test_a_library_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "libcufft.so.12").write_text("not a library")
    said = run_on_host(TRANSFORM, ZEAL_HOST_GPU_LIBRARIES="1", ZEAL_CUDA_LIBRARY_PATH=str(tmp_path))
    if not said:
        pytest.skip("cuFFT is installed here")
    assert "cuFFT cannot be loaded" in said and "libcufft.so.12" in said


def test_an_old_library_is_named(tmp_path: Path) -> None:
    names = [
        *("Create", "Destroy", "SetAutoAllocation", "MakePlanMany64", "SetWorkArea", "SetStream"),
        *("ExecC2C", "ExecZ2Z", "ExecR2C", "ExecD2Z", "ExecC2R", "ExecZ2D"),
    ]
    source = "int cufftGetVersion(int *v) { *v = 9000; return 0; }\n"
    source += "".join(f"int cufft{name}(void) {{ return 0; }}\n" for name in names)
    stub(tmp_path, "libcufft.so.12", source)
    said = run_on_host(TRANSFORM, ZEAL_HOST_GPU_LIBRARIES="1", ZEAL_CUDA_LIBRARY_PATH=str(tmp_path))
    assert "cuFFT is too old" in said and "9000" in said
