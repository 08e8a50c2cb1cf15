// The inverse trigonometric functions.
#pragma once
#include "ops/scalar/base.h"

namespace zeal::m {
namespace host {
ZEAL_INLINE float atan2(float y, float x) { return __builtin_atan2f(y, x); }
ZEAL_INLINE double atan2(double y, double x) { return __builtin_atan2(y, x); }
ZEAL_INLINE float asin(float x) { return __builtin_asinf(x); }
ZEAL_INLINE double asin(double x) { return __builtin_asin(x); }
ZEAL_INLINE float acos(float x) { return __builtin_acosf(x); }
ZEAL_INLINE double acos(double x) { return __builtin_acos(x); }
ZEAL_INLINE float atan(float x) { return __builtin_atanf(x); }
ZEAL_INLINE double atan(double x) { return __builtin_atan(x); }
}  // namespace host

ZEAL_MATH1(asin)
ZEAL_MATH1(acos)
ZEAL_MATH1(atan)
ZEAL_INLINE HOST_DEVICE float atan2(float y, float x) {
  return ZEAL_HOST_OR_CUDA(host::atan2(y, x), ::atan2f(y, x));
}
ZEAL_INLINE HOST_DEVICE double atan2(double y, double x) {
  return ZEAL_HOST_OR_CUDA(host::atan2(y, x), ::atan2(y, x));
}
}  // namespace zeal::m
