// Colours, pixel by pixel; 16-bit floats are computed in float32.
#include "ops/image/colour.h"

#include <cmath>

#include "core/thread_pool.h"
#include "dispatch/elementwise.h"
#include "ops/image/rgb.h"

namespace zeal {

using colour::Rgb;

namespace {

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
  over_pixels(k, []<class C>(const Rgb<C>& x) { return colour::to_hsv(x); });
}

void op::HSVToRGB::cpu(KernelContext& k) {
  over_pixels(k, []<class C>(const Rgb<C>& x) { return colour::from_hsv(x); });
}

void op::AdjustHue::cpu(KernelContext& k) {
  const float given = *k.in<float>(1), delta = given - std::floor(given);
  over_pixels(k, [delta]<class C>(const Rgb<C>& x) { return colour::turn_hue(x, C(delta)); });
}

void op::AdjustSaturation::cpu(KernelContext& k) {
  const float scale = *k.in<float>(1);
  over_pixels(k, [scale]<class C>(const Rgb<C>& x) { return colour::saturate(x, C(scale)); });
}

}  // namespace zeal
