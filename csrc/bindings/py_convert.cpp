// Python values to tensors: numbers, nested sequences, arrays; dtype rules are TensorFlow's.
#include "bindings/py.h"

#include <cstring>

#include "bindings/py_array.h"
#include "bindings/py_interop.h"
#include "core/dtype_switch.h"
#include "dispatch/thread_state.h"
#include "ops/array/concat.decl.h"

namespace zeal::py {

namespace {

// What a number or sequence of numbers would be by itself.
enum class Kind : uint8_t { None, Bool, Int, BigInt, Float, Complex };

[[noreturn]] void cannot_convert(PyObject* o, DType d) {
  Ref text(PyObject_Repr(o));
  const char* s = text ? PyUnicode_AsUTF8(text.get()) : "?";
  raise(PyExc_TypeError, "Cannot convert ", s ? s : "?", " to EagerTensor of dtype ", name_of(d));
}

Kind kind_of_number(PyObject* o) {
  if (PyBool_Check(o)) return Kind::Bool;
  if (PyFloat_Check(o)) return Kind::Float;
  if (PyLong_Check(o)) {
    int overflow = 0;
    long long v = PyLong_AsLongLongAndOverflow(o, &overflow);
    if (overflow) return Kind::BigInt;
    return v == static_cast<int32_t>(v) ? Kind::Int : Kind::BigInt;
  }
  if (PyComplex_Check(o)) return Kind::Complex;
  return Kind::None;
}

DType natural(Kind k) {
  switch (k) {
    case Kind::Bool:
      return DType::Bool;
    case Kind::Int:
      return DType::Int32;
    case Kind::BigInt:
      return DType::Int64;
    case Kind::Complex:
      return DType::Complex128;
    default:
      return DType::Float32;
  }
}

// Does TensorFlow let a number of this kind become `d`?
bool fits(Kind k, DType d) {
  switch (k) {
    case Kind::Bool:
      return d == DType::Bool || is_integer(d) || is_floating(d) || is_complex(d);
    case Kind::Int:
    case Kind::BigInt:
      return d != DType::Bool;
    case Kind::Float:
      return !is_integer(d) && d != DType::Bool;
    case Kind::Complex:
      return is_complex(d);
    default:
      return true;
  }
}

// A hint that is only a wish gives way to integers that do not fit it: an index beyond 32 bits is
// an int64 index, out of range as a rule, and the op says so.
bool too_narrow(Kind k, const Hint& hint) {
  return k == Kind::BigInt && !hint.strict && is_integer(hint.dtype) && size_of(hint.dtype) < 8;
}

// Stores one number; false when it does not fit (out of range, wrong kind).
bool store(PyObject* o, DType d, void* to) {
  if (is_integer(d)) {
    int overflow = 0;
    long long v = PyLong_AsLongLongAndOverflow(o, &overflow);
    if (overflow > 0 && d == DType::UInt64) {
      uint64_t u = PyLong_AsUnsignedLongLong(o);
      if (PyErr_Occurred()) {
        PyErr_Clear();
        return false;
      }
      *static_cast<uint64_t*>(to) = u;
      return true;
    }
    if (overflow || (v == -1 && PyErr_Occurred())) {
      PyErr_Clear();
      return false;
    }
    return switch_dtype<kInteger>(d, [&]<class T>() {
      T t = static_cast<T>(v);
      *static_cast<T*>(to) = t;
      return static_cast<long long>(t) == v && (std::is_signed_v<T> || v >= 0);
    });
  }
  if (is_complex(d)) {
    Py_complex c = PyComplex_AsCComplex(o);
    if (PyErr_Occurred()) raise_python();
    if (d == DType::Complex64)
      *static_cast<complex64*>(to) = {static_cast<float>(c.real), static_cast<float>(c.imag)};
    else
      *static_cast<complex128*>(to) = {c.real, c.imag};
    return true;
  }
  if (d == DType::Bool) {
    *static_cast<bool*>(to) = o == Py_True;
    return PyBool_Check(o);
  }
  double v = PyFloat_AsDouble(o);
  if (v == -1 && PyErr_Occurred()) {
    PyErr_Clear();
    return false;
  }
  switch_dtype<kFloating | kFloat8>(d, [&]<class T>() { *static_cast<T*>(to) = convert<T>(v); });
  return true;
}

Tensor from_number(PyObject* o, Kind k, const Hint& hint) {
  DType d = hint.has && fits(k, hint.dtype) && !too_narrow(k, hint) ? hint.dtype : natural(k);
  if (hint.has && hint.strict && d != hint.dtype) cannot_convert(o, hint.dtype);
  alignas(16) char value[16];
  if (!store(o, d, value)) {
    if (hint.has && hint.strict) cannot_convert(o, d);
    raise(PyExc_ValueError, "Can't convert Python sequence with out-of-range integer to Tensor.");
  }
  const Device device = current_device();
  const bool stays = hint.operand && device.type == DeviceType::CUDA;
  return Tensor::from_host(value, d, {}, stays ? Device{} : device);
}

// ---- Nested sequences ----

bool is_sequence(PyObject* o) { return PyList_Check(o) || PyTuple_Check(o) || PyRange_Check(o); }

// First pass over a sequence: its shape, and the kind that all its numbers agree on.
struct Scan {
  Shape shape;
  Kind kind = Kind::None;
  bool has_objects = false;  // tensors, arrays: the sequence is stacked instead

