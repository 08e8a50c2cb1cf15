// Shapes and derivatives of inverses and solves.
#include "ops/linalg/solve.h"

#include "ops/linalg/algebra.h"

namespace zeal::op {

using namespace algebra;

void MatrixInverse::grad(GradContext& g) {
  const Tensor y = g.y(), dy = g.dy();
  g.dx(0, -(g.attrs<Attrs>().adjoint ? mm(y, hm(dy, y)) : hm(y, mh(dy, y))));
}

void MatrixSolve::infer(InferContext& c) {
  const Shape &a = c.shape(0), &b = c.shape(1);
  need_matrices(c, 0);
  if (ZEAL_UNLIKELY(a.rank() != b.rank()))
    c.fail("All input tensors must have the same rank, got shapes ", a, " and ", b);
  if (ZEAL_UNLIKELY(batch_of(a) != batch_of(b)))
    c.fail("All input tensors must have the same outer dimensions, got shapes ", a, " and ", b);
  if (ZEAL_UNLIKELY(a.back() != a.back(2)))
    c.fail("First input (lhs) must be a square matrix, got shape ", a);
  if (ZEAL_UNLIKELY(a.back() != b.back(2)))
    c.fail("Input matrix and rhs are incompatible, got shapes ", a, " and ", b);
  c.out_like(1);
}

void MatrixSolve::grad(GradContext& g) {
  const bool adjoint = g.attrs<Attrs>().adjoint;
  const Tensor x = g.y(), db = ops::solve(g.x(0), g.dy(), {.adjoint = !adjoint});
  if (g.needs(0)) g.dx(0, -(adjoint ? mh(x, db) : mh(db, x)));
  if (g.needs(1)) g.dx(1, db);
}

}  // namespace zeal::op
