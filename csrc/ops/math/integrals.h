// Dawson's integral, the exponential one, Fresnel's and Spence's.
#pragma once
#include "ops/array/select.decl.h"
#include "ops/math/compare.decl.h"
#include "ops/math/explog.decl.h"
#include "ops/math/extremum.decl.h"
#include "ops/math/integrals.decl.h"
#include "ops/math/trig.decl.h"
#include "ops/record.h"
#include "ops/scalar/integrals.h"

namespace zeal::op {

// log(x) / (1 - x), by its series near 1, so that its derivatives are right there.
inline Tensor dilog_slope(const Tensor& x) {
  const Tensor w = x - 1.;
  const Tensor near = ops::less(ops::abs(w), scalar_like(0x1p-7, x));
  const Tensor far = ops::select(near, scalar_like(2., x), x);
  Tensor series = scalar_like(1. / 9, x);
  for (int k = 8; k > 0; --k) series = 1. / k - w * series;
  return ops::select(near, -series, ops::log(far) / (1. - far));
}

struct Dawsn {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::dawsn(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() * (1. - 2. * g.x() * g.y())); }
  static constexpr OpDef def{
      .type = "Dawsn",
      .endpoints = "math.special.dawsn",
      .signature = "(x, name=None) -> Tensor",
      .doc =
          "Computes Dawson's integral, exp(-x^2) times that of exp(t^2) from 0 to x, element by "
          "element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "lambda x: sp.special.dawsn(x)",
      .domain = {-8, 8},
      .tolerance = 16,
  };
};

struct Expint {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::expint(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() * ops::exp(g.x()) / g.x()); }
  static constexpr OpDef def{
      .type = "Expint",
      .endpoints = "math.special.expint",
      .signature = "(x, name=None) -> Tensor",
      .doc =
          "Computes the exponential integral Ei, that of exp(t) / t from minus infinity to x, "
          "element by element; NaN below 0.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x: sp.special.expi(x)",
      .domain = {0.5, 12},
      .tolerance = 32,
  };
};

struct FresnelCos {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::fresnel_cos(x);
  }
  static void grad(GradContext& g) {
    g.dx(0, g.dy() * ops::cos(1.57079632679489661923 * ops::square(g.x())));
  }
  static constexpr OpDef def{
      .type = "FresnelCos",
      .endpoints = "math.special.fresnel_cos",
      .signature = "(x, name=None) -> Tensor",
      .doc =
          "Computes Fresnel's cosine integral, that of cos(pi t^2 / 2) from 0 to x, element by "
          "element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x: sp.special.fresnel(x)[1]",
      .domain = {-4, 4},
      .tolerance = 64,
  };
};

struct FresnelSin {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::fresnel_sin(x);
  }
  static void grad(GradContext& g) {
    g.dx(0, g.dy() * ops::sin(1.57079632679489661923 * ops::square(g.x())));
  }
  static constexpr OpDef def{
      .type = "FresnelSin",
      .endpoints = "math.special.fresnel_sin",
      .signature = "(x, name=None) -> Tensor",
      .doc =
          "Computes Fresnel's sine integral, that of sin(pi t^2 / 2) from 0 to x, element by "
          "element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x: sp.special.fresnel(x)[0]",
      .domain = {-4, 4},
      .tolerance = 64,
  };
};

struct Spence {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::spence(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() * dilog_slope(g.x())); }
  static constexpr OpDef def{
      .type = "Spence",
      .endpoints = "math.special.spence",
      .signature = "(x, name=None) -> Tensor",
      .doc =
          "Computes Spence's integral, that of log(t) / (1 - t) from 1 to x, element by element; "
          "NaN below 0.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x: sp.special.spence(x)",
      .domain = {0.1, 6},
      .tolerance = 32,
  };
};

}  // namespace zeal::op
