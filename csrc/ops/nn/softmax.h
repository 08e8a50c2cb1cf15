// Softmax and its logarithm along an axis.
#pragma once
#include "ops/nn/softmax.decl.h"
#include "ops/record.h"

namespace zeal::op {

namespace softmax_detail {
struct Attrs {
  int64_t axis = -1;
};
void infer(InferContext& c);
}  // namespace softmax_detail

struct Softmax {
  using Attrs = softmax_detail::Attrs;
  ZEAL_ATTRS(Attrs, axis);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Softmax",
      .endpoints = "nn.softmax math.softmax",
      .signature = "(logits, axis=None, name=None) -> Tensor",
      .doc = R"(Computes exp(logits) / reduce_sum(exp(logits), axis), safe against overflow.

Args:
  logits: a tensor of at least one dimension.
  axis: the dimension to normalise over; the last one by default.)",
      .dtypes = kFloating,
      .infer = softmax_detail::infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "ref.softmax",
      .domain = {-4, 4},
      .samples = R"(f(2, 3)
f(17)
f(3, 100)
f(2, 3, 4), axis=1
f(2, 3, 4), axis=0
f(0, 3)
f(3, 0)
f(3, 1))",
      .errors = R"(f()
f(2, 3), axis=2
f(2, 3), axis=-3)",
      .tolerance = 32,
  };
};

struct LogSoftmax {
  using Attrs = softmax_detail::Attrs;
  ZEAL_ATTRS(Attrs, axis);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "LogSoftmax",
      .endpoints = "nn.log_softmax math.log_softmax",
      .signature = "(logits, axis=None, name=None) -> Tensor",
      .doc = R"(Computes logits - log(reduce_sum(exp(logits), axis)), safe against overflow.

Args:
  logits: a tensor of at least one dimension.
  axis: the dimension to normalise over; the last one by default.)",
      .dtypes = kFloating,
      .infer = softmax_detail::infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "ref.log_softmax",
      .domain = {-4, 4},
      .samples = R"(f(2, 3)
f(17)
f(3, 100)
f(2, 3, 4), axis=1
f(0, 3)
f(3, 0)
f(3, 1))",
      .errors = R"(f()
f(2, 3), axis=2)",
      .tolerance = 32,
  };
};

struct SoftmaxGrad {
  using Attrs = softmax_detail::Attrs;
  ZEAL_ATTRS(Attrs, axis);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "SoftmaxGrad",
      .endpoints = "",
      .signature = "(softmax, grad_softmax, axis=-1, name=None) -> Tensor",
      .doc = "Computes softmax's gradient: (grad_softmax - sum(grad_softmax * softmax)) * softmax.",
      .dtypes = kFloating,
      .infer = softmax_detail::infer,
      .batch = batch::leading,
      .linear_in = 0b10,
      .spread = batch::spread_rows,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda y, dy, axis=-1: (dy - (dy * y).sum(axis, keepdims=True)) * y",
      .samples = "f(2, 3), f(2, 3)\nf(3, 40), f(3, 40)\nf(2, 3, 4), f(2, 3, 4), axis=1",
      .errors = "f(2, 3), f(3, 2)",
      .tolerance = 64,
  };
};

struct LogSoftmaxGrad {
  using Attrs = softmax_detail::Attrs;
  ZEAL_ATTRS(Attrs, axis);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "LogSoftmaxGrad",
      .endpoints = "",
      .signature = "(log_softmax, grad_log_softmax, axis=-1, name=None) -> Tensor",
      .doc =
          "Computes log_softmax's gradient: grad_log_softmax - exp(log_softmax) * "
          "sum(grad_log_softmax).",
      .dtypes = kFloating,
      .infer = softmax_detail::infer,
      .batch = batch::leading,
      .linear_in = 0b10,
      .spread = batch::spread_rows,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda y, dy, axis=-1: dy - np.exp(y) * dy.sum(axis, keepdims=True)",
      .samples = "f(2, 3), f(2, 3)\nf(3, 40), f(3, 40)\nf(2, 3, 4), f(2, 3, 4), axis=1",
      .errors = "f(2, 3), f(3, 2)",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
