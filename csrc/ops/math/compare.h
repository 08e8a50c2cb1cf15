// Comparisons, with bool results and no gradient.
#pragma once
#include "ops/math/compare.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct Equal {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE bool scalar(T x, T y) {
    return x == y;
  }
  static constexpr OpDef def{
      .type = "Equal",
      .endpoints = "math.equal equal",
      .raw = "Equal(incompatible_shape_error: -)",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Tells where x equals y, element by element, with broadcasting. NaN equals nothing.",
      .dtypes = kNumeric | kBool,
      .infer = broadcast,
      .numpy = "equal",
  };
};

struct NotEqual {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE bool scalar(T x, T y) {
    return x != y;
  }
  static constexpr OpDef def{
      .type = "NotEqual",
      .endpoints = "math.not_equal not_equal",
      .raw = "NotEqual(incompatible_shape_error: -)",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Tells where x differs from y, element by element, with broadcasting.",
      .dtypes = kNumeric | kBool,
      .infer = broadcast,
      .numpy = "not_equal",
  };
};

struct Less {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE bool scalar(T x, T y) {
    return x < y;
  }
  static constexpr OpDef def{
      .type = "Less",
      .endpoints = "math.less less",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Tells where x < y, element by element, with broadcasting.",
      .dtypes = kReal,
      .infer = broadcast,
      .numpy = "less",
  };
};

struct LessEqual {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE bool scalar(T x, T y) {
    return x <= y;
  }
  static constexpr OpDef def{
      .type = "LessEqual",
      .endpoints = "math.less_equal less_equal",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Tells where x <= y, element by element, with broadcasting.",
      .dtypes = kReal,
      .infer = broadcast,
      .numpy = "less_equal",
  };
};

struct Greater {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE bool scalar(T x, T y) {
    return x > y;
  }
  static constexpr OpDef def{
      .type = "Greater",
      .endpoints = "math.greater greater",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Tells where x > y, element by element, with broadcasting.",
      .dtypes = kReal,
      .infer = broadcast,
      .numpy = "greater",
  };
};

struct GreaterEqual {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE bool scalar(T x, T y) {
    return x >= y;
  }
  static constexpr OpDef def{
      .type = "GreaterEqual",
      .endpoints = "math.greater_equal greater_equal",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Tells where x >= y, element by element, with broadcasting.",
      .dtypes = kReal,
      .infer = broadcast,
      .numpy = "greater_equal",
  };
};

struct ApproximateEqual {
  struct Attrs {
    double tolerance = 1e-5;
  };
  ZEAL_ATTRS(Attrs, tolerance);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE bool scalar(T x, T y, const Attrs& a) {
    if constexpr (std::is_integral_v<T>)
      return static_cast<double>(x > y ? m::sub(x, y) : m::sub(y, x)) < a.tolerance;
    else if constexpr (is_complex_type<T>)
      return m::abs(x - y) < a.tolerance;
    else
      return m::abs(x - y) < static_cast<T>(a.tolerance);
  }
  static constexpr OpDef def{
      .type = "ApproximateEqual",
      .endpoints = "math.approximate_equal",
      .signature = "(x, y, tolerance=1e-05, name=None) -> Tensor",
      .doc =
          "Tells where |x - y| < tolerance, element by element, with broadcasting."
          "\n\nArgs:\n"
          "  x, y: tensors.\n"
          "  tolerance: a float.",
      .dtypes = kNumeric,
      .infer = broadcast,
      .numpy = "lambda x, y, tolerance=1e-05: np.abs(x - y) < tolerance",
      .samples = "f(2, 3), f(2, 3)\nf(2, 3), f(3), tolerance=0.5",
  };
};

}  // namespace zeal::op
