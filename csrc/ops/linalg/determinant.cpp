// Derivatives of determinants.
#include "ops/linalg/determinant.h"

#include "ops/linalg/algebra.h"
#include "ops/linalg/cholesky.h"
#include "ops/linalg/solve.h"
#include "ops/linalg/svd.h"
#include "ops/math/complex.decl.h"
#include "ops/math/complex.h"
#include "ops/math/explog.decl.h"
#include "ops/math/reduce.decl.h"
#include "ops/math/reduce.h"

namespace zeal::op {

using namespace algebra;

void MatrixDeterminant::grad(GradContext& g) {
  g.dx(0, as_matrices(g.dy()) * ops::matrix_cofactor(g.x()));
}

namespace {
// p[i, k] = the product of s[l] over l other than i and k.
Tensor products_of_others(const Tensor& s) {
  const int64_t n = s.shape().back();
  Tensor p = Tensor::full({n, n}, 1, s.dtype(), s.device());
  const Tensor eye = identity_like(p);
  for (int64_t l = 0; l < n; ++l) {
    const Tensor other = 1.0 - columns(eye, l, l + 1), used = other * ops::adjoint(other);
    p = p * (as_column(columns(s, l, l + 1)) * used + (1.0 - used));
  }
  return p;
}
}  // namespace

// See Note [Cofactors]. In the bases of U and V, element [i, k] of the derivative comes from [k,
// i], times -p[i, k]; on the diagonal, all others [k, k] add, times p[i, k].
void MatrixCofactor::grad(GradContext& g) {
  const Tensor x = g.x();
  std::vector<Tensor> parts = ops::svd.all({x});
  const Tensor &u = parts[1], &v = parts[2];
  const Tensor p = scale_diagonal(to_dtype(products_of_others(parts[0]), x.dtype()), 0);
  const Tensor phase = as_matrices(ops::det(u) * GradContext::conj(ops::det(v)));
  const Tensor c = GradContext::conj(mm(hm(u, g.dy()), v) * phase);
  const Tensor diagonal = mm(p, as_column(ops::diag_part(c)));
  const Tensor inner =
      ops::set_diag(-(p * ops::matrix_transpose(c)), ops::squeeze(diagonal, {.axis = Ints{-1}}));
  g.dx(0, mh(mm(u, inner), v));
}

void LogMatrixDeterminant::grad(GradContext& g) {
  Tensor factor;
  if (g.has_dy(1)) factor = to_dtype(ops::real(g.dy(1)), g.x_dtype());
  // The phase of a complex determinant turns as the imaginary part of its logarithm grows.
  if (g.has_dy(0) && is_complex(g.x_dtype())) {
    const Tensor turn = -ops::imag(g.conj(g.dy(0)) * g.y(0));
    const Tensor i_turn = ops::complex(scalar_like(0, turn), turn);
    factor = factor ? factor + i_turn : i_turn;
  }
  if (factor) g.dx(0, as_matrices(factor) * ops::inv(g.x(), {.adjoint = true}));
}

void LogDet::body(Inputs in, const void*, Outputs& out) {
  const Tensor l = ops::cholesky(Tensor::share(in[0]));
  out.resize(1);
  out[0] = ops::sum(ops::log(ops::real(ops::diag_part(l))), {.axis = Ints{-1}}) * 2.0;
}

}  // namespace zeal::op
