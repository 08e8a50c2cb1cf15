// Accumulators of forward mode, for python/zeal/autodiff.py.
#include <pybind11/pybind11.h>

#include "autograd/forward.h"
#include "bindings/py.h"

namespace pb = pybind11;

namespace zeal::py {

namespace {

// A tangent must be what the Jacobian is multiplied by: as its primal is.
Tensor tangent_of(const pb::object& tangent, const Shape& shape, DType dtype) {
  Tensor t = to_tensor(tangent.ptr(), {.has = true, .strict = true, .dtype = dtype});
  if (t.shape() != shape)
    fail(Code::Value, "ForwardAccumulator: a tangent has shape ", t.shape(), ", its primal ",
         shape);
  return t;
}

void watch(ForwardAccumulator& a, const pb::object& primal, const pb::object& tangent) {
  if (Variable* v = variable_behind(primal.ptr()))
    return a.watch(*v, tangent_of(tangent, v->shape(), v->dtype()));
  if (!is_tensor(primal.ptr()))
    raise(PyExc_TypeError, "ForwardAccumulator: a primal must be a Tensor or a Variable, got ",
          Py_TYPE(primal.ptr())->tp_name);
  const Tensor t = as_tensor(primal.ptr());
  a.watch(t, tangent_of(tangent, t.shape(), t.dtype()));
}

pb::object tangent(ForwardAccumulator& a, const pb::object& value) {
  Tensor t;
  if (const Variable* v = variable_behind(value.ptr()))
    t = a.tangent(*v);
  else if (is_tensor(value.ptr()))
    t = a.tangent(*impl_of(value.ptr()));
  return t ? pb::reinterpret_steal<pb::object>(wrap(std::move(t))) : pb::none();
}

}  // namespace

void add_forward(pb::module_& m) {
  pb::class_<ForwardAccumulator>(m, "ForwardAccumulator")
      .def(pb::init())
      .def("start", &ForwardAccumulator::start)
      .def("stop", &ForwardAccumulator::stop)
      .def_property_readonly("recording", &ForwardAccumulator::recording)
      .def("watch", watch, pb::arg("primal"), pb::arg("tangent"), pb::pos_only())
      .def("tangent", tangent, pb::arg("value"), pb::pos_only());
}

}  // namespace zeal::py
