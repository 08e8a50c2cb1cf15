// The smooth activations: gelu, swish and softsign, and their fused gradients.
#pragma once
#include "ops/math/arith.decl.h"
#include "ops/math/explog.decl.h"
#include "ops/math/extremum.decl.h"
#include "ops/math/sigmoid.decl.h"
#include "ops/nn/smooth_activation.decl.h"
#include "ops/record.h"

namespace zeal::op {

inline constexpr double kSqrtHalf = 0.70710678118654752440;    // sqrt(1 / 2)
inline constexpr double kInvSqrt2Pi = 0.39894228040143267794;  // 1 / sqrt(2 pi)
inline constexpr double kSqrt2OverPi = 0.79788456080286535588;
inline constexpr double kGeluCubic = 0.044715;

struct GeluGrad {
  struct Attrs {
    bool approximate = false;
  };
  ZEAL_ATTRS(Attrs, approximate);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T dy, T x, const Attrs& a) {
    if (a.approximate) {  // x s(2 u) with s the sigmoid and u = k (x + c x^3)
      constexpr T k = T(kSqrt2OverPi), c = T(kGeluCubic);
      T x2 = x * x;
      T s = m::sigmoid(2 * k * x * (1 + c * x2));
      return dy * (s + 2 * k * x * (1 + 3 * c * x2) * s * (1 - s));
    }
    T cdf = T(0.5) * m::erfc(-T(kSqrtHalf) * x);
    return dy * (cdf + x * T(kInvSqrt2Pi) * m::exp(T(-0.5) * x * x));
  }
  template <class Run>
  static ZEAL_INLINE void with_attrs(const Attrs& a, Run run) {
    if (a.approximate)
      run(Attrs{.approximate = true});
    else
      run(Attrs{.approximate = false});
  }
  static void grad(GradContext& g) {
    bool approximate = g.attrs<Attrs>().approximate;
    Tensor x = g.x(1);
    if (g.needs(0)) g.dx(0, ops::gelu_grad(g.dy(), x, g.attrs<Attrs>()));
    if (!g.needs(1)) return;
    Tensor x2 = ops::square(x), second;
    if (approximate) {  // of x s(w): 2 w' s' + x (w'' s' + w'^2 s''), s' = s (1 - s)
      constexpr double k = 2 * kSqrt2OverPi, c = kGeluCubic;
      Tensor s = ops::sigmoid(k * x * (1 + c * x2));
      Tensor w1 = k * (1 + 3 * c * x2), w2 = 6 * k * c * x;
      Tensor s1 = s * (1 - s);
      second = s1 * (2 * w1 + x * (w2 + ops::square(w1) * (1 - 2 * s)));
    } else {
      second = kInvSqrt2Pi * ops::exp(-0.5 * x2) * (2 - x2);
    }
    g.dx(1, g.dy() * g.x(0) * second);
  }
  static constexpr OpDef def{
      .type = "GeluGrad",
      .endpoints = "",
      .signature = "(dy, x, approximate=False) -> Tensor",
      .doc = "The gradient of Gelu.",
      .dtypes = kFloating,
      .infer = broadcast,
      .linear_in = 0b1,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.gelu_grad",
      .domain = {-0.5, 4},  // its terms cancel at the zero below
      .samples = "f(2, 3), f(2, 3)\nf(4), f(4), approximate=True",
  };
};

struct Gelu {
  struct Attrs {
    bool approximate = false;
  };
  ZEAL_ATTRS(Attrs, approximate);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, const Attrs& a) {
    return a.approximate ? m::gelu_tanh(x) : m::gelu_erf(x);
  }
  template <class Run>
  static ZEAL_INLINE void with_attrs(const Attrs& a, Run run) {
    if (a.approximate)
      run(Attrs{.approximate = true});
    else
      run(Attrs{.approximate = false});
  }
  static void grad(GradContext& g) {
    g.dx(0, ops::gelu_grad(g.dy(), g.x(), {.approximate = g.attrs<Attrs>().approximate}));
  }
  static constexpr OpDef def{
      .type = "Gelu",
      .endpoints = "nn.gelu",
      .signature = "(features, approximate=False, name=None) -> Tensor",
      .doc =
          "Computes x P(X <= x) for a normal X, element by element.\n\nArgs:\n"
          "  features: a tensor.\n  approximate: use tanh in place of the error function.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.gelu",
      .samples = "f(2, 3)\nf(4), approximate=True",
  };
};

