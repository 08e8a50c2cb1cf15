// Shapes and derivatives of what is done with tridiagonal matrices.
#include "ops/linalg/tridiagonal.h"

#include "ops/array/concat.decl.h"
#include "ops/array/concat.h"
#include "ops/linalg/algebra.h"
#include "ops/math/reduce.decl.h"
#include "ops/math/reduce.h"

namespace zeal::op {

using namespace algebra;

void TridiagonalSolve::infer(InferContext& c) {
  const Attrs& at = c.attrs<Attrs>();
  const Shape &d = c.shape(0), &b = c.shape(1);
  if (ZEAL_UNLIKELY(at.perturb_singular && !at.partial_pivoting))
    fail(Code::Value, "TridiagonalSolve: partial_pivoting must be True if perturb_singular is.");
  need_matrices(c, 0);
  if (ZEAL_UNLIKELY(d.back(2) != 3)) c.fail("Expected diagonals to have 3 rows, got shape ", d);
  if (ZEAL_UNLIKELY(b.rank() != d.rank() || batch_of(b) != batch_of(d)))
    c.fail("Batch shapes of diagonals and rhs must agree, got ", d, " and ", b);
  if (ZEAL_UNLIKELY(b.back(2) != d.back()))
    c.fail("The length of diagonals must be equal to the rows of rhs, got ", d, " and ", b);
  c.out_like(1);
}

namespace {
// Row i of the result is row i + 1 of x, and zero for the last one; or the other way.
Tensor up(const Tensor& x) {
  const int64_t m = x.shape().back(2);
  if (m == 0) return x;
  const Tensor first = rows(x, 0, 1);
  const Tensor parts[] = {rows(x, 1, m), Tensor::full(first.shape(), 0, x.dtype(), x.device())};
  return ops::concat(std::span<const Tensor>(parts), {.axis = -2});
}
Tensor down(const Tensor& x) {
  const int64_t m = x.shape().back(2);
  if (m == 0) return x;
  const Tensor first = rows(x, 0, 1);
  const Tensor parts[] = {Tensor::full(first.shape(), 0, x.dtype(), x.device()), rows(x, 0, m - 1)};
  return ops::concat(std::span<const Tensor>(parts), {.axis = -2});
}
}  // namespace

void TridiagonalSolve::grad(GradContext& g) {
  // As columns, the diagonals above, on and below, [..., m, 3]; those of A^H are, shifted, theirs.
  const Tensor d = adjoint(g.x(0)), x = g.conj(g.y());
  auto column = [&](int i) { return columns(d, i, i + 1); };
  const Tensor turned[] = {up(column(2)), column(1), down(column(0))};
  const Tensor adjoint_diagonals =
      ops::matrix_transpose(ops::concat(std::span<const Tensor>(turned), {.axis = -1}));
  const Tensor db = ops::tridiagonal_solve(adjoint_diagonals, g.dy(), g.attrs<Attrs>());
  if (g.needs(0)) {
    auto sum = [](const Tensor& t) { return ops::sum(t, {.axis = Ints{-1}}); };
    const Tensor parts[] = {sum(db * up(x)), sum(db * x), sum(db * down(x))};
    g.dx(0, -ops::stack(std::span<const Tensor>(parts), {.axis = -2}));
  }
  if (g.needs(1)) g.dx(1, db);
}

void TridiagonalMatMul::body(Inputs in, const void*, Outputs& out) {
  const Tensor above = Tensor::share(in[0]), main = Tensor::share(in[1]),
               below = Tensor::share(in[2]), b = Tensor::share(in[3]);
  const char* names[] = {"superdiag", "maindiag", "subdiag"};
  for (int i = 0; i < 3; ++i) {
    const Shape& s = in[i]->shape();
    if (b.rank() < 2 || s.rank() != b.rank())
      invalid("TridiagonalMatMul: All input tensors must have the same rank, at least 2, got ",
              names[i], " ", s, " and rhs ", b.shape());
    if (batch_of(s) != batch_of(b.shape()) || s.back(2) != 1 || s.back() != b.shape().back(2))
      invalid("TridiagonalMatMul: Invalid ", names[i], " shape: ", s, " for rhs ", b.shape());
  }
  auto column = [](const Tensor& x) { return ops::matrix_transpose(x); };
  out.resize(1);
  out[0] = column(above) * up(b) + column(main) * b + column(below) * down(b);
}

}  // namespace zeal::op
