#include "ops/image/boxes.h"

namespace zeal::op {

namespace {
void infer_draw(InferContext& c) {
  const Shape &x = c.shape(), &b = c.shape(1);
  c.need_rank(0, 4, "images");
  if (ZEAL_UNLIKELY(b.rank() != 3 || b[2] != 4))
    c.fail("argument 'boxes' must have shape [batch, n, 4], got ", b);
  if (ZEAL_UNLIKELY(b[0] != x[0]))
    c.fail("images and boxes must have one batch size, got ", x[0], " and ", b[0]);
  if (c.has(2)) {
    const Shape& colors = c.shape(2);
    if (ZEAL_UNLIKELY(colors.rank() != 2))
      c.fail("colors must be a 2-D matrix, got shape ", colors);
    if (ZEAL_UNLIKELY(colors[0] > 0 && colors[1] < x[3]))
      c.fail("colors must have at least ", x[3], " columns, one for each channel, got shape ",
             colors);
  }
  const bool own = c.has(2) && c.shape(2)[0] > 0;
  if (ZEAL_UNLIKELY(!own && x[3] != 1 && x[3] != 3 && x[3] != 4))
    c.fail("without colors, images must have 1, 3 or 4 channels, got shape ", x);
  c.out_like();
}
}  // namespace

void DrawBoundingBoxes::infer(InferContext& c) { infer_draw(c); }
void DrawBoundingBoxesV2::infer(InferContext& c) { infer_draw(c); }

void SuppressNonMax::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  const Shape& b = c.shape();
  if (ZEAL_UNLIKELY(b.rank() != 2 || b[1] != 4)) c.fail("boxes must have shape [n, 4], got ", b);
  if (ZEAL_UNLIKELY(c.shape(1) != Shape{b[0]}))
    c.fail("scores must have shape [", b[0], "], got ", c.shape(1));
  if (ZEAL_UNLIKELY(b[0] > INT32_MAX)) c.fail("more boxes than int32 can count: ", b);
  if (ZEAL_UNLIKELY(a.max_output_size < 0))
    c.fail("max_output_size must be non-negative, got ", a.max_output_size);
  if (ZEAL_UNLIKELY(!(a.iou_threshold >= 0 && a.iou_threshold <= 1)))
    c.fail("iou_threshold must be in [0, 1], got ", a.iou_threshold);
  if (ZEAL_UNLIKELY(!(a.soft_nms_sigma >= 0)))
    c.fail("soft_nms_sigma must be non-negative, got ", a.soft_nms_sigma);
  if (ZEAL_UNLIKELY(a.score_threshold != a.score_threshold))
    c.fail("score_threshold must be a number");
  const int64_t n = std::min(a.max_output_size, b[0]);
  c.out(DType::Int32, {n});
  c.out(c.dtype(), {n});
  c.out(DType::Int32, {});
}

}  // namespace zeal::op
