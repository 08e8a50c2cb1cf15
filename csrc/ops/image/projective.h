// Images seen through a projective transform.
#pragma once
#include "ops/image/projective.decl.h"
#include "ops/record.h"

namespace zeal {

enum class Interpolation : uint8_t { Nearest, Bilinear };
template <>
struct EnumText<Interpolation> {
  static constexpr const char* text = "NEAREST,BILINEAR";
};
enum class FillMode : uint8_t { Constant, Reflect, Wrap, Nearest };
template <>
struct EnumText<FillMode> {
  static constexpr const char* text = "CONSTANT,REFLECT,WRAP,NEAREST";
};

namespace op {

struct ProjectiveAttrs {
  Ints output_shape;
  Interpolation interpolation = Interpolation::Nearest;
  FillMode fill_mode = FillMode::Constant;
};
inline constexpr DTypeSet kProjective =
    kFloating | dtype_set(DType::UInt8, DType::Int32, DType::Int64);

void batch_projective(BatchContext& c);

struct ImageProjectiveTransformV2 {
  using Attrs = ProjectiveAttrs;
  ZEAL_ATTRS(Attrs, output_shape, interpolation, fill_mode);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "ImageProjectiveTransformV2",
      .endpoints = "",
      .signature =
          "(images, transforms: Float32, output_shape, interpolation, fill_mode='CONSTANT', "
          "name=None) -> Tensor",
      .doc = R"(Gives each pixel (x, y) of the output the colour that the images have at
((a0 x + a1 y + a2) / k, (b0 x + b1 y + b2) / k), where k = c0 x + c1 y + 1.

Args:
  images: [batch, height, width, channels].
  transforms: [batch or 1, 8], rows of a0, a1, a2, b0, b1, b2, c0, c1.
  output_shape: the new height and width.
  interpolation: NEAREST or BILINEAR.
  fill_mode: what lies outside of an image: CONSTANT (zero), REFLECT, WRAP or NEAREST.)",
      .dtypes = kProjective,
      .infer = infer,
      .batch = batch_projective,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .samples = R"(f(1, 5, 6, 2), np.float32([[1, .1, .3, -.05, .9, .2, 0, 0]]), [4, 5], 'BILINEAR'
f(2, 4, 3, 1), np.float32([[.9, 0, 1, 0, 1.1, -1, .01, 0]]), [3, 3], 'NEAREST', 'REFLECT')",
      .errors = R"(f(1, 4, 4, 1), np.ones((1, 7), 'f'), [2, 2], 'NEAREST'
f(1, 4, 4, 1), np.ones((2, 8), 'f'), [2, 2], 'NEAREST'
f(1, 4, 4, 1), np.ones((1, 8), 'f'), [2], 'NEAREST'
f(1, 4, 4, 1), np.ones((1, 8), 'f'), [2, 0], 'NEAREST'
f(4, 4, 1), np.ones((1, 8), 'f'), [2, 2], 'NEAREST'
f(2, 4, 4, 1), np.ones((1, 8), 'f'), [0x70000000, 0x70000000], 'NEAREST', 'REFLECT')",
  };
};

struct ImageProjectiveTransformV3 {
  using Attrs = ProjectiveAttrs;
  ZEAL_ATTRS(Attrs, output_shape, interpolation, fill_mode);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "ImageProjectiveTransformV3",
      .endpoints = "",
      .signature =
          "(images, transforms: Float32, output_shape, fill_value: Float32, interpolation, "
          "fill_mode='CONSTANT', name=None) -> Tensor",
      .doc =
          "Computes ImageProjectiveTransformV2 with `fill_value`, a scalar, outside of the images.",
      .dtypes = kProjective,
      .infer = infer,
      .batch = batch_projective,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .samples =
          "f(1, 5, 6, 2), np.float32([[1, .1, .3, 0, .9, 2, 0, 0]]), [4, 5], np.float32(3), "
          "'BILINEAR'",
      .errors = "f(1, 4, 4, 1), np.ones((1, 8), 'f'), [2, 2], np.ones(2, 'f'), 'NEAREST'",
  };
};

struct ImageProjectiveTransformGrad {
  struct Attrs {
    Shape shape;
    Interpolation interpolation = Interpolation::Nearest;
    FillMode fill_mode = FillMode::Constant;
  };
  ZEAL_ATTRS(Attrs, shape, interpolation, fill_mode);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "ImageProjectiveTransformGrad",
      .endpoints = "",
      .signature =
          "(grads, transforms: Float32, shape, interpolation, fill_mode='CONSTANT', name=None) -> "
          "Tensor",
      .doc = "Computes the gradient of a projective transform by the images, which have `shape`.",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch_projective,
      .grad = grad,
      .grad_reads = Reads::input(1),
      .errors = "f(1, 2, 2, 1), np.ones((1, 8), 'f'), [1, 2, 2, 2], 'NEAREST'",
  };
};

}  // namespace op
}  // namespace zeal
