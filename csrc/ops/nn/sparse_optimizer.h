// Optimizer steps by the rows of a gradient that are not zero. Each has the effect of the dense
// step on the gradient that the rows stand for, repeated rows summed, without making that gradient.
#pragma once
#include "ops/nn/optimizer.h"
#include "ops/nn/sparse_optimizer.decl.h"

namespace zeal::op {

// The variable and its slots, then grad: [n, the shape of a variable's row], then indices: [n].
template <int count>
void like_variables_by_row(InferContext& c) {
  const Shape& var = c.shape(0);
  for (int i = 1; i < count; ++i)
    if (c.shape(i) != var)
      c.fail("argument ", i, " must have the variable's shape ", var, ", got ", c.shape(i));
  const Shape &grad = c.shape(count), &indices = c.shape(count + 1);
  if (var.rank() < 1) c.fail("argument 'var' must have rows, got a scalar");
  if (indices.rank() != 1) c.fail("argument 'indices' must be a vector, got shape ", indices);
  Shape expected = var;
  expected[0] = indices[0];
  if (grad != expected)
    c.fail("argument 'grad' must have shape ", expected, ", one row for each of 'indices', got ",
           grad);
  for (int i = 0; i < count; ++i) c.out_like(0);
}

struct SparseApplyGradientDescent {
  using Attrs = ApplyGradientDescent::Attrs;
  ZEAL_ATTRS(Attrs, alpha);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "SparseApplyGradientDescent",
      .endpoints = "",
      .signature = "(var, grad, indices: Index, alpha=0.01) -> Tensor",
      .doc = "Gives var with alpha * grad taken off the rows that indices name.",
      .infer = like_variables_by_row<1>,
      .numpy =
          "lambda var, grad, indices, alpha=0.01: var - alpha * ref.dense_rows(var, grad, "
          "indices)",
      .samples =
          "f(5, 2), f(7, 2), i(5, 7), alpha=0.1\nf(3), f(2), i(3, 2)\nf(3, 0), f(2, 0), "
          "i(3, 2)\nf(40, 700), f(60, 700), i(40, 60)\nf(3, 2), f(0, 2), i(3, 0)",
      .errors = "f(3), f(4), i(3, 2)\nf(3), f(1), [3]\nf(3), f(1), [-1]\nf(), f(1), [0]",
  };
};

struct SparseApplyMomentum {
  using Attrs = ApplyMomentum::Attrs;
  ZEAL_ATTRS(Attrs, lr, momentum, use_nesterov);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "SparseApplyMomentum",
      .endpoints = "",
      .signature =
          "(var, accum, grad, indices: Index, lr=0.01, momentum=0.9, use_nesterov=False) -> "
          "(Tensor, Tensor)",
      .doc = "ApplyMomentum for a gradient that is zero outside the rows that indices name.",
      .infer = like_variables_by_row<2>,
      .numpy =
          "lambda var, accum, grad, indices, **kw: ref.apply_momentum(var, accum, "
          "ref.dense_rows(var, grad, indices), **kw)",
      .samples =
          "f(5, 2), f(5, 2), f(7, 2), i(5, 7), lr=0.1\nf(40, 70), f(40, 70), f(9, 70), "
          "i(40, 9), use_nesterov=True\nf(3), f(3), f(0), i(3, 0)",
      .errors = "f(3), f(3), f(4), i(3, 2)\nf(3), f(3), f(1), [3]\nf(3), f(2), f(1), [1]",
  };
};

struct SparseApplyAdam {
  using Attrs = ApplyAdam::Attrs;
  ZEAL_ATTRS(Attrs, beta1_power, beta2_power, lr, beta1, beta2, epsilon, use_nesterov);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "SparseApplyAdam",
      .endpoints = "",
      .signature =
          "(var, m, v, grad, indices: Index, beta1_power=0.9, beta2_power=0.999, lr=0.001, "
          "beta1=0.9, beta2=0.999, epsilon=1e-7, use_nesterov=False) -> (Tensor, Tensor, Tensor)",
      .doc = "ApplyAdam for a gradient that is zero outside the rows that indices name.",
      .infer = like_variables_by_row<3>,
      .numpy =
          "lambda var, m, v, grad, indices, **kw: ref.apply_adam(var, m, v, "
          "ref.dense_rows(var, grad, indices), **kw)",
      .domain = {0.1, 2},
      .samples =
          "f(5, 2), f(5, 2), f(5, 2), f(7, 2), i(5, 7)\nf(40, 70), f(40, 70), f(40, 70), "
          "f(9, 70), i(40, 9), lr=0.1, use_nesterov=True",
      .errors = "f(3), f(3), f(3), f(4), i(3, 2)\nf(3), f(3), f(3), f(1), [3]",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
