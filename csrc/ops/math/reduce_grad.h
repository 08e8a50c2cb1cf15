// What gradients need of reductions: repeating along reduced axes, and the inverse of broadcasting.
#pragma once
#include "ops/math/reduce_grad.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct SumTo {
  struct Attrs {
    Shape shape;
  };
  ZEAL_ATTRS(Attrs, shape);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static void spread(Spread& s);
  static constexpr OpDef def{
      .type = "SumTo",
      .endpoints = "",
      .signature = "(x, shape) -> Tensor",
      .doc = "Sums over the axes along which `shape` was broadcast to the shape of x.",
      .dtypes = kNumeric,
      .infer = infer,
      .batch = batch,
      .linear_in = 0b1,
      .spread = spread,
      .grad = grad,
  };
};

struct BroadcastReduced {
  struct Attrs {
    Shape shape;
    std::optional<Ints> axis;
    bool mean = false;
  };
  ZEAL_ATTRS(Attrs, shape, axis, mean);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static void spread(Spread& s);
  static constexpr OpDef def{
      .type = "BroadcastReduced",
      .endpoints = "",
      .signature = "(dy, shape, axis=None, mean=False) -> Tensor",
      .doc =
          "Repeats what a reduction over `axis` left until it has `shape` again; with `mean`, "
          "divides by the number of repetitions. Extents of 1 in dy do not matter.",
      .dtypes = kNumeric | kBool,
      .infer = infer,
      .batch = batch,
      .linear_in = 0b1,
      .spread = spread,
      .grad = grad,
  };
};

}  // namespace zeal::op
