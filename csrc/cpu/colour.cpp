// Colours, pixel by pixel; 16-bit floats are computed in float32.
#include "ops/image/colour.h"

#include <cmath>

#include "core/thread_pool.h"
#include "dispatch/elementwise.h"

namespace zeal {

namespace {

template <class C>
ZEAL_INLINE C clip(C x) {
  x = x > 0 ? x : 0;
  return x < 1 ? x : 1;
}

template <class C>
struct Rgb {
  C r, g, b;
  ZEAL_INLINE C high() const { return std::max(std::max(r, g), b); }
  ZEAL_INLINE C low() const { return std::min(std::min(r, g), b); }
};

// The hue, in turns, of a colour of this largest channel and range; 0 if there is no range.
template <class C>
ZEAL_INLINE C hue(const Rgb<C>& c, C high, C range) {
  const bool red = c.r == high, green = c.g == high;
  const C by = red ? c.g - c.b : green ? c.b - c.r : c.r - c.g;
  const C from = red ? C(0) : green ? C(2) / 6 : C(4) / 6;
  const C h = by / (range > 0 ? 6 * range : C(1)) + from;
  return range > 0 ? (h < 0 ? h + 1 : h) : C(0);
}

// low + range * the pure colour of a hue.
template <class C>
ZEAL_INLINE Rgb<C> pure(C h, C low, C range) {
  const C t = 6 * h;
  return {low + range * clip(std::abs(t - 3) - 1), low + range * clip(2 - std::abs(t - 2)),
          low + range * clip(2 - std::abs(t - 4))};
}

template <class C>
ZEAL_INLINE C saturation(C high, C range) {
  return high > 0 ? range / (high > 0 ? high : C(1)) : C(0);
}

// f of all pixels. A block of them is sorted into planes first, so that f's loop is one of vectors.
template <class F>
void over_pixels(KernelContext& k, F&& f) {
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    using C = std::conditional_t<std::is_same_v<T, double>, double, float>;
    constexpr int64_t kBlock = 64;
    const T* x = k.in<T>();
    T* y = k.out<T>();
    parallel_for(k.out().numel() / 3, kSerialElements / 16, [&](int64_t begin, int64_t end) {
      C r[kBlock] = {}, g[kBlock] = {}, b[kBlock] = {};
      for (int64_t i = begin; i < end; i += kBlock) {
        const int64_t n = std::min(kBlock, end - i);
        for (int64_t j = 0; j < n; ++j) {
          const T* from = x + 3 * (i + j);
          r[j] = static_cast<C>(from[0]);
          g[j] = static_cast<C>(from[1]);
          b[j] = static_cast<C>(from[2]);
        }
        for (int64_t j = 0; j < kBlock; ++j) {
          const Rgb<C> v = f(Rgb<C>{r[j], g[j], b[j]});
          r[j] = v.r;
          g[j] = v.g;
          b[j] = v.b;
        }
        for (int64_t j = 0; j < n; ++j) {
          T* to = y + 3 * (i + j);
          to[0] = static_cast<T>(r[j]);
          to[1] = static_cast<T>(g[j]);
          to[2] = static_cast<T>(b[j]);
        }
      }
    });
  });
}

}  // namespace

void op::RGBToHSV::cpu(KernelContext& k) {
  over_pixels(k, []<class C>(const Rgb<C>& x) {
    const C high = x.high(), range = high - x.low();
    return Rgb<C>{hue(x, high, range), saturation(high, range), high};
  });
}

void op::HSVToRGB::cpu(KernelContext& k) {
  over_pixels(k, []<class C>(const Rgb<C>& x) { return pure(x.r, (1 - x.g) * x.b, x.g * x.b); });
}

void op::AdjustHue::cpu(KernelContext& k) {
  const float given = *k.in<float>(1), delta = given - std::floor(given);
  over_pixels(k, [delta]<class C>(const Rgb<C>& x) {
    const C high = x.high(), low = x.low();
    const C turned = hue(x, high, high - low) + delta;
    return pure(turned < 1 ? turned : turned - 1, low, high - low);
  });
}

void op::AdjustSaturation::cpu(KernelContext& k) {
  const float scale = *k.in<float>(1);
  over_pixels(k, [scale]<class C>(const Rgb<C>& x) {
    const C high = x.high(), range = high - x.low();
    const C s = clip(saturation(high, range) * C(scale));
    return pure(hue(x, high, range), (1 - s) * high, s * high);
  });
}

}  // namespace zeal
