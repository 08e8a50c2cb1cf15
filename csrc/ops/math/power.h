// Roots and powers.
#pragma once
#include "ops/math/arith.decl.h"
#include "ops/math/divide.decl.h"
#include "ops/math/power.decl.h"
#include "ops/nn/activation.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct Sqrt {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::sqrt(x);
  }
  static void grad(GradContext& g) { g.dx(0, ops::sqrt_grad(g.y(), g.dy())); }
  static constexpr OpDef def{
      .type = "Sqrt",
      .endpoints = "math.sqrt sqrt",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the square root of x, element by element; NaN below zero.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "sqrt",
      .domain = {0.1, 4},
  };
};

// 0 where dy is 0: sqrt(0) * 0 then has the gradient 0 and not NaN.
struct SqrtGrad {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T y, T dy) {
    return dy == T(0) ? T(0) : (T(0.5) * dy) / m::conj(y);
  }
  static void grad(GradContext& g) {
    Tensor q = g.dy() / g.x(0);
    if (g.needs(0)) g.dx(0, -(g.conj(q) * g.y()));
    if (g.needs(1)) g.dx(1, 0.5 * q);
  }
  static constexpr OpDef def{
      .type = "SqrtGrad",
      .endpoints = "",
      .signature = "(y, dy) -> Tensor",
      .doc = "The gradient of Sqrt from its output: dy / (2 conj(y)), and 0 where dy is 0.",
      .dtypes = kFloating | kComplex,
      .infer = broadcast,
      .linear_in = 0b10,
      .grad = grad,
      .grad_reads = Reads::input(0) | Reads::Outputs,
      .numpy = "lambda y, dy: 0.5 * dy / np.conj(y)",
      .domain = {0.5, 3},
  };
};

struct Rsqrt {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::rsqrt(x);
  }
  static void grad(GradContext& g) { g.dx(0, ops::rsqrt_grad(g.y(), g.dy())); }
  static constexpr OpDef def{
      .type = "Rsqrt",
      .endpoints = "math.rsqrt",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes 1 / sqrt(x), element by element.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "lambda x: 1 / np.sqrt(x)",
      .domain = {0.1, 4},
  };
};

struct RsqrtGrad {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T y, T dy) {
    T c = m::conj(y);
    return dy == T(0) ? T(0) : (T(-0.5) * dy) * (c * c * c);
  }
  static void grad(GradContext& g) {
    Tensor y = g.conj(g.x(0));
    if (g.needs(0)) g.dx(0, g.conj(g.dy()) * -1.5 * g.x(1) * ops::square(y));
    if (g.needs(1)) g.dx(1, ops::rsqrt_grad(y, g.dy()));
  }
  static constexpr OpDef def{
      .type = "RsqrtGrad",
      .endpoints = "",
      .signature = "(y, dy) -> Tensor",
      .doc = "The gradient of Rsqrt from its output: -dy conj(y)^3 / 2, and 0 where dy is 0.",
      .dtypes = kFloating | kComplex,
      .infer = broadcast,
      .linear_in = 0b10,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda y, dy: -0.5 * dy * np.conj(y) ** 3",
  };
};

// Note [Powers of zero]
// At x = 0 the derivatives of x^y are what they are along the side where x^y exists: by x, 0 for
// y = 0 (the constant 1) and otherwise y x^(y-1); by y, 0 for every x <= 0, as in TensorFlow. So
// pow(0, 0) has the gradients 0 and 0; TensorFlow's first one is NaN.
// `same`, in a form that the compiler takes for another number in each lane. Knowing that it is one
// for all, GCC splits the loop by what a power asks of it, and vectorises none of the parts.
template <class T>
ZEAL_INLINE auto in_each_lane(T same) {
  if constexpr (std::is_arithmetic_v<T>) {
    using Bits = std::conditional_t<
        sizeof(T) == 8, uint64_t,
        std::conditional_t<sizeof(T) == 4, uint32_t,
                           std::conditional_t<sizeof(T) == 2, uint16_t, uint8_t>>>;
    Bits none = 0;
    asm("" : "+r"(none));
    return [=](T lane) ZEAL_INLINE_LAMBDA {
      return std::bit_cast<T>(
          static_cast<Bits>(std::bit_cast<Bits>(same) | (std::bit_cast<Bits>(lane) & none)));
    };
  } else {
    return [same](T) ZEAL_INLINE_LAMBDA { return same; };
  }
}

