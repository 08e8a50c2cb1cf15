#include "ops/nn/depthwise.h"

namespace zeal::op {

namespace {

template <class A>
Tensor forward(const Tensor& input, const Tensor& filter, const A& a) {
  return ops::depthwise_conv2d(input, filter, {a.strides, a.padding, a.data_format, a.dilations});
}
template <class A>
Tensor by_input(const Shape& input, const Tensor& filter, const Tensor& dy, const A& a) {
  return ops::depthwise_conv2d_backprop_input(
      filter, dy, {input, a.strides, a.padding, a.data_format, a.dilations});
}
template <class A>
Tensor by_filter(const Tensor& input, const Shape& filter, const Tensor& dy, const A& a) {
  return ops::depthwise_conv2d_backprop_filter(
      input, dy, {filter, a.strides, a.padding, a.data_format, a.dilations});
}

}  // namespace

void DepthwiseConv2dNative::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  const ConvGeometry g = conv_geometry(c.op_name(), c.shape(0), c.shape(1), conv_options(a, true));
  c.out(c.dtype(0), conv_output(g, c.shape(0), a.data_format));
}
void DepthwiseConv2dNativeBackpropInput::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  const ConvGeometry g =
      conv_geometry(c.op_name(), a.input_sizes, c.shape(0), conv_options(a, true));
  check_out_backprop(c.op_name(), c.shape(1), g, a.input_sizes, a.data_format);
  c.out(c.dtype(0), a.input_sizes);
}
void DepthwiseConv2dNativeBackpropFilter::infer(InferContext& c) {
  const Attrs& a = c.attrs<Attrs>();
  const ConvGeometry g =
      conv_geometry(c.op_name(), c.shape(0), a.filter_sizes, conv_options(a, true));
  check_out_backprop(c.op_name(), c.shape(1), g, c.shape(0), a.data_format);
  c.out(c.dtype(0), a.filter_sizes);
}

void DepthwiseConv2dNative::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  if (g.needs(0)) g.dx(0, by_input(g.x_shape(0), g.x(1), g.dy(), a));
  if (g.needs(1)) g.dx(1, by_filter(g.x(0), g.x_shape(1), g.dy(), a));
}
void DepthwiseConv2dNativeBackpropInput::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  if (g.needs(0)) g.dx(0, by_filter(g.dy(), g.x_shape(0), g.x(1), a));
  if (g.needs(1)) g.dx(1, forward(g.dy(), g.x(0), a));
}
void DepthwiseConv2dNativeBackpropFilter::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  if (g.needs(0)) g.dx(0, by_input(g.x_shape(0), g.dy(), g.x(1), a));
  if (g.needs(1)) g.dx(1, forward(g.x(0), g.dy(), a));
}

}  // namespace zeal::op
