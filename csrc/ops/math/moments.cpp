// Shapes, bodies and gradients of moments and of what divides by a norm.
#include "ops/math/moments.h"

#include "ops/math/cast.decl.h"
#include "ops/math/extremum.decl.h"
#include "ops/math/power.decl.h"
#include "ops/math/reduce.h"
#include "ops/math/reduce_grad.decl.h"
#include "ops/math/reduce_norm.h"

namespace zeal::op {

void Variance::grad(GradContext& g) {
  const auto& axis = g.attrs<Attrs>().axis;
  Tensor x = g.x(0);
  Tensor dy = kept(g.dy(), x.shape(), axis) * (2 / count_of(x.shape(), axis));
  if (is_complex(x.dtype())) dy = ops::cast(dy, {.dtype = x.dtype()});
  g.dx(0, (x - ops::mean(x, {.axis = axis, .keepdims = true})) * dy);
}

void Moments::infer(InferContext& c) {
  const auto& a = c.attrs<Attrs>();
  const Shape& x = c.shape(0);
  Shape s = reduced_shape(x, reduced_axes(c, a.axes, x.rank()), a.keepdims);
  c.out(c.dtype(0), s);
  c.out(c.dtype(0), s);
}

void Moments::grad(GradContext& g) {
  const auto& axis = g.attrs<Attrs>().axes;
  Tensor x = g.x(0), dx;
  if (g.has_dy(0))
    dx = ops::broadcast_reduced(g.dy(0), {.shape = x.shape(), .axis = axis, .mean = true});
  if (g.has_dy(1)) {
    Tensor slope = kept(g.dy(1), x.shape(), axis) * (2 / count_of(x.shape(), axis));
    Tensor t = (x - kept(g.y(0), x.shape(), axis)) * slope;
    dx = dx ? dx + t : t;
  }
  g.dx(0, dx);
}

void Std::body(Inputs in, const void* attrs, Outputs& out) {
  out.resize(1);
  out[0] = ops::sqrt(ops::variance(Tensor::share(in[0]), *static_cast<const Attrs*>(attrs)));
}

void L2Normalize::body(Inputs in, const void* attrs, Outputs& out) {
  const auto& a = *static_cast<const Attrs*>(attrs);
  Tensor x = Tensor::share(in[0]);
  Tensor squares = ops::sum_squares(x, {.axis = a.axis, .keepdims = true});
  Tensor scale = ops::rsqrt(ops::maximum(squares, scalar_like(a.epsilon, squares)));
  if (is_complex(x.dtype())) scale = ops::cast(scale, {.dtype = x.dtype()});
  out.resize(1);
  out[0] = x * scale;
}

}  // namespace zeal::op
