// What TensorFlow offers besides conv2d: one dimension, transposed, separable, any of them by rank.
#pragma once
#include "ops/nn/conv_composites.decl.h"
#include "ops/nn/window.h"
#include "ops/record.h"

namespace zeal::op {

struct Conv1D {
  struct Attrs {
    Ints stride{1};
    Padding padding;
    SpatialFormat data_format = SpatialFormat::NWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, stride, padding, data_format, dilations);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Conv1D",
      .endpoints = "nn.conv1d",
      .signature =
          "(input, filters, stride, padding, data_format='NWC', dilations=None, name=None) "
          "-> Tensor",
      .doc = R"(Convolves sequences with filters.

Args:
  input: [batch, width, in_channels], or [batch, in_channels, width] for 'NCW'; more than one leading
    batch dimension is fine.
  filters: [filter_width, in_channels / groups, out_channels].
  stride: an int, or a list of 1 or 3 ints.
  padding: 'SAME', 'VALID', or pairs (before, after) for each of 3 dimensions.
  dilations: like stride; the filter's elements are that far apart.
Raises:
  InvalidArgumentError: shapes, stride, dilations or padding do not fit.)",
      .dtypes = kFloating,
      .numpy = "ref.conv1d",
      .domain = {0.1, 2},
      .samples = R"(f(2, 7, 3), f(3, 3, 4), 1, 'VALID'
f(2, 8, 3), f(3, 3, 4), 2, 'SAME', dilations=[1]
f(2, 3, 8), f(3, 3, 4), 2, [[0, 0], [0, 0], [2, 1]], data_format='NCW')",
      .errors = "f(2, 7), f(3, 3, 4), 1, 'VALID'\nf(2, 7, 3), f(3, 2, 4), 1, 'VALID'",
      .tolerance = 64,
  };
};

struct Conv2DTranspose {
  struct Attrs {
    Ints output_shape;
    Ints strides{1};
    Padding padding{Padding::Same, {}};
    ImageFormat data_format = ImageFormat::NHWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, output_shape, strides, padding, data_format, dilations);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Conv2DTranspose",
      .endpoints = "nn.conv2d_transpose",
      .signature =
          "(input, filters, output_shape, strides, padding='SAME', data_format='NHWC', "
          "dilations=None, name=None) -> Tensor",
      .doc = R"(Computes the transpose of conv2d: its gradient by its input.

Args:
  input: images, with the filters' last dimension for channels.
  filters: [filter_height, filter_width, out_channels, in_channels].
  output_shape: the result's shape, or only its height and width.
  strides, padding, data_format, dilations: those of the convolution from output to input.
Raises:
  InvalidArgumentError: that convolution does not give the input's shape.)",
      .dtypes = kFloating,
      .numpy = "ref.conv_transpose",
      .domain = {0.1, 2},
      .samples = R"(f(1, 3, 3, 2), f(3, 3, 4, 2), [1, 5, 5, 4], 2, 'SAME'
f(1, 3, 3, 2), f(3, 3, 4, 2), [7, 7], 2, 'VALID'
f(1, 2, 3, 3), f(3, 3, 4, 2), [1, 4, 6, 6], 2, data_format='NCHW')",
      .errors = R"(f(1, 3, 3, 2), f(3, 3, 4, 2), [1, 9, 9, 4], 2, 'SAME'
f(1, 3, 3, 2), f(3, 3, 4, 3), [1, 5, 5, 4], 2, 'SAME'
f(1, 3, 3, 2), f(3, 3, 4, 2), [1, 5, 5], 2, 'SAME')",
      .tolerance = 64,
  };
};

struct Conv1DTranspose {
  struct Attrs {
    Ints output_shape;
    Ints strides{1};
    Padding padding{Padding::Same, {}};
    SpatialFormat data_format = SpatialFormat::NWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, output_shape, strides, padding, data_format, dilations);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Conv1DTranspose",
      .endpoints = "nn.conv1d_transpose",
      .signature =
          "(input, filters, output_shape, strides, padding='SAME', data_format='NWC', "
          "dilations=None, name=None) -> Tensor",
      .doc = R"(Computes the transpose of conv1d: its gradient by its input.

Args:
  input: sequences, with the filters' last dimension for channels.
  filters: [filter_width, out_channels, in_channels].
  output_shape: the result's shape, or only its width.
  strides, padding, data_format, dilations: those of the convolution from output to input.)",
      .dtypes = kFloating,
      .numpy = "ref.conv_transpose",
      .domain = {0.1, 2},
      .samples = "f(1, 3, 2), f(3, 4, 2), [1, 5, 4], 2\nf(1, 3, 2), f(3, 4, 2), [7], 2, 'VALID'",
      .errors = "f(1, 3, 2), f(3, 4, 2), [1, 9, 4], 2",
      .tolerance = 64,
  };
};

