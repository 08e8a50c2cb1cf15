// What is known of a tensor without its values, as tensors: shape, rank and size.
#pragma once
#include "ops/array/arguments.h"
#include "ops/array/inspect.decl.h"

namespace zeal::op {

struct OutType {
  DType out_type = DType::Int32;
};
// The dtype that counts are wanted in.
inline DType out_type_of(const InferContext& c) {
  const DType d = c.attrs<OutType>().out_type;
  if (ZEAL_UNLIKELY(!kIndex.contains(d)))
    c.fail("argument 'out_type' must be int32 or int64, got ", name_of(d));
  return d;
}

struct ShapeOf {
  using Attrs = OutType;
  ZEAL_ATTRS(Attrs, out_type);
  static void infer(InferContext& c) { c.out(out_type_of(c), {c.shape().rank()}); }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "Shape",
      .endpoints = "shape",
      .signature = "(input: Any, out_type=int32, name=None) -> Tensor",
      .doc =
          "The shape of a tensor, as a vector of integers."
          "\n\nArgs:\n"
          "  input: a tensor.\n"
          "  out_type: int32 or int64.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::shape_only,
      .numpy = "lambda input, out_type=None: np.array(np.shape(input), np.int64)",
      .samples = "f(2, 3)\nf()\nf(0, 4), out_type='int64'",
      .errors = "f(2), out_type='float32'",
  };
};

struct Rank {
  static void infer(InferContext& c) { c.out(DType::Int32, {}); }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "Rank",
      .endpoints = "rank",
      .signature = "(input: Any, name=None) -> Tensor",
      .doc = "The number of dimensions of a tensor.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::shape_only,
      .numpy = "lambda input: np.int32(np.ndim(input))",
      .samples = "f(2, 3)\nf()",
  };
};

struct Size {
  using Attrs = OutType;
  ZEAL_ATTRS(Attrs, out_type);
  static void infer(InferContext& c) {
    const DType d = out_type_of(c);
    if (ZEAL_UNLIKELY(d == DType::Int32 && c.input(0)->numel() > INT32_MAX))
      c.fail("the number of elements, ", c.input(0)->numel(), ", does not fit int32");
    c.out(d, {});
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "Size",
      .endpoints = "size",
      .signature = "(input: Any, out_type=int32, name=None) -> Tensor",
      .doc =
          "The number of elements of a tensor."
          "\n\nArgs:\n"
          "  input: a tensor.\n"
          "  out_type: int32 or int64.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::shape_only,
      .numpy = "lambda input, out_type=None: np.int64(np.size(input))",
      .samples = "f(2, 3)\nf()\nf(0, 4), out_type='int64'",
      .errors = "f(2), out_type='bool'",
  };
};

}  // namespace zeal::op
