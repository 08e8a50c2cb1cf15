// Operations on the bits of integers.
#pragma once
#include "ops/math/bitwise.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct BitwiseAnd {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return static_cast<T>(x & y);
  }
  static constexpr OpDef def{
      .type = "BitwiseAnd",
      .endpoints = "bitwise.bitwise_and",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x & y, bit by bit.",
      .dtypes = kInteger,
      .infer = broadcast,
      .numpy = "bitwise_and",
  };
};

struct BitwiseOr {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return static_cast<T>(x | y);
  }
  static constexpr OpDef def{
      .type = "BitwiseOr",
      .endpoints = "bitwise.bitwise_or",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x | y, bit by bit.",
      .dtypes = kInteger,
      .infer = broadcast,
      .numpy = "bitwise_or",
  };
};

struct BitwiseXor {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return static_cast<T>(x ^ y);
  }
  static constexpr OpDef def{
      .type = "BitwiseXor",
      .endpoints = "bitwise.bitwise_xor",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x ^ y, bit by bit.",
      .dtypes = kInteger,
      .infer = broadcast,
      .numpy = "bitwise_xor",
  };
};

struct LeftShift {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return m::left_shift(x, y);
  }
  static constexpr OpDef def{
      .type = "LeftShift",
      .endpoints = "bitwise.left_shift",
      .signature = "(x, y, name=None) -> Tensor",
      .doc =
          "Computes x shifted left by y bits; y counts as 0 below 0, and as the width less 1 above "
          "it.",
      .dtypes = kInteger,
      .infer = broadcast,
      .numpy = "left_shift",
      .domain = {0, 7},
  };
};

struct RightShift {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return m::right_shift(x, y);
  }
  static constexpr OpDef def{
      .type = "RightShift",
      .endpoints = "bitwise.right_shift",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x shifted right by y bits, with its sign; y is limited as in left_shift.",
      .dtypes = kInteger,
      .infer = broadcast,
      .numpy = "right_shift",
      .domain = {0, 7},
  };
};

struct Invert {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return static_cast<T>(~x);
  }
  static constexpr OpDef def{
      .type = "Invert",
      .endpoints = "bitwise.invert",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes x with every bit flipped, element by element.",
      .dtypes = kInteger,
      .infer = same_shape,
      .numpy = "invert",
  };
};

}  // namespace zeal::op
