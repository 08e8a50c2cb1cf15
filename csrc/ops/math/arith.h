// Sums, differences, products and squares.
#pragma once
#include "ops/math/arith.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct Add {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return m::add(x, y);
  }
  static void grad(GradContext& g) {
    g.dx(0, g.dy());
    g.dx(1, g.dy());
  }
  static constexpr OpDef def{
      .type = "Add",
      .endpoints = "math.add add",
      .raw = "AddV2",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x + y, element by element, with broadcasting. Integers wrap around.",
      .dtypes = kNumeric,
      .infer = broadcast,
      .additive = true,
      .grad = grad,
      .numpy = "add",
  };
};

struct Subtract {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return m::sub(x, y);
  }
  static void grad(GradContext& g) {
    g.dx(0, g.dy());
    if (g.needs(1)) g.dx(1, -g.dy());
  }
  static constexpr OpDef def{
      .type = "Subtract",
      .endpoints = "math.subtract subtract",
      .raw = "Sub",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x - y, element by element, with broadcasting. Integers wrap around.",
      .dtypes = kNumeric,
      .infer = broadcast,
      .additive = true,
      .grad = grad,
      .numpy = "subtract",
  };
};

struct Multiply {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return m::mul(x, y);
  }
  static void grad(GradContext& g) {
    if (g.needs(0)) g.dx(0, g.dy() * g.conj(g.x(1)));
    if (g.needs(1)) g.dx(1, g.dy() * g.conj(g.x(0)));
  }
  static constexpr OpDef def{
      .type = "Multiply",
      .endpoints = "math.multiply multiply",
      .raw = "Mul",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x * y, element by element, with broadcasting. Integers wrap around.",
      .dtypes = kNumeric,
      .infer = broadcast,
      .linear_in = 0b11,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "multiply",
  };
};

struct MultiplyNoNan {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return y == T(0) ? T(0) : x * y;
  }
  static void grad(GradContext& g) {
    if (g.needs(0)) g.dx(0, ops::multiply_no_nan(g.dy(), g.conj(g.x(1))));
    if (g.needs(1)) g.dx(1, ops::multiply_no_nan(g.conj(g.x(0)), g.dy()));
  }
  static constexpr OpDef def{
      .type = "MultiplyNoNan",
      .endpoints = "math.multiply_no_nan",
      .raw = "MulNoNan",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x * y, element by element; 0 where y is 0, even if x is infinite or NaN.",
      .dtypes = kFloating | kComplex,
      .infer = broadcast,
      .linear_in = 0b11,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x, y: np.where(y == 0, 0, x * y)",
  };
};

struct Negative {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::neg(x);
  }
  static void grad(GradContext& g) { g.dx(0, -g.dy()); }
  static constexpr OpDef def{
      .type = "Negative",
      .endpoints = "math.negative negative",
      .raw = "Neg",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes -x, element by element.",
      .dtypes = kSignedInt | kFloating | kComplex,
      .infer = same_shape,
      .linear_in = 0b1,
      .grad = grad,
      .numpy = "negative",
  };
};

struct Square {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::mul(x, x);
  }
  static void grad(GradContext& g) { g.dx(0, g.dy() * (2 * g.conj(g.x()))); }
  static constexpr OpDef def{
      .type = "Square",
      .endpoints = "math.square square",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes x * x, element by element. Integers wrap around.",
      .dtypes = kNumeric,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "square",
  };
};

struct SquaredDifference {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    T d = m::sub(x, y);
    if constexpr (is_complex_type<T>)
      return T(d.real() * d.real() + d.imag() * d.imag());
    else
      return m::mul(d, d);
  }
  static void grad(GradContext& g) {
    // Complex squares are real: what reaches their imaginary part is without effect.
    Tensor dy = is_complex(g.x_dtype()) ? g.dy() + g.conj(g.dy()) : 2 * g.dy();
    Tensor d = dy * (g.x(0) - g.x(1));
    g.dx(0, d);
    if (g.needs(1)) g.dx(1, -d);
  }
  static constexpr OpDef def{
      .type = "SquaredDifference",
      .endpoints = "math.squared_difference",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes conj(x - y) * (x - y), element by element, with broadcasting.",
      .dtypes = kNumeric,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x, y: np.conj(x - y) * (x - y)",
  };
};

}  // namespace zeal::op
