// Borders around a tensor: constant or mirrored.
#pragma once
#include "ops/array/pad.decl.h"
#include "ops/array/slice.h"
#include "ops/operators.h"

namespace zeal::op {
enum class PadMode : uint8_t { Constant, Reflect, Symmetric };
}
template <>
struct zeal::EnumText<zeal::op::PadMode> {
  static constexpr const char* text = "CONSTANT,REFLECT,SYMMETRIC";
};

namespace zeal::op {

// Which element of a dimension of n a mirrored border shows at position i, which may be negative.
// REFLECT turns at the middle of the edge elements, SYMMETRIC behind them.
HOST_DEVICE inline int64_t mirrored(int64_t i, int64_t n, PadMode mode) {
  const int64_t twice = mode == PadMode::Symmetric ? 1 : 0;
  if (i < 0) return -i - twice;
  return i < n ? i : 2 * n - 2 - i + twice;
}

void batch_pad(BatchContext& c);

struct Pad {
  struct Attrs {
    Ints paddings;  // (before, after) of every dimension
    PadMode mode = PadMode::Constant;
  };
  ZEAL_ATTRS(Attrs, paddings, mode);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    Shape out = c.shape();
    if (ZEAL_UNLIKELY(a.paddings.size() != 2 * static_cast<size_t>(out.rank())))
      c.fail("argument 'paddings' must be ", out.rank(), " pairs, one for each dimension of ",
             c.shape(), ", got ", a.paddings);
    if (ZEAL_UNLIKELY(c.has(1) && c.shape(1).rank() != 0))
      c.fail("argument 'constant_values' must be a scalar, got shape ", c.shape(1));
    for (int i = 0; i < out.rank(); ++i) {
      const int64_t n = out[i], before = a.paddings[2 * i], after = a.paddings[2 * i + 1];
      if (ZEAL_UNLIKELY(before < 0 || after < 0))
        c.fail("Paddings must be non-negative: ", before, " ", after);
      const int64_t most = a.mode == PadMode::Reflect ? std::max<int64_t>(n - 1, 0) : n;
      if (ZEAL_UNLIKELY(a.mode != PadMode::Constant && (before > most || after > most)))
        c.fail("paddings must be no greater than the dimension size", n == most ? "" : " - 1", ": ",
               before, ", ", after, " greater than ", most);
      if (ZEAL_UNLIKELY(__builtin_add_overflow(n, before, &out[i]) ||
                        __builtin_add_overflow(out[i], after, &out[i])))
        c.fail("dimension ", i, " overflows 64 bits");
    }
    c.out(c.dtype(), out);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "Pad",
      .endpoints = "pad",
      .raw = "Pad(input: tensor); PadV2(input: tensor); MirrorPad(input: tensor)",
      .signature =
          "(tensor, paddings, mode='CONSTANT', constant_values: T?=0, name=None)"
          " -> Tensor",
      .doc =
          "Puts a border around a tensor.\n\n"
          "Args:\n  paddings: a pair (before, after) for every dimension.\n"
          "  mode: CONSTANT shows constant_values; REFLECT mirrors without the edge elements, "
          "SYMMETRIC with them.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch_pad,
      .grad = grad,
      .numpy = "ref.pad",
      .samples =
          "f(2, 3), [[1, 0], [2, 1]]\nf(3), [[1, 2]], 'REFLECT'\nf(3), [[3, 2]], 'SYMMETRIC'\n"
          "f(2, 3, 2), [[0, 0], [1, 2], [0, 0]]\nf(3, 4), [[2, 1], [1, 3]], mode='REFLECT'\n"
          "f(2), [[1, 1]], constant_values=f()\nf(0, 2), [[1, 0], [0, 0]]\n"
          "f(2, 3), [[2, 0], [0, 1]], 'SYMMETRIC'",
      .errors =
          "f(2), [[-1, 0]]\nf(2), [[1, 1], [1, 1]]\nf(1), [[0x77f00000, 0xa000000]], 'REFLECT'\n"
          "f(2), [[2, 0]], 'REFLECT'\nf(2), [[0, 3]], 'SYMMETRIC'\nf(2), [[2**62, 2**62]]",
  };
};

struct MirrorPadGrad {
  using Attrs = Pad::Attrs;
  ZEAL_ATTRS(Attrs, paddings, mode);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    Shape out = c.shape();
    if (ZEAL_UNLIKELY(a.paddings.size() != 2 * static_cast<size_t>(out.rank())))
      c.fail("argument 'paddings' must be ", out.rank(), " pairs, got ", a.paddings);
    for (int i = 0; i < out.rank(); ++i) {
      const int64_t before = a.paddings[2 * i], after = a.paddings[2 * i + 1];
      // n + before + after = dim, where n allows for paddings so long.
      const int64_t margin = a.mode == PadMode::Reflect ? 1 : 0;
      const int64_t n = before < 0 || after < 0 || before > out[i] || after > out[i]
                            ? -1
                            : out[i] - before - after;
      if (ZEAL_UNLIKELY(n < 0 || std::max(before, after) > std::max<int64_t>(n - margin, 0)))
        c.fail("paddings ", a.paddings, " do not fit shape ", c.shape());
      out[i] = n;
    }
    c.out(c.dtype(), out);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) { g.dx(0, ops::pad(g.dy(), g.attrs<Attrs>())); }
  static constexpr OpDef def{
      .type = "MirrorPadGrad",
      .endpoints = "",
      .raw = "MirrorPadGrad(input: dy)",
      .signature = "(dy, paddings, mode='REFLECT', name=None) -> Tensor",
      .doc = "Adds a mirrored border back to the elements that it showed.",
      .dtypes = kNumeric,
      .infer = infer,
      .batch = batch_pad,
      .grad = grad,
      .numpy = "ref.mirror_pad_grad",
      .samples = "f(6), [[1, 2]], 'REFLECT'\nf(5, 4), [[2, 1], [1, 1]], 'SYMMETRIC'",
      .errors = "f(3), [[3, 3]]",
  };
};

inline void Pad::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  const Tensor dy = g.dy();
  if (a.mode != PadMode::Constant) {
    if (g.needs(0)) g.dx(0, ops::mirror_pad_grad(dy, a));
    return;
  }
  const Shape x = g.x_shape();
  Slice::Attrs s{.begin = {}, .size = to_ints(x)};
  s.begin.resize(s.size.size());
  for (int i = 0; i < x.rank(); ++i) s.begin[i] = a.paddings[2 * i];
  const Tensor inside = ops::slice(dy, s);
  g.dx(0, inside);
  if (g.num_inputs() > 1 && g.needs(1)) g.dx(1, sum_to(dy, {}) - sum_to(inside, {}));
}

}  // namespace zeal::op
