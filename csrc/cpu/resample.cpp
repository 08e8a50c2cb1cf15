// Resizing: for each row of the output the rows of the input are summed, then that row's columns.
#include "cpu/resample.h"

#include <cmath>

#include "core/dtype_switch.h"
#include "core/thread_pool.h"
#include "dispatch/elementwise.h"
#include "ops/image/resize_nearest.h"

namespace zeal {

namespace {

// The columns of one row: for pixels of so few channels that their sums stay in registers, and of
// any number.
template <int kChannels, class C, class Out>
void across(const C* __restrict x, const Taps& columns, Out* __restrict y) {
  const float* weight = columns.weight.data();
  const int32_t* index = columns.index.data();
  const int64_t* start = columns.start.data();
  for (int64_t c = 0, n = columns.out(); c < n; ++c, y += kChannels) {
    C sum[kChannels] = {};
    for (int64_t t = start[c]; t < start[c + 1]; ++t)
      for (int j = 0; j < kChannels; ++j)
        sum[j] += C(weight[t]) * x[int64_t{index[t]} * kChannels + j];
    for (int j = 0; j < kChannels; ++j) y[j] = static_cast<Out>(sum[j]);
  }
}
template <class C, class Out>
void across(const C* x, const Taps& columns, int64_t channels, Out* y) {
  constexpr int64_t kSome = 64;
  for (int64_t c = 0; c < columns.out(); ++c)
    for (int64_t first = 0, n; first < channels; first += n, y += n) {
      n = std::min(kSome, channels - first);
      C sum[kSome] = {};
      for (int64_t t = columns.start[c]; t < columns.start[c + 1]; ++t) {
        const C* from = x + columns.index[t] * channels + first;
        const C w = columns.weight[t];
        for (int64_t j = 0; j < n; ++j) sum[j] += w * from[j];
      }
      for (int64_t j = 0; j < n; ++j) y[j] = static_cast<Out>(sum[j]);
    }
}

template <class In, class Out>
void run(const In* x, const Taps& rows, const Taps& columns, int64_t batch, int64_t channels,
         Out* y) {
  using C =
      std::conditional_t<std::is_same_v<In, double> && std::is_same_v<Out, double>, double, float>;
  const int64_t width = columns.in * channels, out_width = columns.out() * channels;
  const int64_t taps =
      static_cast<int64_t>(rows.index.size()) / std::max<int64_t>(rows.out(), 1) + 1;
  const int64_t grain = std::max<int64_t>(1, kSerialElements / (width * taps + 4 * out_width));
  parallel_for(batch * rows.out(), grain, [&](int64_t begin, int64_t end) {
    const Tensor room = Tensor::empty(dtype_of<C>, {width});
    C* __restrict sum = room.data<C>();
    for (int64_t r = begin; r < end; ++r) {
      const int64_t n = r / rows.out(), o = r % rows.out();
      std::fill_n(sum, width, C(0));
      for (int64_t t = rows.start[o]; t < rows.start[o + 1]; ++t) {
        const In* __restrict from = x + (n * rows.in + rows.index[t]) * width;
        const C w = rows.weight[t];
        for (int64_t i = 0; i < width; ++i) sum[i] += w * static_cast<C>(from[i]);
      }
      Out* __restrict to = y + r * out_width;
      if (channels == 3)
        across<3>(sum, columns, to);
      else if (channels == 1)
        across<1>(sum, columns, to);
      else
        across(sum, columns, channels, to);
    }
  });
}

template <class T>
void copy_pixel(const T* from, int64_t channels, T* to) {
  if (channels == 3) {
    to[0] = from[0], to[1] = from[1], to[2] = from[2];
  } else {
    for (int64_t j = 0; j < channels; ++j) to[j] = from[j];
  }
}

template <class T>
void pick(const T* x, const Taps& rows, const Taps& columns, int64_t batch, int64_t channels,
          T* y) {
  const int64_t row = columns.in * channels, out_row = columns.out() * channels;
  parallel_for(batch * rows.out(), std::max<int64_t>(1, kSerialElements / out_row),
               [&](int64_t begin, int64_t end) {
                 for (int64_t r = begin; r < end; ++r) {
                   const T* from =
                       x + (r / rows.out() * rows.in + rows.index[r % rows.out()]) * row;
                   T* to = y + r * out_row;
                   for (int64_t c = 0; c < columns.out(); ++c, to += channels)
                     copy_pixel(from + columns.index[c] * channels, channels, to);
                 }
               });
}

void resize(KernelContext& k, ResizeMethod method, bool align_corners, bool half) {
  const Shape &x = k.shape(), &y = k.out_shape();
  if (k.out().numel() == 0) return;
  resample(Tensor::share(&k.in()), resize_taps(method, x[1], y[1], align_corners, half),
           resize_taps(method, x[2], y[2], align_corners, half), Tensor::share(&k.out()));
}

// The two samplings of a call of ScaleAndTranslate from `in` to `out`.
std::pair<Taps, Taps> sampled(KernelContext& k, SampleKernel kernel, bool antialias,
                              const Shape& in, const Shape& out) {
  const float *scale = k.in<float>(1), *move = k.in<float>(2);
  for (int i = 0; i < 2; ++i) {
    if (!(scale[i] > 0 && std::isfinite(scale[i])))
      k.fail("argument 'scale' must be greater than zero, got ", scale[i]);
    if (!std::isfinite(move[i])) k.fail("argument 'translation' must be finite, got ", move[i]);
  }
  return {sample_taps(kernel, in[1], out[1], scale[0], move[0], antialias),
          sample_taps(kernel, in[2], out[2], scale[1], move[1], antialias)};
}

}  // namespace

void resample(const Tensor& x, const Taps& rows, const Taps& columns, const Tensor& y) {
  switch_dtype<kReal>(x.dtype(), [&]<class In>() {
    const auto go = [&]<class Out>() {
      run(x.data<In>(), rows, columns, x.dim(0), x.dim(3), y.data<Out>());
    };
    if (y.dtype() == DType::Float32)
      go.template operator()<float>();
    else if constexpr (is_float_type<In>)
      switch_dtype<kFloating>(y.dtype(), go);
  });
}

void op::ResizeBilinear::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  resize(k, ResizeMethod::Bilinear, a.align_corners, a.half_pixel_centers);
}
void op::ResizeBicubic::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  resize(k, ResizeMethod::Bicubic, a.align_corners, a.half_pixel_centers);
}
void op::ResizeArea::cpu(KernelContext& k) {
  resize(k, ResizeMethod::Area, k.attrs<Attrs>().align_corners, false);
}

