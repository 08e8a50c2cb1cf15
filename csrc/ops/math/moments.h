// Means, variances and the logarithm of a sum of exponentials: sums around a value found before.
#pragma once
#include "ops/math/explog.decl.h"
#include "ops/math/moments.decl.h"
#include "ops/math/reduce_parts.h"

namespace zeal::op {

struct Variance {
  using Attrs = ReduceAttrs;
  ZEAL_ATTRS(Attrs, axis, keepdims);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE auto map(T x, T mean) {
    T d = x - mean;
    if constexpr (is_complex_type<T>)
      return d.real() * d.real() + d.imag() * d.imag();
    else
      return d * d;
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T identity() {
    return T(0);
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T combine(T a, T b) {
    return a + b;
  }
  template <class A>
  static ZEAL_INLINE HOST_DEVICE A finish(A total, int64_t n) {
    return total / static_cast<A>(n);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Variance",
      .endpoints = "math.reduce_variance",
      .signature = "(input_tensor, axis=None, keepdims=False, name=None) -> Tensor",
      .doc =
          R"(Computes the variance of elements along some axes: the mean squared distance from their mean.

The variance of complex numbers is real; that of nothing is NaN.

Args:
  axis: the axes to reduce, an int or a list of ints in [-rank, rank); all of them when None.
  keepdims: whether reduced axes stay, with extent 1.

Raises:
  InvalidArgumentError: when an axis is out of range or named twice.)",
      .dtypes = kFloating | kComplex,
      .infer = reduced_real,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy =
          "lambda input_tensor, axis=None, keepdims=False: "
          "ref.reduce(np.var, input_tensor, axis, keepdims)",
      .samples =
          "f(2, 3)\nf(2, 3), axis=1\nf(20, 3), axis=0\nf(4, 1, 5), axis=[0, 2]\n"
          "f(20, 33), axis=0\nf(2, 3), axis=-1, keepdims=True\nf(2, 3, 4, 2), axis=[1, 3]",
      .errors = "f(2, 3), axis=2\nf(2, 3), axis=[0, -2]",
  };
};

struct Std {
  using Attrs = ReduceAttrs;
  ZEAL_ATTRS(Attrs, axis, keepdims);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Std",
      .endpoints = "math.reduce_std",
      .signature = "(input_tensor, axis=None, keepdims=False, name=None) -> Tensor",
      .doc =
          R"(Computes the standard deviation of elements along some axes: the root of their variance.

Its gradient is NaN where the variance is 0.

Args:
  axis: the axes to reduce, an int or a list of ints in [-rank, rank); all of them when None.
  keepdims: whether reduced axes stay, with extent 1.

Raises:
  InvalidArgumentError: when an axis is out of range or named twice.)",
      .dtypes = kFloating | kComplex,
      .numpy =
          "lambda input_tensor, axis=None, keepdims=False: "
          "ref.reduce(np.std, input_tensor, axis, keepdims)",
      .samples = "f(2, 3)\nf(2, 3), axis=1\nf(20, 3), axis=0\nf(4, 1, 5), axis=[0, 2]",
      .errors = "f(2, 3), axis=2\nf(2, 3), axis=[0, -2]",
  };
};

struct Moments {
  struct Attrs {
    std::optional<Ints> axes{};
    bool keepdims = false;
  };
  ZEAL_ATTRS(Attrs, axes, keepdims);
  ZEAL_API static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  ZEAL_API static void grad(GradContext& g);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "Moments",
      .endpoints = "nn.moments",
      .signature = "(x, axes, shift: Any?=None, keepdims=False, name=None) -> (Tensor, Tensor)",
      .doc = R"(Computes the mean and the variance of elements along some axes.

Args:
  axes: the axes to reduce, an int or a list of ints in [-rank, rank); all of them when None.
  shift: not used.
  keepdims: whether reduced axes stay, with extent 1.

Raises:
  InvalidArgumentError: when an axis is out of range or named twice.)",
      .infer = infer,
      .batch = batch::reduction,
      .grad = grad,
      .grad_reads = Reads::input(0) | Reads{0, 1},
      .numpy =
          "lambda x, axes, shift=None, keepdims=False: "
          "(ref.reduce(np.mean, x, axes, keepdims), ref.reduce(np.var, x, axes, keepdims))",
      .samples = "f(2, 3), [0]\nf(2, 3), 1\nf(20, 3), [0], keepdims=True\nf(4, 1, 5), [0, 2]",
      .errors = "f(2, 3), 2\nf(2, 3), [0, -2]",
  };
};

struct LogSumExp {
  using Attrs = ReduceAttrs;
  ZEAL_ATTRS(Attrs, axis, keepdims);
  template <class T>
    requires std::is_arithmetic_v<T>
  static ZEAL_INLINE HOST_DEVICE T map(T x, T max) {
    return m::exp(x - max);
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T identity() {
    return T(0);
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T combine(T a, T b) {
    return a + b;
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    const auto& axis = g.attrs<Attrs>().axis;
    Tensor x = g.x(0), y = kept(g.y(0), x.shape(), axis);
    g.dx(0, ops::exp(x - y) * kept(g.dy(), x.shape(), axis));
  }
  static constexpr OpDef def{
      .type = "LogSumExp",
      .endpoints = "math.reduce_logsumexp reduce_logsumexp",
      .signature = "(input_tensor, axis=None, keepdims=False, name=None) -> Tensor",
      .doc = R"(Computes log(sum(exp(x))) along some axes, without overflow.

Args:
  axis: the axes to reduce, an int or a list of ints in [-rank, rank); all of them when None.
  keepdims: whether reduced axes stay, with extent 1.

Raises:
  InvalidArgumentError: when an axis is out of range or named twice.)",
      .infer = reduced,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy =
          "lambda input_tensor, axis=None, keepdims=False: "
          "ref.reduce(sp.special.logsumexp, input_tensor, axis, keepdims)",
      .domain = {-4, 4},
      .samples =
          "f(2, 3)\nf(2, 3), axis=1\nf(20, 3), axis=0\nf(4, 1, 5), axis=[0, 2]\n"
          "f(20, 33), axis=0\nf(33, 20), axis=-1, keepdims=True\nf(3), axis=[]",
      .errors = "f(2, 3), axis=2\nf(2, 3), axis=[0, -2]",
  };
};

}  // namespace zeal::op
