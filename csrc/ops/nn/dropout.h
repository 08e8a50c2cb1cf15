// Dropout, given the random numbers that decide.
#pragma once
#include "ops/nn/dropout.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct Dropout {
  struct Attrs {
    double rate = 0.5;
    double scale = 2;
  };
  ZEAL_ATTRS(Attrs, rate, scale);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T random, const Attrs& a) {
    return random >= T(a.rate) ? x * T(a.scale) : T(0);
  }
  static void grad(GradContext& g) {
    if (g.needs(0)) g.dx(0, ops::dropout(g.dy(), g.x(1), g.attrs<Attrs>()));
  }
  static constexpr OpDef def{
      .type = "Dropout",
      .endpoints = "",
      .signature = "(x, random, rate=0.5, scale=2.0, name=None) -> Tensor",
      .doc = "Computes x * scale where random >= rate, and 0 elsewhere.",
      .dtypes = kFloating,
      .infer = broadcast,
      .linear_in = 0b1,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy = "lambda x, random, rate=0.5, scale=2.0: np.where(random >= rate, x * scale, 0)",
      .samples = "f(3, 4), f(3, 4)\nf(3, 4), f(3, 1), rate=0.1, scale=1.25",
  };
};

}  // namespace zeal::op
