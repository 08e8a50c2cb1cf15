// sin, cos and tan. The argument of a float is reduced exactly, however large, in fixed point.
#pragma once
#include "ops/scalar/twofold.h"

namespace zeal::m {
inline constexpr float kTrigNear = 65536;
namespace host {
// Note [Reduction by pi / 2]
// x = m 2^k with a whole m < 2^24. Only the quadrant (x 2/pi modulo 4) and the fraction are wanted,
// so of 2/pi only the bits whose product with 2^k weighs from 2 down to 2^-94 count: three words
// out of a table of eight, chosen by selects (a gather is no faster here) and shifted. Their
// product with m modulo 2^64 is the quadrant in the two top bits and then 62 bits of fraction. No
// float is closer to a multiple of pi/2 than 2^-30, relatively, so at least 30 good bits remain.
// Below kTrigNear three subtractions do. Both ways are computed and one is selected, since a loop
// over vectors has no branch; a caller that knows a whole block to be below kTrigNear may use the
// *_near functions, five times as fast and the same to the bit.
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
  uint32_t w0 = by4   ? p4
                : by2 ? y2
                      : y0,
           w1 = by4   ? p5
                : by2 ? y3
                      : y1,
           w2 = by4   ? p6
                : by2 ? y4
                      : y2,
           w3 = by4   ? p7
                : by2 ? y5
                      : y3;
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

// Max error: sin and cos 1.6 ULP, tan 3.5.
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

// Doubles: one at a time, with a branch for each of small, middling and huge. The remainder has two
// parts, so that sin, cos and tan are good to an ulp also next to their zeros.
struct ReducedD {
  double r, lo;
  uint32_t q;
};
inline constexpr uint64_t kTwoOverPi[21] = {0,
                                            0xa2f9836e4e441529,
                                            0xfc2757d1f534ddc0,
                                            0xdb6295993c439041,
                                            0xfe5163abdebbc561,
                                            0xb7246e3a424dd2e0,
                                            0x06492eea09d1921c,
                                            0xfe1deb1cb129a73e,
                                            0xe88235f52ebb4484,
                                            0xe99c7026b45f7e41,
                                            0x3991d639835339f4,
                                            0x9c845f8bbdf9283b,
                                            0x1ff897ffde05980f,
                                            0xef2f118b5a0a6d1f,
                                            0x6d367ecf27cb09b7,
                                            0x4f463f669e5fea2d,
                                            0x7527bac7ebe5f17b,
                                            0x3d0739f78a5292ea,
                                            0x6bfb5fb11f8d5d08,
                                            0x56033046fc7b6bab,
                                            0xf0cfbc209af4361d};
ZEAL_INLINE ReducedD reduce(double a) {
  if (a < 0.78539816339744830962) return {a, 0., 0};
  if (a < 1e6) {
    double t = fma(a, 0.63661977236758134308, 6755399441055744.), n = t - 6755399441055744.;
    double y = a - n * 1.5707963267341256, w = n * 6.077100506303966e-11;  // both exact
    double r = y - w;
    return {r, ((y - r) - w) - n * 2.0222662487959506e-21, static_cast<uint32_t>(bits(t)) & 3};
  }
  uint64_t u = bits(a);
  if (u >= 0x7ff0000000000000) return {kNaN<double>, 0., 0};
  using Wide = unsigned __int128;
  uint64_t m = (u & 0x000fffffffffffff) | 0x0010000000000000;
  auto off = static_cast<uint32_t>(u >> 52) - 1013;  // 9 to 1033: where the bits begin that count
  const uint64_t* w = kTwoOverPi + (off >> 6);
  uint32_t s = off & 63;
  uint64_t c0 = (w[0] << s) | ((w[1] >> 1) >> (63 - s));
  uint64_t c1 = (w[1] << s) | ((w[2] >> 1) >> (63 - s));
  uint64_t c2 = (w[2] << s) | ((w[3] >> 1) >> (63 - s));
  Wide p = (static_cast<Wide>(m * c0) << 64) + static_cast<Wide>(m) * c1 +
           ((static_cast<Wide>(m) * c2) >> 64);
  auto q = static_cast<uint32_t>((p + (static_cast<Wide>(1) << 125)) >> 126);
  auto f = static_cast<__int128>(p << 2) >> 2;  // modulo 2^126 ...
  if (f >= static_cast<__int128>(1) << 125) f -= static_cast<__int128>(1) << 126;  // ... around 0
  auto hi = static_cast<double>(f);
  auto lo = static_cast<double>(f - static_cast<__int128>(hi));
  constexpr double h = 1.5707963267948966 * 0x1p-126, l = 6.123233995736766e-17 * 0x1p-126;
  auto r = two_prod(hi, h);
  auto y = fast_two_sum(r.hi, r.lo + (hi * l + lo * h));
  return {y.hi, y.lo, q & 3};
}
ZEAL_INLINE double sin_poly(double r, double lo, double z) {
  double p = poly(z, -7.389470311492478e-13, 1.6054311681085285e-10, -2.5052070923599558e-08,
                  2.755731907398516e-06, -0.00019841269840962473, 0.008333333333333042,
                  -0.16666666666666666);
  return r + fma(r * z, p, lo * fma(-0.5, z, 1.));
}
ZEAL_INLINE double cos_poly(double r, double lo, double z) {
  double p = poly(z, 4.592966557735448e-14, -1.1466866651426026e-11, 2.0876722039333104e-09,
                  -2.755731906076457e-07, 2.48015873011809e-05, -0.0013888888888888389,
                  0.041666666666666664);
  double h = 0.5 * z, w = 1. - h;
  return w + (((1. - w) - h) + fma(z * z, p, -r * lo));
}
// Max error: sin and cos 1.5 ULP, tan 2.7.
ZEAL_INLINE double sin(double x) {
  auto [r, lo, q] = reduce(abs(x));
  double z = r * r, y = q & 1 ? cos_poly(r, lo, z) : sin_poly(r, lo, z);
  y = q & 2 ? -y : y;
  return from_bits(bits(y) ^ (bits(x) & 0x8000000000000000));
}
ZEAL_INLINE double cos(double x) {
  auto [r, lo, q] = reduce(abs(x));
  double z = r * r, y = q & 1 ? sin_poly(r, lo, z) : cos_poly(r, lo, z);
  return (q + 1) & 2 ? -y : y;
}
ZEAL_INLINE double tan(double x) {
  auto [r, lo, q] = reduce(abs(x));
  double z = r * r, s = sin_poly(r, lo, z), c = cos_poly(r, lo, z);
  double y = q & 1 ? -c / s : s / c;
  return from_bits(bits(y) ^ (bits(x) & 0x8000000000000000));
}
}  // namespace host

ZEAL_MATH1(sin)
ZEAL_MATH1(cos)
ZEAL_MATH1(tan)
// For |x| < kTrigNear only.
ZEAL_INLINE HOST_DEVICE float sin_near(float x) {
  return ZEAL_HOST_OR_CUDA(host::sin<true>(x), ::sinf(x));
}
ZEAL_INLINE HOST_DEVICE float cos_near(float x) {
  return ZEAL_HOST_OR_CUDA(host::cos<true>(x), ::cosf(x));
}
ZEAL_INLINE HOST_DEVICE float tan_near(float x) {
  return ZEAL_HOST_OR_CUDA(host::tan<true>(x), ::tanf(x));
}
}  // namespace zeal::m
