// IndexedSlices: concatenated, made dense; and the inverse of broadcasting.
#include "autograd/gradient.h"

#include <numeric>

#include "ops/array/concat.h"
#include "ops/array/gather.h"
#include "ops/math/complex.decl.h"
#include "ops/math/reduce_grad.h"
#include "ops/operators.h"

namespace zeal {
Tensor to_dense(const IndexedSlices& s) {
  return ops::gather_grad(s.values, s.indices, {.shape = Ints(s.dense_shape.dims())});
}

IndexedSlices concat_slices(const IndexedSlices& a, const IndexedSlices& b) {
  // One has int32 indices and the other int64 only if a user made them so: the sum is dense then.
  if (a.indices.dtype() != b.indices.dtype()) {
    Tensor rows = Tensor::empty(DType::Int64, {a.dense_shape[0]});
    std::iota(rows.data<int64_t>(), rows.data<int64_t>() + rows.numel(), 0);
    return {to_dense(a) + to_dense(b), rows, a.dense_shape};
  }
  const Tensor values[] = {a.values, b.values}, indices[] = {a.indices, b.indices};
  return {ops::concat(values), ops::concat(indices), a.dense_shape};
}

Tensor sum_to(const Tensor& t, const Shape& shape) {
  if (t.shape() == shape) return t;
  return ops::sum_to(t, {.shape = shape});
}

Tensor GradContext::conj(const Tensor& t) { return is_complex(t.dtype()) ? ops::conj(t) : t; }
}  // namespace zeal
