// Tensors to other libraries: NumPy arrays, the buffer protocol, DLPack, pickle.
#include <pybind11/numpy.h>

#include "bindings/dlpack.h"
#include "bindings/py.h"
#include "bindings/py_array.h"
#include "bindings/py_interop.h"
#include "core/backend.h"

namespace zeal::py {

namespace pb = pybind11;

namespace {

pb::dtype numpy_dtype(DType d) {
  return pb::reinterpret_borrow<pb::dtype>(registered.np_dtypes[static_cast<int>(d)]);
}

// A NumPy array with a copy of a host tensor's values.
pb::array copy_out(const Tensor& host) {
  std::vector<pb::ssize_t> shape(host.shape().begin(), host.shape().end());
  return pb::array(numpy_dtype(host.dtype()), shape, host.data());
}

const char* buffer_format(DType d) {
  switch (d) {
    case DType::Bool:
      return "?";
    case DType::UInt8:
      return "B";
    case DType::Int8:
      return "b";
    case DType::UInt16:
      return "H";
    case DType::Int16:
      return "h";
    case DType::UInt32:
      return "I";
    case DType::Int32:
      return "i";
    case DType::UInt64:
      return "Q";
    case DType::Int64:
      return "q";
    case DType::Float16:
      return "e";
    case DType::Float32:
      return "f";
    case DType::Float64:
      return "d";
    case DType::Complex64:
      return "Zf";
    case DType::Complex128:
      return "Zd";
    default:
      return nullptr;
  }
}

// The buffer's shape and strides live as long as the view.
struct BufferShape {
  Py_ssize_t shape[kMaxRank], strides[kMaxRank];
};

int get_buffer(PyObject* self, Py_buffer* view, int flags) {
  view->obj = nullptr;
  return guard_int([&] {
    TensorImpl* t = impl_of(self);
    const char* format = buffer_format(t->dtype());
    if (!format || !t->device().is_cpu())
      raise(PyExc_BufferError, "a tensor of dtype ", name_of(t->dtype()), " on ",
            full_name(t->device()), " has no buffer; use numpy()");
    if (flags & PyBUF_WRITABLE) raise(PyExc_BufferError, "tensors are immutable");
    auto* s = new BufferShape;
    Py_ssize_t step = static_cast<Py_ssize_t>(size_of(t->dtype()));
    for (int i = t->shape().rank(); i-- > 0;) {
      s->shape[i] = t->shape()[i];
      s->strides[i] = step;
      step *= t->shape()[i];
    }
    view->obj = Py_NewRef(self);
    view->buf = t->data();
    view->len = static_cast<Py_ssize_t>(t->bytes());
    view->itemsize = static_cast<Py_ssize_t>(size_of(t->dtype()));
    view->readonly = 1;
    view->ndim = t->shape().rank();
    view->format = flags & PyBUF_FORMAT ? const_cast<char*>(format) : nullptr;
    view->shape = flags & PyBUF_ND ? s->shape : nullptr;
    view->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? s->strides : nullptr;
    view->suboffsets = nullptr;
    view->internal = s;
  });
}
void release_buffer(PyObject*, Py_buffer* view) {
  delete static_cast<BufferShape*>(view->internal);
}

}  // namespace

extern PyBufferProcs tensor_buffer;
PyBufferProcs tensor_buffer = {get_buffer, release_buffer};

Tensor to_host(const Tensor& t) {
  if (ZEAL_LIKELY(t.device().type != DeviceType::CUDA)) return t.to(Device{});
  pb::gil_scoped_release free;
  return t.to(Device{});
}

PyObject* to_ndarray(const Tensor& t) {
  try {
    return copy_out(to_host(t)).release().ptr();
  } catch (pb::error_already_set& e) {
    e.restore();
    return nullptr;
  }
}

PyObject* to_numpy(const Tensor& t) {
  Ref array(to_ndarray(t));
  if (!array || t.rank() > 0) return array.release();
  Ref empty(PyTuple_New(0));
  return PyObject_GetItem(array.get(), empty.get());
}

// __array__(dtype=None, copy=None)
PyObject* tensor_array(PyObject* self, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"dtype", "copy", nullptr};
  PyObject *dtype = Py_None, *copy = Py_None;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|OO", const_cast<char**>(names), &dtype, &copy))
    return nullptr;
  return guard([&]() -> PyObject* {
    Tensor t = Tensor::share(impl_of(self));
    try {
      // copy=False asks for a view: read-only, over our memory, if that is possible.
      if (copy == Py_False) {
        if (!t.device().is_cpu() || !buffer_format(t.dtype()))
          raise(PyExc_ValueError, "Unable to avoid copy while creating an array as requested.");
        pb::array a = pb::module_::import("numpy").attr("asarray")(
            pb::memoryview(pb::reinterpret_borrow<pb::object>(self)));
        if (dtype != Py_None &&
            !a.dtype().equal(pb::dtype::from_args(pb::reinterpret_borrow<pb::object>(dtype))))
          raise(PyExc_ValueError, "Unable to avoid copy while creating an array as requested.");
        return a.release().ptr();
      }
      pb::object a = pb::reinterpret_steal<pb::object>(to_ndarray(t));
      if (!a) raise_python();
      if (dtype != Py_None)
        a = a.attr("astype")(pb::reinterpret_borrow<pb::object>(dtype), pb::arg("copy") = false);
      return a.release().ptr();
    } catch (pb::error_already_set& e) {
      e.restore();
      raise_python();
    }
  });
}

