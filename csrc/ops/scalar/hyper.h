// The hyperbolic functions and their inverses.
#pragma once
#include "ops/scalar/exp.h"
#include "ops/scalar/log.h"
#include "ops/scalar/wide.h"

namespace zeal::m {
namespace host {
// h / (h + 1) with h = (e^2x - 1) / 2, which is built as expm1 builds it. Max error: float 2.3 ULP,
// double 2.6.
template <class T>
ZEAL_INLINE T tanh(T x) {
  constexpr T one = sizeof(T) == 4 ? T(10) : T(20);  // tanh(one) is 1
  constexpr T magic = kRound<T> + (kBias2<T> / 2 - 1);
  T a = abs(x);
  a = a > one ? one : a;
  T t = fma(a, T(2) * kLog2e<T>, magic);
  T n = t - magic;
  T r = fma(n, -kLn2Lo<T>, fma(n, -kLn2Hi<T>, a + a));
  T e = fma(r * r, expm1_tail(r), r);
  T s = from_bits(bits(t) << (sizeof(T) == 4 ? 23 : 52));
  T h = fma(s, e, s - T(0.5));
  return copysign(h / (h + T(1)), x);
}

ZEAL_INLINE float sinh_small(float x) {  // |x| <= 1
  float z = x * x;
  return fma(x * z, poly(z, 2.782267e-06f, 0.00019842891f, 0.0083333105f, 0.16666667f), x);
}
ZEAL_INLINE double sinh_small(double x) {
  double z = x * x;
  return fma(x * z,
             poly(z, 7.776596921480138e-13, 1.6056659253444014e-10, 2.5052130997891345e-08,
                  2.755731910676016e-06, 0.00019841269841593405, 0.008333333333332912,
                  0.16666666666666669),
             x);
}
// e^|x| / 2, which overflows only where sinh and cosh do
template <class T>
ZEAL_INLINE T half_exp(T a) {
  constexpr T hi = kExpHi<T> + T(1);
  return exp_core<-1>(a > hi ? hi : a);
}
// Max error: sinh 1.6 ULP, cosh 1.5.
template <class T>
ZEAL_INLINE T sinh(T x) {
  T a = abs(x), h = half_exp(a);
  T big = h - T(0.25) / h;
  return copysign(a < T(1) ? sinh_small(a) : big, x);
}
template <class T>
ZEAL_INLINE T cosh(T x) {
  T h = half_exp(abs(x));
  return h + T(0.25) / h;
}

// Max error of these three: 0.51 ULP.
ZEAL_INLINE float asinh(float x) {
  double a = abs(x);
  double y = wide::log(a + sqrt(fma(a, a, 1.)));
  y = a < 0x1p-10 ? fma(a * a * a, -1. / 6, a) : y;
  return copysign(static_cast<float>(a < kInf<double> ? y : a), x);
}
ZEAL_INLINE float acosh(float x) {
  double a = x;
  double y = wide::log(a + sqrt((a - 1.) * (a + 1.)));
  y = a < kInf<double> ? y : a;
  return static_cast<float>(a >= 1. ? y : kNaN<double>);
}
ZEAL_INLINE float atanh(float x) {
  double a = abs(x);
  double y = 0.5 * wide::log((1. + a) / (1. - a));
  y = a < 0x1p-10 ? fma(a * a * a, 1. / 3, a) : y;
  y = a < 1. ? y : a == 1. ? kInf<double> : kNaN<double>;
  return copysign(static_cast<float>(y), x);
}

// log1p(a + a^2 / (1 + sqrt(1 + a^2))); far out, log(a) + log(2). Max error of these three: 1.9
// ULP.
ZEAL_INLINE double asinh(double x) {
  double a = abs(x);
  bool far = a > 0x1p60;
  double a2 = a * a;
  double near = a + a2 / (1. + sqrt(1. + a2));
  double y = log1p(far ? a : near) + (far ? 0.69314718055994530942 : 0.);
  return copysign(a < 0x1p-28 ? a : y, x);
}
ZEAL_INLINE double acosh(double x) {
  bool far = x > 0x1p60;
  double t = x - 1.;
  double y = log1p(far ? x : t + sqrt(t * (t + 2.))) + (far ? 0.69314718055994530942 : 0.);
  return x >= 1. ? y : kNaN<double>;
}
ZEAL_INLINE double atanh(double x) {
  double a = abs(x);
  double y = 0.5 * log1p(2. * a / (1. - a));
  return copysign(a < 0x1p-28 ? a : y, x);
}
}  // namespace host

ZEAL_MATH1(sinh)
ZEAL_MATH1(cosh)
ZEAL_MATH1(tanh)
ZEAL_MATH1(asinh)
ZEAL_MATH1(acosh)
ZEAL_MATH1(atanh)
}  // namespace zeal::m
