// The loss of sequences that are not aligned with their labels: connectionist temporal
// classification.
#pragma once
#include "ops/array/reshape.h"
#include "ops/nn/ctc.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct CTCLossDense {
  struct Attrs {
    int64_t blank_index = 0;
  };
  ZEAL_ATTRS(Attrs, blank_index);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    if (g.has_dy(1)) fail(Code::Unimplemented, "ctc_loss has no second derivative");
    g.dx(1, ops::reshape(g.dy(0), {.shape = Ints{1, -1, 1}}) * g.y(1));
  }
  static constexpr OpDef def{
      .type = "CTCLossDense",
      .endpoints = "",
      .signature =
          "(labels: Index, logits, label_length: Index, logit_length: Index, blank_index=0, "
          "name=None) -> (Tensor, Tensor)",
      .doc =
          R"(The negative log-probabilities of label sequences, and their gradients by the logits.

Infinite, with a gradient of zeros, where a sequence is too short for its labels. It has no derivative
but that of the first result by the logits, once.

Args:
  labels: [batch, longest], classes, of which the first label_length count.
  logits: [time, batch, classes].
  label_length, logit_length: [batch].
  blank_index: the class that stands for no label.)",
      .dtypes = kFloating,
      .infer = infer,
      .grad = grad,
      .grad_reads = Reads{0, 2},
      .samples = R"([[1, 2, 0], [3, 3, 0]], f(5, 2, 4), [2, 2], [5, 4]
[[1, 2, 0], [3, 3, 0]], f(5, 2, 4), [0, 3], [0, 2]
np.zeros((0, 3), 'int32'), f(5, 0, 4), np.zeros(0, 'int32'), np.zeros(0, 'int32'))",
      .errors = R"([[1]], f(3, 1), [1], [3]
[[1]], f(3, 2, 4), [1, 1], [3, 3]
[[1], [1]], f(3, 2, 4), [1], [3, 3]
[[1], [4]], f(3, 2, 4), [1, 1], [3, 3]
[[1], [-1]], f(3, 2, 4), [1, 1], [3, 3]
[[1], [1]], f(3, 2, 4), [1, 1], [3, 4]
[[1], [1]], f(3, 2, 4), [1, 2], [3, 3]
[[1], [1]], f(3, 2, 4), [1, -1], [3, 3]
[[1], [1]], f(3, 2, 4), [1, 1], [3, 3], 4)",
  };
};

}  // namespace zeal::op