  void add(Kind k) {
    if (kind == Kind::None) kind = k;
    if (kind == k) return;
    if (kind == Kind::Bool || k == Kind::Bool)
      raise(PyExc_ValueError, "Can't convert Python sequence with mixed types to Tensor.");
    kind = std::max(kind, k);
  }

  void walk(PyObject* o, int depth) {
    if (is_sequence(o)) {
      Ref fast(PySequence_Fast(o, "a sequence"));
      if (!fast) raise_python();
      Py_ssize_t n = PySequence_Fast_GET_SIZE(fast.get());
      if (depth == shape.rank()) {
        if (leaf >= 0) ragged();
        shape.push_back(n);
      } else if (shape[depth] != n || depth >= shape.rank()) {
        ragged();
      }
      for (Py_ssize_t i = 0; i < n; ++i) walk(PySequence_Fast_GET_ITEM(fast.get(), i), depth + 1);
      return;
    }
    if (leaf < 0) leaf = depth;
    if (leaf != depth) ragged();
    Kind k = kind_of_number(o);
    if (k == Kind::None) {
      has_objects = true;
      return;
    }
    add(k);
  }
  [[noreturn]] static void ragged() {
    raise(PyExc_ValueError, "Can't convert non-rectangular Python sequence to Tensor.");
  }
  int leaf = -1;  // the depth at which numbers stand
};

void fill(PyObject* o, DType d, char*& to) {
  if (is_sequence(o)) {
    Ref fast(PySequence_Fast(o, "a sequence"));
    if (!fast) raise_python();
    Py_ssize_t n = PySequence_Fast_GET_SIZE(fast.get());
    for (Py_ssize_t i = 0; i < n; ++i) fill(PySequence_Fast_GET_ITEM(fast.get(), i), d, to);
    return;
  }
  if (!store(o, d, to)) cannot_convert(o, d);
  to += size_of(d);
}

Tensor stack(PyObject* o, const Hint& hint);

Tensor from_sequence(PyObject* o, const Hint& hint) {
  Scan scan;
  scan.walk(o, 0);
  if (scan.has_objects) return stack(o, hint);
  Kind k = scan.kind == Kind::None ? Kind::Float : scan.kind;
  DType d = hint.has && (scan.kind == Kind::None || fits(k, hint.dtype)) && !too_narrow(k, hint)
                ? hint.dtype
                : natural(k);
  if (hint.has && hint.strict && d != hint.dtype) cannot_convert(o, hint.dtype);
  Tensor host = Tensor::empty(d, scan.shape);
  char* to = static_cast<char*>(host.data());
  fill(o, d, to);
  return host.to(current_device());
}

// A sequence with tensors or arrays in it: its elements are converted, then packed.
Tensor stack(PyObject* o, const Hint& hint) {
  Ref fast(PySequence_Fast(o, "a sequence"));
  if (!fast) raise_python();
  Py_ssize_t n = PySequence_Fast_GET_SIZE(fast.get());
  Hint each = hint;
  for (Py_ssize_t i = 0; i < n && !each.has; ++i) {
    PyObject* e = PySequence_Fast_GET_ITEM(fast.get(), i);
    if (kind_of_number(e) != Kind::None) continue;
    each = {.has = true, .strict = false, .dtype = to_tensor(e).dtype()};
  }
  std::vector<Tensor> parts;
  std::vector<TensorImpl*> in;
  for (Py_ssize_t i = 0; i < n; ++i) {
    parts.push_back(to_tensor(PySequence_Fast_GET_ITEM(fast.get(), i), each));
    in.push_back(parts.back().get());
  }
  return run1(record_of<op::Pack>(), in, nullptr);
}

}  // namespace

Tensor to_tensor(PyObject* o, Hint hint) {
  if (is_tensor(o) || is_variable(o)) {
    Tensor t = as_tensor(o);
    if (hint.has && hint.strict && t.dtype() != hint.dtype) {
      Ref text(PyObject_Repr(o));
      const char* s = text ? PyUnicode_AsUTF8(text.get()) : nullptr;
      raise(PyExc_ValueError, "Tensor conversion requested dtype ", name_of(hint.dtype),
            " for Tensor with dtype ", name_of(t.dtype()), ": ", s ? s : "?");
    }
    return t;
  }
  if (Kind k = kind_of_number(o); k != Kind::None && !is_numpy_scalar(o))
    return from_number(o, k, hint);
  if (is_sequence(o)) {
    if (PyObject* cls = reinterpret_cast<PyObject*>(Py_TYPE(o)); cls == registered.tensor_shape) {
      Ints dims = to_ints(o, "shape");
      Hint as = hint.has ? hint : Hint{.has = true, .strict = false, .dtype = DType::Int32};
      Tensor t = Tensor::from(dims.data(), Shape{static_cast<int64_t>(dims.size())});
      return cast_host(t, as.dtype).to(current_device());
    }
    return from_sequence(o, hint);
  }
  if (Ref as(PyObject_GetAttrString(o, "__tf_tensor__")); as) {
    Ref dtype(hint.has ? from_dtype(hint.dtype) : Py_NewRef(Py_None));
    Ref made(PyObject_CallFunctionObjArgs(as.get(), dtype.get(), nullptr));
    if (!made) raise_python();
    if (is_tensor(made.get()) || is_variable(made.get())) return to_tensor(made.get(), hint);
    // TensorFlow's own tensors answer with one of theirs: they are arrays to us.
    Tensor host = from_array(made.get(), hint);
    if (host) return host.to(current_device());
    raise(PyExc_TypeError, "__tf_tensor__ must return a Tensor, got ",
          Py_TYPE(made.get())->tp_name);
  }
  PyErr_Clear();
  if (!PyUnicode_Check(o) && !PyObject_CheckBuffer(o))  // what has a buffer is on the host
    if (Tensor there = from_gpu(o); there) {
      if (hint.has && hint.dtype != there.dtype())
        return cast_host(there.to(Device{}), hint.dtype).to(current_device());
      return there;
    }
  Tensor host = from_array(o, hint);
  if (host) return host.to(current_device());
  if (PyUnicode_Check(o) || PyBytes_Check(o)) {
    if (hint.has) cannot_convert(o, hint.dtype);
    raise(PyExc_TypeError, "zeal has no string tensors, got ", Py_TYPE(o)->tp_name);
  }
  Ref text(PyObject_Str(o));
  const char* s = text ? PyUnicode_AsUTF8(text.get()) : nullptr;
  raise(PyExc_ValueError, "Attempt to convert a value (", s ? s : "?",
        ") with an unsupported type (<class '", Py_TYPE(o)->tp_name, "'>) to a Tensor.");
}

}  // namespace zeal::py
