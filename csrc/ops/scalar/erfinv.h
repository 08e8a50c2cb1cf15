// The inverses of the error function and of the normal distribution function.
#pragma once
#include "ops/scalar/erf.h"
#include "ops/scalar/wide.h"

namespace zeal::m {
namespace host {
namespace wide {
// erfinv(x) / x as a function of w = -log(1 - x^2): minimax polynomial to 4.9, 2^-29, ...
ZEAL_INLINE double erfinv_near(double w) {
  return poly(w - 2.45, 2.7716903085061035e-10, -9.04414479454533e-09, 2.2779056332383613e-08,
              4.59156500740541e-07, -3.5996124770000094e-06, -3.912323925302393e-06,
              0.00021939777300197534, -0.001296509122715605, -0.003986150443658106,
              0.24704851390582502, 1.4890670539241753);
}
// ... and rational in s = sqrt(w), to w = 105 (all that floats need), 2^-25.7, ...
ZEAL_INLINE double erfinv_ratio(double w) {
  double s = sqrt(w);
  double p = poly(s, 0.01687776035868676, -0.049421906164276434, -0.2155893454912493,
                  1.3212682118548733, -2.394820849509648, 1.7499425461196476, -0.3784261479862964);
  double q = poly(s, 0.016874346505113418, -0.0490401998702745, -0.19396330548822788,
                  1.1425539996555212, -1.8434608193580067, 1.);
  return w < 4.9 ? erfinv_near(w) : p / q;
}
// ... or to w = 756, 2^-23, as the start of an iteration.
ZEAL_INLINE double erfinv_start(double w) {
  double s = sqrt(w);
  double p = poly(s, -0.036745586749950564, -0.12927599100902573, 1.0668113880817023,
                  -1.555692257422348, -1.1910309034383826, 2.5729762328050003, -1.4363448724834793);
  double q = poly(s, -0.03674204966349901, -0.1298138759875633, 1.0079915345206547,
                  -1.378273509680841, -0.9343623590167172, 1.);
  return w < 4.9 ? erfinv_near(w) : p / q;
}
}  // namespace wide

// Max error: float erfinv and ndtri 0.9 ULP, double 2.8 and 4.0.
ZEAL_INLINE float erfinv(float xf) {
  double x = xf, a = abs(x);
  double y = x * wide::erfinv_ratio(-wide::log((1. - x) * (1. + x)));
  y = a < 1. ? y : a == 1. ? x * kInf<double> : kNaN<double>;
  return static_cast<float>(y);
}
// sqrt(2) erfinv(2 p - 1)
ZEAL_INLINE float ndtri(float pf) {
  double p = pf;
  double y =
      (2.8284271247461900976 * (p - 0.5)) * wide::erfinv_ratio(-wide::log(4. * p * (1. - p)));
  y = (p > 0.) & (p < 1.) ? y : p == 0. ? -kInf<double> : p == 1. ? kInf<double> : kNaN<double>;
  return static_cast<float>(y);
}

// z = erfinv(a) >= 0 from a and q = 1 - a, whichever is the smaller being exact, to a relative
// 1e-6; one step of Halley's method makes that 1e-18.
ZEAL_INLINE double erfinv_polish(double z, double a, double q) {
  auto [hi, lo] = square(z);
  double e = exp_core(0.5 * hi, 0.5 * lo);  // e^(z^2) itself may overflow
  auto y = erfcx(z);
  double miss = a < 0.7 ? (erf(z) - a) * e * e : ((q * e) * e - y.hi) - y.lo;
  double d = 0.88622692545275801365 * miss;
  return z - d / fma(z, d, 1.);
}
ZEAL_INLINE double erfinv(double x) {
  double a = abs(x), q = 1. - a;
  double w = -wide::log(q * (1. + a));
  double z = erfinv_polish(a * wide::erfinv_start(w), a, q);
  z = a < 1e-9 ? a * 0.88622692545275801365 : z;
  z = a < 1. ? z : a == 1. ? kInf<double> : kNaN<double>;
  return copysign(z, x);
}
ZEAL_INLINE double ndtri(double p) {
  double r = p < 0.5 ? p : 1. - p;  // the smaller tail
  double a = 1. - 2. * r;
  bool tiny = r < 0x1p-900;
  double l = wide::log(tiny ? r * 0x1p200 : r) - (tiny ? 138.62943611198906188 : 0.);
  double w = -(1.38629436111989061883 + l + wide::log(1. - r));
  double z = erfinv_polish(a * wide::erfinv_start(w), a, 2. * r);
  z = a < 1e-9 ? a * 0.88622692545275801365 : z;
  z = 1.41421356237309504880 * (p < 0.5 ? -z : z);
  return (p > 0.) & (p < 1.) ? z : p == 0. ? -kInf<double> : p == 1. ? kInf<double> : kNaN<double>;
}
}  // namespace host

ZEAL_MATH1(erfinv)
ZEAL_INLINE HOST_DEVICE float ndtri(float x) {
  return ZEAL_HOST_OR_CUDA(host::ndtri(x), ::normcdfinvf(x));
}
ZEAL_INLINE HOST_DEVICE double ndtri(double x) {
  return ZEAL_HOST_OR_CUDA(host::ndtri(x), ::normcdfinv(x));
}
}  // namespace zeal::m
