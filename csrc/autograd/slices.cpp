// IndexedSlices: concatenated, made dense; and the inverse of broadcasting.
#include "autograd/gradient.h"
#include "ops/math/reduce_grad.h"

namespace zeal {
Tensor to_dense(const IndexedSlices&) { fail(Code::Unimplemented, "to_dense"); }
IndexedSlices concat_slices(const IndexedSlices&, const IndexedSlices&) {
  fail(Code::Unimplemented, "concat_slices");
}

Tensor sum_to(const Tensor& t, const Shape& shape) {
  if (t.shape() == shape) return t;
  return ops::sum_to(t, {.shape = shape});
}

Tensor GradContext::conj(const Tensor& t) { return t; }
}  // namespace zeal
