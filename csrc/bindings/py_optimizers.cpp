// raw_ops.ResourceApply…: optimizer steps on variables, with TensorFlow's arguments.
#include <pybind11/pybind11.h>

#include "autograd/optimizers.h"
#include "bindings/py.h"

namespace pb = pybind11;

namespace zeal::py {

namespace {

Variable& variable_arg(const pb::object& o, const char* what) {
  Variable* v = variable_behind(o.ptr());
  if (!v)
    raise(PyExc_TypeError, "argument '", what, "' must be a Variable, got ",
          Py_TYPE(o.ptr())->tp_name);
  return *v;
}

Gradient gradient_arg(const pb::object& o, const Variable& var, const char* what) {
  if (PyObject_IsInstance(o.ptr(), registered.indexed_slices) == 1) {
    return IndexedSlices{to_tensor(pb::object(o.attr("values")).ptr()),
                         to_tensor(pb::object(o.attr("indices")).ptr()), var.shape()};
  }
  if (o.is_none()) raise(PyExc_TypeError, "argument '", what, "' must be a gradient, got None");
  return to_tensor(o.ptr(), {.has = true, .strict = false, .dtype = var.dtype()});
}

double number(const pb::object& o, const char* what) { return to_float(o.ptr(), what); }

void gradient_descent(const pb::object& var, const pb::object& alpha, const pb::object& delta, bool,
                      const pb::object&) {
  Variable& v = variable_arg(var, "var");
  apply_gradient_descent(v, gradient_arg(delta, v, "delta"), number(alpha, "alpha"));
}

void momentum(const pb::object& var, const pb::object& accum, const pb::object& lr,
              const pb::object& grad, const pb::object& beta, bool, bool nesterov,
              const pb::object&) {
  Variable& v = variable_arg(var, "var");
  apply_momentum(v, variable_arg(accum, "accum"), gradient_arg(grad, v, "grad"), number(lr, "lr"),
                 number(beta, "momentum"), nesterov);
}

void adam(const pb::object& var, const pb::object& m, const pb::object& v,
          const pb::object& beta1_power, const pb::object& beta2_power, const pb::object& lr,
          const pb::object& beta1, const pb::object& beta2, const pb::object& epsilon,
          const pb::object& grad, bool, bool nesterov, const pb::object&) {
  Variable& x = variable_arg(var, "var");
  apply_adam(x, variable_arg(m, "m"), variable_arg(v, "v"), gradient_arg(grad, x, "grad"),
             {.lr = number(lr, "lr"),
              .beta1 = number(beta1, "beta1"),
              .beta2 = number(beta2, "beta2"),
              .epsilon = number(epsilon, "epsilon"),
              .beta1_power = number(beta1_power, "beta1_power"),
              .beta2_power = number(beta2_power, "beta2_power"),
              .nesterov = nesterov});
}

}  // namespace

void add_optimizers(pb::module_& m) {
  using pb::arg;
  const pb::none none;
  pb::dict ops = m.attr("_ops");
  auto add = [&](const char* name, pb::cpp_function f) {
    ops[pb::str(std::string("raw_ops.") + name)] = f;
  };
  add("ResourceApplyGradientDescent",
      pb::cpp_function(gradient_descent, pb::name("ResourceApplyGradientDescent"), arg("var"),
                       arg("alpha"), arg("delta"), arg("use_locking") = false, arg("name") = none,
                       "Subtracts alpha * delta (a Tensor or IndexedSlices) from a Variable."));
  add("ResourceApplyMomentum",
      pb::cpp_function(momentum, pb::name("ResourceApplyMomentum"), arg("var"), arg("accum"),
                       arg("lr"), arg("grad"), arg("momentum"), arg("use_locking") = false,
                       arg("use_nesterov") = false, arg("name") = none,
                       "One step of gradient descent with momentum on a Variable."));
  add("ResourceApplyAdam",
      pb::cpp_function(adam, pb::name("ResourceApplyAdam"), arg("var"), arg("m"), arg("v"),
                       arg("beta1_power"), arg("beta2_power"), arg("lr"), arg("beta1"),
                       arg("beta2"), arg("epsilon"), arg("grad"), arg("use_locking") = false,
                       arg("use_nesterov") = false, arg("name") = none,
                       "One step of Adam on a Variable."));
}

}  // namespace zeal::py
