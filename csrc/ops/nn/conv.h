// Two-dimensional convolution, and its derivatives, each of which is linear in two tensors.
#pragma once
#include "ops/nn/conv.decl.h"
#include "ops/nn/conv_geometry.h"
#include "ops/record.h"

namespace zeal::op {

struct Conv2D {
  struct Attrs {
    Ints strides{1};
    Padding padding;
    ImageFormat data_format = ImageFormat::NHWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, strides, padding, data_format, dilations);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    ConvGeometry g = conv_geometry(c.op_name(), c.shape(0), c.shape(1), conv_options(a));
    c.out(c.dtype(0), conv_output(g, c.shape(0), a.data_format));
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "Conv2D",
      .endpoints = "nn.conv2d",
      .raw = "Conv2D(filter: filters, use_cudnn_on_gpu: -, explicit_paddings: -)",
      .signature =
          "(input, filters, strides, padding, data_format='NHWC', dilations=None, "
          "name=None) -> Tensor",
      .doc = R"(Convolves images with filters (cross-correlation, as is usual in deep learning).

Args:
  input: images, [batch, height, width, in_channels] for 'NHWC', [batch, in_channels, height, width]
    for 'NCHW'; more than one leading batch dimension is fine.
  filters: [filter_height, filter_width, in_channels / groups, out_channels]. There are as many
    groups as the filter's in-channels go into the input's.
  strides: an int, a list of 1, 2 (height, width) or 4 (in data_format's order) ints.
  padding: 'SAME', 'VALID', or pairs (before, after) for each dimension in data_format's order.
  data_format: 'NHWC' or 'NCHW'.
  dilations: like strides; the filter's elements are that far apart.
Raises:
  InvalidArgumentError: shapes, strides, dilations or padding do not fit.)",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch,
      .linear_in = 0b1,
      .spread = batch::spread_rows,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.conv2d",
      .domain = {0.1, 2},
      .samples = R"(f(2, 5, 6, 3), f(3, 2, 3, 4), 1, 'VALID'
f(1, 5, 5, 2), f(3, 3, 2, 2), 2, 'SAME'
f(1, 6, 6, 4), f(2, 2, 2, 4), [1, 2], 'SAME'
f(2, 3, 6, 5), f(2, 3, 3, 2), 1, 'VALID', data_format='NCHW'
f(1, 7, 7, 1), f(3, 3, 1, 1), 1, [[0, 0], [1, 2], [0, 1], [0, 0]], dilations=2
f(0, 5, 6, 3), f(3, 2, 3, 4), 1, 'VALID')",
      .errors = R"(f(1, 5, 5, 2), f(3, 3, 3, 2), 1, 'SAME'
f(1, 5, 5, 2), f(3, 3, 0, 2), 1, 'SAME'
f(1, 5, 5), f(3, 3, 1, 2), 1, 'SAME'
f(1, 4, 4, 1), f(2, 2, 1, 1), 0, 'SAME'
f(1, 4, 4, 1), f(2, 2, 1, 1), [1, 1, 1], 'SAME'
f(1, 4, 4, 1), f(2, 2, 1, 1), [2, 1, 1, 1], 'SAME'
f(1, 4, 4, 1), f(2, 2, 1, 1), 1, 'SAME', dilations=-1
f(1, 4, 4, 1), f(6, 2, 1, 1), 1, 'VALID'
f(1, 4, 4, 1), f(2, 2, 1, 1), 1, [[0, 0], [-1, 1], [0, 0], [0, 0]])",
      .tolerance = 64,
  };
};

struct Conv2DBackpropInput {
  struct Attrs {
    Shape input_sizes;
    Ints strides{1};
    Padding padding;
    ImageFormat data_format = ImageFormat::NHWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, input_sizes, strides, padding, data_format, dilations);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    ConvGeometry g = conv_geometry(c.op_name(), a.input_sizes, c.shape(0), conv_options(a));
    check_out_backprop(c.op_name(), c.shape(1), g, a.input_sizes, a.data_format);
    c.out(c.dtype(0), a.input_sizes);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "Conv2DBackpropInput",
      .endpoints = "",
      .raw = "Conv2DBackpropInput(use_cudnn_on_gpu: -, explicit_paddings: -)",
      .signature =
          "(input_sizes, filter, out_backprop, strides, padding, data_format='NHWC', "
          "dilations=None, name=None) -> Tensor",
      .doc = R"(Computes the gradient of conv2d by its input.

Args:
  input_sizes: the input's shape.
  filter: [filter_height, filter_width, in_channels / groups, out_channels].
  out_backprop: the gradient by conv2d's output, of that output's shape.
Raises:
  InvalidArgumentError: the shapes are not those of a convolution.)",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch,
      .linear_in = 0b10,
      .spread = batch::spread_rows,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.conv2d_backprop_input",
      .domain = {0.1, 2},
      .samples = R"([2, 5, 6, 3], f(3, 2, 3, 4), f(2, 3, 5, 4), 1, 'VALID'
