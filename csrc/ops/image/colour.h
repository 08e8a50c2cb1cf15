// Colours: hue, saturation and value, and images with these or the contrast changed.
#pragma once
#include "ops/image/colour.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct RGBToHSV {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "RGBToHSV",
      .endpoints = "image.rgb_to_hsv",
      .signature = "(images, name=None) -> Tensor",
      .doc =
          "Turns red, green and blue into hue, saturation and value, all of them in [0, 1].\n\n"
          "Args:\n  images: [..., 3].",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.rgb_to_hsv",
      .domain = {0, 1},
      .samples = "f(3)\nf(4, 5, 3)\nf(2, 0, 3)",
      .errors = "f(2)\nf()\nf(3, 1)",
  };
};

struct HSVToRGB {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "HSVToRGB",
      .endpoints = "image.hsv_to_rgb",
      .signature = "(images, name=None) -> Tensor",
      .doc =
          "Turns hue, saturation and value, all of them in [0, 1], into red, green and blue.\n\n"
          "Args:\n  images: [..., 3].",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch::leading,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.hsv_to_rgb",
      .domain = {0, 1},
      .samples = "f(3)\nf(4, 5, 3)\nf(2, 0, 3)",
      .errors = "f(2)\nf()\nf(3, 1)",
  };
};

struct AdjustHue {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "AdjustHue",
      .endpoints = "",
      .signature = "(images, delta: Float32, name=None) -> Tensor",
      .doc = "Adds delta, a part of the colour wheel, to the hue of images [..., 3] of RGB.",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch::leading_of<0b1>,
      .numpy = "ref.adjust_hue",
      .domain = {0, 1},
      .samples =
          "f(4, 5, 3), np.float32(.3)\nf(2, 2, 2, 3), np.float32(-.7)\nf(0, 1, 3), np.float32(0)",
      .errors = "f(3), np.float32(0)\nf(2, 2, 4), np.float32(0)\nf(2, 2, 3), np.ones(2, 'f')",
      .tolerance = 64,
  };
};

struct AdjustSaturation {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "AdjustSaturation",
      .endpoints = "",
      .signature = "(images, scale: Float32, name=None) -> Tensor",
      .doc = "Multiplies the saturation of images [..., 3] of RGB, up to full saturation.",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch::leading_of<0b1>,
      .numpy = "ref.adjust_saturation",
      .domain = {0, 1},
      .samples =
          "f(4, 5, 3), np.float32(.3)\nf(2, 2, 2, 3), np.float32(1.8)\nf(0, 1, 3), np.float32(0)",
      .errors = "f(3), np.float32(0)\nf(2, 2, 4), np.float32(0)\nf(2, 2, 3), np.ones(2, 'f')",
      .tolerance = 64,
  };
};

struct AdjustContrastv2 {
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "AdjustContrastv2",
      .endpoints = "",
      .signature = "(images, contrast_factor: Float32, name=None) -> Tensor",
      .doc =
          "Moves each pixel of images [..., height, width, channels] away from the mean of its "
          "channel by a factor.",
      .dtypes = kFloating,
      .numpy = "ref.adjust_contrast",
      .domain = {0, 1},
      .samples = "f(4, 5, 3), np.float32(.3)\nf(2, 2, 3, 1), np.float32(1.8)",
      .errors = "f(3, 3), np.float32(0)\nf(2, 2, 3), np.ones(2, 'f')",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
