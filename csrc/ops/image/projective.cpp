#include "ops/image/projective.h"

namespace zeal::op {

namespace {
void check_transforms(const InferContext& c, int64_t batch) {
  const Shape& t = c.shape(1);
  if (ZEAL_UNLIKELY(t.rank() != 2 || t[1] != 8 || (t[0] != batch && t[0] != 1)))
    c.fail("Input transform should be num_images x 8 or 1 x 8, got ", t, " for ", batch, " images");
}
void infer_projective(InferContext& c) {
  const Ints& size = c.attrs<ProjectiveAttrs>().output_shape;
  const Shape& s = c.shape();
  c.need_rank(0, 4, "images");
  check_transforms(c, s[0]);
  if (ZEAL_UNLIKELY(size.size() != 2)) c.fail("output shape must have two elements, got ", size);
  if (ZEAL_UNLIKELY(size[0] <= 0 || size[1] <= 0 || std::max(size[0], size[1]) > INT32_MAX))
    c.fail("new_height and new_width must be positive and fit int32, got ", size);
  const Shape out{s[0], size[0], size[1], s[3]};
  (void)out.numel();
  c.out(c.dtype(), out);
}
Tensor gradient(GradContext& g) {
  const auto& a = g.attrs<ProjectiveAttrs>();
  return ops::image_projective_transform_grad(g.dy(), g.x(1),
                                              {g.x_shape(), a.interpolation, a.fill_mode});
}
}  // namespace

void ImageProjectiveTransformV2::infer(InferContext& c) { infer_projective(c); }
void ImageProjectiveTransformV2::grad(GradContext& g) {
  if (g.needs(0)) g.dx(0, gradient(g));
}

void ImageProjectiveTransformV3::infer(InferContext& c) {
  if (ZEAL_UNLIKELY(c.shape(2).rank() != 0))
    c.fail("fill_value must be a scalar, got shape ", c.shape(2));
  infer_projective(c);
}
void ImageProjectiveTransformV3::grad(GradContext& g) {
  if (g.needs(0)) g.dx(0, gradient(g));
}

void ImageProjectiveTransformGrad::infer(InferContext& c) {
  const Shape &want = c.attrs<Attrs>().shape, &s = c.shape();
  c.need_rank(0, 4, "grads");
  (void)want.numel();
  if (ZEAL_UNLIKELY(want.rank() != 4 || want[0] != s[0] || want[3] != s[3]))
    c.fail("argument 'shape' ", want, " does not fit grads of shape ", s);
  check_transforms(c, s[0]);
  c.out(c.dtype(), want);
}
void ImageProjectiveTransformGrad::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  const Shape s = g.x_shape();
  if (g.needs(0))
    g.dx(0, ops::image_projective_transform_v2(g.dy(), g.x(1),
                                               {{s[1], s[2]}, a.interpolation, a.fill_mode}));
}

}  // namespace zeal::op
