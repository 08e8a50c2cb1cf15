// Derivatives of matrix functions; see Note [Derivatives of matrix functions].
#include "ops/linalg/matrix_function.h"

#include "ops/array/concat.decl.h"
#include "ops/array/concat.h"
#include "ops/linalg/algebra.h"

namespace zeal::op {

using namespace algebra;

namespace {
template <class F>
void block_gradient(GradContext& g, F f) {
  const Tensor a = adjoint(g.x()), dy = g.dy();
  const int64_t n = a.shape().back();
  if (a.numel() == 0) return g.dx(0, a);
  auto joined = [](const Tensor& x, const Tensor& y, int64_t axis) {
    const Tensor parts[] = {x, y};
    return ops::concat(std::span<const Tensor>(parts), {.axis = axis});
  };
  const Tensor zero = Tensor::full(a.shape(), 0, a.dtype(), a.device());
  const Tensor blocks = joined(joined(a, dy, -1), joined(zero, a, -1), -2);
  g.dx(0, columns(rows(f(blocks), 0, n), n, 2 * n));
}
}  // namespace

void MatrixExponential::grad(GradContext& g) { block_gradient(g, ops::expm); }
void MatrixLogarithm::grad(GradContext& g) { block_gradient(g, ops::logm); }
void MatrixSquareRoot::grad(GradContext& g) { block_gradient(g, ops::sqrtm); }

}  // namespace zeal::op
