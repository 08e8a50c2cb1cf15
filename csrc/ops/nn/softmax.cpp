#include "ops/nn/softmax.h"

#include "ops/math/explog.decl.h"
#include "ops/math/reduce.h"

namespace zeal::op {

namespace {
Tensor sum(const Tensor& t, int64_t axis) {
  return ops::sum(t, {.axis = Ints{axis}, .keepdims = true});
}
}  // namespace

void softmax_detail::infer(InferContext& c) {
  const Shape& s = c.shape(0);
  if (s.rank() == 0) c.fail("the input must have at least one dimension, got a scalar");
  c.axis(c.attrs<Attrs>().axis, s.rank());
  for (int i = 1; i < c.num_inputs(); ++i)
    if (c.shape(i) != s) c.fail("shapes must be equal, got ", s, " and ", c.shape(i));
  c.out_like(0);
}

void Softmax::grad(GradContext& g) {
  g.dx(0, ops::softmax_grad(g.y(), g.dy(), {.axis = g.attrs<Attrs>().axis}));
}

void LogSoftmax::grad(GradContext& g) {
  g.dx(0, ops::log_softmax_grad(g.y(), g.dy(), {.axis = g.attrs<Attrs>().axis}));
}

// f = (dy - s) y with s = sum(dy y). For d, the gradient by f, and t = sum(d y):
//   by dy: (d - t) y, softmax_grad again;   by y: d (dy - s) - dy t
void SoftmaxGrad::grad(GradContext& g) {
  const int64_t axis = g.attrs<Attrs>().axis;
  const Tensor y = g.x(0), dy = g.x(1), d = g.dy();
  if (g.needs(0)) g.dx(0, d * (dy - sum(dy * y, axis)) - dy * sum(d * y, axis));
  if (g.needs(1)) g.dx(1, ops::softmax_grad(y, d, {.axis = axis}));
}

// f = dy - exp(y) sum(dy). For d, the gradient by f:
//   by dy: d - sum(d exp(y));   by y: -d exp(y) sum(dy)
void LogSoftmaxGrad::grad(GradContext& g) {
  const int64_t axis = g.attrs<Attrs>().axis;
  const Tensor scaled = g.dy() * ops::exp(g.x(0));
  if (g.needs(0)) g.dx(0, -(scaled * sum(g.x(1), axis)));
  if (g.needs(1)) g.dx(1, g.dy() - sum(scaled, axis));
}

}  // namespace zeal::op
