// The modified Bessel functions K of order 0 and 1.
#pragma once
#include "ops/math/bessel_k.decl.h"
#include "ops/record.h"
#include "ops/scalar/bessel_i.h"

namespace zeal::op {

struct BesselK0 {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::bessel_k0(x);
  }
  static void grad(GradContext& g) { g.dx(0, -g.dy() * ops::bessel_k1(g.x())); }
  static constexpr OpDef def{
      .type = "BesselK0",
      .endpoints = "math.special.bessel_k0",
      .signature = "(x, name=None) -> Tensor",
      .doc =
          "Computes the modified Bessel function K of order 0, element by element: infinite at 0, "
          "NaN below.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x: sp.special.k0(x)",
      .domain = {0.2, 6},
      .tolerance = 16,
  };
};

struct BesselK0e {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::bessel_k0e(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() * (g.y() - ops::bessel_k1e(g.x()))); }
  static constexpr OpDef def{
      .type = "BesselK0e",
      .endpoints = "math.special.bessel_k0e",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes exp(x) bessel_k0(x), element by element: infinite at 0, NaN below.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "lambda x: sp.special.k0e(x)",
      .domain = {0.2, 12},
      .tolerance = 16,
  };
};

struct BesselK1 {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::bessel_k1(x);
  }
  static void grad(GradContext& g) { g.dx(0, -g.dy() * (ops::bessel_k0(g.x()) + g.y() / g.x())); }
  static constexpr OpDef def{
      .type = "BesselK1",
      .endpoints = "math.special.bessel_k1",
      .signature = "(x, name=None) -> Tensor",
      .doc =
          "Computes the modified Bessel function K of order 1, element by element: infinite at 0, "
          "NaN below.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "lambda x: sp.special.k1(x)",
      .domain = {0.2, 6},
      .tolerance = 16,
  };
};

struct BesselK1e {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::bessel_k1e(x);
  }
  static void grad(GradContext& g) {
    g.dx(0, g.dy() * (g.y() - g.y() / g.x() - ops::bessel_k0e(g.x())));
  }
  static constexpr OpDef def{
      .type = "BesselK1e",
      .endpoints = "math.special.bessel_k1e",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes exp(x) bessel_k1(x), element by element: infinite at 0, NaN below.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "lambda x: sp.special.k1e(x)",
      .domain = {0.2, 12},
      .tolerance = 16,
  };
};

}  // namespace zeal::op
