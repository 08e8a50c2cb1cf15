// Shapes and derivatives of the LU decomposition, and what is done with one.
#include "ops/linalg/lu.h"

#include "ops/array/broadcast.decl.h"
#include "ops/array/broadcast.h"
#include "ops/array/fill.decl.h"
#include "ops/array/gather.decl.h"
#include "ops/array/gather.h"
#include "ops/array/order.decl.h"
#include "ops/array/order.h"
#include "ops/linalg/algebra.h"
#include "ops/linalg/triangular.h"
#include "ops/math/cast.decl.h"
#include "ops/math/cast.h"

namespace zeal::op {

using namespace algebra;

void Lu::infer(InferContext& c) {
  const DType index = c.attrs<Attrs>().output_idx_type;
  need_square(c);
  if (ZEAL_UNLIKELY(!kIndex.contains(index)))
    c.fail("argument 'output_idx_type' must be int32 or int64, got ", name_of(index));
  c.out_like();
  c.out(index, batch_of(c.shape(), 1));
}

namespace {
// Rows perm[i] of x, or, with `inverse`, each row i at perm[i].
Tensor permute_rows(const Tensor& x, Tensor perm, bool inverse) {
  if (inverse) perm = perm.rank() == 1 ? ops::invert_permutation(perm) : ops::argsort(perm);
  return ops::gather(x, perm, {.axis = x.rank() - 2, .batch_dims = perm.rank() - 1});
}

Tensor solve_lower(const Tensor& l, const Tensor& x, bool adjoint) {
  return ops::triangular_solve(l, x, {.adjoint = adjoint});
}

Tensor unit_lower(const Tensor& lu) {
  const Tensor ones = ops::ones_like(ops::diag_part(lu));
  return ops::set_diag(lower(lu), ones);
}

// What a composite gets: [..., n, n] and [..., n].
void check(const Tensor& lu, const Tensor& perm, const char* op) {
  if (lu.rank() < 2)
    fail(Code::Value, op, ": `lower_upper` must have at least 2 dimensions, got shape ",
         lu.shape());
  if (lu.shape().back() != lu.shape().back(2))
    invalid(op, ": `lower_upper` must be square, got shape ", lu.shape());
  if (perm.shape() != batch_of(lu.shape(), 1))
    invalid(op, ": `lower_upper` and `perm` must have compatible shapes, got ", lu.shape(), " and ",
            perm.shape());
}
}  // namespace

// dA = P^T L^-H (the lower triangle of L^H dL, below the diagonal, and the upper one of dU U^H)
// U^-H
void Lu::grad(GradContext& g) {
  const Tensor lu = g.y(0), dy = g.dy(0), l = unit_lower(lu), u = upper(lu);
  const Tensor dl = scale_diagonal(lower(dy), 0), du = upper(dy);
  const Tensor inner = scale_diagonal(lower(hm(l, dl)), 0) + upper(mh(du, u));
  const Tensor left = solve_lower(l, inner, true);
  const Tensor both = adjoint(ops::triangular_solve(u, adjoint(left), {.lower = false}));
  g.dx(0, permute_rows(both, g.y(1), true));
}

void LuReconstruct::body(Inputs in, const void*, Outputs& out) {
  const Tensor lu = Tensor::share(in[0]), perm = Tensor::share(in[1]);
  check(lu, perm, "LuReconstruct");
  out.resize(1);
  out[0] = permute_rows(mm(unit_lower(lu), upper(lu)), perm, true);
}

void LuSolve::body(Inputs in, const void*, Outputs& out) {
  const Tensor lu = Tensor::share(in[0]), perm = Tensor::share(in[1]);
  Tensor b = Tensor::share(in[2]);
  check(lu, perm, "LuSolve");
  if (b.rank() < 2) fail(Code::Value, "LuSolve: Input `rhs` must have at least 2 dimensions.");
  if (b.shape().back(2) != lu.shape().back())
    fail(Code::Value, "LuSolve: `lower_upper.shape[-1]` must equal `rhs.shape[-2]`, got shapes ",
         lu.shape(), " and ", b.shape());
  if (perm.rank() > 1) {  // each matrix permutes rows of its own
    Shape all;
    if (!broadcast_shapes(batch_of(lu.shape()), batch_of(b.shape()), all) ||
        all.rank() != perm.rank() - 1)
      invalid("LuSolve: incompatible batch dimensions: ", lu.shape(), " and ", b.shape());
    Shape want = all;
    want.push_back(b.shape().back(2));
    Shape perms = want;
    want.push_back(b.shape().back());
    b = ops::broadcast_to(b, {.shape = to_ints(want)});
    b = permute_rows(b, ops::broadcast_to(perm, {.shape = to_ints(perms)}), false);
  } else {
    b = permute_rows(b, perm, false);
  }
  out.resize(1);
  out[0] = ops::triangular_solve(lu, solve_lower(unit_lower(lu), b, false), {.lower = false});
}

void LuMatrixInverse::body(Inputs in, const void*, Outputs& out) {
  const Tensor lu = Tensor::share(in[0]), perm = Tensor::share(in[1]);
  check(lu, perm, "LuMatrixInverse");
  out.resize(1);
  out[0] = ops::lu_solve(lu, perm, identity_like(lu));
}

}  // namespace zeal::op
