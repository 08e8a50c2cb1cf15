// sin, cos and tan. The argument of a float is reduced exactly, however large, in fixed point.
#pragma once
#include "ops/scalar/base.h"

namespace zeal::m {
inline constexpr float kTrigNear = 65536;
namespace host {
// Note [Reduction by pi / 2]
// x = m 2^k with a whole m < 2^24. Only the quadrant (x 2/pi modulo 4) and the fraction are wanted, so
// of 2/pi only the bits whose product with 2^k weighs from 2 down to 2^-94 count: three words out of a
// table of eight, chosen by selects (a gather is no faster here) and shifted. Their product with m modulo
// 2^64 is the quadrant in the two top bits and then 62 bits of fraction. No float is closer to a
// multiple of pi/2 than 2^-30, relatively, so at least 30 good bits remain.
// Below kTrigNear three subtractions do. Both ways are computed and one is selected, since a loop over
// vectors has no branch; a caller that knows a whole block to be below kTrigNear may use the *_near
// functions, five times as fast and the same to the bit.
struct Reduced {
  float r;     // in [-pi/4, pi/4]
  uint32_t q;  // the quadrant, modulo 4
};
ZEAL_INLINE Reduced reduce_far(float a) {  // a >= pi / 4
  uint32_t u = bits(a);
  uint32_t m = (u & 0x007fffff) | 0x00800000;
  uint32_t off = (u >> 23) - 120, s = off & 31;  // 5 to 134, when it matters
  bool by1 = (off & 32) != 0, by2 = (off & 64) != 0, by4 = (off & 128) != 0;
  constexpr uint32_t p1 = 0xa2f9836e, p2 = 0x4e441529, p3 = 0xfc2757d1, p4 = 0xf534ddc0,
                     p5 = 0xdb629599, p6 = 0x3c439041, p7 = 0xfe5163ab;
  uint32_t y0 = by1 ? p1 : 0, y1 = by1 ? p2 : p1, y2 = by1 ? p3 : p2, y3 = by1 ? p4 : p3,
           y4 = by1 ? p5 : p4, y5 = by1 ? p6 : p5;
  uint32_t w0 = by4 ? p4 : by2 ? y2 : y0, w1 = by4 ? p5 : by2 ? y3 : y1,
           w2 = by4 ? p6 : by2 ? y4 : y2, w3 = by4 ? p7 : by2 ? y5 : y3;
  uint32_t c0 = (w0 << s) | ((w1 >> 1) >> (31 - s));
  uint32_t c1 = (w1 << s) | ((w2 >> 1) >> (31 - s));
  uint32_t c2 = (w2 << s) | ((w3 >> 1) >> (31 - s));
  uint64_t p = (static_cast<uint64_t>(m * c0) << 32) + static_cast<uint64_t>(m) * c1 +
               ((static_cast<uint64_t>(m) * c2) >> 32);
  uint64_t turned = p + 0x2000000000000000;
  auto q = static_cast<uint32_t>(turned >> 62);
  uint64_t f = turned & 0x3fffffffffffffff;  // (fraction + 1/2) 2^62
  double hi = from_bits((f >> 31) | 0x4330000000000000) - (0x1p52 + 0x1p30);
  double lo = from_bits((f & 0x7fffffff) | 0x4330000000000000) - 0x1p52;
  auto r = static_cast<float>(fma(lo, 0x1p-31, hi) * (1.57079632679489661923 * 0x1p-31));
  return {u < 0x7f800000 ? r : kNaN<float>, q};
}

// For a < kTrigNear: three parts of pi / 2, subtracted in turn.
ZEAL_INLINE Reduced reduce_near(float a) {
  float t = fma(a, 0.636619772f, 12582912.f);
  float n = t - 12582912.f;
  float r;
  if constexpr (kHasFma) {
    r = fma(n, -1.57079637e+00f, a);  // exact
    r = fma(n, 4.37113883e-08f, r);
    r = fma(n, 1.71512451e-15f, r);
  } else {
    r = static_cast<float>((a - n * 1.5707963267341256) - n * 6.077100506506192e-11);
  }
  return {r, bits(t) & 3};
}
template <bool Near>
ZEAL_INLINE Reduced reduce(float a) {
  auto near = reduce_near(a);
  if constexpr (Near) return near;
  auto far = reduce_far(a);
  bool is_near = a < kTrigNear;
  return {is_near ? near.r : far.r, is_near ? near.q : far.q};
}

ZEAL_INLINE float sin_poly(float r, float z) {
  return fma(r * z, poly(z, -0.00019517897f, 0.008332187f, -0.16666655f), r);
}
ZEAL_INLINE float cos_poly(float z) {
  return fma(z, fma(z, poly(z, 2.4432327e-05f, -0.001388731f, 0.041666646f), -0.5f), 1.f);
}

template <bool Near = false>
ZEAL_INLINE float sin(float x) {
  auto [r, q] = reduce<Near>(abs(x));
  float z = r * r, s = sin_poly(r, z), c = cos_poly(z);
  float y = (q << 31) != 0 ? c : s;
  return from_bits(bits(y) ^ ((q << 30) & 0x80000000) ^ (bits(x) & 0x80000000));
}
template <bool Near = false>
ZEAL_INLINE float cos(float x) {
  auto [r, q] = reduce<Near>(abs(x));
  float z = r * r, s = sin_poly(r, z), c = cos_poly(z);
  float y = (q << 31) != 0 ? s : c;
  return from_bits(bits(y) ^ (((q + 1) << 30) & 0x80000000));
}
template <bool Near = false>
ZEAL_INLINE float tan(float x) {
  auto [r, q] = reduce<Near>(abs(x));
  float z = r * r, s = sin_poly(r, z), c = cos_poly(z);
  bool odd = (q << 31) != 0;
  float y = (odd ? c : s) / (odd ? -s : c);
  return from_bits(bits(y) ^ (bits(x) & 0x80000000));
}
ZEAL_INLINE double sin(double x) { return __builtin_sin(x); }
ZEAL_INLINE double cos(double x) { return __builtin_cos(x); }
ZEAL_INLINE double tan(double x) { return __builtin_tan(x); }
}  // namespace host

ZEAL_MATH1(sin)
ZEAL_MATH1(cos)
ZEAL_MATH1(tan)
// For |x| < kTrigNear only.
ZEAL_INLINE HOST_DEVICE float sin_near(float x) { return ZEAL_HOST_OR_CUDA(host::sin<true>(x), ::sinf(x)); }
ZEAL_INLINE HOST_DEVICE float cos_near(float x) { return ZEAL_HOST_OR_CUDA(host::cos<true>(x), ::cosf(x)); }
ZEAL_INLINE HOST_DEVICE float tan_near(float x) { return ZEAL_HOST_OR_CUDA(host::tan<true>(x), ::tanf(x)); }
}  // namespace zeal::m
