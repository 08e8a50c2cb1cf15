// Logic on bools.
#pragma once
#include "ops/math/logical.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct LogicalAnd {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return x & y;
  }
  static constexpr OpDef def{
      .type = "LogicalAnd",
      .endpoints = "math.logical_and logical_and",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Tells where x and y hold, element by element, with broadcasting.",
      .dtypes = kBool,
      .infer = broadcast,
      .numpy = "logical_and",
  };
};

struct LogicalOr {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return x | y;
  }
  static constexpr OpDef def{
      .type = "LogicalOr",
      .endpoints = "math.logical_or logical_or",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Tells where x or y holds, element by element, with broadcasting.",
      .dtypes = kBool,
      .infer = broadcast,
      .numpy = "logical_or",
  };
};

struct LogicalXor {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return x != y;
  }
  static constexpr OpDef def{
      .type = "LogicalXor",
      .endpoints = "math.logical_xor",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Tells where just one of x and y holds, element by element, with broadcasting.",
      .dtypes = kBool,
      .infer = broadcast,
      .numpy = "logical_xor",
  };
};

struct LogicalNot {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return !x;
  }
  static constexpr OpDef def{
      .type = "LogicalNot",
      .endpoints = "math.logical_not logical_not",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Tells where x does not hold, element by element.",
      .dtypes = kBool,
      .infer = same_shape,
      .numpy = "logical_not",
  };
};

}  // namespace zeal::op
