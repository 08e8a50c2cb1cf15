// Colours of single pixels: between RGB and hue, saturation and value, and changes of these.
#pragma once
#include <cmath>

#include "core/macros.h"

namespace zeal::colour {

template <class C>
ZEAL_INLINE HOST_DEVICE C clip(C x) {
  x = x > 0 ? x : 0;
  return x < 1 ? x : 1;
}

template <class C>
struct Rgb {
  C r, g, b;
  ZEAL_INLINE HOST_DEVICE C high() const { return larger(larger(r, g), b); }
  ZEAL_INLINE HOST_DEVICE C low() const { return smaller(smaller(r, g), b); }

 private:
  static ZEAL_INLINE HOST_DEVICE C larger(C a, C b) { return a < b ? b : a; }
  static ZEAL_INLINE HOST_DEVICE C smaller(C a, C b) { return b < a ? b : a; }
};

// The hue, in turns, of a colour of this largest channel and range; 0 if there is no range.
template <class C>
ZEAL_INLINE HOST_DEVICE C hue(const Rgb<C>& c, C high, C range) {
  const bool red = c.r == high, green = c.g == high;
  const C by = red ? c.g - c.b : green ? c.b - c.r : c.r - c.g;
  const C from = red ? C(0) : green ? C(2) / 6 : C(4) / 6;
  const C h = by / (range > 0 ? 6 * range : C(1)) + from;
  return range > 0 ? (h < 0 ? h + 1 : h) : C(0);
}

// low + range * the pure colour of a hue.
template <class C>
ZEAL_INLINE HOST_DEVICE Rgb<C> pure(C h, C low, C range) {
  const C t = 6 * h;
  return {low + range * clip(std::abs(t - 3) - 1), low + range * clip(2 - std::abs(t - 2)),
          low + range * clip(2 - std::abs(t - 4))};
}

template <class C>
ZEAL_INLINE HOST_DEVICE C saturation(C high, C range) {
  return high > 0 ? range / (high > 0 ? high : C(1)) : C(0);
}

// (hue, saturation, value) of a colour.
template <class C>
ZEAL_INLINE HOST_DEVICE Rgb<C> to_hsv(const Rgb<C>& x) {
  const C high = x.high(), range = high - x.low();
  return {hue(x, high, range), saturation(high, range), high};
}

template <class C>
ZEAL_INLINE HOST_DEVICE Rgb<C> from_hsv(const Rgb<C>& x) {
  return pure(x.r, (1 - x.g) * x.b, x.g * x.b);
}

// `turns` is in [0, 1).
template <class C>
ZEAL_INLINE HOST_DEVICE Rgb<C> turn_hue(const Rgb<C>& x, C turns) {
  const C high = x.high(), low = x.low();
  const C turned = hue(x, high, high - low) + turns;
  return pure(turned < 1 ? turned : turned - 1, low, high - low);
}

template <class C>
ZEAL_INLINE HOST_DEVICE Rgb<C> saturate(const Rgb<C>& x, C scale) {
  const C high = x.high(), range = high - x.low();
  const C s = clip(saturation(high, range) * scale);
  return pure(hue(x, high, range), (1 - s) * high, s * high);
}

}  // namespace zeal::colour
