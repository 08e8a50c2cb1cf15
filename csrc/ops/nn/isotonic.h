// The monotone vector that is nearest to a given one.
#pragma once
#include "ops/nn/isotonic.decl.h"
#include "ops/record.h"

namespace zeal::op {

// The solution is constant on segments, the mean of what was there: so is its derivative.
struct IsotonicRegression {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) { g.dx(0, ops::segment_mean_of_rows(g.dy(), g.y(1))); }
  static constexpr OpDef def{
      .type = "IsotonicRegression",
      .endpoints = "",
      .raw = "(output_dtype: -)",
      .signature = "(input, name=None) -> (output: Tensor, segments: Tensor)",
      .doc =
          "Computes the non-increasing rows nearest to those of the input by least squares, and "
          "which elements share a value, by number.",
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads{0, 2},
      .numpy = "ref.isotonic_regression",
      .samples = "f(7)\nf(3, 5)\nf(2, 2, 9)\nf(0, 3)\nf(2, 0)\nf(4, 1)",
      .errors = "f()",
  };
};

struct SegmentMeanOfRows {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) { g.dx(0, ops::segment_mean_of_rows(g.dy(), g.x(1))); }
  static constexpr OpDef def{
      .type = "SegmentMeanOfRows",
      .endpoints = "",
      .signature = "(x, segments: Any, name=None) -> Tensor",
      .doc = "Puts the mean of each segment of neighbours with one number, an int32, in its place.",
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .errors = "f(3), np.int32([0, 0])\nf(3), f(3)",
  };
};

}  // namespace zeal::op
