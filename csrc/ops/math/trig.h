// Sine, cosine, tangent and their inverses.
#pragma once
#include "ops/math/arith.decl.h"
#include "ops/math/power.decl.h"
#include "ops/math/trig.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct Sin {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::sin(x);
  }
  static constexpr float kNear = m::kTrigNear;
  static ZEAL_INLINE float scalar_near(float x) { return m::sin_near(x); }
  static void grad(GradContext& g) { g.dx(0, g.dy() * g.conj(ops::cos(g.x()))); }
  static constexpr OpDef def{
      .type = "Sin",
      .endpoints = "math.sin sin",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the sine of x radians, element by element.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "sin",
  };
};

struct Cos {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::cos(x);
  }
  static constexpr float kNear = m::kTrigNear;
  static ZEAL_INLINE float scalar_near(float x) { return m::cos_near(x); }
  static void grad(GradContext& g) { g.dx(0, -(g.dy() * g.conj(ops::sin(g.x())))); }
  static constexpr OpDef def{
      .type = "Cos",
      .endpoints = "math.cos cos",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the cosine of x radians, element by element.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "cos",
  };
};

struct Tan {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::tan(x);
  }
  static constexpr float kNear = m::kTrigNear;
  static ZEAL_INLINE float scalar_near(float x) { return m::tan_near(x); }
  static void grad(GradContext& g) { g.dx(0, g.dy() * (1 + ops::square(g.conj(g.y())))); }
  static constexpr OpDef def{
      .type = "Tan",
      .endpoints = "math.tan tan",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the tangent of x radians, element by element.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "tan",
      .domain = {-1, 1},
  };
};

struct Asin {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::asin(x);
  }
  static void grad(GradContext& g) {
    Tensor x = g.conj(g.x());
    g.dx(0, g.dy() / ops::sqrt((1 - x) * (1 + x)));
  }
  static constexpr OpDef def{
      .type = "Asin",
      .endpoints = "math.asin asin",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the angle in [-pi/2, pi/2] whose sine is x, element by element.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "arcsin",
      .domain = {-0.9, 0.9},
  };
};

struct Acos {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::acos(x);
  }
  static void grad(GradContext& g) {
    Tensor x = g.conj(g.x());
    g.dx(0, -(g.dy() / ops::sqrt((1 - x) * (1 + x))));
  }
  static constexpr OpDef def{
      .type = "Acos",
      .endpoints = "math.acos acos",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the angle in [0, pi] whose cosine is x, element by element.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "arccos",
      .domain = {-0.9, 0.9},
  };
};

struct Atan {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::atan(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() / (1 + ops::square(g.conj(g.x())))); }
  static constexpr OpDef def{
      .type = "Atan",
      .endpoints = "math.atan atan",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the angle in (-pi/2, pi/2) whose tangent is x, element by element.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "arctan",
  };
};

struct Atan2 {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T y, T x) {
    return m::atan2(y, x);
  }
  static void grad(GradContext& g) {
    Tensor y = g.x(0), x = g.x(1);
    Tensor q = g.dy() / (ops::square(x) + ops::square(y));
    if (g.needs(0)) g.dx(0, x * q);
    if (g.needs(1)) g.dx(1, -(y * q));
  }
  static constexpr OpDef def{
      .type = "Atan2",
      .endpoints = "math.atan2 atan2",
      .signature = "(y, x, name=None) -> Tensor",
      .doc = "Computes the angle in [-pi, pi] from the x axis to the point (x, y).",
      .dtypes = kFloating,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "arctan2",
      .domain = {0.3, 3},
  };
};

}  // namespace zeal::op
