#include "ops/linalg/algebra.h"

#include "ops/array/fill.decl.h"
#include "ops/array/make.decl.h"
#include "ops/array/make.h"
#include "ops/array/slice.decl.h"
#include "ops/array/slice.h"
#include "ops/linalg/square.h"
#include "ops/math/cast.decl.h"
#include "ops/math/cast.h"
#include "ops/math/divide.decl.h"

namespace zeal::algebra {

Tensor safe_reciprocal(const Tensor& x) { return x / (x * x + 1e-20); }

Tensor reciprocal_gaps(const Tensor& e) {
  const Tensor zero = Tensor::full(e.shape(), 0, e.dtype(), e.device());
  return ops::set_diag(safe_reciprocal(as_row(e) - as_column(e)), zero);
}

Tensor to_dtype(const Tensor& x, DType dtype) {
  return x.dtype() == dtype ? x : ops::cast(x, {.dtype = dtype});
}

namespace {
Tensor part(const Tensor& x, int axis, int64_t from, int64_t to) {
  Ints begin, size;
  int64_t *b = begin.resize(static_cast<size_t>(x.rank())),
          *s = size.resize(static_cast<size_t>(x.rank()));
  for (int i = 0; i < x.rank(); ++i) {
    b[i] = i == axis ? from : 0;
    s[i] = i == axis ? to - from : x.dim(i);
  }
  return ops::slice(x, {.begin = begin, .size = size});
}
}  // namespace

Tensor columns(const Tensor& x, int64_t from, int64_t to) {
  return part(x, x.rank() - 1, from, to);
}
Tensor rows(const Tensor& x, int64_t from, int64_t to) { return part(x, x.rank() - 2, from, to); }

Tensor identity_like(const Tensor& matrices) {
  return ops::eye({.num_rows = matrices.shape().back(),
                   .batch_shape = to_ints(batch_of(matrices.shape())),
                   .dtype = matrices.dtype()});
}

}  // namespace zeal::algebra
