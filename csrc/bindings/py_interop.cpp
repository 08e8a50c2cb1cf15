// Memory of GPUs across libraries, without copies: DLPack and __cuda_array_interface__.
#include "bindings/py_interop.h"
#include "bindings/dlpack.h"
#include "bindings/py.h"
#include "bindings/py_array.h"
#include "core/backend.h"

namespace zeal::py {

namespace {

// What the stream of a borrowed block's last reader has queued may still be running when the owner
// takes the block back, and the owner knows nothing of that stream: so the host waits.
struct Borrowed {
  Ref owner;                         // an object that keeps the memory alive, or ...
  dlpack::Managed* plain = nullptr;  // ... what DLPack gave
  dlpack::Versioned* versioned = nullptr;
  Device device;

  static void release(void* p) {
    auto* b = static_cast<Borrowed*>(p);
    try {
      const Backend& gpu = backend(b->device.type);
      gpu.synchronize(gpu.current_stream(b->device));
    } catch (...) {
      // what kernels have reported is for somebody else to hear
    }
    if (b->plain && b->plain->deleter) b->plain->deleter(b->plain);
    if (b->versioned && b->versioned->deleter) b->versioned->deleter(b->versioned);
    if (Py_IsInitialized()) {
      PyGILState_STATE gil = PyGILState_Ensure();
      delete b;
      PyGILState_Release(gil);
    }
  }
};

Tensor adopt(Borrowed* b, void* data, DType dtype, const Shape& shape) {
  const size_t bytes = static_cast<size_t>(shape.numel()) * size_of(dtype);
  Storage* s = Storage::borrow(data, bytes, b->device, Borrowed::release, b);
  return Tensor::steal(TensorImpl::adopt(s, dtype, shape, b->device));
}

DType from_dlpack_dtype(dlpack::DataType t) {
  for (int i = 0; i < kNumDTypes; ++i) {
    const dlpack::DataType known = dlpack_dtype(static_cast<DType>(i));
    if (known.code == t.code && known.bits == t.bits && t.lanes == 1) return static_cast<DType>(i);
  }
  raise(PyExc_BufferError, "zeal has no dtype for DLPack's type ", int{t.code}, " of ", int{t.bits},
        " bits and ", t.lanes, " lanes");
}

void need_dense(const Shape& shape, const int64_t* strides, int64_t unit) {
  if (!strides || shape.numel() == 0) return;
  int64_t step = unit;
  for (int d = shape.rank(); d-- > 0;) {
    if (shape[d] != 1 && strides[d] != step)
      raise(PyExc_BufferError,
            "a GPU array whose elements are not contiguous in row-major order; make it contiguous");
    step *= shape[d];
  }
}

Device gpu(int64_t index) {
  if (index < 0 || index >= backend(DeviceType::CUDA).device_count())
    raise(PyExc_BufferError, "there is no GPU:", index, " in this process");
  return {DeviceType::CUDA, static_cast<uint8_t>(index)};
}

Shape shape_of(const int64_t* dims, int rank) {
  if (rank > kMaxRank)
    raise(PyExc_ValueError, "a tensor may have at most ", kMaxRank, " dimensions, got ", rank);
  return Shape(std::span(dims, static_cast<size_t>(rank)));
}

// The stream that a producer is asked to order its work before.
PyObject* native_stream(Device d) {
  const Backend& b = backend(d.type);
  return PyLong_FromVoidPtr(b.streams->native(b.current_stream(d).handle));
}

// A capsule of one kind of DLPack structure; it is ours, and named so, once nothing can fail.
template <class Structure>
Tensor take_capsule(PyObject* capsule, const char* name, const char* used,
                    Structure* Borrowed::* owner) {
  auto* given = static_cast<Structure*>(PyCapsule_GetPointer(capsule, name));
  if (!given) raise_python();
  const dlpack::Tensor& t = given->tensor;
  const Shape shape = shape_of(t.shape, t.ndim);
  need_dense(shape, t.strides, 1);
  auto b = std::make_unique<Borrowed>();
  b->device = gpu(t.device.id);
  Tensor y =
      adopt(b.get(), static_cast<char*>(t.data) + t.byte_offset, from_dlpack_dtype(t.dtype), shape);
  b.release()->*owner = given;
  PyCapsule_SetName(capsule, used);
  return y;
}

Tensor from_capsule(PyObject* capsule) {
  if (PyCapsule_IsValid(capsule, "dltensor_versioned"))
    return take_capsule(capsule, "dltensor_versioned", "used_dltensor_versioned",
                        &Borrowed::versioned);
  return take_capsule(capsule, "dltensor", "used_dltensor", &Borrowed::plain);
}

}  // namespace

Tensor from_gpu(PyObject* o) {
  if (PyObject_HasAttrString(o, "__dlpack_device__") && PyObject_HasAttrString(o, "__dlpack__")) {
    Ref where(PyObject_CallMethod(o, "__dlpack_device__", nullptr));
    int kind = 0, index = 0;
    if (!where || !PyArg_ParseTuple(where.get(), "ii", &kind, &index)) raise_python();
    if (kind != dlpack::kCUDA) return {};
    Ref stream(native_stream(gpu(index)));
    Ref method(PyObject_GetAttrString(o, "__dlpack__"));
    Ref none(PyTuple_New(0));
    Ref kwargs(Py_BuildValue("{s:O,s:(ii)}", "stream", stream.get(), "max_version", 1, 0));
    Ref capsule(PyObject_Call(method.get(), none.get(), kwargs.get()));
    if (!capsule && PyErr_ExceptionMatches(PyExc_TypeError)) {  // older than DLPack 1.0
      PyErr_Clear();
      kwargs = Ref(Py_BuildValue("{s:O}", "stream", stream.get()));
      capsule = Ref(PyObject_Call(method.get(), none.get(), kwargs.get()));
    }
    if (!capsule) raise_python();
    return from_capsule(capsule.get());
  }
  if (PyObject_HasAttrString(o, "__cuda_array_interface__")) return from_cuda_array(o);
  PyErr_Clear();
  return {};
}

// Version 3 of the protocol: shape, typestr, data, and optionally strides (bytes), mask, stream.
Tensor from_cuda_array(PyObject* o) {
  Ref interface(PyObject_GetAttrString(o, "__cuda_array_interface__"));
  if (!interface) raise_python();
  auto item = [&](const char* key) { return PyDict_GetItemString(interface.get(), key); };
  PyObject *shape = item("shape"), *type = item("typestr"), *data = item("data");
  if (!shape || !type || !data)
    raise(PyExc_TypeError, "__cuda_array_interface__ lacks 'shape', 'typestr' or 'data'");
  if (PyObject* mask = item("mask"); mask && mask != Py_None)
    raise(PyExc_TypeError, "a GPU array with a mask cannot become a tensor");
  DType dtype{};
  if (!dtype_of_typestr(type, dtype)) raise_python();
  const Ints dims = to_ints(shape, "shape");
  const Shape s = shape_of(dims.data(), static_cast<int>(dims.size()));
  if (PyObject* strides = item("strides"); strides && strides != Py_None) {
    const Ints steps = to_ints(strides, "strides");
    need_dense(s, steps.data(), static_cast<int64_t>(size_of(dtype)));
  }
  unsigned long long at = 0;
  int read_only = 0;
  if (!PyArg_ParseTuple(data, "Kp", &at, &read_only)) raise_python();
  auto b = std::make_unique<Borrowed>();
  b->owner = Ref::share(o);
  b->device = gpu(0);
  const Backend& gpus = backend(DeviceType::CUDA);
  if (PyObject* stream = item("stream"); stream && stream != Py_None) {
    void* native = PyLong_AsVoidPtr(stream);
    if (PyErr_Occurred()) raise_python();
    gpus.streams->wait_native(gpus.current_stream(b->device).handle, native);
  }
  Tensor t = adopt(b.get(), reinterpret_cast<void*>(at), dtype, s);
  b.release();
  return t;
}

PyObject* get_cuda_array_interface(PyObject* self, void*) {
  return guard([&]() -> PyObject* {
    TensorImpl* t = impl_of(self);
    if (t->device().type != DeviceType::CUDA)
      raise(PyExc_AttributeError, "a tensor on ", full_name(t->device()),
            " has no __cuda_array_interface__");
    Ref type(typestr_of(t->dtype()));
    if (!type) raise_python();
    Ref shape(PyTuple_New(t->shape().rank()));
    for (int d = 0; d < t->shape().rank(); ++d)
      PyTuple_SET_ITEM(shape.get(), d, PyLong_FromLongLong(t->shape()[d]));
    Ref stream(native_stream(t->device()));
    return Py_BuildValue("{s:O,s:O,s:(KO),s:O,s:i,s:O}", "shape", shape.get(), "typestr",
                         type.get(), "data",
                         static_cast<unsigned long long>(reinterpret_cast<uintptr_t>(t->data())),
                         Py_True, "strides", Py_None, "version", 3, "stream", stream.get());
  });
}

// DLPack's number for the stream on which a consumer will use the memory: 1 and 2 are the legacy
// and the per-thread default stream, which CUDA knows by the same numbers; None stands for 1.
void* consumer_stream(PyObject* stream) {
  if (stream == Py_None) return reinterpret_cast<void*>(1);
  const long long n = PyLong_AsLongLong(stream);
  if (n == -1 && PyErr_Occurred()) raise_python();
  if (n == 0) raise(PyExc_BufferError, "__dlpack__: stream 0 is ambiguous; use 1 or 2");
  if (n < -1) raise(PyExc_BufferError, "__dlpack__: there is no stream ", n);
  return n == -1 ? nullptr : reinterpret_cast<void*>(static_cast<uintptr_t>(n));
}

void order_before(Device d, void* consumer) {
  if (!consumer) return;  // -1: the consumer takes care
  const Backend& b = backend(d.type);
  b.streams->native_waits(consumer, b.current_stream(d).handle);
}

// The consumer has let go of memory: what it has queued comes before the next use of ours.
void order_after(Device d, void* consumer) noexcept {
  if (!consumer) return;
  try {
    const Backend& b = backend(d.type);
    b.streams->wait_native(b.current_stream(d).handle, consumer);
  } catch (...) {
    // the consumer's stream is gone, and so is its work
  }
}

}  // namespace zeal::py
