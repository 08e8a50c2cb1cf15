// What a tape recorded, as Python values, and the places in Python that calls were made at.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "autograd/tape.h"
#include "autograd/variable.h"
#include "bindings/py.h"

namespace pb = pybind11;

namespace zeal::py {

Tape& tape_behind(PyObject* o);  // py_tape.cpp

namespace {

// (slot or None, dtype's name or None, shape or None, number of the data held, its bytes)
pb::tuple value(const NodeView::Value& v) {
  pb::object slot = pb::none(), dtype = pb::none(), shape = pb::none();
  if (v.slot != kNoSlot) slot = pb::int_(v.slot);
  if (v.meta) {
    dtype = pb::str(name_of(v.meta->dtype));
    pb::list dims;
    for (int64_t d : v.meta->shape.dims()) dims.append(d);
    shape = pb::tuple(dims);
  }
  return pb::make_tuple(slot, dtype, shape, reinterpret_cast<uintptr_t>(v.held), v.bytes);
}

// A list of (op, inputs, outputs, place or None), in the order of recording.
pb::list nodes(const pb::object& tape) {
  const Tape& t = tape_behind(tape.ptr());
  pb::list out;
  for (size_t n = 0; n < t.num_nodes(); ++n) {
    const NodeView view = t.view(n);
    pb::list in, results;
    for (const auto& v : view.in) in.append(value(v));
    for (const auto& v : view.out) results.append(value(v));
    out.append(pb::make_tuple(view.op, in, results,
                              view.site ? pb::cast(view.site->text()) : pb::object(pb::none())));
  }
  return out;
}

// (variable, slot) for each one that is watched.
pb::list watched(const pb::object& tape) {
  pb::list out;
  for (auto [v, slot] : tape_behind(tape.ptr()).watched_slots())
    if (auto* o = static_cast<PyObject*>(v->owner().object))
      out.append(pb::make_tuple(pb::reinterpret_borrow<pb::object>(o), slot));
  return out;
}

// What `capture()` gave at a call, and `format` makes text of. Never freed, like all modules'
// names.
PyObject* capture = nullptr;
PyObject* format = nullptr;

class PySite final : public CallSite {
 public:
  explicit PySite(PyObject* place) : place_(place) {}  // takes the reference
  ~PySite() override {
    pb::gil_scoped_acquire gil;
    Py_DECREF(place_);
  }
  std::string text() const override {
    pb::gil_scoped_acquire gil;
    return pb::str(pb::handle(format)(pb::handle(place_)));
  }
  void annotate() const override {
    pb::gil_scoped_acquire gil;
    if (!PyErr_Occurred()) return;
    pb::error_already_set error;  // takes Python's error away
    if (pb::hasattr(error.value(), "add_note")) error.value().attr("add_note")(text());
    error.restore();
  }

 private:
  PyObject* place_;
};

std::shared_ptr<CallSite> make_site() {
  pb::gil_scoped_acquire gil;
  return std::make_shared<PySite>(pb::handle(capture)().release().ptr());
}

// Keeps the places of this thread's calls from now on; None ends that.
void keep_call_sites(const pb::object& take, const pb::object& show) {
  if (take.is_none()) return set_call_sites(nullptr);
  Py_XSETREF(capture, take.inc_ref().ptr());
  Py_XSETREF(format, show.inc_ref().ptr());
  set_call_sites(make_site);
}

}  // namespace

void add_tape_view(pb::module_& m) {
  m.def("tape_nodes", nodes);
  m.def("tape_watched", watched);
  m.def("keep_call_sites", keep_call_sites, pb::arg("capture"), pb::arg("format") = pb::none());
}

}  // namespace zeal::py
