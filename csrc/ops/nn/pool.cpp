#include "ops/nn/pool.h"

#include "ops/nn/pool3d.h"

namespace zeal::op {

namespace {

void need_shape(const InferContext& c, int i, const Shape& want, const char* argument) {
  if (ZEAL_UNLIKELY(c.shape(i) != want))
    c.fail("argument '", argument, "' must have shape ", want, ", got ", c.shape(i));
}

Shape output_of(InferContext& c, const Shape& input, const PoolAttrs& a) {
  return pool_output(pool_geometry(c.op_name(), input, a), input, a);
}

void refuse_explicit(InferContext& c, const Padding& p) {
  if (p.kind == Padding::Explicit) c.fail("argument 'padding' must be 'VALID' or 'SAME'");
}

Tensor avg_pool_grad(const Shape& shape, const Tensor& dy, const PoolAttrs& a) {
  return ops::avg_pool_grad(dy, {shape, a.ksize, a.strides, a.padding, a.data_format});
}

void pool_of_rank(const OpRecord& op, const char* name, int rank, Inputs in, const void* attrs,
                  Outputs& out) {
  if (ZEAL_UNLIKELY(in[0]->shape().rank() != rank))
    invalid(name, ": argument 'input' must have ", rank, " dimensions, got shape ", in[0]->shape());
  out.resize(1);
  const PoolAttrs& a = *static_cast<const PoolAttrs*>(attrs);
  out[0] = Tensor::steal(dispatch1(op, in, &a));
}

}  // namespace

void MaxPool::infer(InferContext& c) {
  c.out(c.dtype(0), output_of(c, c.shape(0), c.attrs<Attrs>()));
}
void MaxPool::grad(GradContext& g) {
  g.dx(0, ops::max_pool_grad(g.x(), g.y(), g.dy(), g.attrs<Attrs>()));
}

void AvgPool::infer(InferContext& c) {
  refuse_explicit(c, c.attrs<Attrs>().padding);
  c.out(c.dtype(0), output_of(c, c.shape(0), c.attrs<Attrs>()));
}
void AvgPool::grad(GradContext& g) {
  g.dx(0, avg_pool_grad(g.x_shape(), g.dy(), g.attrs<Attrs>()));
}

// Linear in grad alone: which element is the largest does not change with a small step.
void MaxPoolGrad::infer(InferContext& c) {
  const Shape y = output_of(c, c.shape(0), c.attrs<Attrs>());
  need_shape(c, 1, y, "orig_output");
  need_shape(c, 2, y, "grad");
  c.out_like(0);
}
void MaxPoolGrad::grad(GradContext& g) {
  if (g.needs(2)) g.dx(2, ops::max_pool_grad_grad(g.x(0), g.x(1), g.dy(), g.attrs<Attrs>()));
}

void MaxPoolGradGrad::infer(InferContext& c) {
  need_shape(c, 1, output_of(c, c.shape(0), c.attrs<Attrs>()), "orig_output");
  need_shape(c, 2, c.shape(0), "grad");
  c.out_like(1);
}
void MaxPoolGradGrad::grad(GradContext& g) {
  if (g.needs(2)) g.dx(2, ops::max_pool_grad(g.x(0), g.x(1), g.dy(), g.attrs<Attrs>()));
}

void AvgPoolGrad::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  refuse_explicit(c, a.padding);
  need_shape(c, 0, output_of(c, a.orig_input_shape, a.pool()), "grad");
  c.out(c.dtype(0), a.orig_input_shape);
}
void AvgPoolGrad::grad(GradContext& g) { g.dx(0, ops::avg_pool(g.dy(), g.attrs<Attrs>().pool())); }

void MaxPool1D::body(Inputs in, const void* attrs, Outputs& out) {
  pool_of_rank(record_of<op::MaxPool>(), def.type, 3, in, attrs, out);
}
void MaxPool2D::body(Inputs in, const void* attrs, Outputs& out) {
  pool_of_rank(record_of<op::MaxPool>(), def.type, 4, in, attrs, out);
}
void AvgPool1D::body(Inputs in, const void* attrs, Outputs& out) {
  pool_of_rank(record_of<op::AvgPool>(), def.type, 3, in, attrs, out);
}
void AvgPool2D::body(Inputs in, const void* attrs, Outputs& out) {
  pool_of_rank(record_of<op::AvgPool>(), def.type, 4, in, attrs, out);
}

void Pool::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  if (a.dilations)
    for (int64_t d : *a.dilations)
      if (d != 1) invalid(def.type, ": argument 'dilations' must be 1, got ", *a.dilations);
  const PoolAttrs p{a.window_shape, a.strides.value_or(Ints{1}), a.padding, a.data_format};
  const Tensor x = Tensor::share(in[0]);
  out.resize(1);
  if (x.shape().rank() == 5) {
    const Pool3DAttrs volume{
        p.ksize, p.strides, p.padding,
        channels_last(p.data_format) ? VolumeFormat::NDHWC : VolumeFormat::NCDHW};
    out[0] = a.pooling_type == PoolingType::Max ? ops::max_pool3d(x, volume)
                                                : ops::avg_pool3d(x, volume);
    return;
  }
  out[0] = a.pooling_type == PoolingType::Max ? ops::max_pool(x, p) : ops::avg_pool(x, p);
}

}  // namespace zeal::op
