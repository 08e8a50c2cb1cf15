// Arrays of other libraries: NumPy, and whatever speaks the buffer or array protocols.
#pragma once
#include "bindings/py.h"

namespace zeal::py {

// Reads an array-like object into a tensor on CPU:0; an empty one when it is none.
Tensor from_array(PyObject* o, const Hint& hint);
// NumPy scalars are numbers to Python but have a dtype, as arrays have.
bool is_numpy_scalar(PyObject* o);
// A host tensor's values in another dtype.
Tensor cast_host(const Tensor& t, DType to);

}  // namespace zeal::py
