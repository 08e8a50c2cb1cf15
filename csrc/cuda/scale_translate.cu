// Resizing by a sampling kernel on CUDA. The scale is the device's, so that the device also finds
// the weights: a matrix [out, in] for each axis, of which each row has one run that counts.
#include "ops/image/scale_translate.h"

#include "cuda/each.h"
#include "cuda/windows.h"
#include "ops/image/sampler.h"
#include "ops/traits.h"

namespace zeal {

namespace {

// Row o adds up elements [begin[o], end[o]), with weight[o * along + i * across].
struct Rows {
  int64_t *begin, *end;
  float* weight;
  int64_t along, across;
};

struct MakeWeights {
  SampleKernel kernel;
  const float *scale, *translation;
  bool antialias;
  int64_t in;
  Rows rows;
  cuda::Reporter report;
  HOST_DEVICE void operator()(int64_t o) const {
    rows.begin[o] = rows.end[o] = 0;
    if (!(*scale > 0 && std::isfinite(*scale) && std::isfinite(*translation))) return report();
    const SampledAxis axis(kernel, in, *scale, *translation, antialias);
    const SampledAxis::Reach r = axis.reach(o);
    float* to = rows.weight + o * in;
    float sum = 0;
    for (int64_t i = r.begin; i < r.end; ++i) sum += to[i] = axis.weight(r, i);
    if (std::abs(sum) > 1e-35f)
      for (int64_t i = r.begin; i < r.end; ++i) to[i] /= sum;
    rows.begin[o] = r.begin;
    rows.end[o] = r.end;
  }
};

// The rows whose runs have element i: neighbours, for runs only move on.
struct FindRows {
  Rows rows, turned;
  int64_t out;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t o = 0;
    while (o < out && (i < rows.begin[o] || i >= rows.end[o])) ++o;
    turned.begin[i] = o;
    while (o < out && i >= rows.begin[o] && i < rows.end[o]) ++o;
    turned.end[i] = o;
  }
};

// Room for one axis' matrix and its runs, forward and turned.
class Axis {
 public:
  Axis(KernelContext& k, int axis, SampleKernel kernel, bool antialias, int64_t in, int64_t out)
      : room_(k.stream(), static_cast<size_t>(in + out) * 16 + static_cast<size_t>(in * out) * 4),
        in_(in),
        out_(out) {
    auto* at = room_.data<int64_t>();
    auto* weight = reinterpret_cast<float*>(at + 2 * (in + out));
    forward_ = {at, at + out, weight, in, 1};
    turned_ = {at + 2 * out, at + 2 * out + in, weight, 1, in};
    cuda::each(
        k.stream(), out,
        MakeWeights{kernel, k.in<float>(1) + axis, k.in<float>(2) + axis, antialias, in, forward_,
                    cuda::reporter(k,
                                   "argument 'scale' must be greater than zero and finite, "
                                   "and 'translation' finite")});
  }
  const Rows& forward() const { return forward_; }
  const Rows& turned(Stream s) const {
    cuda::each(s, in_, FindRows{forward_, turned_, out_});
    return turned_;
  }

 private:
  cuda::Scratch room_;
  int64_t in_, out_;
  Rows forward_, turned_;
};

// Rows are summed before columns, as on the CPU.
template <class In, class Out>
struct Resample {
  using C =
      std::conditional_t<std::is_same_v<In, double> && std::is_same_v<Out, double>, double, float>;
  const In* x;
  Out* y;
  cuda::Pixels out;
  int64_t height, width, channels;
  Rows rows, columns;
  HOST_DEVICE void operator()(int64_t i) const {
    int64_t n, r, q, c;
    out(i, n, r, q, c);
    const In* image = x + n * height * width * channels + c;
    C sum = 0;
    for (int64_t p = columns.begin[q]; p < columns.end[q]; ++p) {
      C down = 0;
      for (int64_t u = rows.begin[r]; u < rows.end[r]; ++u)
        down += static_cast<C>(rows.weight[r * rows.along + u * rows.across]) *
                static_cast<C>(image[(u * width + p) * channels]);
      sum += static_cast<C>(columns.weight[q * columns.along + p * columns.across]) * down;
    }
    y[i] = static_cast<Out>(sum);
  }
};

void resample(KernelContext& k, const Rows& rows, const Rows& columns) {
  const Shape &x = k.shape(), &y = k.out_shape();
  switch_dtype<kReal>(k.dtype(), [&]<class In>() {
    const auto go = [&]<class Out>() {
      cuda::each(k.stream(), k.out().numel(),
                 Resample<In, Out>{k.in<In>(), k.out<Out>(), cuda::Pixels(y[1], y[2], y[3]), x[1],
                                   x[2], x[3], rows, columns});
    };
    if (k.out().dtype() == DType::Float32)
      go.template operator()<float>();
    else if constexpr (is_float_type<In>)
      switch_dtype<kFloating>(k.out().dtype(), go);
  });
}

}  // namespace

void op::ScaleAndTranslate::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Shape &x = k.shape(), &y = k.out_shape();
  const Axis rows(k, 0, a.kernel_type, a.antialias, x[1], y[1]);
  const Axis columns(k, 1, a.kernel_type, a.antialias, x[2], y[2]);
  if (k.out().numel()) resample(k, rows.forward(), columns.forward());
}

void op::ScaleAndTranslateGrad::cuda(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const Shape &x = k.out_shape(), &y = k.shape();
  const Axis rows(k, 0, a.kernel_type, a.antialias, x[1], y[1]);
  const Axis columns(k, 1, a.kernel_type, a.antialias, x[2], y[2]);
  if (k.out().numel()) resample(k, rows.turned(k.stream()), columns.turned(k.stream()));
}

}  // namespace zeal
