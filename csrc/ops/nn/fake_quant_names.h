// Fake quantisation's other public names: with numbers for a range, and its derivatives.
#pragma once
#include "ops/nn/fake_quant.h"
#include "ops/nn/fake_quant_names.decl.h"

namespace zeal::op {

struct FakeQuantWithMinMaxVars {
  using Attrs = FakeQuantAttrs;
  ZEAL_ATTRS(Attrs, num_bits, narrow_range);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "FakeQuantWithMinMaxVars",
      .endpoints = "quantization.fake_quant_with_min_max_vars",
      .signature = "(inputs, min, max, num_bits=8, narrow_range=False, name=None) -> Tensor",
      .doc =
          "Rounds floats to the steps of a range that integers can count.\n\n"
          "The gradient is the straight-through estimate, that of clipping.\n\n"
          "Args:\n  min, max: scalars; the range is moved a little, so that 0 is one of its "
          "steps.\n"
          "  num_bits: 2 to 16; there are 2^num_bits steps, or one less with `narrow_range`.",
      .dtypes = kFloat32,
      .numpy = "ref.fake_quant",
      .samples =
          "f(2, 9), np.float32(-1), np.float32(1.5)\nf(5), np.float32(0), np.float32(0)\n"
          "f(2, 9), np.float32(0.5), np.float32(1.5), 4, True",
      .errors = "f(3), f(1), f()\nf(3), f(), f(), 1\nf(3), f(), f(), 17",
  };
};

struct FakeQuantWithMinMaxVarsPerChannel {
  using Attrs = FakeQuantAttrs;
  ZEAL_ATTRS(Attrs, num_bits, narrow_range);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "FakeQuantWithMinMaxVarsPerChannel",
      .endpoints = "quantization.fake_quant_with_min_max_vars_per_channel",
      .signature = "(inputs, min, max, num_bits=8, narrow_range=False, name=None) -> Tensor",
      .doc =
          "Rounds floats as fake_quant_with_min_max_vars, with a range for each channel.\n\n"
          "The gradient is the straight-through estimate, that of clipping.\n\n"
          "Args:\n  inputs: [..., channels].\n  min, max: [channels].\n"
          "  num_bits: 2 to 16; there are 2^num_bits steps, or one less with `narrow_range`.",
      .dtypes = kFloat32,
      .numpy = "ref.fake_quant",
      .samples = "f(4, 2), np.float32([-1, -0.5]), np.float32([1.5, 0.5])",
      .errors = "f(4, 2), f(3), f(2)\nf(), f(1), f(1)\nf(4), f(4, 0, 0), f(4)\nf(2), f(2), f(2), 1",
  };
};

struct FakeQuantWithMinMaxArgs {
  struct Attrs {
    double min = -6, max = 6;
    int64_t num_bits = 8;
    bool narrow_range = false;
  };
  ZEAL_ATTRS(Attrs, min, max, num_bits, narrow_range);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "FakeQuantWithMinMaxArgs",
      .endpoints = "quantization.fake_quant_with_min_max_args",
      .signature = "(inputs, min=-6, max=6, num_bits=8, narrow_range=False, name=None) -> Tensor",
      .doc =
          "Rounds floats as fake_quant_with_min_max_vars, to a range given by numbers.\n\n"
          "The gradient is the straight-through estimate, that of clipping."
          "\n\nArgs:\n"
          "  inputs: float32.\n"
          "  min, max: the range's ends.\n"
          "  num_bits: from 2 to 16.\n"
          "  narrow_range: whether the lowest level is left out.",
      .dtypes = kFloat32,
      .numpy = "lambda inputs, min=-6, max=6, *a: ref.fake_quant(inputs, min, max, *a)",
      .samples = "f(2, 9)\nf(5), -1, 1.5\nf(5), 0.5, 1.5, 4, True",
      .errors = "f(3), 3., 1.\nf(3), num_bits=1\nf(3), num_bits=17",
  };
};

