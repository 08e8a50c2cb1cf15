// The incomplete gamma functions P and Q, and how a gamma distribution's samples move with alpha.
#pragma once
#include "ops/scalar/erf.h"
#include "ops/scalar/gamma.h"
#include "ops/scalar/jet.h"
#include "ops/scalar/outline.h"
#include "ops/scalar/polygamma.h"

namespace zeal::m {
namespace detail {

// Note [Incomplete gamma functions]
// With F = x^a e^-x / Gamma(a + 1), P is F times a power series, good for x < a + 1, and 1 - P = Q
// is F a times a continued fraction, good for the rest. Both take a number of steps that grows
// with sqrt(a), so beyond kTemme it is Temme's uniform expansion, whose first two terms do there.
// The derivatives by a come from the same steps, in jets. Let F' / F = L = log(x) -
// digamma(a + 1): F itself, which may underflow, then drops out of -(dP/da) / (dP/dx), which is
// the rate at which a sample x of the gamma distribution moves with a.
inline constexpr double kTemme = 1e6;

// What Stirling's formula leaves out of log(gamma(x)), for x >= 10.
static inline ZEAL_OUTLINE HOST_DEVICE double stirling_rest(double x) {
  const double r = 1. / x, z = r * r;
  double sum = 1. / 156;
  for (double c : {-691. / 360360, 1. / 1188, -1. / 1680, 1. / 1260, -1. / 360, 1. / 12})
    sum = sum * z + c;
  return r * sum;
}

static inline ZEAL_OUTLINE HOST_DEVICE double gamma_factor(double a, double x) {
  if (a < 10.) return m::exp(a * m::log(x) - x - m::lgamma(a + 1.));
  const double d = (x - a) / a;
  return m::exp(a * (m::log1p(d) - d) - stirling_rest(a)) * 0.39894228040143267794 / m::sqrt(a);
}

// P / F and its derivatives by a.
static inline ZEAL_OUTLINE HOST_DEVICE Jet gamma_series(double a, double x) {
  Jet term{1., 0., 0.}, sum = term;
  for (int n = 1; n < 100000; ++n) {
    term = term * (Jet{x, 0., 0.} / Jet{a + n, 1., 0.});
    sum = sum + term;
    if (term.v < 1e-17 * sum.v && -term.d <= -1e-17 * sum.d && term.dd <= 1e-17 * sum.dd) break;
  }
  return sum;
}
// Q / (F a) and its derivatives by a, by Lentz's method.
static inline ZEAL_OUTLINE HOST_DEVICE Jet gamma_fraction(double a, double x) {
  constexpr double tiny = 1e-300;
  const Jet one{1., 0., 0.};
  Jet b{x + 1. - a, -1., 0.}, c{1. / tiny, 0., 0.}, d = one / b, h = d;
  for (int i = 1; i < 100000; ++i) {
    const Jet an{-i * (i - a), static_cast<double>(i), 0.};
    b.v += 2.;
    d = an * d + b;
    if (d.v == 0.) d.v = tiny;
    c = b + an / c;
    if (c.v == 0.) c.v = tiny;
    d = one / d;
    const Jet step = d * c, before = h;
    h = h * step;
    if (m::abs(step.v - 1.) < 2e-16 && m::abs(h.d - before.d) <= 4e-16 * m::abs(h.d) &&
        m::abs(h.dd - before.dd) <= 4e-16 * m::abs(h.dd) + 1e-18 * m::abs(h.v))
      break;
  }
  return h;
}

// P, or Q, for large a: half an erfc, and a correction that is a series in eta and 1 / a.
static inline ZEAL_OUTLINE HOST_DEVICE double gamma_temme(double a, double x, bool upper) {
  const double mu = (x - a) / a, half = mu - m::log1p(mu);
  double eta = m::sqrt(half < 0. ? 0. : 2. * half);
  eta = mu < 0. ? -eta : eta;
  const double c0 =
      -1. / 3 +
      eta * (1. / 12 +
             eta * (-2. / 135 + eta * (1. / 864 + eta * (1. / 2835 - eta * (139. / 777600)))));
  const double c1 = -1. / 540 + eta * (-1. / 288 + eta / 378);
  const double r = m::exp(-a * half) * 0.39894228040143267794 / m::sqrt(a) * (c0 + c1 / a);
  const double tail = 0.5 * m::erfc((upper ? eta : -eta) * m::sqrt(0.5 * a));
  return upper ? tail + r : tail - r;
}

static inline ZEAL_OUTLINE HOST_DEVICE double igamma_part(double a, double x, bool upper) {
  if (!(a > 0.) || !(x >= 0.)) return kNaN<double>;
  if (a == kInf<double> || x == kInf<double>)
    return a == x ? kNaN<double> : (a < x) == upper ? 0. : 1.;
  if (x == 0.) return upper ? 1. : 0.;
  if (a > kTemme) return gamma_temme(a, x, upper);
  const double f = gamma_factor(a, x);
  if (x > 1. && x > a + 1.) {
    const double q = f == 0. ? 0. : f * a * gamma_fraction(a, x).v;
    return upper ? q : 1. - q;
  }
  if (upper && a < 1e-9) {  // 1 - p would be rounding alone; to this order it is a E1(x)
    double e1 = -0.57721566490153286061 - m::log(x), term = -1.;
    for (int k = 1; k <= 20; ++k) {
      term *= -x / k;
      e1 += term / k;
    }
    return a * e1;
  }
  const double p = f == 0. ? 0. : f * gamma_series(a, x).v;
  return upper ? 1. - p : p;
}

static inline ZEAL_OUTLINE HOST_DEVICE double random_gamma_grad(double a, double x) {
  if (!(a > 0.) || !(x >= 0.)) return kNaN<double>;
  if (x == 0.) return 0.;
  if (a == kInf<double> || x == kInf<double>) return kNaN<double>;
  if (a > kTemme) {  // x = a + z sqrt(a) + (z^2 - 1) / 3 + (z^3 - 7 z) / (36 sqrt(a)) + ...
    const double root = m::sqrt(a);
    double z = (x - a) / root;
    for (int i = 0; i < 3; ++i)
      z = (x - a - (z * z - 1.) / 3. - z * (z * z - 7.) / (36. * root)) / root;
    return 1. + z / (2. * root) - z * (z * z - 7.) / (72. * a * root);
  }
  const double l = m::log(x) - m::digamma(a + 1.);
  if (x > 1. && x > a + 1.) {
    const Jet h = gamma_fraction(a, x);
    return x * (l * h.v + h.v / a + h.d);
  }
  const Jet s = gamma_series(a, x);
  return -x / a * (l * s.v + s.d);
}
// -(d2P/da2) / (dP/dx), in the same way.
static inline ZEAL_OUTLINE HOST_DEVICE double random_gamma_curve(double a, double x) {
  if (!(a > 0.) || !(x >= 0.)) return kNaN<double>;
  if (x == 0.) return 0.;
  if (a == kInf<double> || x == kInf<double>) return kNaN<double>;
  if (a > kTemme) return random_gamma_grad(a, x) * (m::log(x) - m::digamma(a)) - 0.5 / a;
  const double l = m::log(x) - m::digamma(a + 1.), bend = l * l - m::polygamma(a + 1., 1);
  if (x > 1. && x > a + 1.) {  // d2(F a h) / F, times x / a
    const Jet h = gamma_fraction(a, x);
    return x / a * (a * h.v * bend + 2. * l * (h.v + a * h.d) + 2. * h.d + a * h.dd);
  }
  const Jet s = gamma_series(a, x);
  return -x / a * (bend * s.v + 2. * l * s.d + s.dd);
}
static inline ZEAL_OUTLINE HOST_DEVICE double igamma_grad_a(double a, double x) {
  if (!(a > 0.) || !(x >= 0.)) return kNaN<double>;
  if (x == 0. || x == kInf<double>) return 0.;
  return -random_gamma_grad(a, x) * gamma_factor(a, x) * a / x;
}
static inline ZEAL_OUTLINE HOST_DEVICE double igamma(double a, double x) {
  return igamma_part(a, x, false);
}
static inline ZEAL_OUTLINE HOST_DEVICE double igammac(double a, double x) {
  return igamma_part(a, x, true);
}

}  // namespace detail

#define ZEAL_WIDE2(name)                                                                 \
  ZEAL_INLINE HOST_DEVICE double name(double a, double x) { return detail::name(a, x); } \
  ZEAL_INLINE HOST_DEVICE float name(float a, float x) {                                 \
    return static_cast<float>(detail::name(a, x));                                       \
  }
ZEAL_WIDE2(igamma)
ZEAL_WIDE2(igammac)
ZEAL_WIDE2(igamma_grad_a)
ZEAL_WIDE2(random_gamma_grad)
ZEAL_WIDE2(random_gamma_curve)
#undef ZEAL_WIDE2
}  // namespace zeal::m
