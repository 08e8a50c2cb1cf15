// Error functions, gamma functions and the normal distribution's quantiles.
#pragma once
#include "ops/record.h"
#include "ops/scalar/zeta.h"

namespace zeal::op {

struct Erf {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::erf(x);
  }
  static void grad(GradContext& g) {
    g.dx(0, g.dy() * (1.1283791670955126 * ops::exp(-ops::square(g.x()))));  // 2 / sqrt(pi)
  }
  static constexpr OpDef def{
      .type = "Erf",
      .endpoints = "math.erf",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the error function, element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x: sp.special.erf(x)",
  };
};

struct Erfc {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::erfc(x);
  }
  static void grad(GradContext& g) {
    g.dx(0, g.dy() * (-1.1283791670955126 * ops::exp(-ops::square(g.x()))));
  }
  static constexpr OpDef def{
      .type = "Erfc",
      .endpoints = "math.erfc",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes 1 - erf(x), element by element, without cancellation for large x.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x: sp.special.erfc(x)",
  };
};

struct Erfinv {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::erfinv(x);
  }
  static void grad(GradContext& g) {
    g.dx(0, g.dy() * (0.88622692545275801 * ops::exp(ops::square(g.y()))));  // sqrt(pi) / 2
  }
  static constexpr OpDef def{
      .type = "Erfinv",
      .endpoints = "math.erfinv",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the inverse of the error function, element by element; NaN beyond 1.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "lambda x: sp.special.erfinv(x)",
      .domain = {-0.9, 0.9},
  };
};

struct Ndtri {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::ndtri(x);
  }
  static void grad(GradContext& g) {
    g.dx(0, g.dy() * (2.5066282746310002 * ops::exp(0.5 * ops::square(g.y()))));  // sqrt(2 pi)
  }
  static constexpr OpDef def{
      .type = "Ndtri",
      .endpoints = "math.ndtri",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the quantile of the standard normal distribution, element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "lambda x: sp.special.ndtri(x)",
      .domain = {0.05, 0.95},
  };
};

struct Erfcinv {
  static void body(Inputs in, const void*, Outputs& out) {
    Tensor x = Tensor::share(in[0]);
    out.resize(1);
    out[0] = -0.70710678118654752 * ops::ndtri(0.5 * x);
  }
  static constexpr OpDef def{
      .type = "Erfcinv",
      .endpoints = "math.erfcinv",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the inverse of erfc, element by element; NaN outside [0, 2].",
      .dtypes = kFloating,
      .numpy = "lambda x: sp.special.erfcinv(x)",
      .domain = {0.1, 1.9},
      .samples = "f(2, 3)\nf()",
  };
};

struct Lgamma {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::lgamma(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() * ops::digamma(g.x())); }
  static constexpr OpDef def{
      .type = "Lgamma",
      .endpoints = "math.lgamma",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the logarithm of |gamma(x)|, element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x: sp.special.gammaln(x)",
      .domain = {0.3, 5},
  };
};

struct Digamma {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::digamma(x);
  }
  static void grad(GradContext& g) {
    Tensor x = g.x();
    g.dx(0, g.dy() * ops::polygamma(scalar_like(1, x), x));
  }
  static constexpr OpDef def{
      .type = "Digamma",
      .endpoints = "math.digamma",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the derivative of lgamma, element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x: sp.special.digamma(x)",
      .domain = {0.3, 5},
  };
};

struct Polygamma {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T a, T x) {
    return m::polygamma(a, x);
  }
  static void grad(GradContext& g) {
    if (g.needs(1)) g.dx(1, g.dy() * ops::polygamma(g.x(0) + 1, g.x(1)));
  }
  static constexpr OpDef def{
      .type = "Polygamma",
      .endpoints = "math.polygamma",
      .signature = "(a, x, name=None) -> Tensor",
      .doc =
          "Computes derivative number a of digamma at x, element by element.\n\n"
          "NaN where a is no whole number at least 0.",
      .dtypes = kFloating,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda a, x: sp.special.polygamma(a.astype(int), x)",
      .domain = {0.5, 5},
      .samples = "np.array([1., 2., 3.]), f(2, 3)\n1., f(4)",
      .tolerance = 64,
  };
};

struct Zeta {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T q) {
    return m::zeta(x, q);
  }
  static void grad(GradContext& g) {
    if (!g.needs(1)) return;
    Tensor x = g.x(0);
    g.dx(1, -(g.dy() * x * ops::zeta(x + 1, g.x(1))));
  }
  static constexpr OpDef def{
      .type = "Zeta",
      .endpoints = "math.zeta",
      .signature = "(x, q, name=None) -> Tensor",
      .doc = "Computes the Hurwitz zeta function, the sum of (q + n)^-x over n >= 0.",
      .dtypes = kFloating,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x, q: sp.special.zeta(x, q)",
      .domain = {0.5, 5},
      .samples = "1.5 + f(2, 3), f(2, 3)",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
