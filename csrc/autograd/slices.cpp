// IndexedSlices: concatenated, made dense; and the inverse of broadcasting.
#include "autograd/gradient.h"
#include "ops/api.h"

namespace zeal {
Tensor to_dense(const IndexedSlices&) { fail(Code::Unimplemented, "to_dense"); }
IndexedSlices concat_slices(const IndexedSlices&, const IndexedSlices&) {
  fail(Code::Unimplemented, "concat_slices");
}
Tensor sum_to(const Tensor&, const Shape&) { fail(Code::Unimplemented, "sum_to"); }
Tensor GradContext::conj(const Tensor& t) { return t; }
}  // namespace zeal