PyObject* tensor_reduce(PyObject* self, PyObject*) {
  return guard([&]() -> PyObject* {
    Ref module(PyImport_ImportModule("zeal._convert"));
    Ref make(module ? PyObject_GetAttrString(module.get(), "_unpickle") : nullptr);
    Ref array(make ? to_ndarray(Tensor::share(impl_of(self))) : nullptr);
    if (!array) raise_python();
    return Py_BuildValue("O(N)", make.get(), array.release());
  });
}

// ---- DLPack ----

dlpack::DataType dlpack_dtype(DType d) {
  uint8_t bits = static_cast<uint8_t>(size_of(d) * 8);
  uint8_t code = d == DType::Bool           ? dlpack::kBool
                 : kUnsignedInt.contains(d) ? dlpack::kUInt
                 : kSignedInt.contains(d)   ? dlpack::kInt
                 : is_complex(d)            ? dlpack::kComplex
                 : d == DType::BFloat16     ? dlpack::kBfloat
                 : d == DType::Float8E4M3FN ? dlpack::kFloat8E4M3FN
                 : d == DType::Float8E5M2   ? dlpack::kFloat8E5M2
                                            : dlpack::kFloat;
  return {code, bits, 1};
}

namespace {

struct Lent {
  dlpack::Versioned versioned;
  dlpack::Managed plain;
  TensorImpl* tensor;
  void* consumer = nullptr;  // the stream that uses it, of a GPU
  int64_t shape[kMaxRank], strides[kMaxRank];
};

void fill(dlpack::Tensor& d, Lent& lent) {
  TensorImpl* t = lent.tensor;
  d.data = t->data();
  d.device = {t->device().type == DeviceType::CUDA ? dlpack::kCUDA : dlpack::kCPU,
              t->device().type == DeviceType::CUDA ? t->device().index : 0};
  d.ndim = t->shape().rank();
  d.dtype = dlpack_dtype(t->dtype());
  int64_t step = 1;
  for (int i = d.ndim; i-- > 0;) {
    lent.shape[i] = t->shape()[i];
    lent.strides[i] = step;
    step *= t->shape()[i];
  }
  d.shape = lent.shape;
  d.strides = lent.strides;
  d.byte_offset = 0;
}

void drop(Lent* lent) {
  order_after(lent->tensor->device(), lent->consumer);
  lent->tensor->release();
  delete lent;
}

void drop_capsule(PyObject* capsule) {
  // Named "used_..." once a consumer has taken it over.
  if (PyCapsule_IsValid(capsule, "dltensor_versioned")) {
    auto* v = static_cast<dlpack::Versioned*>(PyCapsule_GetPointer(capsule, "dltensor_versioned"));
    v->deleter(v);
  } else if (PyCapsule_IsValid(capsule, "dltensor")) {
    auto* m = static_cast<dlpack::Managed*>(PyCapsule_GetPointer(capsule, "dltensor"));
    m->deleter(m);
  }
}

}  // namespace

