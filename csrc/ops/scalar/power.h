// Square and cube roots, and powers.
#pragma once
#include "ops/scalar/round.h"
#include "ops/scalar/twofold.h"
#include "ops/scalar/wide.h"

namespace zeal::m {
namespace host {
// Max error: 1.5 ULP.
ZEAL_INLINE float rsqrt(float x) { return 1.f / sqrt(x); }
ZEAL_INLINE double rsqrt(double x) { return 1. / sqrt(x); }

// Dividing the exponent by 3 gives 5 digits of -log2 of the relative error; one step of Halley's
// method and one of Newton's, the last in terms of the residual. Max error: 1.0 ULP.
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

// x^y = 2^(y log2 |x|) in double, signed as y is odd, with C99's special cases. Max error: 0.51
// ULP.
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
  p = (x < 0.) & (x > -kInf<double>)&small & !whole ? kNaN<double> : p;
  p = (x == 1.) | (y == 0.) ? 1. : p;
  return static_cast<float>(p);
}
// log x for a positive, finite x to about 68 bits: with s = f / (2 + f), log(1 + f) = 2 atanh(s) =
// 2 s + s z (2/3 + z (2/5 + z P(z))), z = s^2, all but P in twofold arithmetic.
ZEAL_INLINE Two<double> log_twofold(double x) {
  constexpr uint64_t low = 0x3fe6a09e667f3bcd;
  bool tiny = x < std::numeric_limits<double>::min();
  uint64_t u = bits(tiny ? x * 0x1p54 : x) + (0x3ff0000000000000 - low);
  double e = from_bits((u >> 52) | 0x4330000000000000) - (0x1p52 + 1023) - (tiny ? 54. : 0.);
  double f = from_bits((u & 0x000fffffffffffff) + low) - 1.;
  auto d = fast_two_sum(2., f);
  double sh = f / d.hi;
  auto back = two_prod(sh, d.hi);
  double sl = (((f - back.hi) - back.lo) - sh * d.lo) / d.hi;
  Two<double> s = {sh, sl}, z = mul(s, s);
  double p = z.hi * poly(z.hi, 0.10947680450154833, 0.10432540632769045, 0.11768074933545244,
                         0.13333260904300764, 0.15384616335101586, 0.1818181817443625,
                         0.2222222222225292, 0.2857142857142852);
  auto r = fast_two_sum(0.4, p);
  r = mul(z, {r.hi, r.lo + -2.2204460492503132e-17});
  auto t = fast_two_sum(0.6666666666666666, r.hi);
  t = mul(mul(s, z), {t.hi, t.lo + (r.lo + 3.700743415417188e-17)});
  auto y = two_sum(e * kLn2Hi<double>, 2. * sh);  // the first product is exact
  auto y2 = two_sum(y.hi, t.hi);
  return fast_two_sum(y2.hi, y2.lo + (y.lo + (t.lo + fma(e, kLn2Lo<double>, 2. * sl))));
}
// x^y = e^(y log |x|). Max error: 1.2 ULP.
ZEAL_INLINE double pow(double x, double y) {
  double a = abs(x);
  auto l = log_twofold(a);
  bool usual = (a > 0.) & (a < kInf<double>);
  double lh = usual ? l.hi : a == 0. ? -kInf<double> : a;
  auto t = two_prod(y, lh);
  bool inside = (abs(t.hi) < 800.) & usual;
  double w = y < -1e300 ? -1e300 : y;  // an infinite y may meet a logarithm of 0
  w = w > 1e300 ? 1e300 : w;
  double th = inside ? t.hi : w * lh;
  double tl = inside ? fma(y, l.lo, t.lo) : 0.;
  tl = (th < kExpLo<double>) | (th > kExpHi<double>) ? 0. : tl;
  th = th < kExpLo<double> ? kExpLo<double> : th;
  th = th > kExpHi<double> ? kExpHi<double> : th;
  double p = exp_core(th, tl);
  double half = 0.5 * y;
  bool whole = rint(y) == y, even = rint(half) == half;
  double sign = whole & !even ? copysign(1., x) : 1.;
  p = p * sign;
  p = (x < 0.) & (x > -kInf<double>)&!whole ? kNaN<double> : p;
  return (x == 1.) | (y == 0.) ? 1. : p;
}
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
