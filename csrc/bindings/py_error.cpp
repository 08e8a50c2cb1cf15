// From C++ exceptions to Python's: each code has TensorFlow's class, or a built-in one.
#include <new>

#include "bindings/py.h"

namespace zeal::py {

namespace {
PyObject* class_of(Code code) {
  switch (code) {
    case Code::Type:
      return PyExc_TypeError;
    case Code::Value:
      return PyExc_ValueError;
    case Code::Index:
      return PyExc_IndexError;
    default:
      break;
  }
  if (registered.errors) {
    Ref key(PyLong_FromLong(static_cast<long>(code)));
    if (PyObject* c = PyDict_GetItem(registered.errors, key.get())) return c;
  }
  return PyExc_RuntimeError;
}
}  // namespace

void set_python_error() {
  try {
    throw;
  } catch (const PythonError&) {
  } catch (const Error& e) {
    if (PyErr_Occurred()) return;
    PyObject* c = class_of(e.code());
    if (static_cast<int>(e.code()) < 100 && registered.errors) {
      // OpError(node_def, op, message), as TensorFlow's
      Ref error(PyObject_CallFunction(c, "OOs", Py_None, Py_None, e.what()));
      if (error) PyErr_SetObject(c, error.get());
    } else {
      PyErr_SetString(c, e.what());
    }
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& e) {
    PyErr_SetString(PyExc_RuntimeError, e.what());
  } catch (...) {
    PyErr_SetString(PyExc_RuntimeError, "an unknown C++ exception");
  }
}

}  // namespace zeal::py
