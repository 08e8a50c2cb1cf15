// Cross entropy of softmax: the loss and, in the same pass, its derivative by the logits.
#pragma once
#include "ops/nn/cross_entropy.decl.h"
#include "ops/record.h"

namespace zeal::op {

// The public ops are composites around these two, whose second output, `backprop`, is the
// derivative of the loss by the features. Both are differentiable, which gives second derivatives.
// features: [rows, classes]; labels: [rows, classes] or [rows]; loss: [rows]; backprop: [rows,
// classes]
struct SoftmaxCrossEntropy {
  static void infer(InferContext& c);
  static void grad(GradContext& g);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "SoftmaxCrossEntropy",
      .endpoints = "",
      .raw = "SoftmaxCrossEntropyWithLogits",
      .signature = "(features, labels) -> (Tensor, Tensor)",
      .doc = "Softmax cross entropy of rows, and its derivative by the features.",
      .infer = infer,
      .batch = batch::fold<0b11>,
      .grad = grad,
      .grad_reads = Reads::Inputs | Reads{0, 2},
      .numpy = "ref.softmax_cross_entropy_rows",
      .domain = {0.1, 1},
      .samples = "f(3, 4), f(3, 4)\nf(2, 33), f(2, 33)\nf(0, 3), f(0, 3)\nf(2, 1), f(2, 1)",
      .errors = "f(3), f(3)\nf(2, 3), f(3, 3)",
      .tolerance = 64,
  };
};

struct SparseSoftmaxCrossEntropy {
  static void infer(InferContext& c);
  static void grad(GradContext& g);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "SparseSoftmaxCrossEntropy",
      .endpoints = "",
      .raw = "SparseSoftmaxCrossEntropyWithLogits",
      .signature = "(features, labels: Any) -> (Tensor, Tensor)",
      .doc =
          "Softmax cross entropy of rows with one true class each, and its derivative by the "
          "features.",
      .infer = infer,
      .batch = batch::fold<0b11>,
      .grad = grad,
      .grad_reads = Reads::input(0) | Reads{0, 2},
      .numpy = "ref.sparse_softmax_cross_entropy_rows",
      .samples = "f(3, 4), i(4, 3)\nf(2, 33), i(33, 2)\nf(0, 3), i(3, 0)",
      .errors = "f(3), i(3, 1)\nf(2, 3), i(3, 3)\nf(2, 3), i(3, 2) + 3\nf(2, 3), i(3, 2) - 3",
      .tolerance = 64,
  };
};

struct SoftmaxCrossEntropyOfLogits {
  struct Attrs {
    int64_t axis = -1;
  };
  ZEAL_ATTRS(Attrs, axis);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "SoftmaxCrossEntropyOfLogits",
      .endpoints = "nn.softmax_cross_entropy_with_logits",
      .signature = "(labels, logits, axis=-1, name=None) -> Tensor",
      .doc = R"(Computes softmax cross entropy between logits and probabilities.

Args:
  labels: probabilities of the classes, of the logits' dtype; both are broadcast to one shape.
  logits: unscaled log probabilities, of at least one dimension.
  axis: the dimension of the classes.

Returns:
  The losses, of the logits' shape without `axis`.)",
      .numpy = "ref.softmax_cross_entropy",
      .domain = {0.1, 1},
      .samples = "f(3, 4), f(3, 4)\nf(5), f(5)\nf(2, 3, 4), f(2, 3, 4), axis=1\nf(4), f(3, 4)",
      .errors = "f(3), f(4)\nf(2, 3), f(2, 3), axis=2",
      .tolerance = 64,
  };
};

struct SparseSoftmaxCrossEntropyOfLogits {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "SparseSoftmaxCrossEntropyOfLogits",
      .endpoints = "nn.sparse_softmax_cross_entropy_with_logits",
      .signature = "(labels: Any, logits, name=None) -> Tensor",
      .doc = R"(Computes softmax cross entropy between logits and the one true class of each row.

Args:
  labels: integers in [0, classes), of the logits' shape without its last dimension.
  logits: unscaled log probabilities, shape [..., classes].

Returns:
  The losses, of the labels' shape.

Raises:
  InvalidArgumentError: if a label is not one of the classes.)",
      .numpy = "ref.sparse_softmax_cross_entropy",
      .samples = "i(4, 3), f(3, 4)\nnp.int64(2), f(5)\ni(4, 2, 3), f(2, 3, 4)",
      .errors = "i(4, 3), f(2, 4)\ni(4, 3) + 4, f(3, 4)\nf(3), f(3, 4)",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
