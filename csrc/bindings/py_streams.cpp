// Streams, events and graphs of a GPU as Python sees them: numbers, which python/zeal wraps.
#include "bindings/py.h"
#include "bindings/py_devices.h"
#include "bindings/py_interop.h"
#include "core/backend.h"

namespace zeal::py {

namespace pb = pybind11;

namespace {

using Handle = uintptr_t;

void* pointer(Handle h) { return reinterpret_cast<void*>(h); }
Handle handle(void* p) { return reinterpret_cast<Handle>(p); }

Device gpu(int index) {
  const Backend& b = backend(DeviceType::CUDA);
  if (index < 0 || index >= b.device_count())
    raise(PyExc_ValueError, "there is no GPU:", index, "; the number of GPUs is ",
          b.device_count());
  return {DeviceType::CUDA, static_cast<uint8_t>(index)};
}
const StreamTable& table() { return *backend(DeviceType::CUDA).streams; }

// Waits without holding the GIL.
void synchronize(int index, Handle stream) {
  const Device d = gpu(index);
  pb::gil_scoped_release free;
  backend(d.type).synchronize({d, pointer(stream)});
}
void synchronize_event(Handle event) {
  pb::gil_scoped_release free;
  table().synchronize_event(pointer(event));
}

// Writes `from` into the memory of `to`, a tensor that only a graph's caller knows.
void overwrite(const pb::object& to, const pb::object& from) {
  if (!is_tensor(to.ptr()) || !is_tensor(from.ptr())) raise(PyExc_TypeError, "tensors are needed");
  Tensor t = as_tensor(to.ptr()), x = as_tensor(from.ptr()).to(t.device());
  if (x.dtype() != t.dtype() || x.shape() != t.shape())
    raise(PyExc_ValueError, "a captured function has an input of dtype ", name_of(t.dtype()),
          " and shape ", t.shape(), ", not ", name_of(x.dtype()), " and ", x.shape());
  const Backend& b = backend(t.device().type);
  if (t.bytes())
    b.copy_within(t.data(), t.device(), x.data(), t.bytes(), b.current_stream(t.device()));
}

// The kind and index of the device that a DLPack capsule's data are on.
pb::tuple dlpack_device(const pb::object& capsule) {
  dlpack::DeviceId d{};
  if (PyCapsule_IsValid(capsule.ptr(), "dltensor_versioned")) {
    void* p = PyCapsule_GetPointer(capsule.ptr(), "dltensor_versioned");
    d = static_cast<dlpack::Versioned*>(p)->tensor.device;
  } else {
    void* p = PyCapsule_GetPointer(capsule.ptr(), "dltensor");
    if (!p) raise_python();
    d = static_cast<dlpack::Managed*>(p)->tensor.device;
  }
  return pb::make_tuple(d.type, d.id);
}

}  // namespace

void add_streams(pb::module_& m) {
  m.def("stream_current", [](int device) {
    const Device d = gpu(device);
    return handle(backend(d.type).current_stream(d).handle);
  });
  m.def("stream_make",
        [](int device, int priority) { return handle(table().make(gpu(device), priority)); });
  m.def("stream_wrap", [](int device, Handle native) {
    return handle(table().wrap(gpu(device), pointer(native)));
  });
  m.def("stream_native", [](Handle s) { return handle(table().native(pointer(s))); });
  m.def("stream_exchange",
        [](int device, Handle s) { return handle(table().exchange(gpu(device), pointer(s))); });
  m.def("stream_is_done", [](Handle s) { return table().is_done(pointer(s)); });
  m.def("stream_wait",
        [](Handle waiter, Handle other) { table().wait(pointer(waiter), pointer(other)); });
  m.def("stream_synchronize", synchronize);

  m.def("event_make",
        [](int device, bool timing) { return handle(table().make_event(gpu(device), timing)); });
  m.def("event_drop", [](Handle e) { table().drop_event(pointer(e)); });
  m.def("event_record", [](Handle e, Handle s) { table().record(pointer(e), pointer(s)); });
  m.def("event_wait", [](Handle s, Handle e) { table().wait_event(pointer(s), pointer(e)); });
  m.def("event_is_done", [](Handle e) { return table().event_is_done(pointer(e)); });
  m.def("event_synchronize", synchronize_event);
  m.def("event_milliseconds", [](Handle start, Handle end) {
    return table().milliseconds(pointer(start), pointer(end));
  });

  m.def("from_cuda_array", [](const pb::object& o) {
    return pb::reinterpret_steal<pb::object>(wrap(from_cuda_array(o.ptr())));
  });
  m.def("dlpack_device", dlpack_device);
  m.def("overwrite", overwrite);
  m.def("capture_begin", [](Handle s) { table().begin_capture(pointer(s)); });
  m.def("capture_end",
        [](Handle s, bool keep) { return handle(table().end_capture(pointer(s), keep)); });
  m.def("graph_replay", [](Handle g, Handle s) { table().replay(pointer(g), pointer(s)); });
  m.def("graph_drop", [](Handle g) { table().drop_graph(pointer(g)); });
}

}  // namespace zeal::py
