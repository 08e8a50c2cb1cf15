// Convolution of each channel by filters of its own.
#pragma once
#include "ops/nn/conv_geometry.h"
#include "ops/nn/depthwise.decl.h"
#include "ops/record.h"

namespace zeal::op {

struct DepthwiseConv2dNative {
  struct Attrs {
    Ints strides{1};
    Padding padding;
    ImageFormat data_format = ImageFormat::NHWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, strides, padding, data_format, dilations);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "DepthwiseConv2dNative",
      .endpoints = "nn.depthwise_conv2d",
      .raw = "DepthwiseConv2dNative(explicit_paddings: -)",
      .signature =
          "(input, filter, strides, padding, data_format=None, dilations=None, name=None) "
          "-> Tensor",
      .doc = R"(Convolves each channel with filters of its own.

Args:
  input: images, [batch, height, width, channels], or [batch, channels, height, width] for 'NCHW'.
  filter: [filter_height, filter_width, channels, multiplier]; channel c gives the output's channels
    c * multiplier to (c + 1) * multiplier.
  strides, padding, data_format, dilations: as for conv2d.
Raises:
  InvalidArgumentError: shapes, strides, dilations or padding do not fit.)",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.depthwise_conv2d",
      .domain = {0.1, 2},
      .samples = R"(f(2, 5, 6, 3), f(3, 2, 3, 2), [1, 1, 1, 1], 'VALID'
f(1, 5, 5, 4), f(3, 3, 4, 1), [1, 2, 2, 1], 'SAME'
f(2, 3, 6, 5), f(2, 3, 3, 2), 1, 'VALID', data_format='NCHW')",
      .errors = R"(f(2, 5, 6, 3), f(3, 2, 2, 2), [1, 1, 1, 1], 'VALID'
f(2, 5, 6, 4), f(3, 2, 2, 2), [1, 1, 1, 1], 'VALID')",
      .tolerance = 64,
  };
};

struct DepthwiseConv2dNativeBackpropInput {
  struct Attrs {
    Shape input_sizes;
    Ints strides{1};
    Padding padding;
    ImageFormat data_format = ImageFormat::NHWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, input_sizes, strides, padding, data_format, dilations);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "DepthwiseConv2dNativeBackpropInput",
      .endpoints = "nn.depthwise_conv2d_backprop_input",
      .raw = "DepthwiseConv2dNativeBackpropInput(explicit_paddings: -)",
      .signature =
          "(input_sizes, filter, out_backprop, strides, padding, data_format='NHWC', "
          "dilations=[1, 1, 1, 1], name=None) -> Tensor",
      .doc = R"(Computes the gradient of depthwise_conv2d by its input.

Args:
  input_sizes: the input's shape.
  out_backprop: the gradient by depthwise_conv2d's output, of that output's shape.)",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch,
      .linear_in = 0b10,
      .spread = batch::spread_rows,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.depthwise_backprop_input",
      .domain = {0.1, 2},
      .samples = "[2, 5, 6, 3], f(3, 2, 3, 2), f(2, 3, 5, 6), [1, 1, 1, 1], 'VALID'",
      .errors = "[2, 5, 6, 3], f(3, 2, 3, 2), f(2, 3, 5, 5), [1, 1, 1, 1], 'VALID'",
      .tolerance = 64,
  };
};

struct DepthwiseConv2dNativeBackpropFilter {
  struct Attrs {
    Shape filter_sizes;
    Ints strides{1};
    Padding padding;
    ImageFormat data_format = ImageFormat::NHWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, filter_sizes, strides, padding, data_format, dilations);
  static void infer(InferContext& c);
  static void cpu(KernelContext& k);
  static void cuda(KernelContext& k);
  static void grad(GradContext& g);
  static void batch(BatchContext& c);
  static constexpr OpDef def{
      .type = "DepthwiseConv2dNativeBackpropFilter",
      .endpoints = "nn.depthwise_conv2d_backprop_filter",
      .raw = "DepthwiseConv2dNativeBackpropFilter(explicit_paddings: -)",
      .signature =
          "(input, filter_sizes, out_backprop, strides, padding, data_format='NHWC', "
          "dilations=[1, 1, 1, 1], name=None) -> Tensor",
      .doc = R"(Computes the gradient of depthwise_conv2d by its filter.

Args:
  filter_sizes: the filter's shape.
  out_backprop: the gradient by depthwise_conv2d's output, of that output's shape.)",
      .dtypes = kFloating,
      .infer = infer,
      .batch = batch,
      .grad = grad,
      .grad_reads = Reads::Inputs,
      .numpy = "ref.depthwise_backprop_filter",
      .domain = {0.1, 2},
      .samples = "f(2, 5, 6, 3), [3, 2, 3, 2], f(2, 3, 5, 6), [1, 1, 1, 1], 'VALID'",
      .errors =
          "f(1, 4, 4, 3), [1879048192, 1879048192, 3, 1], f(1, 4, 4, 3), [1, 1, 1, 1], 'SAME'",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
