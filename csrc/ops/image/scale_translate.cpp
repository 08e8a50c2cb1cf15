#include "ops/image/scale_translate.h"

namespace zeal::op {

namespace {
void check_pairs(const InferContext& c) {
  for (int i : {1, 2})
    if (ZEAL_UNLIKELY(c.shape(i) != Shape{2}))
      c.fail("argument '", i == 1 ? "scale" : "translation", "' must have shape [2], got ",
             c.shape(i));
}
}  // namespace

void ScaleAndTranslate::infer(InferContext& c) {
  check_pairs(c);
  c.out(DType::Float32, resized_shape(c, c.shape(), c.attrs<Attrs>().size));
}
void ScaleAndTranslate::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  if (!g.needs(0)) return;
  g.dx(0, ops::scale_and_translate_grad(g.dy(), g.x(1), g.x(2),
                                        {g.x_shape(), g.x_dtype(), a.kernel_type, a.antialias}));
}

void ScaleAndTranslateGrad::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  c.need_rank(0, 4, "grads");
  check_pairs(c);
  if (ZEAL_UNLIKELY(!is_floating(a.dtype))) c.fail("argument 'dtype' must be floating point");
  const Shape want = resized_shape(c, a.shape, {c.shape()[1], c.shape()[2]}, "shape");
  if (ZEAL_UNLIKELY(want != c.shape()))
    c.fail("argument 'grads' has shape ", c.shape(), ", expected ", want);
  (void)a.shape.numel();
  c.out(a.dtype, a.shape);
}
void ScaleAndTranslateGrad::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  const Shape s = g.x_shape();
  if (g.needs(0))
    g.dx(0, ops::scale_and_translate(g.dy(), g.x(1), g.x(2),
                                     {{s[1], s[2]}, a.kernel_type, a.antialias}));
}

}  // namespace zeal::op
