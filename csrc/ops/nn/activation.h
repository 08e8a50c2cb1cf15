// The piecewise activations: relu, relu6, leaky_relu, elu and selu, and their fused gradients.
#pragma once
#include "ops/nn/activation.decl.h"
#include "ops/record.h"

namespace zeal::op {

// The derivative of a step is 0 and not none: second derivatives of relu exist, as in TensorFlow.
inline void no_slope(GradContext& g, int i) {
  if (g.needs(i)) g.dx(i, Tensor::full(g.x_shape(i), 0, g.x_dtype(i), g.dy().device()));
}

struct Relu {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return x < T(0) ? T(0) : x;  // NaN stays
  }
  static void grad(GradContext& g) { g.dx(0, ops::relu_grad(g.dy(), g.y())); }
  static constexpr OpDef def{
      .type = "Relu",
      .endpoints = "nn.relu",
      .signature = "(features, name=None) -> Tensor",
      .doc = "Computes max(features, 0), element by element.",
      .dtypes = kReal,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "lambda features: np.maximum(features, 0)",
  };
};

struct ReluGrad {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T dy, T y) {
    return y > T(0) ? dy : T(0);
  }
  static void grad(GradContext& g) {
    g.dx(0, ops::relu_grad(g.dy(), g.x(1)));
    no_slope(g, 1);
  }
  static constexpr OpDef def{
      .type = "ReluGrad",
      .endpoints = "",
      .raw = "ReluGrad(gradients: dy, features: y)",
      .signature = "(dy, y) -> Tensor",
      .doc = "The gradient of Relu from its output or its input: dy where y > 0, else 0.",
      .dtypes = kReal,
      .infer = broadcast,
      .linear_in = 0b1,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy = "lambda dy, y: np.where(y > 0, dy, 0)",
  };
};

struct Relu6 {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    x = x < T(0) ? T(0) : x;
    return x > T(6) ? T(6) : x;
  }
  static void grad(GradContext& g) { g.dx(0, ops::relu6_grad(g.dy(), g.y())); }
  static constexpr OpDef def{
      .type = "Relu6",
      .endpoints = "nn.relu6",
      .signature = "(features, name=None) -> Tensor",
      .doc = "Computes min(max(features, 0), 6), element by element.",
      .dtypes = kReal,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "lambda features: np.clip(features, 0, 6)",
      .domain = {-3, 9},
  };
};

struct Relu6Grad {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T dy, T y) {
    return (y > T(0)) & (y < T(6)) ? dy : T(0);
  }
  static void grad(GradContext& g) {
    g.dx(0, ops::relu6_grad(g.dy(), g.x(1)));
    no_slope(g, 1);
  }
  static constexpr OpDef def{
      .type = "Relu6Grad",
      .endpoints = "",
      .raw = "Relu6Grad(gradients: dy, features: y)",
      .signature = "(dy, y) -> Tensor",
      .doc = "The gradient of Relu6 from its output or its input: dy where 0 < y < 6, else 0.",
      .dtypes = kReal,
      .infer = broadcast,
      .linear_in = 0b1,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy = "lambda dy, y: np.where((y > 0) & (y < 6), dy, 0)",
  };
};

struct LeakyReluGrad {
  struct Attrs {
    double alpha = 0.2;
  };
  ZEAL_ATTRS(Attrs, alpha);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T dy, T x, const Attrs& a) {
    return x > T(0) ? dy : static_cast<T>(a.alpha) * dy;
  }
  static void grad(GradContext& g) {
    g.dx(0, ops::leaky_relu_grad(g.dy(), g.x(1), g.attrs<Attrs>()));
    no_slope(g, 1);
  }
  static constexpr OpDef def{
      .type = "LeakyReluGrad",
      .endpoints = "",
      .raw = "LeakyReluGrad(gradients: dy, features: x)",
      .signature = "(dy, x, alpha=0.2) -> Tensor",
      .doc = "The gradient of LeakyRelu: dy where x > 0, else alpha dy.",
      .dtypes = kFloating,
      .infer = broadcast,
      .linear_in = 0b1,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .numpy = "lambda dy, x, alpha=0.2: np.where(x > 0, dy, alpha * dy)",
  };
};

