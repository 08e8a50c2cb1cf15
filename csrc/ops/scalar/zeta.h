// The Hurwitz zeta function and the polygamma functions, computed in float64.
#pragma once
#include "ops/scalar/gamma.h"
#include "ops/scalar/power.h"

namespace zeal::m {
namespace detail {
// Euler and Maclaurin's summation: nine terms, the integral of the rest, and its corrections with
// the Bernoulli numbers B_2k / (2k)!.
ZEAL_INLINE HOST_DEVICE double zeta(double x, double q) {
  constexpr double bernoulli[] = {
      8.3333333333333333e-02,  -1.3888888888888889e-03, 3.3068783068783069e-05,
      -8.2671957671957672e-07, 2.0876756987868099e-08,  -5.2841901386874932e-10,
      1.3382536530684679e-11,  -3.3896802963225829e-13, 8.5860620562778446e-15,
      -2.1748686985580619e-16, 5.5090028283602295e-18,  -1.3954464685812523e-19};
  if (x == 1) return kInf<double>;
  if (!(x > 1)) return kNaN<double>;
  if (q <= 0) {
    if (q == m::floor(q)) return kInf<double>;
    if (x != m::floor(x)) return kNaN<double>;  // a power of a negative number
  }
  if (!(q < 1e9)) return (1 / (x - 1) + 1 / (2 * q)) * m::pow(q, 1 - x);
  double sum = m::pow(q, -x), a = q, term = 0;
  for (int i = 0; i < 9 || a <= 9; ++i) {
    a += 1;
    term = m::pow(a, -x);
    sum += term;
    if (term < sum * 1e-17 && term > -sum * 1e-17) return sum;
  }
  sum += term * a / (x - 1) - 0.5 * term;
  double factor = 1, k = 0;
  for (double b : bernoulli) {
    factor *= x + k;
    term /= a;
    double t = factor * term * b;
    sum += t;
    if (t < sum * 1e-17 && t > -sum * 1e-17) break;
    k += 1;
    factor *= x + k;
    term /= a;
    k += 1;
  }
  return sum;
}

// (-1)^(n+1) n! zeta(n + 1, x)
ZEAL_INLINE HOST_DEVICE double polygamma(double n, double x) {
  if (!(n >= 0) || n != m::floor(n)) return kNaN<double>;
  if (n == 0) return digamma(x);
  double factorial = m::exp(m::lgamma(n + 1));
  if (n < 20) {
    factorial = 1;
    for (double i = 2; i <= n; ++i) factorial *= i;
  }
  double y = factorial * zeta(n + 1, x);
  return n - 2 * m::floor(n / 2) == 0 ? -y : y;
}
}  // namespace detail

ZEAL_INLINE HOST_DEVICE double zeta(double x, double q) { return detail::zeta(x, q); }
ZEAL_INLINE HOST_DEVICE float zeta(float x, float q) {
  return static_cast<float>(detail::zeta(x, q));
}
ZEAL_INLINE HOST_DEVICE double polygamma(double n, double x) { return detail::polygamma(n, x); }
ZEAL_INLINE HOST_DEVICE float polygamma(float n, float x) {
  return static_cast<float>(detail::polygamma(n, x));
}
}  // namespace zeal::m
