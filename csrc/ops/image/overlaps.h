// Choosing among boxes whose overlaps are given.
#pragma once
#include "ops/image/overlaps.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct SuppressOverlaps {
  struct Attrs {
    int64_t max_output_size = 0;
    double overlap_threshold = 0.5, score_threshold = 0;
  };
  ZEAL_ATTRS(Attrs, max_output_size, overlap_threshold, score_threshold);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    const Shape& x = c.shape();
    if (ZEAL_UNLIKELY(x.rank() != 2 || x[0] != x[1]))
      c.fail("overlaps must be a square matrix, got shape ", x);
    if (ZEAL_UNLIKELY(c.shape(1) != Shape{x[0]}))
      c.fail("scores must have shape [", x[0], "], got ", c.shape(1));
    if (ZEAL_UNLIKELY(a.max_output_size < 0))
      c.fail("max_output_size must be non-negative, got ", a.max_output_size);
    c.out(DType::Int32, {std::min(a.max_output_size, x[0])});
    c.out(DType::Int32, {});
  }
  static void cpu(KernelContext& k);
  static constexpr OpDef def{
      .type = "SuppressOverlaps",
      .endpoints = "",
      .signature =
          "(overlaps: Float32, scores: Float32, max_output_size, overlap_threshold, "
          "score_threshold, name=None) -> (indices: Tensor, count: Tensor)",
      .doc =
          "Chooses indices by score, without those that overlap a better one; zeros follow the "
          "`count` chosen ones.",
      .dtypes = dtype_set(DType::Float32),
      .infer = infer,
      .errors = R"(f(3, 4), f(3), 2, .5, 0.
f(3, 3), f(2), 2, .5, 0.
f(3, 3), f(3), -1, .5, 0.)",
  };
};

}  // namespace zeal::op
