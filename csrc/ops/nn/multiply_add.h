// x * a + b in one pass.
#pragma once
#include "ops/nn/multiply_add.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct MultiplyAdd {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T a, T b) {
    return m::add(m::mul(x, a), b);
  }
  static void grad(GradContext& g) {
    if (g.needs(0)) g.dx(0, g.dy() * g.x(1));
    if (g.needs(1)) g.dx(1, g.dy() * g.x(0));
    if (g.needs(2)) g.dx(2, g.dy());
  }
  static constexpr OpDef def{
      .type = "MultiplyAdd",
      .endpoints = "",
      .signature = "(x, a, b, name=None) -> Tensor",
      .doc = "Computes x * a + b, element by element, with broadcasting.",
      .dtypes = kFloating,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::input(0) | Reads::input(1),
      .numpy = "lambda x, a, b: x * a + b",
      .domain = {0.1, 2},
  };
};

}  // namespace zeal::op
