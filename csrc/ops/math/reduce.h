// Reductions: an operation that combines all elements along some axes.
#pragma once
#include "ops/math/reduce.decl.h"
#include "ops/math/reduce_grad.h"
#include "ops/record.h"

namespace zeal::op {

struct Sum {
  using Attrs = ReduceAttrs;
  ZEAL_ATTRS(Attrs, axis, keepdims);
  static constexpr bool modular = true;
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T identity() {
    return T(0);
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T combine(T a, T b) {
    return m::add(a, b);
  }
  static void grad(GradContext& g) {
    const auto& a = g.attrs<Attrs>();
    g.dx(0, ops::broadcast_reduced(g.dy(), {.shape = g.x_shape(0), .axis = a.axis}));
  }
  static constexpr OpDef def{
      .type = "Sum",
      .endpoints = "math.reduce_sum reduce_sum",
      .raw = "Sum(input: input_tensor, keep_dims: keepdims)",
      .signature = "(input_tensor, axis=None, keepdims=False, name=None) -> Tensor",
      .doc = R"(Computes the sum of elements along some axes.

16-bit floats are added up in float32; integers wrap around. The sum of nothing is 0.

Args:
  axis: the axes to reduce, an int or a list of ints in [-rank, rank); all of them when None.
  keepdims: whether reduced axes stay, with extent 1.

Raises:
  InvalidArgumentError: when an axis is out of range or named twice.)",
      .dtypes = kNumeric,
      .infer = reduced,
      .linear_in = 0b1,
      .spread = batch::spread_sum,
      .grad = grad,
      .numpy =
          "lambda input_tensor, axis=None, keepdims=False: "
          "np.sum(input_tensor, axis, dtype=input_tensor.dtype, keepdims=keepdims)",
      .samples =
          "f(2, 3)\nf(2, 3), axis=1\nf(4, 1, 5), axis=[0, 2]\nf(3, 4, 5), axis=1\n"
          "f(3, 4), axis=-1, keepdims=True\nf(2, 3, 4, 5), axis=[0, 2], keepdims=True\n"
          "f(0, 3), axis=0\nf(3), axis=[]\nf()",
      .errors = "f(2, 3), axis=2\nf(2, 3), axis=[0, -2]",
  };
};

struct Mean {
  using Attrs = ReduceAttrs;
  ZEAL_ATTRS(Attrs, axis, keepdims);
  static constexpr bool modular = true;
  template <std::integral T>
  static ZEAL_INLINE HOST_DEVICE auto map(T x) {
    return static_cast<std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>>(x);
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
  static ZEAL_INLINE HOST_DEVICE A finish(A total, int64_t n) {
    if constexpr (std::is_integral_v<A>)
      return n == 0 ? A(0) : total / static_cast<A>(n);
    else if constexpr (is_complex_type<A>)
      return total / static_cast<typename A::value_type>(n);
    else
      return total / static_cast<A>(n);
  }
  static void grad(GradContext& g) {
    const auto& a = g.attrs<Attrs>();
    g.dx(0, ops::broadcast_reduced(g.dy(), {.shape = g.x_shape(0), .axis = a.axis, .mean = true}));
  }
  static constexpr OpDef def{
      .type = "Mean",
      .endpoints = "math.reduce_mean reduce_mean",
      .raw = "Mean(input: input_tensor, keep_dims: keepdims)",
      .signature = "(input_tensor, axis=None, keepdims=False, name=None) -> Tensor",
      .doc = R"(Computes the mean of elements along some axes.

16-bit floats are added up and divided in float32. The mean of integers is an integer, rounded
towards zero. The mean of nothing is NaN, for integers 0.

Args:
  axis: the axes to reduce, an int or a list of ints in [-rank, rank); all of them when None.
  keepdims: whether reduced axes stay, with extent 1.

Raises:
  InvalidArgumentError: when an axis is out of range or named twice.)",
      .dtypes = kNumeric,
      .infer = reduced,
      .grad = grad,
      .numpy = "ref.mean",
      .samples =
          "f(2, 3)\nf(2, 3), axis=1\nf(4, 1, 5), axis=[0, 2]\nf(3, 4, 5), axis=1\n"
          "f(3, 4), axis=-1, keepdims=True\nf(2, 3, 4, 5), axis=[0, 2], keepdims=True\n"
          "f(3), axis=[]\nf()",
      .errors = "f(2, 3), axis=2\nf(2, 3), axis=[0, -2]",
  };
};

}  // namespace zeal::op
