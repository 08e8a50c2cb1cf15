#include "ops/image/resize.h"

namespace zeal {

Shape resized_shape(const InferContext& c, const Shape& images, const Ints& size,
                    const char* argument) {
  if (ZEAL_UNLIKELY(images.rank() != 4))
    c.fail("argument '", argument, "' must have 4 dimensions, got shape ", images);
  if (ZEAL_UNLIKELY(size.size() != 2))
    c.fail("argument 'size' must be two numbers, height and width, got ", size);
  if (ZEAL_UNLIKELY(size[0] <= 0 || size[1] <= 0))
    c.fail("output dimensions must be positive, got ", size);
  if (ZEAL_UNLIKELY(images[1] <= 0 || images[2] <= 0))
    c.fail("input image must be of non-zero size, got shape ", images);
  if (ZEAL_UNLIKELY(std::max({images[1], images[2], size[0], size[1]}) > INT32_MAX))
    c.fail("heights and widths must fit int32, got ", images, " and ", size);
  const Shape out{images[0], size[0], size[1], images[3]};
  (void)out.numel();
  return out;
}

namespace op {

namespace {
void check_centers(const InferContext& c, const ResizeAttrs& a) {
  if (ZEAL_UNLIKELY(a.align_corners && a.half_pixel_centers))
    c.fail("If half_pixel_centers is True, align_corners must be False.");
}
Tensor gradient(GradContext& g, ResizeMethod method, bool align_corners, bool half_pixel_centers) {
  return ops::resize_grad(g.dy(), {.shape = g.x_shape(),
                                   .dtype = g.x_dtype(),
                                   .method = method,
                                   .align_corners = align_corners,
                                   .half_pixel_centers = half_pixel_centers});
}
}  // namespace

void ResizeBilinear::infer(InferContext& c) {
  check_centers(c, c.attrs<Attrs>());
  c.out(DType::Float32, resized_shape(c, c.shape(), c.attrs<Attrs>().size));
}
void ResizeBicubic::infer(InferContext& c) {
  check_centers(c, c.attrs<Attrs>());
  c.out(DType::Float32, resized_shape(c, c.shape(), c.attrs<Attrs>().size));
}
void ResizeArea::infer(InferContext& c) {
  c.out(DType::Float32, resized_shape(c, c.shape(), c.attrs<Attrs>().size));
}

void ResizeBilinear::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  g.dx(0, gradient(g, ResizeMethod::Bilinear, a.align_corners, a.half_pixel_centers));
}
void ResizeBicubic::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  g.dx(0, gradient(g, ResizeMethod::Bicubic, a.align_corners, a.half_pixel_centers));
}
void ResizeArea::grad(GradContext& g) {
  g.dx(0, gradient(g, ResizeMethod::Area, g.attrs<Attrs>().align_corners, false));
}

void ResizeGrad::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  c.need_rank(0, 4, "grads");
  if (ZEAL_UNLIKELY(!is_floating(a.dtype))) c.fail("argument 'dtype' must be floating point");
  const Shape want = resized_shape(c, a.shape, {c.shape()[1], c.shape()[2]}, "shape");
  if (ZEAL_UNLIKELY(want != c.shape()))
    c.fail("argument 'grads' has shape ", c.shape(), ", expected ", want);
  (void)a.shape.numel();
  c.out(a.dtype, a.shape);
}
void ResizeGrad::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  const Shape s = g.x_shape();
  const Ints size{s[1], s[2]};
  const Tensor dy = g.dy();
  if (a.method == ResizeMethod::Area)
    g.dx(0, ops::resize_area(dy, {size, a.align_corners}));
  else if (a.method == ResizeMethod::Bicubic)
    g.dx(0, ops::resize_bicubic(dy, {size, a.align_corners, a.half_pixel_centers}));
  else
    g.dx(0, ops::resize_bilinear(dy, {size, a.align_corners, a.half_pixel_centers}));
}

}  // namespace op
}  // namespace zeal
