// Numbers as unevaluated sums of two: error-free addition and multiplication, twice the digits.
#pragma once
#include "ops/scalar/base.h"

namespace zeal::m::host {
template <class T>
struct Two {
  T hi, lo;
};
template <class T>
ZEAL_INLINE Two<T> two_sum(T a, T b) {
  T s = a + b, t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}
template <class T>
ZEAL_INLINE Two<T> fast_two_sum(T a, T b) {  // |a| >= |b|
  T s = a + b;
  return {s, b - (s - a)};
}
// The upper half of x's digits.
ZEAL_INLINE double upper(double x) { return from_bits(bits(x) & 0xfffffffff8000000); }
ZEAL_INLINE float upper(float x) { return from_bits(bits(x) & 0xfffff000); }

template <class T>
ZEAL_INLINE Two<T> two_prod(T a, T b) {
  T p = a * b;
  if constexpr (kHasFma) return {p, fma(a, b, -p)};
  T ah = upper(a), al = a - ah, bh = upper(b), bl = b - bh;
  return {p, (((ah * bh - p) + ah * bl) + al * bh) + al * bl};
}
// x^2 as an exact upper part and the rest, good to twice the digits.
template <class T>
ZEAL_INLINE Two<T> square(T x) {
  T h = upper(x);
  return {h * h, (x - h) * (x + h)};
}
template <class T>
ZEAL_INLINE Two<T> mul(Two<T> a, Two<T> b) {
  auto [p, e] = two_prod(a.hi, b.hi);
  return {p, e + fma(a.hi, b.lo, a.lo * b.hi)};
}
}  // namespace zeal::m::host
