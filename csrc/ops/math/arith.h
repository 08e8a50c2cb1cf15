// Arithmetic.
#pragma once
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
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x + y, element by element, with broadcasting. Integers wrap around.",
      .dtypes = kNumeric,
      .infer = broadcast,
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
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x - y, element by element, with broadcasting. Integers wrap around.",
      .dtypes = kNumeric,
      .infer = broadcast,
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
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x * y, element by element, with broadcasting. Integers wrap around.",
      .dtypes = kNumeric,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "multiply",
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
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes -x, element by element.",
      .dtypes = kSignedInt | kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .numpy = "negative",
  };
};

}  // namespace zeal::op
