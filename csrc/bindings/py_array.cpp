#include "bindings/py_array.h"

#include <pybind11/numpy.h>

#include "bindings/py_interop.h"
#include "core/dtype_switch.h"

namespace zeal::py {

namespace pb = pybind11;

namespace {

// The dtype with NumPy's kind and item size, or -1.
int from_numpy_dtype(const pb::dtype& d) {
  size_t size = static_cast<size_t>(d.itemsize());
  switch (d.kind()) {
    case 'b':
      return static_cast<int>(DType::Bool);
    case 'i':
      return static_cast<int>(size == 1   ? DType::Int8
                              : size == 2 ? DType::Int16
                              : size == 4 ? DType::Int32
                                          : DType::Int64);
    case 'u':
      return static_cast<int>(size == 1   ? DType::UInt8
                              : size == 2 ? DType::UInt16
                              : size == 4 ? DType::UInt32
                                          : DType::UInt64);
    case 'f':
      if (size == 2) return static_cast<int>(DType::Float16);
      if (size == 4) return static_cast<int>(DType::Float32);
      if (size == 8) return static_cast<int>(DType::Float64);
      break;
    case 'c':
      if (size == 8) return static_cast<int>(DType::Complex64);
      if (size == 16) return static_cast<int>(DType::Complex128);
      break;
    default:
      break;
  }
  // bfloat16 and float8 are ml_dtypes' and come as kind 'V' or 'f'
  for (int i = 0; i < kNumDTypes; ++i)
    if (registered.np_dtypes[i] &&
        PyObject_RichCompareBool(registered.np_dtypes[i], d.ptr(), Py_EQ) == 1)
      return i;
  PyErr_Clear();
  return -1;
}

// May an array of dtype `from` become `to` because its neighbours are `to`? TensorFlow says yes to
// everything but complex to real and numbers to bool.
bool follows(DType from, DType to) {
  if (from == to) return true;
  if (is_complex(from) && !is_complex(to)) return false;
  return (from == DType::Bool) == (to == DType::Bool);
}

pb::object numpy_generic() {
  static PyObject* cls = pb::object(pb::module_::import("numpy").attr("generic")).inc_ref().ptr();
  return pb::reinterpret_borrow<pb::object>(cls);
}

}  // namespace

bool is_numpy_scalar(PyObject* o) {
  // Only float64, complex128 and bool_ look like Python numbers; exact ones are not NumPy's.
  if (PyFloat_CheckExact(o) || PyLong_CheckExact(o) || PyBool_Check(o) || PyComplex_CheckExact(o))
    return false;
  return PyObject_IsInstance(o, numpy_generic().ptr()) == 1;
}

Tensor cast_host(const Tensor& t, DType to) {
  if (t.dtype() == to) return t;
  Tensor out = Tensor::empty(to, t.shape());
  switch_dtype(t.dtype(), [&]<class S>() {
    const S* a = t.data<S>();
    switch_dtype(to, [&]<class D>() {
      D* b = out.data<D>();
      for (int64_t i = 0; i < t.numel(); ++i) b[i] = convert<D>(a[i]);
    });
  });
  return out;
}

PyObject* typestr_of(DType d) {
  try {
    PyObject* known = registered.np_dtypes[static_cast<int>(d)];
    if (!known) raise(PyExc_AttributeError, name_of(d), " has no NumPy dtype");
    return pb::object(pb::handle(known).attr("str")).release().ptr();
  } catch (pb::error_already_set& e) {
    e.restore();
    return nullptr;
  }
}

bool dtype_of_typestr(PyObject* typestr, DType& out) {
  try {
    const pb::dtype d = pb::dtype::from_args(pb::reinterpret_borrow<pb::object>(typestr));
    const int code = from_numpy_dtype(d);
    if (code < 0) {
      PyErr_Format(PyExc_TypeError, "zeal has no dtype for %R", typestr);
      return false;
    }
    out = static_cast<DType>(code);
    return true;
  } catch (pb::error_already_set& e) {
    e.restore();
    return false;
  }
}

Tensor from_array(PyObject* o, const Hint& hint) {
  try {
    pb::array array;
    if (pb::isinstance<pb::array>(o)) {
      array = pb::reinterpret_borrow<pb::array>(o);
    } else if (PyObject_HasAttrString(o, "__array__") || PyObject_CheckBuffer(o)) {
      if (PyUnicode_Check(o) || PyBytes_Check(o)) return {};
      array = pb::array::ensure(pb::reinterpret_borrow<pb::object>(o));
      if (!array) raise_python();
    } else if (PyObject_HasAttrString(o, "__dlpack__")) {
      array = pb::module_::import("numpy").attr("from_dlpack")(pb::handle(o));
    } else {
      return {};
    }
    int code = from_numpy_dtype(array.dtype());
    if (code < 0)
      raise(PyExc_TypeError, "zeal has no dtype for NumPy's ",
            pb::str(array.dtype()).cast<std::string>());
    // Native byte order, contiguous and aligned.
    if (array.dtype().byteorder() == '>')
      array = array.attr("astype")(array.dtype().attr("newbyteorder")("="));
    array = pb::array::ensure(array, pb::array::c_style | pb::detail::npy_api::NPY_ARRAY_ALIGNED_);
    if (!array) raise_python();
    if (array.ndim() > kMaxRank)
      raise(PyExc_ValueError, "a tensor may have at most ", kMaxRank, " dimensions, got ",
            array.ndim());
    Shape shape;
    for (pb::ssize_t i = 0; i < array.ndim(); ++i) shape.push_back(array.shape(i));
    DType dtype = static_cast<DType>(code);
    Tensor t = Tensor::from_host(array.data(), dtype, shape, Device{});
    if (hint.has && hint.dtype != dtype) {
      if (follows(dtype, hint.dtype)) return cast_host(t, hint.dtype);
      if (hint.strict)
        raise(PyExc_TypeError, "Cannot convert an array of dtype ", name_of(dtype),
              " to EagerTensor of dtype ", name_of(hint.dtype));
    }
    return t;
  } catch (pb::error_already_set& e) {
    e.restore();
    raise_python();
  }
}

}  // namespace zeal::py
