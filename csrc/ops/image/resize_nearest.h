// Resizing images by the nearest pixel, which keeps their dtype.
#pragma once
#include "ops/image/resize.h"
#include "ops/image/resize_nearest.decl.h"

namespace zeal::op {

struct ResizeNearestNeighbor {
  using Attrs = ResizeAttrs;
  ZEAL_ATTRS(Attrs, size, align_corners, half_pixel_centers);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "ResizeNearestNeighbor",
      .endpoints = "",
      .signature = ZEAL_RESIZE_SIGNATURE,
      .doc =
          "Resizes images [batch, height, width, channels] by taking the nearest pixel.\n\n"
          "Args:\n  size: the new height and width.",
      .dtypes = kReal,
      .infer = infer,
      .batch = batch::fold<0b1>,
      .grad = grad,
      .numpy = "ref.resize_nearest",
      .samples =
          "f(2, 3, 4, 3), [5, 6], False, True\nf(1, 7, 5, 1), [3, 2], half_pixel_centers=True\n"
          "f(1, 4, 4, 2), [7, 1], align_corners=True\nf(1, 4, 4, 2), [6, 3]",
      .errors = ZEAL_RESIZE_ERRORS,
  };
};

struct ResizeNearestNeighborGrad {
  using Attrs = ResizeAttrs;
  ZEAL_ATTRS(Attrs, size, align_corners, half_pixel_centers);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static constexpr OpDef def{
      .type = "ResizeNearestNeighborGrad",
      .endpoints = "",
      .signature =
          "(grads, size, align_corners=False, half_pixel_centers=False, name=None) -> Tensor",
      .doc = "Adds each pixel of grads to the pixel of an image of `size` that it was taken from.",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch::fold<0b1>,
      .linear_in = 0b1,
      .spread = batch::spread_rows,
      .grad = grad,
      .numpy = "ref.resize_nearest_grad",
      .samples =
          "f(2, 5, 6, 2), [3, 4], False, True\nf(1, 3, 2, 1), [7, 5]\nf(1, 4, 6, 1), [2, 3], True",
      .errors =
          "f(1, 2, 2, 1), [0, 2]\nf(1, 2, 2, 1), [2]\nf(2, 2, 1), [2, 2]\n"
          "f(1, 2, 2, 3), [0x70000000, 0x70000000]",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
