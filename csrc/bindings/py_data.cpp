// What of tf.data is native: the order of shuffled rows.
#include <pybind11/pybind11.h>

#include <vector>

#include "bindings/py.h"
#include "bindings/py_interop.h"
#include "core/shuffle_buffer.h"

namespace pb = pybind11;

namespace zeal::py {

namespace {

pb::object tensor_of(std::span<const int64_t> values) {
  Tensor t = Tensor::from(values.data(), Shape{static_cast<int64_t>(values.size())});
  return pb::reinterpret_steal<pb::object>(wrap(std::move(t)));
}

// The integers of an int64 vector.
std::vector<int64_t> values_of(const pb::object& o) {
  Tensor t = is_tensor(o.ptr()) ? as_tensor(o.ptr()) : Tensor();
  if (!t || t.dtype() != DType::Int64 || t.rank() != 1)
    raise(PyExc_TypeError, "items must be an int64 vector");
  const Tensor host = to_host(t);
  return {host.data<int64_t>(), host.data<int64_t>() + host.numel()};
}

pb::object pick(ShuffleBuffer& b, int64_t n) {
  n = std::clamp<int64_t>(n, 0, b.size());
  Tensor out = Tensor::empty(DType::Int64, Shape{n});
  b.pick(n, out.data<int64_t>());
  return pb::reinterpret_steal<pb::object>(wrap(std::move(out)));
}

// Exactly one; -1 if there is none.
int64_t pick_one(ShuffleBuffer& b) {
  int64_t item = -1;
  b.pick(1, &item);
  return item;
}

void add_range(ShuffleBuffer& b, int64_t begin, int64_t end, int64_t step) {
  if (step <= 0) raise(PyExc_ValueError, "step must be positive, got ", step);
  for (int64_t i = begin; i < end; i += step) b.add(i);
}

}  // namespace

void add_data(pb::module_& m) {
  using pb::arg;
  pb::class_<ShuffleBuffer>(m, "ShuffleBuffer", "The order in which tf.data shuffles items.")
      .def(pb::init<int64_t, int64_t, int64_t>(), arg("capacity"), arg("seed"), arg("seed2"))
      .def("lacking", &ShuffleBuffer::lacking, arg("n") = 1)
      .def("add", &ShuffleBuffer::add)
      .def("add_range", add_range)
      .def("add_vector",
           [](ShuffleBuffer& b, const pb::object& items) {
             for (int64_t i : values_of(items)) b.add(i);
           })
      .def("pick", pick)
      .def("pick_one", pick_one)
      .def_property_readonly("picks", &ShuffleBuffer::picks)
      .def_property_readonly("size", &ShuffleBuffer::size)
      .def_property_readonly("items", [](const ShuffleBuffer& b) { return tensor_of(b.items()); })
      .def("restore", [](ShuffleBuffer& b, const pb::object& items, int64_t picks) {
        b.restore(values_of(items), picks);
      });
}

}  // namespace zeal::py
