// The logarithm of the gamma function and its derivative, digamma.
#pragma once
#include <initializer_list>

#include "ops/scalar/log.h"
#include "ops/scalar/round.h"
#include "ops/scalar/trig.h"

namespace zeal::m {
namespace host {
namespace wide {
// sin(pi f) for |f| <= 1/2
ZEAL_INLINE double sin_pi(double f) {
  return f * poly(f * f, 7.694620766562083e-07, -2.1903175282624458e-05, 0.0004662996848691456,
                  -0.007370430477983454, 0.08214588656980709, -0.5992645293187332,
                  2.550164039877294, -5.167712780049969, 3.141592653589793);
}
}  // namespace wide

// Stirling's series from 8 up; below, lgamma(a) = lgamma(a + 8) - log(a (a + 1) ... (a + 7)). For
// negative x, lgamma(x) + lgamma(-x) = log(pi / |x sin(pi x)|).
// Max error: 1.3 ULP. The double is libm's: 4 ULP, 5 near the zeros of negative x.
ZEAL_INLINE float lgamma(float xf) {
  double x = xf, a = abs(x);
  bool low = a < 8.;
  double c = low ? a : 0.;
  double p = c * (c + 1.) * (c + 2.) * (c + 3.) * ((c + 4.) * (c + 5.) * (c + 6.) * (c + 7.));
  p = low ? p : 1.;
  double y = low ? a + 8. : a, r = 1. / y;
  auto [e, f, z] = log_parts(y, 0.);
  double log_y = fma(e, 0.69314718055994530942, f + z);
  double series = r * poly(r * r, 0.0007663429274715867, -0.0005940955300433686,
                           0.0007936431093832224, -0.0027777777565705787, 0.08333333333331691);
  double stirling = fma(y - 0.5, log_y, 0.91893853320467274178 - y) + series;
  bool neg = x < 0.;
  double s = a * abs(wide::sin_pi(a - rint(a)));
  double q = neg ? s * 0.31830988618379067154 / p : p;
  auto [e2, f2, z2] = log_parts(q, 0.);
  double log_q = fma(e2, 0.69314718055994530942, f2 + z2);
  log_q = q > 0. ? log_q : -kInf<double>;
  double result = (neg ? -stirling : stirling) - log_q;
  result = abs(result) < 1e-13 ? 0. : result;  // at 1 and 2 what is left is rounding
  return static_cast<float>(a < kInf<double> ? result : a);
}
ZEAL_INLINE double lgamma(double x) {
  int sign;  // lgamma() itself would write the global signgam
  return __builtin_lgamma_r(x, &sign);
}

// The asymptotic series from 8 up; below, digamma(a) = digamma(a + 8) - P'(a) / P(a) with
// P = a (a + 1) ... (a + 7). For negative x, digamma(x) = digamma(-x) - 1/x - pi cot(pi x).
// Max error: 0.51 ULP.
ZEAL_INLINE float digamma(float xf) {
  double x = xf, a = abs(x);
  bool low = a < 8.;
  double p = a, d = 1.;
  for (double k : {1., 2., 3., 4., 5., 6., 7.}) {
    d = fma(d, a + k, p);
    p = p * (a + k);
  }
  double y = low ? a + 8. : a, r = 1. / y, z = r * r;
  auto [e, f, t] = log_parts(y, 0.);
  double log_y = fma(e, 0.69314718055994530942, f + t);
  double v = log_y - 0.5 * r -
             z * poly(z, 0.00670489702601429, -0.004152300140368021, 0.0039681444184714995,
                      -0.008333332966261965, 0.08333333333293275);
  v = low ? v - d / p : v;
  double part = a - rint(a), s = wide::sin_pi(part), c = wide::sin_pi(0.5 - abs(part));
  double reflected = v + 1. / a + 3.14159265358979323846 * c / s;
  v = x < 0. ? reflected : v;
  v = (x <= 0.) & (part == 0.) ? kNaN<double> : v;
  v = a < kInf<double> ? v : a;
  return static_cast<float>(x == -kInf<double> ? kNaN<double> : v);
}

// One at a time: the interval [1, 2] through x - x0, x0 the root, so that no digit is lost there;
// by recurrence from it up to 10, and below 1; the asymptotic series above 10. Near the roots of
// negative x only the absolute error is small; for positive x the max error is 3 ULP.
ZEAL_INLINE double digamma(double x) {
  double shift = 0.;
  if (x != x) return x;
  if (x > -0.5 && x < 0.) {
    shift = -1. / x;
    x += 1.;
  } else if (x <= 0.) {
    double part = x - rint(x);
    if (part == 0. || x == -kInf<double>) return kNaN<double>;
    shift = -3.14159265358979323846 * wide::sin_pi(0.5 - abs(part)) / wide::sin_pi(part) - 1. / x;
    x = -x;
  }
  if (x >= 10.) {
    double r = 1. / x, z = r * r;
    double v = 0.5 * r + z * poly(z, 0.06851980860244637, -0.02087289168496068,
                                  0.007574037657832309, -0.0041666593110276096,
                                  0.003968253951812685, -0.008333333333316898, 0.08333333333333333);
    return shift + (x < kInf<double> ? log(x) - v : x);
  }
  double up = 0.;
  if (x < 1.) {
    up = -1. / x;
    x += 1.;
  }
  while (x > 2.) {
    x -= 1.;
    up += 1. / x;
  }
  double near =
      ((x - 1.4616321449683622) - 9.549995429965697e-17) *
      poly(x - 1.5, -0.00017651542436825692, 0.0002598369447994267, -0.0001470332598983611,
           0.0002270431207453441, -0.0004847036927921738, 0.0007234274872948281,
           -0.0010368487696902297, 0.0015566021337248194, -0.0023454199123365774,
           0.003519011650042866, -0.005279946301348716, 0.007926944071705605, -0.011908219421780407,
           0.017907252477650917, -0.026975796690822913, 0.040760833810969094, -0.061922133274716545,
           0.09498872445496902, -0.1484049230538897, 0.240542484240774, -0.4236274212814606,
           0.951055876031833);
  return shift + (up + near);
}
}  // namespace host

ZEAL_MATH1(lgamma)

namespace detail {
// For the device, which has no digamma: the float version's way, with branches.
template <class T>
ZEAL_INLINE HOST_DEVICE T digamma(T x) {
  T shift = T(0);
  if (x <= T(0)) {
    if (x == m::floor(x)) return T(0) / T(0);
    constexpr T pi = T(3.14159265358979323846);
    shift = -pi / m::tan(pi * (x - m::floor(x))) - T(1) / x;
    x = -x;
  }
  for (; x < T(10); x += T(1)) shift -= T(1) / x;
  T z = T(1) / (x * x);
  T s = z * (T(1. / 12) - z * (T(1. / 120) - z * (T(1. / 252) - z * (T(1. / 240) - z / T(132)))));
  return shift + m::log(x) - T(0.5) / x - s;
}
}  // namespace detail
ZEAL_INLINE HOST_DEVICE float digamma(float x) {
  return ZEAL_HOST_OR_CUDA(host::digamma(x), detail::digamma(x));
}
ZEAL_INLINE HOST_DEVICE double digamma(double x) {
  return ZEAL_HOST_OR_CUDA(host::digamma(x), detail::digamma(x));
}
}  // namespace zeal::m
