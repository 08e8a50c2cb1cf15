// Quantisation and back, with a range that is given or taken from the data.
#pragma once
#include "ops/nn/quantize.decl.h"
#include "ops/record.h"

namespace zeal {
enum class RoundMode : uint8_t { HalfToEven, HalfUp };
template <>
struct EnumText<RoundMode> {
  static constexpr const char* text = "HALF_TO_EVEN,HALF_UP";
};
}  // namespace zeal

namespace zeal::op {

struct QuantizeAndDequantizeV4 {
  struct Attrs {
    bool signed_input = true;
    int64_t num_bits = 8;
    bool range_given = false;
    RoundMode round_mode = RoundMode::HalfToEven;
    bool narrow_range = false;
    std::optional<int64_t> axis;
  };
  ZEAL_ATTRS(Attrs, signed_input, num_bits, range_given, round_mode, narrow_range, axis);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "QuantizeAndDequantizeV4",
      .endpoints = "quantization.quantize_and_dequantize_v2",
      .signature =
          "(input, input_min, input_max, signed_input=True, num_bits=8, range_given=False, "
          "round_mode='HALF_TO_EVEN', name=None, narrow_range=False, axis=None) -> Tensor",
      .doc = R"(Rounds numbers to the steps that integers of `num_bits` bits would have.

Args:
  input_min, input_max: the range: scalars, or vectors along `axis`. Its farther end becomes the
    largest integer's value. It is not read unless range_given, but the gradient, a
    straight-through estimate, flows inside it.
  signed_input: whether the integers are signed.
  num_bits: 1 to 62 (2 or more if signed), 63 if not signed.
  range_given: whether to clip to the range; without it the range is the input's.
  round_mode: 'HALF_TO_EVEN' or 'HALF_UP'.
  narrow_range: whether the lowest integer is left out.
  axis: None for one range, or the dimension that has a range for each index.)",
      .dtypes = kFloating,
      .infer = infer,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.quantize",
      .samples = "f(2, 150), np.zeros((), dtype), np.ones((), dtype), num_bits=4",
      .errors = R"(f(2), [0., 0.], [1., 1.], axis=10
f(2), 1., 0., range_given=True
f(2), 0., 1., num_bits=0
f(2), 0., 1., num_bits=63
f(2, 3), [0., 0.], [1., 1.], range_given=True, axis=1
f(2), [0., 0.], [1., 1.], range_given=True
f(2), 0., 1., round_mode='UP')",
  };
};

// The same values; they differ in the gradient.
struct QuantizeAndDequantizeV2 {
  using Attrs = QuantizeAndDequantizeV4::Attrs;
  ZEAL_ATTRS(Attrs, signed_input, num_bits, range_given, round_mode, narrow_range, axis);
  static void infer(InferContext& c) { QuantizeAndDequantizeV4::infer(c); }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) { g.dx(0, g.dy()); }
  static constexpr OpDef def{
      .type = "QuantizeAndDequantizeV2",
      .endpoints = "quantization.quantize_and_dequantize",
      .signature = QuantizeAndDequantizeV4::def.signature,
      .doc = R"(Rounds numbers to the steps that integers of `num_bits` bits would have.

The gradient, a straight-through estimate, is as if nothing were done, outside the range, too; that
of `quantize_and_dequantize_v2` is zero there.

Args:
  input_min, input_max: the range: scalars, or vectors along `axis`. Its farther end becomes the
    largest integer's value. It is not read unless range_given. No gradient flows into `input_min`.
    No gradient flows into `input_max`.
  signed_input: whether the integers are signed.
  num_bits: 1 to 62 (2 or more if signed), 63 if not signed.
  range_given: whether to clip to the range; without it the range is the input's.
  round_mode: 'HALF_TO_EVEN' or 'HALF_UP'.
  narrow_range: whether the lowest integer is left out.
  axis: None for one range, or the dimension that has a range for each index.)",
      .dtypes = kFloating,
      .infer = infer,
      .grad = grad,
      .numpy = "ref.quantize",
      .samples = QuantizeAndDequantizeV4::def.samples,
      .errors = QuantizeAndDequantizeV4::def.errors,
  };
};

}  // namespace zeal::op
