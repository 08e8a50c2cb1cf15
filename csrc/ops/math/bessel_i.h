// The modified Bessel functions I of order 0 and 1.
#pragma once
#include "ops/math/at_zero.h"
#include "ops/math/bessel_i.decl.h"
#include "ops/math/extremum.decl.h"
#include "ops/record.h"
#include "ops/scalar/bessel_i.h"

namespace zeal::op {

struct BesselI0 {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::bessel_i0(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() * ops::bessel_i1(g.x())); }
  static constexpr OpDef def{
      .type = "BesselI0",
      .endpoints = "math.bessel_i0 math.special.bessel_i0",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the modified Bessel function I of order 0, element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x: sp.special.i0(x)",
      .domain = {-6, 6},
      .tolerance = 16,
  };
};

struct BesselI0e {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::bessel_i0e(x);
  }
  static void grad(GradContext& g) {
    g.dx(0, g.dy() * (ops::bessel_i1e(g.x()) - ops::sign(g.x()) * g.y()));
  }
  static constexpr OpDef def{
      .type = "BesselI0e",
      .endpoints = "math.bessel_i0e math.special.bessel_i0e",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes exp(-|x|) bessel_i0(x), element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "lambda x: sp.special.i0e(x)",
      .domain = {-12, 12},
      .tolerance = 16,
  };
};

struct BesselI1 {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::bessel_i1(x);
  }
  static void grad(GradContext& g) {
    const Tensor x = g.x();
    g.dx(0, g.dy() * bessel::at_zero(x, 0.5, ops::bessel_i0(x) - bessel::over(g.y(), x)));
  }
  static constexpr OpDef def{
      .type = "BesselI1",
      .endpoints = "math.bessel_i1 math.special.bessel_i1",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the modified Bessel function I of order 1, element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "lambda x: sp.special.i1(x)",
      .domain = {-6, 6},
      .tolerance = 16,
  };
};

struct BesselI1e {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::bessel_i1e(x);
  }
  static void grad(GradContext& g) {
    const Tensor x = g.x(), y = g.y();
    g.dx(0, g.dy() * bessel::at_zero(x, 0.5,
                                     ops::bessel_i0e(x) - y * ops::sign(x) - bessel::over(y, x)));
  }
  static constexpr OpDef def{
      .type = "BesselI1e",
      .endpoints = "math.bessel_i1e math.special.bessel_i1e",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes exp(-|x|) bessel_i1(x), element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "lambda x: sp.special.i1e(x)",
      .domain = {-12, 12},
      .tolerance = 16,
  };
};

}  // namespace zeal::op
