#include "ops/image/colour.h"

#include "ops/array/make.h"
#include "ops/array/reshape.h"
#include "ops/array/transpose.h"
#include "ops/math/argmax.h"
#include "ops/math/cast.h"
#include "ops/math/compare.decl.h"
#include "ops/math/divide.decl.h"
#include "ops/math/extremum.decl.h"
#include "ops/math/logical.decl.h"
#include "ops/math/reduce.h"

namespace zeal::op {

namespace {

void infer_colours(InferContext& c, int least_rank) {
  c.need_rank_at_least(0, least_rank, "images");
  if (ZEAL_UNLIKELY(c.shape().back() != 3))
    c.fail("input must have 3 channels but instead has ", c.shape().back(), " channels");
  c.out_like();
}
void infer_adjust(InferContext& c, const char* argument) {
  infer_colours(c, 3);
  if (ZEAL_UNLIKELY(c.shape(1).rank() != 0))
    c.fail("argument '", argument, "' must be a scalar, got shape ", c.shape(1));
}

// Three numbers, of x's dtype and on its device.
Tensor triple(double a, double b, double c, const Tensor& x) {
  const double v[] = {a, b, c};
  return ops::cast(Tensor::from(v, {3}).to(x.device()), {x.dtype()});
}
Tensor dot(const Tensor& a, const Tensor& b) {
  return ops::sum(a * b, {.axis = Ints{-1}, .keepdims = true});
}
Tensor channel(const Tensor& x, int i) { return dot(x, triple(i == 0, i == 1, i == 2, x)); }
// Ones for the channel that an index chooses.
Tensor chosen(const Tensor& index, const Tensor& x) {
  return ops::one_hot(index, {.depth = 3, .axis = {}, .dtype = x.dtype()});
}
Tensor rolled(const Tensor& x, int64_t by) { return ops::roll(x, {.shift = {by}, .axis = {-1}}); }

}  // namespace

void RGBToHSV::infer(InferContext& c) { infer_colours(c, 1); }
void HSVToRGB::infer(InferContext& c) { infer_colours(c, 1); }
void AdjustHue::infer(InferContext& c) { infer_adjust(c, "delta"); }
void AdjustSaturation::infer(InferContext& c) { infer_adjust(c, "scale"); }

// With M the channel of the largest number v, N that of the smallest, r = v - x[N], and E for plus
// one at the channel after M and minus one at the next: s = r / v, and h = x . E / 6 r + a
// constant.
void RGBToHSV::grad(GradContext& g) {
  const Tensor x = g.x(), dy = g.dy();
  const Tensor M = chosen(ops::argmax(x, {.axis = -1}), x);
  const Tensor N = chosen(ops::argmin(x, {.axis = -1}), x);
  const Tensor E = rolled(M, 1) - rolled(M, 2);
  const Tensor v = dot(x, M), low = dot(x, N), r = v - low;
  const Tensor dh =
      ops::divide_no_nan(E, r * 6.0) - ops::divide_no_nan(dot(x, E) * (M - N), r * r * 6.0);
  const Tensor ds = ops::divide_no_nan(M * low, v * v) - ops::divide_no_nan(N, v);
  g.dx(0, channel(dy, 0) * dh + channel(dy, 1) * ds + channel(dy, 2) * M);
}

// y = v (1 + s (d - 1)), where d = clip(slope |6 h - centre| + level, 0, 1) is the pure colour.
void HSVToRGB::grad(GradContext& g) {
  const Tensor x = g.x(), dy = g.dy();
  const Tensor h = channel(x, 0), s = channel(x, 1), v = channel(x, 2);
  const Tensor slope = triple(1, -1, -1, x);
  const Tensor from = h * 6.0 - triple(3, 2, 4, x);
  const Tensor q = slope * ops::abs(from) + triple(-1, 2, 2, x);
  const Tensor zero = scalar_like(0, x), one = scalar_like(1, x);
  const Tensor d = ops::minimum(ops::maximum(q, zero), one) - one;
  const Tensor moves =
      ops::cast(ops::logical_and(ops::greater(q, zero), ops::less(q, one)), {x.dtype()});
  const Tensor dh = dot(dy, v * s * moves * slope * ops::sign(from)) * 6.0;
  const Tensor ds = dot(dy, v * d), dv = dot(dy, s * d + one);
  g.dx(0, dh * triple(1, 0, 0, x) + ds * triple(0, 1, 0, x) + dv * triple(0, 0, 1, x));
}

void AdjustContrastv2::body(Inputs in, const void*, Outputs& out) {
  const Tensor x = Tensor::share(in[0]), factor = Tensor::share(in[1]);
  if (ZEAL_UNLIKELY(x.rank() < 3))
    invalid("AdjustContrastv2: images must have at least 3 dimensions, got shape ", x.shape());
  if (ZEAL_UNLIKELY(factor.rank() != 0))
    invalid("AdjustContrastv2: contrast_factor must be a scalar, got shape ", factor.shape());
  const DType d = kHalf.contains(x.dtype()) ? DType::Float32 : x.dtype();
  const Tensor wide = ops::cast(x, {d});
  const Tensor mean = ops::mean(wide, {.axis = Ints{-3, -2}, .keepdims = true});
  out.resize(1);
  out[0] = ops::cast((wide - mean) * ops::cast(factor, {d}) + mean, {x.dtype()});
}

}  // namespace zeal::op
