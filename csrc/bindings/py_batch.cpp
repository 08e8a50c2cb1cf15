// Vectorised maps: what python/zeal's vmap, vectorized_map and Jacobians need of batched tensors.
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "bindings/py.h"
#include "dispatch/batch.h"
#include "dispatch/thread_state.h"
#include "ops/array/reshape.h"

namespace pb = pybind11;

namespace zeal::py {

namespace {

Tensor tensor_of(const pb::object& o) { return to_tensor(o.ptr()); }
pb::object object_of(Tensor t) { return pb::reinterpret_steal<pb::object>(wrap(std::move(t))); }

void need_entered(const BatchScope& s) {
  if (!s.entered()) fail(Code::FailedPrecondition, "this vectorised map does not run");
}

// The rows of `value` as the examples of the map.
pb::object split(BatchScope& s, const pb::object& value) {
  need_entered(s);
  const Tensor t = tensor_of(value);
  if (t.rank() == 0 || t.dim(0) != s.size())
    invalid("expected ", s.size(), " rows along axis 0, got shape ", t.shape());
  return object_of(make_batched(t, s));
}

// All examples' values of a tensor, one after the other.
pb::object join(BatchScope& s, const pb::object& value) {
  need_entered(s);
  const Tensor t = tensor_of(value);
  OutsideScope outside(s);
  return object_of(value_in(t, s));
}

bool owns(const BatchScope& s, const pb::object& value) {
  const Batched* b = is_tensor(value.ptr()) ? batched(impl_of(value.ptr())) : nullptr;
  return b && b->scope == s.id();
}

// `value` in those places whose indices along the axes are the example's, and zero elsewhere:
// axes[j] is the one that the map's extent j is tied to.
pb::object spread(BatchScope& s, const pb::object& value, const std::vector<int>& axes) {
  need_entered(s);
  const Tensor t = tensor_of(value);
  Ties ties;
  for (size_t j = 0; j < axes.size(); ++j) {
    if (axes[j] < 0 || axes[j] >= t.rank() || t.dim(axes[j]) != s.extents()[static_cast<int>(j)])
      invalid("axis ", axes[j], " does not have the extent that it is to be tied to");
    ties.axis[j] = static_cast<int8_t>(t.rank() - axes[j]);
  }
  Shape shape = t.shape();
  shape.insert(0, 1);
  OutsideScope outside(s);
  return object_of(make_batched(ops::reshape(t, {.shape = Ints(shape.dims())}), s, ties));
}

// Splits `value`, [examples of the outermost map, ..., of the innermost, ...], for all maps.
pb::object split_for_all(const pb::object& value) {
  std::vector<const BatchScope*> scopes;
  for (BatchScope* s = thread_state.batch; s; s = s->outer()) scopes.push_back(s);
  Tensor t = tensor_of(value);
  while (!scopes.empty()) {
    t = make_batched(t, *scopes.back());
    scopes.pop_back();
  }
  return object_of(std::move(t));
}

// The sizes of the maps that run on this thread, the outermost first.
std::vector<int64_t> sizes() {
  std::vector<int64_t> out;
  for (BatchScope* s = thread_state.batch; s; s = s->outer()) out.insert(out.begin(), s->size());
  return out;
}

}  // namespace

void add_batch(pb::module_& m) {
  pb::class_<BatchScope, std::shared_ptr<BatchScope>>(m, "BatchScope")
      .def(pb::init([](const pb::object& extents, bool may_loop) {
             return std::make_shared<BatchScope>(to_shape(extents.ptr(), "extents"), may_loop);
           }),
           pb::arg("extents"), pb::arg("may_loop"))
      .def("enter", &BatchScope::enter)
      .def("leave", &BatchScope::leave)
      .def("split", split)
      .def("join", join)
      .def("owns", owns)
      .def("spread", spread)
      .def_property_readonly("looped", [](const BatchScope& s) {
        std::vector<std::string> names;
        for (const OpRecord* op : s.looped()) names.emplace_back(op->def->type);
        return names;
      });
  m.def("batch_sizes", sizes);
  m.def("split_for_all", split_for_all);
  m.def("is_batched", [](const pb::object& t) {
    return is_tensor(t.ptr()) && impl_of(t.ptr())->device().is_batched();
  });
  m.def("batched_value", [](const pb::object& t) {
    const Batched* b = batched(impl_of(t.ptr()));
    if (!b) raise(PyExc_TypeError, "expected a batched tensor");
    BatchScope& s = scope_of(*b);
    const Tensor x = Tensor::share(impl_of(t.ptr()));
    OutsideScope outside(s);
    return object_of(value_in(x, s));
  });
}

}  // namespace zeal::py
