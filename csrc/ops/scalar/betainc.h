// The regularised incomplete beta function.
#pragma once
#include "ops/scalar/exp.h"
#include "ops/scalar/igamma.h"
#include "ops/scalar/outline.h"

namespace zeal::m {
namespace detail {

// log(x^a (1 - x)^b / B(a, b)), where large terms would cancel. Let y = 1 - x.
static inline ZEAL_OUTLINE HOST_DEVICE double log_beta_power(double a, double b, double x,
                                                             double y) {
  if (a > b) return log_beta_power(b, a, y, x);
  const double log_x = x < 0.5 ? m::log(x) : m::log1p(-y);
  const double log_y = y < 0.5 ? m::log(y) : m::log1p(-x);
  if (b < 10.) return a * log_x + b * log_y + m::lgamma(a + b) - m::lgamma(a) - m::lgamma(b);
  const double s = a + b, rest = stirling_rest(b) - stirling_rest(s);
  if (a < 10.)  // gamma(a + b) / gamma(b) by Stirling's formula
    return a * log_x + b * log_y - m::lgamma(a) - rest + a * (m::log(s) - 1.) -
           (b - 0.5) * m::log1p(-a / s);
  // x s / a and y s / b are near 1 where the value is large
  const double u = (x * b - y * a) / a, v = (y * a - x * b) / b;
  return a * m::log1p(u) + b * m::log1p(v) - rest - stirling_rest(a) +
         0.5 * (m::log(a) + m::log(b / s)) - 0.91893853320467274178;
}

// The continued fraction of I(a, b, x) a B(a, b) / (x^a (1 - x)^b), for x < (a + 1) / (a + b + 2).
static inline ZEAL_OUTLINE HOST_DEVICE double beta_fraction(double a, double b, double x) {
  constexpr double tiny = 1e-300;
  double c = 1., d = 1. - (a + b) * x / (a + 1.);
  d = 1. / (d == 0. ? tiny : d);
  double h = d;
  for (int i = 1; i < 100000; ++i) {
    double t = i * (b - i) * x / ((a + 2 * i - 1.) * (a + 2 * i));
    d = 1. + t * d;
    c = 1. + t / c;
    d = 1. / (d == 0. ? tiny : d);
    c = c == 0. ? tiny : c;
    h *= d * c;
    t = -(a + i) * (a + b + i) * x / ((a + 2 * i) * (a + 2 * i + 1.));
    d = 1. + t * d;
    c = 1. + t / c;
    d = 1. / (d == 0. ? tiny : d);
    c = c == 0. ? tiny : c;
    h *= d * c;
    if (m::abs(d * c - 1.) < 2e-16) break;
  }
  return h;
}

static inline ZEAL_OUTLINE HOST_DEVICE double betainc(double a, double b, double x) {
  if (!(a > 0.) || !(b > 0.) || !(x >= 0.) || !(x <= 1.) || a == kInf<double> || b == kInf<double>)
    return kNaN<double>;
  if (x == 0. || x == 1.) return x;
  const double f = m::exp(log_beta_power(a, b, x, 1. - x));
  if (x < (a + 1.) / (a + b + 2.)) return f == 0. ? 0. : f * beta_fraction(a, b, x) / a;
  return f == 0. ? 1. : 1. - f * beta_fraction(b, a, 1. - x) / b;
}

}  // namespace detail

ZEAL_INLINE HOST_DEVICE double betainc(double a, double b, double x) {
  return detail::betainc(a, b, x);
}
ZEAL_INLINE HOST_DEVICE float betainc(float a, float b, float x) {
  return static_cast<float>(detail::betainc(a, b, x));
}
}  // namespace zeal::m
