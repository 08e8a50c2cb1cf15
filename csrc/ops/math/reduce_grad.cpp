// Shapes and gradients of SumTo and BroadcastReduced.
#include "ops/math/reduce_grad.h"

#include <bit>

#include "ops/math/reduce.h"

namespace zeal::op {

void SumTo::infer(InferContext& c) {
  const Shape& to = c.attrs<Attrs>().shape;
  Shape all;
  if (to.rank() > c.shape(0).rank() || !broadcast_shapes(to, c.shape(0), all) || all != c.shape(0))
    c.fail("a tensor of shape ", to, " does not broadcast to ", c.shape(0));
  c.out(c.dtype(0), to);
}

namespace {
Ints axes_of(AxisMask mask) {
  int64_t axes[kMaxRank];
  size_t n = 0;
  for (int d = 0; d < kMaxRank; ++d)
    if (mask >> d & 1) axes[n++] = d;
  return Ints(std::span<const int64_t>(axes, n));
}
}  // namespace

void SumTo::grad(GradContext& g) {
  Shape x = g.x_shape(0);
  g.dx(0, ops::broadcast_reduced(g.dy(),
                                 {.shape = x, .axis = axes_of(broadcast_axes(g.y_shape(0), x))}));
}

void BroadcastReduced::infer(InferContext& c) {
  const auto& a = c.attrs<Attrs>();
  Shape kept = reduced_shape(a.shape, reduced_axes(c, a.axis, a.shape.rank()), false);
  Shape given;
  for (int64_t d : c.shape(0))
    if (d != 1) given.push_back(d);
  Shape wanted;
  for (int64_t d : kept)
    if (d != 1) wanted.push_back(d);
  if (given != wanted)
    c.fail("shape ", c.shape(0), " is not what a reduction of ", a.shape, " leaves");
  c.out(c.dtype(0), a.shape);
}

void BroadcastReduced::grad(GradContext& g) {
  const auto& a = g.attrs<Attrs>();
  Shape dy = g.x_shape(0);
  const int reduced = std::popcount(reduced_axes(a.axis, a.shape.rank()));
  const bool keepdims = dy.rank() == a.shape.rank();
  if (a.mean)
    g.dx(0, ops::mean(g.dy(), {.axis = a.axis, .keepdims = keepdims}));
  else if (keepdims || dy.rank() == a.shape.rank() - reduced)
    g.dx(0, ops::sum(g.dy(), {.axis = a.axis, .keepdims = keepdims}));
  else
    g.dx(0, ops::sum_to(g.dy(), {.shape = dy}));
}

}  // namespace zeal::op
