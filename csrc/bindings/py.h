// What the binding files share: the Tensor and Variable objects, and how values cross the border.
#pragma once
#include <Python.h>

#include <memory>

#include "autograd/variable.h"
#include "core/tensor.h"
#include "dispatch/registry.h"

namespace zeal::py {

struct PyTensor {
  PyObject_HEAD TensorImpl* impl;  // never null
  PyObject* weakrefs;
  PyObject* attributes;  // the __dict__, made for the first one
};
extern PyTypeObject TensorType;

struct PyVariable {
  PyObject_HEAD std::shared_ptr<Variable> variable;  // null until __init__ has run
};
extern PyTypeObject VariableType;

// A Python reference that is dropped at the end of the scope.
class Ref {
 public:
  Ref(PyObject* o = nullptr) : o_(o) {}
  Ref(Ref&& r) noexcept : o_(std::exchange(r.o_, nullptr)) {}
  Ref& operator=(Ref&& r) noexcept {
    std::swap(o_, r.o_);
    return *this;
  }
  ~Ref() { Py_XDECREF(o_); }
  static Ref share(PyObject* o) { return Ref(Py_XNewRef(o)); }
  PyObject* get() const { return o_; }
  PyObject* release() { return std::exchange(o_, nullptr); }
  explicit operator bool() const { return o_ != nullptr; }

 private:
  PyObject* o_;
};

// Thrown when Python's error indicator is set; guard() passes it on.
struct PythonError {};
[[noreturn]] inline void raise_python() { throw PythonError{}; }
template <class... A>
[[noreturn]] void raise(PyObject* type, const A&... a) {
  PyErr_SetString(type, cat(a...).c_str());
  throw PythonError{};
}
// Sets Python's error from the C++ exception in flight.
void set_python_error();

// Runs a body that may throw and gives its result, or `failed` with Python's error set.
template <class F, class R = std::invoke_result_t<F>>
R guard(F&& f, R failed = R{}) noexcept {
  try {
    return f();
  } catch (const PythonError&) {
  } catch (...) {
    set_python_error();
  }
  return failed;
}
template <class F>
int guard_int(F&& f) noexcept {
  return guard(
      [&]() -> int {
        f();
        return 0;
      },
      -1);
}

// ---- Tensors and Variables ----

// A new Python object that owns `impl`'s reference.
PyObject* wrap(TensorImpl* impl);
inline PyObject* wrap(Tensor t) { return wrap(t.detach()); }

inline bool is_tensor(PyObject* o) {
  return Py_IS_TYPE(o, &TensorType) || PyType_IsSubtype(Py_TYPE(o), &TensorType);
}
inline bool is_variable(PyObject* o) { return PyType_IsSubtype(Py_TYPE(o), &VariableType); }
inline TensorImpl* impl_of(PyObject* o) { return reinterpret_cast<PyTensor*>(o)->impl; }
Variable& variable_of(PyObject* o);
// That of a Variable, or of an object that holds one as `_zeal_variable_`, as Keras' variables do;
// null for others.
Variable* variable_behind(PyObject* o);

// The tensor behind a Tensor or a Variable (which is read), else an empty one.
Tensor as_tensor(PyObject* o);

// ---- Conversion (py_convert.cpp) ----

struct Hint {
  bool has = false;     // is there a preferred dtype?
  bool strict = false;  // an error if the value does not have or take it
  DType dtype{};
  bool operand = false;  // of an op: a number may stay on the host (Note [Placement])
};
// TensorFlow's convert_to_tensor: tensors, variables, numbers, nested sequences, NumPy arrays and
// whatever has __tf_tensor__, __dlpack__ or __array__. ValueError or TypeError otherwise.
Tensor to_tensor(PyObject* o, Hint hint = {});

DType to_dtype(PyObject* o);
PyObject* from_dtype(DType d);  // new reference
Device to_device(PyObject* o);
int64_t to_int(PyObject* o, const char* what);
double to_float(PyObject* o, const char* what);
bool to_bool(PyObject* o, const char* what);
// A list, tuple, TensorShape, NumPy array or 1-d integer tensor; one integer makes a list of one.
Ints to_ints(PyObject* o, const char* what);
Shape to_shape(PyObject* o, const char* what);
PyObject* from_shape(const Shape& s);  // a TensorShape

// ---- Export (py_export.cpp) ----
PyObject* to_numpy(const Tensor& t);  // a copy; a NumPy scalar for 0-d tensors
PyObject* to_ndarray(const Tensor& t);

// ---- Ops (py_ops.cpp) ----
// Calls a one-output op on Python operands; a tensor among them gives the others their dtype.
PyObject* call_binary(const OpRecord& op, PyObject* a, PyObject* b);
PyObject* call_unary(const OpRecord& op, PyObject* a);
// Runs an op with one output, letting go of the GIL around long ones.
Tensor run1(const OpRecord& op, Inputs in, const void* attrs);

PyObject* index(PyObject* self, PyObject* key);  // py_index.cpp

// Objects that python/zeal hands over once: the DType objects and classes that C++ makes or knows.
struct Registered {
  PyObject* dtypes[kNumDTypes];
  PyObject* as_dtype;      // anything -> DType
  PyObject* tensor_shape;  // the class
  PyObject* errors;        // dict: code -> exception class
  PyObject* tensor_repr;   // functions of one tensor
  PyObject* tensor_str;
  PyObject* tensor_format;   // of a tensor and a format
  PyObject* reference;       // the class behind Tensor.ref()
  PyObject* indexed_slices;  // the class
  PyObject* np_dtypes[kNumDTypes];
};
extern Registered registered;

bool add_types(PyObject* module);      // Tensor and Variable
bool add_functions(PyObject* module);  // the ops

}  // namespace zeal::py
