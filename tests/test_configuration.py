"""tf.config, and small functions that answer as an eager runtime does."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
import zeal as tf

CPU = tf.config.list_physical_devices("CPU")[0]


def test_devices() -> None:
    more = tf.config.experimental
    assert tf.config.get_visible_devices("CPU") == more.get_visible_devices("CPU") == [CPU]
    tf.config.set_visible_devices(tf.config.list_physical_devices())
    more.set_visible_devices([CPU], "CPU")
    with pytest.raises(ValueError, match="cannot be hidden"):
        tf.config.set_visible_devices([], "CPU")
    assert tf.config.get_logical_device_configuration(CPU) is None
    assert more.get_virtual_device_configuration(CPU) is None
    assert more.get_device_details(CPU) == {} and more.get_memory_growth(CPU)
    more.set_memory_growth(CPU, True)
    with pytest.raises(ValueError, match="Unrecognized device"):
        more.get_device_details(None)
    assert callable(more.set_virtual_device_configuration)


def test_placement() -> None:
    more = tf.config.experimental
    before = tf.config.get_soft_device_placement()
    tf.config.set_soft_device_placement(False)
    assert more.get_device_policy() == "explicit"
    more.set_device_policy("silent")
    assert tf.config.get_soft_device_placement()
    with pytest.raises(ValueError, match="device policy"):
        more.set_device_policy("loud")
    tf.config.set_soft_device_placement(before)


def test_memory() -> None:
    more = tf.config.experimental
    before = more.get_memory_usage("CPU:0")
    kept = tf.zeros([1 << 20])
    assert more.get_memory_usage("CPU:0") >= before + (4 << 20)
    more.reset_memory_stats("CPU:0")
    info = more.get_memory_info("CPU:0")
    assert info["peak"] >= info["current"] >= kept.shape[0] * 4


def test_execution() -> None:
    config = tf.config
    assert tf.executing_eagerly() and config.functions_run_eagerly()
    assert config.experimental_functions_run_eagerly()
    config.run_functions_eagerly(True)
    config.experimental_run_functions_eagerly(False)
    assert config.instruction_set() in ("baseline", "avx2", "avx512", "neon")
    assert config.threading.get_inter_op_parallelism_threads() == 1
    config.threading.set_inter_op_parallelism_threads(4)
    assert config.experimental.get_synchronous_execution()
    config.experimental.set_synchronous_execution(True)


def test_what_is_accepted_and_reported_truthfully() -> None:
    more, optimizer = tf.config.experimental, tf.config.optimizer
    more.enable_op_determinism()
    tf._core.set_op_determinism(False)
    more.enable_tensor_float_32_execution(True)
    assert not more.tensor_float_32_execution_enabled()
    more.enable_mlir_bridge()
    more.disable_mlir_bridge()
    optimizer.set_jit(True)
    assert optimizer.get_jit() == ""
    with pytest.raises(ValueError, match="JIT"):
        optimizer.set_jit("sometimes")
    optimizer.set_experimental_options({"layout_optimizer": True})
    assert optimizer.get_experimental_options() == {"layout_optimizer": True}
    debugging = tf.debugging
    debugging.enable_traceback_filtering()
    debugging.disable_traceback_filtering()
    assert not debugging.is_traceback_filtering_enabled()
    assert not debugging.get_log_device_placement()
    tf.autograph.set_verbosity(3)


def test_build() -> None:
    for built in ("cuda", "gpu_support", "rocm", "xla"):
        assert getattr(tf.test, f"is_built_with_{built}")() in (True, False)
    assert not tf.test.is_built_with_xla() and not tf.test.is_built_with_rocm()
    assert tf.test.is_built_with_gpu_support() == tf.test.is_built_with_cuda()
    assert bool(tf.test.gpu_device_name()) == tf.test.is_gpu_available()
    assert tf.__version__ == tf.version.VERSION and tf.version.COMPILER_VERSION
    assert tf.sysconfig.CXX_VERSION >= 202002
    assert Path(tf.sysconfig.get_lib()).name == "lib" and tf.sysconfig.get_link_flags()


def test_numerical_derivatives() -> None:
    theory, found = tf.test.compute_gradient(lambda x, y: x * tf.sin(y), [[1.0, 2.0], [0.5, 1.5]])
    for a, b in zip(theory, found, strict=True):
        assert a.shape == (2, 2) and np.allclose(a, b, atol=1e-3)
    with pytest.raises(ValueError, match="list"):
        tf.test.compute_gradient(tf.sin, tf.constant(1.0))


def test_graphs_that_are_not_there() -> None:
    assert not tf.inside_function() and not tf.is_symbolic_tensor(tf.constant(1))
    assert tf.get_current_name_scope() == "" and tf.get_logger().name == "zeal"
    assert tf.AggregationMethod.DEFAULT == tf.AggregationMethod.ADD_N
    assert tf.VariableAggregation.SUM != tf.VariableSynchronization.AUTO
    assert tf.type_spec_from_value([1.0, 2.0]) == tf.TensorSpec([2], tf.float32)
    assert float(tf.guarantee_const(2.0)) == 2
    with pytest.raises(ValueError, match="at least one"):
        tf.tuple([None])


def test_critical_section() -> None:
    section, seen = tf.CriticalSection(shared_name="one"), []

    def slow() -> None:
        seen.append("in")
        threading.Event().wait(0.01)
        seen.append("out")

    workers = [
        threading.Thread(target=lambda: tf.CriticalSection(shared_name="one").execute(slow))
        for _ in range(3)
    ]
    for w in workers:
        w.start()
    assert section.execute(lambda: 5) == 5
    for w in workers:
        w.join()
    assert seen == ["in", "out"] * 3


def test_gradients_of_wrapped_functions() -> None:
    x = tf.constant(3.0)
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(x)
        y = tf.recompute_grad(lambda v: v * v)(x)
        z = tf.grad_pass_through(tf.floor)(x * 2.5)
    assert tape.gradient(y, x) == 6.0 and tape.gradient(z, x) == 2.5 and z == 7.0


def test_nested_structures() -> None:
    nest = tf.nest
    nest.assert_same_structure([1, {"a": 2}], [3, {"a": 4}])
    with pytest.raises((ValueError, TypeError)):
        nest.assert_same_structure([1, 2], [1])
    assert nest.is_nested([1]) and not nest.is_nested(1)
    assert nest.pack_sequence_as({"a": 0, "b": (0, 0)}, [1, 2, 3]) == {"a": 1, "b": (2, 3)}


def test_texts_and_dimensions() -> None:
    compat = tf.compat
    assert compat.as_str_any(3) == "3" and compat.as_str_any(b"a") == "a"
    assert compat.path_to_str(Path("a") / "b") == str(Path("a") / "b")
    assert compat.dimension_value(3) == 3
    assert compat.dimension_value(compat.dimension_at_index(tf.TensorShape([4, 5]), 1)) == 5
    assert compat.forward_compatible(2020, 1, 1)


def test_dlpack() -> None:
    x = tf.constant([1.0, 2.0])
    dlpack = tf.experimental.dlpack
    assert dlpack.from_dlpack(dlpack.to_dlpack(x)).numpy().tolist() == [1, 2]
    assert dlpack.from_dlpack(np.float32([3])).numpy().tolist() == [3]


def test_dropout_by_given_numbers() -> None:
    drop = tf.nn.experimental.general_dropout
    y = drop(tf.ones([4]), 0.5, lambda shape, dtype: tf.constant([0.1, 0.6, 0.4, 0.9], dtype))
    assert y.numpy().tolist() == [0, 2, 0, 2]


def test_missing_library_and_odd_device() -> None:
    with pytest.raises(tf.errors.NotFoundError):
        tf.load_library("/nowhere/libnone.so")
    assert tf.DeviceSpec.from_string("/device:CPU:0").device_type == "CPU"


def test_small_members() -> None:
    v = tf.Variable(1)
    assert int(v.count_up_to(2)) == 1 and int(v) == 2
    with pytest.raises(tf.errors.OutOfRangeError, match="limit of 2"):
        v.count_up_to(2)
    slices = tf.IndexedSlices([1.0], [0])
    assert slices.name and slices.op is None
    array = tf.TensorArray(tf.float32, 1)
    assert array.flow.dtype == tf.float32 and array.handle is None
    assert tf.dtypes.saturate_cast([300.0], tf.uint8).numpy() == [255]
    assert tf.cast([1.0], tf.dtypes.experimental.float8_e5m2).dtype.size == 1
    with pytest.raises((TypeError, ValueError), match=r"unknown|None"):
        tf.convert_to_tensor(tf.TensorShape(None))


def test_moving_averages() -> None:
    v = tf.Variable([0.0, 8.0])
    moving = tf.train.ExponentialMovingAverage(0.75)
    moving.apply([v])
    v.assign([4.0, 0.0])
    moving.apply([v])
    assert moving.average(v).numpy().tolist() == [1.0, 6.0]
    assert moving.average_name(v).endswith(moving.name)
    assert [*moving.variables_to_restore().values()] == [v]
    fast = tf.train.ExponentialMovingAverage(0.99, num_updates=0, zero_debias=True)
    fast.apply([v])
    assert np.allclose(fast.average(v), [4.0, 0.0])
    assert fast.average(tf.Variable(0.0)) is None
