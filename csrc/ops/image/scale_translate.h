// Resizing images by a scale and a translation, with kernels that can be stretched against
// aliasing.
#pragma once
#include "ops/image/resize.h"
#include "ops/image/scale_translate.decl.h"

namespace zeal {

enum class SampleKernel : uint8_t {
  Lanczos1,
  Lanczos3,
  Lanczos5,
  Gaussian,
  Box,
  Triangle,
  KeysCubic,
  MitchellCubic,
};
template <>
struct EnumText<SampleKernel> {
  static constexpr const char* text =
      "lanczos1,lanczos3,lanczos5,gaussian,box,triangle,keyscubic,mitchellcubic";
};

namespace op {

struct ScaleAndTranslate {
  struct Attrs {
    Ints size;
    SampleKernel kernel_type = SampleKernel::Lanczos3;
    bool antialias = true;
  };
  ZEAL_ATTRS(Attrs, size, kernel_type, antialias);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "ScaleAndTranslate",
      .endpoints = "",
      .signature =
          "(images, size, scale: Float32, translation: Float32, kernel_type='lanczos3', "
          "antialias=True, name=None) -> Tensor",
      .doc = R"(Samples images, scaled and moved, at the pixels of an image of another size.

The result is of dtype float32; pixels whose centres lie outside the image are 0.

Args:
  images: [batch, height, width, channels].
  size: the new height and width.
  scale: two positive numbers, by which height and width grow.
  translation: two numbers of pixels, by which the scaled image is moved.
  kernel_type: lanczos1, lanczos3, lanczos5, gaussian, box, triangle, keyscubic or mitchellcubic.
  antialias: whether the kernel is stretched where the image shrinks.)",
      .dtypes = kReal,
      .infer = infer,
      .batch = batch::fold<0b1>,
      .grad = grad,
      .grad_reads = Reads::input(1) | Reads::input(2),
      .numpy = "ref.scale_and_translate",
      .samples = R"(f(1, 6, 5, 2), [3, 4], np.float32([.5, .8]), np.float32([0, 0])
f(2, 3, 4, 1), [5, 6], np.float32([1.7, 1.5]), np.float32([.3, -1.2]), 'triangle'
f(1, 6, 5, 2), [3, 4], np.float32([.5, .8]), np.float32([0, 9]), 'gaussian', False
f(1, 6, 5, 2), [4, 3], np.float32([.6, .6]), np.float32([0, 0]), 'mitchellcubic'
f(1, 6, 5, 2), [4, 3], np.float32([.6, .6]), np.float32([0, 0]), 'keyscubic'
f(1, 6, 5, 2), [4, 3], np.float32([.6, .6]), np.float32([0, 0]), 'lanczos5'
f(1, 6, 5, 2), [4, 3], np.float32([.6, .6]), np.float32([0, 0]), 'box')",
      .errors = R"(f(1, 2, 2, 1), [0, 2], np.ones(2, 'f'), np.ones(2, 'f')
f(1, 2, 2, 1), [2, 2], np.zeros(2, 'f'), np.ones(2, 'f')
f(1, 2, 2, 1), [2, 2], np.ones(3, 'f'), np.ones(2, 'f')
f(1, 2, 2, 1), [2, 2], np.ones(2, 'f'), np.float32([np.nan, 1])
f(1, 2, 2, 1), [2, 2], np.ones(2, 'f'), np.ones(2, 'f'), 'sinc')",
      .tolerance = 64,
  };
};

struct ScaleAndTranslateGrad {
  struct Attrs {
    Shape shape;
    DType dtype = DType::Float32;
    SampleKernel kernel_type = SampleKernel::Lanczos3;
    bool antialias = true;
  };
  ZEAL_ATTRS(Attrs, shape, dtype, kernel_type, antialias);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "ScaleAndTranslateGrad",
      .endpoints = "",
      .signature =
          "(grads: Float32, scale: Float32, translation: Float32, shape, dtype, "
          "kernel_type='lanczos3', antialias=True, name=None) -> Tensor",
      .doc =
          "Computes the gradient of ScaleAndTranslate by the images, which have `shape` and "
          "`dtype`.",
      .dtypes = dtype_set(DType::Float32),
      .infer = infer,
      .batch = batch::fold<0b1>,
      .grad = grad,
      .grad_reads = Reads::input(1) | Reads::input(2),
      .errors = "f(1, 2, 2, 1), f(2), f(2), [1, 4, 4, 2], np.float32",
  };
};

}  // namespace op
}  // namespace zeal