void op::ResizeGrad::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const Shape &x = k.out_shape(), &y = k.shape();
  const auto taps = [&](int i) {
    return resize_taps(a.method, x[i], y[i], a.align_corners, a.half_pixel_centers).transposed();
  };
  resample(Tensor::share(&k.in()), taps(1), taps(2), Tensor::share(&k.out()));
}

void op::ResizeNearestNeighbor::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const Shape &x = k.shape(), &y = k.out_shape();
  const Taps rows = nearest_taps(x[1], y[1], a.align_corners, a.half_pixel_centers);
  const Taps columns = nearest_taps(x[2], y[2], a.align_corners, a.half_pixel_centers);
  switch_dtype<kReal>(k.dtype(),
                      [&]<class T>() { pick(k.in<T>(), rows, columns, x[0], x[3], k.out<T>()); });
}

void op::ResizeNearestNeighborGrad::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  if (k.out().numel() == 0) return;
  const Shape &x = k.out_shape(), &y = k.shape();
  const auto taps = [&](int i) {
    return nearest_taps(x[i], y[i], a.align_corners, a.half_pixel_centers).transposed();
  };
  resample(Tensor::share(&k.in()), taps(1), taps(2), Tensor::share(&k.out()));
}

void op::ScaleAndTranslate::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const auto [rows, columns] = sampled(k, a.kernel_type, a.antialias, k.shape(), k.out_shape());
  if (k.out().numel() == 0) return;
  resample(Tensor::share(&k.in()), rows, columns, Tensor::share(&k.out()));
}

void op::ScaleAndTranslateGrad::cpu(KernelContext& k) {
  const Attrs& a = k.attrs<Attrs>();
  const auto [rows, columns] = sampled(k, a.kernel_type, a.antialias, k.out_shape(), k.shape());
  if (k.out().numel() == 0) return;
  resample(Tensor::share(&k.in()), rows.transposed(), columns.transposed(),
           Tensor::share(&k.out()));
}

}  // namespace zeal
