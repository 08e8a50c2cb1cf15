// Shapes and the derivative of triangular solves.
#include "ops/linalg/triangular.h"

#include <algorithm>

#include "ops/linalg/algebra.h"

namespace zeal::op {

using namespace algebra;

void MatrixTriangularSolve::infer(InferContext& c) {
  const Shape &a = c.shape(0), &b = c.shape(1);
  for (int i : {0, 1})
    if (ZEAL_UNLIKELY(c.shape(i).rank() < 2))
      c.fail("In[", i, "] ndims must be >= 2, got shape ", c.shape(i));
  if (ZEAL_UNLIKELY(a.back() != a.back(2)))
    c.fail("In[0] matrices in the last dimensions must be square (", a.back(), " =/= ", a.back(2),
           ")");
  if (ZEAL_UNLIKELY(a.back() != b.back(2)))
    c.fail("In[0] mismatch In[1] shape: ", a.back(), " vs. ", b.back(2), ": ", a, " ", b);
  Shape out;
  if (ZEAL_UNLIKELY(!broadcast_shapes(batch_of(a), batch_of(b), out)))
    c.fail("In[0] and In[1] must have compatible batch dimensions: ", a, " vs. ", b);
  out.push_back(b.back(2));
  out.push_back(b.back());
  c.out(c.dtype(), out);
}

void MatrixTriangularSolve::grad(GradContext& g) {
  const Attrs& at = g.attrs<Attrs>();
  const Tensor x = g.y();
  const Tensor db =
      ops::triangular_solve(g.x(0), g.dy(), {.lower = at.lower, .adjoint = !at.adjoint});
  if (g.needs(0)) {
    const Tensor da = -(at.adjoint ? mh(x, db) : mh(db, x));
    g.dx(0, sum_to(at.lower ? lower(da) : upper(da), g.x_shape(0)));
  }
  if (g.needs(1)) g.dx(1, sum_to(db, g.x_shape(1)));
}

void BandedTriangularSolve::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& at = *static_cast<const Attrs*>(attrs);
  Tensor bands = Tensor::share(in[0]);
  const Shape whole = bands.shape();
  if (whole.rank() < 2 || whole.back(2) < 1)
    invalid("BandedTriangularSolve: argument 'bands' must be [..., b, m] with b >= 1, got shape ",
            whole);
  // Bands beyond the matrix's corner are not read.
  const int64_t used = std::max<int64_t>(1, std::min(whole.back(2), whole.back()));
  bands = at.lower ? rows(bands, 0, used) : rows(bands, whole.back(2) - used, whole.back(2));
  const Shape& s = bands.shape();
  const int64_t others = s.back(2) - 1;
  const Tensor one = others ? bands : ops::squeeze(bands, {.axis = Ints{-2}});
  const Tensor matrix = ops::diag(one, {.k = at.lower ? Ints{-others, 0} : Ints{0, others},
                                        .num_rows = s.back(),
                                        .num_cols = s.back(),
                                        .align = DiagAlign::LeftRight});
  out.resize(1);
  out[0] = ops::triangular_solve(matrix, Tensor::share(in[1]),
                                 {.lower = at.lower, .adjoint = at.adjoint});
}

}  // namespace zeal::op