struct LeakyRelu {
  struct Attrs {
    double alpha = 0.2;
  };
  ZEAL_ATTRS(Attrs, alpha);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, const Attrs& a) {
    return x > T(0) ? x : static_cast<T>(a.alpha) * x;
  }
  static void grad(GradContext& g) {
    g.dx(0, ops::leaky_relu_grad(g.dy(), g.x(), {.alpha = g.attrs<Attrs>().alpha}));
  }
  static constexpr OpDef def{
      .type = "LeakyRelu",
      .endpoints = "nn.leaky_relu",
      .signature = "(features, alpha=0.2, name=None) -> Tensor",
      .doc =
          "Computes features above zero and alpha * features below, element by element."
          "\n\nArgs:\n"
          "  features: a tensor.\n"
          "  alpha: the slope below zero.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda features, alpha=0.2: np.where(features > 0, features, alpha * features)",
      .samples = "f(2, 3)\nf(4), alpha=0.01",
  };
};

struct Elu {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return x < T(0) ? m::expm1(x) : x;
  }
  static void grad(GradContext& g) { g.dx(0, ops::elu_grad(g.dy(), g.y())); }
  static constexpr OpDef def{
      .type = "Elu",
      .endpoints = "nn.elu",
      .signature = "(features, name=None) -> Tensor",
      .doc = "Computes features above zero and exp(features) - 1 below, element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy = "lambda features: np.where(features > 0, features, np.expm1(features))",
  };
};

struct EluGrad {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T dy, T y) {
    return y < T(0) ? dy * (y + T(1)) : dy;
  }
  static void grad(GradContext& g) {
    Tensor y = g.x(1);
    if (g.needs(0)) g.dx(0, ops::elu_grad(g.dy(), y));
    if (g.needs(1)) g.dx(1, ops::relu_grad(g.dy() * g.x(0), -y));
  }
  static constexpr OpDef def{
      .type = "EluGrad",
      .endpoints = "",
      .raw = "EluGrad(gradients: dy, outputs: y)",
      .signature = "(dy, y) -> Tensor",
      .doc = "The gradient of Elu from its output: dy where y >= 0, else dy (y + 1).",
      .dtypes = kFloating,
      .infer = broadcast,
      .linear_in = 0b1,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda dy, y: np.where(y < 0, dy * (y + 1), dy)",
  };
};

// The scale, and the scale times alpha, for which selu keeps mean 0 and variance 1.
inline constexpr double kSeluScale = 1.0507009873554804934193349852946;
inline constexpr double kSeluScaleAlpha = 1.7580993408473768599402175208123;

struct Selu {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return x < T(0) ? T(kSeluScaleAlpha) * m::expm1(x) : T(kSeluScale) * x;
  }
  static void grad(GradContext& g) { g.dx(0, ops::selu_grad(g.dy(), g.y())); }
  static constexpr OpDef def{
      .type = "Selu",
      .endpoints = "nn.selu",
      .signature = "(features, name=None) -> Tensor",
      .doc =
          "Computes the scaled exponential linear unit, element by element.\n\nscale * features "
          "above zero and scale * alpha * (exp(features) - 1) below, for the scale (1.0507) and "
          "alpha (1.6733) that keep mean 0 and variance 1.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Outputs,
      .numpy =
          "lambda features: 1.0507009873554805 * np.where(features > 0, features, "
          "1.6732632423543772 * np.expm1(features))",
  };
};

struct SeluGrad {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T dy, T y) {
    return dy * (y < T(0) ? y + T(kSeluScaleAlpha) : T(kSeluScale));
  }
  static void grad(GradContext& g) {
    Tensor y = g.x(1);
    if (g.needs(0)) g.dx(0, ops::selu_grad(g.dy(), y));
    if (g.needs(1)) g.dx(1, ops::relu_grad(g.dy() * g.x(0), -y));
  }
  static constexpr OpDef def{
      .type = "SeluGrad",
      .endpoints = "",
      .raw = "SeluGrad(gradients: dy, outputs: y)",
      .signature = "(dy, y) -> Tensor",
      .doc = "The gradient of Selu from its output.",
      .dtypes = kFloating,
      .infer = broadcast,
      .linear_in = 0b1,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda dy, y: dy * np.where(y < 0, y + 1.7580993408473769, 1.0507009873554805)",
      .domain = {-1.5, 1.5},
  };
};

}  // namespace zeal::op
