// Python values to attributes: dtypes, devices, integers, lists of them and shapes; and shapes
// back.
#include "bindings/py.h"
#include "bindings/py_interop.h"

namespace zeal::py {

DType to_dtype(PyObject* o) {
  for (int i = 0; i < kNumDTypes; ++i)
    if (registered.dtypes[i] == o) return static_cast<DType>(i);
  Ref d(PyObject_CallOneArg(registered.as_dtype, o));
  if (!d) raise_python();
  for (int i = 0; i < kNumDTypes; ++i)
    if (registered.dtypes[i] == d.get()) return static_cast<DType>(i);
  raise(PyExc_TypeError, "zeal has no tensors of dtype ",
        PyUnicode_AsUTF8(Ref(PyObject_Str(d.get())).get()));
}

PyObject* from_dtype(DType d) { return Py_NewRef(registered.dtypes[static_cast<int>(d)]); }

Device to_device(PyObject* o) {
  if (!PyUnicode_Check(o))
    raise(PyExc_TypeError, "a device name must be a string, got ", Py_TYPE(o)->tp_name);
  return parse_device(PyUnicode_AsUTF8(o));
}

int64_t to_int(PyObject* o, const char* what) {
  if (ZEAL_LIKELY(PyLong_CheckExact(o))) {
    int overflow = 0;
    long long v = PyLong_AsLongLongAndOverflow(o, &overflow);
    if (overflow) invalid("argument '", what, "' does not fit 64 bits");
    return v;
  }
  if (is_variable(o)) return to_host(as_tensor(o)).item<int64_t>();
  if (is_tensor(o)) {
    Tensor t = Tensor::share(impl_of(o));
    if (t.numel() != 1 || !is_integer(t.dtype()))
      raise(PyExc_TypeError, "argument '", what, "' must be an integer, got a tensor of shape ",
            t.shape(), " and dtype ", name_of(t.dtype()));
    return to_host(t).item<int64_t>();
  }
  Ref index(PyNumber_Index(o));
  if (!index) {
    PyErr_Clear();
    raise(PyExc_TypeError, "argument '", what, "' must be an integer, got ", Py_TYPE(o)->tp_name);
  }
  return to_int(index.get(), what);
}

double to_float(PyObject* o, const char* what) {
  if (ZEAL_LIKELY(PyFloat_CheckExact(o))) return PyFloat_AS_DOUBLE(o);
  Ref value(is_variable(o) ? wrap(as_tensor(o)) : Py_NewRef(o));
  double v = PyFloat_AsDouble(value.get());
  if (v == -1 && PyErr_Occurred()) {
    PyErr_Clear();
    raise(PyExc_TypeError, "argument '", what, "' must be a number, got ", Py_TYPE(o)->tp_name);
  }
  return v;
}

bool to_bool(PyObject* o, const char* what) {
  if (o == Py_True) return true;
  if (o == Py_False || o == Py_None) return false;
  int v = PyObject_IsTrue(o);
  if (v < 0) {
    PyErr_Clear();
    raise(PyExc_TypeError, "argument '", what, "' must be a bool, got ", Py_TYPE(o)->tp_name);
  }
  return v != 0;
}

namespace {
// The values of an integer tensor, in order; nested lists such as paddings come flattened.
Ints ints_of_tensor(const Tensor& t, const char* what) {
  if (!is_integer(t.dtype()))
    raise(PyExc_TypeError, "argument '", what, "' must hold integers, got a tensor of dtype ",
          name_of(t.dtype()));
  Tensor host = to_host(t);
  Ints out;
  int64_t* to = out.resize(static_cast<size_t>(host.numel()));
  for (int64_t i = 0; i < host.numel(); ++i) {
    TensorImpl* one = TensorImpl::view(host.get(), host.dtype(), {},
                                       static_cast<size_t>(i) * size_of(host.dtype()));
    to[i] = Tensor::steal(one).item<int64_t>();
  }
  return out;
}

// A TensorShape of unknown rank is an empty tuple, but no empty shape.
void need_known_rank(PyObject* shape) {
  if (PyTuple_GET_SIZE(shape) > 0) return;
  Ref unknown(PyObject_GetAttrString(shape, "_unknown_rank"));
  if (!unknown) raise_python();
  if (unknown.get() == Py_True)
    raise(PyExc_ValueError, "Cannot convert a TensorShape of unknown rank to a Tensor.");
}
}  // namespace

Ints to_ints(PyObject* o, const char* what) {
  if (PyLong_CheckExact(o)) return Ints::one(to_int(o, what));
  if (is_tensor(o) || is_variable(o)) return ints_of_tensor(as_tensor(o), what);
  if (PyList_Check(o) || PyTuple_Check(o)) {
    if (reinterpret_cast<PyObject*>(Py_TYPE(o)) == registered.tensor_shape) need_known_rank(o);
    Py_ssize_t n = PySequence_Fast_GET_SIZE(o);
    PyObject** items = PySequence_Fast_ITEMS(o);
    bool flat = true;
    for (Py_ssize_t i = 0; i < n && flat; ++i) {
      flat = PyLong_Check(items[i]) || (is_tensor(items[i]) && impl_of(items[i])->numel() == 1) ||
             PyIndex_Check(items[i]);
      if (PyList_Check(items[i]) || PyTuple_Check(items[i])) flat = false;
    }
    if (flat) {
      Ints out;
      int64_t* to = out.resize(static_cast<size_t>(n));
      for (Py_ssize_t i = 0; i < n; ++i) {
        if (items[i] == Py_None)
          raise(PyExc_TypeError, "argument '", what, "' must hold integers, got None");
        to[i] = to_int(items[i], what);
      }
      return out;
    }
    // by way of a tensor it would come back here
    if (reinterpret_cast<PyObject*>(Py_TYPE(o)) == registered.tensor_shape)
      raise(PyExc_ValueError, "Cannot convert a partially known TensorShape to a Tensor.");
  } else if (PyIndex_Check(o) && !PyObject_CheckBuffer(o)) {
    return Ints::one(to_int(o, what));
  }
  if (PyUnicode_Check(o) || o == Py_None || PyFloat_Check(o))
    raise(PyExc_TypeError, "argument '", what, "' must be an integer or a list of integers, got ",
          Py_TYPE(o)->tp_name);
  // Nested lists, NumPy arrays and the like go by way of a tensor.
  Hint hint{};
  Tensor t = to_tensor(o, hint);
  if (t.numel() == 0) return {};
  return ints_of_tensor(t, what);
}

Shape to_shape(PyObject* o, const char* what) {
  Ints v = to_ints(o, what);
  return Shape(v.span());
}

namespace {

// shape[i], by far the most frequent question; slices and errors are Python's part (`_item`).
PyObject* shape_item(PyObject* self, PyObject* key) {
  if (PyLong_CheckExact(key)) {
    Py_ssize_t i = PyLong_AsSsize_t(key);
    const Py_ssize_t n = PyTuple_GET_SIZE(self);
    if (i == -1 && PyErr_Occurred())
      PyErr_Clear();
    else if (i += i < 0 ? n : 0; i >= 0 && i < n)
      return Py_NewRef(PyTuple_GET_ITEM(self, i));
  }
  return PyObject_CallMethod(self, "_item", "O", key);
}

PyMappingMethods shape_mapping{nullptr, shape_item, nullptr};
PyTypeObject ShapeType = {PyVarObject_HEAD_INIT(nullptr, 0)};

}  // namespace

bool add_shape_type(PyObject* module) {
  ShapeType.tp_name = "zeal._core.Dimensions";
  ShapeType.tp_doc = "What TensorShape is made of: a tuple whose elements are quick to get.";
  ShapeType.tp_base = &PyTuple_Type;
  ShapeType.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE;
  ShapeType.tp_as_mapping = &shape_mapping;
  return PyType_Ready(&ShapeType) == 0 &&
         PyModule_AddObjectRef(module, "Dimensions", reinterpret_cast<PyObject*>(&ShapeType)) == 0;
}

PyObject* from_shape(const Shape& s) {
  auto* cls = reinterpret_cast<PyTypeObject*>(registered.tensor_shape);
  PyObject* t = cls->tp_alloc(cls, s.rank());
  if (!t) return nullptr;
  for (int i = 0; i < s.rank(); ++i) PyTuple_SET_ITEM(t, i, PyLong_FromLongLong(s[i]));
  return t;
}

}  // namespace zeal::py
