// The logarithm of the gamma function and its derivative.
#pragma once
#include "ops/scalar/trig.h"
#include "ops/scalar/log.h"
#include "ops/scalar/round.h"

namespace zeal::m {
namespace host {
ZEAL_INLINE double lgamma(double x) {
  int sign;  // lgamma() itself writes the global signgam
  return __builtin_lgamma_r(x, &sign);
}
ZEAL_INLINE float lgamma(float x) { return static_cast<float>(lgamma(static_cast<double>(x))); }
}  // namespace host
ZEAL_MATH1(lgamma)

namespace detail {
ZEAL_INLINE HOST_DEVICE double digamma(double x) {
  double shift = 0, y = x;
  if (x <= 0) {
    if (x == m::floor(x)) return kNaN<double>;
    double f = x - m::floor(x);
    shift = -3.14159265358979323846 / m::tan(3.14159265358979323846 * f);
    y = 1 - x;
  }
  while (y < 10) { shift -= 1 / y; y += 1; }
  double z = 1 / (y * y);
  double s = z * (1. / 12 - z * (1. / 120 - z * (1. / 252 - z * (1. / 240 - z * (1. / 132)))));
  return shift + m::log(y) - 0.5 / y - s;
}
}
ZEAL_INLINE HOST_DEVICE double digamma(double x) { return detail::digamma(x); }
ZEAL_INLINE HOST_DEVICE float digamma(float x) { return static_cast<float>(detail::digamma(x)); }
}  // namespace zeal::m
