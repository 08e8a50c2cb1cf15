// Conversion between element types.
#pragma once
#include "ops/math/cast.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct Cast {
  struct Attrs {
    DType dtype = DType::Float32;
  };
  ZEAL_ATTRS(Attrs, dtype);
  static void infer(InferContext& c) { c.out(c.attrs<Attrs>().dtype, c.shape()); }
  // A cast to the dtype that x has is x.
  static int64_t view(const KernelContext& k) {
    return k.dtype() == k.attrs<Attrs>().dtype ? 0 : -1;
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    if (is_differentiable(g.x_dtype()) && is_differentiable(g.dy().dtype()))
      g.dx(0, ops::cast(g.dy(), {.dtype = g.x_dtype()}));
  }
  static constexpr OpDef def{
      .type = "Cast",
      .endpoints = "cast dtypes.cast",
      .raw = "Cast(DstT: dtype, Truncate: -)",
      .signature = "(x: Any, dtype, name=None) -> Tensor",
      .doc =
          "Converts x to another dtype.\n\nFloating point numbers are rounded to even, and towards "
          "zero for an integer dtype, whose bounds they stop at; NaN becomes 0. Integers wrap "
          "around. Complex numbers lose their imaginary part. What is not zero is true.\n\n"
          "Args:\n  x: a tensor of any dtype.\n  dtype: the dtype of the result.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::leading,
      .linear_in = 0b1,
      .spread = batch::spread_reshape,
      .grad = grad,
      .numpy = "lambda x, dtype: x.astype(dtype)",
      .samples = "f(2, 3), dtype='float64'\nf(2, 3), dtype='float16'\ni(9, 4), dtype='float32'",
  };
};

}  // namespace zeal::op
