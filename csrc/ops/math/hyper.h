// The hyperbolic functions and their inverses.
#pragma once
#include "ops/math/hyper.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct Sinh {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::sinh(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() * g.conj(ops::cosh(g.x()))); }
  static constexpr OpDef def{
      .type = "Sinh",
      .endpoints = "math.sinh sinh",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the hyperbolic sine, element by element.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "sinh",
  };
};

struct Cosh {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::cosh(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() * g.conj(ops::sinh(g.x()))); }
  static constexpr OpDef def{
      .type = "Cosh",
      .endpoints = "math.cosh cosh",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the hyperbolic cosine, element by element.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "cosh",
  };
};

struct Tanh {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::tanh(x);
  }
  static void grad(GradContext& g) { g.dx(0, ops::tanh_grad(g.y(), g.dy())); }
  static constexpr OpDef def{
      .type = "Tanh",
      .endpoints = "math.tanh tanh nn.tanh",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the hyperbolic tangent, element by element.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "tanh",
  };
};

struct TanhGrad {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T y, T dy) {
    T c = m::conj(y);
    return dy * (T(1) - c * c);
  }
  static void grad(GradContext& g) {
    Tensor y = g.conj(g.x(0));
    if (g.needs(0)) g.dx(0, g.conj(g.dy()) * -2 * g.x(1) * y);
    if (g.needs(1)) g.dx(1, ops::tanh_grad(y, g.dy()));
  }
  static constexpr OpDef def{
      .type = "TanhGrad",
      .endpoints = "",
      .signature = "(y, dy) -> Tensor",
      .doc = "The gradient of Tanh from its output: dy (1 - conj(y)^2).",
      .dtypes = kFloating | kComplex,
      .infer = broadcast,
      .linear_in = 0b10,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda y, dy: dy * (1 - np.conj(y) ** 2)",
      .domain = {-0.9, 0.9},
  };
};

struct Asinh {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::asinh(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() / g.conj(ops::cosh(g.y()))); }
  static constexpr OpDef def{
      .type = "Asinh",
      .endpoints = "math.asinh asinh",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the inverse of the hyperbolic sine, element by element.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "arcsinh",
  };
};

struct Acosh {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::acosh(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() / g.conj(ops::sinh(g.y()))); }
  static constexpr OpDef def{
      .type = "Acosh",
      .endpoints = "math.acosh acosh",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the inverse of the hyperbolic cosine, element by element; NaN below 1.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "arccosh",
      .domain = {1.2, 4},
  };
};

struct Atanh {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::atanh(x);
  }
  static void grad(GradContext& g) {
    Tensor x = g.conj(g.x());
    g.dx(0, g.dy() / ((1 - x) * (1 + x)));
  }
  static constexpr OpDef def{
      .type = "Atanh",
      .endpoints = "math.atanh atanh",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the inverse of the hyperbolic tangent, element by element; NaN beyond 1.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "arctanh",
      .domain = {-0.9, 0.9},
  };
};

}  // namespace zeal::op
