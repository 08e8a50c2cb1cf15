// Colours, pixel by pixel; 16-bit floats are computed in float32.
#include "ops/image/colour.h"

#include <cmath>

#include "core/thread_pool.h"
#include "dispatch/elementwise.h"

namespace zeal {

namespace {

template <class C>
C clip(C x) {
  return std::min(std::max(x, C(0)), C(1));
}

// The hue, in turns, of a colour whose largest channel is r or g or b, and whose range is positive.
template <class C>
C hue(C r, C g, C b, C high, C range) {
  const C h = r == high   ? (g - b) / (6 * range)
              : g == high ? (b - r) / (6 * range) + C(2) / 6
                          : (r - g) / (6 * range) + C(4) / 6;
  return h < 0 ? h + 1 : h;
}

// low + range * the pure colour of a hue.
template <class C>
void pure(C h, C low, C range, C* out) {
  const C t = 6 * h;
  out[0] = low + range * clip(std::abs(t - 3) - 1);
  out[1] = low + range * clip(2 - std::abs(t - 2));
  out[2] = low + range * clip(2 - std::abs(t - 4));
}

// f(pixel, pixel out) for all pixels.
template <class F>
void over_pixels(KernelContext& k, F&& f) {
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    using C = std::conditional_t<std::is_same_v<T, double>, double, float>;
    const T* x = k.in<T>();
    T* y = k.out<T>();
    parallel_for(k.out().numel() / 3, kSerialElements / 16, [&](int64_t begin, int64_t end) {
      for (int64_t i = 3 * begin; i < 3 * end; i += 3) {
        const C in[3] = {static_cast<C>(x[i]), static_cast<C>(x[i + 1]), static_cast<C>(x[i + 2])};
        C out[3];
        f(in, out);
        for (int j = 0; j < 3; ++j) y[i + j] = static_cast<T>(out[j]);
      }
    });
  });
}

}  // namespace

void op::RGBToHSV::cpu(KernelContext& k) {
  over_pixels(k, []<class C>(const C* x, C* y) {
    const C high = std::max({x[0], x[1], x[2]}), range = high - std::min({x[0], x[1], x[2]});
    y[0] = range > 0 ? hue(x[0], x[1], x[2], high, range) : C(0);
    y[1] = high > 0 ? range / high : C(0);
    y[2] = high;
  });
}

void op::HSVToRGB::cpu(KernelContext& k) {
  over_pixels(k, []<class C>(const C* x, C* y) { pure(x[0], (1 - x[1]) * x[2], x[1] * x[2], y); });
}

void op::AdjustHue::cpu(KernelContext& k) {
  const float delta = *k.in<float>(1);
  over_pixels(k, [delta]<class C>(const C* x, C* y) {
    const C high = std::max({x[0], x[1], x[2]}), low = std::min({x[0], x[1], x[2]});
    const C turned = (high > low ? hue(x[0], x[1], x[2], high, high - low) : C(0)) + delta;
    pure(turned - std::floor(turned), low, high - low, y);
  });
}

void op::AdjustSaturation::cpu(KernelContext& k) {
  const float scale = *k.in<float>(1);
  over_pixels(k, [scale]<class C>(const C* x, C* y) {
    const C high = std::max({x[0], x[1], x[2]}), range = high - std::min({x[0], x[1], x[2]});
    const C s = clip((high > 0 ? range / high : C(0)) * scale);
    pure(range > 0 ? hue(x[0], x[1], x[2], high, range) : C(0), (1 - s) * high, s * high, y);
  });
}

}  // namespace zeal
