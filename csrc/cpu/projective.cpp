// Projective transforms of images: where each pixel comes from, and what of its gradient goes
// there.
#include "ops/image/projective.h"

#include <cmath>

#include "core/thread_pool.h"
#include "dispatch/elementwise.h"

namespace zeal {

namespace {

// A coordinate outside of [0, n) as the mode continues the image; it may stay outside for Constant.
float continued(float at, int64_t size, FillMode mode) {
  const auto n = static_cast<float>(size);
  if (mode == FillMode::Constant) return at;
  if (size <= 1) return 0;
  float x = at;
  if (mode == FillMode::Reflect) {
    if (x < 0) {
      if (x < 2 * n) x += 2 * n * std::trunc(-x / (2 * n));
      x = x < -n ? x + 2 * n : -x - 1;
    } else if (x > n - 1) {
      x -= 2 * n * std::trunc(x / (2 * n));
      if (x >= n) x = 2 * n - x - 1;
    }
  } else if (mode == FillMode::Wrap) {
    if (x < 0)
      x += n * (std::trunc(-x / (n - 1)) + 1);
    else if (x > n - 1)
      x -= n * std::trunc(x / (n - 1));
  }
  return std::min(std::max(x, 0.0f), n - 1);
}

// Calls f(row, column, weight) for the pixels that the output's pixel (x, y) is made of; those with
// weight that lie outside come as row -1. False: the point lies at infinity.
template <class F>
bool sources(const float* t, int64_t y, int64_t x, int64_t height, int64_t width, Interpolation how,
             FillMode mode, F&& f) {
  const auto fx = static_cast<float>(x), fy = static_cast<float>(y);
  const float k = t[6] * fx + t[7] * fy + 1;
  if (k == 0) return false;
  const float at_x = continued((t[0] * fx + t[1] * fy + t[2]) / k, width, mode);
  const float at_y = continued((t[3] * fx + t[4] * fy + t[5]) / k, height, mode);
  // Anything far outside, or not a number, is outside in the same way.
  const auto far = [](float v, int64_t n) { return !(v > -2 && v < static_cast<float>(n) + 1); };
  if (far(at_x, width) || far(at_y, height)) {
    f(-1, -1, 1.0f);
    return true;
  }
  const auto give = [&](float row, float column, float weight) {
    const auto r = static_cast<int64_t>(row), c = static_cast<int64_t>(column);
    const bool inside = r >= 0 && r < height && c >= 0 && c < width;
    f(inside ? r : -1, c, weight);
  };
  if (how == Interpolation::Nearest) {
    give(std::round(at_y), std::round(at_x), 1);
    return true;
  }
  const float low_y = std::floor(at_y), low_x = std::floor(at_x);
  const float dy = at_y - low_y, dx = at_x - low_x;
  give(low_y, low_x, (1 - dy) * (1 - dx));
  give(low_y, low_x + 1, (1 - dy) * dx);
  give(low_y + 1, low_x, dy * (1 - dx));
  give(low_y + 1, low_x + 1, dy * dx);
  return true;
}

template <class T>
void transform(KernelContext& k, float fill) {
  using C = std::conditional_t<std::is_same_v<T, double> || std::is_integral_v<T>, double, float>;
  const auto& a = k.attrs<op::ProjectiveAttrs>();
  const Shape &s = k.shape(), &o = k.out_shape();
  const int64_t channels = s[3], step = k.shape(1)[0] == 1 ? 0 : 8;
  parallel_for(o[0] * o[1], std::max<int64_t>(1, kSerialElements / (16 * o[2] * channels)),
               [&](int64_t begin, int64_t end) {
                 const Tensor room = Tensor::empty(dtype_of<C>, {channels});
                 C* sum = room.data<C>();
                 for (int64_t r = begin; r < end; ++r) {
                   const int64_t n = r / o[1];
                   const T* image = k.in<T>() + n * s[1] * s[2] * channels;
                   T* to = k.out<T>() + r * o[2] * channels;
                   for (int64_t x = 0; x < o[2]; ++x, to += channels) {
                     std::fill_n(sum, channels, C(0));
                     const auto add = [&](int64_t row, int64_t column, float w) {
                       const T* from = image + (row * s[2] + column) * channels;
                       if (w == 0) return;
                       for (int64_t c = 0; c < channels; ++c)
                         sum[c] += C(w) * (row < 0 ? C(fill) : static_cast<C>(from[c]));
                     };
                     if (!sources(k.in<float>(1) + n * step, r % o[1], x, s[1], s[2],
                                  a.interpolation, a.fill_mode, add))
                       std::fill_n(sum, channels, C(fill));
                     for (int64_t c = 0; c < channels; ++c) to[c] = convert<T>(sum[c]);
                   }
                 }
               });
}

template <class T>
void gradient(KernelContext& k) {
  using C = std::conditional_t<std::is_same_v<T, double>, double, float>;
  const auto& a = k.attrs<op::ImageProjectiveTransformGrad::Attrs>();
  const Shape &s = k.out_shape(), &o = k.shape();
  const int64_t channels = s[3], size = s[1] * s[2] * channels, step = k.shape(1)[0] == 1 ? 0 : 8;
  parallel_for(s[0], 1, [&](int64_t begin, int64_t end) {
    const Tensor room = Tensor::empty(dtype_of<C>, {size});
    C* sum = room.data<C>();
    for (int64_t n = begin; n < end; ++n) {
      std::fill_n(sum, size, C(0));
      const T* d = k.in<T>() + n * o[1] * o[2] * channels;
      for (int64_t y = 0; y < o[1]; ++y)
        for (int64_t x = 0; x < o[2]; ++x, d += channels)
          sources(k.in<float>(1) + n * step, y, x, s[1], s[2], a.interpolation, a.fill_mode,
                  [&](int64_t row, int64_t column, float w) {
                    if (row < 0) return;
                    C* to = sum + (row * s[2] + column) * channels;
                    for (int64_t c = 0; c < channels; ++c) to[c] += C(w) * static_cast<C>(d[c]);
                  });
      for (int64_t i = 0; i < size; ++i) k.out<T>()[n * size + i] = static_cast<T>(sum[i]);
    }
  });
}

void run(KernelContext& k, float fill) {
  if (k.out().numel() == 0) return;
  switch_dtype<op::kProjective>(k.dtype(), [&]<class T>() { transform<T>(k, fill); });
}

}  // namespace

void op::ImageProjectiveTransformV2::cpu(KernelContext& k) { run(k, 0); }
void op::ImageProjectiveTransformV3::cpu(KernelContext& k) { run(k, *k.in<float>(2)); }
void op::ImageProjectiveTransformGrad::cpu(KernelContext& k) {
  if (k.out().numel() == 0) return;
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() { gradient<T>(k); });
}

}  // namespace zeal
