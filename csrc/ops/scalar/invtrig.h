// The inverse trigonometric functions.
#pragma once
#include "ops/scalar/base.h"

namespace zeal::m {
namespace host {
// (asin(x) / x - 1) / x^2 as a polynomial of z = x^2 for |x| <= 1/2, minimax to 2^-27 and 2^-59
ZEAL_INLINE float asin_tail(float z) {
  return poly(z, 0.042166397f, 0.024180777f, 0.045469772f, 0.074953064f, 0.16666752f);
}
ZEAL_INLINE double asin_tail(double z) {
  return poly(z, 0.03264849583097056, -0.021029353681252836, 0.021727734611037726,
              0.0036985640910827595, 0.010782187533407388, 0.011398595009831916,
              0.013980855472603635, 0.01735160947011739, 0.022372215104699673, 0.030381942704715153,
              0.04464285717464574, 0.0749999999997081, 0.1666666666666676);
}
template <class T>
inline constexpr T kPi = T(3.14159265358979323846);
template <class T>
inline constexpr T kHalfPiHi = T(1.57079632679489661923);
template <class T>
inline constexpr T kHalfPiLo = sizeof(T) == 4 ? T(-4.37113883e-8) : T(6.123233995736766e-17);

// Above 1/2, asin(a) = pi/2 - 2 asin(sqrt((1 - a) / 2)). Max error: asin 2.3 ULP, acos 1.2.
template <class T>
ZEAL_INLINE T asin(T x) {
  T a = abs(x);
  bool big = a > T(0.5);
  T z = big ? fma(T(-0.5), a, T(0.5)) : a * a;
  T s = big ? sqrt(z) : a;
  T t = fma(s * z, asin_tail(z), s);
  T y = big ? kHalfPiHi<T> - fma(T(2), t, -kHalfPiLo<T>) : t;
  return copysign(y, x);
}
template <class T>
ZEAL_INLINE T acos(T x) {
  T a = abs(x);
  bool big = a > T(0.5);
  T z = big ? fma(T(-0.5), a, T(0.5)) : a * a;
  T s = big ? sqrt(z) : a;
  T tail = s * z * asin_tail(z);
  T t = copysign(s + tail, x);
  T near = kHalfPiHi<T> - ((copysign(s, x) - kHalfPiLo<T>)+copysign(tail, x));
  T far = t < T(0) ? T(2) * (kHalfPiHi<T> + (t + kHalfPiLo<T>)) : T(2) * t;
  return big ? (x == T(1) ? T(0) : x == T(-1) ? kPi<T> : far) : near;
}

// (atan(t) / t - 1) / t^2 for |t| <= tan(pi / 8)
ZEAL_INLINE float atan_tail(float z) {
  return poly(z, -0.0608996f, 0.105991445f, -0.1424439f, 0.19998528f, -0.33333316f);
}
ZEAL_INLINE double atan_tail(double z) {
  return poly(z, 0.014901776146043948, -0.03318282034241555, 0.04490898652453583,
              -0.05215261414585579, 0.058765284020032435, -0.06666175825235379, 0.07692279271319558,
              -0.09090907988557646, 0.11111111083805908, -0.1428571428531708, 0.19999999999997098,
              -0.33333333333333326);
}
// atan(n / d) for n, d >= 0, not both 0 or infinite: by quarters of pi, so that one division is
// enough.
template <class T>
ZEAL_INLINE T atan_ratio(T n, T d) {
  constexpr T t1 = T(0.41421356237309504880), t2 = T(2.41421356237309504880);
  bool mid = n > t1 * d, high = n > t2 * d;
  T num = high ? -d : mid ? n - d : n;
  T den = high ? n : mid ? n + d : d;
  T hi = high ? kHalfPiHi<T> : mid ? kHalfPiHi<T> / 2 : T(0);
  T lo = high ? kHalfPiLo<T> : mid ? kHalfPiLo<T> / 2 : T(0);
  T t = num / den, z = t * t;
  return hi + (t + fma(t * z, atan_tail(z), lo));
}
// Max error: atan and atan2 1.9 ULP.
template <class T>
ZEAL_INLINE T atan(T x) {
  return copysign(atan_ratio(abs(x), T(1)), x);
}
template <class T>
ZEAL_INLINE T atan2(T y, T x) {
  T n = abs(y), d = abs(x);
  T big = n > d ? n : d;
  bool flat = big == T(0);         // atan2(0, 0) is 0 or pi by the sign of x
  bool square = (n == d) & !flat;  // with both infinite too: pi / 4
  // n + d must not overflow, nor what decides the octant vanish
  constexpr T huge = sizeof(T) == 4 ? T(0x1p100) : T(0x1p1000);
  T scale = big > huge ? T(1) / 16 : big < T(1) / huge ? T(0x1p60) : T(1);
  T r = atan_ratio(n * scale, d * scale);
  r = flat ? T(0) : square ? kHalfPiHi<T> / 2 : r;
  r = copysign(T(1), x) < T(0) ? kPi<T> - (r - T(2) * kHalfPiLo<T>) : r;
  r = (x != x) | (y != y) ? x + y : r;
  return copysign(r, y);
}
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
