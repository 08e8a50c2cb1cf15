#include "ops/nn/batch_norm.h"

#include "ops/array/reshape.h"
#include "ops/math/cast.h"
#include "ops/math/power.h"
#include "ops/math/reduce.h"
#include "ops/nn/multiply_add.h"

namespace zeal::op {

namespace {

// The dtype of the statistics, and of scale and offset.
DType wide(DType x) { return kHalf.contains(x) ? DType::Float32 : x; }
Tensor cast(const Tensor& t, DType to) { return t.dtype() == to ? t : ops::cast(t, {.dtype = to}); }

int channel_axis(int rank, ChannelFormat f) { return channels_first(f) ? 1 : rank - 1; }

// [channels], so that it broadcasts against x.
Tensor by_channel(const Tensor& t, int rank, ChannelFormat f) {
  if (!channels_first(f) || rank == 2) return t;
  Ints shape;
  int64_t* d = shape.resize(static_cast<size_t>(rank) - 1);
  std::fill_n(d, shape.size(), int64_t{1});
  d[0] = t.dim(0);
  return ops::reshape(t, {.shape = shape});
}

// Sums over everything but the channels.
Tensor channel_sums(const Tensor& t, ChannelFormat f) {
  const int channel = channel_axis(t.rank(), f);
  Ints axes;
  int64_t* a = axes.resize(static_cast<size_t>(t.rank()) - 1);
  for (int i = 0; i < t.rank(); ++i)
    if (i != channel) *a++ = i;
  return ops::sum(t, {.axis = axes});
}

// x * a + b with a and b by channel, in x's dtype; 16-bit floats by way of float32.
Tensor scale_and_shift(const Tensor& x, const Tensor& a, const Tensor& b, ChannelFormat f) {
  const Tensor y =
      ops::multiply_add(cast(x, a.dtype()), by_channel(a, x.rank(), f), by_channel(b, x.rank(), f));
  return cast(y, x.dtype());
}

void check(const InferContext& c, int input, const char* argument, ChannelFormat f) {
  const Shape want{c.shape(0)[channel_axis(c.shape(0).rank(), f)]};
  if (ZEAL_UNLIKELY(c.dtype(input) != wide(c.dtype(0)) || c.shape(input) != want))
    c.fail("argument '", argument, "' must be ", name_of(wide(c.dtype(0))), " of shape ", want,
           " for x of shape ", c.shape(0), ", got ", name_of(c.dtype(input)), " of shape ",
           c.shape(input));
}

}  // namespace

void BatchNormalization::body(Inputs in, const void* attrs, Outputs& out) {
  const Tensor x = Tensor::share(in[0]), mean = Tensor::share(in[1]);
  const Tensor variance = Tensor::share(in[2]);
  Tensor inverse = ops::rsqrt(variance + static_cast<const Attrs*>(attrs)->variance_epsilon);
  if (in[4]) inverse = inverse * Tensor::share(in[4]);
  const Tensor shift = in[3] ? Tensor::share(in[3]) - mean * inverse : -(mean * inverse);
  out.resize(1);
  out[0] = ops::multiply_add(x, cast(inverse, x.dtype()), cast(shift, x.dtype()));
}

void BatchNormTraining::infer(InferContext& c) {
  const ChannelFormat f = c.attrs<Attrs>().data_format;
  c.need_rank_at_least(0, 2, "x");
  check(c, 1, "scale", f);
  check(c, 2, "offset", f);
  c.out_like(0);
  c.out_like(1);
  c.out_like(1);
}

void BatchNormTraining::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  const Tensor x = g.x(0), scale = g.x(1), mean = g.y(1), variance = g.y(2);
  Tensor dx;
  if (g.has_dy(0)) {
    std::vector<Tensor> d =
        ops::batch_norm_grad.all({x, scale, g.dy(0), mean, variance}, {a.epsilon, a.data_format});
    dx = d[0];
    if (g.needs(1)) g.dx(1, d[1]);
    if (g.needs(2)) g.dx(2, d[2]);
  }
  // The mean moves with every x by 1 / n, the variance by 2 (x - mean) / n.
  const double n = double(x.numel()) / double(std::max<int64_t>(1, scale.numel()));
  if (g.has_dy(1) || g.has_dy(2)) {
    const Tensor slope = g.dy(2) * (2 / n);
    const Tensor shift = g.dy(1) * (1 / n) - slope * mean;
    const Tensor more = scale_and_shift(x, slope, shift, a.data_format);
    dx = dx ? dx + more : more;
  }
  if (dx && g.needs(0)) g.dx(0, dx);
}

