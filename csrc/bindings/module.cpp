// The extension module zeal._core: its types, the ops, and by pybind11 all that is not hot.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "autograd/check_numerics.h"
#include "autograd/tape.h"
#include "bindings/py.h"
#include "bindings/py_devices.h"
#include "core/backend.h"
#include "core/crc32c.h"
#include "core/determinism.h"
#include "core/thread_pool.h"
#include "cpu/isa.h"
#include "dispatch/dispatch.h"
#include "dispatch/thread_state.h"

namespace pb = pybind11;

namespace zeal::py {

Registered registered{};

bool add_shape_type(PyObject* module);
bool add_tensor_type(PyObject* module);
bool add_variable_type(PyObject* module);
bool add_tape_type(PyObject* module);
void add_op_table(pb::module_& m);
void add_optimizers(pb::module_& m);
void add_profiler(pb::module_& m);
void add_tape_view(pb::module_& m);
void add_scopes(pb::module_& m);
void add_data(pb::module_& m);
void add_batch(pb::module_& m);
void add_forward(pb::module_& m);

namespace {

// The parts of python/zeal that C++ calls or returns; see zeal/_register.py.
void register_python(const pb::dict& d) {
  auto take = [&](const char* name) { return pb::object(d[name]).inc_ref().ptr(); };
  pb::list dtypes = d["dtypes"], np = d["np_dtypes"];
  for (int i = 0; i < kNumDTypes; ++i) {
    registered.dtypes[i] = pb::object(dtypes[i]).inc_ref().ptr();
    registered.np_dtypes[i] = pb::object(np[i]).inc_ref().ptr();
  }
  registered.as_dtype = take("as_dtype");
  registered.tensor_shape = take("tensor_shape");
  registered.errors = take("errors");
  registered.tensor_repr = take("tensor_repr");
  registered.tensor_str = take("tensor_str");
  registered.tensor_format = take("tensor_format");
  registered.reference = take("reference");
  registered.indexed_slices = take("indexed_slices");
}

pb::object convert(const pb::object& value, const pb::object& dtype, const pb::object& hint) {
  if (is_tensor(value.ptr()) &&
      (dtype.is_none() || to_dtype(dtype.ptr()) == impl_of(value.ptr())->dtype()))
    return value;
  Hint h;
  if (!dtype.is_none())
    h = {.has = true, .strict = true, .dtype = to_dtype(dtype.ptr())};
  else if (!hint.is_none())
    h = {.has = true, .strict = false, .dtype = to_dtype(hint.ptr())};
  return pb::reinterpret_steal<pb::object>(wrap(to_tensor(value.ptr(), h)));
}

}  // namespace
}  // namespace zeal::py

PYBIND11_MODULE(_core, m) {
  using namespace zeal;
  pb::register_exception_translator([](std::exception_ptr p) {
    try {
      if (p) std::rethrow_exception(p);
    } catch (const py::PythonError&) {
    } catch (const Error&) {
      py::set_python_error();
    }
  });
  if (!py::add_shape_type(m.ptr()) || !py::add_tensor_type(m.ptr()) ||
      !py::add_variable_type(m.ptr()) || !py::add_tape_type(m.ptr()) || !py::add_functions(m.ptr()))
    throw pb::error_already_set();

  m.def("_register", py::register_python);
  m.def("convert", py::convert, pb::arg("value"), pb::arg("dtype") = pb::none(),
        pb::arg("hint") = pb::none(), "Any Python value as a Tensor.");
  py::add_devices(m);
  py::add_streams(m);
  m.def("num_threads", num_threads);
  m.def("set_num_threads", set_num_threads);
  m.def("set_op_determinism", set_op_determinism);
  m.def("op_determinism", op_determinism);
  m.def("instruction_set", [] { return name_of(best_isa()); });
  m.def("crc32c", [](const pb::buffer& b) {
    pb::buffer_info i = b.request();
    return crc32c(i.ptr, static_cast<size_t>(i.size * i.itemsize));
  });
  m.def("tape_is_recording", [] { return thread_state.tape != nullptr; });
  m.def("set_check_numerics", set_check_numerics);
  py::add_optimizers(m);
  py::add_profiler(m);
  py::add_tape_view(m);
  py::add_scopes(m);
  py::add_data(m);
  py::add_batch(m);
  py::add_forward(m);
  py::add_op_table(m);
  m.attr("__version__") = ZEAL_VERSION;
  m.attr("compiler") = __VERSION__;
}
