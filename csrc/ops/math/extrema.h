// The largest and smallest elements, and the parts of their gradient.
#pragma once
#include <limits>

#include "ops/math/extrema.decl.h"
#include "ops/math/reduce_parts.h"

namespace zeal::op {

// The share of each of the elements of x that equal y, the result: 1 / their number.
struct TieShare {
  using Attrs = ReduceAttrs;
  ZEAL_ATTRS(Attrs, axis, keepdims);
  template <class T>
    requires std::is_arithmetic_v<T>
  static ZEAL_INLINE HOST_DEVICE T map(T x, T ref) {
    return x == ref ? T(1) : T(0);
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
  static ZEAL_INLINE HOST_DEVICE A finish(A n, int64_t) {
    return A(1) / n;
  }
  static void infer(InferContext& c) {
    reduced(c);
    const int64_t results = c.specs()[0].shape.numel();
    if (ZEAL_UNLIKELY(c.shape(1).numel() != results))
      c.fail("argument 'y' must have ", results, " elements, got shape ", c.shape(1));
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "TieShare",
      .endpoints = "",
      .signature = "(x, y, axis=None, keepdims=False) -> Tensor",
      .doc =
          "Computes 1 / n for the n elements of x along `axis` that equal the one in y, which "
          "has the result's elements.",
      .infer = infer,
  };
};

// The part of v that belongs to an element x whose reduction gave y.
struct KeepEqual {
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T scalar(T x, T y, T v) {
    return x == y ? v : y == y ? T(0) : y;
  }
  static void grad(GradContext& g) { g.dx(2, ops::keep_equal(g.x(0), g.x(1), g.dy())); }
  static constexpr OpDef def{
      .type = "KeepEqual",
      .endpoints = "",
      .signature = "(x, y, v) -> Tensor",
      .doc = "Gives v where x equals y, NaN where y is NaN, and 0 elsewhere.",
      .infer = broadcast,
      .linear_in = 0b100,
      .grad = grad,
      .grad_reads = Reads::input(0) | Reads::input(1),
  };
};

// Equal elements share the gradient evenly, as in TensorFlow.
inline void extremum_grad(GradContext& g) {
  const auto& axis = g.attrs<ReduceAttrs>().axis;
  Tensor x = g.x(0), y = kept(g.y(0), x.shape(), axis);
  Tensor share = ops::tie_share(x, y, {.axis = axis, .keepdims = true});
  g.dx(0, ops::keep_equal(x, y, kept(g.dy(), x.shape(), axis) * share));
}

struct Max {
  using Attrs = ReduceAttrs;
  ZEAL_ATTRS(Attrs, axis, keepdims);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T identity() {
    if constexpr (std::is_integral_v<T>)
      return std::numeric_limits<T>::lowest();
    else
      return -std::numeric_limits<T>::infinity();
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T combine(T a, T b) {
    return (a > b) | (a != a) ? a : b;  // NaN, if either is NaN
  }
  static constexpr OpDef def{
      .type = "Max",
      .endpoints = "math.reduce_max reduce_max",
      .raw = "Max(input: input_tensor, keep_dims: keepdims)",
      .signature = "(input_tensor, axis=None, keepdims=False, name=None) -> Tensor",
      .doc = R"(Computes the largest of the elements along some axes.

NaN if one of them is NaN; the lowest value of the dtype if there are none. In the gradient, equal
elements share evenly.

Args:
  axis: the axes to reduce, an int or a list of ints in [-rank, rank); all of them when None.
  keepdims: whether reduced axes stay, with extent 1.

Raises:
  InvalidArgumentError: when an axis is out of range or named twice.)",
      .dtypes = kReal,
      .infer = reduced,
      .grad = extremum_grad,
      .grad_reads = Reads::Both,
      .numpy =
          "lambda input_tensor, axis=None, keepdims=False: "
          "ref.reduce(np.max, input_tensor, axis, keepdims)",
      .samples =
          "f(2, 3)\nf(2, 3), axis=1\nf(4, 1, 5), axis=[0, 2]\nf(3, 4, 5), axis=1\n"
          "f(3, 4), axis=-1, keepdims=True\nf(40, 17), axis=0\nf(3), axis=[]\nf()",
      .errors = "f(2, 3), axis=2\nf(2, 3), axis=[0, -2]",
  };
};

struct Min {
  using Attrs = ReduceAttrs;
  ZEAL_ATTRS(Attrs, axis, keepdims);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T identity() {
    if constexpr (std::is_integral_v<T>)
      return std::numeric_limits<T>::max();
    else
      return std::numeric_limits<T>::infinity();
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T combine(T a, T b) {
    return (a < b) | (a != a) ? a : b;
  }
  static constexpr OpDef def{
      .type = "Min",
      .endpoints = "math.reduce_min reduce_min",
      .raw = "Min(input: input_tensor, keep_dims: keepdims)",
      .signature = "(input_tensor, axis=None, keepdims=False, name=None) -> Tensor",
      .doc = R"(Computes the smallest of the elements along some axes.

NaN if one of them is NaN; the highest value of the dtype if there are none. In the gradient, equal
elements share evenly.

Args:
  axis: the axes to reduce, an int or a list of ints in [-rank, rank); all of them when None.
  keepdims: whether reduced axes stay, with extent 1.

Raises:
  InvalidArgumentError: when an axis is out of range or named twice.)",
      .dtypes = kReal,
      .infer = reduced,
      .grad = extremum_grad,
      .grad_reads = Reads::Both,
      .numpy =
          "lambda input_tensor, axis=None, keepdims=False: "
          "ref.reduce(np.min, input_tensor, axis, keepdims)",
      .samples =
          "f(2, 3)\nf(2, 3), axis=1\nf(4, 1, 5), axis=[0, 2]\nf(3, 4, 5), axis=1\n"
          "f(3, 4), axis=-1, keepdims=True\nf(40, 17), axis=0\nf(3), axis=[]\nf()",
      .errors = "f(2, 3), axis=2\nf(2, 3), axis=[0, -2]",
  };
};

}  // namespace zeal::op
