// Rounding to whole numbers. No gradient flows, as in TensorFlow.
#pragma once
#include "ops/math/rounding.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct Floor {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::floor(x);
  }
  static constexpr OpDef def{
      .type = "Floor",
      .endpoints = "math.floor floor",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the largest whole number not above x, element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .numpy = "floor",
  };
};

struct Ceil {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::ceil(x);
  }
  static constexpr OpDef def{
      .type = "Ceil",
      .endpoints = "math.ceil",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the smallest whole number not below x, element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .numpy = "ceil",
  };
};

struct Round {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    if constexpr (std::is_integral_v<T>)
      return x;
    else
      return m::round_half_even(x);
  }
  static constexpr OpDef def{
      .type = "Round",
      .endpoints = "math.round round",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the whole number nearest to x, element by element; halves go to even ones.",
      .dtypes = kReal,
      .infer = same_shape,
      .numpy = "lambda x: np.round(x)",
  };
};

struct Rint {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::round_half_even(x);
  }
  static constexpr OpDef def{
      .type = "Rint",
      .endpoints = "math.rint",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the whole number nearest to x, element by element; halves go to even ones.",
      .dtypes = kFloating,
      .infer = same_shape,
      .numpy = "rint",
  };
};

}  // namespace zeal::op
