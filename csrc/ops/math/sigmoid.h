// The logistic function and its kin.
#pragma once
#include "ops/math/sigmoid.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct Sigmoid {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::sigmoid(x);
  }
  static void grad(GradContext& g) { g.dx(0, ops::sigmoid_grad(g.y(), g.dy())); }
  static constexpr OpDef def{
      .type = "Sigmoid",
      .endpoints = "math.sigmoid sigmoid nn.sigmoid",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes 1 / (1 + exp(-x)), element by element.",
      .dtypes = kFloating | kComplex,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "lambda x: 1 / (1 + np.exp(-x))",
      .domain = {-4, 4},
  };
};

struct SigmoidGrad {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T y, T dy) {
    T c = m::conj(y);
    return dy * c * (T(1) - c);
  }
  static void grad(GradContext& g) {
    Tensor y = g.conj(g.x(0));
    if (g.needs(0)) g.dx(0, g.conj(g.dy()) * g.x(1) * (1 - 2 * y));
    if (g.needs(1)) g.dx(1, ops::sigmoid_grad(y, g.dy()));
  }
  static constexpr OpDef def{
      .type = "SigmoidGrad",
      .endpoints = "",
      .signature = "(y, dy) -> Tensor",
      .doc = "The gradient of Sigmoid from its output: dy conj(y) (1 - conj(y)).",
      .dtypes = kFloating | kComplex,
      .infer = broadcast,
      .linear_in = 0b10,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda y, dy: dy * np.conj(y) * (1 - np.conj(y))",
      .domain = {-0.9, 0.9},
  };
};

struct LogSigmoid {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::log_sigmoid(x);
  }
  static void grad(GradContext& g) { g.dx(0, ops::softplus_grad(g.dy(), -g.x())); }
  static constexpr OpDef def{
      .type = "LogSigmoid",
      .endpoints = "math.log_sigmoid",
      .signature = "(x, name=None) -> Tensor",
      .doc = "Computes the logarithm of sigmoid(x), element by element, without underflow.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda x: -np.log1p(np.exp(-x))",
      .domain = {-4, 4},
  };
};

struct Softplus {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return m::softplus(x);
  }
  static void grad(GradContext& g) { g.dx(0, ops::softplus_grad(g.dy(), g.x())); }
  static constexpr OpDef def{
      .type = "Softplus",
      .endpoints = "math.softplus nn.softplus",
      .signature = "(features, name=None) -> Tensor",
      .doc = "Computes log(1 + exp(features)), element by element, without overflow.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda features: np.log1p(np.exp(features))",
      .domain = {-4, 4},
  };
};

struct SoftplusGrad {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T dy, T x) {
    return dy * m::sigmoid(x);
  }
  static void grad(GradContext& g) {
    Tensor x = g.x(1);
    if (g.needs(0)) g.dx(0, ops::softplus_grad(g.dy(), x));
    if (g.needs(1)) g.dx(1, ops::sigmoid_grad(ops::sigmoid(x), g.dy() * g.x(0)));
  }
  static constexpr OpDef def{
      .type = "SoftplusGrad",
      .endpoints = "",
      .raw = "SoftplusGrad(gradients: dy, features: x)",
      .signature = "(dy, x) -> Tensor",
      .doc = "The gradient of Softplus: dy sigmoid(x).",
      .dtypes = kFloating,
      .infer = broadcast,
      .linear_in = 0b1,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda dy, x: dy / (1 + np.exp(-x))",
  };
};

}  // namespace zeal::op
