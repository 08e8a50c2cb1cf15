#include "bindings/py_devices.h"

#include <pybind11/stl.h>

#include "bindings/py.h"
#include "core/backend.h"
#include "core/gpu_loader.h"
#include "dispatch/dispatch.h"
#include "dispatch/thread_state.h"

namespace zeal::py {

namespace pb = pybind11;

namespace {

// Enters a device scope on this thread; gives back what leave_device needs.
pb::object enter_device(const pb::object& name) {
  auto before =
      pb::make_tuple(static_cast<int>(thread_state.device.type),
                     static_cast<int>(thread_state.device.index), thread_state.explicit_device);
  if (name.is_none()) {  // tf.device(None): back to the default
    thread_state.device = kNoDevice;
    thread_state.explicit_device = false;
    return before;
  }
  Device d = to_device(name.ptr());
  const Backend* b = find_backend(d.type);
  const int count = d.type == DeviceType::CUDA ? visible_gpus() : b ? b->device_count() : 0;
  if (d.index >= count) {
    if (!soft_device_placement())
      invalid("device ", full_name(d), " is not available in this process");
    d = Device{};  // soft placement: as TensorFlow, on the CPU
  }
  thread_state.device = d;
  thread_state.explicit_device = true;
  return before;
}
void leave_device(const pb::tuple& before) {
  thread_state.device = {static_cast<DeviceType>(before[0].cast<int>()),
                         static_cast<uint8_t>(before[1].cast<int>())};
  thread_state.explicit_device = before[2].cast<bool>();
}

pb::dict memory_stats(const std::string& device) {
  Device d = parse_device(device);
  MemoryStats s = backend(d.type).allocator(d)->stats();
  pb::dict out;
  out["current"] = s.in_use;
  out["peak"] = s.peak;
  out["cached"] = s.cached;
  out["allocations"] = s.allocations;
  return out;
}

int device_count(const std::string& kind) {
  const Backend* b = find_backend(parse_device(kind).type);
  return b ? b->device_count() : 0;
}

pb::dict device_details(const std::string& device) {
  const Device d = parse_device(device);
  const Backend& b = backend(d.type);
  pb::dict out;
  if (!b.details) return out;
  const DeviceDetails details = b.details(d);
  out["device_name"] = details.name;
  out["compute_capability"] = pb::make_tuple(details.major, details.minor);
  out["free"] = details.free;
  out["total"] = details.total;
  return out;
}

void set_memory_limit(const std::string& device, size_t bytes) {
  const Device d = parse_device(device);
  const Backend& b = backend(d.type);
  if (b.set_memory_limit) b.set_memory_limit(d, bytes);
}

void release_memory(const std::string& device) {
  const Device d = parse_device(device);
  Allocator* a = backend(d.type).allocator(d);
  pb::gil_scoped_release free;
  a->release_cached();
}

std::string nvidia_folders() {
  pb::gil_scoped_acquire gil;
  try {
    return pb::module_::import("zeal._nvidia").attr("folders")().cast<std::string>();
  } catch (pb::error_already_set& e) {
    e.discard_as_unraisable("looking for NVIDIA's libraries");
    return {};
  }
}

}  // namespace

void add_devices(pb::module_& m) {
  find_library_folders = nvidia_folders;
  m.def("enter_device", enter_device);
  m.def("leave_device", leave_device);
  m.def("current_device", [] { return full_name(current_device()); });
  m.def("parse_device", [](const std::string& s) { return full_name(parse_device(s)); });
  m.def("device_count", device_count);
  m.def("set_logical_cpu_count", set_logical_cpu_count);
  m.def("soft_device_placement", soft_device_placement);
  m.def("set_soft_device_placement", set_soft_device_placement);
  m.def("memory_stats", memory_stats);
  m.def("reset_peak_memory", [](const std::string& device) {
    Device d = parse_device(device);
    backend(d.type).allocator(d)->reset_peak();
  });
  m.def("gpu_reason", gpu_reason, "Why no GPU can be used; empty if one can.");
  m.def(
      "gpu_libraries", [] { return describe_gpu_libraries ? describe_gpu_libraries() : ""; },
      "A line for each of NVIDIA's libraries: its version and path, or why it is missing.");
  m.def("device_details", device_details);
  m.def("set_memory_limit", set_memory_limit);
  m.def("release_memory", release_memory);
  m.def("tensor_float_32", tensor_float_32);
  m.def("set_tensor_float_32", set_tensor_float_32);
  m.def("set_visible_gpus", [](int n) {
    set_visible_gpus(n);
    if (!thread_state.explicit_device) thread_state.device = kNoDevice;
  });
}

}  // namespace zeal::py
