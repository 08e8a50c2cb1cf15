// Exponentials and logarithms.
#pragma once
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

}  // namespace zeal::op
