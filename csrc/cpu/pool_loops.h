// Pooling's loops over images [height, width, channels], for any T; compiled where they are
// included.
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "core/macros.h"
#include "ops/nn/pool_geometry.h"

namespace zeal {
namespace {

// Calls f(pixel) for the pixels of an image that output pixel p's window has.
template <class F>
ZEAL_INLINE void for_each_in_window(const PoolGeometry& g, int64_t p, F&& f) {
  const int64_t y0 = p / g.w.out * g.h.stride - g.h.pad_before;
  const int64_t x0 = p % g.w.out * g.w.stride - g.w.pad_before;
  const int64_t y1 = std::min(y0 + g.h.kernel, g.h.in), x1 = std::min(x0 + g.w.kernel, g.w.in);
  for (int64_t y = std::max<int64_t>(y0, 0); y < y1; ++y)
    for (int64_t x = std::max<int64_t>(x0, 0); x < x1; ++x) f(y * g.w.in + x);
}

template <class T>
T window_size(const PoolGeometry& g, int64_t p) {
  int64_t n = 0;
  for_each_in_window(g, p, [&](int64_t) { ++n; });
  return static_cast<T>(n);
}

// What is below every element; the maximum of a window with nothing in it.
template <class T>
constexpr T lowest() {
  if constexpr (std::is_floating_point_v<T>)
    return -std::numeric_limits<T>::infinity();
  else
    return std::numeric_limits<T>::lowest();
}

template <class T>
ZEAL_INLINE T larger(T best, T v) {
  if constexpr (std::is_floating_point_v<T>)
    return v > best || v != v ? v : best;
  else
    return v > best ? v : best;
}

// y[p, :] for output pixels [begin, end) of one image.
template <class T>
void max_pool(const PoolGeometry& g, const T* x, T* y, int64_t begin, int64_t end) {
  const int64_t channels = g.channels;
  for (int64_t p = begin; p < end; ++p) {
    T* to = y + p * channels;
    std::fill_n(to, channels, lowest<T>());
    for_each_in_window(g, p, [&](int64_t pixel) {
      const T* from = x + pixel * channels;
#pragma GCC ivdep
      for (int64_t c = 0; c < channels; ++c) to[c] = larger(to[c], from[c]);
    });
  }
}

template <class T>
void avg_pool(const PoolGeometry& g, const T* x, T* y, int64_t begin, int64_t end) {
  const int64_t channels = g.channels;
  for (int64_t p = begin; p < end; ++p) {
    T* to = y + p * channels;
    std::fill_n(to, channels, T(0));
    for_each_in_window(g, p, [&](int64_t pixel) {
      const T* from = x + pixel * channels;
#pragma GCC ivdep
      for (int64_t c = 0; c < channels; ++c) to[c] += from[c];
    });
    const T size = window_size<T>(g, p);
#pragma GCC ivdep
    for (int64_t c = 0; c < channels; ++c) to[c] /= size;
  }
}

// dx, all of one image. `left` has room for the channels: what of dy has not found its place yet.
template <class T>
void max_pool_grad(const PoolGeometry& g, const T* x, const T* y, const T* dy, T* dx, T* left) {
  const int64_t channels = g.channels;
  std::fill_n(dx, g.in_pixels() * channels, T(0));
  for (int64_t p = 0; p < g.out_pixels(); ++p) {
    std::copy_n(dy + p * channels, channels, left);
    const T* max = y + p * channels;
    for_each_in_window(g, p, [&](int64_t pixel) {
      const T* from = x + pixel * channels;
      T* to = dx + pixel * channels;
#pragma GCC ivdep
      for (int64_t c = 0; c < channels; ++c) {
        const bool here = from[c] == max[c] || from[c] != from[c];
        to[c] += here ? left[c] : T(0);
        left[c] = here ? T(0) : left[c];
      }
    });
  }
}

// out[p, :] = d at the place of each window's maximum, for all of one image.
template <class T>
void max_pool_grad_grad(const PoolGeometry& g, const T* x, const T* y, const T* d, T* out,
                        T* left) {
  const int64_t channels = g.channels;
  for (int64_t p = 0; p < g.out_pixels(); ++p) {
    T* to = out + p * channels;
    std::fill_n(to, channels, T(0));
    std::fill_n(left, channels, T(1));
    const T* max = y + p * channels;
    for_each_in_window(g, p, [&](int64_t pixel) {
      const T* from = x + pixel * channels;
      const T* value = d + pixel * channels;
#pragma GCC ivdep
      for (int64_t c = 0; c < channels; ++c) {
        const bool here = from[c] == max[c] || from[c] != from[c];
        to[c] = here && left[c] != T(0) ? value[c] : to[c];
        left[c] = here ? T(0) : left[c];
      }
    });
  }
}

template <class T>
void avg_pool_grad(const PoolGeometry& g, const T* dy, T* dx) {
  const int64_t channels = g.channels;
  std::fill_n(dx, g.in_pixels() * channels, T(0));
  for (int64_t p = 0; p < g.out_pixels(); ++p) {
    const T* from = dy + p * channels;
    const T share = T(1) / window_size<T>(g, p);
    for_each_in_window(g, p, [&](int64_t pixel) {
      T* to = dx + pixel * channels;
#pragma GCC ivdep
      for (int64_t c = 0; c < channels; ++c) to[c] += from[c] * share;
    });
  }
}

}  // namespace
}  // namespace zeal
