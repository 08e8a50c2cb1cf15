// Moving blocks of pixels into channels and back.
#pragma once
#include "ops/array/arguments.h"
#include "ops/array/depth.decl.h"

namespace zeal::op {
enum class DepthFormat : uint8_t { NHWC, NCHW };
}
template <>
struct zeal::EnumText<zeal::op::DepthFormat> {
  static constexpr const char* text = "NHWC,NCHW";
};

namespace zeal::op {

struct DepthAttrs {
  int64_t block_size = 2;
  DepthFormat data_format = DepthFormat::NHWC;
};

// Which dimensions are height, width and channels.
struct DepthAxes {
  int h, w, c;
  explicit DepthAxes(const DepthAttrs& a)
      : h(a.data_format == DepthFormat::NHWC ? 1 : 2),
        w(h + 1),
        c(a.data_format == DepthFormat::NHWC ? 3 : 1) {}
};
inline int64_t block_of(const InferContext& c) {
  c.need_rank(0, 4, "input");
  const int64_t b = c.attrs<DepthAttrs>().block_size;
  if (ZEAL_UNLIKELY(b < 2)) c.fail("argument 'block_size' must be at least 2, got ", b);
  return b;
}

struct SpaceToDepth {
  using Attrs = DepthAttrs;
  ZEAL_ATTRS(Attrs, block_size, data_format);
  static void infer(InferContext& c) {
    const int64_t b = block_of(c);
    const DepthAxes at(c.attrs<Attrs>());
    Shape s = c.shape();
    if (ZEAL_UNLIKELY(s[at.h] % b != 0 || s[at.w] % b != 0))
      c.fail("Image height ", s[at.h], " and width ", s[at.w],
             " should be divisible by block_size ", b);
    s[at.h] /= b;
    s[at.w] /= b;
    s[at.c] = checked_mul(s[at.c], checked_mul(b, b, "block_size"), "the number of channels");
    c.out(c.dtype(), s);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "SpaceToDepth",
      .endpoints = "nn.space_to_depth",
      .signature = "(input, block_size, data_format='NHWC', name=None) -> Tensor",
      .doc =
          "Puts every block of block_size x block_size pixels into the channels of one pixel."
          "\n\nArgs:\n"
          "  input: [batch, height, width, channels], or as data_format says.\n"
          "  block_size: an int of at least 2, which divides height and width.\n"
          "  data_format: 'NHWC' or 'NCHW'.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::fold<0b1>,
      .grad = grad,
      .numpy = "ref.space_to_depth",
      .samples = "f(1, 4, 6, 2), 2\nf(2, 3, 4, 6), 2, 'NCHW'\nf(1, 3, 3, 1), 3\nf(0, 4, 4, 1), 2",
      .errors = "f(1, 2, 2, 1), 0\nf(1, 3, 2, 1), 2\nf(2, 2), 2\nf(1, 2, 2, 1), 1",
  };
};

struct DepthToSpace {
  using Attrs = DepthAttrs;
  ZEAL_ATTRS(Attrs, block_size, data_format);
  static void infer(InferContext& c) {
    const int64_t b = block_of(c);
    const DepthAxes at(c.attrs<Attrs>());
    Shape s = c.shape();
    const int64_t square = checked_mul(b, b, "block_size");
    if (ZEAL_UNLIKELY(s[at.c] % square != 0))
      c.fail("Input depth ", s[at.c], " should be divisible by block_size squared, ", square);
    s[at.c] /= square;
    s[at.h] = checked_mul(s[at.h], b, "the height");
    s[at.w] = checked_mul(s[at.w], b, "the width");
    c.out(c.dtype(), s);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g) { g.dx(0, ops::space_to_depth(g.dy(), g.attrs<Attrs>())); }
  static constexpr OpDef def{
      .type = "DepthToSpace",
      .endpoints = "nn.depth_to_space",
      .signature = "(input, block_size, data_format='NHWC', name=None) -> Tensor",
      .doc =
          "Spreads the channels of every pixel over a block of block_size x block_size pixels."
          "\n\nArgs:\n"
          "  input: [batch, height, width, channels], or as data_format says.\n"
          "  block_size: an int of at least 2, whose square divides the channels.\n"
          "  data_format: 'NHWC' or 'NCHW'.",
      .dtypes = kAny,
      .infer = infer,
      .batch = batch::fold<0b1>,
      .grad = grad,
      .numpy = "ref.depth_to_space",
      .samples = "f(1, 2, 3, 8), 2\nf(2, 8, 2, 3), 2, 'NCHW'\nf(1, 1, 2, 9), 3\nf(0, 2, 2, 4), 2",
      .errors = "f(1, 1, 1, 4), 0\nf(1, 1, 1, 3), 2\nf(4), 2",
  };
};

inline void SpaceToDepth::grad(GradContext& g) {
  g.dx(0, ops::depth_to_space(g.dy(), g.attrs<Attrs>()));
}

}  // namespace zeal::op
