// The Tensor type: a hand-written CPython type, because number slots are the hottest path there is.
#include "bindings/py.h"
#include "bindings/py_interop.h"
#include "core/backend.h"
#include "dispatch/dispatch.h"
#include "dispatch/infer.h"
#include "dispatch/thread_state.h"
#include "ops/array/reshape.decl.h"
#include "ops/linalg/matmul.decl.h"
#include "ops/math/arith.decl.h"
#include "ops/math/bitwise.decl.h"
#include "ops/math/compare.decl.h"
#include "ops/math/divide.decl.h"
#include "ops/math/extremum.decl.h"
#include "ops/math/logical.decl.h"
#include "ops/math/power.decl.h"

namespace zeal::py {

PyObject* tensor_dlpack(PyObject* self, PyObject* args, PyObject* kwargs);
PyObject* tensor_dlpack_device(PyObject* self, PyObject*);
PyObject* tensor_array(PyObject* self, PyObject* args, PyObject* kwargs);
PyObject* tensor_reduce(PyObject* self, PyObject*);
extern PyBufferProcs tensor_buffer;

namespace {

// Dropped Tensor objects, kept for reuse; guarded by the GIL.
constexpr int kMaxFree = 1024;
PyTensor* free_objects[kMaxFree];
int free_count = 0;

void tensor_dealloc(PyObject* self) {
  PyTensor* t = reinterpret_cast<PyTensor*>(self);
  if (ZEAL_UNLIKELY(t->weakrefs != nullptr)) PyObject_ClearWeakRefs(self);
  if (ZEAL_UNLIKELY(t->attributes != nullptr)) Py_CLEAR(t->attributes);
  impl_of(self)->release();
  if (ZEAL_LIKELY(Py_IS_TYPE(self, &TensorType) && free_count < kMaxFree)) {
    free_objects[free_count++] = reinterpret_cast<PyTensor*>(self);
    return;
  }
  Py_TYPE(self)->tp_free(self);
}

template <class Op>
PyObject* binary(PyObject* a, PyObject* b) {
  return call_binary(record_of<Op>(), a, b);
}
template <class Op>
PyObject* unary(PyObject* a) {
  return call_unary(record_of<Op>(), a);
}
// & | ^ are logical for bool tensors and bitwise for integers.
template <class Logical, class Bitwise>
PyObject* bits(PyObject* a, PyObject* b) {
  return guard([&]() -> PyObject* {
    Tensor t = as_tensor(a);
    if (!t) t = as_tensor(b);
    return call_binary(t && t.dtype() == DType::Bool ? record_of<Logical>() : record_of<Bitwise>(),
                       a, b);
  });
}
PyObject* invert(PyObject* a) {
  return guard([&]() -> PyObject* {
    Tensor t = as_tensor(a);
    return call_unary(
        t.dtype() == DType::Bool ? record_of<op::LogicalNot>() : record_of<op::Invert>(), a);
  });
}
PyObject* power(PyObject* a, PyObject* b, PyObject* modulus) {
  if (modulus != Py_None) Py_RETURN_NOTIMPLEMENTED;
  return call_binary(record_of<op::Pow>(), a, b);
}

int tensor_bool(PyObject* self) {
  return guard(
      [&]() -> int {
        TensorImpl* t = impl_of(self);
        if (ZEAL_UNLIKELY(t->numel() != 1)) {
          if (t->numel() == 0)
            raise(PyExc_ValueError,
                  "The truth value of an empty array is ambiguous. Use a.size > 0 "
                  "to check that an array is not empty.");
          raise(PyExc_ValueError,
                "The truth value of an array with more than one element is ambiguous. Use a.any() "
                "or a.all()");
        }
        if (ZEAL_LIKELY(t->dtype() == DType::Bool && t->device().is_cpu()))
          return *static_cast<bool*>(t->data());
        return to_host(Tensor::share(t)).item<bool>();
      },
      -1);
}

// The element of a 0-d tensor as a number of Python's; NumPy knows the dtypes that Python lacks.
PyObject* item_of(const Tensor& t) {
  switch (t.dtype()) {
    case DType::Bool:
      return PyBool_FromLong(t.item<bool>());
    case DType::Float32:
    case DType::Float64:
      return PyFloat_FromDouble(t.item<double>());
    case DType::Int32:
    case DType::Int64:
      return PyLong_FromLongLong(t.item<int64_t>());
    default:
      Ref array(to_ndarray(t));
      return array ? PyObject_CallMethod(array.get(), "item", nullptr) : nullptr;
  }
}

PyObject* as_scalar(PyObject* self, PyObject* (*convert)(PyObject*)) {
  return guard([&]() -> PyObject* {
    if (impl_of(self)->shape().rank() != 0)
      raise(PyExc_TypeError, "only 0-dimensional arrays can be converted to Python scalars");
    Ref item(item_of(to_host(Tensor::share(impl_of(self)))));
    return item ? convert(item.get()) : nullptr;
  });
}
PyObject* tensor_int(PyObject* self) { return as_scalar(self, PyNumber_Long); }
PyObject* tensor_float(PyObject* self) { return as_scalar(self, PyNumber_Float); }
PyObject* tensor_complex(PyObject* self, PyObject*) {
  return as_scalar(self, [](PyObject* o) {
    return PyObject_CallOneArg(reinterpret_cast<PyObject*>(&PyComplex_Type), o);
  });
}
PyObject* tensor_index(PyObject* self) {
  return guard([&]() -> PyObject* {
    TensorImpl* t = impl_of(self);
    if (t->shape().rank() != 0 || !is_integer(t->dtype()))
      raise(PyExc_TypeError, "only integer scalar tensors can be converted to an index, got shape ",
            t->shape(), " and dtype ", name_of(t->dtype()));
    return PyLong_FromLongLong(to_host(Tensor::share(t)).item<int64_t>());
  });
}

PyObject* tensor_compare(PyObject* a, PyObject* b, int how) {
  switch (how) {
    case Py_LT:
      return call_binary(record_of<op::Less>(), a, b);
    case Py_LE:
      return call_binary(record_of<op::LessEqual>(), a, b);
    case Py_GT:
      return call_binary(record_of<op::Greater>(), a, b);
    case Py_GE:
      return call_binary(record_of<op::GreaterEqual>(), a, b);
    default:
      break;
  }
  if (b == Py_None) return PyBool_FromLong(how == Py_NE);
  return guard([&]() -> PyObject* {
    // Shapes that do not broadcast are unequal, as in TensorFlow.
    Tensor x = as_tensor(a), y = as_tensor(b);
    if (x && y && x.shape() != y.shape()) {
      Shape s;
      if (!broadcast_shapes(x.shape(), y.shape(), s)) return wrap(Tensor::scalar(how == Py_NE));
    }
    return call_binary(how == Py_EQ ? record_of<op::Equal>() : record_of<op::NotEqual>(), a, b);
  });
}

Py_ssize_t tensor_len(PyObject* self) {
  const Shape& s = impl_of(self)->shape();
  if (s.rank() == 0) {
    PyErr_SetString(PyExc_TypeError, "Scalar tensor has no `len()`");
    return -1;
  }
  return static_cast<Py_ssize_t>(s[0]);
}

PyObject* tensor_item(PyObject* self, Py_ssize_t i) {
  const Shape& s = impl_of(self)->shape();
  if (s.rank() && i >= s[0]) {  // ends old-style iteration
    PyErr_SetString(PyExc_IndexError, "index out of range");
    return nullptr;
  }
  Ref key(PyLong_FromSsize_t(i));
  return index(self, key.get());
}

PyObject* tensor_iter(PyObject* self) {
  if (impl_of(self)->shape().rank() == 0) {
    PyErr_SetString(PyExc_TypeError, "Cannot iterate over a scalar tensor.");
    return nullptr;
  }
  return PySeqIter_New(self);
}

Py_hash_t tensor_hash(PyObject*) {
  PyErr_SetString(PyExc_TypeError, "Tensor is unhashable. Instead, use tensor.ref() as the key.");
  return -1;
}

PyObject* tensor_repr(PyObject* self) { return PyObject_CallOneArg(registered.tensor_repr, self); }
PyObject* tensor_str(PyObject* self) { return PyObject_CallOneArg(registered.tensor_str, self); }
PyObject* tensor_format(PyObject* self, PyObject* format) {
  return PyObject_CallFunctionObjArgs(registered.tensor_format, self, format, nullptr);
}

PyObject* get_shape(PyObject* self, void*) { return from_shape(impl_of(self)->shape()); }
PyObject* get_dtype(PyObject* self, void*) { return from_dtype(impl_of(self)->dtype()); }
PyObject* get_ndim(PyObject* self, void*) { return PyLong_FromLong(impl_of(self)->shape().rank()); }
PyObject* get_device(PyObject* self, void*) {
  return PyUnicode_FromString(full_name(impl_of(self)->device().home()).c_str());
}
PyObject* get_priority(PyObject*, void*) { return PyLong_FromLong(100); }
PyObject* undefined(PyObject*, void* name) {
  PyErr_Format(PyExc_AttributeError, "Tensor.%s is undefined when eager execution is enabled.",
               static_cast<const char*>(name));
  return nullptr;
}

PyObject* method_numpy(PyObject* self, PyObject*) {
  return guard([&] { return to_numpy(Tensor::share(impl_of(self))); });
}
PyObject* method_ref(PyObject* self, PyObject*) {
  return PyObject_CallOneArg(registered.reference, self);
}
PyObject* method_get_shape(PyObject* self, PyObject*) { return get_shape(self, nullptr); }
PyObject* copy_to(PyObject* self, Device d) {
  return guard([&]() -> PyObject* {
    TensorImpl* t = impl_of(self);
    if (t->device() == d) return Py_NewRef(self);
    backend(d.type);
    // As an op, so that a tape sees it; that it is copied is what was asked for.
    const Device device = std::exchange(thread_state.device, d);
    const bool is_explicit = std::exchange(thread_state.explicit_device, false);
    PyObject* out = call_unary(record_of<op::Identity>(), self);
    thread_state.device = device;
    thread_state.explicit_device = is_explicit;
    return out;
  });
}
PyObject* method_cpu(PyObject* self, PyObject*) { return copy_to(self, Device{}); }
PyObject* method_gpu(PyObject* self, PyObject* args) {
  int index = 0;
  if (!PyArg_ParseTuple(args, "|i", &index)) return nullptr;
  return copy_to(self, Device{DeviceType::CUDA, static_cast<uint8_t>(index)});
}
PyObject* method_copy(PyObject* self, PyObject*) { return Py_NewRef(self); }
PyObject* method_deepcopy(PyObject* self, PyObject*) {
  return guard([&] {
    Tensor t = Tensor::share(impl_of(self));
    if (t.device().is_batched()) return wrap(std::move(t));
    Tensor out = Tensor::empty(t.dtype(), t.shape(), t.device());
    if (t.bytes()) {
      const Backend& b = backend(t.device().type);
      b.copy_within(out.data(), t.device(), t.data(), t.bytes(), b.current_stream(t.device()));
    }
    return wrap(std::move(out));
  });
}
PyObject* method_set_shape(PyObject* self, PyObject* shape) {
  return guard([&]() -> PyObject* {
    Shape s = to_shape(shape, "shape");
    if (s != impl_of(self)->shape())
      raise(PyExc_ValueError, "Tensor's shape ", impl_of(self)->shape(),
            " is not compatible with supplied shape ", s, ".");
    Py_RETURN_NONE;
  });
}

PyMethodDef methods[] = {
    {"numpy", method_numpy, METH_NOARGS,
     "numpy($self, /)\n--\n\nA NumPy array holding a copy of the values; a NumPy scalar if 0-d."},
    {"ref", method_ref, METH_NOARGS,
     "ref($self, /)\n--\n\nA hashable reference to this tensor, for sets and dictionary keys."},
    {"get_shape", method_get_shape, METH_NOARGS, "get_shape($self, /)\n--\n\nThe TensorShape."},
    {"set_shape", method_set_shape, METH_O,
     "set_shape($self, shape, /)\n--\n\nRaises ValueError unless `shape` is this tensor's."},
    {"cpu", method_cpu, METH_NOARGS, "cpu($self, /)\n--\n\nThis tensor, or a copy, on CPU:0."},
    {"gpu", method_gpu, METH_VARARGS,
     "gpu($self, gpu_index=0, /)\n--\n\nThis tensor, or a copy, on a GPU."},
    {"__complex__", tensor_complex, METH_NOARGS, nullptr},
    {"__format__", tensor_format, METH_O, nullptr},
    {"__copy__", method_copy, METH_NOARGS, nullptr},
    {"__deepcopy__", method_deepcopy, METH_O, nullptr},
    {"__reduce__", tensor_reduce, METH_NOARGS, nullptr},
    {"__array__", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(tensor_array)),
     METH_VARARGS | METH_KEYWORDS, nullptr},
    {"__dlpack__", reinterpret_cast<PyCFunction>(reinterpret_cast<void*>(tensor_dlpack)),
     METH_VARARGS | METH_KEYWORDS, nullptr},
    {"__dlpack_device__", tensor_dlpack_device, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr}};

char kName[] = "name", kOp[] = "op", kGraph[] = "graph";
PyGetSetDef getset[] = {
    {"shape", get_shape, nullptr, "The shape, a TensorShape.", nullptr},
    {"dtype", get_dtype, nullptr, "The dtype of the elements.", nullptr},
    {"ndim", get_ndim, nullptr, "The number of dimensions.", nullptr},
    {"device", get_device, nullptr, "The full name of the device that holds the data.", nullptr},
    {"__array_priority__", get_priority, nullptr, nullptr, nullptr},
    {"__cuda_array_interface__", get_cuda_array_interface, nullptr, nullptr, nullptr},
    {"name", undefined, nullptr, nullptr, kName},
    {"op", undefined, nullptr, nullptr, kOp},
    {"graph", undefined, nullptr, nullptr, kGraph},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};

PyNumberMethods numbers;
PySequenceMethods sequence;
PyMappingMethods mapping;

}  // namespace