[1, 5, 5, 2], f(3, 3, 2, 2), f(1, 3, 3, 2), 2, 'SAME')",
      .errors = R"([2, 5, 6, 3], f(3, 2, 3, 4), f(2, 3, 4, 4), 1, 'VALID'
[65534, 65534], f(3, 3, 2, 2), f(), [1, 1, 1, 1], 'SAME')",
      .tolerance = 64,
  };
};

struct Conv2DBackpropFilter {
  struct Attrs {
    Shape filter_sizes;
    Ints strides{1};
    Padding padding;
    ImageFormat data_format = ImageFormat::NHWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, filter_sizes, strides, padding, data_format, dilations);
  static void infer(InferContext& c) {
    const Attrs& a = c.attrs<Attrs>();
    ConvGeometry g = conv_geometry(c.op_name(), c.shape(0), a.filter_sizes, conv_options(a));
    check_out_backprop(c.op_name(), c.shape(1), g, c.shape(0), a.data_format);
    c.out(c.dtype(0), a.filter_sizes);
  }
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "Conv2DBackpropFilter",
      .endpoints = "",
      .raw = "Conv2DBackpropFilter(use_cudnn_on_gpu: -, explicit_paddings: -)",
      .signature =
          "(input, filter_sizes, out_backprop, strides, padding, data_format='NHWC', "
          "dilations=None, name=None) -> Tensor",
      .doc = R"(Computes the gradient of conv2d by its filter.

Args:
  input: conv2d's input.
  filter_sizes: the filter's shape.
  out_backprop: the gradient by conv2d's output, of that output's shape.
Raises:
  InvalidArgumentError: the shapes are not those of a convolution.)",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.conv2d_backprop_filter",
      .domain = {0.1, 2},
      .samples = R"(f(2, 5, 6, 3), [3, 2, 3, 4], f(2, 3, 5, 4), 1, 'VALID'
f(1, 5, 5, 2), [3, 3, 2, 2], f(1, 3, 3, 2), 2, 'SAME')",
      .errors = "f(1, 1, 1, 2), [1, 1, 1, 1], f(1, 1, 1, 1), [1, 66, 49, 1], 'VALID'",
      .tolerance = 64,
  };
};

namespace conv_detail {
// One of the three ops with the attributes of another.
template <class A>
Tensor forward(const Tensor& input, const Tensor& filter, const A& a) {
  return ops::conv2d(input, filter,
                     {.strides = a.strides,
                      .padding = a.padding,
                      .data_format = a.data_format,
                      .dilations = a.dilations});
}
template <class A>
Tensor by_input(const Shape& input, const Tensor& filter, const Tensor& dy, const A& a) {
  return ops::conv2d_backprop_input(filter, dy,
                                    {.input_sizes = input,
                                     .strides = a.strides,
                                     .padding = a.padding,
                                     .data_format = a.data_format,
                                     .dilations = a.dilations});
}
template <class A>
Tensor by_filter(const Tensor& input, const Shape& filter, const Tensor& dy, const A& a) {
  return ops::conv2d_backprop_filter(input, dy,
                                     {.filter_sizes = filter,
                                      .strides = a.strides,
                                      .padding = a.padding,
                                      .data_format = a.data_format,
                                      .dilations = a.dilations});
}
}  // namespace conv_detail

inline void Conv2D::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  if (g.needs(0)) g.dx(0, conv_detail::by_input(g.x_shape(0), g.x(1), g.dy(), a));
  if (g.needs(1)) g.dx(1, conv_detail::by_filter(g.x(0), g.x_shape(1), g.dy(), a));
}

inline void Conv2DBackpropInput::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  if (g.needs(0)) g.dx(0, conv_detail::by_filter(g.dy(), g.x_shape(0), g.x(1), a));
  if (g.needs(1)) g.dx(1, conv_detail::forward(g.dy(), g.x(0), a));
}

inline void Conv2DBackpropFilter::grad(GradContext& g) {
  const Attrs& a = g.attrs<Attrs>();
  if (g.needs(0)) g.dx(0, conv_detail::by_input(g.x_shape(0), g.dy(), g.x(1), a));
  if (g.needs(1)) g.dx(1, conv_detail::forward(g.x(0), g.dy(), a));
}

}  // namespace zeal::op