struct Pow {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return m::pow(x, y);
  }
  // One exponent for all: the common ones are a product or two.
  template <class T, class Run>
  static ZEAL_INLINE void with_right(T y, Run run) {
    if (y == T(2))
      run([](T x) ZEAL_INLINE_LAMBDA { return m::mul(x, x); });
    else if (y == T(3))
      run([](T x) ZEAL_INLINE_LAMBDA { return m::mul(m::mul(x, x), x); });
    else if (y == T(1))
      run([](T x) ZEAL_INLINE_LAMBDA { return x; });
    else
      run([y = in_each_lane(y)](T x) ZEAL_INLINE_LAMBDA { return m::pow(x, y(x)); });
  }
  template <class T, class Run>
  static ZEAL_INLINE void with_left(T x, Run run) {
    run([x = in_each_lane(x)](T y) ZEAL_INLINE_LAMBDA { return m::pow(x(y), y); });
  }
  template <std::integral T>
  static ZEAL_INLINE HOST_DEVICE bool refuses(T y) {
    return y < T(0);
  }
  static constexpr const char* refusal = "Integers to negative integer powers are not allowed";
  static void grad(GradContext& g) {
    Tensor x = g.x(0), y = g.x(1);
    if (g.needs(0)) g.dx(0, g.dy() * g.conj(ops::pow_by_base(x, y)));
    if (g.needs(1)) g.dx(1, g.dy() * g.conj(g.y() * ops::log_or_zero(x)));
  }
  static constexpr OpDef def{
      .type = "Pow",
      .endpoints = "math.pow pow",
      .signature = "(x, y, name=None) -> Tensor",
      .doc =
          "Computes x to the power y, element by element, with broadcasting.\n\nIntegers wrap "
          "around.\n\nRaises:\n  InvalidArgumentError: if an integer y is negative.",
      .dtypes = kSignedInt | kFloating | kComplex,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "power",
      .domain = {0.5, 3},
      .errors = "i(3, 2), -1 - i(3, 2)",
  };
};

struct PowByBase {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y) {
    return y == T(0) ? T(0) : y * m::pow(x, y - T(1));
  }
  template <class T, class Run>
  static ZEAL_INLINE void with_right(T y, Run run) {
    if (y == T(2))
      run([](T x) ZEAL_INLINE_LAMBDA { return T(2) * x; });
    else if (y == T(3))
      run([](T x) ZEAL_INLINE_LAMBDA { return T(3) * x * x; });
    else if (y == T(1))
      run([](T) ZEAL_INLINE_LAMBDA { return T(1); });
    else
      run([y](T x) ZEAL_INLINE_LAMBDA { return scalar(x, y); });
  }
  static void grad(GradContext& g) {
    Tensor x = g.x(0), y = g.x(1);
    if (g.needs(0)) g.dx(0, g.dy() * g.conj(y * ops::pow_by_base(x, y - 1)));
    if (g.needs(1)) g.dx(1, g.dy() * g.conj(ops::pow(x, y - 1) * (1 + y * ops::log_or_zero(x))));
  }
  static constexpr OpDef def{
      .type = "PowByBase",
      .endpoints = "",
      .signature = "(x, y) -> Tensor",
      .doc = "The derivative of x^y by x: y x^(y-1), and 0 where y is 0.",
      .dtypes = kFloating | kComplex,
      .infer = broadcast,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x, y: y * x ** (y - 1)",
      .domain = {0.5, 3},
  };
};

struct LogOrZero {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    if constexpr (is_complex_type<T>)
      return x == T(0) ? T(0) : m::log(x);
    else
      return x > T(0) ? m::log(x) : T(0);
  }
  static void grad(GradContext& g) {
    Tensor x = g.x();
    if (!is_complex(x.dtype())) x = ops::relu(x);
    g.dx(0, ops::divide_no_nan(g.dy(), g.conj(x)));
  }
  static constexpr OpDef def{
      .type = "LogOrZero",
      .endpoints = "",
      .signature = "(x) -> Tensor",
      .doc = "Computes the logarithm where x has one, and 0 elsewhere.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "log",
      .domain = {0.5, 3},
  };
};

}  // namespace zeal::op
