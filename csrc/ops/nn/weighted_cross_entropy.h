// Cross entropy of independent classes, whose positives count more or less than their negatives.
#pragma once
#include "ops/math/sigmoid.h"
#include "ops/nn/weighted_cross_entropy.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct WeightedCrossEntropyWithLogits {
  // With s = softplus(-x), which no x makes overflow: (1 - z) x + (1 + (weight - 1) z) s
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T z, T x, T weight) {
    const T soft = m::log1p(m::exp(-m::abs(x))) + (x < T(0) ? -x : T(0));
    return (T(1) - z) * x + (T(1) + (weight - T(1)) * z) * soft;
  }
  static void infer(InferContext& c) {
    if (c.shape(0) != c.shape(1))
      c.fail("`logits` and `labels` must have the same shape, received (", c.shape(1), " vs ",
             c.shape(0), ")");
    broadcast(c);
  }
  static void grad(GradContext& g) {
    const Tensor z = g.x(0), x = g.x(1), w = g.x(2), dy = g.dy();
    if (g.needs(1)) g.dx(1, dy * ((1. - z) - (1. + (w - 1.) * z) * ops::sigmoid(-x)));
    if (!g.needs(0) && !g.needs(2)) return;
    const Tensor soft = ops::softplus(-x);
    if (g.needs(0)) g.dx(0, dy * ((w - 1.) * soft - x));
    if (g.needs(2)) g.dx(2, dy * z * soft);
  }
  static constexpr OpDef def{
      .type = "WeightedCrossEntropyWithLogits",
      .endpoints = "nn.weighted_cross_entropy_with_logits",
      .signature = "(labels, logits, pos_weight, name=None) -> Tensor",
      .doc =
          R"(Computes sigmoid_cross_entropy_with_logits with its positive part times `pos_weight`:

labels * -log(sigmoid(logits)) * pos_weight + (1 - labels) * -log(1 - sigmoid(logits)).

Args:
  labels: probabilities, of the logits' shape.
  logits: unscaled logarithms of odds.
  pos_weight: a scalar, or a tensor that broadcasts to that shape.)",
      .dtypes = kFloating,
      .infer = infer,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy =
          "lambda labels, logits, pos_weight: (1 - labels) * logits + "
          "(1 + (pos_weight - 1) * labels) * np.logaddexp(0, -logits)",
      .domain = {0.1, 1},
      .samples = "f(2, 3), f(2, 3), f()\nf(2, 3), f(2, 3), f(3)",
      .errors = "f(2, 3), f(3), f()",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
