// Memory of GPUs across libraries: what conversion and export need of py_interop.cpp.
#pragma once
#include <Python.h>

#include "bindings/dlpack.h"
#include "core/tensor.h"

namespace zeal::py {

// The tensor on the host; waits for a GPU without holding the GIL.
Tensor to_host(const Tensor& t);  // py_export.cpp

// A tensor over an array that is on a GPU (DLPack, __cuda_array_interface__); empty for others.
Tensor from_gpu(PyObject* o);
Tensor from_cuda_array(PyObject* o);
PyObject* get_cuda_array_interface(PyObject* self, void*);

// The stream behind __dlpack__'s argument; null if nothing is to be ordered.
void* consumer_stream(PyObject* stream);
void order_before(Device d, void* consumer);
void order_after(Device d, void* consumer) noexcept;

dlpack::DataType dlpack_dtype(DType d);  // py_export.cpp
PyObject* typestr_of(DType d);           // NumPy's, "<f4"; new reference (py_array.cpp)
bool dtype_of_typestr(PyObject* typestr, DType& out);

}  // namespace zeal::py
