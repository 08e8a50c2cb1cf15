// The inverses of the error function and of the normal distribution function.
#pragma once
#include "ops/scalar/erf.h"
#include "ops/scalar/wide.h"

namespace zeal::m {
namespace host {
namespace wide {
// erfinv(x) / x as a function of w = -log(1 - x^2) in [0, 750]
ZEAL_INLINE double erfinv_ratio(double w) {
  double near = poly(w - 2.45, 2.7716903085061035e-10, -9.04414479454533e-09,
                     2.2779056332383613e-08, 4.59156500740541e-07, -3.5996124770000094e-06,
                     -3.912323925302393e-06, 0.00021939777300197534, -0.001296509122715605,
                     -0.003986150443658106, 0.24704851390582502, 1.4890670539241753);
  double s = sqrt(w), u = 1. / s;
  double far = s * poly(u, 1.0);
  return w < 4.9 ? near : far;
}
}  // namespace wide

ZEAL_INLINE float erfinv(float xf) {
  double x = xf, a = abs(x);
  double y = x * wide::erfinv_ratio(-wide::log((1. - x) * (1. + x)));
  y = a < 1. ? y : a == 1. ? x * kInf<double> : kNaN<double>;
  return static_cast<float>(y);
}
// sqrt(2) erfinv(2 p - 1)
ZEAL_INLINE float ndtri(float pf) {
  double p = pf;
  double y = (2.8284271247461900976 * (p - 0.5)) * wide::erfinv_ratio(-wide::log(4. * p * (1. - p)));
  y = (p > 0.) & (p < 1.) ? y : p == 0. ? -kInf<double> : p == 1. ? kInf<double> : kNaN<double>;
  return static_cast<float>(y);
}

// z = erfinv(a) >= 0 from a and q = 1 - a, whichever is the smaller being exact, to a relative 1e-6;
// one step of Halley's method makes that 1e-18.
ZEAL_INLINE double erfinv_polish(double z, double a, double q) {
  auto [hi, lo] = square(z);
  double e = exp_core(0.5 * hi, 0.5 * lo);  // e^(z^2) itself may overflow
  double miss = a < 0.5 ? (erf(z) - a) * e * e : (q * e) * e - erfcx(z, 3.);
  double d = 0.88622692545275801365 * miss;
  return z - d / fma(z, d, 1.);
}
ZEAL_INLINE double erfinv(double x) {
  double a = abs(x), q = 1. - a;
  double w = -wide::log(q * (1. + a));
  double z = erfinv_polish(a * wide::erfinv_ratio(w), a, q);
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
  double z = erfinv_polish(a * wide::erfinv_ratio(w), a, 2. * r);
  z = a < 1e-9 ? a * 0.88622692545275801365 : z;
  z = 1.41421356237309504880 * (p < 0.5 ? -z : z);
  return (p > 0.) & (p < 1.) ? z
         : p == 0.           ? -kInf<double>
         : p == 1.           ? kInf<double>
                             : kNaN<double>;
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
