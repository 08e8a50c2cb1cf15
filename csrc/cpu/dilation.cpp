// Kernels of grey-scale dilation and its derivatives.
#include "ops/nn/dilation.h"

#include <cstring>
#include <vector>

#include "core/thread_pool.h"
#include "ops/scalar/basic.h"

namespace zeal::op {

namespace {

struct Best {
  int64_t pixel, tap;  // -1 when the window meets no pixel
};

// Where image plus filter is largest in the window of output row y and column x; NaN wins.
template <class T, class C>
Best largest(const Windows& w, const T* image, const T* filter, int64_t y, int64_t x, int64_t c,
             int64_t channels, C& value) {
  Best best{-1, -1};
  const int64_t y0 = y * w.h.stride - w.h.pad_before, x0 = x * w.w.stride - w.w.pad_before;
  for (int64_t i = 0; i < w.h.kernel; ++i) {
    const int64_t row = y0 + i * w.h.dilation;
    if (row < 0 || row >= w.h.in) continue;
    for (int64_t j = 0; j < w.w.kernel; ++j) {
      const int64_t column = x0 + j * w.w.dilation;
      if (column < 0 || column >= w.w.in) continue;
      const int64_t pixel = row * w.w.in + column, tap = i * w.w.kernel + j;
      const C sum = m::add(static_cast<C>(image[pixel * channels + c]),
                           static_cast<C>(filter[tap * channels + c]));
      if (best.pixel < 0 || sum > value || (sum != sum && value == value)) {
        value = sum;
        best = {pixel, tap};
      }
    }
  }
  return best;
}

template <class T>
constexpr T lowest() {
  if constexpr (std::is_integral_v<T>)
    return std::numeric_limits<T>::lowest();
  else
    return T(-std::numeric_limits<float>::infinity());
}

}  // namespace

void Dilation2D::cpu(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const Windows w = dilation_windows(k.op_name(), k.shape(0), k.shape(1), k.attrs<Attrs>());
  const int64_t channels = k.shape()[3], image = w.h.in * w.w.in * channels;
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    using C = std::conditional_t<is_narrow_float<T>, float, T>;
    const int64_t rows = k.shape()[0] * w.h.out;
    parallel_for(rows, 4, [&](int64_t begin, int64_t end) {
      for (int64_t r = begin; r < end; ++r)
        for (int64_t x = 0; x < w.w.out; ++x)
          for (int64_t c = 0; c < channels; ++c) {
            C value = static_cast<C>(lowest<T>());
            largest(w, k.in<T>(0) + r / w.h.out * image, k.in<T>(1), r % w.h.out, x, c, channels,
                    value);
            k.out<T>()[(r * w.w.out + x) * channels + c] = static_cast<T>(value);
          }
    });
  });
}

// One thread: windows overlap.
void Dilation2DBackprop::cpu(KernelContext& k) {
  if (k.out().numel() == 0) return;
  const Attrs& a = k.attrs<Attrs>();
  const Windows w = dilation_windows(k.op_name(), k.shape(0), k.shape(1), a.windows());
  const int64_t channels = k.shape()[3], image = w.h.in * w.w.in * channels;
  switch_dtype<kReal>(k.dtype(), [&]<class T>() {
    using C = std::conditional_t<is_narrow_float<T>, float, T>;
    std::vector<C> sums(static_cast<size_t>(k.out().numel()));
    const T* dy = k.in<T>(2);
    for (int64_t n = 0; n < k.shape()[0]; ++n)
      for (int64_t y = 0; y < w.h.out; ++y)
        for (int64_t x = 0; x < w.w.out; ++x)
          for (int64_t c = 0; c < channels; ++c, ++dy) {
            C value{};
            const Best best =
                largest(w, k.in<T>(0) + n * image, k.in<T>(1), y, x, c, channels, value);
            if (best.pixel < 0) continue;
            C& sum = sums[static_cast<size_t>(a.to_filter ? best.tap * channels + c
                                                          : n * image + best.pixel * channels + c)];
            sum = m::add(sum, static_cast<C>(*dy));
          }
    for (size_t i = 0; i < sums.size(); ++i) k.out<T>()[i] = static_cast<T>(sums[i]);
  });
}

}  // namespace zeal::op
