// Hurwitz's zeta function.
#pragma once
#include "ops/scalar/outline.h"
#include "ops/scalar/power.h"
#include "ops/scalar/round.h"

namespace zeal::m {
namespace detail {

// The sum of (q + k)^-x over k >= 0, for x > 1 and q > 0. Terms are added until q is so large that
// Euler and Maclaurin's series, with B_2k / (2k)!, has all digits, or until they are negligible.
static inline ZEAL_OUTLINE HOST_DEVICE double zeta_positive(double x, double q) {
  constexpr double bernoulli[] = {
      8.3333333333333333e-02,  -1.3888888888888889e-03, 3.3068783068783069e-05,
      -8.2671957671957672e-07, 2.0876756987868099e-08,  -5.2841901386874932e-10,
      1.3382536530684679e-11,  -3.3896802963225829e-13, 8.5860620562778446e-15};
  double sum = 0.;
  while (q < 10. + x) {
    const double term = m::pow(q, -x);
    sum += term;
    if (!(term > 1e-17 * sum) || sum == kInf<double>) return sum;
    q += 1.;
  }
  const double p = m::pow(q, -x);
  sum += p * q / (x - 1.) + 0.5 * p;
  double term = p * x / q;
  for (int k = 0; k < 9; ++k) {
    sum += bernoulli[k] * term;
    term *= (x + 2 * k + 1) * (x + 2 * k + 2) / (q * q);
  }
  return sum;
}

// For q < 0, x is an integer, and the terms below zero are a difference of two such sums.
static inline ZEAL_OUTLINE HOST_DEVICE double zeta(double x, double q) {
  if (x == 1.) return kInf<double>;
  if (!(x > 1.) || q != q) return kNaN<double>;
  if (q == kInf<double>) return 0.;
  const bool even = m::floor(0.5 * x) * 2. == x;
  if (q <= 0.) {
    if (x != m::floor(x) || x == kInf<double>) return kNaN<double>;
    if (q == m::floor(q)) return even ? kInf<double> : kNaN<double>;
    if (q > -1.) {
      const double first = m::pow(-q, -x);
      return zeta_positive(x, q + 1.) + (even ? first : -first);
    }
    const double part = q - m::floor(q);
    const double below = zeta_positive(x, 1. - part) - zeta_positive(x, 1. - q);
    return zeta_positive(x, part) + (even ? below : -below);
  }
  if (x == kInf<double>) return q < 1. ? kInf<double> : q == 1. ? 1. : 0.;
  return zeta_positive(x, q);
}

}  // namespace detail

ZEAL_INLINE HOST_DEVICE double zeta(double x, double q) { return detail::zeta(x, q); }
ZEAL_INLINE HOST_DEVICE float zeta(float x, float q) {
  return static_cast<float>(detail::zeta(x, q));
}
}  // namespace zeal::m