struct FakeQuantWithMinMaxArgsGradient {
  using Attrs = FakeQuantWithMinMaxArgs::Attrs;
  ZEAL_ATTRS(Attrs, min, max, num_bits, narrow_range);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "FakeQuantWithMinMaxArgsGradient",
      .endpoints = "quantization.fake_quant_with_min_max_args_gradient",
      .signature =
          "(gradients, inputs, min=-6, max=6, num_bits=8, narrow_range=False, name=None)"
          " -> Tensor",
      .doc =
          "Computes the gradient of fake_quant_with_min_max_args: zero outside the range.\n\n"
          "Like any straight-through estimate, it has no derivative by the inputs."
          "\n\nArgs:\n"
          "  gradients: what flows back into the output.\n"
          "  inputs: float32.\n"
          "  min, max: the range's ends.\n"
          "  num_bits: from 2 to 16.\n"
          "  narrow_range: whether the lowest level is left out.",
      .dtypes = kFloat32,
      .numpy =
          "lambda gradients, inputs, min=-6, max=6, *a: "
          "ref.fake_quant_grad(gradients, inputs, min, max, *a)[0]",
      .samples = "f(9), f(9)\nf(9), f(9), -1, 1.5",
      .errors = "f(3), f(2)\nf(3), f(3), 3., 1.",
  };
};

struct FakeQuantWithMinMaxVarsGradient {
  using Attrs = FakeQuantAttrs;
  ZEAL_ATTRS(Attrs, num_bits, narrow_range);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "FakeQuantWithMinMaxVarsGradient",
      .endpoints = "quantization.fake_quant_with_min_max_vars_gradient",
      .signature =
          "(gradients, inputs, min, max, num_bits=8, narrow_range=False, name=None)"
          " -> (Tensor, Tensor, Tensor)",
      .doc =
          "Computes the gradients of fake_quant_with_min_max_vars by its input, by min and by "
          "max.\n\n"
          "Like any straight-through estimate, it has no derivative by the inputs."
          "\n\nArgs:\n"
          "  gradients: what flows back into the output.\n"
          "  inputs: float32.\n"
          "  min, max: the range's ends.\n"
          "  num_bits: from 2 to 16.\n"
          "  narrow_range: whether the lowest level is left out.",
      .dtypes = kFloat32,
      .numpy = "ref.fake_quant_grad",
      .samples = "f(9), f(9), np.float32(-1), np.float32(1.5)",
      .errors = "f(3), f(2), f(), f()\nf(3), f(3), f(1), f()",
  };
};

struct FakeQuantWithMinMaxVarsPerChannelGradient {
  using Attrs = FakeQuantAttrs;
  ZEAL_ATTRS(Attrs, num_bits, narrow_range);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "FakeQuantWithMinMaxVarsPerChannelGradient",
      .endpoints = "quantization.fake_quant_with_min_max_vars_per_channel_gradient",
      .signature =
          "(gradients, inputs, min, max, num_bits=8, narrow_range=False, name=None)"
          " -> (Tensor, Tensor, Tensor)",
      .doc =
          "Computes the gradients of fake_quant_with_min_max_vars_per_channel by its input, by "
          "min and by max.\n\n"
          "Like any straight-through estimate, it has no derivative by the inputs."
          "\n\nArgs:\n"
          "  gradients: what flows back into the output.\n"
          "  inputs: float32.\n"
          "  min, max: the range's ends.\n"
          "  num_bits: from 2 to 16.\n"
          "  narrow_range: whether the lowest level is left out.",
      .dtypes = kFloat32,
      .numpy = "ref.fake_quant_grad",
      .samples = "f(9, 2), f(9, 2), np.float32([-1, -0.5]), np.float32([1.5, 0.5])",
      .errors = "f(3, 2), f(3, 2), f(1), f(2)",
  };
};

}  // namespace zeal::op
