#include "ops/image/resize_nearest.h"

namespace zeal::op {

void ResizeNearestNeighbor::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  if (ZEAL_UNLIKELY(a.align_corners && a.half_pixel_centers))
    c.fail("If half_pixel_centers is True, align_corners must be False.");
  c.out(c.dtype(), resized_shape(c, c.shape(), a.size));
}
void ResizeNearestNeighbor::grad(GradContext& g) {
  Attrs a = g.attrs<Attrs>();
  a.size = {g.x_shape()[1], g.x_shape()[2]};
  g.dx(0, ops::resize_nearest_neighbor_grad(g.dy(), a));
}

void ResizeNearestNeighborGrad::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  if (ZEAL_UNLIKELY(a.align_corners && a.half_pixel_centers))
    c.fail("If half_pixel_centers is True, align_corners must be False.");
  c.out(c.dtype(), resized_shape(c, c.shape(), a.size, "grads"));
}
void ResizeNearestNeighborGrad::grad(GradContext& g) {
  Attrs a = g.attrs<Attrs>();
  a.size = {g.x_shape()[1], g.x_shape()[2]};
  g.dx(0, ops::resize_nearest_neighbor(g.dy(), a));
}

}  // namespace zeal::op
