// Shapes and gradients of scans.
#include "ops/math/scan.h"
#include "ops/math/explog.decl.h"
#include "ops/math/extremum.decl.h"

namespace zeal::op {

void infer_scan(InferContext& c) {
  c.axis(c.attrs<ScanAttrs>().axis, c.shape(0).rank());
  c.out_like(0);
}

void WeightedScan::infer(InferContext& c) {
  c.axis(c.attrs<Attrs>().axis, c.shape(0).rank());
  if (c.shape(0) != c.shape(1))
    c.fail("arguments 'a' and 'b' must have one shape, got ", c.shape(0), " and ", c.shape(1));
  c.out_like(0);
}

// With u the same scan of dy from the other end, dy/db[t] = u[t] and dy/da[t] = u[t] y[t].
void WeightedScan::grad(GradContext& g) {
  const auto& a = g.attrs<Attrs>();
  Tensor u = ops::weighted_scan(g.conj(g.x(0)), g.dy(), {.axis = a.axis, .reverse = !a.reverse});
  g.dx(0, u * g.conj(g.y(0)));
  g.dx(1, u);
}

// Note [The gradient of a running product]
// dy[j]/dx[k] is the product of all x[i], i <= j, but x[k]. Summed over j with weights dy[j] that
// is
//   dx[k] = (product of the x before k) s[k],   s[k] = dy[k] + x[k + 1] s[k + 1],
// with no division, so that zeros are like any other number. Exclusive products lack dy[k] itself.
void Cumprod::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  Tensor x = g.conj(g.x(0)), dy = g.dy();
  Tensor before = ops::cumprod(x, {.axis = a.axis, .exclusive = true, .reverse = a.reverse});
  const WeightedScan::Attrs back{.axis = a.axis, .reverse = !a.reverse};
  Tensor s =
      a.exclusive ? ops::weighted_scan(x, dy, back) : dy + ops::weighted_scan(x, x * dy, back);
  g.dx(0, before * s);
}

// Note [The gradient of a running logsumexp]
// dx[k] is the sum of dy[j] exp(x[k] - y[j]) over j >= k. As y never falls,
//   dx[k] = exp(x[k] - y[k]) z[k],   z[k] = dy[k] + exp(y[k] - y[k + 1]) z[k + 1]
// has no exponent above 0. Where y is -inf, any finite number does as well.
void CumulativeLogsumexp::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  const WeightedScan::Attrs back{.axis = a.axis, .reverse = !a.reverse};
  Tensor x = g.x(0), dy = g.dy(), y = g.y(0);
  Tensor zeros = Tensor::full(x.shape(), 0, x.dtype(), x.device());
  if (a.exclusive) {
    y = ops::cumulative_logsumexp(x, {.axis = a.axis, .exclusive = false, .reverse = a.reverse});
    dy = ops::weighted_scan(zeros, dy, back);
  }
  const double lowest = x.dtype() == DType::Float16   ? -65504
                        : x.dtype() == DType::Float64 ? -1e308
                                                      : -3e38;
  y = ops::maximum(y, scalar_like(lowest, y));
  Tensor next = ops::weighted_scan(zeros, y, back);
  Tensor w = ops::exp(ops::minimum(y - next, scalar_like(0, y)));
  Tensor z = dy + w * ops::weighted_scan(w, dy, back);
  g.dx(0, ops::exp(x - y) * z);
}

}  // namespace zeal::op
