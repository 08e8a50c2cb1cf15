// The ways to solve linear least squares.
#include "ops/linalg/least_squares.h"

#include <limits>

#include "ops/array/select.decl.h"
#include "ops/linalg/algebra.h"
#include "ops/linalg/cholesky.h"
#include "ops/linalg/svd.h"
#include "ops/math/compare.decl.h"
#include "ops/math/extrema.decl.h"
#include "ops/math/extrema.h"

namespace zeal::op {

using namespace algebra;

namespace {
Tensor with_ridge(const Tensor& gram, double l2) {
  return l2 == 0 ? gram : ops::set_diag(gram, ops::diag_part(gram) + l2);
}

// V S^-1 U^H b, without the singular values that are zero up to rounding.
Tensor by_singular_values(const Tensor& a, const Tensor& b) {
  std::vector<Tensor> parts = ops::svd.all({a});
  const Tensor &s = parts[0], &u = parts[1], &v = parts[2];
  const bool narrow = s.dtype() == DType::Float32;
  const double epsilon =
      narrow ? std::numeric_limits<float>::epsilon() : std::numeric_limits<double>::epsilon();
  const auto side = static_cast<double>(std::max(a.shape().back(), a.shape().back(2)));
  const Tensor cutoff = ops::max(s, {.axis = Ints{-1}, .keepdims = true}) * (epsilon * side);
  const Tensor infinity = scalar_like(std::numeric_limits<double>::infinity(), s);
  const Tensor inverse = 1.0 / ops::where(ops::greater(s, cutoff), s, infinity);
  return mm(v, as_column(to_dtype(inverse, a.dtype())) * hm(u, b));
}
}  // namespace

void MatrixSolveLs::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& at = *static_cast<const Attrs*>(attrs);
  const Tensor a = Tensor::share(in[0]), b = Tensor::share(in[1]);
  if (a.rank() < 2 || b.rank() < 2)
    invalid("MatrixSolveLs: matrix and rhs must have rank at least 2, got shapes ", a.shape(),
            " and ", b.shape());
  if (a.shape().back(2) != b.shape().back(2))
    invalid("MatrixSolveLs: Input matrix and rhs are incompatible: ", a.shape(), " and ",
            b.shape());
  out.resize(1);
  if (!at.fast)
    out[0] = by_singular_values(a, b);
  else if (a.shape().back(2) >= a.shape().back())
    out[0] = ops::cholesky_solve(ops::cholesky(with_ridge(hm(a, a), at.l2_regularizer)), hm(a, b));
  else
    out[0] = hm(a, ops::cholesky_solve(ops::cholesky(with_ridge(mh(a, a), at.l2_regularizer)), b));
}

}  // namespace zeal::op
