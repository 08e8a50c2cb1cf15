// Fake quantisation: floats rounded to what integers of a few bits could hold.
#pragma once
#include "ops/nn/fake_quant.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct FakeQuantAttrs {
  int64_t num_bits = 8;
  bool narrow_range = false;
};

namespace fake_quant {
// The range, moved so that zero is one of the steps.
struct Nudged {
  float lo, hi, scale;
};
ZEAL_INLINE HOST_DEVICE Nudged nudge(float min, float max, const FakeQuantAttrs& a) {
  const float low = a.narrow_range ? 1.f : 0.f;
  const auto high = static_cast<float>((int64_t{1} << a.num_bits) - 1);
  const float scale = (max - min) / (high - low), zero = low - min / scale;
  const float nearest = zero < 0.f ? zero : m::floor(zero + 0.5f);
  const float point = zero < low ? low : zero > high ? high : nearest;
  return {(low - point) * scale, (high - point) * scale, scale};
}
}  // namespace fake_quant

inline constexpr DTypeSet kFloat32 = dtype_set(DType::Float32);

struct FakeQuant {
  using Attrs = FakeQuantAttrs;
  ZEAL_ATTRS(Attrs, num_bits, narrow_range);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T min, T max, const Attrs& a) {
    if (min == T(0) && max == T(0)) return T(0);
    const auto [lo, hi, scale] = fake_quant::nudge(min, max, a);
    const T inverse = T(1) / scale, zero = m::floor(-lo * inverse + T(0.5));
    const T y = x < lo ? lo : x > hi ? hi : x;
    return m::floor((y - lo) * inverse - zero + T(0.5)) * scale;
  }
  ZEAL_API static void infer(InferContext& c);
  ZEAL_API static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "FakeQuant",
      .endpoints = "",
      .signature = "(inputs, min, max, num_bits=8, narrow_range=False, name=None) -> Tensor",
      .doc =
          "Rounds floats to the steps of ranges that integers can count; the gradient is the "
          "straight-through estimate, that of clipping.",
      .dtypes = kFloat32,
      .infer = infer,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .errors = "f(3), f(), f(), 1\nf(3), f(), f(), 17",
  };
};

struct FakeQuantRegion {
  using Attrs = FakeQuantAttrs;
  ZEAL_ATTRS(Attrs, num_bits, narrow_range);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T min, T max, const Attrs& a) {
    if (min == T(0) && max == T(0)) return T(0);
    const auto [lo, hi, scale] = fake_quant::nudge(min, max, a);
    return x < lo ? T(-1) : x > hi ? T(1) : x == x ? T(0) : T(2);
  }
  static void infer(InferContext& c) { FakeQuant::infer(c); }
  static constexpr OpDef def{
      .type = "FakeQuantRegion",
      .endpoints = "",
      .signature = "(inputs, min, max, num_bits=8, narrow_range=False, name=None) -> Tensor",
      .doc = "-1, 0 or 1, as the input is below, in or above the moved range; 2 for NaN.",
      .dtypes = kFloat32,
      .infer = infer,
  };
};

}  // namespace zeal::op
