// Crops of images, each resized to one size.
#pragma once
#include "ops/image/crop_and_resize.decl.h"
#include "ops/record.h"

namespace zeal {

enum class CropMethod : uint8_t { Bilinear, Nearest };
template <>
struct EnumText<CropMethod> {
  static constexpr const char* text = "bilinear,nearest";
};

namespace op {

struct CropAndResize {
  struct Attrs {
    Ints crop_size;
    CropMethod method = CropMethod::Bilinear;
    double extrapolation_value = 0;
  };
  ZEAL_ATTRS(Attrs, crop_size, method, extrapolation_value);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "CropAndResize",
      .endpoints = "image.crop_and_resize",
      .raw = "CropAndResize(box_ind: box_indices)",
      .signature =
          "(image, boxes: Float32, box_indices: Index, crop_size, method='bilinear', "
          "extrapolation_value=0.0, name=None) -> Tensor",
      .doc = R"(Cuts boxes out of images and resizes them to one size.

Args:
  image: [batch, height, width, channels].
  boxes: [n, 4], rows of y1, x1, y2, x2, as parts of the image's height and width; a box whose y1 is
    larger than its y2 is flipped.
  box_indices: [n], the image that each box is cut from.
  crop_size: the height and width of the result.
  method: bilinear or nearest.
  extrapolation_value: what the outside of the image counts as.
Returns:
  A float32 Tensor [n, crop_height, crop_width, channels].
Raises:
  InvalidArgumentError: shapes do not fit, or an index is out of range.)",
      .dtypes = kReal,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.crop_and_resize",
      .domain = {0, 1},
      .samples =
          R"(f(2, 5, 6, 3), np.float32([[0, 0, 1, 1], [.1, .2, .7, .6], [.9, 1.1, -.1, .3]]), [1, 0, 1], [4, 3]
f(2, 5, 6, 3), np.float32([[.1, .2, .7, .6]]), [1], [1, 3], 'nearest', 7.0
f(1, 4, 4, 1), np.zeros((0, 4), np.float32), np.zeros(0, np.int32), [2, 2])",
      .errors = R"(f(2, 5, 6, 3), np.ones((1, 3), 'f'), [0], [2, 2]
f(2, 5, 6, 3), np.ones((1, 4), 'f'), [0, 1], [2, 2]
f(2, 5, 6, 3), np.ones((1, 4), 'f'), [2], [2, 2]
f(2, 5, 6, 3), np.ones((1, 4), 'f'), [-1], [2, 2]
f(2, 5, 6, 3), np.ones((1, 4), 'f'), [0], [0, 2]
f(2, 0, 6, 3), np.ones((1, 4), 'f'), [0], [2, 2]
f(5, 6, 3), np.ones((1, 4), 'f'), [0], [2, 2])",
  };
};

struct CropAndResizeGradImage {
  struct Attrs {
    Shape image_size;
    DType dtype = DType::Float32;
    CropMethod method = CropMethod::Bilinear;
  };
  ZEAL_ATTRS(Attrs, image_size, dtype, method);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "CropAndResizeGradImage",
      .endpoints = "",
      .raw = "CropAndResizeGradImage(box_ind: box_indices, T: dtype)",
      .signature =
          "(grads: Float32, boxes: Float32, box_indices: Index, image_size, dtype, "
          "method='bilinear', name=None) -> Tensor",
      .doc = "Computes the gradient of crop_and_resize by the images.",
      .dtypes = dtype_set(DType::Float32),
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads{0b110, 0},
      .errors = "f(1, 2, 2, 1), f(1, 4), [0], [1, 4, 4, 2], np.float32",
  };
};

struct CropAndResizeGradBoxes {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "CropAndResizeGradBoxes",
      .endpoints = "",
      .raw = "CropAndResizeGradBoxes(box_ind: box_indices, method: -)",
      .signature =
          "(grads: Float32, image: Any, boxes: Float32, box_indices: Index, name=None) -> Tensor",
      .doc =
          "Computes the gradient of bilinear crop_and_resize by the boxes. It has no derivative.",
      .dtypes = dtype_set(DType::Float32),
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .errors = "f(1, 2, 2, 1), f(1, 4, 4, 2), f(1, 4), [0]",
  };
};

}  // namespace op
}  // namespace zeal
