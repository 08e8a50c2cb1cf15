// Reductions of truth values, and counts.
#pragma once
#include "ops/math/reduce_logic.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct Any {
  using Attrs = ReduceAttrs;
  ZEAL_ATTRS(Attrs, axis, keepdims);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T identity() {
    return T(0);
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T combine(T a, T b) {
    return static_cast<T>(a | b);
  }
  static constexpr OpDef def{
      .type = "Any",
      .endpoints = "math.reduce_any reduce_any",
      .raw = "Any(input: input_tensor, keep_dims: keepdims)",
      .signature = "(input_tensor, axis=None, keepdims=False, name=None) -> Tensor",
      .doc = R"(Tells whether any of the elements along some axes is true; of none, none is.

Args:
  axis: the axes to reduce, an int or a list of ints in [-rank, rank); all of them when None.
  keepdims: whether reduced axes stay, with extent 1.

Raises:
  InvalidArgumentError: when an axis is out of range or named twice.)",
      .dtypes = kBool,
      .infer = reduced,
      .numpy =
          "lambda input_tensor, axis=None, keepdims=False: "
          "ref.reduce(np.any, input_tensor, axis, keepdims)",
      .samples =
          "f(2, 3)\nf(2, 3), axis=1\nf(2, 3), axis=0\nf(4, 100), axis=-1, keepdims=True\n"
          "f(0, 3), axis=0\nf(3), axis=[]\nf()",
      .errors = "f(2, 3), axis=2\nf(2, 3), axis=[0, -2]",
  };
};

struct All {
  using Attrs = ReduceAttrs;
  ZEAL_ATTRS(Attrs, axis, keepdims);
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T identity() {
    return T(1);
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T combine(T a, T b) {
    return static_cast<T>(a & b);
  }
  static constexpr OpDef def{
      .type = "All",
      .endpoints = "math.reduce_all reduce_all",
      .raw = "All(input: input_tensor, keep_dims: keepdims)",
      .signature = "(input_tensor, axis=None, keepdims=False, name=None) -> Tensor",
      .doc = R"(Tells whether all of the elements along some axes are true; of none, all are.

Args:
  axis: the axes to reduce, an int or a list of ints in [-rank, rank); all of them when None.
  keepdims: whether reduced axes stay, with extent 1.

Raises:
  InvalidArgumentError: when an axis is out of range or named twice.)",
      .dtypes = kBool,
      .infer = reduced,
      .numpy =
          "lambda input_tensor, axis=None, keepdims=False: "
          "ref.reduce(np.all, input_tensor, axis, keepdims)",
      .samples =
          "f(2, 3)\nf(2, 3), axis=1\nf(2, 3), axis=0\nf(4, 100), axis=-1, keepdims=True\n"
          "f(0, 3), axis=0\nf(3), axis=[]\nf()",
      .errors = "f(2, 3), axis=2\nf(2, 3), axis=[0, -2]",
  };
};

// The sum that counts are made of: each dtype is cast to bool first, which is != 0.
struct CountTrue {
  using Attrs = ReduceAttrs;
  ZEAL_ATTRS(Attrs, axis, keepdims);
  using Acc = int64_t;
  using Out = int64_t;
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T identity() {
    return T(0);
  }
  template <class T>
  static ZEAL_INLINE HOST_DEVICE T combine(T a, T b) {
    return a + b;
  }
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    const Shape& x = c.shape(0);
    c.out(DType::Int64, reduced_shape(x, reduced_axes(c, a.axis, x.rank()), a.keepdims));
  }
  static constexpr OpDef def{
      .type = "CountTrue",
      .endpoints = "",
      .signature = "(x, axis=None, keepdims=False) -> Tensor",
      .doc = "Counts the elements along some axes that are true.",
      .dtypes = kBool,
      .infer = infer,
  };
};

struct CountNonzero {
  struct Attrs {
    std::optional<Ints> axis{};
    bool keepdims = false;
    DType dtype = DType::Int64;
  };
  ZEAL_ATTRS(Attrs, axis, keepdims, dtype);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    if (ZEAL_UNLIKELY(!kNumeric.contains(a.dtype)))
      c.fail("argument 'dtype' must be a numeric dtype, got ", name_of(a.dtype));
    const Shape& x = c.shape(0);
    c.out(a.dtype, reduced_shape(x, reduced_axes(c, a.axis, x.rank()), a.keepdims));
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "CountNonzero",
      .endpoints = "math.count_nonzero",
      .signature = "(input, axis=None, keepdims=False, dtype=int64, name=None) -> Tensor",
      .doc = R"(Counts the elements along some axes that are not zero. NaN is not zero.

Args:
  axis: the axes to reduce, an int or a list of ints in [-rank, rank); all of them when None.
  keepdims: whether reduced axes stay, with extent 1.
  dtype: the dtype of the result.

Raises:
  InvalidArgumentError: when an axis is out of range or named twice.)",
      .dtypes = kNumeric | kBool,
      .infer = infer,
      .batch = batch::reduction,
      .numpy =
          "lambda input, axis=None, keepdims=False, dtype=None: "
          "ref.reduce(np.sum, input != 0, axis, keepdims).astype(np.int64)",
      .samples = "f(2, 3)\nf(2, 30), axis=1\nf(20, 3) * b(20, 3), axis=0\nf(0, 3), axis=0\nf()",
      .errors = "f(2, 3), axis=2\nf(2, 3), axis=[0, -2]",
  };
};

struct ZeroFraction {
  static void infer(InferContext& c) { c.out(DType::Float32, {}); }
  static void cpu(KernelContext& k);
  ZEAL_API static void batch(BatchContext& c);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "ZeroFraction",
      .endpoints = "math.zero_fraction nn.zero_fraction",
      .signature = "(value, name=None) -> Tensor",
      .doc =
          "Computes the fraction of zeros among all elements, in float32; NaN if there are none.",
      .dtypes = kNumeric | kBool,
      .infer = infer,
      .batch = batch,
      .numpy = "lambda value: np.float32(np.mean(value == 0))",
      .samples = "f(2, 3)\nf(20, 30) * b(20, 30)\nf()",
  };
};

}  // namespace zeal::op
