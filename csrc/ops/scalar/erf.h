// The error function, its complement and inverses.
#pragma once
#include "ops/scalar/base.h"
#include "ops/scalar/log.h"

namespace zeal::m {
namespace host {
ZEAL_INLINE float erf(float x) { return __builtin_erff(x); }
ZEAL_INLINE double erf(double x) { return __builtin_erf(x); }
ZEAL_INLINE float erfc(float x) { return __builtin_erfcf(x); }
ZEAL_INLINE double erfc(double x) { return __builtin_erfc(x); }
ZEAL_INLINE double erfinv(double x) {
  double w = -__builtin_log1p(-x * x), p = 2 / (3.14159265358979 * 0.147) + w * -0.5;
  double z = copysign(sqrt(sqrt(p * p + w / 0.147) - p), x);
  for (int i = 0; i < 4; ++i) {
    double e = (z > 0 ? (1 - x) - __builtin_erfc(z) : __builtin_erfc(-z) - (1 + x));
    double d = e / (1.12837916709551257390 * __builtin_exp(-z * z));
    z += d / (1 - z * d);
  }
  return abs(x) < 1e-150 ? x * 0.88622692545275801365 : abs(x) >= 1 ? (abs(x) == 1 ? x * kInf<double> : kNaN<double>) : z;
}
ZEAL_INLINE float erfinv(float x) { return static_cast<float>(erfinv(static_cast<double>(x))); }
ZEAL_INLINE double ndtri(double p) { return 1.41421356237309504880 * erfinv(2 * p - 1); }
ZEAL_INLINE float ndtri(float x) { return static_cast<float>(ndtri(static_cast<double>(x))); }
}  // namespace host

ZEAL_MATH1(erf)
ZEAL_MATH1(erfc)
ZEAL_MATH1(erfinv)
ZEAL_INLINE HOST_DEVICE float ndtri(float x) {
  return ZEAL_HOST_OR_CUDA(host::ndtri(x), ::normcdfinvf(x));
}
ZEAL_INLINE HOST_DEVICE double ndtri(double x) {
  return ZEAL_HOST_OR_CUDA(host::ndtri(x), ::normcdfinv(x));
}
}  // namespace zeal::m
