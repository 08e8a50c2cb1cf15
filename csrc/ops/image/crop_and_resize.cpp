#include "ops/image/crop_and_resize.h"

namespace zeal::op {

namespace {
// Boxes and their indices, inputs i and i + 1; gives their number.
int64_t check_boxes(const InferContext& c, int i) {
  if (ZEAL_UNLIKELY(c.shape(i).rank() != 2 || c.shape(i)[1] != 4))
    c.fail("boxes must have shape [n, 4], got ", c.shape(i));
  if (ZEAL_UNLIKELY(c.shape(i + 1) != Shape{c.shape(i)[0]}))
    c.fail("box_indices must have shape [", c.shape(i)[0], "], got ", c.shape(i + 1));
  return c.shape(i)[0];
}
void check_image(const InferContext& c, const Shape& image) {
  if (ZEAL_UNLIKELY(image.rank() != 4)) c.fail("input image must be 4-D, got shape ", image);
  (void)image.numel();
  if (ZEAL_UNLIKELY(image[1] <= 0 || image[2] <= 0 || std::max(image[1], image[2]) > INT32_MAX))
    c.fail("image dimensions must be positive and fit int32, got ", image);
}
void check_grads(const InferContext& c, int64_t n, int64_t channels) {
  c.need_rank(0, 4, "grads");
  const Shape& g = c.shape();
  if (ZEAL_UNLIKELY(g[0] != n || g[3] != channels))
    c.fail("argument 'grads' must have shape [", n, ", height, width, ", channels, "], got ", g);
}
}  // namespace

void CropAndResize::infer(InferContext& c) {
  const Ints& size = c.attrs<Attrs>().crop_size;
  check_image(c, c.shape());
  const int64_t n = check_boxes(c, 1);
  if (ZEAL_UNLIKELY(size.size() != 2)) c.fail("crop_size must have two elements, got ", size);
  if (ZEAL_UNLIKELY(size[0] <= 0 || size[1] <= 0))
    c.fail("crop dimensions must be positive, got ", size);
  c.out(DType::Float32, {n, size[0], size[1], c.shape()[3]});
}

void CropAndResize::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  const Tensor dy = g.dy();
  if (g.needs(0) && is_floating(g.x_dtype(0)))
    g.dx(0,
         ops::crop_and_resize_grad_image(dy, g.x(1), g.x(2), {g.x_shape(), g.x_dtype(), a.method}));
  if (g.needs(1) && a.method == CropMethod::Bilinear)
    g.dx(1, ops::crop_and_resize_grad_boxes(dy, g.x(0), g.x(1), g.x(2)));
}

void CropAndResizeGradImage::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  check_image(c, a.image_size);
  check_grads(c, check_boxes(c, 1), a.image_size[3]);
  if (ZEAL_UNLIKELY(!is_floating(a.dtype))) c.fail("argument 'dtype' must be floating point");
  c.out(a.dtype, a.image_size);
}

namespace {
[[noreturn]] void no_second_by_boxes() {
  fail(Code::Unimplemented,
       "CropAndResize has no second derivative by boxes: hide them by tf.stop_gradient");
}
}  // namespace

void CropAndResizeGradImage::grad(GradContext& g) {
  if (g.needs(1)) no_second_by_boxes();
  const Shape crop = g.x_shape(0);
  g.dx(0, ops::crop_and_resize(g.dy(), g.x(1), g.x(2),
                               {Ints{crop[1], crop[2]}, g.attrs<Attrs>().method, 0}));
}

void CropAndResizeGradBoxes::grad(GradContext&) { no_second_by_boxes(); }

void CropAndResizeGradBoxes::infer(InferContext& c) {
  check_image(c, c.shape(1));
  if (ZEAL_UNLIKELY(!kReal.contains(c.dtype(1))))
    c.fail("argument 'image' must be of a real dtype");
  check_grads(c, check_boxes(c, 2), c.shape(1)[3]);
  c.out(DType::Float32, c.shape(2));
}

}  // namespace zeal::op
