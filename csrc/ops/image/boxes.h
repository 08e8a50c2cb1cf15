// Boxes in images: drawing them, and choosing among those that overlap.
#pragma once
#include "ops/image/boxes.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct DrawBoundingBoxes {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "DrawBoundingBoxes",
      .endpoints = "",
      .signature = "(images, boxes: Float32, name=None) -> Tensor",
      .doc = "Draws the outlines of boxes into images, in ten colours by turns.",
      .dtypes = kHalf | dtype_set(DType::Float32),
      .infer = infer,
      .batch = batch::fold<0b11>,
      .errors = "f(2, 2, 3), np.ones((1, 1, 4), 'f')",
  };
};

struct DrawBoundingBoxesV2 {
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static constexpr OpDef def{
      .type = "DrawBoundingBoxesV2",
      .endpoints = "image.draw_bounding_boxes",
      .signature = "(images, boxes: Float32, colors: Float32?, name=None) -> Tensor",
      .doc = R"(Draws the outlines of boxes into images.

Args:
  images: [batch, height, width, depth].
  boxes: [batch, n, 4], rows of y1, x1, y2, x2, as parts of height and width; empty ones and those
    wholly outside are left out.
  colors: [m, depth or more], taken by turns; ten colours if None or m is 0.
Raises:
  InvalidArgumentError: shapes do not fit.)",
      .dtypes = kHalf | dtype_set(DType::Float32),
      .infer = infer,
      .batch = batch::fold<0b11>,
      .numpy = "ref.draw_bounding_boxes",
      .domain = {0, 1},
      .samples =
          R"(f(2, 5, 6, 3), np.float32([[[.1, .2, .8, .9], [-.5, .5, 1.5, .7]]] * 2), np.float32([[.1, .2, .3]])
f(1, 5, 6, 1), np.float32([[[.8, .2, .3, .9], [2, 2, 3, 3], [0, 0, 1, 1]]]), None
f(1, 4, 4, 4), np.zeros((1, 0, 4), 'f'), None)",
      .errors = R"(f(2, 2, 3), np.ones((1, 1, 4), 'f'), None
f(2, 2, 2, 3), np.ones((1, 1, 4), 'f'), None
f(1, 2, 2, 3), np.ones((1, 1, 3), 'f'), None
f(1, 2, 2, 5), np.ones((1, 1, 4), 'f'), None
f(1, 2, 2, 3), np.ones((1, 1, 4), 'f'), np.ones((1, 2), 'f'))",
  };
};

// The public functions slice the result down to the boxes that are chosen.
struct SuppressNonMax {
  struct Attrs {
    int64_t max_output_size = 0;
    double iou_threshold = 0.5, score_threshold = 0, soft_nms_sigma = 0;
  };
  ZEAL_ATTRS(Attrs, max_output_size, iou_threshold, score_threshold, soft_nms_sigma);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static constexpr OpDef def{
      .type = "SuppressNonMax",
      .endpoints = "",
      .signature =
          "(boxes, scores, max_output_size, iou_threshold, score_threshold, soft_nms_sigma=0.0, "
          "name=None) -> (indices: Tensor, scores: Tensor, count: Tensor)",
      .doc =
          "Chooses boxes by score, without those that overlap a better one; zeros follow the "
          "`count` chosen ones.",
      .dtypes = kFloating,
      .infer = infer,
      .errors = R"(f(3, 3), f(3), 2, .5, 0.
f(3, 4), f(2), 2, .5, 0.
f(3, 4), f(3), -1, .5, 0.
f(3, 4), f(3), 2, 1.5, 0.
f(3, 4), f(3), 2, .5, 0., -1.)",
  };
};

}  // namespace zeal::op
