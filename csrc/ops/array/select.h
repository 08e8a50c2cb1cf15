// Choosing by condition: where, boolean_mask.
#pragma once
#include "ops/array/gather.h"
#include "ops/array/select.decl.h"

namespace zeal {

// The values of an input whose content decides the shape of the result, on the host.
inline Tensor host_values(const InferContext& c, int i, const char* argument) {
  TensorImpl* t = c.input(i);
  if (ZEAL_UNLIKELY(t->device().is_meta()))
    c.fail("the shape of the result depends on the values of '", argument,
           "', which a tensor on the meta device does not have");
  Tensor x = Tensor::share(t);
  return x.device().is_cpu() ? x : x.to(Device{});
}

}  // namespace zeal

namespace zeal::op {

struct Where {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "Where",
      .endpoints = "",
      .signature = "(condition: Any, name=None) -> Tensor",
      .doc = "The positions of the elements that are not zero: int64, [count, rank].",
      .dtypes = kAny,
      .infer = infer,
      .numpy = "lambda condition: np.argwhere(condition)",
      .samples = "b(2, 3)\nb(7)\nf(3)\nb(0, 2)\nb(2, 2, 2)",
  };
};

struct SelectV2 {
  static void infer(InferContext& c) {
    Shape s = broadcast_shapes(c, c.shape(1), c.shape(2));
    c.out(c.dtype(1), broadcast_shapes(c, c.shape(0), s));
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) {
    const Tensor c = g.x(0), dy = g.dy(), zero = scalar_like(0, dy);
    if (g.needs(1)) g.dx(1, sum_to(ops::select(c, dy, zero), g.x_shape(1)));
    if (g.needs(2)) g.dx(2, sum_to(ops::select(c, zero, dy), g.x_shape(2)));
  }
  static constexpr OpDef def{
      .type = "SelectV2",
      .endpoints = "",
      .signature = "(condition: Bool, t, e, name=None) -> Tensor",
      .doc = "Takes t where the condition holds and e elsewhere, with broadcasting.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::elementwise,
      .grad = grad,
      .grad_reads = Reads::input(0),
      .numpy = "lambda condition, t, e: np.where(condition, t, e)",
      .samples =
          "b(3), f(3), f(3)\nb(2, 1), f(2, 3), f(3)\nb(), f(2), f(2)\nb(2, 3), f(), f(1, 1)\n"
          "b(0), f(0), f(1)\nb(4, 1, 3), f(5, 1), f()",
      .errors = "b(2), f(3), f(3)",
  };
};

struct WhereV2 {
  static void body(Inputs in, const void*, Outputs& out) {
    out.resize(1);
    if (!in[1] != !in[2])
      fail(Code::Value, "Where: x and y must both be non-None or both be None.");
    Tensor c = Tensor::share(in[0]);
    out[0] =
        in[1] ? ops::select(c, Tensor::share(in[1]), Tensor::share(in[2])) : ops::where_indices(c);
  }
  static constexpr OpDef def{
      .type = "WhereV2",
      .endpoints = "where",
      .signature = "(condition: Any, x: T?=None, y: T?=None, name=None) -> Tensor",
      .doc =
          "Takes x where `condition` holds and y elsewhere; or lists where it holds.\n\n"
          "With x and y, all three broadcast. Without, the result holds the positions of the "
          "elements that are not zero or False: int64, one row each."
          "\n\nArgs:\n"
          "  condition: bools; other numbers count as True unless they are zero.\n"
          "  x, y: tensors that broadcast with `condition`, or both None.",
      .dtypes = kAny,
      .numpy =
          "lambda condition, x=None, y=None: np.argwhere(condition) if x is None else "
          "np.where(condition, x, y)",
      .samples = "b(2, 3)\nb(3), f(3), f(3)\nb(2, 1), f(2, 3), f()",
      .errors = "b(2), f(2)\nb(2), f(3), f(3)",
  };
};

struct BooleanMask {
  struct Attrs {
    std::optional<int64_t> axis{};
  };
  ZEAL_ATTRS(Attrs, axis);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "BooleanMask",
      .endpoints = "boolean_mask",
      .signature = "(tensor, mask: Bool, axis=None, name='boolean_mask') -> Tensor",
      .doc =
          "Keeps the slices of `tensor` at which `mask` is True.\n\n"
          "Args:\n  mask: its shape must be that of the dimensions of `tensor` from `axis` on.\n"
          "  axis: None means 0.",
      .dtypes = kAny,
      .numpy = "ref.boolean_mask",
      .samples = "f(4), b(4)\nf(2, 3), b(2, 3)\nf(2, 3), b(2)\nf(2, 3), b(3), axis=1\nf(0), b(0)",
      .errors = "f(3), b(2)\nf(3), b(3, 1)\nf(3), b()",
  };
};

}  // namespace zeal::op
