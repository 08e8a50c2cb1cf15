// Reductions of squares: Euclidean norms, and what divides by them.
#pragma once
#include "ops/math/cast.decl.h"
#include "ops/math/reduce_norm.decl.h"
#include "ops/math/reduce_parts.h"

namespace zeal::op {

struct SumSquares {
  using Attrs = ReduceAttrs;
  ZEAL_ATTRS(Attrs, axis, keepdims);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE auto map(T x) {
    if constexpr (is_complex_type<T>)
      return x.real() * x.real() + x.imag() * x.imag();
    else
      return x * x;
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T identity() {
    return T(0);
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T combine(T a, T b) {
    return a + b;
  }
  static void grad(GradContext& g) {
    Tensor x = g.x(0), dy = kept(g.dy(), x.shape(), g.attrs<Attrs>().axis) * 2.;
    if (is_complex(x.dtype())) dy = ops::cast(dy, {.dtype = x.dtype()});
    g.dx(0, x * dy);
  }
  static constexpr OpDef def{
      .type = "SumSquares",
      .endpoints = "",
      .signature = "(x, axis=None, keepdims=False) -> Tensor",
      .doc = "Computes the sum of the squared magnitudes of elements along some axes.",
      .dtypes = kFloating | kComplex,
      .infer = reduced_real,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy =
          "lambda x, axis=None, keepdims=False: "
          "ref.reduce(np.sum, np.abs(x) ** 2, axis, keepdims)",
      .samples =
          "f(2, 3)\nf(2, 3), axis=1\nf(20, 3), axis=0\nf(4, 1, 5), axis=[0, 2]\n"
          "f(0, 3), axis=0\nf(3), axis=[]\nf()",
  };
};

struct EuclideanNorm {
  using Attrs = ReduceAttrs;
  ZEAL_ATTRS(Attrs, axis, keepdims);
  static constexpr bool modular = true;
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T map(T x) {
    if constexpr (is_complex_type<T>)
      return T(x.real() * x.real() + x.imag() * x.imag());
    else
      return m::mul(x, x);
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T identity() {
    return T(0);
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T combine(T a, T b) {
    return m::add(a, b);
  }
  template <class A>
  static ZEAL_INLINE HOST_DEVICE A finish(A a, int64_t) {
    if constexpr (is_complex_type<A>)
      return A(m::sqrt(a.real()));
    else if constexpr (std::is_integral_v<A>)
      return static_cast<A>(m::sqrt(static_cast<double>(a > A(0) ? a : A(0))));
    else
      return m::sqrt(a);
  }
  static void grad(GradContext& g) {
    const auto& axis = g.attrs<Attrs>().axis;
    Tensor x = g.x(0), y = kept(g.y(0), x.shape(), axis);
    // Complex norms are real: what reaches their imaginary part is without effect.
    Tensor dy = is_complex(x.dtype()) ? 0.5 * (g.dy() + g.conj(g.dy())) : g.dy();
    g.dx(0, x * (kept(dy, x.shape(), axis) / y));
  }
  static constexpr OpDef def{
      .type = "EuclideanNorm",
      .endpoints = "math.reduce_euclidean_norm",
      .raw = "EuclideanNorm(input: input_tensor, keep_dims: keepdims)",
      .signature = "(input_tensor, axis=None, keepdims=False, name=None) -> Tensor",
      .doc = R"(Computes the square root of the sum of squares of elements along some axes.

The result of integers is rounded towards zero. Squares may overflow where their root would not.

Args:
  axis: the axes to reduce, an int or a list of ints in [-rank, rank); all of them when None.
  keepdims: whether reduced axes stay, with extent 1.

Raises:
  InvalidArgumentError: when an axis is out of range or named twice.)",
      .dtypes = kNumeric,
      .infer = reduced,
      .grad = grad,
      .grad_reads = Reads::Both,
      .numpy = "ref.euclidean_norm",
      .samples =
          "f(2, 3)\nf(2, 3), axis=1\nf(20, 3), axis=0\nf(4, 1, 5), axis=[0, 2]\n"
          "f(3), axis=[]\nf(2, 3), axis=-1, keepdims=True",
      .errors = "f(2, 3), axis=2\nf(2, 3), axis=[0, -2]",
  };
};

struct L2Loss {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T map(T x) {
    return x * x;
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
  static ZEAL_INLINE HOST_DEVICE A finish(A a, int64_t) {
    return a * A(0.5);
  }
  static void infer(InferContext& c) { c.out(c.dtype(0), {}); }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) { g.dx(0, g.x(0) * g.dy()); }
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "L2Loss",
      .endpoints = "nn.l2_loss",
      .signature = "(t, name=None) -> Tensor",
      .doc = "Computes half the sum of the squares of all elements.",
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "lambda t: np.sum(t * t) / 2",
      .samples = "f(2, 3)\nf(1000)\nf(0)\nf()",
  };
};

struct L2Normalize {
  struct Attrs {
    std::optional<Ints> axis{};
    double epsilon = 1e-12;
  };
  ZEAL_ATTRS(Attrs, axis, epsilon);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "L2Normalize",
      .endpoints = "math.l2_normalize nn.l2_normalize linalg.l2_normalize",
      .signature = "(x, axis=None, epsilon=1e-12, name=None) -> Tensor",
      .doc = R"(Divides x by its Euclidean norm along some axes: x / sqrt(max(sum(x**2), epsilon)).

Args:
  axis: the axes of the norm, an int or a list of ints in [-rank, rank); all of them when None.
  epsilon: a lower bound of the squared norm.)",
      .dtypes = kFloating | kComplex,
      .numpy =
          "lambda x, axis=None, epsilon=1e-12: "
          "x / np.sqrt(np.maximum(ref.reduce(np.sum, np.abs(x) ** 2, axis, True), epsilon))",
      .samples = "f(2, 3)\nf(2, 3), axis=1\nf(2, 3, 4), axis=[0, 2]\nf(3), epsilon=100.0",
      .errors = "f(2, 3), axis=2",
  };
};

}  // namespace zeal::op
