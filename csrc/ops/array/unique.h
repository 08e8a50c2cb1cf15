// Distinct values and counts of values.
#pragma once
#include "ops/array/select.h"
#include "ops/array/unique.decl.h"

namespace zeal::op {

// The dtype of positions that an attribute `out_idx` asks for.
struct OutIdx {
  DType out_idx = DType::Int32;
};

struct Unique {
  using Attrs = OutIdx;
  ZEAL_ATTRS(Attrs, out_idx);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "Unique",
      .endpoints = "unique",
      .signature = "(x, out_idx=int32, name=None) -> (y: Tensor, idx: Tensor)",
      .doc =
          "The distinct values of a vector in order of appearance, and where each element went.\n\n"
          "x[i] == y[idx[i]]; every NaN is a value of its own."
          "\n\nArgs:\n"
          "  x: a vector.\n"
          "  out_idx: the dtype of the indices, int32 or int64.",
      .dtypes = kNumeric | kBool,
      .infer = infer,
      .numpy = "lambda x, out_idx=None: ref.unique(x)[:2]",
      .samples = "np.array([1, 1, 0, 1, 0], dtype)\nf(5)\nf(0)",
      .errors = "f(2, 2)\nf()",
  };
};

struct UniqueWithCounts {
  using Attrs = OutIdx;
  ZEAL_ATTRS(Attrs, out_idx);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "UniqueWithCounts",
      .endpoints = "unique_with_counts",
      .signature = "(x, out_idx=int32, name=None) -> (y: Tensor, idx: Tensor, count: Tensor)",
      .doc =
          "The distinct values of a vector in order of appearance, where each element went, and "
          "how often each value occurs."
          "\n\nArgs:\n"
          "  x: a vector.\n"
          "  out_idx: the dtype of the indices, int32 or int64.",
      .dtypes = kNumeric | kBool,
      .infer = infer,
      .numpy = "lambda x, out_idx=None: ref.unique(x)",
      .samples = "np.array([1, 1, 0, 1, 0], dtype)\nf(5)\nf(0)",
      .errors = "f(2, 2)",
  };
};

struct Bincount {
  struct Attrs {
    std::optional<int64_t> minlength{}, maxlength{};
    DType dtype = DType::Int32;
    std::optional<int64_t> axis{};
    bool binary_output = false;
  };
  ZEAL_ATTRS(Attrs, minlength, maxlength, dtype, axis, binary_output);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "Bincount",
      .endpoints = "math.bincount",
      .raw =
          "Bincount(size: minlength, size: maxlength); DenseBincount(input: arr, size: minlength, "
          "size: maxlength)",
      .signature =
          "(arr: Index, weights: T?=None, minlength=None, maxlength=None, dtype=int32, "
          "name=None, axis=None, binary_output=False) -> Tensor",
      .doc =
          "Counts how often each of 0, 1, 2, ... occurs, or sums the weights there.\n\n"
          "Args:\n  minlength, maxlength: bounds of the result's length; larger values are left "
          "out.\n  axis: -1 counts in each row of a matrix; None or 0 in all of `arr`.\n"
          "  binary_output: 1 for what occurs at all.",
      .dtypes = kReal,
      .infer = infer,
      .numpy = "ref.bincount",
      .samples =
          "i(5, 9)\ni(5, 9), f(9)\ni(5, 2, 4), axis=-1\ni(5, 9), minlength=8\n"
          "i(5, 9), maxlength=3\ni(5, 9), binary_output=True\ni(3, 0)",
      .errors =
          "[1, -1]\ni(3, 2), f(3)\ni(3, 2, 2, 2), axis=-1\ni(3, 2), axis=1\ni(3, 2), "
          "minlength=-1",
  };
};

struct UnravelIndex {
  struct Attrs {
    Ints dims;
  };
  ZEAL_ATTRS(Attrs, dims);
  static void infer(InferContext& c) {
    const Ints& dims = c.attrs<Attrs>().dims;
    if (ZEAL_UNLIKELY(c.shape().rank() > 1)) c.fail("The indices can only be scalar or 1-D");
    int64_t n = 1;
    for (int64_t d : dims) {
      if (ZEAL_UNLIKELY(d <= 0)) c.fail("Input dims cannot contain a dim of ", d);
      n = checked_mul(n, d, "UnravelIndex: the product of dims");
    }
    if (ZEAL_UNLIKELY(c.dtype() == DType::Int32 && n > int64_t{INT32_MAX} + 1))
      c.fail("the product of dims, ", n, ", does not fit int32");
    Shape out = c.shape();
    out.insert(0, static_cast<int64_t>(dims.size()));
    c.out(c.dtype(), out);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "UnravelIndex",
      .endpoints = "unravel_index",
      .signature = "(indices, dims, name=None) -> Tensor",
      .doc =
          "Turns flat indices into an array of shape `dims` into coordinates, one row each."
          "\n\nArgs:\n"
          "  indices: a scalar or a vector.\n"
          "  dims: the array's shape.",
      .dtypes = kIndex,
      .infer = infer,
      .numpy = "lambda indices, dims: np.array(np.unravel_index(indices, dims))",
      .samples =
          "np.array([3, 5, 0], dtype), [2, 3]\nnp.array(3, dtype), [2, 3]\n"
          "np.array([], dtype), [2, 2]\nnp.array([7], dtype), [8]",
      .errors = "6, [2, 3]\n-1, [2, 3]\n0, [0]\n[[0]], [2]\n-0x100000, [0x100000, 0x100000]",
  };
};

}  // namespace zeal::op
