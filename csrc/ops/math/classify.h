// Which floating point numbers are NaN, infinite or finite.
#pragma once
#include "ops/math/classify.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct IsNan {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE bool scalar(T x) {
    return x != x;
  }
  static constexpr OpDef def{
      .type = "IsNan",
      .endpoints = "math.is_nan",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Tells where x is NaN, element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .numpy = "isnan",
  };
};

struct IsInf {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE bool scalar(T x) {
    return m::abs(x) == m::kInf<T>;
  }
  static constexpr OpDef def{
      .type = "IsInf",
      .endpoints = "math.is_inf",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Tells where x is infinite, element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .numpy = "isinf",
  };
};

struct IsFinite {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE bool scalar(T x) {
    return m::abs(x) < m::kInf<T>;
  }
  static constexpr OpDef def{
      .type = "IsFinite",
      .endpoints = "math.is_finite",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Tells where x is neither infinite nor NaN, element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .numpy = "isfinite",
  };
};

}  // namespace zeal::op
