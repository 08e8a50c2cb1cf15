// Nested structures of lists, tuples, named tuples and dicts: flattened and packed again.
#pragma once
#include <vector>

#include "bindings/py.h"

namespace zeal::py {

// Appends the leaves of `structure`, borrowed, in order; dicts by sorted key, as tf.nest.
void flatten(PyObject* structure, std::vector<PyObject*>& leaves);
// A structure like `like` with the leaves taken from `next`; consumes their references.
PyObject* pack_like(PyObject* like, PyObject**& next);

}  // namespace zeal::py
