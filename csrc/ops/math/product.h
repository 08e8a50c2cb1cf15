// Products of elements along some axes.
#pragma once
#include "ops/math/product.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct Prod {
  using Attrs = ReduceAttrs;
  ZEAL_ATTRS(Attrs, axis, keepdims);
  static constexpr bool modular = true;
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T identity() {
    return T(1);
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T combine(T a, T b) {
    return m::mul(a, b);
  }
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Prod",
      .endpoints = "math.reduce_prod reduce_prod",
      .raw = "Prod(input: input_tensor, keep_dims: keepdims)",
      .signature = "(input_tensor, axis=None, keepdims=False, name=None) -> Tensor",
      .doc = R"(Computes the product of elements along some axes.

16-bit floats are multiplied in float32; integers wrap around. The product of nothing is 1. The
gradient is right at zeros, too.

Args:
  axis: the axes to reduce, an int or a list of ints in [-rank, rank); all of them when None.
  keepdims: whether reduced axes stay, with extent 1.

Raises:
  InvalidArgumentError: when an axis is out of range or named twice.)",
      .dtypes = kNumeric,
      .infer = reduced,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy =
          "lambda input_tensor, axis=None, keepdims=False: "
          "ref.reduce(np.prod, input_tensor, axis, keepdims)",
      .samples =
          "f(2, 3)\nf(2, 3), axis=1\nf(4, 1, 5), axis=[0, 2]\nf(3, 4, 5), axis=1\n"
          "f(3, 4), axis=-1, keepdims=True\nf(2, 3, 2, 2), axis=[0, 2]\nf(0, 3), axis=0\n"
          "f(3), axis=[]\nf()",
      .errors = "f(2, 3), axis=2\nf(2, 3), axis=[0, -2]",
  };
};

}  // namespace zeal::op
