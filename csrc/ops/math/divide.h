// Quotients and remainders, and what each does about a divisor of zero.
#pragma once
#include "ops/math/divide.decl.h"
#include "ops/record.h"

namespace zeal::op {

// What the quotients and remainders of integers refuse.
struct NoZeroDivisor {
  template <std::integral T>
  static ZEAL_INLINE HOST_DEVICE bool refuses(T y) {
    return y == T(0);
  }
  static constexpr const char* refusal = "Integer division by zero";
};

struct TrueDivide {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE auto scalar(T x, T y) {
    if constexpr (!std::is_integral_v<T>)
      return x / y;
    else if constexpr (sizeof(T) <= 2)
      return static_cast<float>(x) / static_cast<float>(y);
    else
      return static_cast<double>(x) / static_cast<double>(y);
  }
  static void grad(GradContext& g) {
    if (!is_differentiable(g.x_dtype(1))) return;
    Tensor dx = g.dy() / g.conj(g.x(1));
    g.dx(0, dx);
    if (g.needs(1)) g.dx(1, -(dx * g.conj(g.y())));
  }
  static constexpr OpDef def{
      .type = "TrueDivide",
      .endpoints = "math.divide divide math.truediv truediv realdiv",
      .raw = "RealDiv",
      .signature = "(x, y, name=None) -> Tensor",
      .doc =
          "Computes x / y, element by element, with broadcasting.\n\nThe quotient of 8- and 16-bit "
          "integers is float32, that of wider ones float64.",
      .dtypes = kNumeric,
      .infer = broadcast,
      .linear_in = 0b1,
      .grad = grad,
      .grad_reads = Reads::input(1) | Reads::Outputs,
      .numpy = "true_divide",
      .domain = {0.5, 3},
  };
};

struct DivideNoNan {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return y == T(0) ? T(0) : x / y;
  }
  static void grad(GradContext& g) {
    Tensor y = g.conj(g.x(1));
    Tensor dx = ops::divide_no_nan(g.dy(), y);
    g.dx(0, dx);
    if (g.needs(1)) g.dx(1, -(dx * g.conj(g.y())));
  }
  static constexpr OpDef def{
      .type = "DivideNoNan",
      .endpoints = "math.divide_no_nan",
      .raw = "DivNoNan",
      .signature = "(x, y, name=None) -> Tensor",
      .doc = "Computes x / y, element by element; 0 where y is 0.",
      .dtypes = kFloating | kComplex,
      .infer = broadcast,
      .linear_in = 0b1,
      .grad = grad,
      .grad_reads = Reads::input(1) | Reads::Outputs,
      .numpy = "lambda x, y: np.where(y == 0, 0, x / np.where(y == 0, 1, y))",
      .domain = {0.5, 3},
  };
};

struct FloorDiv : NoZeroDivisor {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return m::floordiv(x, y);
  }
  static constexpr OpDef def{
      .type = "FloorDiv",
      .endpoints = "math.floordiv floordiv",
      .signature = "(x, y, name=None) -> Tensor",
      .doc =
          "Computes the quotient rounded towards minus infinity, element by element.\n\nRaises:\n"
          "  InvalidArgumentError: if an integer y has a zero.",
      .dtypes = kReal,
      .infer = broadcast,
      .numpy = "floor_divide",
      .domain = {0.5, 3},
      .errors = "i(5, 2), i(1, 2)",
  };
};

struct FloorMod : NoZeroDivisor {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return m::floormod(x, y);
  }
  static void grad(GradContext& g) {
    g.dx(0, g.dy());
    if (g.needs(1)) g.dx(1, -(g.dy() * ops::floordiv(g.x(0), g.x(1))));
  }
  static constexpr OpDef def{
      .type = "FloorMod",
      .endpoints = "math.floormod math.mod floormod",
      .signature = "(x, y, name=None) -> Tensor",
      .doc =
          "Computes the remainder that has y's sign (Python's %), element by element.\n\nRaises:\n"
          "  InvalidArgumentError: if an integer y has a zero.",
      .dtypes = kReal,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "mod",
      .domain = {0.5, 3},
      .errors = "i(5, 2), i(1, 2)",
  };
};

struct TruncateDiv : NoZeroDivisor {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return m::truncdiv(x, y);
  }
  static constexpr OpDef def{
      .type = "TruncateDiv",
      .endpoints = "truncatediv",
      .signature = "(x, y, name=None) -> Tensor",
      .doc =
          "Computes the quotient rounded towards zero, element by element.\n\nRaises:\n"
          "  InvalidArgumentError: if an integer y has a zero.",
      .dtypes = kReal,
      .infer = broadcast,
      .numpy = "lambda x, y: np.trunc(x / y)",
      .domain = {0.5, 3},
      .errors = "i(5, 2), i(1, 2)",
  };
};

struct TruncateMod : NoZeroDivisor {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return m::truncmod(x, y);
  }
  static void grad(GradContext& g) {
    g.dx(0, g.dy());
    if (g.needs(1)) g.dx(1, -(g.dy() * ops::truncatediv(g.x(0), g.x(1))));
  }
  static constexpr OpDef def{
      .type = "TruncateMod",
      .endpoints = "truncatemod",
      .raw = "Mod",
      .signature = "(x, y, name=None) -> Tensor",
      .doc =
          "Computes the remainder that has x's sign (C's %), element by element.\n\nRaises:\n"
          "  InvalidArgumentError: if an integer y has a zero.",
      .dtypes = kReal,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "fmod",
      .domain = {0.5, 3},
      .errors = "i(5, 2), i(1, 2)",
  };
};

struct Reciprocal {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    if constexpr (is_complex_type<T>)
      return m::reciprocal(x);
    else
      return T(1) / x;
  }
  static void grad(GradContext& g) { g.dx(0, ops::reciprocal_grad(g.y(), g.dy())); }
  static constexpr OpDef def{
      .type = "Reciprocal",
      .endpoints = "math.reciprocal",
      .raw = "Inv",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes 1 / x, element by element.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "reciprocal",
      .domain = {0.5, 3},
  };
};

struct ReciprocalGrad {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T y, T dy) {
    return -dy * m::conj(y) * m::conj(y);
  }
  static void grad(GradContext& g) {
    Tensor y = g.conj(g.x(0));
    if (g.needs(0)) g.dx(0, g.conj(g.dy()) * -2 * g.x(1) * y);
    if (g.needs(1)) g.dx(1, ops::reciprocal_grad(y, g.dy()));
  }
  static constexpr OpDef def{
      .type = "ReciprocalGrad",
      .endpoints = "",
      .raw = "InvGrad",
      .signature = "(y, dy) -> Tensor",
      .doc = "The gradient of Reciprocal from its output: -dy * conj(y)^2.",
      .dtypes = kFloating | kComplex,
      .infer = broadcast,
      .linear_in = 0b10,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda y, dy: -dy * np.conj(y) ** 2",
  };
};

struct ReciprocalNoNan {
  static void body(Inputs in, const void*, Outputs& out) {
    Tensor x = Tensor::share(in[0]);
    out.resize(1);
    out[0] = ops::divide_no_nan(scalar_like(1, x), x);
  }
  static constexpr OpDef def{
      .type = "ReciprocalNoNan",
      .endpoints = "math.reciprocal_no_nan",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes 1 / x, element by element; 0 where x is 0.",
      .dtypes = kFloating | kComplex,
      .numpy = "lambda x: np.where(x == 0, 0, 1 / np.where(x == 0, 1, x))",
      .domain = {0.5, 3},
      .samples = "f(2, 3)\nf()",
  };
};

}  // namespace zeal::op
