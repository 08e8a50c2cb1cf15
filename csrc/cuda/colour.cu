// Colours on CUDA, a thread a pixel.
#include "ops/image/colour.h"

#include <cmath>

#include "cuda/each.h"
#include "ops/image/rgb.h"
#include "ops/traits.h"

namespace zeal {

using colour::Rgb;

namespace {

struct ToHsv {
  template <class C>
  HOST_DEVICE Rgb<C> operator()(const Rgb<C>& x) const {
    return colour::to_hsv(x);
  }
};
struct ToRgb {
  template <class C>
  HOST_DEVICE Rgb<C> operator()(const Rgb<C>& x) const {
    return colour::from_hsv(x);
  }
};
struct TurnHue {
  const float* given;
  template <class C>
  HOST_DEVICE Rgb<C> operator()(const Rgb<C>& x) const {
    return colour::turn_hue(x, static_cast<C>(*given - floorf(*given)));
  }
};
struct Saturate {
  const float* scale;
  template <class C>
  HOST_DEVICE Rgb<C> operator()(const Rgb<C>& x) const {
    return colour::saturate(x, static_cast<C>(*scale));
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
