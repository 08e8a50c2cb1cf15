// Resizing images to a given size, with TensorFlow's three ways to place the pixels.
#pragma once
#include "ops/image/resize.decl.h"
#include "ops/record.h"

namespace zeal {

// How pixels of the output are placed over the input's: half_pixel_centers lays the borders of the
// images over each other (TensorFlow 2), align_corners the centres of their corner pixels, neither
// of them the upper left corners.
struct ResizeAttrs {
  Ints size;
  bool align_corners = false;
  bool half_pixel_centers = false;
};
enum class ResizeMethod : uint8_t { Bilinear, Bicubic, Area };
template <>
struct EnumText<ResizeMethod> {
  static constexpr const char* text = "bilinear,bicubic,area";
};

// The shape of images [batch, height, width, channels] resized to `size`; checks all of it.
ZEAL_API Shape resized_shape(const InferContext& c, const Shape& images, const Ints& size,
                             const char* argument = "images");

namespace op {

// The gradient by the images, whose shape and dtype are attributes: nothing else of them matters.
struct ResizeGrad {
  struct Attrs {
    Shape shape;
    DType dtype = DType::Float32;
    ResizeMethod method = ResizeMethod::Bilinear;
    bool align_corners = false;
    bool half_pixel_centers = false;
  };
  ZEAL_ATTRS(Attrs, shape, dtype, method, align_corners, half_pixel_centers);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "ResizeGrad",
      .endpoints = "",
      .signature =
          "(grads: Float32, shape, dtype, method, align_corners=False, half_pixel_centers=False, "
          "name=None) -> Tensor",
      .doc = "Computes the gradient of resizing by the images, which have `shape` and `dtype`.",
      .dtypes = dtype_set(DType::Float32),
      .infer = infer,
      .batch = batch::fold<0b1>,
      .linear_in = 0b1,
      .spread = batch::spread_rows,
      .grad = grad,
      .errors =
          "f(1, 2, 2, 1), [1, 0, 4, 1], np.float32, 'bilinear'\n"
          "f(1, 2, 2, 1), [1, 4, 4, 2], np.float32, 'area'\n"
          "f(1, 2, 2, 1), [2**40, 2**40, 1, 1], np.float32, 'area'",
  };
};

#define ZEAL_RESIZE_SIGNATURE \
  "(images, size, align_corners=False, half_pixel_centers=False, name=None) -> Tensor"
#define ZEAL_RESIZE_ERRORS                                                                  \
  "f(1, 2, 2, 1), [0, 2]\nf(1, 2, 2, 1), [2]\nf(2, 2, 1), [2, 2]\nf(1, 2, 2, 1), [2, -1]\n" \
  "f(1, 0, 2, 1), [2, 2]\nf(1, 2, 2, 1), [2**40, 2**40]\n"                                  \
  "f(1, 2, 2, 1), [2, 2], align_corners=True, half_pixel_centers=True"

struct ResizeBilinear {
  using Attrs = ResizeAttrs;
  ZEAL_ATTRS(Attrs, size, align_corners, half_pixel_centers);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "ResizeBilinear",
      .endpoints = "",
      .signature = ZEAL_RESIZE_SIGNATURE,
      .doc =
          "Resizes images [batch, height, width, channels] by bilinear interpolation.\n\n"
          "The result is of dtype float32.\n\nArgs:\n  size: the new height and width.",
      .dtypes = kReal,
      .infer = infer,
      .batch = batch::fold<0b1>,
      .grad = grad,
      .numpy = "ref.resize_bilinear",
      .samples =
          "f(2, 3, 4, 3), [5, 6], False, True\nf(1, 7, 5, 1), [3, 2], half_pixel_centers=True\n"
          "f(1, 4, 4, 2), [7, 1], align_corners=True\nf(1, 4, 4, 2), [6, 3]\n"
          "f(0, 2, 2, 1), [3, 3], False, True",
      .errors = ZEAL_RESIZE_ERRORS,
  };
};

struct ResizeBicubic {
  using Attrs = ResizeAttrs;
  ZEAL_ATTRS(Attrs, size, align_corners, half_pixel_centers);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "ResizeBicubic",
      .endpoints = "",
      .signature = ZEAL_RESIZE_SIGNATURE,
      .doc =
          "Resizes images [batch, height, width, channels] by bicubic interpolation.\n\n"
          "Keys' kernel with half_pixel_centers; without, one that overshoots more. The result is "
          "of "
          "dtype float32, and positions are rounded to 1/1024, as in TensorFlow.\n\n"
          "Args:\n  size: the new height and width.",
      .dtypes = kReal,
      .infer = infer,
      .batch = batch::fold<0b1>,
      .grad = grad,
      .numpy = "ref.resize_bicubic",
      .samples =
          "f(2, 3, 4, 3), [5, 6], False, True\nf(1, 7, 5, 1), [3, 2], half_pixel_centers=True\n"
          "f(1, 4, 4, 2), [7, 1], align_corners=True\nf(1, 4, 4, 2), [6, 3]",
      .errors = ZEAL_RESIZE_ERRORS,
      .tolerance = 32,
  };
};

struct ResizeArea {
  struct Attrs {
    Ints size;
    bool align_corners = false;
  };
  ZEAL_ATTRS(Attrs, size, align_corners);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "ResizeArea",
      .endpoints = "",
      .signature = "(images, size, align_corners=False, name=None) -> Tensor",
      .doc =
          "Resizes images [batch, height, width, channels] to the mean of the area that each new "
          "pixel covers.\n\nThe result is of dtype float32.\n\nArgs:\n  size: the new height and "
          "width.",
      .dtypes = kReal,
      .infer = infer,
      .batch = batch::fold<0b1>,
      .grad = grad,
      .numpy = "ref.resize_area",
      .samples = "f(2, 6, 4, 3), [3, 2]\nf(1, 7, 5, 1), [3, 4]\nf(1, 2, 3, 2), [5, 4]",
      .errors = "f(1, 2, 2, 1), [0, 2]\nf(1, 2, 2, 1), [2]\nf(2, 2, 1), [2, 2]",
      .tolerance = 32,
  };
};

}  // namespace op
}  // namespace zeal
