// The polygamma functions: derivatives of digamma, of an order that is one for the whole tensor.
#pragma once
#include "ops/scalar/power.h"
#include "ops/scalar/round.h"

namespace zeal::m {
namespace detail {
// (-1)^(n+1) n! times the sum of (x + k)^-(n+1) over k >= 0. The sum is shifted to x >= 10 + n,
// where Euler and Maclaurin's series, with B_2k / (2k)!, converges to all digits.
ZEAL_INLINE HOST_DEVICE double polygamma(double x, int64_t n) {
  constexpr double bernoulli[] = {
      8.3333333333333333e-02,  -1.3888888888888889e-03, 3.3068783068783069e-05,
      -8.2671957671957672e-07, 2.0876756987868099e-08,  -5.2841901386874932e-10,
      1.3382536530684679e-11,  -3.3896802963225829e-13, 8.5860620562778446e-15};
  const double s = static_cast<double>(n + 1);
  if (x <= 0 && x == m::floor(x)) return n & 1 ? kInf<double> : kNaN<double>;
  if (!(x > -1e6)) return kNaN<double>;
  double sum = 0;
  while (x < 10 + s) {
    double p = 1;
    for (int64_t i = 0; i <= n; ++i) p *= x;
    sum += 1 / p;
    x += 1;
  }
  double p = m::pow(x, -s);
  sum += p * x / (s - 1) + 0.5 * p;
  double term = p * s / x;
  for (int k = 0; k < 9; ++k) {
    sum += bernoulli[k] * term;
    term *= (s + 2 * k + 1) * (s + 2 * k + 2) / (x * x);
  }
  for (int64_t i = 2; i <= n; ++i) sum *= static_cast<double>(i);
  return n & 1 ? sum : -sum;
}
}  // namespace detail

ZEAL_INLINE HOST_DEVICE double polygamma(double x, int64_t n) { return detail::polygamma(x, n); }
ZEAL_INLINE HOST_DEVICE float polygamma(float x, int64_t n) {
  return static_cast<float>(detail::polygamma(x, n));
}
}  // namespace zeal::m
