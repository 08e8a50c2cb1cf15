// Short names for the products and triangles that the derivatives of matrix functions are made of.
#pragma once
#include "ops/array/diag.decl.h"
#include "ops/array/diag.h"
#include "ops/array/reshape.decl.h"
#include "ops/array/reshape.h"
#include "ops/linalg/matmul.decl.h"
#include "ops/linalg/matmul.h"
#include "ops/linalg/matrix.decl.h"
#include "ops/record.h"

namespace zeal::algebra {

// a b, a^H b and a b^H
inline Tensor mm(const Tensor& a, const Tensor& b) { return ops::matmul(a, b); }
inline Tensor hm(const Tensor& a, const Tensor& b) {
  return ops::matmul(a, b, {.adjoint_a = true});
}
inline Tensor mh(const Tensor& a, const Tensor& b) {
  return ops::matmul(a, b, {.adjoint_b = true});
}
inline Tensor adjoint(const Tensor& a) { return ops::adjoint(a); }

inline Tensor lower(const Tensor& a) { return ops::band_part(a, {.num_lower = -1}); }
inline Tensor upper(const Tensor& a) { return ops::band_part(a, {.num_upper = -1}); }
// a with its diagonal times `factor`.
inline Tensor scale_diagonal(const Tensor& a, double factor) {
  return ops::set_diag(a, ops::diag_part(a) * factor);
}

inline Tensor as_row(const Tensor& v) { return ops::expand_dims(v, {.axis = -2}); }
inline Tensor as_column(const Tensor& v) { return ops::expand_dims(v, {.axis = -1}); }
// A number for each matrix, [...], as [..., 1, 1].
inline Tensor as_matrices(const Tensor& v) { return as_column(as_column(v)); }

// 1 / x, but 0 where x is 0: derivatives of degenerate eigenvalues stay finite, as in TensorFlow.
Tensor safe_reciprocal(const Tensor& x);
// 1 / (e[j] - e[i]), and 0 on the diagonal and for equal ones.
Tensor reciprocal_gaps(const Tensor& e);
// A real tensor as `dtype`, which may be complex.
Tensor to_dtype(const Tensor& x, DType dtype);
// Matrices x[..., :, from:to].
Tensor columns(const Tensor& x, int64_t from, int64_t to);
// Matrices x[..., from:to, :].
Tensor rows(const Tensor& x, int64_t from, int64_t to);
// An identity matrix for each of a batch of square matrices.
Tensor identity_like(const Tensor& matrices);

}  // namespace zeal::algebra