PyTypeObject TensorType = {PyVarObject_HEAD_INIT(nullptr, 0)};

PyObject* wrap(TensorImpl* impl) {
  PyTensor* o;
  if (ZEAL_LIKELY(free_count > 0)) {
    o = free_objects[--free_count];
    _Py_NewReference(reinterpret_cast<PyObject*>(o));
  } else {
    o = PyObject_New(PyTensor, &TensorType);
    if (!o) {
      impl->release();
      return nullptr;
    }
  }
  o->impl = impl;
  o->weakrefs = nullptr;
  o->attributes = nullptr;
  return reinterpret_cast<PyObject*>(o);
}

Tensor as_tensor(PyObject* o) {
  if (ZEAL_LIKELY(is_tensor(o))) return Tensor::share(impl_of(o));
  if (is_variable(o)) return variable_of(o).read();
  return {};
}

void fill_numbers(PyNumberMethods& n) {
  n.nb_add = binary<op::Add>;
  n.nb_subtract = binary<op::Subtract>;
  n.nb_multiply = binary<op::Multiply>;
  n.nb_true_divide = binary<op::TrueDivide>;
  n.nb_floor_divide = binary<op::FloorDiv>;
  n.nb_remainder = binary<op::FloorMod>;
  n.nb_power = power;
  n.nb_matrix_multiply = binary<op::MatMul>;
  n.nb_negative = unary<op::Negative>;
  n.nb_absolute = unary<op::Abs>;
  n.nb_invert = invert;
  n.nb_and = bits<op::LogicalAnd, op::BitwiseAnd>;
  n.nb_or = bits<op::LogicalOr, op::BitwiseOr>;
  n.nb_xor = bits<op::LogicalXor, op::BitwiseXor>;
}
richcmpfunc compare_slot() { return tensor_compare; }

