// The Bessel functions of order 0 and 1.
#pragma once
#include "ops/math/at_zero.h"
#include "ops/math/bessel_j.decl.h"
#include "ops/record.h"
#include "ops/scalar/bessel_j.h"

namespace zeal::op {

struct BesselJ0 {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::bessel_j0(x);
  }
  static void grad(GradContext& g) { g.dx(0, -g.dy() * ops::bessel_j1(g.x())); }
  static constexpr OpDef def{
      .type = "BesselJ0",
      .endpoints = "math.special.bessel_j0",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the Bessel function of the first kind of order 0, element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x: sp.special.j0(x)",
      .domain = {-2, 2},
      .tolerance = 64,
  };
};

struct BesselJ1 {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::bessel_j1(x);
  }
  static void grad(GradContext& g) {
    const Tensor x = g.x();
    g.dx(0, g.dy() * bessel::at_zero(x, 0.5, ops::bessel_j0(x) - bessel::over(g.y(), x)));
  }
  static constexpr OpDef def{
      .type = "BesselJ1",
      .endpoints = "math.special.bessel_j1",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the Bessel function of the first kind of order 1, element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "lambda x: sp.special.j1(x)",
      .domain = {-2, 2},
      .tolerance = 64,
  };
};

struct BesselY0 {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::bessel_y0(x);
  }
  static void grad(GradContext& g) { g.dx(0, -g.dy() * ops::bessel_y1(g.x())); }
  static constexpr OpDef def{
      .type = "BesselY0",
      .endpoints = "math.special.bessel_y0",
      .signature = "(x, name=None) -> Tensor",
      .doc =
          "Computes the Bessel function of the second kind of order 0, element by element: minus "
          "infinity at 0, NaN below.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x: sp.special.y0(x)",
      .domain = {1.2, 3.5},
      .tolerance = 64,
  };
};

struct BesselY1 {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::bessel_y1(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() * (ops::bessel_y0(g.x()) - g.y() / g.x())); }
  static constexpr OpDef def{
      .type = "BesselY1",
      .endpoints = "math.special.bessel_y1",
      .signature = "(x, name=None) -> Tensor",
      .doc =
          "Computes the Bessel function of the second kind of order 1, element by element: minus "
          "infinity at 0, NaN below.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "lambda x: sp.special.y1(x)",
      .domain = {2.5, 5},
      .tolerance = 64,
  };
};

}  // namespace zeal::op
