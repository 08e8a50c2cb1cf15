// The derivative of the Cholesky decomposition.
#include "ops/linalg/cholesky.h"

#include "ops/linalg/algebra.h"
#include "ops/linalg/triangular.h"

namespace zeal::op {

using namespace algebra;

void Cholesky::grad(GradContext& g) {
  // L^-H P L^-1, made symmetric, with P the lower triangle of L^H G, half of its diagonal.
  const Tensor l = g.y();
  const Tensor p = lower(scale_diagonal(hm(l, g.dy()), 0.5));
  auto solve = [&](const Tensor& x) { return ops::triangular_solve(l, x, {.adjoint = true}); };
  const Tensor a = adjoint(solve(adjoint(solve(p))));
  g.dx(0, (a + adjoint(a)) * 0.5);
}

void CholeskySolve::body(Inputs in, const void*, Outputs& out) {
  const Tensor l = Tensor::share(in[0]), b = Tensor::share(in[1]);
  out.resize(1);
  out[0] = ops::triangular_solve(l, ops::triangular_solve(l, b), {.adjoint = true});
}

}  // namespace zeal::op