struct SwishGrad {
  struct Attrs {
    double beta = 1;
  };
  ZEAL_ATTRS(Attrs, beta);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T dy, T x, const Attrs& a) {
    T b = static_cast<T>(a.beta) * x;
    T s = m::sigmoid(b);
    return dy * (s + b * s * (T(1) - s));
  }
  static void grad(GradContext& g) {
    double beta = g.attrs<Attrs>().beta;
    Tensor x = g.x(1);
    if (g.needs(0)) g.dx(0, ops::swish_grad(g.dy(), x, g.attrs<Attrs>()));
    if (!g.needs(1)) return;
    Tensor b = beta * x, s = ops::sigmoid(b);
    Tensor second = beta * (s * (1 - s)) * (2 + b * (1 - 2 * s));
    g.dx(1, g.dy() * g.x(0) * second);
  }
  static constexpr OpDef def{
      .type = "SwishGrad",
      .endpoints = "",
      .signature = "(dy, x, beta=1.0) -> Tensor",
      .doc = "The gradient of Swish.",
      .dtypes = kFloating,
      .infer = broadcast,
      .linear_in = 0b1,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.swish_grad",
      .domain = {-0.5, 4},  // its terms cancel at the zero below
      .samples = "f(2, 3), f(2, 3)\nf(4), f(4), beta=0.5",
  };
};

struct Swish {
  struct Attrs {
    double beta = 1;
  };
  ZEAL_ATTRS(Attrs, beta);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, const Attrs& a) {
    return x * m::sigmoid(static_cast<T>(a.beta) * x);
  }
  static void grad(GradContext& g) {
    g.dx(0, ops::swish_grad(g.dy(), g.x(), {.beta = g.attrs<Attrs>().beta}));
  }
  static constexpr OpDef def{
      .type = "Swish",
      .endpoints = "nn.swish nn.silu",
      .signature = "(features, beta=1.0) -> Tensor",
      .doc =
          "Computes features * sigmoid(beta * features), element by element."
          "\n\nArgs:\n"
          "  features: a tensor.\n"
          "  beta: a float.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda features, beta=1.0: features / (1 + np.exp(-beta * features))",
      .samples = "f(2, 3)\nf(4), beta=0.5",
  };
};

struct Softsign {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x) {
    return x / (T(1) + m::abs(x));
  }
  static void grad(GradContext& g) { g.dx(0, ops::softsign_grad(g.dy(), g.x())); }
  static constexpr OpDef def{
      .type = "Softsign",
      .endpoints = "nn.softsign math.softsign",
      .signature = "(features, name=None) -> Tensor",
      .doc = "Computes features / (1 + |features|), element by element.",
      .dtypes = kFloating,
      .infer = same_shape,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda features: features / (1 + np.abs(features))",
  };
};

struct SoftsignGrad {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T dy, T x) {
    T d = T(1) + m::abs(x);
    return dy / (d * d);
  }
  static void grad(GradContext& g) {
    Tensor x = g.x(1);
    if (g.needs(0)) g.dx(0, ops::softsign_grad(g.dy(), x));
    if (!g.needs(1)) return;
    Tensor d = 1 + ops::abs(x);
    g.dx(1, g.dy() * g.x(0) * (-2 * ops::sign(x) / (d * d * d)));
  }
  static constexpr OpDef def{
      .type = "SoftsignGrad",
      .endpoints = "",
      .raw = "SoftsignGrad(gradients: dy, features: x)",
      .signature = "(dy, x) -> Tensor",
      .doc = "The gradient of Softsign: dy / (1 + |x|)^2.",
      .dtypes = kFloating,
      .infer = broadcast,
      .linear_in = 0b1,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda dy, x: dy / (1 + np.abs(x)) ** 2",
  };
};

}  // namespace zeal::op
