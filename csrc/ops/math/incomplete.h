// Hurwitz's zeta function, and the incomplete gamma and beta functions.
#pragma once
#include "ops/math/explog.decl.h"
#include "ops/math/incomplete.decl.h"
#include "ops/math/special.decl.h"
#include "ops/record.h"
#include "ops/scalar/betainc.h"
#include "ops/scalar/igamma.h"
#include "ops/scalar/zeta.h"

namespace zeal::op {

struct Zeta {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T q) {
    return m::zeta(x, q);
  }
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Zeta",
      .endpoints = "math.zeta",
      .signature = "(x, q, name=None) -> Tensor",
      .doc =
          "Computes Hurwitz's zeta function, the sum of (q + k)^-x over k >= 0, element by "
          "element.\n\nNaN for x < 1, and for q < 0 unless x is a whole number. No gradient flows "
          "into `x`.",
      .dtypes = kFloating,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x, q: sp.special.zeta(x, q)",
      .domain = {1.5, 6},
      .tolerance = 32,
  };
};

struct Igamma {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T a, T x) {
    return m::igamma(a, x);
  }
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Igamma",
      .endpoints = "math.igamma",
      .signature = "(a, x, name=None) -> Tensor",
      .doc =
          "Computes the lower regularised incomplete gamma function P(a, x), element by "
          "element.\n\nNaN unless a > 0 and x >= 0.",
      .dtypes = kFloating,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda a, x: sp.special.gammainc(a, x)",
      .domain = {0.2, 6},
      .tolerance = 64,
  };
};

struct Igammac {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T a, T x) {
    return m::igammac(a, x);
  }
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Igammac",
      .endpoints = "math.igammac",
      .signature = "(a, x, name=None) -> Tensor",
      .doc =
          "Computes the upper regularised incomplete gamma function 1 - P(a, x), element by "
          "element.\n\nNaN unless a > 0 and x >= 0.",
      .dtypes = kFloating,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda a, x: sp.special.gammaincc(a, x)",
      .domain = {0.2, 6},
      .tolerance = 64,
  };
};

struct IgammaGradA {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T a, T x) {
    return m::igamma_grad_a(a, x);
  }
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "IgammaGradA",
      .endpoints = "",
      .signature = "(a, x, name=None) -> Tensor",
      .doc = "The derivative of igamma(a, x) by a. It has no second derivative.",
      .dtypes = kFloating,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .domain = {0.2, 6},
      .tolerance = 16,
  };
};

struct RandomGammaGrad {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T alpha, T sample) {
    return m::random_gamma_grad(alpha, sample);
  }
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "RandomGammaGrad",
      .endpoints = "",
      .signature = "(alpha, sample, name=None) -> Tensor",
      .doc =
          "The derivative by alpha of a gamma distribution's sample, at a fixed quantile. It has "
          "no "
          "second derivative.",
      .dtypes = kFloating,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Both,
      .domain = {0.3, 6},
      .tolerance = 16,
  };
};

struct RandomGammaCurve {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T alpha, T sample) {
    return m::random_gamma_curve(alpha, sample);
  }
  static void grad(GradContext&) { fail(Code::Unimplemented, def.type, " has no derivative"); }
  static constexpr OpDef def{
      .type = "RandomGammaCurve",
      .endpoints = "",
      .signature = "(alpha, sample, name=None) -> Tensor",
      .doc =
          "The second derivative of igamma(a, x) by a, over minus that by x. It has no derivative.",
      .dtypes = kFloating,
      .infer = broadcast,
      .grad = grad,
      .domain = {0.3, 6},
      .tolerance = 16,
  };
};

struct Betainc {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T a, T b, T x) {
    return m::betainc(a, b, x);
  }
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Betainc",
      .endpoints = "math.betainc",
      .signature = "(a, b, x, name=None) -> Tensor",
      .doc =
          "Computes the regularised incomplete beta function I(a, b, x), element by "
          "element.\n\nNaN unless a > 0, b > 0 and 0 <= x <= 1. No gradient flows into `a`; No "
          "gradient flows into `b`."
          "\n\nArgs:\n"
          "  a, b: positive numbers.\n"
          "  x: numbers in [0, 1].",
      .dtypes = kFloating,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda a, b, x: sp.special.betainc(a, b, x)",
      .domain = {0.1, 0.9},
      .tolerance = 64,
  };
};

// ---- Gradients -----------------------------------------------------------------------------

namespace gamma_detail {
// x^(a - 1) e^-x / gamma(a)
inline Tensor density(const Tensor& a, const Tensor& x) {
  return ops::exp(ops::xlogy(a - 1., x) - x - ops::lgamma(a));
}
// The derivative of its logarithm by a.
inline Tensor score(const Tensor& a, const Tensor& x) { return ops::log(x) - ops::digamma(a); }

inline void igamma_grad(GradContext& g, const Tensor& dy) {
  if (g.needs(0)) g.dx(0, dy * ops::igamma_grad_a(g.x(0), g.x(1)));
  if (g.needs(1)) g.dx(1, dy * density(g.x(0), g.x(1)));
}
}  // namespace gamma_detail

inline void Zeta::grad(GradContext& g) {
  if (g.needs(1)) g.dx(1, -g.dy() * g.x(0) * ops::zeta(g.x(0) + 1., g.x(1)));
}

inline void Igamma::grad(GradContext& g) { gamma_detail::igamma_grad(g, g.dy()); }
inline void Igammac::grad(GradContext& g) { gamma_detail::igamma_grad(g, -g.dy()); }

inline void IgammaGradA::grad(GradContext& g) {
  const Tensor a = g.x(0), x = g.x(1), p = gamma_detail::density(a, x);
  if (g.needs(0)) g.dx(0, -g.dy() * p * ops::random_gamma_curve(a, x));
  if (g.needs(1)) g.dx(1, g.dy() * p * gamma_detail::score(a, x));
}

inline void RandomGammaGrad::grad(GradContext& g) {
  const Tensor a = g.x(0), x = g.x(1), y = g.y(), score = gamma_detail::score(a, x);
  if (g.needs(0)) g.dx(0, g.dy() * (ops::random_gamma_curve(a, x) - y * score));
  if (g.needs(1)) g.dx(1, -g.dy() * (score + y * ((a - 1.) / x - 1.)));
}

inline void Betainc::grad(GradContext& g) {
  if (!g.needs(2)) return;
  const Tensor a = g.x(0), b = g.x(1), x = g.x(2);
  const Tensor log_beta = ops::lgamma(a) + ops::lgamma(b) - ops::lgamma(a + b);
  g.dx(2, g.dy() * ops::exp(ops::xlog1py(b - 1., -x) + ops::xlogy(a - 1., x) - log_beta));
}

}  // namespace zeal::op
