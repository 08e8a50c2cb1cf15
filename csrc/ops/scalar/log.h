// log, log2, log10 and log1p: x = 2^e m with m in [sqrt(1/2), sqrt(2)), then log(m) by polynomial.
#pragma once
#include "ops/scalar/base.h"

namespace zeal::m {
namespace host {
// log(1 + f) = f + z, z much the smaller.
ZEAL_INLINE float log_tail(float f) {  // z = f^2 (f P(f) - 1/2), P minimax of degree 8, 2^-29
  float p = poly(f, 0.053351764f, -0.109145515f, 0.12109291f, -0.12549965f, 0.14209557f,
                 -0.16659358f, 0.20002224f, -0.25000167f, 0.33333313f);
  return f * f * fma(f, p, -0.5f);
}
ZEAL_INLINE double log_tail(double f) {  // through s = f / (2 + f): log(1 + f) = 2 atanh(s), 2^-59
  double s = f / (2. + f), s2 = s * s, h = 0.5 * f * f;
  double r =
      s2 * poly(s2, 0.14798259529171148, 0.15313832106119526, 0.1818357235665885,
                0.22222198428954917, 0.2857142874368661, 0.3999999999940935, 0.6666666666666735);
  return fma(s, h + r, -h);
}

template <class T>
struct LogParts {
  T e, f, z;  // log x = e log 2 + f + z
};
// x positive, normal and finite; what it gives for others is not looked at. `e0` is added to e.
ZEAL_INLINE LogParts<float> log_parts(float x, float e0) {
  constexpr uint32_t low = 0x3f3504f3;  // sqrt(1/2)
  uint32_t u = bits(x) + (0x3f800000 - low);
  float e = static_cast<float>(static_cast<int32_t>(u >> 23)) + (e0 - 127.f);
  float f = from_bits((u & 0x007fffff) + low) - 1.f;
  return {e, f, log_tail(f)};
}
ZEAL_INLINE LogParts<double> log_parts(double x, double e0) {
  constexpr uint64_t low = 0x3fe6a09e667f3bcd;
  uint64_t u = bits(x) + (0x3ff0000000000000 - low);
  double e = from_bits((u >> 52) | 0x4330000000000000) + (e0 - (0x1p52 + 1023));
  double f = from_bits((u & 0x000fffffffffffff) + low) - 1.;
  return {e, f, log_tail(f)};
}
// Subnormals are first made normal.
template <class T>
ZEAL_INLINE LogParts<T> log_parts(T x) {
  constexpr T up = sizeof(T) == 4 ? T(0x1p25) : T(0x1p54), k = sizeof(T) == 4 ? T(-25) : T(-54);
  bool tiny = x < std::numeric_limits<T>::min();
  return log_parts(tiny ? x * up : x, tiny ? k : T(0));
}
// What every logarithm is at 0, below 0, at infinity and NaN; y elsewhere.
template <class T>
ZEAL_INLINE T log_edges(T x, T y) {
  y = x < kInf<T> ? y : x;
  return x > T(0) ? y : x == T(0) ? -kInf<T> : kNaN<T>;
}

template <class T>
inline constexpr T kLogLn2Hi = sizeof(T) == 4 ? T(0.693145751953125) : T(0.6931471805601177);
template <class T>
inline constexpr T kLogLn2Lo = sizeof(T) == 4 ? T(1.4286068e-06) : T(-1.7239444525614835e-13);
// Max error: float 0.9 ULP, double 0.9.
template <class T>
ZEAL_INLINE T log(T x) {
  auto [e, f, z] = log_parts(x);
  T y = fma(e, kLogLn2Hi<T>, f + fma(e, kLogLn2Lo<T>, z));
  return log_edges(x, y);
}

// Max error: float 1.0 ULP, double 1.0; without FMA 1.8.
template <class T>
ZEAL_INLINE T log2(T x) {
  constexpr T hi = sizeof(T) == 4 ? T(1.442688) : T(1.4426950408887933);
  constexpr T lo = sizeof(T) == 4 ? T(7.0526075e-06) : T(1.701065226463149e-13);
  auto [e, f, z] = log_parts(x);
  T y = fma(f, hi, fma(f, lo, z * T(1.44269504088896340736)));
  return log_edges(x, e + y);
}

// Max error: float 1.0 ULP, double 1.0; without FMA 1.7.
template <class T>
ZEAL_INLINE T log10(T x) {
  constexpr T hi = sizeof(T) == 4 ? T(0.43429565) : T(0.43429448190318);
  constexpr T lo = sizeof(T) == 4 ? T(-1.1723936e-06) : T(7.18424128897498e-14);
  constexpr T log2hi = sizeof(T) == 4 ? T(0.3010254) : T(0.3010299956640665);
  constexpr T log2lo = sizeof(T) == 4 ? T(4.605039e-06) : T(-8.532344317057107e-14);
  auto [e, f, z] = log_parts(x);
  T y = fma(f, lo, fma(z, T(0.434294481903251827651), e * log2lo));
  return log_edges(x, fma(e, log2hi, fma(f, hi, y)));
}

// u = 1 + x is rounded; the lost part joins f at f's own scale, so that for e = 0, f is x itself.
// Max error: float 1.5 ULP, double 1.4.
ZEAL_INLINE float log1p(float x) {
  constexpr uint32_t low = 0x3f3504f3;
  float w = 1.f + x;
  float c = x < 1.f ? x - (w - 1.f) : 1.f - (w - x);
  uint32_t u = bits(w) + (0x3f800000 - low);
  uint32_t m = (u & 0x007fffff) + low;
  float scale = w < 0x1p64f ? from_bits(m - bits(w) + 0x3f800000) : 0.f;
  float e = static_cast<float>(static_cast<int32_t>(u >> 23)) - 127.f;
  float f = fma(c, scale, from_bits(m) - 1.f);
  float z = log_tail(f);
  float y = fma(e, kLogLn2Hi<float>, f + fma(e, kLogLn2Lo<float>, z));
  return x == 0.f ? x : log_edges(w, y);
}
ZEAL_INLINE double log1p(double x) {
  constexpr uint64_t low = 0x3fe6a09e667f3bcd;
  double w = 1. + x;
  double c = x < 1. ? x - (w - 1.) : 1. - (w - x);
  uint64_t u = bits(w) + (0x3ff0000000000000 - low);
  uint64_t m = (u & 0x000fffffffffffff) + low;
  double scale = w < 0x1p500 ? from_bits(m - bits(w) + 0x3ff0000000000000) : 0.;
  double e = from_bits((u >> 52) | 0x4330000000000000) - (0x1p52 + 1023);
  double f = fma(c, scale, from_bits(m) - 1.);
  double z = log_tail(f);
  double y = fma(e, kLogLn2Hi<double>, f + fma(e, kLogLn2Lo<double>, z));
  return x == 0. ? x : log_edges(w, y);
}
}  // namespace host

ZEAL_MATH1(log)
ZEAL_MATH1(log2)
ZEAL_MATH1(log10)
ZEAL_MATH1(log1p)
}  // namespace zeal::m
