#include "ops/nn/dilation.h"

#include "ops/array/transpose.h"

namespace zeal::op {

namespace {
Shape output_of(const char* op, const Shape& x, const Shape& filter, const DilationAttrs& a) {
  const Windows w = dilation_windows(op, x, filter, a);
  Shape y{x[0], w.h.out, w.w.out, x[3]};
  (void)y.numel();
  return y;
}
}  // namespace

Windows dilation_windows(const char* op, const Shape& x, const Shape& filter,
                         const DilationAttrs& a) {
  if (ZEAL_UNLIKELY(x.rank() != 4))
    invalid(op, ": the input must have 4 dimensions, got shape ", x);
  if (ZEAL_UNLIKELY(filter.rank() != 3 || filter[2] != x[3]))
    invalid(op, ": the filter must have shape [height, width, ", x[3], "], got ", filter);
  (void)x.numel();
  if (ZEAL_UNLIKELY(filter[0] < 1 || filter[1] < 1))
    invalid(op, ": the filter must not have zero elements, got shape ", filter);
  for (const Ints* v : {&a.strides, &a.dilations})
    if (ZEAL_UNLIKELY(v->size() != 4))
      invalid(op, ": strides and dilations must have 4 elements, got ", *v);
  if (ZEAL_UNLIKELY(a.padding.kind == Padding::Explicit))
    invalid(op, ": argument 'padding' must be 'VALID' or 'SAME'");
  return make_windows(op, {x[1], x[2]}, {filter[0], filter[1]},
                      spatial_pair(op, "strides", a.strides, 2, true),
                      spatial_pair(op, "dilations", a.dilations, 2, true), a.padding, 2, true);
}

void Dilation2D::infer(InferContext& c) {
  c.out(c.dtype(), output_of(c.op_name(), c.shape(0), c.shape(1), c.attrs<Attrs>()));
}
void Dilation2D::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  for (int i : {0, 1})
    if (g.needs(i)) {
      g.dx(i, ops::dilation2d_backprop(g.x(0), g.x(1), g.dy(),
                                       {a.strides, a.padding, a.data_format, a.dilations, i == 1}));
    }
}

void Dilation2DBackprop::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  const Shape want = output_of(c.op_name(), c.shape(0), c.shape(1), a.windows());
  if (ZEAL_UNLIKELY(c.shape(2) != want))
    c.fail("argument 'out_backprop' must have shape ", want, ", got ", c.shape(2));
  c.out_like(a.to_filter ? 1 : 0);
}

void Erosion2D::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  const Tensor filter = Tensor::share(in[1]);
  if (ZEAL_UNLIKELY(filter.shape().rank() != 3))
    invalid(def.type, ": the filter must have 3 dimensions, got shape ", filter.shape());
  out.resize(1);
  out[0] = -ops::dilation2d(-Tensor::share(in[0]), ops::reverse(filter, {.axis = Ints{0, 1}}), a);
}

}  // namespace zeal::op