struct SeparableConv2D {
  struct Attrs {
    Ints strides{1};
    Padding padding;
    ImageFormat data_format = ImageFormat::NHWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, strides, padding, data_format, dilations);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "SeparableConv2D",
      .endpoints = "nn.separable_conv2d",
      .signature =
          "(input, depthwise_filter, pointwise_filter, strides, padding, "
          "data_format=None, dilations=None, name=None) -> Tensor",
      .doc = R"(Convolves each channel by itself, then mixes the channels.

Args:
  input: images.
  depthwise_filter: [filter_height, filter_width, in_channels, multiplier].
  pointwise_filter: [1, 1, in_channels * multiplier, out_channels].
  strides, padding, data_format, dilations: those of the first of the two convolutions.)",
      .dtypes = kFloating,
      .numpy = "ref.separable_conv2d",
      .domain = {0.1, 2},
      .samples = "f(1, 5, 6, 2), f(3, 3, 2, 2), f(1, 1, 4, 3), [1, 1, 1, 1], 'VALID'",
      .errors = R"(f(1, 5, 6, 2), f(3, 3, 2, 2), f(1, 1, 3, 3), [1, 1, 1, 1], 'VALID'
f(1, 5, 6, 2), f(3, 3, 2, 2), f(2, 1, 4, 3), [1, 1, 1, 1], 'VALID')",
      .tolerance = 64,
  };
};

struct Convolution {
  struct Attrs {
    std::optional<Ints> strides;
    Padding padding;
    SpatialFormat data_format = SpatialFormat::NHWC;
    std::optional<Ints> dilations;
  };
  ZEAL_ATTRS(Attrs, strides, padding, data_format, dilations);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "Convolution",
      .endpoints = "nn.convolution",
      .signature =
          "(input, filters, strides=None, padding='VALID', data_format=None, "
          "dilations=None, name=None) -> Tensor",
      .doc =
          "Computes conv1d, conv2d or conv3d, as the filters have 3, 4 or 5 dimensions."
          "\n\nArgs:\n"
          "  input: [batch, spatial dimensions, channels], or channels before these.\n"
          "  filters: [spatial extents, in_channels, out_channels].\n"
          "  strides, dilations: by spatial dimension.\n"
          "  padding: 'VALID', 'SAME' or pairs (before, after) for each dimension.\n"
          "  data_format: 'NC...' if channels come before the spatial dimensions.",
      .dtypes = kFloating,
      .numpy = "ref.convolution",
      .domain = {0.1, 2},
      .samples = R"(f(2, 7, 3), f(3, 3, 4)
f(2, 5, 6, 3), f(3, 2, 3, 4), strides=2, padding='SAME'
f(1, 3, 4, 3, 2), f(2, 2, 2, 2, 1))",
      .errors = "f(2, 5), f(3, 3)",
      .tolerance = 64,
  };
};

struct ConvTranspose {
  using Attrs = Conv1DTranspose::Attrs;
  ZEAL_ATTRS(Attrs, output_shape, strides, padding, data_format, dilations);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "ConvTranspose",
      .endpoints = "nn.conv_transpose",
      .signature =
          "(input, filters, output_shape, strides, padding='SAME', data_format=None, "
          "dilations=None, name=None) -> Tensor",
      .doc =
          "Computes conv1d_transpose, conv2d_transpose or conv3d_transpose, as the filters have 3, "
          "4 "
          "or 5 dimensions."
          "\n\nArgs:\n"
          "  input: [batch, spatial dimensions, channels], or channels before these.\n"
          "  filters: [spatial extents, out_channels, in_channels].\n"
          "  output_shape: the result's shape.\n"
          "  strides, dilations: by spatial dimension.\n"
          "  padding: 'VALID', 'SAME' or pairs (before, after) for each dimension.\n"
          "  data_format: 'NC...' if channels come before the spatial dimensions.",
      .dtypes = kFloating,
      .numpy = "ref.conv_transpose",
      .domain = {0.1, 2},
      .samples =
          "f(1, 3, 2), f(3, 4, 2), [1, 5, 4], 2\n"
          "f(1, 3, 3, 2), f(3, 3, 4, 2), [1, 5, 5, 4], 2",
      .errors = "f(2, 5), f(3, 3), [5, 5, 5], 1",
      .tolerance = 64,
  };
};

struct AtrousConv2D {
  struct Attrs {
    int64_t rate = 1;
    Padding padding;
  };
  ZEAL_ATTRS(Attrs, rate, padding);
  static void body(Inputs in, const void* attrs, Outputs& out);
  static constexpr OpDef def{
      .type = "AtrousConv2D",
      .endpoints = "nn.atrous_conv2d",
      .signature = "(value, filters, rate, padding, name=None) -> Tensor",
      .doc =
          "Computes conv2d with the filter's elements `rate` apart."
          "\n\nArgs:\n"
          "  value: [batch, height, width, in_channels].\n"
          "  filters: [height, width, in_channels, out_channels].\n"
          "  rate: the distance of the pixels that a filter meets.\n"
          "  padding: 'VALID' or 'SAME'.",
      .dtypes = kFloating,
      .numpy = "ref.atrous_conv2d",
      .domain = {0.1, 2},
      .samples = "f(1, 7, 7, 2), f(3, 3, 2, 2), 2, 'SAME'",
      .errors = "f(1, 7, 7, 2), f(3, 3, 2, 2), 0, 'SAME'",
      .tolerance = 64,
  };
};

}  // namespace zeal::op
