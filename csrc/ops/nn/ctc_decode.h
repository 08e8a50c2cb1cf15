// The likeliest label sequences of frames of logits.
#pragma once
#include "ops/nn/ctc_decode.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct CTCBeamSearch {
  struct Attrs {
    int64_t beam_width = 100;
    int64_t top_paths = 1;
    int64_t blank_index = 0;
  };
  ZEAL_ATTRS(Attrs, beam_width, top_paths, blank_index);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static constexpr OpDef def{
      .type = "CTCBeamSearch",
      .endpoints = "",
      .signature =
          "(logits, logit_length: Index, beam_width=100, top_paths=1, blank_index=0, name=None) -> "
          "(Tensor, Tensor)",
      .doc = R"(Finds label sequences by a beam search that adds up all frames that give the same.

Args:
  logits: [batch, time, classes].
  logit_length: [batch], the lengths of the sequences in frames.
  beam_width: how many prefixes are kept after each frame.
  top_paths: how many sequences to give, the likeliest first.
  blank_index: the class that stands for no label.
Returns:
  Labels [top_paths, batch, time], filled up with -1, and the logarithms of their probabilities
  [batch, top_paths]; -infinity where the beam holds fewer sequences.)",
      .dtypes = kFloating,
      .infer = infer,
      .numpy = "ref.ctc_beam_search",
      .samples = R"(f(2, 4, 3), [4, 2], 100, 2
f(1, 3, 4), [3], 100, 3, 3
f(1, 2, 2), [0], 5, 2
f(0, 2, 2), np.zeros(0, 'int32'))",
      .errors = R"(f(2, 3), [1, 1]
f(1, 3, 2), [1, 1]
f(1, 3, 2), [4]
f(1, 3, 2), [-1]
f(1, 3, 2), [3], 0
f(1, 3, 2), [3], 2, 0
f(1, 3, 2), [3], 2, 3
f(1, 3, 2), [3], 2, 1, 2)",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
