// Error functions, gamma functions and the normal distribution's quantiles.
#pragma once
#include "ops/math/arith.decl.h"
#include "ops/math/explog.decl.h"
#include "ops/math/special.decl.h"
#include "ops/record.h"
#include "ops/scalar/polygamma.h"

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
      .domain = {2.5, 9},  // SciPy's has only absolute accuracy at the zeros 1 and 2
  };
};

struct Polygamma {
  struct Attrs {
    int64_t order = 1;
  };
  ZEAL_ATTRS(Attrs, order);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, const Attrs& a) {
    return m::polygamma(x, a.order);
  }
  static void grad(GradContext& g) {
    g.dx(0, g.dy() * ops::polygamma(g.x(), {.order = g.attrs<Attrs>().order + 1}));
  }
  static constexpr OpDef def{
      .type = "Polygamma",
      .endpoints = "",
      .signature = "(x, order=1) -> Tensor",
      .doc = "The derivative of digamma of the given order, at least 1.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x, order=1: sp.special.polygamma(order, x)",
      .domain = {0.5, 5},
      .samples = "f(2, 3)\nf(4), order=2\nf(4), order=5",
  };
};

struct Digamma {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::digamma(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() * ops::polygamma(g.x(), {.order = 1})); }
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

}  // namespace zeal::op
