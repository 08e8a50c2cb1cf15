// Rounding to whole numbers: floor, ceil, trunc, round_half_even.
#pragma once
#include "ops/scalar/base.h"

namespace zeal::m {
namespace host {
#if defined(__SSE4_1__) || defined(__aarch64__)
ZEAL_INLINE float rint(float x) { return __builtin_rintf(x); }
ZEAL_INLINE double rint(double x) { return __builtin_rint(x); }
ZEAL_INLINE float floor(float x) { return __builtin_floorf(x); }
ZEAL_INLINE double floor(double x) { return __builtin_floor(x); }
ZEAL_INLINE float ceil(float x) { return __builtin_ceilf(x); }
ZEAL_INLINE double ceil(double x) { return __builtin_ceil(x); }
ZEAL_INLINE float trunc(float x) { return __builtin_truncf(x); }
ZEAL_INLINE double trunc(double x) { return __builtin_trunc(x); }
#else  // SSE2 has no rounding instruction: adding 2^23 (2^52) to |x| rounds it to even
ZEAL_INLINE float rint(float x) {
  float a = abs(x);
  return a < 0x1p23f ? copysign((a + 0x1p23f) - 0x1p23f, x) : x;
}
ZEAL_INLINE double rint(double x) {
  double a = abs(x);
  return a < 0x1p52 ? copysign((a + 0x1p52) - 0x1p52, x) : x;
}
template <class T>
ZEAL_INLINE T floor(T x) {
  T r = rint(x);
  return r > x ? r - T(1) : r;
}
template <class T>
ZEAL_INLINE T ceil(T x) {
  T r = rint(x);
  return copysign(r < x ? r + T(1) : r, x);
}
template <class T>
ZEAL_INLINE T trunc(T x) {
  return copysign(floor(abs(x)), x);
}
#endif
}  // namespace host

ZEAL_MATH1(floor)
ZEAL_MATH1(ceil)
ZEAL_MATH1(trunc)
ZEAL_INLINE HOST_DEVICE float round_half_even(float x) {
  return ZEAL_HOST_OR_CUDA(host::rint(x), ::rintf(x));
}
ZEAL_INLINE HOST_DEVICE double round_half_even(double x) {
  return ZEAL_HOST_OR_CUDA(host::rint(x), ::rint(x));
}
}  // namespace zeal::m