// __dlpack__(*, stream=None, max_version=None, dl_device=None, copy=None)
PyObject* tensor_dlpack(PyObject* self, PyObject* args, PyObject* kwargs) {
  static const char* names[] = {"stream", "max_version", "dl_device", "copy", nullptr};
  PyObject *stream = Py_None, *version = Py_None, *device = Py_None, *copy = Py_None;
  if (!PyArg_ParseTupleAndKeywords(args, kwargs, "|$OOOO", const_cast<char**>(names), &stream,
                                   &version, &device, &copy))
    return nullptr;
  return guard([&]() -> PyObject* {
    Tensor t = Tensor::share(impl_of(self));
    if (t.device().is_batched()) t = t.to(Device{});  // raises
    if (t.device().is_meta())
      raise(PyExc_BufferError, "a tensor on the meta device has no data to share");
    if (device != Py_None) {
      int kind = 0, index = 0;
      if (!PyArg_ParseTuple(device, "ii", &kind, &index)) raise_python();
      const bool there = kind == (t.device().is_cpu() ? dlpack::kCPU : dlpack::kCUDA) &&
                         index == (t.device().is_cpu() ? 0 : t.device().index);
      if (kind == dlpack::kCPU && !there && copy == Py_False)
        raise(PyExc_BufferError, "__dlpack__: a tensor on ", full_name(t.device()),
              " cannot be had on the CPU without a copy");
      if (kind != dlpack::kCPU && !there)
        raise(PyExc_BufferError, "__dlpack__: cannot export a tensor on ", full_name(t.device()),
              " to device type ", kind, ", index ", index);
      if (kind == dlpack::kCPU) t = to_host(t);
    }
    const bool on_gpu = t.device().type == DeviceType::CUDA;
    void* consumer = on_gpu ? consumer_stream(stream) : nullptr;
    if (copy == Py_True) {
      Tensor own = Tensor::empty(t.dtype(), t.shape(), t.device());
      const Backend& b = backend(t.device().type);
      if (t.bytes())
        b.copy_within(own.data(), t.device(), t.data(), t.bytes(), b.current_stream(t.device()));
      t = own;
    }
    long major = 0;
    if (version != Py_None) {
      Ref first(PySequence_GetItem(version, 0));
      major = first ? PyLong_AsLong(first.get()) : -1;
      if (PyErr_Occurred()) raise_python();
    }
    if (on_gpu) order_before(t.device(), consumer);
    auto* lent = new Lent{};
    lent->consumer = consumer;
    lent->tensor = t.detach();
    if (major >= 1) {
      dlpack::Versioned& v = lent->versioned;
      v.version = {1, 0};
      v.context = lent;
      v.deleter = [](dlpack::Versioned* d) { drop(static_cast<Lent*>(d->context)); };
      // Tensors are immutable, unless the consumer has got a copy of its own.
      v.flags = copy == Py_True ? dlpack::kIsCopied : dlpack::kReadOnly;
      fill(v.tensor, *lent);
      return PyCapsule_New(&v, "dltensor_versioned", drop_capsule);
    }
    dlpack::Managed& m = lent->plain;
    m.context = lent;
    m.deleter = [](dlpack::Managed* d) { drop(static_cast<Lent*>(d->context)); };
    fill(m.tensor, *lent);
    return PyCapsule_New(&m, "dltensor", drop_capsule);
  });
}

PyObject* tensor_dlpack_device(PyObject* self, PyObject*) {
  Device d = impl_of(self)->device();
  return Py_BuildValue("(ii)", d.type == DeviceType::CUDA ? dlpack::kCUDA : dlpack::kCPU,
                       d.type == DeviceType::CUDA ? d.index : 0);
}

}  // namespace zeal::py
