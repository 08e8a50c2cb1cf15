// Cross entropy of independent classes, each with a sigmoid.
#pragma once
#include "ops/math/sigmoid.decl.h"
#include "ops/nn/sigmoid_cross_entropy.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct SigmoidCrossEntropyWithLogits {
  // max(x, 0) - x z + log(1 + exp(-|x|)), which never overflows; the first two do not cancel here
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T z, T x) {
    return (x > T(0) ? x * (T(1) - z) : -x * z) + m::log1p(m::exp(-m::abs(x)));
  }
  static void grad(GradContext& g) {
    if (g.needs(0)) g.dx(0, -(g.dy() * g.x(1)));
    if (g.needs(1)) g.dx(1, g.dy() * (ops::sigmoid(g.x(1)) - g.x(0)));
  }
  static void infer(InferContext& c) {
    if (c.shape(0) != c.shape(1))
      c.fail("`logits` and `labels` must have the same shape, received (", c.shape(1), " vs ",
             c.shape(0), ")");
    c.out_like(0);
  }
  static constexpr OpDef def{
      .type = "SigmoidCrossEntropyWithLogits",
      .endpoints = "nn.sigmoid_cross_entropy_with_logits",
      .signature = "(labels, logits, name=None) -> Tensor",
      .doc = R"(Computes cross entropy between probabilities and the sigmoids of logits.

Args:
  labels: probabilities, of the logits' shape and dtype.
  logits: unscaled log odds.

Returns:
  The losses, element by element.)",
      .infer = infer,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy =
          "lambda labels, logits: np.maximum(logits, 0) - logits * labels + "
          "np.log1p(np.exp(-np.abs(logits)))",
      .domain = {0.1, 1},
      .errors = "f(2), f(3)",
  };
};

}  // namespace zeal::op
