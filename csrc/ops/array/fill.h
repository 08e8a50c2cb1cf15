// Tensors made from one value.
#pragma once
#include "ops/array/arguments.h"
#include "ops/array/fill.decl.h"

namespace zeal::op {

struct Fill {
  struct Attrs {
    Ints dims;
  };
  ZEAL_ATTRS(Attrs, dims);
  static void infer(InferContext& c) {
    c.need_rank(0, 0, "value");
    c.out(c.dtype(), to_shape(c, c.attrs<Attrs>().dims, "dims"));
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) { g.dx(0, sum_to(g.dy(), Shape{})); }
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "Fill",
      .endpoints = "fill",
      .signature = "(dims, value, name=None) -> Tensor",
      .doc =
          "A tensor of the given shape with every element equal to the scalar `value`."
          "\n\nArgs:\n"
          "  dims: the result's shape.\n"
          "  value: a scalar.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .numpy = "lambda dims, value: np.full(dims, value)",
      .samples = "[2, 3], f()\n[], f()\n[0, 2], f()\n[40, 30], f()",
      .errors = "[2], f(1)\n[-1], f()\n[2**40, 2**40], f()",
  };
};

// Zeros and Ones take these; ZerosLike and OnesLike the ones below.
struct ShapeDType {
  Ints shape;
  DType dtype = DType::Float32;
};
inline void infer_from_attrs(InferContext& c) {
  const auto& a = c.attrs<ShapeDType>();
  c.out(a.dtype, to_shape(c, a.shape));
}
struct LikeDType {
  std::optional<DType> dtype;
};
inline void infer_like(InferContext& c) {
  c.out(c.attrs<LikeDType>().dtype.value_or(c.dtype()), c.shape());
}

struct Zeros {
  using Attrs = ShapeDType;
  ZEAL_ATTRS(Attrs, shape, dtype);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "Zeros",
      .endpoints = "zeros",
      .signature = "(shape, dtype=float32, name=None) -> Tensor",
      .doc =
          "A tensor of zeros (False for bool)."
          "\n\nArgs:\n"
          "  shape: the result's shape.\n"
          "  dtype: its dtype.",
      .dtypes = kAny,
      .infer = infer_from_attrs,
      .numpy = "lambda shape, dtype='float32': np.zeros(shape, dtype)",
      .samples = "[2, 3]\n[]\n[0]\n[3], 'int64'\n5, 'bool'\n[2], dtype='complex64'",
      .errors = "[-1]\n[2**40, 2**40]\n[0] * 9",
  };
};

struct Ones {
  using Attrs = ShapeDType;
  ZEAL_ATTRS(Attrs, shape, dtype);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "Ones",
      .endpoints = "ones",
      .signature = "(shape, dtype=float32, name=None) -> Tensor",
      .doc =
          "A tensor of ones (True for bool)."
          "\n\nArgs:\n"
          "  shape: the result's shape.\n"
          "  dtype: its dtype.",
      .dtypes = kAny,
      .infer = infer_from_attrs,
      .numpy = "lambda shape, dtype='float32': np.ones(shape, dtype)",
      .samples = "[2, 3]\n[]\n[0]\n[3], 'int64'\n5, 'bool'\n[2], dtype='complex64'",
      .errors = "[-1]\n[2**40, 2**40]",
  };
};

struct ZerosLike {
  using Attrs = LikeDType;
  ZEAL_ATTRS(Attrs, dtype);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "ZerosLike",
      .endpoints = "zeros_like",
      .raw = "ZerosLike(x: input)",
      .signature = "(input, dtype=None, name=None) -> Tensor",
      .doc =
          "Zeros in the shape of `input`, and of its dtype unless another is given."
          "\n\nArgs:\n"
          "  input: a tensor.\n"
          "  dtype: of the result; that of `input` by default.",
      .dtypes = kAny,
      .infer = infer_like,
      .batch = batch::shape_only,
      .numpy = "lambda input, dtype=None: np.zeros_like(input, dtype)",
      .samples = "f(2, 3)\nf()\nf(0)\nf(2), 'int32'",
  };
};

struct OnesLike {
  using Attrs = LikeDType;
  ZEAL_ATTRS(Attrs, dtype);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "OnesLike",
      .endpoints = "ones_like",
      .raw = "OnesLike(x: input)",
      .signature = "(input, dtype=None, name=None) -> Tensor",
      .doc =
          "Ones in the shape of `input`, and of its dtype unless another is given."
          "\n\nArgs:\n"
          "  input: a tensor.\n"
          "  dtype: of the result; that of `input` by default.",
      .dtypes = kAny,
      .infer = infer_like,
      .batch = batch::shape_only,
      .numpy = "lambda input, dtype=None: np.ones_like(input, dtype)",
      .samples = "f(2, 3)\nf()\nf(0)\nf(2), 'int32'",
  };
};

}  // namespace zeal::op