void BatchNormGrad::infer(InferContext& c) {
  const ChannelFormat f = c.attrs<Attrs>().data_format;
  c.need_rank_at_least(0, 2, "x");
  if (c.shape(2) != c.shape(0))
    c.fail("argument 'dy' must have x's shape ", c.shape(0), ", got ", c.shape(2));
  check(c, 1, "scale", f);
  check(c, 3, "mean", f);
  check(c, 4, "variance", f);
  c.out_like(0);
  c.out_like(1);
  c.out_like(1);
}

// Note [Second derivative of batch normalisation]
// With r = 1 / sqrt(variance + epsilon), h = (x - mean) r, A = mean of dy, B = mean of dy h:
//   dx = scale r (dy - A - h B),   dscale = sum of dy h,   doffset = sum of dy.
// For g, gs, go, the gradients by these three, let C = mean of g h and
//   e = gs dy - scale r (g B + dy C), the gradient by h. Then
//   by dy: scale r (g - mean of g - h C) + gs h + go      by scale: sum of g dx / scale
//   by x: e r      by mean: - sum of e r      by variance: - r^2 / 2 (sum of e h + sum of g dx)
// x reaches mean and variance also through BatchNormTraining, whose gradient adds that.
void BatchNormGrad::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  const DType w = wide(g.x_dtype(0));
  const int rank = g.x_shape(0).rank();
  auto spread = [&](const Tensor& t) { return by_channel(t, rank, a.data_format); };
  auto sums = [&](const Tensor& t) { return channel_sums(t, a.data_format); };
  const Tensor x = cast(g.x(0), w), dy = cast(g.x(2), w), d = cast(g.dy(0), w);
  const Tensor scale = g.x(1), mean = g.x(3), gs = g.dy(1), go = g.dy(2);
  const double n = double(x.numel()) / double(std::max<int64_t>(1, scale.numel()));
  auto means = [&](const Tensor& t) { return sums(t) * (1 / n); };

  const Tensor r = ops::rsqrt(g.x(4) + a.epsilon), sr = spread(scale * r);
  const Tensor h = (x - spread(mean)) * spread(r);
  const Tensor B = spread(means(dy * h)), C = spread(means(d * h));
  const Tensor centred = dy - spread(means(dy)) - h * B;  // dx / (scale r)
  const Tensor e = spread(gs) * dy - sr * (d * B + dy * C);
  const Tensor dot = sums(d * centred);
  if (g.needs(0)) g.dx(0, cast(e * spread(r), g.x_dtype(0)));
  if (g.needs(1)) g.dx(1, dot * r);
  if (g.needs(2)) {
    const Tensor by_dy = sr * (d - spread(means(d)) - h * C) + spread(gs) * h + spread(go);
    g.dx(2, cast(by_dy, g.x_dtype(2)));
  }
  if (g.needs(3)) g.dx(3, -(sums(e) * r));
  if (g.needs(4)) g.dx(4, (sums(e * h) + dot * scale * r) * (r * r) * -0.5);
}

void FusedBatchNorm::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  const Tensor x = Tensor::share(in[0]);
  if (ZEAL_UNLIKELY(x.rank() < 2))
    invalid(def.type, ": argument 'x' must have at least 2 dimensions, got shape ", x.shape());
  const Shape want{x.dim(channel_axis(x.rank(), a.data_format))};
  Tensor given[4];  // scale, offset, mean, variance
  for (int i = 0; i < 4; ++i) {
    if (!in[i + 1]) continue;
    given[i] = cast(Tensor::share(in[i + 1]), wide(x.dtype()));
    if (ZEAL_UNLIKELY(given[i].shape() != want))
      invalid(def.type, ": scale, offset, mean and variance must have shape ", want,
              " for x of shape ", x.shape(), ", got ", given[i].shape());
  }
  const auto& [scale, offset, mean, variance] = given;
  const double weight = a.exponential_avg_factor;
  if (ZEAL_UNLIKELY((!a.is_training || weight != 1) && (!mean || !variance)))
    invalid(def.type,
            ": mean and variance are needed when is_training is False or "
            "exponential_avg_factor is not 1");
  if (!a.is_training) {
    const Tensor factor = ops::rsqrt(variance + a.epsilon) * scale;
    out.resize(3);
    out[0] = scale_and_shift(x, factor, offset - mean * factor, a.data_format);
    out[1] = mean;
    out[2] = variance;
    return;
  }
  TensorImpl* inputs[] = {in[0], scale.get(), offset.get()};
  const BatchNormTraining::Attrs t{a.epsilon, a.data_format};
  dispatch(record_of<op::BatchNormTraining>(), inputs, &t, out);
  const double n = double(x.numel()) / double(std::max<int64_t>(1, want[0]));
  out[2] = out[2] * (n / std::max(n - 1, 1.));
  if (weight == 1) return;
  out[1] = mean * (1 - weight) + out[1] * weight;
  out[2] = variance * (1 - weight) + out[2] * weight;
}

}  // namespace zeal::op
