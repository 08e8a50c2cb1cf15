// Colours on CUDA, a thread a pixel.
#include "ops/image/colour.h"

#include <cmath>

#include "cuda/each.h"
#include "ops/traits.h"

namespace zeal {

namespace {

template <class C>
HOST_DEVICE C clip(C x) {
  x = x > 0 ? x : 0;
  return x < 1 ? x : 1;
}
template <class C>
HOST_DEVICE C larger(C a, C b) {
  return a < b ? b : a;
}
template <class C>
HOST_DEVICE C smaller(C a, C b) {
  return b < a ? b : a;
}

template <class C>
struct Rgb {
  C r, g, b;
  HOST_DEVICE C high() const { return larger(larger(r, g), b); }
  HOST_DEVICE C low() const { return smaller(smaller(r, g), b); }
};

// The hue, in turns, of a colour of this largest channel and range; 0 if there is no range.
template <class C>
HOST_DEVICE C hue(const Rgb<C>& c, C high, C range) {
  const bool red = c.r == high, green = c.g == high;
  const C by = red ? c.g - c.b : green ? c.b - c.r : c.r - c.g;
  const C from = red ? C(0) : green ? C(2) / 6 : C(4) / 6;
  const C h = by / (range > 0 ? 6 * range : C(1)) + from;
  return range > 0 ? (h < 0 ? h + 1 : h) : C(0);
}

// low + range * the pure colour of a hue.
template <class C>
HOST_DEVICE Rgb<C> pure(C h, C low, C range) {
  const C t = 6 * h;
  return {low + range * clip(std::abs(t - 3) - 1), low + range * clip(2 - std::abs(t - 2)),
          low + range * clip(2 - std::abs(t - 4))};
}

template <class C>
HOST_DEVICE C saturation(C high, C range) {
  return high > 0 ? range / high : C(0);
}

struct ToHsv {
  template <class C>
  HOST_DEVICE Rgb<C> operator()(const Rgb<C>& x) const {
    const C high = x.high(), range = high - x.low();
    return {hue(x, high, range), saturation(high, range), high};
  }
};
struct ToRgb {
  template <class C>
  HOST_DEVICE Rgb<C> operator()(const Rgb<C>& x) const {
    return pure(x.r, (1 - x.g) * x.b, x.g * x.b);
  }
};
struct TurnHue {
  const float* given;
  template <class C>
  HOST_DEVICE Rgb<C> operator()(const Rgb<C>& x) const {
    const float delta = *given - floorf(*given);
    const C high = x.high(), low = x.low();
    const C turned = hue(x, high, high - low) + static_cast<C>(delta);
    return pure(turned < 1 ? turned : turned - 1, low, high - low);
  }
};
struct Saturate {
  const float* scale;
  template <class C>
  HOST_DEVICE Rgb<C> operator()(const Rgb<C>& x) const {
    const C high = x.high(), range = high - x.low();
    const C s = clip(saturation(high, range) * static_cast<C>(*scale));
    return pure(hue(x, high, range), (1 - s) * high, s * high);
  }
};

template <class T, class F>
struct MapPixel {
  F f;
  const T* x;
  T* y;
  HOST_DEVICE void operator()(int64_t i) const {
    using C = compute_type<T>;
    const T* from = x + 3 * i;
    const Rgb<C> v =
        f(Rgb<C>{static_cast<C>(from[0]), static_cast<C>(from[1]), static_cast<C>(from[2])});
    T* to = y + 3 * i;
    to[0] = static_cast<T>(v.r);
    to[1] = static_cast<T>(v.g);
    to[2] = static_cast<T>(v.b);
  }
};

template <class F>
void over_pixels(KernelContext& k, const F& f) {
  switch_dtype<kFloating>(k.dtype(), [&]<class T>() {
    cuda::each(k.stream(), k.out().numel() / 3, MapPixel<T, F>{f, k.in<T>(), k.out<T>()});
  });
}

}  // namespace

void op::RGBToHSV::cuda(KernelContext& k) { over_pixels(k, ToHsv{}); }
void op::HSVToRGB::cuda(KernelContext& k) { over_pixels(k, ToRgb{}); }
void op::AdjustHue::cuda(KernelContext& k) { over_pixels(k, TurnHue{k.in<float>(1)}); }
void op::AdjustSaturation::cuda(KernelContext& k) { over_pixels(k, Saturate{k.in<float>(1)}); }

}  // namespace zeal
