// Shapes and derivatives of the singular value decomposition, and what is made of it.
#include "ops/linalg/svd.h"

#include <limits>

#include "ops/array/select.decl.h"
#include "ops/linalg/algebra.h"
#include "ops/math/cast.decl.h"
#include "ops/math/cast.h"
#include "ops/math/compare.decl.h"
#include "ops/math/complex.decl.h"
#include "ops/math/extrema.decl.h"
#include "ops/math/extrema.h"
#include "ops/math/reduce.decl.h"
#include "ops/math/reduce.h"

namespace zeal::op {

using namespace algebra;

void Svd::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  need_matrices(c);
  const int64_t m = c.shape().back(2), n = c.shape().back(), k = std::min(m, n);
  const Shape batch = batch_of(c.shape());
  Shape s = batch, u = batch, v = batch;
  s.push_back(k);
  u.push_back(m);
  u.push_back(a.full_matrices ? m : k);
  v.push_back(n);
  v.push_back(a.full_matrices ? n : k);
  c.out(real_of(c.dtype()), s);
  c.out(c.dtype(), a.compute_uv ? u : Shape{0});
  c.out(c.dtype(), a.compute_uv ? v : Shape{0});
}

namespace {
// The singular vectors q = [q1, q2] are orthonormal whatever the matrix is, so what reaches q2
// counts for q1, too: its derivative there is -q2 dq2^H q1.
Tensor thin_gradient(const Tensor& q, const Tensor& dq, int64_t k) {
  const int64_t all = q.shape().back();
  if (all == k) return dq;
  const Tensor q1 = columns(q, 0, k), q2 = columns(q, k, all);
  return columns(dq, 0, k) - mm(q2, hm(columns(dq, k, all), q1));
}
}  // namespace

// As J. Townsend, "Differentiating the singular value decomposition", derives it.
void Svd::grad(GradContext& g) {
  const Attrs& at = g.attrs<Attrs>();
  const DType dtype = g.x_dtype();
  const bool vectors = at.compute_uv && (g.has_dy(1) || g.has_dy(2));
  const int64_t m = g.x_shape().back(2), n = g.x_shape().back(), k = std::min(m, n);
  Tensor s = g.y(0), u, v;
  if (at.compute_uv) {
    u = columns(g.y(1), 0, k);
    v = columns(g.y(2), 0, k);
  } else {
    std::vector<Tensor> parts = ops::svd.all({g.x()});
    u = parts[1];
    v = parts[2];
  }
  Tensor inner = ops::diag(to_dtype(g.dy(0), dtype));
  if (!vectors) return g.dx(0, mh(mm(u, inner), v));

  if (at.full_matrices && (m > n + 1 || n > m + 1))
    fail(Code::Unimplemented,
         "Svd: the gradient with full_matrices=True needs abs(m - n) <= 1, got ",
         "an input of shape ", g.x_shape());
  const Tensor du = thin_gradient(g.y(1), g.dy(1), k), dv = thin_gradient(g.y(2), g.dy(2), k);
  const Tensor f = to_dtype(reciprocal_gaps(s * s), dtype);
  const Tensor inverse = to_dtype(safe_reciprocal(s), dtype);
  s = to_dtype(s, dtype);
  const Tensor udu = hm(u, du), vdv = hm(v, dv);
  inner = inner + f * (udu - adjoint(udu)) * as_row(s) + as_column(s) * f * (vdv - adjoint(vdv));
  if (is_complex(dtype)) {
    // Both vectors of a pair may turn by one phase; what is left of it shows on the diagonal.
    const Tensor d = ops::diag_part(vdv);
    inner = inner + ops::diag((g.conj(d) - d) * inverse * 0.5);
  }
  Tensor dx = mh(mm(u, inner), v);
  if (m > k) dx = dx + mh((du - mm(u, udu)) * as_row(inverse), v);
  if (n > k) dx = dx + mh(u * as_row(inverse), dv - mm(v, vdv));
  g.dx(0, dx);
}

namespace {
Tensor matrices(Inputs in, const char* op) {
  Tensor a = Tensor::share(in[0]);
  if (a.rank() < 2)
    fail(Code::Value, op, ": Input `a` must have at least 2 dimensions (saw: ", a.rank(), ").");
  return a;
}
double epsilon(const Tensor& a) {
  return a.dtype() == DType::Float32 ? std::numeric_limits<float>::epsilon()
                                     : std::numeric_limits<double>::epsilon();
}
Tensor largest(const Tensor& s) { return ops::max(s, {.axis = Ints{-1}, .keepdims = true}); }
double larger_side(const Tensor& a) {
  return static_cast<double>(std::max(a.shape().back(), a.shape().back(2)));
}
}  // namespace

void PseudoInverse::body(Inputs in, const void*, Outputs& out) {
  const Tensor a = matrices(in, "PseudoInverse");
  std::vector<Tensor> parts = ops::svd.all({a});
  const Tensor& s = parts[0];
  const Tensor cutoff = in.size() > 1 && in[1] ? as_column(Tensor::share(in[1])) * largest(s)
                                               : largest(s) * (10 * larger_side(a) * epsilon(a));
  const Tensor infinity = scalar_like(std::numeric_limits<double>::infinity(), s);
  const Tensor used = ops::where(ops::greater(s, cutoff), s, infinity);
  out.resize(1);
  out[0] = mh(parts[2] / as_row(used), parts[1]);
}

void MatrixRank::body(Inputs in, const void*, Outputs& out) {
  const Tensor a = matrices(in, "MatrixRank");
  const Tensor s = ops::svd.all({a}, {.compute_uv = false})[0];
  const Tensor tol =
      in.size() > 1 && in[1] ? Tensor::share(in[1]) : largest(s) * (larger_side(a) * epsilon(a));
  out.resize(1);
  out[0] = ops::sum(ops::cast(ops::greater(s, tol), {.dtype = DType::Int32}), {.axis = Ints{-1}});
}

}  // namespace zeal::op
