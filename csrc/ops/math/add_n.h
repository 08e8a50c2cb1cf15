// The sum of a list.
#pragma once
#include "ops/math/add_n.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct AddN {
  static void infer(InferContext& c) {
    if (c.num_inputs() == 0) c.fail("argument 'inputs' must have at least one tensor");
    for (int i = 1; i < c.num_inputs(); ++i)
      if (c.shape(i) != c.shape(0))
        c.fail("all of argument 'inputs' must have the same shape, got ", c.shape(0), " and ",
               c.shape(i));
    c.out_like(0);
  }
  // The sum of one tensor is that tensor.
  static int64_t view(const KernelContext& k) { return k.num_inputs() == 1 ? 0 : -1; }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    for (int i = 0; i < g.num_inputs(); ++i) g.dx(i, g.dy());
  }
  static constexpr OpDef def{
      .type = "AddN",
      .endpoints = "math.add_n add_n",
      .signature = "(inputs: Ts, name=None) -> Tensor",
      .doc =
          "Computes the sum of tensors of one shape, element by element, in their order.\n\n"
          "Integers wrap around; float16 and bfloat16 are summed in float32.",
      .dtypes = kNumeric,
      .infer = infer,
      .batch = batch::leading,
      .additive = true,
      .grad = grad,
      .numpy = "lambda inputs: sum(inputs)",
      .samples = "[f(2, 3)]\n[f(2, 3), f(2, 3)]\n[f(5), f(5), f(5)]",
      .errors = "[f(2), f(3)]\n[]",
  };
};

}  // namespace zeal::op
