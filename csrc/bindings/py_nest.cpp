#include "bindings/py_nest.h"

namespace zeal::py {

namespace {
bool is_list(PyObject* o) {
  return PyList_Check(o) ||
         (PyTuple_Check(o) && reinterpret_cast<PyObject*>(Py_TYPE(o)) != registered.tensor_shape);
}
Ref sorted_keys(PyObject* dict) {
  Ref keys(PyMapping_Keys(dict));
  if (!keys || PyList_Sort(keys.get()) < 0) raise_python();
  return keys;
}
}  // namespace

void flatten(PyObject* o, std::vector<PyObject*>& leaves) {
  if (is_list(o)) {
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(o); ++i)
      flatten(PySequence_Fast_GET_ITEM(o, i), leaves);
  } else if (PyDict_Check(o)) {
    Ref keys = sorted_keys(o);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(keys.get()); ++i) {
      PyObject* value = PyDict_GetItemWithError(o, PyList_GET_ITEM(keys.get(), i));
      if (!value) raise_python();
      flatten(value, leaves);
    }
  } else {
    leaves.push_back(o);
  }
}

PyObject* pack_like(PyObject* like, PyObject**& next) {
  if (is_list(like)) {
    Py_ssize_t n = PySequence_Fast_GET_SIZE(like);
    bool named = PyTuple_Check(like) && PyObject_HasAttrString(like, "_fields");
    Ref out(PyList_Check(like) ? PyList_New(n) : PyTuple_New(n));
    if (!out) raise_python();
    for (Py_ssize_t i = 0; i < n; ++i) {
      PyObject* item = pack_like(PySequence_Fast_GET_ITEM(like, i), next);
      if (PyList_Check(out.get()))
        PyList_SET_ITEM(out.get(), i, item);
      else
        PyTuple_SET_ITEM(out.get(), i, item);
    }
    if (!named) return out.release();
    PyObject* made =
        PyObject_CallMethod(reinterpret_cast<PyObject*>(Py_TYPE(like)), "_make", "O", out.get());
    if (!made) raise_python();
    return made;
  }
  if (PyDict_Check(like)) {
    Ref out(PyDict_New());
    Ref keys = sorted_keys(like);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(keys.get()); ++i) {
      PyObject* key = PyList_GET_ITEM(keys.get(), i);
      Ref item(pack_like(PyDict_GetItem(like, key), next));
      if (PyDict_SetItem(out.get(), key, item.get()) < 0) raise_python();
    }
    return out.release();
  }
  return *next++;
}

}  // namespace zeal::py
