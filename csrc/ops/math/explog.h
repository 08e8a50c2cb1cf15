// Exponentials and logarithms.
#pragma once
#include "ops/math/arith.decl.h"
#include "ops/math/cast.h"
#include "ops/math/compare.decl.h"
#include "ops/math/explog.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct Exp {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::exp(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() * g.conj(g.y())); }
  static constexpr OpDef def{
      .type = "Exp",
      .endpoints = "math.exp exp",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes e to the power x, element by element.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "exp",
      .domain = {-4, 4},
  };
};

struct Expm1 {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::expm1(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() * g.conj(ops::exp(g.x()))); }
  static constexpr OpDef def{
      .type = "Expm1",
      .endpoints = "math.expm1",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes exp(x) - 1, element by element, without cancellation near zero.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "expm1",
      .domain = {-4, 4},
  };
};

struct Log {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::log(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() / g.conj(g.x())); }
  static constexpr OpDef def{
      .type = "Log",
      .endpoints = "math.log",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the natural logarithm, element by element: -inf at 0, NaN below.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "log",
      .domain = {0.1, 4},
  };
};

struct Log1p {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::log1p(x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() / (1 + g.conj(g.x()))); }
  static constexpr OpDef def{
      .type = "Log1p",
      .endpoints = "math.log1p",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes log(1 + x), element by element, without cancellation near zero.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "log1p",
      .domain = {-0.5, 4},
  };
};

// 1 where x is not 0, else 0: by x, the products below have the derivative 0 where x is 0.
inline Tensor is_not_zero(const Tensor& x) {
  return ops::cast(ops::not_equal(x, scalar_like(0, x)), {.dtype = x.dtype()});
}

struct Xlogy {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return x == T(0) ? T(0) : x * m::log(y);
  }
  static void grad(GradContext& g) {
    Tensor x = g.x(0), y = g.x(1);
    if (g.needs(0)) g.dx(0, g.dy() * g.conj(ops::xlogy(is_not_zero(x), y)));
    if (g.needs(1)) g.dx(1, g.dy() * g.conj(ops::xdivy(x, y)));
  }
  static constexpr OpDef def{
      .type = "Xlogy",
      .endpoints = "math.xlogy",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x * log(y), element by element; 0 where x is 0.",
      .dtypes = kFloating | kComplex,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x, y: x * np.log(y)",
      .domain = {0.1, 4},
  };
};

struct Xlog1py {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return x == T(0) ? T(0) : x * m::log1p(y);
  }
  static void grad(GradContext& g) {
    Tensor x = g.x(0), y = g.x(1);
    if (g.needs(0)) g.dx(0, g.dy() * g.conj(ops::xlog1py(is_not_zero(x), y)));
    if (g.needs(1)) g.dx(1, g.dy() * g.conj(ops::xdivy(x, 1 + y)));
  }
  static constexpr OpDef def{
      .type = "Xlog1py",
      .endpoints = "math.xlog1py",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x * log(1 + y), element by element; 0 where x is 0.",
      .dtypes = kFloating | kComplex,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x, y: x * np.log1p(y)",
      .domain = {0.1, 4},
  };
};

struct Xdivy {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return x == T(0) ? T(0) : x / y;
  }
  static void grad(GradContext& g) {
    Tensor x = g.x(0), y = g.x(1);
    if (g.needs(0)) g.dx(0, g.dy() * g.conj(ops::xdivy(is_not_zero(x), y)));
    if (g.needs(1)) g.dx(1, g.dy() * g.conj(ops::xdivy(-x, ops::square(y))));
  }
  static constexpr OpDef def{
      .type = "Xdivy",
      .endpoints = "math.xdivy",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x / y, element by element; 0 where x is 0.",
      .dtypes = kFloating | kComplex,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "true_divide",
      .domain = {0.5, 3},
  };
};

}  // namespace zeal::op