bool add_tensor_type(PyObject* module) {
  fill_numbers(numbers);
  numbers.nb_bool = tensor_bool;
  numbers.nb_int = tensor_int;
  numbers.nb_float = tensor_float;
  numbers.nb_index = tensor_index;
  sequence.sq_length = tensor_len;
  sequence.sq_item = tensor_item;
  mapping.mp_length = tensor_len;
  mapping.mp_subscript = index;
  PyTypeObject& t = TensorType;
  t.tp_name = "zeal.Tensor";
  t.tp_doc =
      "An immutable, dense array of one dtype on one device. Made by ops, never directly.\n\n"
      "Operators are ops, with broadcasting: +, -, *, /, //, % and ** are math.add, subtract,\n"
      "multiply, truediv, floordiv, floormod and pow; @ is linalg.matmul; ==, !=, <, <=, > and >=\n"
      "give bools; ~, &, | and ^ are logical for bools, bitwise for integers. x[...] takes ints,\n"
      "slices, an ellipsis, and None for a new dimension. bool(), int(), float(), len() and\n"
      "iteration read values.";
  t.tp_basicsize = sizeof(PyTensor);
  t.tp_weaklistoffset = offsetof(PyTensor, weakrefs);
  t.tp_dictoffset = offsetof(PyTensor, attributes);
  t.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION;
  t.tp_dealloc = tensor_dealloc;
  t.tp_repr = tensor_repr;
  t.tp_str = tensor_str;
  t.tp_hash = tensor_hash;
  t.tp_iter = tensor_iter;
  t.tp_richcompare = tensor_compare;
  t.tp_as_number = &numbers;
  t.tp_as_sequence = &sequence;
  t.tp_as_mapping = &mapping;
  t.tp_as_buffer = &tensor_buffer;
  t.tp_methods = methods;
  t.tp_getset = getset;
  return PyType_Ready(&t) == 0 &&
         PyModule_AddObjectRef(module, "Tensor", reinterpret_cast<PyObject*>(&t)) == 0;
}

}  // namespace zeal::py
