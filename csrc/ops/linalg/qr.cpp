// Shapes and the derivative of the QR decomposition.
#include "ops/linalg/qr.h"

#include "ops/array/concat.decl.h"
#include "ops/array/concat.h"
#include "ops/linalg/algebra.h"
#include "ops/linalg/triangular.h"
#include "ops/math/complex.decl.h"
#include "ops/math/complex.h"

namespace zeal::op {

using namespace algebra;

void Qr::infer(InferContext& c) {
  need_matrices(c);
  const int64_t m = c.shape().back(2), n = c.shape().back();
  const int64_t k = c.attrs<Attrs>().full_matrices ? m : std::min(m, n);
  Shape q = batch_of(c.shape()), r = q;
  q.push_back(m);
  q.push_back(k);
  r.push_back(k);
  r.push_back(n);
  c.out(c.dtype(), q);
  c.out(c.dtype(), r);
}

namespace {
// x r^-H
Tensor over_adjoint(const Tensor& x, const Tensor& r) {
  return adjoint(ops::triangular_solve(r, adjoint(x), {.lower = false}));
}

// For q with as many columns as r, which is square. https://arxiv.org/abs/2009.10071
Tensor square_gradient(const Tensor& q, const Tensor& r, const Tensor& dq, const Tensor& dr) {
  const Tensor qdq = hm(q, dq), rdr = mh(r, dr);
  Tensor inner = lower(qdq - adjoint(qdq) + rdr - adjoint(rdr));
  if (is_complex(q.dtype())) {
    // R's diagonal is real, so only half of what is imaginary on the diagonal counts.
    const Tensor d = ops::diag_part(rdr - adjoint(qdq));
    inner = inner + ops::diag(GradContext::conj(d - to_dtype(ops::real(d), d.dtype())));
  }
  return mm(q, dr + over_adjoint(inner, r)) + over_adjoint(dq - mm(q, qdq), r);
}
}  // namespace

void Qr::grad(GradContext& g) {
  const int64_t m = g.x_shape().back(2), n = g.x_shape().back(), k = std::min(m, n);
  const DType narrow = g.x_dtype(), wide = narrow == DType::Float16 ? DType::Float32 : narrow;
  Tensor q = to_dtype(g.y(0), wide), r = to_dtype(g.y(1), wide);
  Tensor dq = to_dtype(g.dy(0), wide), dr = to_dtype(g.dy(1), wide);
  if (q.shape().back() > k) {
    if (m > n + 1)
      fail(Code::Unimplemented,
           "Qr: the gradient with full_matrices=True needs m <= n + 1, got an input of shape ",
           g.x_shape());
    // q = [q1, q2] stays orthonormal: what reaches q2 counts for q1 as -q2 dq2^H q1.
    const Tensor q1 = columns(q, 0, k), q2 = columns(q, k, m);
    dq = columns(dq, 0, k) - mm(q2, hm(columns(dq, k, m), q1));
    q = q1;
    r = rows(r, 0, k);
    dr = rows(dr, 0, k);
  }
  if (m >= n) return g.dx(0, to_dtype(square_gradient(q, r, dq, dr), narrow));
  // input = [x, y], r = [u, v]: x = q u and y = q v.
  const Tensor y = columns(to_dtype(g.x(), wide), m, n), dv = columns(dr, m, n);
  const Tensor dx = square_gradient(q, columns(r, 0, m), dq + mh(y, dv), columns(dr, 0, m));
  const Tensor parts[] = {dx, mm(q, dv)};
  g.dx(0, to_dtype(ops::concat(std::span<const Tensor>(parts), {.axis = -1}), narrow));
}

}  // namespace zeal::op
