#include "ops/nn/pool.h"

#include <algorithm>

#include "ops/array/batch_space.h"
#include "ops/array/transpose.h"
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

namespace {

// One for each spatial dimension, from one for all, or with batch and channels.
Ints by_dimension(const Ints& v, size_t dims, bool last, const char* argument) {
  Ints out;
  int64_t* to = out.resize(dims);
  if (v.size() != 1 && v.size() != dims && v.size() != dims + 2)
    invalid(Pool::def.type, ": argument '", argument, "' must have 1 or ", dims, " elements, got ",
            v);
  const size_t first = v.size() == dims + 2 ? (last ? 1 : 2) : 0;
  for (size_t d = 0; d < dims; ++d) to[d] = v[v.size() == 1 ? 0 : first + d];
  return out;
}

// Windows with gaps: a dense pooling of every d-th pixel, for which these move to the batch.
Tensor dilated_pool(Tensor x, const Pool::Attrs& a, const Ints& window, const Ints& rates) {
  const Ints strides = a.strides.value_or(Ints{1});
  if (std::any_of(strides.begin(), strides.end(), [](int64_t s) { return s != 1; }))
    invalid(Pool::def.type, ": strides > 1 do not go with dilations > 1");
  if (a.padding.kind != Padding::Valid)
    invalid(Pool::def.type, ": with dilations > 1, argument 'padding' must be 'VALID'");
  const bool last = channels_last(a.data_format);
  const size_t dims = rates.size();
  Ints there, back;  // channels first to last, and back
  int64_t *to = there.resize(dims + 2), *from = back.resize(dims + 2);
  for (size_t i = 0; i < dims + 2; ++i) {
    to[i] = i == 0 ? 0 : i == dims + 1 ? 1 : static_cast<int64_t>(i) + 1;
    from[static_cast<size_t>(to[i])] = static_cast<int64_t>(i);
  }
  if (!last) x = ops::transpose(x, {.perm = there});
  Ints pads;
  int64_t* pad = pads.resize(2 * dims);
  for (size_t d = 0; d < dims; ++d) {
    const int64_t n = x.shape()[static_cast<int>(d) + 1];
    if (window[d] < 1 || rates[d] < 1 ||
        checked_mul(window[d] - 1, rates[d], "Pool: the window's reach") > n)
      invalid(Pool::def.type, ": a window of ", window, " with dilations ", rates,
              " does not fit an input of shape ", x.shape());
    pad[2 * d] = 0;
    pad[2 * d + 1] = (rates[d] - n % rates[d]) % rates[d];
  }
  const Pool::Attrs dense{.window_shape = window,
                          .pooling_type = a.pooling_type,
                          .strides = std::nullopt,
                          .padding = a.padding,
                          .data_format = SpatialFormat::NHWC,
                          .dilations = std::nullopt};
  Tensor y = ops::space_to_batch(x, {rates, pads});
  y = ops::batch_to_space(ops::pool(y, dense), {rates, pads});
  return last ? y : ops::transpose(y, {.perm = back});
}

}  // namespace

void Pool::body(Inputs in, const void* attrs, Outputs& out) {
  const Attrs& a = *static_cast<const Attrs*>(attrs);
  const int rank = in[0]->shape().rank();
  if (a.dilations && rank >= 3 && rank <= 5) {
    const size_t dims = static_cast<size_t>(rank - 2);
    const bool last = channels_last(a.data_format);
    const Ints rates = by_dimension(*a.dilations, dims, last, "dilations");
    if (std::any_of(rates.begin(), rates.end(), [](int64_t r) { return r != 1; })) {
      const Ints window = by_dimension(a.window_shape, dims, last, "window_shape");
      out.resize(1);
      out[0] = dilated_pool(Tensor::share(in[0]), a, window, rates);
      return;
    }
  }
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
