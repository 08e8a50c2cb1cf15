// Optimizer steps: the new values of a variable and its slots, in one pass over memory. They are
// called through autograd/optimizers.h, which lets them write into the variables' own buffers.
#pragma once
#include "ops/nn/optimizer.decl.h"
#include "ops/record.h"

namespace zeal::op {

// One output like each of the first `count` inputs, which all have one shape.
template <int count>
void like_variables(InferContext& c) {
  for (int i = 1; i < c.num_inputs(); ++i)
    if (c.shape(i) != c.shape(0))
      c.fail("argument ", i, " must have the variable's shape ", c.shape(0), ", got ", c.shape(i));
  for (int i = 0; i < count; ++i) c.out_like(0);
}

struct ApplyGradientDescent {
  struct Attrs {
    double alpha = 0.01;
  };
  ZEAL_ATTRS(Attrs, alpha);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "ApplyGradientDescent",
      .endpoints = "",
      .signature = "(var, delta, alpha=0.01) -> Tensor",
      .doc = "Gives var - alpha * delta.",
      .infer = like_variables<1>,
      .numpy = "lambda var, delta, alpha=0.01: var - alpha * delta",
      .samples = "f(3, 2), f(3, 2), alpha=0.1\nf(0), f(0)\nf(1000), f(1000), 0.5",
      .errors = "f(3), f(4)",
  };
};

struct ApplyMomentum {
  struct Attrs {
    double lr = 0.01, momentum = 0.9;
    bool use_nesterov = false;
  };
  ZEAL_ATTRS(Attrs, lr, momentum, use_nesterov);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "ApplyMomentum",
      .endpoints = "",
      .signature =
          "(var, accum, grad, lr=0.01, momentum=0.9, use_nesterov=False) -> (Tensor, "
          "Tensor)",
      .doc =
          "Gives the next var and accum = momentum * accum + grad; var falls by lr * accum, or "
          "with Nesterov's momentum by lr * (grad + momentum * accum).",
      .infer = like_variables<2>,
      .numpy = "ref.apply_momentum",
      .samples = "f(3, 2), f(3, 2), f(3, 2), lr=0.1\nf(37), f(37), f(37), use_nesterov=True",
      .errors = "f(3), f(4), f(3)",
  };
};

struct ApplyAdam {
  struct Attrs {
    double beta1_power = 0.9, beta2_power = 0.999;
    double lr = 0.001, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7;
    bool use_nesterov = false;
  };
  ZEAL_ATTRS(Attrs, beta1_power, beta2_power, lr, beta1, beta2, epsilon, use_nesterov);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "ApplyAdam",
      .endpoints = "",
      .signature =
          "(var, m, v, grad, beta1_power=0.9, beta2_power=0.999, lr=0.001, beta1=0.9, "
          "beta2=0.999, epsilon=1e-7, use_nesterov=False) -> (Tensor, Tensor, Tensor)",
      .doc =
          "Gives the next var, m and v of Adam (Kingma and Ba, 2015, arXiv:1412.6980, with "
          "epsilon outside the corrected root, as TensorFlow).",
      .infer = like_variables<3>,
      .numpy = "ref.apply_adam",
      .domain = {0.1, 2},
      .samples =
          "f(3, 2), f(3, 2), f(3, 2), f(3, 2)\nf(1000), f(1000), f(1000), f(1000), "
          "beta1_power=0.81, lr=0.1, use_nesterov=True",
      .errors = "f(3), f(3), f(3), f(4)",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
