// Element-wise arithmetic of floating point numbers with TensorFlow's treatment of NaN and sign.
#pragma once
#include <type_traits>

#include "ops/scalar/round.h"

namespace zeal::m {

template <class T>
ZEAL_INLINE HOST_DEVICE T abs(T x) {
  if constexpr (std::is_same_v<T, float>)
    return ZEAL_HOST_OR_CUDA(host::abs(x), ::fabsf(x));
  else if constexpr (std::is_same_v<T, double>)
    return ZEAL_HOST_OR_CUDA(host::abs(x), ::fabs(x));
  else if constexpr (std::is_unsigned_v<T>)
    return x;
  else {  // the lowest integer is its own absolute value
    using U = std::make_unsigned_t<T>;
    return static_cast<T>(x < 0 ? static_cast<U>(U(0) - static_cast<U>(x)) : static_cast<U>(x));
  }
}

// -1, 0 or 1; NaN stays NaN, and the sign of -0 is 0.
template <class T>
ZEAL_INLINE HOST_DEVICE T sign(T x) {
  if constexpr (std::is_unsigned_v<T>)
    return static_cast<T>(x != 0);
  else if constexpr (std::is_integral_v<T>)
    return static_cast<T>((x > 0) - (x < 0));
  else
    return x > T(0) ? T(1) : x < T(0) ? T(-1) : x == T(0) ? T(0) : x;
}

// NaN if either is NaN; the first of two equals, so that maximum(-0, 0) is -0 as in TensorFlow.
template <class T>
ZEAL_INLINE HOST_DEVICE T maximum(T a, T b) {
  if constexpr (std::is_integral_v<T>)
    return a < b ? b : a;
  else
    return a >= b ? a : b == b ? (a == a ? b : a) : b;
}
template <class T>
ZEAL_INLINE HOST_DEVICE T minimum(T a, T b) {
  if constexpr (std::is_integral_v<T>)
    return b < a ? b : a;
  else
    return a <= b ? a : b == b ? (a == a ? b : a) : b;
}

ZEAL_INLINE HOST_DEVICE float copysign(float x, float s) {
  return ZEAL_HOST_OR_CUDA(host::copysign(x, s), ::copysignf(x, s));
}
ZEAL_INLINE HOST_DEVICE double copysign(double x, double s) {
  return ZEAL_HOST_OR_CUDA(host::copysign(x, s), ::copysign(x, s));
}

namespace host {
// Exact: for a quotient below 2^29 its whole part times y fits a double, and that part is right or
// one too large. One at a time, since a larger quotient needs long division, which is left to libm.
ZEAL_INLINE float fmod(float x, float y) {
  double a = abs(x), b = abs(y), q = a / b;
  if (q < 1.) return x;
  if (q < 0x1p29) {
    double r = a - static_cast<double>(static_cast<int32_t>(q)) * b;
    return copysign(static_cast<float>(r < 0. ? r + b : r), x);
  }
  return __builtin_fmodf(x, y);
}
}  // namespace host

// The remainder with the dividend's sign (C's fmod), exact.
ZEAL_INLINE HOST_DEVICE float fmod(float x, float y) {
  return ZEAL_HOST_OR_CUDA(host::fmod(x, y), ::fmodf(x, y));
}
ZEAL_INLINE HOST_DEVICE double fmod(double x, double y) {
  return ZEAL_HOST_OR_CUDA(__builtin_fmod(x, y), ::fmod(x, y));
}

// The remainder with the divisor's sign (Python's %), as TensorFlow computes it.
ZEAL_INLINE HOST_DEVICE float floormod(float x, float y) {
  float r = fmod(x, y);
  return (r != 0.f) & ((r < 0.f) != (y < 0.f)) ? r + y : r;
}
ZEAL_INLINE HOST_DEVICE double floormod(double x, double y) {
  double r = fmod(x, y);
  return (r != 0.) & ((r < 0.) != (y < 0.)) ? r + y : r;
}
ZEAL_INLINE HOST_DEVICE float truncmod(float x, float y) { return fmod(x, y); }
ZEAL_INLINE HOST_DEVICE double truncmod(double x, double y) { return fmod(x, y); }
ZEAL_INLINE HOST_DEVICE float floordiv(float x, float y) { return floor(x / y); }
ZEAL_INLINE HOST_DEVICE double floordiv(double x, double y) { return floor(x / y); }
ZEAL_INLINE HOST_DEVICE float truncdiv(float x, float y) { return trunc(x / y); }
ZEAL_INLINE HOST_DEVICE double truncdiv(double x, double y) { return trunc(x / y); }
}  // namespace zeal::m
