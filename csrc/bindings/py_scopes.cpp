// Scopes of a thread as context managers: tapes paused, variables that are read noted.
#include <pybind11/pybind11.h>

#include <optional>

#include "autograd/tape.h"
#include "bindings/py.h"

namespace zeal::py {

namespace pb = pybind11;

namespace {

// `with` holds a Scope: it begins when the block is entered.
template <class Scope>
struct Context {
  std::optional<Scope> scope;
  void enter() {
    if (scope) throw pb::value_error("this context has been entered already");
    scope.emplace();
  }
};

pb::list seen(const Context<VariableWatch>& c) {
  pb::list out;
  if (!c.scope) return out;
  for (const Variable* v : c.scope->seen())
    out.append(pb::reinterpret_borrow<pb::object>(static_cast<PyObject*>(v->owner().object)));
  return out;
}

}  // namespace

void add_scopes(pb::module_& m) {
  pb::class_<Context<PausedTapes>>(m, "PausedTapes")
      .def(pb::init<>())
      .def("__enter__", &Context<PausedTapes>::enter)
      .def("__exit__", [](Context<PausedTapes>& c, const pb::args&) { c.scope.reset(); });
  // Its variables are to be asked for inside the block.
  pb::class_<Context<VariableWatch>>(m, "VariableWatch")
      .def(pb::init<>())
      .def("__enter__",
           [](pb::object self) {
             self.cast<Context<VariableWatch>&>().enter();
             return self;
           })
      .def("__exit__", [](Context<VariableWatch>& c, const pb::args&) { c.scope.reset(); })
      .def("seen", seen);
}

}  // namespace zeal::py
