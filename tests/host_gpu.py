"""The host as a GPU (tests/cpp/host_gpu): kernels and library calls of CUDA,
checked against the CPU."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fake_gpu import run

PRELUDE = '''
random = np.random.default_rng(0)

def f(*shape, dtype="f4"):
    x = random.standard_normal(shape)
    if np.dtype(dtype).kind == "c":
        x = x + 1j * random.standard_normal(shape)
    return x.astype(dtype)

def m(*shape, dtype="f4"):
    """Square matrices that can be inverted."""
    return (f(*shape, shape[-1], dtype=dtype) + 3 * np.eye(shape[-1])).astype(dtype)

def h(*shape, dtype="f4"):
    """Positive definite ones."""
    x = f(*shape, shape[-1], dtype=dtype)
    return (x @ np.conj(np.swapaxes(x, -1, -2)) + 3 * np.eye(shape[-1])).astype(dtype)

def wide(x):
    return np.asarray(x.numpy(), np.complex128)

def same(function, *arrays, **options):
    """Does it give the same on both devices?"""
    results = []
    for device in ("/cpu:0", "/gpu:0"):
        with tf.device(device):
            out = function(*[tf.constant(a) for a in arrays], **options)
        results.append(list(out) if isinstance(out, (tuple, list)) else [out])
    assert len(results[0]) == len(results[1])
    for cpu, gpu in zip(*results):
        assert gpu.device.endswith("GPU:0"), gpu.device
        assert cpu.dtype == gpu.dtype
        tolerance = 2e-2 if cpu.dtype in (tf.float16, tf.bfloat16) else 1e-4
        what = (getattr(function, "__name__", ""),
        [a.shape for a in arrays], arrays[0].dtype, options)
        np.testing.assert_allclose(wide(gpu), wide(cpu),
        rtol=tolerance, atol=1e-4, err_msg=str(what))

def adjoint(x):
    return tf.linalg.adjoint(x)
'''


def library() -> Path | None:
    """libzeal_host_gpu.so: of ZEAL_HOST_GPU, or beside the libzeal in use."""
    if named := os.environ.get("ZEAL_HOST_GPU"):
        return Path(named)
    import zeal

    beside = Path(zeal._core.__file__).resolve().parent / "lib" / "libzeal_host_gpu.so"
    return beside if beside.exists() else None


def run_on_host(code: str, **environment: str) -> str:
    """What a program prints that runs on it, after PRELUDE; skips where it was not built."""
    found = library()
    if found is None:
        pytest.skip("there is no host GPU: it is built with the C++ tests (ZEAL_BUILD_TESTS=ON)")
    return run(PRELUDE + code, ZEAL_CUDA_LIBRARY=str(found), **environment)
