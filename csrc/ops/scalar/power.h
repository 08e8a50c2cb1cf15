// Square and cube roots, and powers.
#pragma once
#include "ops/scalar/log.h"
#include "ops/scalar/wide.h"

namespace zeal::m {
namespace host {
ZEAL_INLINE float rsqrt(float x) { return 1.f / sqrt(x); }
ZEAL_INLINE double rsqrt(double x) { return 1. / sqrt(x); }

// Dividing the exponent by 3 gives 5 digits of -log2 of the relative error; one step of Halley's method
// and one of Newton's, the last in terms of the residual.
ZEAL_INLINE float cbrt(float x) {
  float a = abs(x);
  bool low = a < 1.f;  // scaled so that t^3 is neither subnormal nor infinite
  float b = a * (low ? 0x1p24f : 0x1p-24f);
  auto third = static_cast<int32_t>(static_cast<float>(static_cast<int32_t>(bits(b))) * (1.f / 3));
  float t = from_bits(static_cast<uint32_t>(third) + 0x2a5119f2);
  float t3 = t * t * t;
  t = t * ((t3 + (b + b)) / (t3 + t3 + b));
  t = t - (t * t * t - b) / (3.f * t * t);
  t = t * (low ? 0x1p-8f : 0x1p8f);
  return copysign((a > 0.f) & (a < kInf<float>) ? t : a, x);
}
ZEAL_INLINE double cbrt(double x) {
  double a = abs(x);
  bool low = a < 1.;
  double b = a * (low ? 0x1p54 : 0x1p-54);
  // the upper half of the pattern as a number, divided by 3
  double third = (from_bits((bits(b) >> 32) | 0x4330000000000000) - 0x1p52) * (1. / 3);
  double t = from_bits((bits(third + 0x1p52) + 0x2a9f7893) << 32);
  double t3 = t * t * t;
  t = t * ((t3 + (b + b)) / (t3 + t3 + b));
  t3 = t * t * t;
  t = t * ((t3 + (b + b)) / (t3 + t3 + b));
  t = t - (t * t * t - b) / (3. * t * t);
  t = t * (low ? 0x1p-18 : 0x1p18);
  return copysign((a > 0.) & (a < kInf<double>) ? t : a, x);
}

// x^y = 2^(y log2 |x|) in double, signed as y is odd, with C99's special cases.
ZEAL_INLINE float pow(float xf, float yf) {
  double x = xf, y = yf, a = abs(x);
  double l = wide::log2(a);
  l = a < kInf<double> ? l : a;  // infinity, NaN
  l = a > 0. ? l : a == 0. ? -kInf<double> : l;
  double w = y < -1e300 ? -1e300 : y;  // an infinite y may meet l == 0
  w = w > 1e300 ? 1e300 : w;
  double t = w * l;
  t = t < -160. ? -160. : t;
  t = t > 140. ? 140. : t;
  double p = wide::exp2(t);
  double rounded = y + kRound<double>;  // its lowest bit tells odd from even
  bool small = abs(y) < 0x1p25;         // above, every float is even
  bool whole = rounded - kRound<double> == y;
  uint64_t flip = (bits(rounded) << 63) & bits(x);
  flip = whole & small ? flip : 0;
  p = from_bits(bits(p) | flip);
  p = (x < 0.) & (x > -kInf<double>) & small & !whole ? kNaN<double> : p;
  p = (x == 1.) | (y == 0.) ? 1. : p;
  return static_cast<float>(p);
}
ZEAL_INLINE double pow(double x, double y) { return __builtin_pow(x, y); }
}  // namespace host

ZEAL_MATH1(sqrt)
ZEAL_MATH1(rsqrt)
ZEAL_MATH1(cbrt)
ZEAL_INLINE HOST_DEVICE float pow(float x, float y) {
  return ZEAL_HOST_OR_CUDA(host::pow(x, y), ::powf(x, y));
}
ZEAL_INLINE HOST_DEVICE double pow(double x, double y) {
  return ZEAL_HOST_OR_CUDA(host::pow(x, y), ::pow(x, y));
}
}  // namespace zeal::m
