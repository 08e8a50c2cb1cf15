// Square and cube roots and powers.
#pragma once
#include "ops/scalar/base.h"

namespace zeal::m {
namespace host {
ZEAL_INLINE float rsqrt(float x) { return 1.f / sqrt(x); }
ZEAL_INLINE double rsqrt(double x) { return 1. / sqrt(x); }
ZEAL_INLINE float pow(float x, float y) { return __builtin_powf(x, y); }
ZEAL_INLINE double pow(double x, double y) { return __builtin_pow(x, y); }
ZEAL_INLINE float cbrt(float x) { return __builtin_cbrtf(x); }
ZEAL_INLINE double cbrt(double x) { return __builtin_cbrt(x); }
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
